"""Merging, closing and renaming: the right people are reminded afterwards, and nobody else."""

import pytest
from sqlalchemy import select

from db.models import Place
from services.access import SYSTEM
from services.errors import DomainError, NotFoundError
from tests.support.plans import MEETING, WEBINAR
from tests.support.world import DISTRICT, LYCEUM, NEIGHBOUR, SCHOOL_1, SCHOOL_2, World, at


async def merge(world: World, actor=SYSTEM, name: str = NEIGHBOUR, into: str = DISTRICT):
    return await world.services.place_changes.merge(
        actor, await world.place_id(name), await world.place_id(into)
    )


async def reminded(world: World, moment: str) -> set[str]:
    return {name for name, _ in await world.tick(at(moment))}


async def found(world: World, text: str) -> list[str]:
    return [item.name for item in await world.services.places.search(SYSTEM, text)]


async def test_a_merged_municipality_goes_on_with_its_plan_under_another_coordinator(world: World):
    await world.join("Мария", "Ольга", "Глеб", "Лев", "Роман")
    nina = await world.joins("Нина")
    await world.publish(nina, [WEBINAR, MEETING], place=NEIGHBOUR)

    merged = await merge(world, await world.stranger("Роман"))

    assert (merged.name, merged.into, merged.schools) == (NEIGHBOUR, DISTRICT, 1)
    # The lyceum's director and its curator as before, the other's coordinator instead of Nina.
    assert await reminded(world, "08.04 14:00") == {"Глеб", "Лев", "Ольга"}
    assert await reminded(world, "11.04 10:00") == {"Лев"}
    assert await reminded(world, "14.04 14:00") == {"Глеб", "Лев", "Ольга"}
    assert (await world.stranger("Нина")).seats == ()
    assert [seat.place_name for seat in (await world.stranger("Лев")).seats] == [LYCEUM]
    assert len(await world.outbox("Нина", "role_changed")) == 1


async def test_where_both_have_a_plan_each_school_follows_the_one_it_had(world: World):
    await world.join("Мария", "Глеб")
    nina, olga = await world.joins("Нина"), await world.joins("Ольга")
    await world.publish(nina, [MEETING], place=NEIGHBOUR)
    await world.publish(olga, [WEBINAR])

    await merge(world)

    assert await reminded(world, "12.04 14:00") == {"Мария", "Ольга"}


async def test_a_school_without_a_plan_gets_the_others(world: World):
    await world.join("Мария", "Глеб")
    olga = await world.joins("Ольга")
    await world.publish(olga, [WEBINAR])

    await merge(world)

    assert await reminded(world, "12.04 14:00") == {"Мария", "Глеб", "Ольга"}


async def test_the_old_name_leads_to_the_new_place(world: World):
    await merge(world)

    assert await found(world, "соседний район") == [DISTRICT]
    level = await world.services.places.level(SYSTEM, await world.place_id(DISTRICT))
    assert LYCEUM in {item.name for item in level.below}
    (lyceum,) = await world.services.places.search(SYSTEM, LYCEUM)
    assert lyceum.above == "Заречный район, Заречный край"
    data = f"region;municipality;school\nЗаречный край;{NEIGHBOUR};{LYCEUM}".encode()
    assert (await world.services.place_loading.preview(SYSTEM, data)).is_empty


async def test_the_clocks_of_a_merged_municipality_stay(world: World):
    row = {"region": "Заречный край", "municipality": DISTRICT, "school": ""}
    await world.services.places.load([{**row, "municipality_timezone": "Asia/Omsk"}])
    await merge(world)

    assert (await world.joins("Глеб")).timezone == "Asia/Yekaterinburg"


@pytest.mark.parametrize(
    ("name", "into"), [(DISTRICT, DISTRICT), (SCHOOL_1, DISTRICT), (DISTRICT, LYCEUM)]
)
async def test_only_two_municipalities_are_merged(world: World, name: str, into: str):
    with pytest.raises(DomainError) as refusal:
        await merge(world, name=name, into=into)

    assert refusal.value.code == "places_cannot_merge"


async def test_a_closed_school_is_in_no_list_and_nobody_there_is_reminded(world: World):
    await world.join("Мария", "Иван")
    olga = await world.joins("Ольга")
    await world.publish(olga, [WEBINAR])

    await world.services.place_changes.close(SYSTEM, await world.place_id(SCHOOL_2))

    assert await reminded(world, "12.04 14:00") == {"Мария", "Ольга"}
    assert await found(world, "школа 2") == []
    answers = await world.services.attendance.answers(olga, await world.occurrence(WEBINAR))
    assert SCHOOL_2 not in {state.name for state in answers.schools}
    assert (await world.stranger("Иван")).seats == ()


async def test_a_name_means_a_place_of_ones_own_region(world: World):
    roman = await world.joins("Роман")
    row = {"region": "Лесной край", "municipality": "Город", "school": LYCEUM}
    await world.services.places.load([row])
    changes, own = world.services.place_changes, await world.place_id(NEIGHBOUR)

    found = await changes.named(roman, LYCEUM)
    assert found.id in {item.id for item in (await changes.card(roman, own)).below}
    with pytest.raises(DomainError) as refusal:
        await changes.named(roman, "Город")
    assert refusal.value.code == "place_unknown"


async def test_a_renamed_place_is_found_under_both_names(world: World):
    await world.services.place_changes.rename(
        SYSTEM, await world.place_id(LYCEUM), "Гимназия «Исток»"
    )

    assert await found(world, "исток") == await found(world, "лицей 5") == ["Гимназия «Исток»"]


async def test_another_region_is_not_changed(world: World):
    row = {"region": "Лесной край", "municipality": "Лесной район", "school": "Лесная школа"}
    await world.services.places.load([row])
    roman = await world.joins("Роман")

    for name, into in ((DISTRICT, "Лесной район"), ("Лесной район", DISTRICT)):
        with pytest.raises(NotFoundError):
            await merge(world, roman, name, into)
    with pytest.raises(NotFoundError):
        await world.services.place_changes.close(roman, await world.place_id("Лесная школа"))
    assert await world.all(select(Place.id).where(Place.archived_at.is_not(None))) == []
