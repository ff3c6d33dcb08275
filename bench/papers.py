"""A2: how long people wait while an analytic note about a year of 300 schools is made.

Beside the district whose directors tap lies a region of 300 schools in twenty municipalities. A
year ago everybody there answered, or did not, about every day of a road map, and reported. One
order is made again and again by the product's own process while directors tap; rest and making take
turns in each round. Every file has to have the same bytes, whatever was tapped meanwhile.

    python -m bench.papers --database note.db    # only such a database, to look at
"""

import argparse
import asyncio
import hashlib
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import func, insert, select, update

from bench.district import FIRST_ACCOUNT, District, district
from bench.figures import Goal, Scope, share
from bench.process import TOKEN
from bench.publish_bench import document
from bench.tap import Stand, stand
from db.database import Database
from db.enums import OfficialKind, OfficialStatus, Role
from db.models import (
    Attendance,
    Membership,
    Occurrence,
    OfficialPaper,
    Person,
    Place,
    PlanRow,
    Report,
)
from services.access import SYSTEM
from services.clock import SystemClock, TrialClock
from services.registration import CONSENT_VERSION

_SCHOOLS, _MUNICIPALITIES = 300, 20
_REGION = "Region of the year"
_YEAR = 2022
_AS_OF = datetime(_YEAR + 1, 1, 20, 9, tzinfo=UTC)
_TAPS_A_SECOND = 20
_TURN_SECONDS = 5
_RATIO = 1.5
_DIRECTORS = 50
# More than are made while people tap: the process is at work from the first tap to the last.
_ORDERS = 60
_FACTS = ("attended", "attended", "attended", "recording", "missed", "excused", None)
_STATUSES = ("submitted", "accepted", "accepted", "confirmed", "returned")


async def measure(scope: Scope) -> list[Goal]:
    """Taps at rest and while notes are made, in turns."""
    turns = scope.pick(7, 15)
    ratios, stalls = [], []
    rest: list[float] = []
    busy: list[float] = []
    digests: set[str] = set()
    made = 0
    async with stand(_DIRECTORS, "product") as at_work:
        answers = await simulate(at_work.found)
        drip = {"token": TOKEN, "rate": _TAPS_A_SECOND, "seconds": _TURN_SECONDS}
        await at_work.stub.ask("drip", {**drip, "seconds": 2})
        for _ in range(turns):
            calm = await at_work.stub.ask("drip", drip)
            await at_work.bot.ask("stalls")
            await order(at_work.found.database, _ORDERS)
            await _begun(at_work)
            taken = await at_work.stub.ask("drip", drip)
            stalls.append((await at_work.bot.ask("stalls"))["cpu"])
            await _let_be(at_work.found.database)
            ratios.append(share(taken, 0.95) / share(calm, 0.95))
            rest += calm
            busy += taken
            found = await _made(at_work.found.database)
            made += len(found)
            digests |= set(found)
    note = f"p95 {share(busy, 0.95) * 1000:.0f} ms / {share(rest, 0.95) * 1000:.0f} ms"
    return [
        Goal(
            "A2",
            "a note of 300 schools and a year is made: p95 of a tap / idle",
            median(ratios),
            _RATIO,
            note=f"{note}; worst turn {max(ratios):.2f} of {turns}",
        ),
        Goal(
            "A2",
            "longest step of the loop meanwhile, ms of the processor",
            max(stalls) * 1000,
            50,
        ),
        Goal(
            "A2",
            "different files of one order",
            float(len(digests)) if made > 1 else 0,
            1,
            note=f"{made} made, of {answers} answers and reports",
        ),
    ]


async def simulate(found: District) -> int:
    """A year of the road map; return how many answers and reports it left."""
    await found.services.places.load(
        [
            {
                "region": _REGION,
                "municipality": f"Municipality {number % _MUNICIPALITIES + 1}",
                "school": f"School {number + 1}",
            }
            for number in range(_SCHOOLS)
        ]
    )
    imports = found.services.roadmap_import
    place_id = await imports.place_named(_REGION)
    data, name = document()
    preview = await imports.read(SYSTEM, data, name, place_id=place_id, year=str(_YEAR))
    await imports.publish(SYSTEM, preview.plan_id)
    return await _answered(found.database, place_id, preview.plan_id)


