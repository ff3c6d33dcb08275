"""The week of those who speak for a school: one message that shows how things stand all week."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from db.database import Database
from db.enums import Intention, OutboxKind, OutboxStatus, PlaceKind, ReportStatus
from db.models import Attendance, Report
from db.repositories.plans import Happening
from db.store import Store
from services.access import REPRESENTATIVES, Action, Actor, internal, needs
from services.audience import seat_of
from services.cards import EventLine, PartyState, asks_fact, line_of, parties_of, state_of
from services.clock import Clock
from services.digest_days import LANE, WEEK, Reader, due_readers, until_queued
from services.errors import NotFoundError
from services.expectations import asks_report, stands
from services.isolation import on_its_own
from services.promises import present
from services.row_days import goes_on
from services.row_demands import is_visited
from services.shown_by_card import AHEAD, Shown, settle_shown
from services.times import moment

# With these a card is read on a phone without scrolling.
PAGE = 5
# How many people are considered at once, in as many statements as one of them.
BATCH = 200
# A report that has been missing for longer is the curator's business.
_LOOK_BACK = timedelta(days=60)
# Days begin at other moments elsewhere.
_ZONES = timedelta(days=1)
_PREFIX = "week"


class Part(StrEnum):
    """Where on the card something stands."""

    OVERDUE = "overdue"
    EVENT = "event"
    TERM = "term"


class Asks(StrEnum):
    """What a school is asked about an event now."""

    NOTHING = "nothing"
    INTENTION = "intention"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class WeekItem:
    """An event or a term with what the reader's schools have said about it."""

    part: Part
    line: EventLine
    states: tuple[PartyState, ...]
    asks: Asks
    takes_report: bool
    # Only some of the reader's schools are meant.
    is_partial: bool

    @property
    def unanswered(self) -> tuple[PartyState, ...]:
        """The schools that have not answered what is asked."""
        return tuple(state for state in self.states if self._is_silent(state))

    @property
    def unreported(self) -> tuple[PartyState, ...]:
        """The schools whose report is missing or was returned."""
        if not self.takes_report:
            return ()
        open_ones = {None, ReportStatus.RETURNED}
        return tuple(state for state in self.states if state.report_status in open_ones)

    @property
    def waits(self) -> bool:
        """Whether somebody has to do something now."""
        return bool(self.unanswered) or self.part is Part.OVERDUE

    def _is_silent(self, state: PartyState) -> bool:
        match self.asks:
            case Asks.INTENTION:
                return state.intention is None and state.fact is None
            case Asks.FACT:
                return state.fact is None and state.intention is not Intention.ABSENT
        return False


@dataclass(frozen=True, slots=True)
class WeekCard:
    """One page of a week; `first` is the number of its first item."""

    since: date
    now: datetime
    items: tuple[WeekItem, ...]
    # What merely goes on, by title.
    running: tuple[str, ...]
    schools: int
    page: int
    pages: int
    total: int
    # On all pages: how many items wait for an answer, or for a report that is overdue.
    waiting: int

    @property
    def first(self) -> int:
        """The number of the first item of this page."""
        return self.page * PAGE + 1

    @property
    def is_empty(self) -> bool:
        """Nothing is owed and nothing happens: what merely goes on is worth no message."""
        return not self.total


