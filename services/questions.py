"""Questions of schools to their curators and methodists: asked, answered, counted.

Whoever advises a school may answer; those whose role was asked hear of it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from db.database import Database
from db.enums import OutboxKind, OutboxStatus, Role
from db.models import Person, Place, Question
from db.store import Store
from services.access import Action, Actor, internal, needs
from services.calendar import reachable
from services.clock import Clock
from services.dialogs import Turn, open_dialog
from services.errors import DomainError, NotFoundError
from services.forms.catalogue import ANSWER, QUESTION
from services.names import clean
from services.promises import present
from services.question_cards import (
    ABOVE,
    ADVISERS,
    AskingSchool,
    MonthCount,
    QuestionCard,
    QuestionPage,
    SchoolCount,
    WhichSchool,
    card_of,
    is_overdue,
    open_questions,
    school_of,
    still_open,
)
from services.reply_address import address_of
from services.times import local_day, moment, month_later

PAGE = 5
_LANE = 0
_MONTHS = 12
# The same words once more so soon are a second tap: the first ones have been carried.
_SECOND_TAP = timedelta(seconds=20)


class Questions:
    """Carries questions up and answers down."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where questions are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.ASK_QUESTION)
    async def begin(
        self, actor: Actor, occurrence_id: int = 0, school_id: int = 0
    ) -> Turn | WhichSchool:
        """Ask what the question is; 0 is no event, and the actor's school when he has only one.

        Raises DomainError `nobody_to_ask` when nobody advises the school yet.
        """
        # A card of an event offers it whichever of his roles he has chosen.
        listed = own_schools(actor.alone) or own_schools(actor)
        schools = own_schools(actor) if school_id else listed
        if not school_id and len(schools) > 1:
            found = tuple(AskingSchool(id_, name) for id_, name in schools.items())
            return WhichSchool(occurrence_id, found)
        school_id = school_id or next(iter(schools))
        if school_id not in schools:
            raise NotFoundError
        async with self._database.effect() as store:
            happening = await reachable(store, actor, occurrence_id) if occurrence_id else None
            school = await school_of(store, school_id)
            roles = await _to_ask(store, school)
            return await open_dialog(
                store,
                actor,
                QUESTION,
                {
                    "school_id": school_id,
                    "occurrence_id": occurrence_id,
                    "school": school.name,
                    "title": happening.row.title if happening is not None else "",
                    "role": roles[0],
                },
                key=f"{school_id}:{occurrence_id}",
                now=self._clock.now(),
                # Where there is one to ask nobody has to choose.
                answers={"whom": roles[0]} if len(roles) == 1 else None,
                options={"whom": list(roles)},
            )

    @internal
    async def complete(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> QuestionCard:
        """Store a question and tell those it asks, in the dialog's transaction."""
        now = self._clock.now()
        school_id, occurrence_id = int(subject["school_id"]), int(subject["occurrence_id"])
        if school_id not in own_schools(actor):
            raise NotFoundError
        school = await school_of(store, school_id)
        text = clean(str(answers["text"]), 1_000)
        broadcast_id = int(subject.get("broadcast_id") or 0) or None
        if broadcast_id is not None:
            again = await store.questions.answered_so(
                broadcast_id, actor.id, text, now - _SECOND_TAP
            )
            if again is not None:
                return await card_of(store, again, actor, now)
            role, people = await address_of(store, broadcast_id, school, now)
        else:
            roles, wanted = await _to_ask(store, school), Role(answers["whom"])
            # Meanwhile somebody may have left.
            role = wanted if wanted in roles else roles[0]
            people = await _advisers(store, school, role)
        question = Question(
            school_id=school_id,
            role=role,
            occurrence_id=occurrence_id or None,
            broadcast_id=broadcast_id,
            asked_by=actor.id,
            asked_at=now,
            text=text,
        )
        store.questions.add(question)
        await store.flush()
        _audit(store, now, question, "question:asked", actor)
        told = [person for person in people if person.id != actor.id]
        await _enqueue(store, question, OutboxKind.QUESTION, told, now)
        return await card_of(store, question, actor, now)

    @needs(Action.ANSWER_QUESTION, Action.ASK_QUESTION)
    async def card(self, actor: Actor, question_id: int) -> QuestionCard:
        """A question through the actor's scope; raises NotFoundError."""
        async with self._database.read() as store:
            question, _ = await _readable(store, actor, question_id)
            return await card_of(store, question, actor, self._clock.now())

    @needs(Action.ANSWER_QUESTION)
    async def begin_answer(self, actor: Actor, question_id: int) -> Turn:
        """Ask for the answer; raises DomainError `question_answered` when there is one."""
        async with self._database.effect() as store:
            question, school = await _readable(store, actor, question_id)
            actor.require(Action.ANSWER_QUESTION, school.path)
            if question.answered_at is not None:
                raise DomainError("question_answered", question_id=question.id)
            return await open_dialog(
                store,
                actor,
                ANSWER,
                {"question_id": question_id, "school": school.name, "text": question.text},
                key=f"{question_id}",
                now=self._clock.now(),
            )

    @internal
    async def complete_answer(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> QuestionCard:
        """Store an answer and tell the school, in the dialog's transaction.

        When somebody else was first his answer stands, and is shown.
        """
        now = self._clock.now()
        question, school = await _readable(store, actor, int(subject["question_id"]))
        actor.require(Action.ANSWER_QUESTION, school.path)
        if question.answered_at is None:
            question.answer = clean(str(answers["text"]), 2_000)
            question.answered_by, question.answered_at = actor.id, now
            _audit(store, now, question, "question:answered", actor)
            await store.flush()
            people = await _askers(store, question, school)
            await _enqueue(store, question, OutboxKind.QUESTION_ANSWER, people, now)
        return await card_of(store, question, actor, now)

    @internal
    async def cancel_answer(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], _answers: Mapping[str, Any]
    ) -> QuestionCard | None:
        """The question as it stands, when its answer is dropped."""
        return await still_open(store, actor, int(subject["question_id"]), self._clock.now())

    @needs(Action.ANSWER_QUESTION)
    async def waiting(self, actor: Actor, page: int = 0) -> QuestionPage:
        """The questions that wait for the actor, the oldest first."""
        now = self._clock.now()
        async with self._database.read() as store:
            found = await open_questions(store, actor)
            page, pages = turned(page, len(found))
            shown = found[page * PAGE : (page + 1) * PAGE]
            cards = tuple([await card_of(store, one, actor, now) for one in shown])
        overdue = sum(is_overdue(one, now, actor.timezone) for one in found)
        return QuestionPage(cards, page, pages, len(found), overdue)

    @needs(Action.ASK_QUESTION)
    async def asked(self, actor: Actor, page: int = 0) -> QuestionPage:
        """What the actor's schools have asked, the newest first."""
        now, schools = self._clock.now(), own_schools(actor.alone)
        async with self._database.read() as store:
            total = await store.questions.count_of(schools)
            page, pages = turned(page, total)
            found = await store.questions.of_schools(schools, offset=page * PAGE, limit=PAGE)
            cards = tuple([await card_of(store, one, actor, now) for one in found])
        return QuestionPage(cards, page, pages, total)

    @needs(Action.ANSWER_QUESTION)
    async def counted(self, actor: Actor, back: int = 0) -> MonthCount:
        """The questions of the actor's schools in a month, counted for his own report."""
        back = min(max(back, 0), _MONTHS - 1)
        first = month_later(local_day(self._clock.now(), actor.timezone), -back)
        since, until = (
            moment(day, time(), actor.timezone) for day in (first, month_later(first, 1))
        )
        async with self._database.read() as store:
            paths = actor.alone.scope(Action.ANSWER_QUESTION)
            found = await store.questions.asked_below(paths, since, until)
            schools = await store.places.many({one.school_id for one in found})
        asked = Counter(one.school_id for one in found)
        answered = Counter(one.school_id for one in found if one.answered_at is not None)
        counts = (
            SchoolCount(id_, school.name, asked[id_], answered[id_])
            for id_, school in schools.items()
        )
        ordered = sorted(counts, key=lambda one: (-one.asked, one.name))
        return MonthCount(first, back, _MONTHS, tuple(ordered))


def own_schools(actor: Actor) -> dict[int, str]:
    """For which schools somebody asks."""
    schools: dict[int, str] = {}
    for seat in actor.seats_for(Action.ASK_QUESTION):
        schools[seat.place_id] = seat.place_name
        schools.update((branch.id, branch.name) for branch in seat.branches)
    return schools


def turned(page: int, total: int) -> tuple[int, int]:
    """The page that is there, and how many there are."""
    pages = max((total + PAGE - 1) // PAGE, 1)
    return min(max(page, 0), pages - 1), pages


async def _readable(store: Store, actor: Actor, question_id: int) -> tuple[Question, Place]:
    question = await store.questions.get(question_id)
    if question is None:
        raise NotFoundError
    school = await school_of(store, question.school_id)
    if not (
        actor.may(Action.ANSWER_QUESTION, school.path)
        or actor.may(Action.ASK_QUESTION, school.path)
    ):
        raise NotFoundError
    return question, school


async def _advisers(store: Store, school: Place, role: Role) -> list[Person]:
    way = [place.id for place in await store.places.ancestors(school.path)]
    seats = present(await store.people.seats_at(way, [role]))
    return list({seat.person.id: seat.person for seat in seats}.values())


async def _askers(store: Store, question: Question, school: Place) -> Collection[Person]:
    """Whoever has asked; if he has left, those who speak for the school now."""
    people = {seat.person.id: seat.person for seat in await store.people.speakers(school)}
    author = people.get(question.asked_by or 0)
    return [author] if author is not None else people.values()


async def _to_ask(store: Store, school: Place) -> list[Role]:
    """Who can be asked; without a curator or a methodist the coordinator is."""
    way = [place.id for place in await store.places.ancestors(school.path)]
    seats = await store.people.seats_at(way, (*ADVISERS, *ABOVE))
    there = {seat.role for seat in seats}
    advisers = [role for role in ADVISERS if role in there]
    found = advisers or [role for role in ABOVE if role in there][:1]
    if not found:
        raise DomainError("nobody_to_ask")
    return found


def _audit(store: Store, now: datetime, question: Question, action: str, actor: Actor) -> None:
    store.intake.audit(
        now,
        actor.id,
        action,
        object_kind="question",
        object_id=question.id,
        place_id=question.school_id,
    )


async def _enqueue(
    store: Store,
    question: Question,
    kind: OutboxKind,
    people: Iterable[Person],
    now: datetime,
) -> None:
    await store.outbox.enqueue(
        [
            {
                "person_id": person.id,
                "telegram_id": person.telegram_id,
                "kind": kind,
                "lane": _LANE,
                "payload": {"question_id": question.id},
                "dedupe_key": f"{kind}:{question.id}:{person.id}",
                "due_at": now,
                "status": OutboxStatus.QUEUED,
            }
            for person in people
            if not person.paused
        ]
    )