async def _answered(database: Database, region_id: int, plan_id: int) -> int:
    chance = random.Random(7)  # noqa: S311
    async with database.write() as store:
        session = store.people.session
        region = await store.places.get(region_id)
        assert region is not None  # noqa: S101
        places = (
            await session.execute(
                select(Place.id, Place.kind).where(Place.path.startswith(region.path))
            )
        ).all()
        people = await _settle(store.people.session, places)
        events = (
            await session.execute(
                select(Occurrence.id, Occurrence.begins_at, Occurrence.ends_at)
                .join(PlanRow, PlanRow.id == Occurrence.row_id)
                .where(PlanRow.plan_id == plan_id)
                .order_by(Occurrence.id)
            )
        ).all()
    count = 0
    for event in events:
        for model, rows in (
            (Attendance, list(_came(chance, event, places, people))),
            (Report, list(_sent(chance, event, places, people))),
        ):
            # Small transactions: the product is at work beside it.
            async with database.write() as store:
                await store.people.session.execute(insert(model), rows)
            count += len(rows)
    return count


async def _settle(session: Any, places: Any) -> list[int]:
    """A coordinator of the region, of each municipality, and curators of ten schools each."""
    seats = [(Role.REGIONAL_COORDINATOR, one.id) for one in places if one.kind == "region"]
    seats += [(Role.MUNICIPAL_COORDINATOR, one.id) for one in places if one.kind == "municipality"]
    began = datetime(_YEAR, 1, 10, tzinfo=UTC)
    schools = [one.id for one in places if one.kind == "school"]
    teams = [schools[at : at + 10] for at in range(0, len(schools), 10)]
    given = [[seat] for seat in seats]
    given += [[(Role.CURATOR, school) for school in team] for team in teams]
    found = []
    for number, some in enumerate(given):
        person = Person(
            telegram_id=FIRST_ACCOUNT - 1 - number,
            name=f"Person {number}",
            locale="ru",
            consent_version=CONSENT_VERSION,
            consented_at=began,
            created_at=began,
        )
        session.add(person)
        await session.flush()
        found.append(person.id)
        for role, place_id in some:
            session.add(
                Membership(person_id=person.id, place_id=place_id, role=role, granted_at=began)
            )
    await session.flush()
    return found


def _came(chance: random.Random, event: Any, places: Any, people: list[int]) -> Any:
    parties = [("school", one.id) for one in places if one.kind == "school"]
    parties += [("person", one) for one in people]
    for kind, id_ in parties:
        fact = chance.choice(_FACTS)
        if fact is not None:
            yield {
                "occurrence_id": event.id,
                "party_kind": kind,
                "party_id": id_,
                "intention": chance.choice(("going", "absent", None)),
                "fact": fact,
                "answered_at": event.begins_at + timedelta(hours=chance.randint(1, 200)),
            }


def _sent(chance: random.Random, event: Any, places: Any, people: list[int]) -> Any:
    keys = [("region" if one.kind == "region" else one.kind, one.id, 0) for one in places]
    keys += [("curator", one.id, 0) for one in places if one.kind == "school"]
    keys += [("region", one.id, 0) for one in places if one.kind == "school"]
    keys += [("curator", 0, one) for one in people]
    first = places[0].id
    for by, place_id, person_id in keys:
        if chance.random() < 0.4:
            continue
        sent = event.ends_at - timedelta(hours=chance.randint(-100, 200))
        status = chance.choice(_STATUSES)
        yield {
            "occurrence_id": event.id,
            "by": by,
            "place_id": place_id or first,
            "person_id": person_id,
            "status": status,
            "proofs": [],
            "form_version": 1,
            "answers": _answers(chance),
            "submitted_by": people[0],
            "submitted_at": sent,
            "decided_at": None if status == "submitted" else sent + timedelta(hours=30),
        }


