"""So many messages a week and no more, except what cannot wait; and habits move what is to come."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db.models import Person, Reminder
from services.access import Actor
from services.errors import NotFoundError
from services.fates import Fate
from tests.support.plans import PROGRAMME, WEBINAR, Line
from tests.support.world import SCHOOL_1, ZONE, World, at

# Far enough from each other in the day for a message each.
DAYS = [
    Line(f"Вебинар {hour}", f"16.04.2021, {hour}:00", "школа", "Участие школ")
    for hour in (10, 12, 14, 16)
]
LATE = Line("Вебинар вечером", "16.04.2021, 19:30", "школа", "Участие школ")


@pytest.fixture
async def olga(world: World) -> Actor:
    return await world.joins("Ольга")


@pytest.fixture
async def maria(world: World) -> Actor:
    return await world.joins("Мария")


async def day_of_maria(world: World, day: str) -> list[str]:
    """The stages Мария is told of in the hours of a day."""
    return [
        stage
        for hour in range(8, 21)
        for name, stage in await world.tick(at(f"{day} {hour:02}:00"))
        if name == "Мария"
    ]


async def test_when_the_week_is_spent_only_the_urgent_goes(world: World, olga: Actor, maria: Actor):
    await world.services.preferences.want_at_most(maria, 2)
    await world.publish(olga, DAYS)
    # A week before they were all announced.
    await world.tick(at("09.04 20:00"))

    assert await day_of_maria(world, "15.04") == ["d1", "d1"]
    assert await day_of_maria(world, "16.04") == ["h1"] * 4

    fates = [await world.promised("Мария", line) for line in DAYS]
    assert [fate["d1"] for fate in fates] == ["queued", "queued", "over_budget", "over_budget"]
    assert {fate["after"] for fate in fates} == {"over_budget"}
    school = await world.place_id(SCHOOL_1)
    told = await world.services.ledger.of_both(olga, school, await world.occurrence(DAYS[3]))
    assert {e.fate for e in told.entries if e.stage == "d1"} >= {Fate.OVER_BUDGET}


async def test_the_next_week_has_its_own_budget(world: World, olga: Actor, maria: Actor):
    await world.services.preferences.want_at_most(maria, 1)
    await world.publish(olga, [WEBINAR, PROGRAMME])

    assert ("Мария", "d7") in await world.tick(at("08.04 14:00"))
    assert ("Мария", "d1") in await world.tick(at("14.04 14:00"))
    assert "Мария" not in [name for name, _ in await world.tick(at("15.04 16:00"))]
    assert ("Мария", "d7") in await world.tick(at("23.04 09:00"))


async def test_without_a_bound_everything_comes(world: World, olga: Actor, maria: Actor):
    await world.services.preferences.want_at_most(maria, 0)
    await world.publish(olga, DAYS)
    # A week before they were all announced.
    await world.tick(at("09.04 20:00"))

    assert await day_of_maria(world, "15.04") == ["d1"] * 4


async def due(world: World, line_stage: str) -> str:
    query = (
        select(Reminder)
        .join(Person, Person.id == Reminder.person_id)
        .where(Person.name == "Мария", Reminder.stage == line_stage)
    )
    (reminder,) = await world.all(query)
    return reminder.due_at.astimezone(ZONE).strftime("%d.%m %H:%M")


async def test_new_quiet_hours_move_what_is_to_come(world: World, olga: Actor, maria: Actor):
    await world.publish(olga, [LATE])
    assert (await due(world, "d1"), await due(world, "h1")) == ("15.04 19:30", "16.04 18:30")

    await world.services.preferences.rest_between(maria, 19, 9)
    assert (await due(world, "d1"), await due(world, "h1")) == ("16.04 09:00", "16.04 18:30")

    await world.services.preferences.rest_between(maria, 21, 8)
    assert await due(world, "d1") == "15.04 19:30"


async def test_working_days_and_the_zone_move_it_too(world: World, olga: Actor, maria: Actor):
    on_saturday = Line("Вебинар через субботу", "24.04.2021, 14:00", "школа", "Участие школ")
    await world.publish(olga, [on_saturday])
    assert await due(world, "d7") == "19.04 09:00"

    await world.services.preferences.rest_on_days_off(maria, False)
    assert await due(world, "d7") == "17.04 14:00"

    await world.services.preferences.rest_on_days_off(maria, True)
    await world.services.preferences.live_in(maria, "Europe/Moscow")
    assert await due(world, "d7") == "19.04 11:00", "nine o'clock in Moscow"


async def test_what_would_have_come_earlier_comes_at_once_and_is_not_lost(
    world: World, olga: Actor, maria: Actor
):
    on_saturday = Line("Вебинар через субботу", "24.04.2021, 14:00", "школа", "Участие школ")
    await world.publish(olga, [on_saturday])
    world.clock.set(at("18.04 12:00"))

    await world.services.preferences.rest_on_days_off(maria, False)

    assert ("Мария", "d7") in await world.tick()


async def test_a_change_of_words_leaves_what_was_put_off_alone(
    world: World, olga: Actor, maria: Actor
):
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("14.04 23:00"))
    await world.services.reminders.enqueue_due()
    assert await due(world, "d1") == "15.04 08:00"

    await world.services.preferences.rest_between(maria, 22, 8)

    assert ("Мария", "d1") in await world.tick(at("15.04 08:00") + timedelta(minutes=1))


async def test_habits_are_told_and_wrong_ones_refused(world: World, maria: Actor):
    preferences = world.services.preferences
    card = await preferences.habits(maria)
    assert (card.quiet_from, card.quiet_until, card.workdays_only, card.budget) == (21, 8, True, 15)
    await preferences.read_weekly(maria, 2, 16)
    await world.services.mutes.be_silent(maria, date(2021, 4, 9))
    card = await preferences.habits(maria)
    assert (card.digest_weekday, card.digest_hour) == (2, 16)
    assert card.silent_until == at("09.04 00:00")
    for wrong in (
        preferences.rest_between(maria, 24, 8),
        preferences.want_at_most(maria, -1),
        preferences.read_weekly(maria, 7, 9),
    ):
        with pytest.raises(NotFoundError):
            await wrong
