"""The ledger of a branch without people shows the reminders of those of its head school."""

import pytest
from sqlalchemy import update

from db.enums import Role
from db.models import PlanRow
from services.access import Actor
from services.fates import Fate
from services.terms import Intention
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR
from tests.support.world import DISTRICT, REGION, SCHOOL_1, World, at

pytestmark = on_sqlite

BROOK = "Филиал «Ручей»"


@pytest.fixture
async def pavel(world: World) -> Actor:
    """Павел, curator where a webinar is for a branch alone; Мария is director of its head."""
    await world.services.places.load(
        [{"region": REGION, "municipality": DISTRICT, "school": BROOK, "branch_of": SCHOOL_1}]
    )
    olga, pavel, _ = await world.join("Ольга", "Павел", "Мария")
    await world.publish(olga, [WEBINAR])
    brook = await world.place_id(BROOK)
    async with world.database.write() as store:
        await store.people.session.execute(update(PlanRow).values(school_ids=[brook]))
    return pavel


async def fates(world: World, pavel: Actor) -> tuple[Fate | None, dict[str, tuple[str, Fate]]]:
    """The verdict on the branch, and by stage whose reminder had which fate."""
    found = await world.services.ledger.of_both(
        pavel, await world.place_id(BROOK), await world.occurrence(WEBINAR)
    )
    return found.verdict, {entry.stage: (entry.name, entry.fate) for entry in found.entries}


async def test_the_heads_reminders_stand_at_the_branch(world: World, pavel: Actor):
    await world.tick(at("14.04 14:00"))

    verdict, stages = await fates(world, pavel)

    assert verdict is None
    assert stages["d1"] == ("Мария", Fate.SENT)
    book = await world.services.ledger.book(pavel, await world.place_id(DISTRICT))
    assert {one.place_name for one in book if one.entries} >= {BROOK}


async def test_an_answer_for_the_branch_makes_them_needless(world: World, pavel: Actor):
    await world.services.attendance.intend(
        await world.stranger("Мария"),
        await world.occurrence(WEBINAR),
        await world.school(BROOK),
        Intention.GOING,
    )

    _, stages = await fates(world, pavel)

    assert stages["d1"] == ("Мария", Fate.NOT_NEEDED)


async def test_people_of_its_own_take_their_place(world: World, pavel: Actor):
    await world.joins("Харитон", Role.DIRECTOR, BROOK)

    _, stages = await fates(world, pavel)

    assert {name for name, _ in stages.values()} == {"Харитон"}
