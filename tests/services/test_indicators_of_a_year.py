"""A simulated year: each indicator equals a second, independent count over exported rows."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from services.access import Actor
from services.indicators import Figure, ProofKind, Trace, counting, figures, figures_of
from services.indicators.ground import Ground
from services.terms import Role
from tests.roadmap.shared import needs_maps, source
from tests.services.second_count import SecondCount
from tests.services.second_count_of_named import SecondCountOfNamed
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
            key: None if value is None else round(value, 6) for key, value in values(found).items()
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
async def test_all_named_take_part_and_hand_in_each_time(world: World):
    """Map 001: «100 %», every one of those named at every happening, in all of its rows."""
    world.clock.set(datetime(2022, 1, 10, 9, tzinfo=UTC))
    olga = await world.joins("Ольга")
    await world.joins("Павел")
    await world.publish_bytes(olga, source("001"))
    await simulate(world, olga, 4)
    rows = await exported(world)
    until = MOMENTS[-1]
    plan_id = next(one["id"] for one in rows["plan"] if one["status"] == "published")
    second = SecondCountOfNamed(rows, plan_id, DISTRICT, until)
    async with world.database.read() as store:
        plan = await store.plans.get(plan_id)
        assert plan is not None
        found = {
            one.number.rstrip("."): one
            for one in await figures_of(store, plan, until=until)
            if one.part == 0
        }
    done_somewhere = 0
    for number in (*second.ATTENDED, *second.HANDED_IN):
        figure = found[number]
        done, of = second.of(number)
        assert {trace.id for one in figure.done for trace in one.traces} == done, number
        assert (len(figure.done), len(figure.of)) == (len(done), of), number
        assert figure.value == pytest.approx(100 * len(done) / of), number
        assert figure.target == 100
        done_somewhere += 0 < len(done) < of
    assert done_somewhere > 8, "most rows have some who are counted and some who are not"


@needs_maps
async def test_the_practices_of_a_manual_are_added_up(world: World):
    """Map 003, row 14: «не менее двух лучших практик»."""
    world.clock.set(datetime(2022, 1, 10, 9, tzinfo=UTC))
    roman = await world.joins("Роман")
    await world.publish_bytes(roman, source("003"), place=REGION)
    await simulate(world, roman, 2)
    rows = await exported(world)
    (row,) = [one for one in rows["plan_row"] if one["number"].rstrip(".") == "14"]
    events = {one["id"] for one in rows["occurrence"] if one["row_id"] == row["id"]}
    (region,) = [one["id"] for one in rows["place"] if one["kind"] == "region"]
    told = [
        json.loads(one["answers"])["count_1"]
        for one in rows["report"]
        if one["occurrence_id"] in events
        and (one["by"], one["place_id"], one["person_id"]) == ("region", region, 0)
        and one["status"] != "returned"
    ]
    async with world.database.read() as store:
        plan = await store.plans.get(row["plan_id"])
        assert plan is not None
        (figure,) = [
            one
            for one in await figures_of(store, plan, until=datetime(2023, 12, 31, tzinfo=UTC))
            if one.row_id == row["id"] and one.part == 1
        ]
    assert told
    assert (figure.value, figure.target) == (sum(told), 2)


def _without_excused(present: Any) -> Any:
    def counted(ground: Ground, happenings: Any, name: Any, parties: Any, **how: Any) -> Any:
        found = present(ground, happenings, name, parties, **how)
        said = [
            ground.answers.get((one.occurrence.id, party))
            for one in happenings
            for party in parties
        ]
        is_out = any(one is not None and one.fact == "excused" for one in said)
        return (
            replace(found, traces=(Trace(ProofKind.ATTENDANCE, 0, MOMENTS[0]),))
            if (is_out)
            else found
        )

    return counted


MISTAKES: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "who is excused is counted as if he had come": lambda patch: patch.setattr(
        counting, "_present", _without_excused(counting._present)
    ),
    "who missed it has taken part": lambda patch: patch.setattr(
        counting, "took_part", lambda said: said.fact is not None
    ),
    "who watched the recording has not": lambda patch: patch.setattr(
        counting, "took_part", lambda said: said.fact == "attended"
    ),
    "what was returned is handed in": lambda patch: patch.setattr(
        counting, "counts", lambda _status, _steps: True
    ),
    "what is said later counts already": lambda patch: patch.setattr(
        Ground, "has_come", lambda *_: True
    ),
    "one school is left out of all denominators": lambda patch: patch.setattr(
        Ground, "schools_of", lambda self, _row: self._counted_schools[1:]
    ),
    "a team without certificates is trained": lambda patch: patch.setattr(
        counting, "_amounts", lambda *_: (1.0, 1.0)
    ),
    "every row is done": lambda patch: patch.setattr(figures, "is_fulfilled", bool),
}


@needs_maps
async def test_a_count_that_goes_wrong_is_found_out(
    world: World, roman: Actor, monkeypatch: pytest.MonkeyPatch
):
    await simulate(world, roman, 2)
    rows = await exported(world)
    plan_id = next(one["id"] for one in rows["plan"] if one["status"] == "published")
    second = [pytest.approx(SecondCount(rows, plan_id, until).all()) for until in MOMENTS]

    async with world.database.read() as store:
        plan = await store.plans.get(plan_id)
        assert plan is not None

        async def first() -> list[dict[tuple[int, int], float | None]]:
            return [values(await figures_of(store, plan, until=until)) for until in MOMENTS]

        assert await first() == second
        for mistake, make in MISTAKES.items():
            with monkeypatch.context() as patch:
                make(patch)
                assert await first() != second, mistake


def values(found: list[Figure]) -> dict[tuple[int, int], float | None]:
    """By row number and place in the row, as the second count has them."""
    return {(int(one.number.rstrip(".")), one.part): one.value for one in found}
