"""Figures of large road maps are kept for the next page of whoever turns over them.

What is kept stands for a count anew only while nothing has been answered, reported, entered, moved
or appointed, nothing has begun or ended, and for a minute at most: so long a new name or other
words of a row may be missing.
"""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from db.models import Place, Plan
from db.store import Store
from services.indicators.figure import Figure
from services.indicators.figures import counted
from services.indicators.ground import Ground, survey

_AT_MOST = timedelta(minutes=1)
# Small ones are counted faster than it takes to ask whether they have changed.
_WORTH_KEEPING = 1_000
_MOST = 8
_Key = tuple[int, tuple[str, ...] | None, bool]


@dataclass(frozen=True, slots=True)
class Surveyed:
    """The figures of a plan, or of some places below it, with the number of their schools."""

    place: Place
    schools: int
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class _Kept:
    surveyed: Surveyed
    tally: Hashable
    since: datetime
    until: datetime


class KeptFigures:
    """Counts figures, or knows them still."""

    def __init__(self, worth_keeping: int = _WORTH_KEEPING) -> None:
        """Keep those that count at least so many names."""
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._worth_keeping = worth_keeping

    async def of(
        self,
        store: Store,
        plan: Plan,
        within: tuple[str, ...] | None,
        now: datetime,
        *,
        to_the_end: bool = False,
    ) -> Surveyed | None:
        """The figures as of now, or all that is expected `to_the_end`; None without a place.

        Not inside of a transaction that writes: what is undone would be kept.
        """
        key = (plan.id, within, to_the_end)
        kept = self._kept.get(key)
        is_fresh = kept is not None and kept.since <= now < kept.until
        # A transaction sees one moment: this belongs to the figures, whichever is read first.
        tally = await store.figures.tally(plan.id) if is_fresh else None
        if kept is not None and tally is not None and tally == kept.tally:
            self._kept.move_to_end(key)
            return kept.surveyed
        ground = await survey(store, plan, place_path=within, until=None if to_the_end else now)
        if ground is None:
            return None
        figures = await counted(ground)
        schools = sum(ground.is_within(school.path) for school in ground.schools)
        surveyed = Surveyed(ground.place, schools, figures)
        self._kept.pop(key, None)
        if sum(len(figure.of) for figure in figures) >= self._worth_keeping:
            tally = tally or await store.figures.tally(plan.id)
            self._kept[key] = _Kept(surveyed, tally, now, _next_change(ground, now))
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return surveyed


def _next_change(ground: Ground, now: datetime) -> datetime:
    """When the same rows make other figures: something begins or ends, or a day is over."""
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    moments = [
        moment
        for some in ground.happenings.values()
        for one in some
        for moment in (one.occurrence.begins_at, one.occurrence.ends_at, one.occurrence.closed_at)
        if moment is not None and moment > now
    ]
    return min([now + _AT_MOST, midnight, *moments])
