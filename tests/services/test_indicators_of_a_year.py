"""A simulated year: each indicator equals a second, independent count over exported rows."""

import json
from datetime import UTC, datetime

import pytest

from services.access import Actor
from services.indicators import figures_of
from services.terms import Role
from tests.roadmap.shared import needs_maps, source
from tests.services.second_count import SecondCount
from tests.services.year_of_rows import exported, simulate
from tests.support.world import (
    DISTRICT,
    LYCEUM,
    NEIGHBOUR,
    REGION,
    SCHOOL_1,
    SCHOOL_2,
    SCHOOL_3,
    World,
)

MOMENTS = (
    datetime(2022, 4, 20, 12, tzinfo=UTC),
    datetime(2022, 8, 1, 12, tzinfo=UTC),
    datetime(2023, 2, 1, 12, tzinfo=UTC),
)


@pytest.fixture
async def roman(world: World) -> Actor:
    """Роман with the map of the region, and people of every kind."""
    world.clock.set(datetime(2022, 1, 10, 9, tzinfo=UTC))
    roman = await world.joins("Роман")
    for name, role, place in (
        ("Ольга", Role.MUNICIPAL_COORDINATOR, DISTRICT),
        ("Нина", Role.MUNICIPAL_COORDINATOR, NEIGHBOUR),
        ("Павел", Role.CURATOR, SCHOOL_1),
        ("Вера", Role.CURATOR, SCHOOL_2),
        ("Мария", Role.DIRECTOR, SCHOOL_1),
        ("Иван", Role.DIRECTOR, SCHOOL_3),
        ("Глеб", Role.DIRECTOR, LYCEUM),
    ):
        await world.joins(name, role, place)
    published = await world.publish_bytes(roman, source("004"), place=REGION)
    assert published is not None
    return roman


@needs_maps
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_indicator_equals_the_second_count(world: World, roman: Actor, seed: int):
    await simulate(world, roman, seed)
    rows = await exported(world)
    plan_id = next(one["id"] for one in rows["plan"] if one["status"] == "published")
    compared = 0
    for until in MOMENTS:
        async with world.database.read() as store:
            plan = await store.plans.get(plan_id)
            assert plan is not None
            found = await figures_of(store, plan, until=until)
        counted = {
            (int(one.number.rstrip(".")), one.part): None
            if one.value is None
            else round(one.value, 6)
            for one in found
        }
        second = {
            key: None if value is None else round(value, 6)
            for key, value in SecondCount(rows, plan_id, until).all().items()
        }
        assert counted == second, until
        (posts,) = [one for one in found if one.number.rstrip(".") == "19"]
        assert posts.target == SecondCount(rows, plan_id, until).posts_wanted()
        compared += sum(value is not None for value in second.values())
    assert compared > 100, "most rows have something to count"


@needs_maps
async def test_all_named_take_part_each_time(world: World):
    """Map 001: «100 % приняли участие», every one of those named at every happening."""
    world.clock.set(datetime(2022, 1, 10, 9, tzinfo=UTC))
    olga = await world.joins("Ольга")
    await world.joins("Павел")
    await world.publish_bytes(olga, source("001"))
    await simulate(world, olga, 4)
    rows = await exported(world)
    until = MOMENTS[-1]
    plan_id = next(one["id"] for one in rows["plan"] if one["status"] == "published")
    paths = {one["id"]: one["path"] for one in rows["place"]}
    (home,) = [one["path"] for one in rows["place"] if one["name"] == DISTRICT]
    schools = {key for key, path in paths.items() if path.startswith(home) and path != home}
    people = {
        role: {one["person_id"] for one in rows["membership"] if one["role"] == role}
        for role in ("curator", "municipal_coordinator")
    }
    invited = {
        "2.1": (True, "curator", "municipal_coordinator"),
        "3.1": (True, "curator", "municipal_coordinator"),
        "3.2": (True, "curator", "municipal_coordinator"),
        "2.4": (True, "curator", "municipal_coordinator"),
        "2.3": (True, "municipal_coordinator"),
    }
    async with world.database.read() as store:
        plan = await store.plans.get(plan_id)
        assert plan is not None
        figures = {
            one.number.rstrip("."): one for one in await figures_of(store, plan, until=until)
        }
    for number, (_, *roles) in invited.items():
        row = next(one for one in rows["plan_row"] if one["number"].rstrip(".") == number)
        events = [one["id"] for one in rows["occurrence"] if one["row_id"] == row["id"]]
        named = set(json.loads(row["school_ids"])) or schools
        wanted = {("school", key) for key in named}
        wanted |= {("person", key) for role in roles for key in people[role]}
        came = [
            one
            for one in rows["attendance"]
            if one["occurrence_id"] in events
            and (one["party_kind"], one["party_id"]) in wanted
            and one["fact"] in {"attended", "recording"}
        ]
        figure = figures[number]
        assert (len(figure.done), len(figure.of)) == (len(came), len(events) * len(wanted)), number
        assert {trace.id for one in figure.done for trace in one.traces} == {
            one["id"] for one in came
        }
        assert figure.target == 100
    for number in ("4.2", "4.3", "4.4"):
        row = next(one for one in rows["plan_row"] if one["number"].rstrip(".") == number)
        events = {one["id"] for one in rows["occurrence"] if one["row_id"] == row["id"]}
        done = {
            one["id"]
            for one in rows["report"]
            if one["occurrence_id"] in events
            and one["by"] == "school"
            and one["place_id"] in schools
            and one["status"] != "returned"
        }
        figure = figures[number]
        assert {trace.id for one in figure.done for trace in one.traces} == done, number
