"""Years of the project in a table of places: what they leave of a map, and how they go again."""

import pytest

from services.access import SYSTEM
from services.errors import DomainError
from services.place_years import Narrowed
from services.tree_changes import Diff
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR
from tests.support.world import DISTRICT, LYCEUM, REGION, SCHOOL_1, SCHOOL_2, World, at

HEAD = "region;municipality;school;participant_years;partner_years"


def table(*rows: tuple[str, str] | tuple[str, str, str], district: str = DISTRICT) -> bytes:
    cells = [[REGION, district, *row, ""][:5] for row in rows]
    return "\n".join([HEAD, *(";".join(row) for row in cells)]).encode()


async def seen(world: World, data: bytes) -> Diff:
    return await world.services.place_loading.preview(SYSTEM, data)


async def loads(world: World, data: bytes) -> Diff:
    diff = await seen(world, data)
    await world.services.place_loading.apply(SYSTEM, data, diff.digest)
    return diff


async def years(world: World, name: str) -> tuple[str, ...]:
    return (await world.services.place_changes.card(SYSTEM, await world.place_id(name))).years


async def test_the_first_school_of_a_year_takes_the_others_out_and_this_is_told_before(
    world: World,
):
    olga = await world.joins("Ольга")
    await world.publish(olga, [WEBINAR])

    first = await loads(world, table((SCHOOL_1, "2021")))
    of = first.narrowed[0].of
    second = await seen(world, table((SCHOOL_2, "2021")))

    assert first.narrowed == [Narrowed(DISTRICT, "2021", 1, of)]
    assert of > 1
    # The year is known now: one more school is no surprise.
    assert second.narrowed == []


async def test_a_district_without_a_map_is_told_of_too_and_all_schools_named_need_no_warning(
    world: World,
):
    (one,) = (await seen(world, table((SCHOOL_1, "2030/2031")))).narrowed
    assert (one.place_name, one.year, one.kept) == (DISTRICT, "2030/2031", 1)

    everybody = table(("Школа А", "2030"), ("Школа Б", "2030"), district="Новый район")
    assert (await seen(world, everybody)).narrowed == []


async def test_a_year_is_taken_away_and_all_schools_are_expected_again(world: World):
    olga = await world.joins("Ольга")
    await world.join("Мария", "Иван")
    await world.publish(olga, [WEBINAR])
    await loads(world, table((SCHOOL_1, "2021")))
    assert await years(world, SCHOOL_1) == ("2021",)

    diff = await loads(world, table((SCHOOL_1, "нет 2021")))

    assert len(diff.uncohorted) == 1
    assert [one.kept == one.of for one in diff.narrowed] == [True]
    assert await years(world, SCHOOL_1) == ()
    names = {name for name, _ in await world.tick(at("12.04 14:00"))}
    assert names == {"Ольга", "Мария", "Иван"}
    assert (await seen(world, table((SCHOOL_1, "-2021")))).is_empty


async def test_without_a_year_one_school_of_two_stays(world: World):
    await loads(world, table((SCHOOL_1, "2021"), (SCHOOL_2, "2021/2022")))
    await loads(world, table((SCHOOL_2, "-2022")))

    assert await years(world, SCHOOL_1) == ("2021",)
    # The school year reaches into 2022, so it goes with it.
    assert await years(world, SCHOOL_2) == ()


async def test_a_year_as_a_partner_stays_when_one_as_a_participant_goes(world: World):
    await loads(world, table((SCHOOL_1, "", "2021")))
    assert (await seen(world, table((SCHOOL_1, "нет 2021")))).is_empty
    assert not (await seen(world, table((SCHOOL_1, "", "нет 2021")))).is_empty


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2026/2027", {"2026", "2027", "2026/2027"}),
        ("2026", {"2026", "2026/2027"}),
        ("2026|2026-27", {"2026", "2027", "2026/2027"}),
        ("2027", {"2027", "2027/2028"}),
    ],
)
async def test_a_school_year_counts_for_both_of_its_calendar_years(
    world: World, said: str, expected: set[str]
):
    await loads(world, table((LYCEUM, said)))

    async with world.database.read() as store:
        found = {
            year
            for year in ("2025", "2026", "2027", "2028", "2025/2026", "2026/2027", "2027/2028")
            if await store.places.participants("/", year) is not None
        }
        asked = {
            year
            for year in ("2025", "2026", "2027", "2028", "2025/2026", "2026/2027", "2027/2028")
            if await store.places.has_cohort(year)
        }
    assert found == asked == expected


@on_sqlite
@pytest.mark.parametrize("odd", ["может быть 2027", "27", "нет", "2027 2028"])
async def test_what_is_no_year_is_told(world: World, odd: str):
    try:
        diff = await seen(world, table((SCHOOL_1, odd)))
    except DomainError as error:
        pytest.fail(error.code)
    assert [problem.code for problem in diff.problems] == ["places_year_unknown"]
