"""Of two reminders about one event within an hour only the nearer comes."""

from sqlalchemy import update

from db.models import Reminder
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR
from tests.support.world import World, at

pytestmark = on_sqlite


async def test_the_week_before_gives_way_to_the_day_before(world: World):
    """After a week without Telegram, a quarter of an hour before the day before."""
    olga, _ = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])

    sent = await world.tick(at("14.04 13:15")) + await world.tick(at("14.04 14:00"))
    assert sorted(sent) == [("Мария", "d1"), ("Ольга", "d1")]
    assert (await world.promised("Мария", WEBINAR))["d7"] == "superseded"


async def test_two_hours_before_it_both_come(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])

    assert ("Мария", "d7") in await world.tick(at("14.04 12:00"))
    assert ("Мария", "d1") in await world.tick(at("14.04 14:00"))


async def test_the_link_takes_the_place_of_nothing(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    await world.tick(at("14.04 14:00"))
    async with world.database.write() as store:
        # As of an event with a link.
        await store.people.session.execute(
            update(Reminder)
            .where(Reminder.stage == "after")
            .values(stage="link", due_at=at("15.04 14:00"))
        )

    assert ("Мария", "h1") in await world.tick(at("15.04 13:00"))
