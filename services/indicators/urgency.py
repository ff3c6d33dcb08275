"""Which figures matter now: what can still be mended, then what is due next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.indicators.breakdown import Standing, standing
from services.indicators.figure import Figure
from services.times import last_day, local_day

_MOST = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure with how it stands."""

    figure: Figure
    standing: Standing
    # Of what matters now and nobody is late with: until when it goes on, or when it begins.
    day: date | None = None


def shown_of(figure: Figure, now: datetime) -> Shown:
    """A figure as it stands now."""
    return Shown(figure, standing(figure, now))


def urgent(shown: Sequence[Shown], now: datetime, zone: str) -> tuple[Shown, ...]:
    """What can still be mended, the freshest first; then what is due next."""
    behind = [one for one in shown if one.standing is Standing.BEHIND]
    behind.sort(key=lambda one: _due(one.figure) or now, reverse=True)
    ahead = [one for one in shown if _is_next(one, now)]
    ahead.sort(key=lambda one: _due(one.figure) or now)
    dated = [replace(one, day=_day(one, zone)) for one in ahead]
    return tuple([*behind, *dated][:_MOST])


def _is_next(one: Shown, now: datetime) -> bool:
    due = _due(one.figure)
    if due is None or due <= now:
        return False
    # Papers may be handed in before their day; of who comes nothing is known until then.
    is_early = one.standing is Standing.AHEAD and one.figure.value is not None
    return one.standing is Standing.RUNNING or is_early


def _day(one: Shown, zone: str) -> date | None:
    if one.standing is Standing.AHEAD:
        begins_at = one.figure.begins_at
        return local_day(begins_at, zone) if begins_at is not None else None
    due = _due(one.figure)
    return last_day(due, zone) if due is not None else None


def _due(figure: Figure) -> datetime | None:
    return max((one.due_at for one in figure.missing if one.due_at is not None), default=None)
