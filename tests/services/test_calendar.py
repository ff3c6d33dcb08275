"""The plan by weeks, in the reader's own zone."""

from datetime import date

from services.calendar import WeekPage
from tests.support.plans import (
    MEETING,
    ONGOING,
    PROGRAMME,
    SELF_CHECK,
    SEMINAR,
    WEBINAR,
    Line,
)
from tests.support.world import World, at

NIGHT = Line("Ночной вебинар для школ", "11.04.2021 23:30", "школа", "Участие школ")


def titles(page: WeekPage) -> list[str]:
    return [line.title for line in page.lines]


async def test_before_any_plan_the_week_says_so(world: World):
    (maria,) = await world.join("Мария")

    page = await world.services.calendar.week(maria)

    assert (page.has_plans, page.lines, page.running, page.next_page) == (False, (), (), None)
    assert (page.monday, page.today) == (date(2021, 4, 5), date(2021, 4, 5))


async def test_weeks_are_paged_and_hold_what_begins_or_ends_in_them(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR, SEMINAR, PROGRAMME, SELF_CHECK, ONGOING])
    week = world.services.calendar.week

    assert titles(await week(maria, 0)) == [SELF_CHECK.title]
    assert titles(await week(maria, 1)) == [WEBINAR.title]
    assert titles(await week(maria, 2)) == [SELF_CHECK.title, SEMINAR.title]
    assert titles(await week(maria, 3)) == [PROGRAMME.title]
    assert (await week(maria, 1)).monday == date(2021, 4, 12)


async def test_what_goes_on_all_week_is_apart(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR, SELF_CHECK])

    page = await world.services.calendar.week(maria, 1)

    assert [line.title for line in page.running] == [SELF_CHECK.title]
    assert titles(page) == [WEBINAR.title]


async def test_the_next_page_leaps_over_empty_weeks(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [SEMINAR])

    page = await world.services.calendar.week(maria)
    assert page.next_page == 2
    last = await world.services.calendar.week(maria, 2)
    assert titles(last) == [SEMINAR.title]
    assert last.next_page is None


async def test_a_week_of_the_past_can_be_looked_at(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    world.clock.advance(days=14)

    assert titles(await world.services.calendar.week(maria, -1)) == [WEBINAR.title]


async def test_a_week_begins_on_the_readers_own_monday(world: World):
    """Sunday 23:30 in Yekaterinburg is already Monday in Vladivostok."""
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [NIGHT])
    assert titles(await world.services.calendar.week(maria, 0)) == [NIGHT.title]

    await world.services.preferences.live_in(maria, "Asia/Vladivostok")
    maria = await world.stranger("Мария")

    assert titles(await world.services.calendar.week(maria, 0)) == []
    assert titles(await world.services.calendar.week(maria, 1)) == [NIGHT.title]


async def test_today_is_the_readers_day(world: World):
    (maria,) = await world.join("Мария")
    await world.services.preferences.live_in(maria, "Asia/Kamchatka")
    world.clock.set(at("11.04 20:00"))

    page = await world.services.calendar.week(await world.stranger("Мария"))

    assert (page.today, page.monday) == (date(2021, 4, 12), date(2021, 4, 12))


async def test_the_last_second_of_a_week_belongs_to_it(world: World):
    """A date-only event lasts till midnight and does not leak into the next Monday."""
    olga, maria = await world.join("Ольга", "Мария")
    sunday = Line("Воскресный вебинар для школ", "11.04.2021", "школа", "Участие школ")
    await world.publish(olga, [sunday])

    assert titles(await world.services.calendar.week(maria, 0)) == [sunday.title]
    assert titles(await world.services.calendar.week(maria, 1)) == []


async def test_a_director_is_shown_what_concerns_schools_unless_asking_for_all(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [MEETING, WEBINAR])

    mine = await world.services.calendar.week(maria, 1)
    everything = await world.services.calendar.week(maria, 1, only_mine=False)

    assert titles(mine) == [WEBINAR.title]
    assert [(line.title, line.is_mine) for line in everything.lines] == [
        (MEETING.title, False),
        (WEBINAR.title, True),
    ]


async def test_a_neighbour_sees_nothing(world: World):
    olga, gleb = await world.join("Ольга", "Глеб")
    await world.publish(olga, [WEBINAR])

    page = await world.services.calendar.week(gleb, 1, only_mine=False)

    assert (page.has_plans, page.lines) == (False, ())


async def test_a_plan_of_the_region_reaches_its_schools(world: World):
    roman, maria, gleb = await world.join("Роман", "Мария", "Глеб")
    await world.publish(roman, [WEBINAR], place="Заречный край")

    for director in (maria, gleb):
        assert titles(await world.services.calendar.week(director, 1)) == [WEBINAR.title]


async def test_a_card_tells_both_clocks(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    await world.services.preferences.live_in(maria, "Europe/Moscow")

    card = await world.card(await world.stranger("Мария"), WEBINAR)

    assert (card.when.timezone, card.when.reader_timezone) == (
        "Asia/Yekaterinburg",
        "Europe/Moscow",
    )
    assert card.when.begins_at == at("15.04 14:00")
    assert card.when.ends_at == at("15.04 16:00")
    assert (card.attendance_expected, card.report_expected) == (True, False)
    assert not card.is_past
    world.clock.set(at("15.04 16:00"))
    assert (await world.card(maria, WEBINAR)).is_past
