"""An audience as data: whom an announcement is for, who of them gets it, and who does not and why.

Each condition narrows; what is left empty narrows nothing. People picked by hand come on top,
exclusions come last. Nobody outside the places of whoever speaks is ever reached: conditions and
people are read within his scope, when he chooses and again when it is sent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from db.enums import CohortPart, PlaceKind, Role
from db.models import Place
from db.repositories.people import SeatRow
from db.repositories.plans import Happening
from db.store import Store
from services.access import REPRESENTATIVES, Action, Actor
from services.calendar import reachable, visible_plans
from services.errors import NotFoundError
from services.statistics import Ledger, ledger_of, open_ledger

# Within which days a school is silent that left an event unanswered.
SILENT_SINCE = timedelta(days=30)
SILENT_UNTIL = timedelta(days=7)


class SchoolKind(StrEnum):
    """Which schools are meant: by their part in the project, or by being a branch."""

    PARTICIPANT = "participant"
    PARTNER = "partner"
    BRANCH = "branch"


class LeftOutReason(StrEnum):
    """Why somebody who fits does not get it."""

    EXCLUDED = "excluded"
    # He wants no messages, for good or for a while.
    PAUSED = "paused"
    MUTED = "muted"
    BLOCKED = "blocked"
    # Of a school: nobody of the chosen roles is in the bot.
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an announcement is for; lists keep the order in which they were chosen."""

    places: tuple[int, ...] = ()
    roles: tuple[Role, ...] = REPRESENTATIVES
    kinds: tuple[SchoolKind, ...] = ()
    # The first year of the project's year in which the schools take part.
    year: int | None = None
    # Schools that said nothing about an event, owe the report on one, or are silent altogether.
    unconfirmed: int | None = None
    unreported: int | None = None
    is_silent: bool = False
    # Nobody but those picked by hand.
    only_people: bool = False
    people: tuple[int, ...] = ()
    without_places: tuple[int, ...] = ()
    without_people: tuple[int, ...] = ()

    @property
    def is_for_everybody(self) -> bool:
        """Whether it does not matter what somebody is."""
        return not self.roles

    @property
    def is_nobody(self) -> bool:
        """Whether nobody is chosen at all: the last tick was taken away."""
        return self.only_people and not self.people

    @property
    def asks_about_schools(self) -> bool:
        """Whether it is for people of certain schools only."""
        return bool(
            self.kinds or self.year or self.unconfirmed or self.unreported or self.is_silent
        )

    def as_json(self) -> dict[str, Any]:
        """As it is kept: what narrows nothing is left out."""
        kept: dict[str, Any] = {"roles": [str(role) for role in self.roles]}
        for name in ("places", "people", "without_places", "without_people"):
            if value := getattr(self, name):
                kept[name] = list(value)
        if self.kinds:
            kept["kinds"] = [str(kind) for kind in self.kinds]
        for name in ("year", "unconfirmed", "unreported", "is_silent", "only_people"):
            if value := getattr(self, name):
                kept[name] = value
        return kept


def audience_of(stored: Mapping[str, Any] | None) -> Audience:
    """An audience as it was kept."""
    stored = stored or {}
    return Audience(
        places=_ids(stored.get("places")),
        roles=tuple(Role(one) for one in stored.get("roles", REPRESENTATIVES)),
        kinds=tuple(SchoolKind(one) for one in stored.get("kinds") or ()),
        year=stored.get("year"),
        unconfirmed=stored.get("unconfirmed"),
        unreported=stored.get("unreported"),
        is_silent=bool(stored.get("is_silent")),
        only_people=bool(stored.get("only_people")),
        people=_ids(stored.get("people")),
        without_places=_ids(stored.get("without_places")),
        without_people=_ids(stored.get("without_people")),
    )


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets it, and in which of his roles he was found."""

    id: int
    telegram_id: int
    name: str
    role: Role
    place_name: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A person or a school that fits and gets nothing; a school has no name of a person."""

    name: str
    place_name: str
    reason: LeftOutReason


@dataclass(frozen=True, slots=True)
class Selection:
    """Who gets it, in the order of places and names, and who does not."""

    people: tuple[Recipient, ...]
    left_out: tuple[LeftOut, ...]

    def sample(self, most: int) -> tuple[Recipient, ...]:
        """Some of them, from everywhere in the list."""
        if len(self.people) <= most:
            return self.people
        step = len(self.people) / most
        return tuple(self.people[int(number * step)] for number in range(most))


