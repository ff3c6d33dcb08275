"""A deputy's term ends while an event goes on: whoever answers then is asked who took part."""

from datetime import date

import pytest

from services.invite_cards import Link
from tests.services.test_succession import seat
from tests.support.databases import on_sqlite
from tests.support.plans import SEMINAR, WEBINAR
from tests.support.world import World, at

pytestmark = on_sqlite

NIGHT = WEBINAR._replace(title="Ночной вебинар", dates="20.04.2021, 23:30")


@pytest.mark.parametrize("line", [NIGHT, SEMINAR])
@pytest.mark.parametrize("slept", [False, True])
async def test_after_the_term_the_director_is_asked(world: World, line, slept: bool):
    maria, anna, olga = await world.join("Мария", "Анна", "Ольга")
    await world.services.registration.leave(anna, anna.seats[0].place_id, anna.seats[0].role)
    await world.publish(olga, [line])
    link = await world.services.succession.lend(maria, seat(maria), 0, date(2021, 4, 20))
    assert isinstance(link, Link)
    await world.agrees("Зинаида", link.token)

    asked: list[tuple[str, str]] = []
    moments = ["20.04 19:00", "21.04 00:00", "21.04 09:00", "21.04 12:00", "21.04 19:00"]
    for moment in moments[3:] if slept else moments:
        world.clock.set(at(moment))
        await world.services.succession.end_terms()
        asked += [one for one in await world.tick() if one[1] == "after"]

    # In the evening of the last day the deputy still answers; afterwards the director does.
    answering = "Зинаида" if line == SEMINAR and not slept else "Мария"
    assert [name for name, _ in asked if name in {"Мария", "Зинаида"}] == [answering]
