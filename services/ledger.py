"""Why somebody was not reminded: one fate per person, event and stage, read from what happened."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from db.database import Database
from db.enums import PlaceKind
from db.models import Place
from db.repositories.ledger import Holder
from db.repositories.places import Node
from db.repositories.plans import Happening
from db.store import Store
from services.access import REPRESENTATIVES, Action, Actor, needs
from services.audience import expected_schools, is_for_school
from services.calendar import reachable
from services.cards import When, when_of
from services.clock import Clock
from services.errors import NotFoundError
from services.fates import IN_ORDER, Entry, Fate, is_seated, of_school, telling
from services.ledger_entries import Entries, entries_of
from services.place_search import Named, PlaceIndex
from services.promises import stages_of

_PAGE = 8
_BEFORE = 3
_EVENTS = 7
_MOST_FOUND = 200
# Verdicts on schools without entries that somebody can mend.
_WORTH_TELLING = frozenset({Fate.NOBODY, Fate.NO_DAY})
# Events whose rows are in memory together while the whole ledger is read.
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school in a list; of an event also what became of it there."""

    id: int
    name: str
    verdict: Fate | None = None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Schools:
    """A page of the schools below the reader, or of those that a name can mean."""

    text: str
    schools: tuple[SchoolLine, ...]
    page: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class EventFate:
    """One event at one place: a verdict on the whole school, and its people's entries."""

    occurrence_id: int
    row_id: int
    number: str
    title: str
    when: When
    place_id: int
    place_name: str
    verdict: Fate | None
    entries: tuple[Entry, ...]
    now: datetime
    # The version that counts: entries of earlier ones are about a day it no longer has.
    version: int = 1
    # What the reader can mend: let somebody in, set a day.
    may_invite: bool = False
    may_edit: bool = False

    @property
    def present(self) -> tuple[Entry, ...]:
        """The entries about the day that the event has now."""
        return tuple(entry for entry in self.entries if entry.version == self.version)


@dataclass(frozen=True, slots=True)
class SchoolLedger:
    """The last and next events of a school; page 0 is around now."""

    school_id: int
    school_name: str
    events: tuple[EventFate, ...]
    page: int
    has_before: bool
    has_more: bool
    everything: bool


@dataclass(frozen=True, slots=True)
class EventLedger:
    """The expected schools of an event, those that were not reached first."""

    occurrence_id: int
    title: str
    when: When
    now: datetime
    schools: tuple[SchoolLine, ...]
    page: int
    pages: int
    total: int
    wrong: int


