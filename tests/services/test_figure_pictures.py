"""Pictures of a published map: only what is over says who takes part."""

from services.figure_pictures import Picture
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR, Line
from tests.support.world import World, at

SURVEY = Line(
    "Участие школ в вебинарах по обмену опытом",
    "с 7 по 22 апреля 2021",
    "Директора школ",
    "80% школ приняли участие",
)


@on_sqlite
async def test_who_takes_part_is_drawn_from_what_is_over(world: World):
    olga, *_ = await world.join("Ольга", "Мария", "Иван")
    plan_id = (await world.publish(olga, [WEBINAR, SURVEY])).plan_id
    pictures = world.services.figure_pictures

    world.clock.set(at("14.04 10:00"))
    before = await pictures.sketch(olga, plan_id, Picture.PLACES)
    assert (before.places, before.is_empty) == ((), True)
    assert before.since is not None, "it says from when there will be something"

    world.clock.set(at("15.04 20:00"))
    after = await pictures.sketch(olga, plan_id, Picture.PLACES)
    assert {(one.done, one.of) for one in after.places} == {(0, 1)}
