"""What is missing among the people of a coordinator's places."""

from db.enums import Role
from services.staffing import Gap, GapPage
from tests.support.world import DISTRICT, LYCEUM, NEIGHBOUR, SCHOOL_1, SCHOOL_2, SCHOOL_3, World


def names(page: GapPage) -> list[str]:
    return [item.place_name for item in page.items]


async def test_an_empty_district_lacks_everybody(world: World):
    olga = await world.joins("Ольга")
    overview = await world.services.staffing.overview(olga)

    assert overview.counts == {
        Gap.UNMANNED: 3,
        Gap.UNREACHABLE: 0,
        Gap.UNCOVERED: 3,
        Gap.IDLE: 0,
    }
    page = await world.services.staffing.gap(olga, Gap.UNMANNED)
    assert names(page) == [SCHOOL_1, SCHOOL_2, SCHOOL_3]


async def test_a_gap_closes_when_somebody_comes_and_opens_when_he_leaves(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    page = await world.services.staffing.gap(olga, Gap.UNMANNED)
    assert names(page) == [SCHOOL_2, SCHOOL_3]

    school = maria.seats[0].place_id
    await world.services.registration.leave(maria, school, Role.DIRECTOR)
    page = await world.services.staffing.gap(olga, Gap.UNMANNED)
    assert names(page) == [SCHOOL_1, SCHOOL_2, SCHOOL_3]


async def test_a_reader_does_not_speak_for_a_school(world: World):
    olga, _ = await world.join("Ольга", "Фёдор")
    page = await world.services.staffing.gap(olga, Gap.UNMANNED)
    assert SCHOOL_1 in names(page)


async def test_a_curator_covers_his_school_or_all_below_his_municipality(world: World):
    olga = await world.joins("Ольга")
    await world.joins("Куратор школы", Role.CURATOR, SCHOOL_2)
    page = await world.services.staffing.gap(olga, Gap.UNCOVERED)
    assert names(page) == [SCHOOL_1, SCHOOL_3]

    await world.joins("Павел")
    assert names(await world.services.staffing.gap(olga, Gap.UNCOVERED)) == []


async def test_who_has_blocked_the_bot_is_named_with_his_role(world: World):
    olga, maria, gleb = await world.join("Ольга", "Мария", "Глеб")
    async with world.database.write() as store:
        for person in (maria, gleb):
            await store.people.mark_unreachable(person.id, world.clock.now())

    (item,) = (await world.services.staffing.gap(olga, Gap.UNREACHABLE)).items
    assert item.place_name == SCHOOL_1
    assert item.holder is not None
    assert (item.holder.name, item.holder.role) == ("Мария", Role.DIRECTOR)
    assert item.holder.membership_id == maria.seats[0].membership_id


async def test_a_curator_of_a_municipality_without_schools_has_none(world: World):
    roman = await world.joins("Роман")
    await world.joins("Лев")
    assert names(await world.services.staffing.gap(roman, Gap.IDLE)) == []

    await world.services.place_changes.close(roman, await world.place_id(LYCEUM))
    assert names(await world.services.staffing.gap(roman, Gap.IDLE)) == [NEIGHBOUR]


async def test_requests_that_wait_are_counted(world: World):
    olga, fedor = await world.join("Ольга", "Фёдор")
    school = await world.place_id(SCHOOL_1)
    asked = await world.services.requests.ask(fedor, school, Role.DIRECTOR)
    assert (await world.services.staffing.overview(olga)).requests == 1

    await world.services.requests.decide(olga, asked.request_id, accept=True)
    overview = await world.services.staffing.overview(olga)
    assert (overview.requests, overview.counts[Gap.UNMANNED]) == (0, 2)


async def test_requests_of_another_district_are_not_counted(world: World):
    olga, nina, fedor = await world.join("Ольга", "Нина", "Фёдор")
    await world.services.requests.ask(fedor, await world.place_id(SCHOOL_1), Role.DIRECTOR)

    assert (await world.services.staffing.overview(nina)).requests == 0
    assert (await world.services.staffing.overview(olga)).requests == 1


async def test_pages_hold_eight_and_a_page_beyond_is_the_last(world: World):
    roman = await world.joins("Роман")
    await world.services.places.load(
        [
            {"region": "Заречный край", "municipality": DISTRICT, "school": f"Новая школа {number}"}
            for number in range(10)
        ]
    )
    staffing = world.services.staffing
    first = await staffing.gap(roman, Gap.UNMANNED)
    assert (len(first.items), first.pages, first.total) == (8, 2, 14)
    last = await staffing.gap(roman, Gap.UNMANNED, page=99)
    assert (last.page, len(last.items)) == (1, 6)
    assert not set(names(first)) & set(names(last))