async def choose(store: Store, actor: Actor, audience: Audience, now: datetime) -> Selection:
    """Who of an audience gets an announcement of the actor now; himself he need not tell."""
    scope = actor.scope(Action.BROADCAST)
    paths = await _paths(store, scope, audience.places)
    without = tuple(
        place.path for place in (await store.places.many(audience.without_places)).values()
    )
    seats: list[SeatRow] = []
    schools: list[Place] | None = None
    if audience.asks_about_schools:
        schools = await _schools(store, actor, audience, paths, now)
    if not audience.only_people:
        for path in paths:
            seats += await store.people.seats_below(path, audience.roles)
        if schools is not None:
            wanted = {school.id for school in schools}
            seats = [seat for seat in seats if _speaks_in(seat, wanted)]
    by_hand = await _by_hand(store, scope, audience.people)
    found = _Found(audience, without, now)
    for seat in (*seats, *by_hand):
        found.take(seat)
    found.leave_out(actor.id)
    if not audience.only_people:
        if schools is None and set(audience.roles) & set(REPRESENTATIVES):
            schools = [school for path in paths for school in await _open_schools(store, path)]
        found.miss(schools or (), seats)
    return found.selection()


class _Found:
    """People met so far, each once, with what speaks against him."""

    def __init__(self, audience: Audience, without: tuple[str, ...], now: datetime) -> None:
        self._audience = audience
        self._without = without
        self._now = now
        self._seats: dict[int, SeatRow] = {}
        self._allowed: set[int] = set()
        self._schools: dict[int, LeftOut] = {}

    def take(self, seat: SeatRow) -> None:
        """A further seat of somebody; one that no exclusion touches is enough."""
        if seat.until is not None and seat.until <= self._now:
            # His time is over, whether or not anybody has noticed.
            return
        person_id = seat.person.id
        is_outside = bool(self._without) and seat.place.path.startswith(self._without)
        if not is_outside:
            if person_id not in self._allowed:
                self._seats[person_id] = seat
            self._allowed.add(person_id)
        self._seats.setdefault(person_id, seat)

    def leave_out(self, person_id: int) -> None:
        """Somebody who is no part of it at all."""
        self._seats.pop(person_id, None)

    def miss(self, schools: Iterable[Place], seats: Iterable[SeatRow]) -> None:
        """Schools for which nobody was found."""
        spoken_for = {seat.place.id for seat in seats}
        spoken_for |= {branch.id for seat in seats for branch in seat.branches}
        for school in schools:
            is_outside = bool(self._without) and school.path.startswith(self._without)
            if school.id not in spoken_for and not is_outside:
                self._schools[school.id] = LeftOut("", school.name, LeftOutReason.NOBODY)

    def selection(self) -> Selection:
        people: list[Recipient] = []
        left: list[LeftOut] = []
        ordered = sorted(
            self._seats.values(),
            key=lambda seat: (seat.place.name, seat.person.name, seat.person.id),
        )
        for seat in ordered:
            person, reason = seat.person, self._reason(seat)
            if reason is None:
                people.append(
                    Recipient(
                        person.id, person.telegram_id, person.name, seat.role, seat.place.name
                    )
                )
            else:
                left.append(LeftOut(person.name, seat.place.name, reason))
        schools = sorted(self._schools.values(), key=lambda one: one.place_name)
        return Selection(tuple(people), (*left, *schools))

    def _reason(self, seat: SeatRow) -> LeftOutReason | None:
        person = seat.person
        if person.id in self._audience.without_people or person.id not in self._allowed:
            return LeftOutReason.EXCLUDED
        if person.paused:
            return LeftOutReason.PAUSED
        if person.muted_until is not None and self._now < person.muted_until:
            return LeftOutReason.MUTED
        if person.unreachable_since is not None:
            return LeftOutReason.BLOCKED
        return None


async def _paths(store: Store, scope: tuple[str, ...], places: Iterable[int]) -> list[str]:
    """The chosen places within the scope, the widest of each branch of the tree; else the scope."""
    ids = list(places)
    if not ids:
        return _widest(scope)
    chosen = (await store.places.many(ids)).values()
    return _widest(
        place.path for place in chosen if place.path.startswith(scope) and place.archived_at is None
    )


