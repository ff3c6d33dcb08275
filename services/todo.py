"""What somebody who speaks for schools has to do now, and what he has done this year."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from db.database import Database
from db.enums import PartyKind, PlaceKind, ReportStatus
from db.models import Attendance, Report
from db.repositories.plans import Happening
from db.store import Store
from services.access import REPRESENTATIVES, Action, Actor, needs
from services.audience import Party
from services.cards import (
    EventLine,
    PartyState,
    asks_fact,
    line_of,
    one_tap_of,
    parties_of,
    state_of,
)
from services.clock import Clock
from services.debts import owes_report
from services.expectations import asks_answer, has_term, stands, takes_report
from services.presence import is_silent
from services.row_demands import is_visited
from services.times import local_day, moment, month_later
from services.week_card import Asks

# With these a list is read on a phone without scrolling.
PAGE = 4
_MONTHS = 12
_LOOK_BACK = timedelta(days=180)
# Who came so long ago nobody remembers: it is no debt any more.
_REMEMBERED = timedelta(days=30)
# Who comes is asked no earlier.
_ASKED = timedelta(days=14)
# An event of the next days is as pressing as what is open already.
_PRESSING = timedelta(days=2)
# What is due later is no business of today.
AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TodoDebt:
    """What is missing: an answer, a report, or both."""

    asks: Asks
    # Nothing was handed in, or it came back with this comment.
    owes_report: bool
    is_returned: bool
    comment: str
    is_overdue: bool
    due_at: datetime


@dataclass(frozen=True, slots=True)
class TodoItem:
    """An event or a term about which one school owes something."""

    line: EventLine
    school_id: int
    school_name: str
    debt: TodoDebt
    # The only question of its report, where one tap answers it.
    one_tap: str = ""
    # What was said since it was shown: it keeps its place and its number, and can be changed there.
    said: PartyState | None = None
    # Nothing of it is owed any more.
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class TodoPage:
    """What is owed, what came back on top, then the nearest; `first` is the first one's number."""

    now: datetime
    today: date
    items: tuple[TodoItem, ...]
    page: int
    pages: int
    total: int
    overdue: int
    schools: int
    # Questions of these schools that nobody has answered yet.
    questions: int
    # How many are owed besides these.
    rest: int = 0
    # The page where these are.
    more: int = 0

    @property
    def first(self) -> int:
        """The number of the first item of this page."""
        return self.page * PAGE + 1


@dataclass(frozen=True, slots=True)
class DoneItem:
    """What a school has said and handed in about an event."""

    line: EventLine
    state: PartyState
    is_late: bool


@dataclass(frozen=True, slots=True)
class YearPage:
    """What schools have done in a month, so many months ago."""

    month: date
    back: int
    most: int
    items: tuple[DoneItem, ...]
    schools: int


