"""Nobody is woken: what is in hand in somebody's quiet hours leaves in his morning."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from db.enums import OutboxKind, OutboxStatus
from db.models import Person
from services.access import Actor
from tests.services.test_broadcasts import announce
from tests.services.test_outbox import only, queue
from tests.support.databases import on_sqlite
from tests.support.plans import MEETING, PROGRAMME, SELF_CHECK, WEBINAR
from tests.support.world import World, at

pytestmark = on_sqlite

NIGHT = WEBINAR._replace(title="Ночной вебинар", dates="15.04.2021, 23:30")


async def arrives(world: World, name: str) -> list[str]:
    """What somebody gets now, by kind."""
    account = world.account(name)
    return [str(e.kind) for e in await world.deliver() if e.telegram_id == account]


async def test_a_reminder_that_waited_for_telegram_comes_in_the_morning(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("14.04 14:00"))
    await world.services.reminders.enqueue_due()
    world.clock.set(at("15.04 02:00"))

    assert await world.deliver() == []
    assert await world.services.outbox.claim(100) == [], "it does not spin"
    world.clock.set(at("15.04 08:00"))
    assert await arrives(world, "Мария") == ["reminder"]


async def test_waiting_is_no_try(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("14.04 14:00"))
    await world.services.reminders.enqueue_due()
    world.clock.set(at("14.04 23:00"))
    await world.deliver()

    assert {one.attempts for one in await world.outbox()} == {0}
    assert {one.due_at for one in await world.outbox()} == {at("15.04 08:00")}


async def test_what_would_be_too_late_in_the_morning_is_not_sent(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    await world.publish(olga, [PROGRAMME])
    world.clock.set(at("30.04 09:00"))
    await world.services.reminders.enqueue_due()
    world.clock.set(at("30.04 23:00"))

    assert await world.deliver() == []
    assert {one.status for one in await world.outbox()} == {OutboxStatus.SKIPPED}


async def test_the_last_call_of_an_event_in_the_night_comes(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    await world.publish(olga, [NIGHT])
    await world.tick(at("14.04 20:00"))

    assert ("Мария", "h1") in await world.tick(at("15.04 22:30"))


async def test_the_messages_of_a_week_wait(world: World):
    olga, _, _ = await world.join("Ольга", "Мария", "Павел")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("12.04 09:10"))
    assert await world.services.week_cards.enqueue_due()
    assert await world.services.digests.enqueue_due()
    world.clock.set(at("12.04 23:30"))

    assert await world.deliver() == []
    world.clock.set(at("13.04 08:00"))
    assert {str(one.kind) for one in await world.deliver()} == {"week_card", "digest"}


@pytest.mark.parametrize(
    ("dates", "is_woken"),
    [
        # The webinar of the 16th, 14:00: put off, but far from the morning.
        ("20.04.2021, 14:00", False),
        # It begins at 10:30 now: whoever reads that at eight has two hours and a half.
        ("16.04.2021, 10:30", True),
        ("16.04.2021, 11:00", False),
        # A day without an hour begins in the morning.
        ("16.04.2021", True),
        ("17.04.2021", False),
    ],
)
async def test_an_event_moved_at_night(world: World, dates: str, is_woken: bool):
    olga, _ = await world.join("Ольга", "Мария")
    line = WEBINAR._replace(dates="16.04.2021, 14:00")
    await world.publish(olga, [line, MEETING])
    world.clock.set(at("15.04 23:00"))
    await world.publish(olga, [line._replace(dates=dates), MEETING])

    assert await arrives(world, "Мария") == (["moved"] if is_woken else [])
    world.clock.set(at("16.04 08:00"))
    assert await arrives(world, "Мария") == ([] if is_woken else ["moved"])


async def test_an_event_of_the_early_morning_cancelled_at_night(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    line = WEBINAR._replace(dates="16.04.2021, 09:30")
    await world.publish(olga, [line, MEETING])
    world.clock.set(at("15.04 23:00"))
    await world.publish(olga, [line._replace(dates="29.04.2021, 14:00"), MEETING])

    assert await arrives(world, "Мария") == ["moved"]


async def test_a_term_moved_to_tomorrow_wakes_nobody(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    await world.publish(olga, [PROGRAMME, MEETING])
    world.clock.set(at("15.04 23:00"))
    await world.publish(olga, [PROGRAMME._replace(dates="до 16 апреля 2021 г."), MEETING])

    assert await arrives(world, "Мария") == []


async def test_a_report_filed_at_night_and_its_decision(world: World):
    olga, pavel, maria = await world.join("Ольга", "Павел", "Мария")
    await world.publish(olga, [SELF_CHECK])
    world.clock.set(at("08.04 22:30"))
    report = await world.reports(maria, SELF_CHECK, "Школа № 1")
    assert await arrives(world, "Павел") == []
    await world.services.reports.accept(pavel, report.report_id, report.version)
    assert await arrives(world, "Мария") == []
    world.clock.set(at("09.04 08:00"))

    assert await arrives(world, "Мария") == ["report_decision"]


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (OutboxKind.STUCK, {"cause": "tick", "minutes": 9, "is_over": False}),
        (OutboxKind.ROLE_CHANGED, None),
    ],
)
async def test_a_standstill_and_news_of_rights_leave_at_once(world: World, kind, payload):
    maria = await world.joins("Мария")
    place_id = maria.seats[0].place_id
    news = {"change": "returned", "place_id": place_id, "role": "director"}
    world.clock.set(at("08.04 22:30"))
    await queue(world, maria, {"kind": kind, "payload": news if payload is None else payload})
    (envelope,) = await world.services.outbox.claim(1)
    opened = await world.services.outbox.open(envelope)

    assert isinstance(opened, tuple)


async def test_hours_of_ones_own_count(world: World):
    maria = await world.joins("Мария")
    async with world.database.write() as store:
        await store.people.session.execute(
            update(Person).where(Person.id == maria.id).values(quiet_from=0, quiet_until=0)
        )
    await _announcement_at_night(world)

    assert await arrives(world, "Мария") == ["broadcast"]


async def test_an_announcement_at_night_waits_and_says_so(world: World):
    await world.joins("Мария")
    olga = await _announcement_at_night(world)
    await world.deliver()

    (progress,) = await world.services.deliveries.running()
    assert (progress.total, progress.waiting, progress.asleep) == (1, 1, 1)
    assert not progress.finished
    world.clock.set(at("09.04 08:00"))
    await world.deliver()
    (progress,) = await world.services.deliveries.running()
    assert (progress.sent, progress.waiting, progress.asleep) == (1, 0, 0)
    assert olga.id != progress.author_id


async def test_an_outage_after_the_night_goes_on_trying(world: World):
    maria = await world.joins("Мария")
    await _announcement_at_night(world)
    await world.deliver()
    world.clock.set(at("09.04 08:00"))
    (envelope,) = await world.services.outbox.claim(1)
    await world.services.outbox.retry(envelope, timedelta(seconds=5), "no_connection")

    assert (await only(world)).status == OutboxStatus.QUEUED
    (progress,) = await world.services.deliveries.running()
    assert (progress.waiting, progress.asleep) == (1, 0)
    assert maria.id == envelope.person_id


async def _announcement_at_night(world: World) -> Actor:
    olga = await world.joins("Ольга")
    world.clock.set(at("08.04 23:00"))
    await announce(world, olga, "all")
    return olga