def _widest(paths: Iterable[str]) -> list[str]:
    """Without those that lie below another: nobody is read twice."""
    kept: list[str] = []
    for path in sorted(set(paths), key=lambda one: (len(one), one)):
        if not path.startswith(tuple(kept)):
            kept.append(path)
    return sorted(kept)


async def _by_hand(store: Store, scope: tuple[str, ...], ids: Iterable[int]) -> list[SeatRow]:
    seats = await store.people.seats_of(ids)
    return [seat for some in seats.values() for seat in some if seat.place.path.startswith(scope)]


def _speaks_in(seat: SeatRow, schools: set[int]) -> bool:
    """Whether somebody is of one of the schools, or speaks for a branch among them."""
    return seat.place.id in schools or any(branch.id in schools for branch in seat.branches)


async def _open_schools(store: Store, path: str) -> list[Place]:
    return list(await store.places.subtree(path, PlaceKind.SCHOOL))


async def _schools(
    store: Store, actor: Actor, audience: Audience, paths: list[str], now: datetime
) -> list[Place]:
    """The schools that an audience asks about."""
    schools = {s.id: s for path in paths for s in await _open_schools(store, path)}
    if audience.kinds or audience.year:
        wanted = await _of_kind(store, audience, paths, schools)
        schools = {id_: schools[id_] for id_ in schools if id_ in wanted}
    for occurrence_id, owing in (
        (audience.unconfirmed, Ledger.unanswered),
        (audience.unreported, Ledger.unreported),
    ):
        if occurrence_id is not None:
            found = await _happening(store, actor, occurrence_id)
            owed: list[Place] = []
            if found is not None:
                owed = owing(await ledger_of(store, [found], paths), found)
            ids = {school.id for school in owed}
            schools = {id_: schools[id_] for id_ in schools if id_ in ids}
    if audience.is_silent:
        silent = await _silent(store, actor, paths, now)
        schools = {id_: schools[id_] for id_ in schools if id_ in silent}
    return list(schools.values())


async def _of_kind(
    store: Store, audience: Audience, paths: list[str], schools: Mapping[int, Place]
) -> set[int]:
    parts = {
        part
        for part, kind in (
            (CohortPart.PARTICIPANT, SchoolKind.PARTICIPANT),
            (CohortPart.PARTNER, SchoolKind.PARTNER),
        )
        if kind in audience.kinds
    }
    cohorts = await store.places.cohorts(paths)
    of_year = [one for one in cohorts if audience.year is None or one.year == audience.year]
    taking_part = {one.place_id for one in of_year}
    wanted = {one.place_id for one in of_year if CohortPart(one.part) in parts}
    if SchoolKind.BRANCH in audience.kinds:
        heads = await store.places.many({s.parent_id for s in schools.values() if s.parent_id})
        branches = {
            s.id
            for s in schools.values()
            if s.parent_id in heads and heads[s.parent_id].kind == PlaceKind.SCHOOL
        }
        wanted |= branches & taking_part if audience.year is not None else branches
    return wanted if audience.kinds else taking_part


async def _happening(store: Store, actor: Actor, occurrence_id: int) -> Happening | None:
    """An event while it is there: about one that is gone nobody owes anything."""
    try:
        return await reachable(store, actor, occurrence_id)
    except NotFoundError:
        return None


async def _silent(store: Store, actor: Actor, paths: list[str], now: datetime) -> set[int]:
    """Schools that left an event of the last month or the next week unanswered."""
    ledger = await open_ledger(
        store, await visible_plans(store, actor), paths, now - SILENT_SINCE, now + SILENT_UNTIL
    )
    return {
        school.id
        for found in ledger.happenings
        if found.occurrence.precision == "day"
        for school in ledger.unanswered(found)
    }


def _ids(stored: Any) -> tuple[int, ...]:
    return tuple(int(one) for one in stored or ())


def toggled(chosen: tuple[Any, ...], one: Any) -> tuple[Any, ...]:
    """Without it when it is there, else with it at the end."""
    return tuple(x for x in chosen if x != one) if one in chosen else (*chosen, one)


def everybody() -> Audience:
    """All people below, whatever they are."""
    return replace(Audience(), roles=())
