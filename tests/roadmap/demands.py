"""Demands in few words, so that a table of them can be read.

«attends»: intention before, fact after; «upload by school»: one for every school; «visit by curator
per school»: several by one; «! curator»: counts when a curator has said so; «>= 5 …»: a threshold;
«100%»: the share the row wants.
"""

from __future__ import annotations

from roadmap.asks import Demand, Party, Presence


def told(demand: Demand) -> str:
    """A demand in the table's tongue."""
    parts = ["attends"] if demand.presence is Presence.INTENTION_AND_FACT else []
    for ask in demand.asks:
        text = f"{ask.proof} by {', '.join(ask.by)}"
        text += " per school" if ask.each_school and Party.SCHOOL not in ask.by else ""
        text += f" ! {', '.join(ask.steps)}" if ask.steps else ""
        for goal in ask.goals:
            text += f" >= {goal.at_least} {goal.unit}" + (f" a {goal.per}" if goal.per else "")
        parts.append(text)
    return "; ".join([*parts, *([f"{demand.share}%"] if demand.share is not None else [])])