class Ledger:
    """Reads the fates of reminders within the reader's places."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where rows live and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.READ_ANSWERS)
    async def find(self, actor: Actor, text: str = "", page: int = 0) -> Schools:
        """The reader's schools by name, or those that a typed name can mean, the best first."""
        scope, page = actor.scope(Action.READ_ANSWERS), max(page, 0)
        async with self._database.read() as store:
            nodes = await store.places.nodes(scope)
            aliases = await store.places.aliases(scope) if text else []
        own = {
            node.id: node
            for node in nodes
            if node.kind is PlaceKind.SCHOOL and not node.archived and node.path.startswith(scope)
        }
        ids = (
            await asyncio.to_thread(_found, own, aliases, text)
            if text
            else sorted(own, key=lambda i: (own[i].name, i))
        )
        shown = ids[page * _PAGE : (page + 1) * _PAGE]
        lines = tuple(SchoolLine(i, own[i].name) for i in shown)
        return Schools(text, lines, page, len(ids) > (page + 1) * _PAGE)

    @needs(Action.READ_ANSWERS)
    async def of_school(
        self, actor: Actor, school_id: int, page: int = 0, *, everything: bool = False
    ) -> SchoolLedger:
        """What became of a school's reminders, event by event; `everything`: others' events too."""
        now = self._clock.now()
        async with self._database.read() as store:
            school = await _school(store, actor, school_id)
            happenings = await _happenings(store, [school.path], [])
            if not everything:
                happenings = [
                    one
                    for one in happenings
                    if is_for_school(one.row, one.place.path, school.id, school.path)
                ]
            past = sum(one.occurrence.ends_at <= now for one in happenings)
            start = past - _BEFORE + page * _EVENTS
            shown = happenings[max(start, 0) : max(start + _EVENTS, 0)]
            fates = await _fates(store, actor, [school], shown, now)
        return SchoolLedger(
            school_id=school.id,
            school_name=school.name,
            events=tuple(fates),
            page=page,
            has_before=start > 0,
            has_more=start + _EVENTS < len(happenings),
            everything=everything,
        )

    @needs(Action.READ_ANSWERS)
    async def of_event(self, actor: Actor, occurrence_id: int, page: int = 0) -> EventLedger:
        """What became of an event's reminders, school by school."""
        now = self._clock.now()
        scope = actor.scope(Action.READ_ANSWERS)
        async with self._database.read() as store:
            found = await reachable(store, actor, occurrence_id)
            schools = [
                school
                for school in await expected_schools(store, found.row, found.place.path)
                if school.path.startswith(scope)
            ]
            fates = await _fates(store, actor, schools, [found], now)
        lines = [
            SchoolLine(one.place_id, one.place_name, one.verdict, telling(one.present, now))
            for one in fates
        ]
        wrong = [line for line in lines if not _is_in_order(line)]
        lines.sort(key=lambda line: (_is_in_order(line), line.name, line.id))
        pages = max((len(lines) + _PAGE - 1) // _PAGE, 1)
        page = min(max(page, 0), pages - 1)
        return EventLedger(
            occurrence_id=occurrence_id,
            title=found.row.title,
            when=when_of(found, actor.timezone),
            now=now,
            schools=tuple(lines[page * _PAGE : (page + 1) * _PAGE]),
            page=page,
            pages=pages,
            total=len(lines),
            wrong=len(wrong),
        )

    @needs(Action.READ_ANSWERS)
    async def of_both(self, actor: Actor, school_id: int, occurrence_id: int) -> EventFate:
        """Every person and stage of one event at one school."""
        async with self._database.read() as store:
            school = await _school(store, actor, school_id)
            found = await store.plans.happening(occurrence_id)
            visible = await store.plans.plan_ids_visible([school.path], below=[])
            if found is None or found.plan.id not in visible:
                raise NotFoundError
            (fate,) = await _fates(store, actor, [school], [found], self._clock.now())
            return fate

    @needs(Action.READ_ANSWERS)
    async def book(self, actor: Actor, place_id: int, number: str = "") -> list[EventFate]:
        """The whole ledger at a place and below: everybody's entries, schools without anybody.

        `number` narrows it to one row of the road map, by its number in the document.
        """
        now = self._clock.now()
        async with self._database.read() as store:
            place = await _place(store, actor, place_id)
            holders = await store.ledger.holders_below(place.path)
            places = await store.places.subtree(place.path)
            schools = [one for one in places if one.kind == PlaceKind.SCHOOL]
            holders += await _of_heads(store, schools, holders, now)
            represented = _represented(holders, now)
            happenings = [
                one
                for one in await _happenings(store, [place.path], [place.path])
                if not number or one.row.number.strip(" .") == number.strip(" .")
            ]
            book: list[EventFate] = []
            for start in range(0, len(happenings), _AT_ONCE):
                some = happenings[start : start + _AT_ONCE]
                entries = await entries_of(store, holders, some, now)
                book += [
                    one
                    for found in some
                    for one in _at_places(actor, found, places, entries, now, represented)
                    if one.entries or one.verdict in _WORTH_TELLING
                ]
        return book


def _is_in_order(line: SchoolLine) -> bool:
    return line.verdict is None and (line.entry is None or line.entry.fate in IN_ORDER)


async def _place(store: Store, actor: Actor, place_id: int) -> Place:
    """A living place through the reader's scope; raises NotFoundError."""
    place = await store.places.get(place_id)
    if place is None or place.archived_at is not None:
        raise NotFoundError
    actor.require(Action.READ_ANSWERS, place.path)
    return place


async def _school(store: Store, actor: Actor, school_id: int) -> Place:
    place = await _place(store, actor, school_id)
    if place.kind != PlaceKind.SCHOOL:
        raise NotFoundError
    return place


async def _happenings(store: Store, paths: Sequence[str], below: Sequence[str]) -> list[Happening]:
    """All occurrences of the published plans of places, cancelled ones too, in order of time."""
    plan_ids = await store.plans.plan_ids_visible(paths, below=below)
    ids = await store.ledger.occurrence_ids(plan_ids)
    found = await store.plans.happenings(ids)
    return [found[i] for i in ids if i in found]


async def _fates(
    store: Store,
    actor: Actor,
    schools: Sequence[Place],
    happenings: Sequence[Happening],
    now: datetime,
) -> list[EventFate]:
    """Events at schools, with those who speak for the schools."""
    holders = await store.ledger.holders([s.id for s in schools], REPRESENTATIVES)
    holders += await _of_heads(store, schools, holders, now)
    entries = await entries_of(store, holders, happenings, now)
    represented = _represented(holders, now)
    return [
        one
        for found in happenings
        for one in _at_places(actor, found, schools, entries, now, represented)
    ]


async def _of_heads(
    store: Store, schools: Sequence[Place], holders: Sequence[Holder], now: datetime
) -> list[Holder]:
    """Who speaks for branches without people of their own: those of their head schools, now."""
    represented = _represented(holders, now)
    heads = {s.id: s.parent_id for s in schools if s.parent_id and s.id not in represented}
    speakers: defaultdict[int, list[Holder]] = defaultdict(list)
    for holder in await store.ledger.holders(set(heads.values()), REPRESENTATIVES):
        if is_seated(holder, now):
            speakers[holder.place.id].append(holder)
    return [
        replace(holder, place=school)
        for school in schools
        if school.id in heads
        for holder in speakers.get(heads[school.id], ())
    ]


def _represented(holders: Sequence[Holder], now: datetime) -> set[int]:
    """Places with somebody who speaks for them."""
    return {
        holder.place.id
        for holder in holders
        if holder.held.role in REPRESENTATIVES
        and holder.person.withdrawn_at is None
        and is_seated(holder, now)
    }


def _at_places(  # noqa: PLR0917 - what has been fetched for all of them at once
    actor: Actor,
    found: Happening,
    places: Sequence[Place],
    entries: Entries,
    now: datetime,
    represented: set[int],
) -> Iterator[EventFate]:
    """One event at several places."""
    has_stages, when = bool(stages_of(found)), when_of(found, actor.timezone)
    may_edit = actor.may(Action.IMPORT_PLAN, found.place.path)
    for place in places:
        verdict = None
        if place.kind == PlaceKind.SCHOOL:
            is_represented = place.id in represented
            verdict = of_school(
                found, place.id, has_stages=has_stages, is_represented=is_represented
            )
        yield EventFate(
            occurrence_id=found.occurrence.id,
            row_id=found.row.id,
            number=found.row.number,
            title=found.row.title,
            when=when,
            place_id=place.id,
            place_name=place.name,
            verdict=verdict,
            entries=tuple(entries.get((found.occurrence.id, place.id), ())),
            now=now,
            version=found.occurrence.version,
            may_invite=actor.may(Action.MANAGE_PEOPLE, place.path),
            may_edit=may_edit,
        )


def _found(own: dict[int, Node], aliases: Sequence[tuple[int, str]], text: str) -> list[int]:
    names: dict[int, list[str]] = {}
    for place_id, name in aliases:
        names.setdefault(place_id, []).append(name)
    index = PlaceIndex(
        Named(node.id, node.name, (*names.get(node.id, ()), node.keywords)) for node in own.values()
    )
    return index.find(text[:100], _MOST_FOUND)
