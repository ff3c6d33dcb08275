"""A reminder is about one day and hour of its event: after another it is about nothing."""

from tests.support.databases import on_sqlite
from tests.support.plans import MEETING, WEBINAR
from tests.support.world import DISTRICT, REGION, SCHOOL_1, World, at

pytestmark = on_sqlite


async def _queued_then_moved(world: World, queued: str, dates: str) -> None:
    """A reminder waits for Telegram while its event gets another hour or day."""
    _, olga = await world.join("Мария", "Ольга")
    await world.publish(olga, [WEBINAR, MEETING])
    world.clock.set(at(queued))
    await world.services.reminders.enqueue_due()
    await world.publish(olga, [WEBINAR._replace(dates=dates), MEETING])


async def _correct_zone(world: World, zone: str) -> None:
    place = {"region": REGION, "municipality": DISTRICT, "school": SCHOOL_1}
    await world.services.places.load([{**place, "municipality_timezone": zone}])


async def test_the_last_call_is_not_sent_after_the_event_was_put_forward(world: World):
    await _queued_then_moved(world, "15.04 13:00", "15.04.2021, 13:30")
    world.clock.set(at("15.04 13:45"))

    assert {sent.kind for sent in await world.deliver()} == {"moved"}
    assert (await world.promised("Мария", WEBINAR))["h1"] == "cancelled"


async def test_the_day_before_is_not_sent_for_a_day_that_was_put_back(world: World):
    await _queued_then_moved(world, "14.04 14:00", "29.04.2021, 14:00")
    world.clock.set(at("14.04 15:00"))

    assert {sent.kind for sent in await world.deliver()} == {"moved"}
    assert set(await world.tick(at("28.04 14:00"))) == {("Мария", "d1"), ("Ольга", "d1")}


async def test_what_an_earlier_release_queued_is_sent(world: World):
    _, olga = await world.join("Мария", "Ольга")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("14.04 14:00"))
    await world.services.reminders.enqueue_due()
    async with world.database.write() as store:
        for queued in await world.outbox():
            (item,) = queued.payload["reminders"]
            old = {name: item[name] for name in item if name != "version"}
            await store.outbox.settle(queued.id, payload={"reminders": [old]})

    assert [sent.kind for sent in await world.deliver()] == ["reminder", "reminder"]


async def test_due_when_the_zone_is_corrected_it_is_about_the_new_hour(world: World):
    """Two hours later by the right clock: the call of an hour before waits for its new hour."""
    _, olga = await world.join("Мария", "Ольга")
    await world.publish(olga, [WEBINAR])
    await world.tick(at("14.04 14:00"))
    world.clock.set(at("15.04 13:00"))
    await _correct_zone(world, "Europe/Moscow")

    assert await world.tick(at("15.04 13:05")) == []
    assert set(await world.tick(at("15.04 15:00"))) == {("Мария", "h1"), ("Ольга", "h1")}


async def test_due_when_the_zone_is_corrected_to_an_earlier_hour_it_comes_at_once(world: World):
    _, olga = await world.join("Мария", "Ольга")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("14.04 14:00"))
    await _correct_zone(world, "Asia/Omsk")

    assert set(await world.tick(at("14.04 14:01"))) == {("Мария", "d1"), ("Ольга", "d1")}
    versions = {
        one["version"]
        for sent in await world.outbox(kind="reminder")
        for one in sent.payload["reminders"]
    }
    assert versions == {2}
