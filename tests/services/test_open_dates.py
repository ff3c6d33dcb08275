"""Events whose day is still to be set: a coordinator's own only."""

from tests.support.plans import Line
from tests.support.world import DISTRICT, NEIGHBOUR, World

OWN = Line("Семинар по плану школ", "май 2021", "школа", "Участие школ")
LATER = Line("Встреча по итогам", "по отдельному плану", "школа", "Участие школ")
THEIRS = Line("Практикум соседей", "май 2021", "школа", "Участие школ")


async def test_days_of_the_next_municipality_are_not_asked_for(world: World):
    roman, olga, nina = await world.join("Роман", "Ольга", "Нина")
    published = await world.publish(olga, [OWN, LATER], place=DISTRICT)
    await world.publish(nina, [THEIRS], place=NEIGHBOUR)

    titles = {
        who.name: {one.title for one in await world.services.open_dates.inbox(who)}
        for who in (roman, olga, nina)
    }

    assert titles == {
        "Роман": {OWN.title, LATER.title, THEIRS.title},
        "Ольга": {OWN.title, LATER.title},
        "Нина": {THEIRS.title},
    }

    desk = await world.services.curator_desk.overview(olga)
    assert published.open_dates == desk.undated == len(titles["Ольга"]), "one rule everywhere"
    assert published.unmanned == desk.unmanned, "whom to invite next"
    assert published.unmanned
