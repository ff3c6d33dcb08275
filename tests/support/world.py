"""A small fictional region with named people, living in a real database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from bot.container import Container, assemble
from db.database import Database
from db.enums import Role
from db.models import Occurrence, OutboxMessage, Person, Place, Plan, PlanRow, Reminder
from services.access import Actor
from services.audience import Party
from services.cards import EventCard
from services.dialogs import Turn
from services.envelope import Envelope
from services.forms.form import Attached, Input, Step
from services.outbox import Asleep
from services.publication import Published
from services.registration import Joined
from services.reports import ReportCard
from services.terms import PartyKind
from tests.support.clock import ManualClock
from tests.support.plans import Line, plan_text

ZONE = ZoneInfo("Asia/Yekaterinburg")
REGION = "Заречный край"
DISTRICT = "Заречный район"
NEIGHBOUR = "Соседний район"
SCHOOL_1, SCHOOL_2, SCHOOL_3 = "Школа № 1", "Школа № 2", "Школа № 3"
LYCEUM = "Лицей № 5"

# region, municipality, school
TREE = (
    *((REGION, DISTRICT, school) for school in (SCHOOL_1, SCHOOL_2, SCHOOL_3)),
    (REGION, NEIGHBOUR, LYCEUM),
)
PEOPLE: dict[str, tuple[Role, str]] = {
    "Мария": (Role.DIRECTOR, SCHOOL_1),
    "Анна": (Role.DEPUTY, SCHOOL_1),
    "Иван": (Role.DIRECTOR, SCHOOL_2),
    "Павел": (Role.CURATOR, DISTRICT),
    "Вера": (Role.CURATOR, DISTRICT),
    "Ольга": (Role.MUNICIPAL_COORDINATOR, DISTRICT),
    "Роман": (Role.REGIONAL_COORDINATOR, REGION),
    "Зоя": (Role.METHODIST, DISTRICT),
    "Фёдор": (Role.SUBSCRIBER, SCHOOL_1),
    "Нина": (Role.MUNICIPAL_COORDINATOR, NEIGHBOUR),
    "Лев": (Role.CURATOR, NEIGHBOUR),
    "Глеб": (Role.DIRECTOR, LYCEUM),
}
# A Monday, one hour after the digests.
MONDAY = datetime(2021, 4, 5, 10, tzinfo=ZONE)


def at(text: str, zone: ZoneInfo = ZONE) -> datetime:
    """A moment by the clock of Заречный край: at("15.04 14:00")."""
    return datetime.strptime(f"2021 {text}", "%Y %d.%m %H:%M").replace(tzinfo=zone)


def _given(step: Step, participants: str, done: str) -> list[Input]:
    """What answers a question of any kind."""
    match step.kind:
        case "number":
            return [Input(text=participants)]
        case "choice":
            return [Input(choice=step.choices[0])]
        case "date":
            return [Input(choice="today")]
        case "link":
            return [Input(text="https://example.org/1")]
        case "files" | "evidence":
            file = Input(file=Attached("file-1", "photo", "фото.jpg", 1000))
            told = [Input(text=done)] if "text" in step.takes else []
            link = [Input(text="https://example.org/1")]
            sent = [*told, file] if "file" in step.takes else link
            return sent if step.kind == "evidence" else [*sent, Input(choice="done")]
    return [Input(text=done)]


@dataclass
class World:
    """The services over one database, and shorthand for what people do."""

    database: Database
    clock: ManualClock
    services: Container
    _accounts: dict[str, int] = field(default_factory=dict)

    # -- places and people ----------------------------------------------------------------

    async def settle(self) -> None:
        """Load the tree of places."""
        await self.services.places.load(
            [
                {
                    "region": region,
                    "municipality": municipality,
                    "school": school,
                    "region_timezone": ZONE.key,
                }
                for region, municipality, school in TREE
            ]
        )

    async def place_id(self, name: str) -> int:
        """The id of a place."""
        return (await self.all(select(Place.id).where(Place.name == name)))[0]

    def account(self, name: str) -> int:
        """The Telegram account of somebody; ids do not fit in 32 bits."""
        return self._accounts.setdefault(name, 7_000_000_000 + len(self._accounts))

    async def stranger(self, name: str) -> Actor:
        """Somebody as the bot sees him now: without a person if he never agreed."""
        return await self.services.registration.actor(self.account(name), "ru")

    async def agrees(self, name: str, payload: str = "") -> Joined:
        """Somebody presses «Согласен», perhaps coming by a link."""
        return await self.services.registration.consent(
            self.account(name), name=name, locale="ru", payload=payload
        )

    async def joins(self, name: str, role: Role | None = None, place: str | None = None) -> Actor:
        """Somebody takes an invitation; who and where comes from PEOPLE if not said."""
        role, place = (role, place) if role and place else PEOPLE[name]
        payload = await self.services.registration.invite(role, place)
        joined = await self.agrees(name, payload)
        assert joined.seat is not None
        return joined.actor

    async def join(self, *names: str) -> list[Actor]:
        """Several people of PEOPLE take their invitations."""
        return [await self.joins(name) for name in names]

    # -- plans ----------------------------------------------------------------------------

    async def publish(
        self, author: Actor, lines: Iterable[Line], *, place: str = DISTRICT, year: int = 2021
    ) -> Published:
        """A coordinator sends a document and publishes it."""
        return await self.publish_bytes(author, plan_text(lines, year=year), place=place)

    async def publish_bytes(
        self, author: Actor, data: bytes, *, place: str = DISTRICT
    ) -> Published:
        """The same with a document made elsewhere."""
        imports = self.services.roadmap_import
        preview = await imports.read(author, data, "план.txt", place_id=await self.place_id(place))
        return await imports.publish(author, preview.plan_id)

    async def occurrences(self, line: Line) -> list[int]:
        """The ids of the published occurrences of a line, in order of time."""
        query = (
            select(Occurrence.id)
            .join(PlanRow, PlanRow.id == Occurrence.row_id)
            .join(Plan, Plan.id == PlanRow.plan_id)
            .where(PlanRow.title == line.title, Plan.status == "published")
            .order_by(Occurrence.begins_at)
        )
        return await self.all(query)

    async def occurrence(self, line: Line) -> int:
        """The id of the only occurrence of a line."""
        (found,) = await self.occurrences(line)
        return found

    async def school(self, name: str) -> Party:
        """A school as a party."""
        return Party(PartyKind.SCHOOL, await self.place_id(name))

    # -- duties ---------------------------------------------------------------------------

    async def fills_report(
        self,
        author: Actor,
        line: Line,
        school: str,
        *,
        participants: str = "12",
        done: str = "Провели самодиагностику",
    ) -> Turn:
        """Somebody answers all questions of a report; the preview is shown."""
        return await self._fills(
            author, (await self.occurrence(line), await self.place_id(school)), participants, done
        )

    async def _fills(
        self, author: Actor, about: tuple[int, int], participants: str, done: str
    ) -> Turn:
        turn = await self.services.reports.begin(author, *about)
        return await self.answers_all(author, turn, participants=participants, done=done)

    async def answers_all(
        self, author: Actor, turn: Turn, *, participants: str = "12", done: str = "Сделали"
    ) -> Turn:
        """Somebody answers whatever a form asks, up to its preview or its end."""
        dialogs = self.services.dialogs
        while turn.outcome is None and not turn.draft.is_complete:
            step = turn.draft.form.step(turn.draft.step)
            assert step is not None
            for given in _given(step, participants, done):
                turn = await dialogs.answer(author, given)
                assert turn.problem is None, turn.problem
        return turn

    async def reports(self, author: Actor, line: Line, school: str, **answers: str) -> ReportCard:
        """Somebody files a report."""
        return await self._sends(author, await self.fills_report(author, line, school, **answers))

    async def reports_on(self, author: Actor, occurrence_id: int, school_id: int) -> ReportCard:
        """The same, when several plans have the line."""
        return await self._sends(
            author, await self._fills(author, (occurrence_id, school_id), "12", "Сделали")
        )

    async def _sends(self, author: Actor, turn: Turn) -> ReportCard:
        sent = turn
        if turn.outcome is None:
            sent = await self.services.dialogs.submit(author, turn.dialog_id)
        assert isinstance(sent.outcome, ReportCard)
        return sent.outcome

    async def card(self, reader: Actor, line: Line) -> EventCard:
        """An event as somebody sees it."""
        return await self.services.calendar.card(reader, await self.occurrence(line))

    # -- what the database says -----------------------------------------------------------

    async def all(self, query: Select[Any]) -> list[Any]:
        """The first column of a query, from committed facts only."""
        async with self.database.read() as store:
            return list(await store.people.session.scalars(query))

    async def promised(self, name: str, line: Line | None = None) -> dict[str, str]:
        """Stage → fate of the reminders of somebody, about one line or about everything."""
        query = (
            select(Reminder)
            .join(Person, Person.id == Reminder.person_id)
            .join(Occurrence, Occurrence.id == Reminder.occurrence_id)
            .join(PlanRow, PlanRow.id == Occurrence.row_id)
            .where(Person.name == name)
            .order_by(Reminder.due_at)
        )
        if line is not None:
            query = query.where(PlanRow.title == line.title)
        return {reminder.stage: str(reminder.status) for reminder in await self.all(query)}

    async def outbox(self, name: str | None = None, kind: str | None = None) -> Sequence[Any]:
        """Outgoing messages, to somebody, of a kind, in the order they were queued."""
        query = select(OutboxMessage).order_by(OutboxMessage.id)
        if name is not None:
            query = query.where(OutboxMessage.telegram_id == self.account(name))
        if kind is not None:
            query = query.where(OutboxMessage.kind == kind)
        return await self.all(query)

    async def deliver(self) -> list[Envelope]:
        """Send everything that is queued and of use; return what was sent, in order."""
        outbox, delivered = self.services.outbox, []
        while envelopes := await outbox.claim(100):
            for envelope in envelopes:
                match await outbox.open(envelope):
                    case None:
                        await outbox.skip(envelope, "of_no_use")
                    case Asleep(until):
                        await outbox.put_off(envelope, until)
                    case _:
                        await outbox.sent(envelope, 1000 + envelope.id)
                        delivered.append(envelope)
        return delivered

    async def tick(self, moment: datetime | None = None) -> list[tuple[str, str]]:
        """Let reminders become due (at a moment) and deliver; return (name, stage) pairs."""
        if moment is not None:
            self.clock.set(moment)
        await self.services.reminders.enqueue_due()
        names = {account: name for name, account in self._accounts.items()}
        return [
            (names[sent.telegram_id], str(one["stage"]))
            for sent in await self.deliver()
            if sent.kind == "reminder"
            for one in sent.payload["reminders"]
        ]


def build_world(database: Database, start: datetime = MONDAY) -> World:
    """The services over a database, at a moment."""
    clock = ManualClock(start)
    return World(database, clock, assemble(database, clock, "Europe/Moscow"))
