"""The stages of an occurrence at the hours of one reader: decent ones, in their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.repositories.plans import Happening
from roadmap.reminders import Stage
from services.decency import Rhythm, decent_due, promised_due

# News of a window: better a little late than before it opens.
_NEWS = frozenset({"open", "middle"})


@dataclass(frozen=True, slots=True)
class Hours:
    """When one stage comes to somebody."""

    stage: Stage
    # Before it must come, so that the next stage does not overtake it.
    limit: datetime
    due_at: datetime
    not_after: datetime
    rhythm: Rhythm
    begins_at: datetime | None

    def promised(self, now: datetime | None, *, is_owed: bool = False) -> datetime | None:
        """When to promise it at a moment; None when its time has passed."""
        if now is None:
            return self.due_at
        due = promised_due(
            self.stage.due_at,
            self.limit,
            self.rhythm,
            now,
            stage=self.stage.code,
            begins_at=self.begins_at,
        )
        return now if due is None and is_owed and now < self.not_after else due


def hours_of(found: Happening, stages: Sequence[Stage], rhythm: Rhythm) -> Mapping[str, Hours]:
    """When each stage of an occurrence comes to somebody with these habits."""
    begins_at = begin_of(found)
    ordered = sorted(stages, key=lambda stage: stage.due_at)
    hours = {}
    for stage, following in zip(ordered, (*ordered[1:], None), strict=True):
        not_after = stage.not_after
        if stage.code in _NEWS:
            not_after = max(not_after, found.occurrence.ends_at)
        limit = not_after
        if following is not None and stage.due_at < following.due_at:
            limit = min(limit, following.due_at)
        due_at = decent_due(stage.due_at, limit, rhythm, stage=stage.code, begins_at=begins_at)
        if stage.code in _NEWS:
            useful = due_at + (stage.not_after - stage.due_at)
            not_after = max(stage.not_after, min(useful, not_after))
        hours[stage.code] = Hours(stage, limit, due_at, not_after, rhythm, begins_at)
    return hours


def begin_of(found: Happening) -> datetime | None:
    """When an event with an hour begins; None for everything else."""
    occurrence = found.occurrence
    if occurrence.begin_time is None or occurrence.is_deadline:
        return None
    return occurrence.begins_at
