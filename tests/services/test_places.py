"""The tree of places: choosing, searching, loading from a table."""

import pytest
from sqlalchemy import func, select

from db.models import Place
from services.access import SYSTEM
from services.errors import DomainError
from services.places import PlaceItem
from tests.support.databases import on_sqlite
from tests.support.world import DISTRICT, LYCEUM, NEIGHBOUR, REGION, SCHOOL_1, SCHOOL_2, World


def row(school: str, *, municipality: str = DISTRICT, region: str = REGION, **zones: str) -> dict:
    return {"region": region, "municipality": municipality, "school": school, **zones}


async def found(world: World, text: str) -> list[str]:
    return [item.name for item in await world.services.places.search(SYSTEM, text)]


async def test_a_single_region_is_entered_at_once(world: World):
    level = await world.services.places.level(SYSTEM, None)

    assert level.here is not None
    assert level.here.name == REGION
    assert level.parent_id is None
    assert [item.name for item in level.below] == [DISTRICT, NEIGHBOUR]


async def test_one_walks_down_to_a_school_and_back(world: World):
    level = await world.services.places.level(SYSTEM, await world.place_id(DISTRICT))

    assert level.parent_id == await world.place_id(REGION)
    assert {item.name for item in level.below} == {"Школа № 1", "Школа № 2", "Школа № 3"}


async def test_two_regions_are_offered_both(world: World):
    await world.services.places.load([row("Гимназия", municipality="Город", region="Лесной край")])

    level = await world.services.places.level(SYSTEM, None)

    assert level.here is None
    assert {item.name for item in level.below} == {REGION, "Лесной край"}


@pytest.mark.parametrize(
    "typed",
    ["школа № 1", "ШКОЛА № 1", "1 школа", " школа   1 ", "школа №1", "«Школа № 1»", "шкоЛА 1"],
)
async def test_a_school_is_found_as_people_type_it(world: World, typed: str):
    assert await found(world, typed) == [SCHOOL_1]


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Школа «Берёзка»", "березка"),
        ("Школа «Березка»", "БЕРЁЗКА"),
        ("Лицей Йошкар", "лицей йошкар"),
        ("Школа имени А. П. Чехова", "чехова а п"),
        ("Школа 100%", "100%"),
        ("Школа_при_заводе", "при_зав"),
    ],
)
async def test_case_yo_and_marks_do_not_matter(world: World, stored: str, typed: str):
    await world.services.places.load([row(stored)])

    assert stored in await found(world, typed)


@pytest.mark.parametrize(
    "typed", ["", "   ", "«»", "школа лицей", "Школа № 9", "%", "_ _ _", "\x00"]
)
async def test_what_is_not_there_is_not_found(world: World, typed: str):
    assert await found(world, typed) == []


async def test_a_found_place_names_what_is_above_it(world: World):
    (item,) = await world.services.places.search(SYSTEM, "лицей")

    assert item == PlaceItem(
        await world.place_id(LYCEUM), item.kind, LYCEUM, f"{NEIGHBOUR}, {REGION}"
    )


async def test_regions_are_not_for_choosing(world: World):
    assert await found(world, "заречный") == [DISTRICT]


async def test_the_shortest_name_comes_first_and_eight_are_enough(world: World):
    await world.services.places.load([row(f"Школа № 1{n}") for n in range(10)])

    names = await found(world, "школа 1")

    assert names[0] == SCHOOL_1
    assert len(names) == 8


async def test_a_number_is_found_among_hundreds_of_schools(world: World):
    await world.services.places.load([row(f"Городская школа № {n}") for n in range(100, 400)])

    assert await found(world, "школа 399") == ["Городская школа № 399"]


async def test_loading_twice_adds_nothing(world: World):
    before = await world.all(select(func.count(Place.id)))

    loaded = await world.services.places.load([row(SCHOOL_1), row(SCHOOL_2)])
    again = await world.services.places.load([row("ШКОЛА №1"), row(" школа  «№ 2» ")])

    assert (loaded.rows, loaded.new) == (2, 0)
    assert again.new == 0
    assert await world.all(select(func.count(Place.id))) == before


async def test_namesakes_in_two_municipalities_are_two_schools(world: World):
    loaded = await world.services.places.load([row(SCHOOL_1, municipality=NEIGHBOUR)])

    assert loaded.new == 1
    assert len(await found(world, "школа № 1")) == 2


async def test_a_municipality_without_schools_is_a_row_too(world: World):
    loaded = await world.services.places.load([row("", municipality="Новый район")])

    assert loaded.new == 1


@on_sqlite
@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (row("Школа", municipality=""), "places_row_incomplete"),
        (row("", municipality="", region=""), "places_row_incomplete"),
        (row("Школа", region=""), "places_row_incomplete"),
        (row("Школа", school_timezone="Asia/Nowhere"), "places_zone_unknown"),
        (row("Школа", region_timezone="../../etc/passwd"), "places_zone_unknown"),
    ],
)
async def test_a_wrong_row_is_named_and_nothing_is_kept(world: World, bad: dict, code: str):
    before = await world.all(select(func.count(Place.id)))

    with pytest.raises(DomainError) as refusal:
        await world.services.places.load([row("Новая школа"), bad])

    assert refusal.value.code == code
    assert refusal.value.params["row"] == 3, (
        "counted as in the file, whose first row is the heading"
    )
    assert await world.all(select(func.count(Place.id))) == before


async def test_a_zone_is_inherited_from_above_and_can_be_changed(world: World):
    await world.services.places.load([row(LYCEUM, municipality=NEIGHBOUR)])
    assert (await world.joins("Глеб")).timezone == "Asia/Yekaterinburg"

    await world.services.places.load(
        [row(LYCEUM, municipality=NEIGHBOUR, municipality_timezone="Asia/Omsk")]
    )
    assert (await world.stranger("Глеб")).timezone == "Asia/Omsk"