def _answers(chance: random.Random) -> dict[str, Any]:
    whole = chance.randint(1, 60)
    return {
        "certificates": chance.choice((0, 2, 5)),
        "team": 6,
        "share_part": chance.randint(0, whole),
        "share_whole": whole,
        "pupils_part": chance.randint(0, whole),
        "pupils_whole": whole,
        "count": chance.randint(0, 9),
        "count_1": chance.randint(0, 9),
        "links": [{"link": f"https://example.org/{n}"} for n in range(chance.randint(1, 3))],
        "text": "Done as planned, with a few words about how it went.",
    }


# -- orders -------------------------------------------------------------------------------


async def order(database: Database, number: int) -> None:
    """Let one and the same note be made so many times."""
    now = SystemClock().now()
    async with database.write() as store:
        session = store.people.session
        place = (await session.scalars(select(Place).where(Place.name == _REGION))).one()
        plan_id = (
            await session.scalars(
                select(PlanRow.plan_id)
                .join(Occurrence, Occurrence.row_id == PlanRow.id)
                .where(Occurrence.first_day < date(_YEAR + 1, 1, 1))
                .order_by(PlanRow.plan_id.desc())
                .limit(1)
            )
        ).one()
        coordinator = (
            await session.scalars(
                select(Membership.person_id).where(Membership.role == Role.REGIONAL_COORDINATOR)
            )
        ).one()
        for _ in range(number):
            store.official.add(
                OfficialPaper(
                    person_id=coordinator,
                    kind=OfficialKind.NOTE,
                    layout="docx",
                    place_id=place.id,
                    plan_id=plan_id,
                    since=None,
                    until=_AS_OF.date(),
                    as_of=_AS_OF,
                    timezone="Europe/Moscow",
                    locale="ru",
                    status=OfficialStatus.WAITING,
                    ordered_at=now,
                    due_at=now,
                    sentences=[],
                    edits={},
                )
            )


async def _begun(at_work: Stand) -> None:
    """Wait until the first of them is in hand."""
    async with asyncio.timeout(30):
        while not await _number(at_work.found.database, OfficialPaper.attempts > 0):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def _number(database: Database, condition: Any) -> int:
    async with database.read() as store:
        query = select(func.count()).select_from(OfficialPaper)
        return int(
            await store.people.session.scalar(
                query.where(OfficialPaper.status == OfficialStatus.WAITING, condition)
            )
            or 0
        )


async def _let_be(database: Database) -> None:
    """Withdraw those not begun, and wait for the one in hand; none left means it was too few."""
    async with database.write() as store:
        left = await store.people.session.execute(
            update(OfficialPaper)
            .where(OfficialPaper.status == OfficialStatus.WAITING, OfficialPaper.attempts == 0)
            .values(status=OfficialStatus.FAILED)
        )
    if not left.rowcount:  # type: ignore[attr-defined]
        raise RuntimeError("papers were made faster than people tapped")
    async with asyncio.timeout(120):
        while await _number(database, OfficialPaper.attempts >= 0):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def _made(database: Database) -> list[str]:
    """What was made since the last question, and forget it."""
    async with database.write() as store:
        session = store.people.session
        query = select(OfficialPaper.content).where(OfficialPaper.status == OfficialStatus.MADE)
        found = [content for content in await session.scalars(query) if content]
        await session.execute(
            update(OfficialPaper)
            .where(OfficialPaper.status == OfficialStatus.MADE)
            .values(status=OfficialStatus.FAILED, content=None)
        )
    return [hashlib.sha256(content).hexdigest() for content in found]


async def _alone(path: Path) -> None:
    clock = TrialClock(_AS_OF, speed=0)
    async with district(path.parent, clock, _DIRECTORS) as found:
        print(await simulate(found), "answers and reports")
    (path.parent / "bench.db").rename(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", type=Path, required=True)
    asyncio.run(_alone(parser.parse_args().database))
