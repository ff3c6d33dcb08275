"""A webinar platform's list of participants: read, matched, looked through, then written down.

Between the steps it lives in a dialog of its own, so that a restart loses nothing. What a school
has said itself stands above a list, unless the coordinator says otherwise.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.database import Database
from db.enums import Fact, FactSource, PartyKind
from db.models import Attendance, Dialog
from db.repositories.plans import Happening
from db.store import Store
from services.access import REPRESENTATIVES, Action, Actor, internal, needs
from services.attendance import Answers, answers_of
from services.attendees import answers_by_party, below, place_of
from services.audience import Party
from services.calendar import reachable
from services.clock import Clock
from services.demands import Expectant
from services.dialog_errors import AnswerRefusedError
from services.dialogs import Turn, open_dialog
from services.errors import DomainError, NotFoundError
from services.forms.attendance_forms import ATTENDANCE_LIST
from services.list_matching import KnownSchool, ListMatcher, Matched, is_heading
from services.presence import said_fact, window_of
from services.redrawing import redraw_week_cards
from services.tables import read_cells

# One webinar has hundreds of participants; a platform's export of a year is not meant.
MOST_ROWS = 5_000
# Rows to be looked at one by one.
MOST_UNSURE = 200
# After so many rows it is told how far it is.
_TOLD = 50
# Seconds in which nobody else is served; a row of a chat takes many times as long as one of people.
_AT_ONCE = 0.02

# Told how far the reading has come: rows done, of how many.
Meter = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Named:
    """A school, or somebody who is called for himself; dialogs and buttons know the `id`."""

    party: Party
    name: str

    @property
    def id(self) -> int:
        """Of a school its id, of a person minus his."""
        return self.party.id if self.party.kind is PartyKind.SCHOOL else -self.party.id


@dataclass(frozen=True, slots=True)
class Unsure:
    """A row that may mean somebody: the likeliest first, none when nothing is alike."""

    number: int
    text: str
    guesses: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class ListPreview:
    """What a list says before it is written down."""

    dialog_id: int
    occurrence_id: int
    title: str
    # Of those expected, whom the list names.
    found: tuple[Named, ...]
    missing: tuple[Named, ...]
    unsure: tuple[Unsure, ...]
    # Who has said himself that he was not there, or has watched the recording.
    against: tuple[Named, ...]
    rows: int
    # Rows that look like nobody who is expected: guests, the hosts.
    strangers: int

    @property
    def of(self) -> int:
        """How many are expected."""
        return len(self.found) + len(self.missing)

    @property
    def are_schools(self) -> bool:
        """Whether only schools are expected."""
        expected = (*self.found, *self.missing)
        return all(one.party.kind is PartyKind.SCHOOL for one in expected)


@dataclass(frozen=True, slots=True)
class ListApplied:
    """What was written down."""

    answers: Answers
    written: int
    # How many had their own word left as it is.
    left: int
    are_schools: bool = True
    # How many were marked as present before.
    before: int = 0


class AttendanceLists:
    """Takes lists of participants to events."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where answers are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.KEEP_ATTENDANCE)
    async def begin(self, actor: Actor, occurrence_id: int) -> Turn | ListPreview:
        """Wait for the list of an event, or go on with the one that was sent.

        Raises DomainError `event_not_begun` or `nobody_is_asked`.
        """
        async with self._database.effect() as store:
            found = await self._event(store, actor, occurrence_id)
            turn = await open_dialog(
                store,
                actor,
                ATTENDANCE_LIST,
                {"occurrence_id": occurrence_id, "title": found.row.title},
                key=str(occurrence_id),
                now=self._clock.now(),
            )
            row = await self._own(store, actor, turn.dialog_id)
            if "rows" not in row.answers:
                return turn
            row.active = False
            return await self._preview(store, actor, row)

    @needs(Action.KEEP_ATTENDANCE)
    async def read(
        self, actor: Actor, dialog_id: int, data: bytes, meter: Meter = lambda _done, _of: None
    ) -> ListPreview:
        """Read and match a table; nothing is written down about anybody yet.

        Raises DomainError: those of `read_cells`, `list_too_long`, `list_empty`.
        """
        async with self._database.read() as store:
            row = await self._own(store, actor, dialog_id)
            found = await self._event(store, actor, int(row.subject["occurrence_id"]))
            matcher = ListMatcher(
                await _known(store, found, await self._awaited(store, actor, found))
            )
        cells = [line for line in await read_cells(data) if any(cell.strip() for cell in line)]
        if not cells:
            raise DomainError("list_empty")
        if len(cells) > MOST_ROWS:
            raise DomainError("list_too_long", limit=MOST_ROWS)
        matched, strangers = await _match(matcher, cells, meter)
        async with self._database.effect() as store:
            row = await self._own(store, actor, dialog_id)
            row.answers = {
                "rows": [_kept(one) for one in matched],
                "count": len(cells) - is_heading(cells[0]),
                "strangers": strangers,
            }
            # What is typed next is meant for something else.
            row.active, row.updated_at = False, self._clock.now()
            return await self._preview(store, actor, row)

    @needs(Action.KEEP_ATTENDANCE)
    async def preview(self, actor: Actor, dialog_id: int) -> ListPreview:
        """What a list says, with all that was decided about it so far."""
        async with self._database.read() as store:
            return await self._preview(store, actor, await self._own(store, actor, dialog_id))

    @needs(Action.KEEP_ATTENDANCE)
    async def decide(self, actor: Actor, dialog_id: int, number: int, ref: int) -> ListPreview:
        """Say whom an unsure row means; 0 for nobody. A second tap changes nothing."""
        async with self._database.effect() as store:
            row = await self._own(store, actor, dialog_id)
            found = await self._event(store, actor, int(row.subject["occurrence_id"]))
            awaited = await self._awaited(store, actor, found)
            if ref and ref not in {_named(one).id for one in awaited}:
                raise NotFoundError
            rows = [dict(one) for one in row.answers.get("rows", ())]
            for one in rows:
                if one["n"] == number and not one.get("done"):
                    one.update(school=ref or None, done=True, text="")
            row.answers = {**row.answers, "rows": rows}
            row.updated_at = self._clock.now()
            return await self._preview(store, actor, row)

    @needs(Action.KEEP_ATTENDANCE)
    async def apply(
        self, actor: Actor, dialog_id: int, *, over_own_word: bool = False
    ) -> ListApplied:
        """Write down that those found were there.

        What they or a coordinator have said otherwise stays, unless `over_own_word`.
        """
        async with self._database.effect() as store:
            row = await self._own(store, actor, dialog_id)
            found = await self._event(store, actor, int(row.subject["occurrence_id"]))
            preview = await self._preview(store, actor, row)
            wanted = {
                one.party for one in preview.found if over_own_word or one not in preview.against
            }
            said = await answers_by_party(store, found)
            fresh = [
                one
                for one in await self._awaited(store, actor, found)
                if one.party in wanted and said_fact(said.get(one.party)) is not Fact.ATTENDED
            ]
            await self._write(store, actor, found, fresh)
            await store.dialogs.drop(row.id)
            await store.flush()
            answers = await answers_of(store, actor, found, self._clock.now())
            left = 0 if over_own_word else len(preview.against)
            before = len(wanted) - len(fresh)
            return ListApplied(answers, len(fresh), left, preview.are_schools, before)

    @needs(Action.KEEP_ATTENDANCE)
    async def drop(self, actor: Actor, dialog_id: int) -> Answers:
        """Forget a list that was not written down."""
        async with self._database.effect() as store:
            row = await self._own(store, actor, dialog_id)
            found = await self._event(store, actor, int(row.subject["occurrence_id"]))
            await store.dialogs.drop(row.id)
            return await answers_of(store, actor, found, self._clock.now())

    @internal
    async def complete(
        self, _store: Store, _actor: Actor, _subject: Mapping[str, Any], _answers: Mapping[str, Any]
    ) -> None:
        """Words are no table."""
        raise AnswerRefusedError("list_expected")

    async def _write(
        self, store: Store, actor: Actor, found: Happening, fresh: Sequence[Expectant]
    ) -> None:
        now, of = self._clock.now(), found.occurrence.id
        schools = [one.party.id for one in fresh if one.party.kind is PartyKind.SCHOOL]
        for one in fresh:
            is_school = one.party.kind is PartyKind.SCHOOL
            await store.answering.keep(
                of,
                (one.party.kind, one.party.id),
                Fact.ATTENDED,
                by=actor.id,
                at=now,
                source=FactSource.LIST,
            )
            if is_school:
                await store.escalations.stop(one.party.id, of, now)
            store.intake.audit(
                now,
                actor.person_id,
                "fact:listed" if is_school else "own_fact:listed",
                object_kind="occurrence",
                object_id=of,
                place_id=place_of(one),
                detail=None if is_school else {"person_id": one.party.id},
            )
        await redraw_week_cards(store, schools, now)

    async def _event(self, store: Store, actor: Actor, occurrence_id: int) -> Happening:
        found = await reachable(store, actor, occurrence_id)
        if window_of(found) is None:
            raise DomainError("nobody_is_asked")
        if found.occurrence.begins_at > self._clock.now():
            raise DomainError("event_not_begun")
        return found

    @staticmethod
    async def _own(store: Store, actor: Actor, dialog_id: int) -> Dialog:
        row = await store.dialogs.own(actor.id, dialog_id)
        if row is None or row.form != ATTENDANCE_LIST.name:
            raise DomainError("dialog_over")
        return row

    @staticmethod
    async def _awaited(store: Store, actor: Actor, found: Happening) -> list[Expectant]:
        """The schools whose attendance the actor keeps; where none is expected, the people."""
        awaited = await below(store, found, actor, Action.KEEP_ATTENDANCE)
        return [one for one in awaited if one.party.kind is PartyKind.SCHOOL] or awaited

    async def _preview(self, store: Store, actor: Actor, row: Dialog) -> ListPreview:
        found = await self._event(store, actor, int(row.subject["occurrence_id"]))
        awaited = {one.id: one for one in map(_named, await self._awaited(store, actor, found))}
        rows: list[Mapping[str, Any]] = list(row.answers.get("rows", ()))
        named = {one["school"] for one in rows if one.get("school") in awaited}
        said = await answers_by_party(store, found)
        return ListPreview(
            dialog_id=row.id,
            occurrence_id=found.occurrence.id,
            title=found.row.title,
            found=tuple(one for one in awaited.values() if one.id in named),
            missing=tuple(one for one in awaited.values() if one.id not in named),
            unsure=tuple(
                Unsure(
                    int(one["n"]),
                    str(one["text"]),
                    tuple(awaited[ref] for ref in one["guesses"] if ref in awaited),
                )
                for one in rows
                if not one.get("done")
            ),
            against=tuple(
                one
                for one in awaited.values()
                if one.id in named and _is_against(said.get(one.party))
            ),
            rows=int(row.answers.get("count", 0)),
            strangers=int(row.answers.get("strangers", 0)),
        )


