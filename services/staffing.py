"""Who is missing: what a coordinator has to mend before reminders reach everybody."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from db.database import Database
from db.enums import Role
from db.models import Membership, Person, Place
from db.store import Store
from services.access import REPRESENTATIVES, Action, Actor, needs

_PAGE = 8


class Gap(StrEnum):
    """What may be missing, the most pressing first."""

    UNMANNED = "unmanned"
    UNREACHABLE = "unreachable"
    UNCOVERED = "uncovered"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class GapItem:
    """A school, whose `holder` is None, or a place with somebody who holds a role there."""

    place_id: int
    place_name: str
    holder: "Holder | None" = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a role; `unreachable_since` when Telegram refuses to write to him."""

    membership_id: int
    name: str
    role: Role
    unreachable_since: datetime | None


@dataclass(frozen=True, slots=True)
class GapPage:
    """One page of what is missing."""

    gap: Gap
    items: tuple[GapItem, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Overview:
    """How much is missing of each kind, and how many requests wait."""

    counts: dict[Gap, int]
    requests: int

    @property
    def is_clean(self) -> bool:
        """Nothing to mend."""
        return not self.requests and not any(self.counts.values())


class Staffing:
    """Finds the gaps in a coordinator's places."""

    def __init__(self, database: Database) -> None:
        """Take where people and places are kept."""
        self._database = database

    @needs(Action.MANAGE_PEOPLE)
    async def overview(self, actor: Actor) -> Overview:
        """Counts of all gaps below the actor."""
        scope = actor.scope(Action.MANAGE_PEOPLE)
        async with self._database.read() as store:
            counts = {gap: (await _FINDERS[gap](store, scope, (0, 1)))[0] for gap in Gap}
            waiting = await store.requests.open_below(actor.scope(Action.DECIDE_REQUEST))
        return Overview(counts, sum(person.id != actor.person_id for _, person, *_ in waiting))

    @needs(Action.MANAGE_PEOPLE)
    async def gap(self, actor: Actor, gap: Gap, page: int = 0) -> GapPage:
        """One page of a gap; a page beyond the end is the last one."""
        scope = actor.scope(Action.MANAGE_PEOPLE)
        async with self._database.read() as store:
            total, found = await _FINDERS[gap](store, scope, (max(page, 0) * _PAGE, _PAGE))
            pages = max((total + _PAGE - 1) // _PAGE, 1)
            if page >= pages:
                page = pages - 1
                total, found = await _FINDERS[gap](store, scope, (page * _PAGE, _PAGE))
        return GapPage(gap, tuple(_item(one) for one in found), max(page, 0), pages, total)


def _item(found: Place | tuple[Membership, Person, Place]) -> GapItem:
    if isinstance(found, Place):
        return GapItem(found.id, found.name)
    held, person, place = found
    holder = Holder(held.id, person.name, Role(held.role), person.unreachable_since)
    return GapItem(place.id, place.name, holder)


_Finder = Callable[[Store, Sequence[str], tuple[int, int]], Awaitable[tuple[int, list[Any]]]]
_FINDERS: dict[Gap, _Finder] = {
    Gap.UNMANNED: lambda store, scope, page: store.staffing.unmanned(scope, REPRESENTATIVES, page),
    Gap.UNREACHABLE: lambda store, scope, page: store.staffing.unreachable(scope, page),
    Gap.UNCOVERED: lambda store, scope, page: store.staffing.uncovered(scope, Role.CURATOR, page),
    Gap.IDLE: lambda store, scope, page: store.staffing.idle(scope, Role.CURATOR, page),
}
