"""A branch for which its head school answers lacks nobody."""

import pytest

from db.enums import Role
from services.access import Actor
from services.staffing import Gap
from tests.support.databases import on_sqlite
from tests.support.world import DISTRICT, REGION, SCHOOL_1, SCHOOL_2, SCHOOL_3, World

pytestmark = on_sqlite

BROOK, HILL = "Филиал «Ручей»", "Филиал «Холм»"


@pytest.fixture
async def olga(world: World) -> Actor:
    """Ольга, whose district has a school with one branch, and another with one."""
    await world.services.places.load(
        [
            {"region": REGION, "municipality": DISTRICT, "school": name, "branch_of": head}
            for name, head in ((BROOK, SCHOOL_1), (HILL, SCHOOL_2))
        ]
    )
    return await world.joins("Ольга")


async def unmanned(world: World, olga: Actor) -> list[str]:
    page = await world.services.staffing.gap(olga, Gap.UNMANNED)
    assert page.total == len(page.items)
    return [item.place_name for item in page.items]


async def test_it_is_missed_only_while_the_head_school_has_nobody(world: World, olga: Actor):
    everything = [SCHOOL_1, SCHOOL_2, SCHOOL_3, BROOK, HILL]
    assert sorted(await unmanned(world, olga)) == sorted(everything)

    maria = await world.joins("Мария")
    assert sorted(await unmanned(world, olga)) == sorted([SCHOOL_2, SCHOOL_3, HILL])

    await world.services.registration.leave(maria, maria.seats[0].place_id, Role.DIRECTOR)
    assert sorted(await unmanned(world, olga)) == sorted(everything)


async def test_people_of_the_branch_answer_for_it_alone(world: World, olga: Actor):
    await world.joins("Харитон", Role.DIRECTOR, HILL)

    assert HILL not in await unmanned(world, olga)
    assert SCHOOL_2 in await unmanned(world, olga)