async def _match(
    matcher: ListMatcher, cells: Sequence[Sequence[str]], meter: Meter
) -> tuple[list[Matched], int]:
    """The rows that mean a school or may mean one, and how many do not; others go on meanwhile."""
    matched: list[Matched] = []
    strangers, sure = 0, set[int | None]()
    time = asyncio.get_running_loop().time
    since = time()
    for number, line in enumerate(cells, start=1):
        one = matcher.match(number, line)
        if one is None:
            strangers += not (number == 1 and is_heading(line))
        elif one.sure is None or one.sure not in sure:
            matched.append(one)
            sure.add(one.sure)
        if number % _TOLD == 0 or number == len(cells):
            meter(number, len(cells))
        if time() - since >= _AT_ONCE:
            await asyncio.sleep(0)
            since = time()
    # A second participant of a school that is there already needs no look.
    open_ones = [one for one in matched if one.sure is None and not set(one.guesses) <= sure]
    wanted = {one.number for one in open_ones[:MOST_UNSURE]}
    return [one for one in matched if one.sure is not None or one.number in wanted], strangers


def _kept(one: Matched) -> dict[str, Any]:
    return {
        "n": one.number,
        # Who was there is nobody's business once the school is known.
        "text": one.text if one.sure is None else "",
        "guesses": list(one.guesses),
        "school": one.sure,
        "done": one.sure is not None,
    }