class WeekCards:
    """Makes the cards, once per reader and week, and shows them as things stand."""

    def __init__(self, database: Database, clock: Clock, default_timezone: str) -> None:
        """Take the zone for those whose places name none."""
        self._database = database
        self._clock = clock
        self._default_timezone = default_timezone

    @internal
    async def enqueue_due(self) -> int:
        """Queue the cards whose morning has come, at most a batch; return how many."""
        return await until_queued(self._enqueue_batch)

    async def _enqueue_batch(self) -> int | None:
        """How many of a batch were queued; None when there was nobody to consider."""
        now = self._clock.now()
        async with self._database.read() as store:
            readers = await due_readers(
                store,
                REPRESENTATIVES,
                _PREFIX,
                now=now + AHEAD,
                default_timezone=self._default_timezone,
                limit=BATCH,
            )
            wanted = await _with_something(store, readers, now)
        if not readers:
            return None
        async with self._database.write() as store:
            await store.weekly.mark([reader.key for reader in readers], now)
            queued = await store.outbox.enqueue([_row(shown.reader) for shown in wanted])
            await settle_shown(store, wanted, now)
            return queued

    @needs(Action.ANSWER_FOR_SCHOOL)
    async def card(self, actor: Actor, since: date, page: int = 0) -> WeekCard:
        """The card of a week as it stands now."""
        async with self._database.read() as store:
            return await self._card(store, actor, since, page)

    @needs(Action.ANSWER_FOR_SCHOOL)
    async def turn(self, actor: Actor, since: date, page: int) -> WeekCard:
        """Another page; it is kept, so that the card stays on it when it is drawn anew."""
        async with self._database.effect() as store:
            card = await self._card(store, actor, since, page)
            message = await store.weekly.message(_key(actor.id, since))
            if message is not None:
                message.payload = {**message.payload, "page": card.page}
            return card

    @internal
    async def to_redraw(self, actor: Actor, outbox_id: int) -> tuple[WeekCard, int]:
        """The card of a message sent before, and that message; raises NotFoundError."""
        async with self._database.read() as store:
            message = await store.weekly.message_by_id(outbox_id)
            if message is None or message.message_id is None or message.person_id != actor.id:
                raise NotFoundError
            since = date.fromisoformat(str(message.payload["since"]))
            card = await self._card(store, actor, since, int(message.payload.get("page", 0)))
            return card, message.message_id

    async def _card(self, store: Store, actor: Actor, since: date, page: int) -> WeekCard:
        speaker, now = _speaker(actor), self._clock.now()
        begin = moment(since, time(), actor.timezone)
        happenings = await _happenings(store, [speaker], begin - _LOOK_BACK, begin + WEEK)
        ids = [found.occurrence.id for found in happenings]
        schools = _schools_of(speaker)
        book = _Book(
            happenings,
            await store.weekly.answers(ids, schools),
            await store.weekly.reports(ids, schools),
        )
        items = book.items(speaker, begin, now)
        pages = max((len(items) + PAGE - 1) // PAGE, 1)
        page = min(max(page, 0), pages - 1)
        return WeekCard(
            since=since,
            now=now,
            items=tuple(items[page * PAGE : (page + 1) * PAGE]),
            running=tuple(book.running(speaker, begin)),
            schools=len(schools),
            page=page,
            pages=pages,
            total=len(items),
            waiting=sum(item.waits for item in items),
        )


class _Book:
    """What happens around a week, with what schools have said, for any number of readers."""

    def __init__(
        self,
        happenings: Sequence[Happening],
        answers: Iterable[Attendance],
        reports: Iterable[Report],
    ) -> None:
        self._happenings = happenings
        self._answers: dict[int, list[Attendance]] = {}
        self._reports: dict[int, list[Report]] = {}
        for answer in answers:
            self._answers.setdefault(answer.occurrence_id, []).append(answer)
        for report in reports:
            self._reports.setdefault(report.occurrence_id, []).append(report)

    def items(self, speaker: Actor, begin: datetime, now: datetime) -> list[WeekItem]:
        """What is owed from before, then events, then terms, each in order of time."""
        found = [item for one in self._happenings if (item := self._item(one, speaker, begin, now))]
        order = list(Part)
        return sorted(found, key=lambda item: (order.index(item.part), _time_of(item, begin)))

    def running(self, speaker: Actor, begin: datetime) -> list[str]:
        """Titles of what neither begins nor ends this week."""
        return [
            found.row.title
            for found in self._happenings
            if found.occurrence.begins_at < begin
            and found.occurrence.ends_at > begin + WEEK
            # What goes on all the year is no news of any week.
            and not goes_on(found.row)
            and parties_of(found, speaker)
        ]

    def _item(
        self, found: Happening, speaker: Actor, begin: datetime, now: datetime
    ) -> WeekItem | None:
        is_of_week = _is_of_week(found, begin)
        is_due = asks_report(found)
        is_over = found.occurrence.ends_at <= now
        if not is_of_week and not (is_due and is_over):
            return None
        parties = parties_of(found, speaker)
        if not parties:
            return None
        occurrence_id = found.occurrence.id
        answers, reports = (
            self._answers.get(occurrence_id, ()),
            self._reports.get(occurrence_id, ()),
        )
        item = WeekItem(
            part=_part_of(found),
            line=line_of(found, speaker),
            states=tuple(
                state_of(party, name, list(answers), list(reports))
                for party, name in parties.items()
            ),
            asks=_asks(found, now),
            takes_report=is_due,
            is_partial=len(parties) < len(_schools_of(speaker)),
        )
        if is_due and is_over and item.unreported:
            return replace(item, part=Part.OVERDUE)
        return item if is_of_week else None


async def _with_something(store: Store, readers: Sequence[Reader], now: datetime) -> list[Shown]:
    """To whom there is something to say, and what; everything is loaded once for all of them."""
    if not readers:
        return []
    seats = await store.people.seats_of(reader.person_id for reader in readers)
    speakers = {
        reader.person_id: Actor(
            reader.telegram_id,
            reader.person_id,
            "",
            "",
            reader.timezone,
            seats=tuple(
                seat_of(seat)
                for seat in present(seats[reader.person_id])
                if _speaks(seat.role, PlaceKind(seat.place.kind))
                and (seat.until is None or seat.until > now)
            ),
        )
        for reader in readers
    }
    begins = {
        reader.person_id: moment(reader.slot.since, time(), reader.timezone) for reader in readers
    }
    happenings = await _happenings(
        store,
        speakers.values(),
        min(begins.values()) - _LOOK_BACK,
        max(begins.values()) + WEEK + _ZONES,
    )
    # Whether an event was answered does not matter here: it is on the card in any case.
    past = [found.occurrence.id for found in happenings if found.occurrence.ends_at <= now]
    schools = {school for speaker in speakers.values() for school in _schools_of(speaker)}
    book = _Book(happenings, (), await store.weekly.reports(past, schools))
    by_id, wanted = {found.occurrence.id: found for found in happenings}, []
    for reader in readers:
        with on_its_own("week_card", reader.person_id):
            items = book.items(speakers[reader.person_id], begins[reader.person_id], now)
            seen = [item.line.occurrence_id for item in items[:PAGE]]
            if seen:
                wanted.append(Shown(reader, {id_: by_id[id_] for id_ in seen}))
    return wanted


async def _happenings(
    store: Store, speakers: Iterable[Actor], since: datetime, until: datetime
) -> list[Happening]:
    seats = [seat for speaker in speakers for seat in speaker.seats]
    paths = {seat.path for seat in seats} | {b.path for seat in seats for b in seat.branches}
    plan_ids = await store.plans.plan_ids_visible(paths, below=())
    # What is over and stands no more is history: a card says what there is to do.
    return [one for one in await store.plans.between(plan_ids, since, until) if stands(one)]


def _speaker(actor: Actor) -> Actor:
    """The actor as one who speaks for schools, whatever else he is."""
    seats = tuple(seat for seat in actor.seats if _speaks(seat.role, seat.place_kind))
    return replace(actor, seats=seats)


def _speaks(role: object, kind: PlaceKind) -> bool:
    return role in REPRESENTATIVES and kind is PlaceKind.SCHOOL


def _schools_of(speaker: Actor) -> list[int]:
    own = {seat.place_id for seat in speaker.seats}
    return sorted(own | {branch.id for seat in speaker.seats for branch in seat.branches})


def _row(reader: Reader) -> Mapping[str, object]:
    return {
        "person_id": reader.person_id,
        "telegram_id": reader.telegram_id,
        "kind": OutboxKind.WEEK_CARD,
        "lane": LANE,
        "payload": {"since": reader.slot.since.isoformat(), "page": 0},
        "dedupe_key": reader.key,
        "due_at": reader.slot.due_at,
        "not_after": reader.slot.not_after,
        "status": OutboxStatus.QUEUED,
    }


def _key(person_id: int, since: date) -> str:
    return f"{_PREFIX}:{since.isoformat()}:{person_id}"


def _part_of(found: Happening) -> Part:
    is_event = found.row.temporal_role in {"event", "recurring"} and (
        found.occurrence.precision == "day" and not found.occurrence.is_deadline
    )
    return Part.EVENT if is_event else Part.TERM


def _asks(found: Happening, now: datetime) -> Asks:
    if not found.row.attendance_expected or _part_of(found) is not Part.EVENT:
        return Asks.NOTHING
    if asks_fact(found, now):
        return Asks.FACT
    return Asks.NOTHING if is_visited(found.row) else Asks.INTENTION


def _is_of_week(found: Happening, begin: datetime) -> bool:
    """Begins or ends this week."""
    end, occurrence = begin + WEEK, found.occurrence
    return begin <= occurrence.begins_at < end or begin < occurrence.ends_at <= end


def _time_of(item: WeekItem, begin: datetime) -> tuple[datetime, int]:
    when = item.line.when
    is_beginning = item.part is Part.EVENT or (
        not when.is_deadline and begin <= when.begins_at < begin + WEEK < when.ends_at
    )
    return (when.begins_at if is_beginning else when.ends_at, item.line.occurrence_id)
