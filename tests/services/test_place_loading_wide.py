"""A table of more municipalities than one condition of a statement can hold."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import Cohort, Occurrence, Place
from db.repositories.paths import path_pieces, pieces, topmost
from services.access import SYSTEM
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR
from tests.support.world import DISTRICT, REGION, World

MANY = 1_500


def rows(**more: str) -> list[dict[str, str]]:
    names = [DISTRICT, *(f"Муниципалитет {number}" for number in range(1, MANY))]
    return [
        {"region": REGION, "municipality": name, "school": f"Гимназия {number}", **more}
        for number, name in enumerate(names)
    ]


@on_sqlite
async def test_cohorts_and_zones_of_a_whole_country_come_at_once(world: World):
    (olga,) = await world.join("Ольга")
    await world.publish(olga, [WEBINAR])
    before = await begins(world)

    loaded = await world.services.place_loading.load(SYSTEM, rows(participant_years="2026"))
    assert (loaded.rows, await world.all(select(func.count(Cohort.id)))) == (MANY, [MANY])

    await world.services.place_loading.load(SYSTEM, rows(municipality_timezone="Asia/Omsk"))
    zoned = select(func.count(Place.id)).where(Place.timezone == "Asia/Omsk")
    assert await world.all(zoned) == [MANY]
    # The plan of one of them follows: an hour earlier than in its region.
    assert await begins(world) == [moment - timedelta(hours=1) for moment in before]


async def begins(world: World):
    return await world.all(
        select(Occurrence.begins_at)
        .where(Occurrence.cancelled_at.is_(None))
        .order_by(Occurrence.begins_at)
    )


@pytest.mark.parametrize("count", [0, 1, 199, 200, 201, 1_000])
def test_pieces_hold_every_path_once(count: int):
    paths = [f"/1/{number}/" for number in range(10, 10 + count)]
    cut = list(path_pieces([*paths, *paths]))
    assert sorted(path for piece in cut for path in piece) == sorted(paths)
    assert all(0 < len(piece) <= 200 for piece in cut)


def test_only_what_lies_below_nothing_else_is_asked_for():
    assert topmost(["/1/40/", "/1/4/9/", "/1/4/", "/1/4/9/7/", "/2/4/"]) == [
        "/1/4/",
        "/1/40/",
        "/2/4/",
    ]
    assert topmost([]) == []
    assert sum(len(piece) for piece in pieces([3, 3, *range(20_000)])) == 20_000


@on_sqlite
async def test_lists_longer_than_a_statement_holds_are_read_too(world: World):
    (olga,) = await world.join("Ольга")
    plan_id = (await world.publish(olga, [WEBINAR])).plan_id
    far = range(10**6, 10**6 + 40_000)
    async with world.database.read() as store:
        plans = store.plans
        known = await plans.of_plans([plan_id])
        assert known
        assert await plans.of_plans([*far, plan_id]) == known
        ids = [found.occurrence.id for found in known]
        assert set(await plans.happenings([*far, *ids])) == set(ids)
        first = known[0].occurrence.begins_at
        assert await plans.next_begin([*far, plan_id], first) == first
        paths = [f"/{number}/" for number in far]
        assert await plans.plan_ids_visible(paths, below=paths) == []
        assert await store.places.many(far) == {}


@on_sqlite
async def test_no_subtree_is_no_plan_and_no_entry(world: World):
    (olga,) = await world.join("Ольга")
    await world.publish(olga, [WEBINAR])
    async with world.database.read() as store:
        assert await store.plans.published_below([]) == []
        assert await store.plans.drafts_below([], olga.person_id) == []
        assert await store.plans.plan_ids_visible([], below=[]) == []
        assert await store.audit.below([], limit=9) == []
        assert await store.places.aliases([]) == []
        assert await store.places.cohorts([]) == []
