"""Three hundred schools tap at once for one webinar: every answer is kept, each once."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import select

from db.enums import FactSource, Role
from db.models import Attendance
from services.terms import Fact, Intention
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR
from tests.support.world import DISTRICT, REGION, World, at

pytestmark = on_sqlite
SCHOOLS = 300


@pytest.fixture
async def crowd(world: World) -> list[tuple[str, str]]:
    """Three hundred directors with a school each, and a webinar for all of them."""
    names = [f"Школа № {n}" for n in range(1, SCHOOLS + 1)]
    await world.services.places.load(
        [{"region": REGION, "municipality": DISTRICT, "school": name} for name in names]
    )
    olga = await world.joins("Ольга")
    people = [(f"Директор {n}", name) for n, name in enumerate(names)]
    for person, school in people:
        await world.joins(person, Role.DIRECTOR, school)
    await world.publish(olga, [WEBINAR])
    return people


async def test_every_answer_is_kept(world: World, crowd: list[tuple[str, str]]):
    of = await world.occurrence(WEBINAR)
    known = [(await world.stranger(person), await world.school(name)) for person, name in crowd]
    attendance, check_in = world.services.attendance, world.services.check_in

    plans = [Intention.DEPUTY if n % 3 else Intention.GOING for n in range(SCHOOLS)]
    await asyncio.gather(
        *(
            attendance.intend(actor, of, party, plan)
            for (actor, party), plan in zip(known, plans, strict=True)
        )
    )
    world.clock.set(at("15.04 14:00"))
    # Some tap twice: it is one answer.
    taps = [*known, *known[:50]]
    await asyncio.gather(*(check_in.arrive(actor, of, party) for actor, party in taps))

    rows = await world.all(select(Attendance))
    assert Counter(row.party_id for row in rows) == Counter(party.id for _, party in known)
    by_school = {row.party_id: row for row in rows}
    for (actor, party), plan in zip(known, plans, strict=True):
        row = by_school[party.id]
        assert (row.intention, row.fact, row.fact_source, row.answered_by) == (
            plan,
            Fact.ATTENDED,
            FactSource.CHECK_IN,
            actor.id,
        )
