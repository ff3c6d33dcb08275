"""What readers see of questions: one, a page of them, the counts of a month."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from db.enums import Role
from db.models import Person, Place, Question
from db.store import Store
from services.access import COORDINATORS, Action, Actor
from services.broadcast_content import content_of, plain
from services.errors import NotFoundError
from services.escalation_plan import working_day_after
from services.times import local_day

# After so many working days without an answer those who advise the school are told.
PATIENCE = 3
# Who advises a school: the first two may be chosen, the others stand in for them.
ADVISERS = (Role.CURATOR, Role.METHODIST)
ABOVE = (Role.MUNICIPAL_COORDINATOR, Role.REGIONAL_COORDINATOR)
_WORDS = 120


@dataclass(frozen=True, slots=True)
class AskingSchool:
    """A school in whose name somebody may ask."""

    school_id: int
    name: str


@dataclass(frozen=True, slots=True)
class WhichSchool:
    """Somebody speaks for several schools: which of them asks?"""

    occurrence_id: int
    schools: tuple[AskingSchool, ...]


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question as its readers see it."""

    question_id: int
    school_id: int
    school_name: str
    role: Role
    occurrence_id: int | None
    # The event it is about; empty without one.
    title: str
    author_name: str
    asked_at: datetime
    text: str
    answer: str | None
    answered_at: datetime | None
    adviser_name: str
    # Whether the reader is the one who has answered.
    is_mine: bool
    # The reader speaks for the school.
    is_own: bool
    may_answer: bool
    is_overdue: bool
    reader_timezone: str
    # How the announcement begins that it answers; empty without one.
    announcement: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it still waits."""
        return self.answered_at is None


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A page of questions; `total` counts all of them."""

    cards: tuple[QuestionCard, ...]
    page: int
    pages: int
    total: int
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class SchoolCount:
    """How many questions of a school there were, and how many of them are answered."""

    school_id: int
    name: str
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class MonthCount:
    """The questions that were asked in a month, school by school; `back` months ago."""

    month: date
    back: int
    most: int
    schools: tuple[SchoolCount, ...]

    @property
    def asked(self) -> int:
        """How many were asked."""
        return sum(school.asked for school in self.schools)

    @property
    def answered(self) -> int:
        """How many of them are answered."""
        return sum(school.answered for school in self.schools)


async def open_questions(store: Store, actor: Actor) -> list[Question]:
    """What waits for an answer of the actor, in whose name he acts."""
    by_roles: defaultdict[tuple[Role, ...], list[str]] = defaultdict(list)
    for seat in actor.alone.seats_for(Action.ANSWER_QUESTION):
        # A coordinator sees what all those below him have not answered.
        roles: tuple[Role, ...] = (seat.role,)
        if seat.role in COORDINATORS:
            roles = (*ADVISERS, *ABOVE)
        by_roles[roles].append(seat.path)
    found: dict[int, Question] = {}
    for roles, paths in by_roles.items():
        for one in await store.questions.open_below(paths, roles):
            found[one.id] = one
    return [found[id_] for id_ in sorted(found)]


def is_overdue(question: Question, now: datetime, timezone: str) -> bool:
    """Whether a question has waited for longer than is decent."""
    # Who answers an announcement has asked for nothing.
    if question.answered_at is not None or question.broadcast_id is not None:
        return False
    last = working_day_after(local_day(question.asked_at, timezone), PATIENCE)
    return local_day(now, timezone) > last


async def school_of(store: Store, school_id: int) -> Place:
    """A school by its id; raises NotFoundError."""
    school = await store.places.get(school_id)
    if school is None:
        raise NotFoundError
    return school


async def card_of(store: Store, question: Question, actor: Actor, now: datetime) -> QuestionCard:
    """A question for a reader who may see it."""
    school = await school_of(store, question.school_id)
    about = question.occurrence_id
    happening = await store.plans.happening(about) if about is not None else None
    ids = [id_ for id_ in (question.asked_by, question.answered_by) if id_ is not None]
    people = await store.people.many(ids)
    may_answer = actor.may(Action.ANSWER_QUESTION, school.path)
    return QuestionCard(
        question_id=question.id,
        school_id=school.id,
        school_name=school.name,
        role=Role(question.role),
        occurrence_id=about,
        title=happening.row.title if happening is not None else "",
        author_name=_name(people, question.asked_by),
        asked_at=question.asked_at,
        text=question.text,
        answer=question.answer,
        answered_at=question.answered_at,
        adviser_name=_name(people, question.answered_by),
        is_mine=question.answered_by is not None and question.answered_by == actor.person_id,
        is_own=actor.may(Action.ASK_QUESTION, school.path),
        may_answer=may_answer and question.answered_at is None,
        is_overdue=is_overdue(question, now, actor.timezone),
        reader_timezone=actor.timezone,
        announcement=await words_of_announcement(store, question.broadcast_id, actor.locale),
    )


async def words_of_announcement(store: Store, broadcast_id: int | None, locale: str) -> str:
    """How an announcement begins; empty once its words are forgotten."""
    broadcast = await store.broadcasts.get(broadcast_id) if broadcast_id is not None else None
    if broadcast is None:
        return ""
    content = content_of(broadcast.content)
    words = plain(content.html(locale))
    if not words and content.poll is not None:
        words = content.poll.question
    return words[:_WORDS]


async def still_open(
    store: Store, actor: Actor, question_id: int, now: datetime
) -> QuestionCard | None:
    """The question, when its answer is dropped; None for who may not read it any more."""
    question = await store.questions.get(question_id)
    if question is None:
        return None
    school = await store.places.get(question.school_id)
    if school is None or not actor.may(Action.ANSWER_QUESTION, school.path):
        return None
    return await card_of(store, question, actor, now)


def _name(people: Mapping[int, Person], person_id: int | None) -> str:
    person = people.get(person_id or 0)
    return person.name if person is not None else ""
