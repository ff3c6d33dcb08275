"""Events whose day is still to be set: a coordinator's own only."""

from tests.support.plans import Line
from tests.support.world import DISTRICT, NEIGHBOUR, World

OWN = Line("Семинар по плану школ", "май 2021", "школа", "Участие школ")
THEIRS = Line("Практикум соседей", "май 2021", "школа", "Участие школ")


async def test_days_of_the_next_municipality_are_not_asked_for(world: World):
    roman, olga, nina = await world.join("Роман", "Ольга", "Нина")
    await world.publish(olga, [OWN], place=DISTRICT)
    await world.publish(nina, [THEIRS], place=NEIGHBOUR)

    titles = {
        who.name: {one.title for one in await world.services.open_dates.inbox(who)}
        for who in (roman, olga, nina)
    }

    assert titles == {
        "Роман": {OWN.title, THEIRS.title},
        "Ольга": {OWN.title},
        "Нина": {THEIRS.title},
    }
