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
from db.models import Attendance, Dialog, Place
from db.repositories.plans import Happening
from db.store import Store
from services.access import REPRESENTATIVES, Action, Actor, internal, needs
from services.attendance import Answers, answers_of
from services.audience import expected_schools
from services.calendar import reachable
from services.clock import Clock
from services.dialogs import AnswerRefusedError, Turn, open_dialog
from services.errors import DomainError, NotFoundError
from services.forms.attendance_forms import ATTENDANCE_LIST
from services.list_matching import KnownSchool, ListMatcher, Matched
from services.presence import said_fact, window_of
from services.redrawing import redraw_week_cards
from services.tables import read_cells

# One webinar has hundreds of participants; a platform's export of a year is not meant.
MOST_ROWS = 5_000
# Rows to be looked at one by one.
MOST_UNSURE = 200
_AT_ONCE = 50

# Told how far the reading has come: rows done, of how many.
Meter = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class School:
    """A school by its id and name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """A row that may mean a school: the likeliest first, none when nothing is alike."""

    number: int
    text: str
    guesses: tuple[School, ...]


@dataclass(frozen=True, slots=True)
class ListPreview:
    """What a list says before it is written down."""

    dialog_id: int
    occurrence_id: int
    title: str
    # Of the schools expected, those that the list names.
    found: tuple[School, ...]
    missing: tuple[School, ...]
    unsure: tuple[Unsure, ...]
    # Schools that have said themselves that they were not there, or have watched the recording.
    against: tuple[School, ...]
    rows: int
    # Rows that look like no school: guests, the hosts.
    strangers: int

    @property
    def of(self) -> int:
        """How many schools are expected."""
        return len(self.found) + len(self.missing)


@dataclass(frozen=True, slots=True)
class ListApplied:
    """What was written down."""

    answers: Answers
    written: int
    # Schools whose own word was left as it is.
    left: int


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
                await _known(store, found, await self._schools(store, actor, found))
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
                "count": len(cells),
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
    async def decide(
        self, actor: Actor, dialog_id: int, number: int, school_id: int
    ) -> ListPreview:
        """Say which school an unsure row means; 0 for none. A second tap changes nothing."""
        async with self._database.effect() as store:
            row = await self._own(store, actor, dialog_id)
            found = await self._event(store, actor, int(row.subject["occurrence_id"]))
            schools = {school.id for school in await self._schools(store, actor, found)}
            if school_id and school_id not in schools:
                raise NotFoundError
            rows = [dict(one) for one in row.answers.get("rows", ())]
            for one in rows:
                if one["n"] == number and not one.get("done"):
                    one.update(school=school_id or None, done=True, text="")
            row.answers = {**row.answers, "rows": rows}
            row.updated_at = self._clock.now()
            return await self._preview(store, actor, row)

    @needs(Action.KEEP_ATTENDANCE)
    async def apply(
        self, actor: Actor, dialog_id: int, *, over_own_word: bool = False
    ) -> ListApplied:
        """Write down that the schools found were there.

        What a school or a coordinator has said otherwise stays, unless `over_own_word`.
        """
        async with self._database.effect() as store:
            row = await self._own(store, actor, dialog_id)
            found = await self._event(store, actor, int(row.subject["occurrence_id"]))
            preview = await self._preview(store, actor, row)
            against = {school.id for school in preview.against}
            wanted = [s.id for s in preview.found if over_own_word or s.id not in against]
            said = await _said(store, found)
            fresh = [id_ for id_ in wanted if said_fact(said.get(id_)) is not Fact.ATTENDED]
            await self._write(store, actor, found, fresh)
            await store.dialogs.drop(row.id)
            await store.flush()
            answers = await answers_of(store, actor, found, self._clock.now())
            left = 0 if over_own_word else len(against)
            return ListApplied(answers, len(fresh), left)

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
        self, store: Store, actor: Actor, found: Happening, school_ids: Sequence[int]
    ) -> None:
        now, of = self._clock.now(), found.occurrence.id
        for school_id in school_ids:
            await store.answering.keep(
                of,
                (PartyKind.SCHOOL, school_id),
                Fact.ATTENDED,
                by=actor.id,
                at=now,
                source=FactSource.LIST,
            )
            await store.escalations.stop(school_id, of, now)
            store.intake.audit(
                now,
                actor.person_id,
                "fact:listed",
                object_kind="occurrence",
                object_id=of,
                place_id=school_id,
            )
        await redraw_week_cards(store, school_ids, now)

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
    async def _schools(store: Store, actor: Actor, found: Happening) -> list[Place]:
        """The schools expected whose attendance the actor keeps."""
        scope = actor.scope(Action.KEEP_ATTENDANCE)
        expected = await expected_schools(store, found.row, found.place.path)
        return [school for school in expected if school.path.startswith(scope)]

    async def _preview(self, store: Store, actor: Actor, row: Dialog) -> ListPreview:
        found = await self._event(store, actor, int(row.subject["occurrence_id"]))
        schools = {
            school.id: School(school.id, school.name)
            for school in await self._schools(store, actor, found)
        }
        rows: list[Mapping[str, Any]] = list(row.answers.get("rows", ()))
        named = {one["school"] for one in rows if one.get("school") in schools}
        said = await _said(store, found)
        return ListPreview(
            dialog_id=row.id,
            occurrence_id=found.occurrence.id,
            title=found.row.title,
            found=tuple(school for school in schools.values() if school.id in named),
            missing=tuple(school for school in schools.values() if school.id not in named),
            unsure=tuple(
                Unsure(
                    int(one["n"]),
                    str(one["text"]),
                    tuple(schools[id_] for id_ in one["guesses"] if id_ in schools),
                )
                for one in rows
                if not one.get("done")
            ),
            against=tuple(
                school
                for school in schools.values()
                if school.id in named and _is_against(said.get(school.id))
            ),
            rows=int(row.answers.get("count", 0)),
            strangers=int(row.answers.get("strangers", 0)),
        )


async def _match(
    matcher: ListMatcher, cells: Sequence[Sequence[str]], meter: Meter
) -> tuple[list[Matched], int]:
    """The rows that mean a school or may mean one, and how many do not; others go on meanwhile."""
    matched, strangers, sure = [], 0, set()
    for start in range(0, len(cells), _AT_ONCE):
        for number, line in enumerate(cells[start : start + _AT_ONCE], start=start + 1):
            one = matcher.match(number, line)
            if one is None:
                strangers += 1
            elif one.sure is None or one.sure not in sure:
                matched.append(one)
                sure.add(one.sure)
        meter(min(start + _AT_ONCE, len(cells)), len(cells))
        await asyncio.sleep(0)
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


async def _known(store: Store, found: Happening, schools: Sequence[Place]) -> list[KnownSchool]:
    ids = {school.id for school in schools}
    people: dict[int, list[str]] = {}
    for seat in await store.people.seats_below(found.place.path, REPRESENTATIVES):
        for school_id in (seat.place.id, *(branch.id for branch in seat.branches)):
            if school_id in ids:
                people.setdefault(school_id, []).append(seat.person.name)
    names: dict[int, list[str]] = {}
    for school_id, name in await store.places.school_names(found.place.path):
        names.setdefault(school_id, []).append(name)
    return [
        KnownSchool(
            school.id,
            school.name,
            tuple(names.get(school.id, ())),
            tuple(people.get(school.id, ())),
        )
        for school in schools
    ]


async def _said(store: Store, found: Happening) -> dict[int, Attendance]:
    return {
        answer.party_id: answer
        for answer in await store.duties.attendances([found.occurrence.id])
        if answer.party_kind == PartyKind.SCHOOL
    }


def _is_against(answer: Attendance | None) -> bool:
    """Whether somebody has said otherwise than that the school was there."""
    return said_fact(answer) not in {None, Fact.ATTENDED}