class Todo:
    """Reads what is owed and what was done."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where answers are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.ANSWER_FOR_SCHOOL)
    async def owed(
        self, actor: Actor, page: int = 0, shown: Sequence[tuple[int, int]] = ()
    ) -> TodoPage:
        """What the schools of the actor owe, in whose name he acts.

        `shown` are the events and schools of the page that was tapped: they keep their places, what
        was answered there too, so that the next tap meets what is read beside it.
        """
        now, speaker = self._clock.now(), speaker_of(actor.alone)
        schools = schools_of(speaker)
        async with self._database.read() as store:
            happenings = await _happenings(store, speaker, now - _LOOK_BACK, now + AHEAD)
            said = await _said(store, happenings, schools)
            questions = await store.questions.count_of(schools, is_open=True)
        items = sorted(_owed(happenings, said, speaker, now), key=lambda one: _order(one, now))
        pages = max((len(items) + PAGE - 1) // PAGE, 1)
        page = min(max(page, 0), pages - 1)
        on_page, left = items[page * PAGE : (page + 1) * PAGE], len(items[(page + 1) * PAGE :])
        more = page + 1
        keeping = _Keeping(happenings, said, speaker, now)
        kept = keeping.items(shown[:PAGE], items)
        if kept:
            on_page, left = kept, len(items) - sum(not one.is_settled for one in kept)
            # What follows has moved up by what was answered.
            left -= min(page * PAGE, left)
            more = page if any(one.is_settled for one in kept) else more
        return TodoPage(
            now=now,
            today=local_day(now, actor.timezone),
            items=tuple(on_page),
            page=page,
            pages=pages,
            total=len(items),
            overdue=sum(item.debt.is_overdue for item in items),
            schools=len(schools),
            questions=questions,
            rest=left,
            more=more,
        )

    @needs(Action.ANSWER_FOR_SCHOOL)
    async def year(self, actor: Actor, back: int = 0) -> YearPage:
        """What the schools of the actor have done in a month.

        A report stands in the month in which it was sent, an answer alone in that of its event.
        """
        back = min(max(back, 0), _MONTHS - 1)
        now, speaker = self._clock.now(), speaker_of(actor.alone)
        first = month_later(local_day(now, actor.timezone), -back)
        since, until = (
            moment(day, time(), actor.timezone) for day in (first, month_later(first, 1))
        )
        async with self._database.read() as store:
            schools = schools_of(speaker)
            sent = {
                (one.occurrence_id, one.place_id)
                for one in await store.journal.sent(schools, since, until)
            }
            found = await _happenings(store, speaker, since, until)
            happenings = {one.occurrence.id: one for one in found}
            happenings.update(await store.plans.happenings(of for of, _ in sent))
            said = await _said(store, happenings.values(), schools)
        items = [
            item
            for item in _done(happenings.values(), said, speaker)
            if (item.line.occurrence_id, item.state.party.id) in sent
            or (item.state.report_status is None and _is_of(item.line, since, until))
        ]
        items.sort(key=lambda item: (item.line.when.begins_at, item.line.occurrence_id))
        return YearPage(first, back, _MONTHS, tuple(items), len(schools_of(speaker)))


def _is_of(line: EventLine, since: datetime, until: datetime) -> bool:
    """Whether an event ends in a time; one of a whole day ends at the midnight after it."""
    return since < line.when.ends_at <= until


@dataclass(frozen=True, slots=True)
class _Said:
    """The answers and reports of some schools about some events."""

    answers: dict[tuple[int, int], Attendance]
    reports: dict[tuple[int, int], Report]


async def _said(store: Store, happenings: Iterable[Happening], schools: Sequence[int]) -> _Said:
    ids = [found.occurrence.id for found in happenings]
    return _Said(
        {(a.occurrence_id, a.party_id): a for a in await store.weekly.answers(ids, schools)},
        {(r.occurrence_id, r.place_id): r for r in await store.weekly.reports(ids, schools)},
    )


async def _happenings(
    store: Store, speaker: Actor, since: datetime, until: datetime
) -> list[Happening]:
    paths = {seat.path for seat in speaker.seats}
    paths.update(branch.path for seat in speaker.seats for branch in seat.branches)
    plan_ids = await store.plans.plan_ids_visible(paths, below=())
    return await store.plans.between(plan_ids, since, until)


def _owed(
    happenings: Iterable[Happening], said: _Said, speaker: Actor, now: datetime
) -> Iterator[TodoItem]:
    for found in happenings:
        if not stands(found):
            continue
        for party, name in parties_of(found, speaker).items():
            if party.kind is not PartyKind.SCHOOL:
                continue
            key = (found.occurrence.id, party.id)
            debt = debt_about(found, said.answers.get(key), said.reports.get(key), now)
            if debt is not None:
                tick = one_tap_of(found) if debt.owes_report and not debt.is_returned else ""
                yield TodoItem(line_of(found, speaker), party.id, name, debt, tick)


class _Keeping:
    """What a tapped page shows, as things stand now, in the order in which it shows them."""

    def __init__(
        self, happenings: Iterable[Happening], said: _Said, speaker: Actor, now: datetime
    ) -> None:
        self._by_id = {found.occurrence.id: found for found in happenings if stands(found)}
        self._said = said
        self._speaker = speaker
        self._now = now

    def items(
        self, shown: Iterable[tuple[int, int]], owed_now: Iterable[TodoItem]
    ) -> list[TodoItem]:
        """Those that are owed still, and those that were answered since."""
        owed = {(item.line.occurrence_id, item.school_id): item for item in owed_now}
        kept = []
        for of, school_id in dict.fromkeys(shown):
            found, party = self._by_id.get(of), Party(PartyKind.SCHOOL, school_id)
            name = parties_of(found, self._speaker).get(party) if found is not None else None
            if found is None or name is None:
                continue
            item = owed.get((of, school_id)) or self._settled(found, party, name)
            if item is not None:
                kept.append(self._with_answer(item, found, party))
        return kept

    def _settled(self, found: Happening, party: Party, name: str) -> TodoItem | None:
        """What was owed until it was answered."""
        debt, tick = debt_about(found, None, None, self._now), one_tap_of(found)
        if debt is None:
            return None
        debt = replace(debt, owes_report=debt.owes_report and bool(tick), is_overdue=False)
        line = line_of(found, self._speaker)
        return TodoItem(line, party.id, name, debt, tick, is_settled=True)

    def _with_answer(self, item: TodoItem, found: Happening, party: Party) -> TodoItem:
        """With what was said, and the question that it answered."""
        key = (found.occurrence.id, party.id)
        answer, report = self._said.answers.get(key), self._said.reports.get(key)
        if answer is None and report is None:
            return item
        state = _state(party, item.school_name, answer, report)
        asks = item.debt.asks
        if asks is Asks.NOTHING:
            asks = asks_about(found, None, self._now, is_school=True)
        return replace(item, said=state, debt=replace(item.debt, asks=asks))


def debt_about(
    found: Happening, answer: Attendance | None, report: Report | None, now: datetime
) -> TodoDebt | None:
    """What one school owes about one event, given what it has said; None for nothing."""
    occurrence = found.occurrence
    is_returned = report is not None and report.status == ReportStatus.RETURNED
    # What its row does not want any more cannot be mended.
    is_returned = is_returned and takes_report(found)
    is_due = owes_report(found, report, now) and occurrence.ends_at <= now + AHEAD
    asks = asks_about(found, answer, now, is_school=True)
    # A map that was published after a term does not bring it up.
    published_at = found.plan.published_at
    is_old = published_at is not None and occurrence.ends_at <= published_at
    if not is_returned and (is_old or not (is_due or asks is not Asks.NOTHING)):
        return None
    due_at = occurrence.begins_at if asks is Asks.INTENTION else occurrence.ends_at
    return TodoDebt(
        asks=asks,
        owes_report=is_due or is_returned,
        is_returned=is_returned,
        comment=(report.comment or "") if is_returned and report is not None else "",
        is_overdue=(is_due or is_returned) and _is_over(found, now),
        due_at=due_at,
    )


def _is_over(found: Happening, now: datetime) -> bool:
    """Whether a term has passed; of an event nobody has fixed one."""
    return has_term(found) and found.occurrence.ends_at <= now


def asks_about(
    found: Happening, answer: Attendance | None, now: datetime, *, is_school: bool = False
) -> Asks:
    """Which answer about coming is missing, given the one there is."""
    if not asks_answer(found):
        return Asks.NOTHING
    if asks_fact(found, now):
        is_recent = found.occurrence.ends_at > now - _REMEMBERED
        return Asks.FACT if is_recent and is_silent(answer) else Asks.NOTHING
    # Who is visited is at home anyway.
    is_early = found.occurrence.begins_at > now + _ASKED
    if is_early or (is_school and is_visited(found.row)):
        return Asks.NOTHING
    has_said = answer is not None and (answer.intention is not None or answer.fact is not None)
    return Asks.NOTHING if has_said else Asks.INTENTION


def _order(item: TodoItem, now: datetime) -> tuple[bool, bool, timedelta, str]:
    """What came back, then what can be done now, the soonest to end first; then what is to come."""
    debt, when = item.debt, item.line.when
    is_open = when.begins_at <= (now + _PRESSING if debt.asks is Asks.INTENTION else now)
    return not debt.is_returned, not is_open, abs(debt.due_at - now), item.school_name


def _done(happenings: Iterable[Happening], said: _Said, speaker: Actor) -> Iterator[DoneItem]:
    for found in happenings:
        for party, name in parties_of(found, speaker).items():
            if party.kind is not PartyKind.SCHOOL:
                continue
            key = (found.occurrence.id, party.id)
            answer, report = said.answers.get(key), said.reports.get(key)
            state = _state(party, name, answer, report)
            if state.fact is None and state.intention is None and report is None:
                continue
            is_late = report is not None and report.late
            yield DoneItem(line_of(found, speaker), state, is_late)


def _state(party: Party, name: str, answer: Attendance | None, report: Report | None) -> PartyState:
    answers = [answer] if answer is not None else []
    return state_of(party, name, answers, [report] if report is not None else [])


def speaker_of(actor: Actor) -> Actor:
    """The actor as one who speaks for schools, whatever else he is."""
    seats = tuple(
        seat
        for seat in actor.seats
        if seat.role in REPRESENTATIVES and seat.place_kind is PlaceKind.SCHOOL
    )
    return replace(actor, seats=seats)


def schools_of(speaker: Actor) -> list[int]:
    """The schools somebody speaks for."""
    own = {seat.place_id for seat in speaker.seats}
    return sorted(own | {branch.id for seat in speaker.seats for branch in seat.branches})