def _named(one: Expectant) -> Named:
    return Named(one.party, one.name)


async def _known(store: Store, found: Happening, awaited: Sequence[Expectant]) -> list[KnownSchool]:
    schools = [one for one in awaited if one.party.kind is PartyKind.SCHOOL]
    called = [one for one in awaited if one.party.kind is not PartyKind.SCHOOL]
    ids = {school.party.id for school in schools}
    people: dict[int, list[str]] = {}
    for seat in await store.people.seats_below(found.place.path, REPRESENTATIVES):
        for school_id in (seat.place.id, *(branch.id for branch in seat.branches)):
            if school_id in ids:
                people.setdefault(school_id, []).append(seat.person.name)
    names: dict[int, list[str]] = {}
    for school_id, name in await store.places.school_names(found.place.path):
        names.setdefault(school_id, []).append(name)
    return [
        *(
            KnownSchool(
                school.party.id,
                school.name,
                tuple(names.get(school.party.id, ())),
                tuple(people.get(school.party.id, ())),
            )
            for school in schools
        ),
        *(
            KnownSchool(_named(one).id, one.name, people=(one.name,), is_person=True)
            for one in called
        ),
    ]


def _is_against(answer: Attendance | None) -> bool:
    """Whether something else is written down than that a school or a person was there."""
    return said_fact(answer) not in {None, Fact.ATTENDED}
