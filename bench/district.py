"""A district in a database: schools with a director each, and a published road map.

Everything is put there by the services themselves, but for the many people, who would take
minutes: those are written as rows.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bot.container import Container, assemble
from db import schema
from db.database import Database
from db.enums import BroadcastStatus, OutboxKind, OutboxStatus, Role
from db.models import Broadcast, Membership, Occurrence, Person, Place, PlanRow
from services.access import SYSTEM
from services.clock import Clock
from services.promises import promise_for_person
from services.registration import CONSENT_VERSION

FIRST_ACCOUNT = 5_000_000_000
_WORDS = json.loads((Path(__file__).parent / "district.json").read_text(encoding="utf-8"))
_LANE = 3
ANNOUNCEMENT: str = _WORDS["announcement"]


@dataclass
class District:
    """Where everything lies."""

    folder: Path
    database: Database
    services: Container
    clock: Clock
    # The webinar that directors answer about, and their schools in the order of accounts.
    occurrence_id: int = 0
    schools: tuple[int, ...] = ()

    @property
    def url(self) -> str:
        """The database for another process."""
        return self.database.url.render_as_string()

    @property
    def accounts(self) -> list[int]:
        """The directors' accounts."""
        return [FIRST_ACCOUNT + number for number in range(len(self.schools))]


@asynccontextmanager
async def district(folder: Path, clock: Clock, schools: int) -> AsyncIterator[District]:
    """A district with so many schools; it stays as long as the block."""
    database = Database(f"sqlite+aiosqlite:///{folder}/bench.db")
    try:
        await schema.migrate(database)
        found = District(folder, database, assemble(database, clock, "Europe/Moscow"), clock)
        await _settle(found, schools)
        yield found
    finally:
        await database.close()


async def _settle(found: District, schools: int) -> None:
    await found.services.places.load(
        [
            {
                "region": _WORDS["region"],
                "municipality": _WORDS["municipality"],
                "school": _WORDS["school"].format(number=number + 1),
            }
            for number in range(schools)
        ]
    )
    async with found.database.read() as store:
        query = select(Place.id).where(Place.kind == "school").order_by(Place.id)
        found.schools = tuple(await store.places.session.scalars(query))
    await _publish(found)
    now = found.clock.now()
    async with found.database.write() as store:
        people = [
            Person(
                telegram_id=account,
                name=_WORDS["director"].format(number=number),
                locale="ru",
                consent_version=CONSENT_VERSION,
                consented_at=now,
                created_at=now,
                # Measured at any hour of the day.
                quiet_from=0,
                quiet_until=0,
            )
            for number, account in enumerate(found.accounts)
        ]
        for person in people:
            store.people.add(person)
        await store.flush()
        for person, school in zip(people, found.schools, strict=True):
            store.people.add(
                Membership(person_id=person.id, place_id=school, role=Role.DIRECTOR, granted_at=now)
            )
        await store.flush()
        for person in people:
            await promise_for_person(store, person.id, now)
    # What the first tick after a new release does: later it would promise everything anew, and
    # put back the moments that a measurement has chosen.
    while (await found.services.reminder_rules.follow_new_rules()).left:
        pass


async def _publish(found: District) -> None:
    """A road map with one webinar in ten days and other work around it."""
    day = found.clock.now().date() + timedelta(days=10)
    rows = [("1", _WORDS["meeting"], day)]
    rows += [
        (str(number + 2), title, day + timedelta(days=number + 1))
        for number, title in enumerate(_WORDS["others"])
    ]
    lines = [_WORDS["heading"].format(year=day.year), "", "\t".join(_WORDS["columns"])]
    lines += [
        "\t".join((at, title, _WORDS["clock"].format(day=when), _WORDS["who"], _WORDS["result"]))
        for at, title, when in rows
    ]
    imports = found.services.roadmap_import
    place_id = await imports.place_named(_WORDS["municipality"])
    text = "\n".join([*lines, ""]).encode()
    preview = await imports.read(SYSTEM, text, "plan.txt", place_id=place_id, year=str(day.year))
    await imports.publish(SYSTEM, preview.plan_id)
    async with found.database.read() as store:
        query = (
            select(Occurrence.id)
            .join(PlanRow, PlanRow.id == Occurrence.row_id)
            .where(PlanRow.title == _WORDS["meeting"])
        )
        found.occurrence_id = (await store.plans.session.scalars(query)).one()


async def announce(found: District, recipients: int, key: str) -> int:
    """Queue an announcement to the first directors; return its id."""
    now = found.clock.now()
    async with found.database.write() as store:
        query = select(Person.id, Person.telegram_id).order_by(Person.id).limit(recipients)
        people = (await store.people.session.execute(query)).all()
        place = await store.places.session.scalar(
            select(Place.id).where(Place.kind == "municipality")
        )
        broadcast = Broadcast(
            author_id=people[0].id,
            place_id=place,
            draft_key=key,
            content={"text": {"ru": ANNOUNCEMENT}},
            # Its author is told nothing: no message but those that are counted.
            status=BroadcastStatus.DONE,
            total=recipients,
            created_at=now,
            finished_at=now,
        )
        store.outbox.add(broadcast)
        await store.flush()
        await store.outbox.enqueue(
            [
                {
                    "person_id": person.id,
                    "telegram_id": person.telegram_id,
                    "kind": OutboxKind.BROADCAST,
                    "lane": _LANE,
                    "payload": {},
                    "broadcast_id": broadcast.id,
                    "dedupe_key": f"{key}:{person.id}",
                    "due_at": now,
                    "status": OutboxStatus.QUEUED,
                }
                for person in people
            ]
        )
    return broadcast.id


async def told(found: District, broadcast_id: int, recipients: int) -> None:
    """Wait until every message of an announcement has met its fate."""
    while True:
        async with found.database.read() as store:
            counts = await store.broadcasts.tally(broadcast_id)
        settled = sum(n for (status, _), n in counts.items() if status == OutboxStatus.SENT)
        if settled >= recipients:
            return
        await asyncio.sleep(0.1)
