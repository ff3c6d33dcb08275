"""What waits for a decent hour is lost neither by new habits nor by another in the seat."""

from datetime import date

from services.invite_cards import Link
from tests.services.test_succession import seat
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR, Line
from tests.support.world import World, at

pytestmark = on_sqlite

# A Saturday: the weekly word about it is put to Monday.
PROGRAMME = Line("Программа", "до 10 апреля 2021 г.", "директор ОО", "Размещена программа")


async def _overdue(world: World) -> None:
    olga, _ = await world.join("Ольга", "Мария")
    await world.publish(olga, [PROGRAMME])
    for moment in ("07.04 09:00", "09.04 09:00", "10.04 09:00"):
        await world.tick(at(moment))
    world.clock.set(at("17.04 10:00"))
    await world.services.reminders.enqueue_due()


async def _rest(world: World, begin: int, end: int) -> None:
    await world.services.preferences.rest_between(await world.stranger("Мария"), begin, end)


async def test_a_weekly_word_put_to_monday_outlives_new_hours(world: World):
    await _overdue(world)
    await _rest(world, 22, 7)

    promised = await world.promised("Мария")
    assert promised["o1"] == "planned"
    assert "o2" not in promised, "one at a time"
    assert ("Мария", "o1") in await world.tick(at("19.04 09:00"))
    assert (await world.promised("Мария"))["o2"] == "planned"


async def test_after_it_was_sent_new_hours_bring_the_next(world: World):
    await _overdue(world)
    await world.tick(at("19.04 09:00"))
    await _rest(world, 21, 12)

    assert ("Мария", "o2") in await world.tick(at("26.04 12:00"))


async def _put_off(world: World) -> None:
    """A reminder of two o'clock, asked about by the tick at night."""
    olga, _ = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    assert await world.tick(at("14.04 22:00")) == []


async def _in_the_morning(world: World) -> set[str]:
    return {name for name, stage in await world.tick(at("15.04 08:00")) if stage == "d1"}


async def test_whoever_stands_in_gets_what_waits_for_the_morning(world: World):
    await _put_off(world)
    maria = await world.stranger("Мария")
    link = await world.services.succession.lend(maria, seat(maria), 0, date(2021, 4, 20))
    assert isinstance(link, Link)
    await world.agrees("Зинаида", link.token)

    assert await _in_the_morning(world) == {"Ольга", "Зинаида"}


async def test_whoever_takes_over_gets_what_waits_for_the_morning(world: World):
    await _put_off(world)
    maria, anna = await world.stranger("Мария"), await world.joins("Анна")
    assert "d1" not in await world.promised("Анна"), "its hour was before she came"
    await world.services.succession.hand_over(maria, seat(maria), anna.id)

    assert await _in_the_morning(world) == {"Ольга", "Анна"}
