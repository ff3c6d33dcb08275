"""The outbox: intent before the request, fate after it, and no message without a fate."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.container import assemble
from db.enums import OutboxKind, OutboxStatus
from db.models import OutboxMessage, Person
from services.access import Actor
from services.envelope import Envelope
from services.outbox import Outbox
from services.plan_news import DecisionNotice, ReportNotice
from services.reminder_messages import ReminderNotice
from tests.support.plans import SELF_CHECK, WEBINAR
from tests.support.world import SCHOOL_1, World, at


@pytest.fixture
async def maria(world: World) -> Actor:
    return await world.joins("Мария")


@pytest.fixture
def outbox(world: World) -> Outbox:
    return world.services.outbox


async def queue(world: World, person: Actor, *messages: Mapping[str, Any]) -> None:
    """Put messages into the queue; defaults make a reminder that is due now."""
    async with world.database.write() as store:
        await store.outbox.enqueue(
            [
                {
                    "person_id": person.id,
                    "telegram_id": person.telegram_id,
                    "kind": OutboxKind.REMINDER,
                    "lane": 1,
                    "payload": {},
                    "dedupe_key": f"trial:{number}",
                    "due_at": world.clock.now(),
                    "status": OutboxStatus.QUEUED,
                    "broadcast_id": None,
                    **message,
                }
                for number, message in enumerate(messages)
            ]
        )


async def keys(world: World, envelopes: list[Envelope]) -> list[str]:
    found = {message.id: message.dedupe_key for message in await world.outbox()}
    return [found[envelope.id] for envelope in envelopes]


async def only(world: World) -> OutboxMessage:
    (message,) = await world.outbox()
    return message


async def test_what_people_wait_for_goes_first(world: World, maria: Actor, outbox: Outbox):
    earlier = world.clock.now() - timedelta(hours=1)
    await queue(
        world,
        maria,
        {"lane": 3, "dedupe_key": "announcement", "due_at": earlier},
        {"lane": 1, "dedupe_key": "reminder"},
        {"lane": 1, "dedupe_key": "older reminder", "due_at": earlier},
        {"lane": 2, "dedupe_key": "digest", "due_at": earlier},
        {"lane": 0, "dedupe_key": "reply"},
    )

    order = [await keys(world, await outbox.claim(1)) for _ in range(5)]
    assert order == [["reply"], ["older reminder"], ["reminder"], ["digest"], ["announcement"]]


async def test_one_person_gets_his_messages_one_after_another(
    world: World, maria: Actor, outbox: Outbox
):
    ivan = await world.joins("Иван")
    await queue(world, maria, {"dedupe_key": "first"}, {"dedupe_key": "second"})
    await queue(world, ivan, {"dedupe_key": "other"})

    assert await keys(world, await outbox.claim(9)) == ["first", "other"]
    assert await outbox.claim(9, resting=[world.account("Мария")]) == []
    assert await keys(world, await outbox.claim(9)) == ["second"]


async def test_the_intent_is_committed_before_the_request(
    world: World, maria: Actor, outbox: Outbox
):
    await queue(world, maria, {})
    (envelope,) = await outbox.claim(1)

    message = await only(world)
    assert (message.status, message.attempts) == (OutboxStatus.SENDING, 1)
    assert (envelope.attempts, envelope.telegram_id) == (1, world.account("Мария"))


async def test_what_is_not_due_is_not_claimed(world: World, maria: Actor, outbox: Outbox):
    await queue(world, maria, {"due_at": world.clock.now() + timedelta(seconds=1)})
    assert await outbox.claim(9) == []

    world.clock.advance(seconds=1)
    assert len(await outbox.claim(9)) == 1


async def test_a_message_is_claimed_once_by_however_many(world: World, outbox: Outbox):
    for number in range(20):
        guest = (await world.agrees(f"Гость {number}")).actor
        await queue(world, guest, {"dedupe_key": f"guest {number}"})

    batches = await asyncio.gather(*(outbox.claim(5) for _ in range(8)))

    ids = [envelope.id for batch in batches for envelope in batch]
    assert len(ids) == len(set(ids)) == 20


async def test_the_same_message_is_queued_once(world: World, maria: Actor):
    await queue(world, maria, {"dedupe_key": "same"})
    await queue(world, maria, {"dedupe_key": "same"}, {"dedupe_key": "other"})

    assert [message.dedupe_key for message in await world.outbox()] == ["same", "other"]


async def test_a_sent_message_keeps_its_id_and_time(world: World, maria: Actor, outbox: Outbox):
    await queue(world, maria, {})
    (envelope,) = await outbox.claim(1)
    world.clock.advance(seconds=2)
    await outbox.sent(envelope, 4321)

    message = await only(world)
    assert (message.status, message.message_id) == (OutboxStatus.SENT, 4321)
    assert message.settled_at == world.clock.now()
    assert await outbox.claim(1) == []


async def test_after_a_crash_a_reminder_is_sent_again_and_flagged(
    world: World, maria: Actor, outbox: Outbox
):
    """However often: none is lost, and each that may have come twice says so."""
    await queue(world, maria, {})
    await outbox.claim(1)
    for _ in range(3):
        reborn = assemble(world.database, world.clock, "Europe/Moscow").outbox
        assert await reborn.recover() == 1
        message = await only(world)
        assert (message.status, message.repeated) == (OutboxStatus.QUEUED, True)
        assert message.due_at <= world.clock.now() + timedelta(seconds=10)
        world.clock.set(max(world.clock.now(), message.due_at))
        assert len(await reborn.claim(1)) == 1


async def test_a_message_that_ends_the_process_each_time_is_given_up(
    world: World, maria: Actor, outbox: Outbox
):
    await queue(world, maria, {})
    for _ in range(10):
        world.clock.set(max(world.clock.now(), (await only(world)).due_at))
        assert len(await outbox.claim(1)) == 1
        assert await outbox.recover() == 1

    message = await only(world)
    assert (message.status, message.error) == (OutboxStatus.UNKNOWN, "interrupted")
    assert await outbox.recover() == 0


async def test_one_that_ends_the_process_each_time_lets_the_others_go_first(
    world: World, maria: Actor, outbox: Outbox
):
    await queue(world, maria, {"dedupe_key": "ends it"})
    for _ in range(2):
        assert len(await outbox.claim(1)) == 1
        assert await outbox.recover() == 1
    await queue(world, maria, {"dedupe_key": "another"})

    assert [envelope.kind for envelope in await outbox.claim(1)] == [OutboxKind.REMINDER]
    statuses = {message.dedupe_key: message.status for message in await world.outbox()}
    assert statuses == {"ends it": OutboxStatus.QUEUED, "another": OutboxStatus.SENDING}


async def test_recovering_touches_only_what_was_in_flight(
    world: World, maria: Actor, outbox: Outbox
):
    await queue(world, maria, {"dedupe_key": "sent"}, {"dedupe_key": "waiting"})
    (first,) = await outbox.claim(1)
    await outbox.sent(first, 1)

    assert await outbox.recover() == 0
    assert {message.status for message in await world.outbox()} == {
        OutboxStatus.SENT,
        OutboxStatus.QUEUED,
    }


async def test_a_request_that_surely_failed_is_made_again_later(
    world: World, maria: Actor, outbox: Outbox
):
    await queue(world, maria, {})
    (envelope,) = await outbox.claim(1)
    await outbox.retry(envelope, timedelta(seconds=30), "flood")

    world.clock.advance(seconds=29)
    assert await outbox.claim(1) == []
    world.clock.advance(seconds=1)
    (again,) = await outbox.claim(1)
    assert (again.id, again.attempts) == (envelope.id, 2)


async def test_after_a_day_of_attempts_it_is_given_up(world: World, maria: Actor, outbox: Outbox):
    await queue(world, maria, {})
    attempts = 0
    while (envelopes := await outbox.claim(1)) and attempts < 1_000:
        attempts += 1
        await outbox.retry(envelopes[0], timedelta(minutes=10), "server_down")
        world.clock.advance(minutes=10)

    message = await only(world)
    assert 5 < attempts < 200
    assert (message.status, message.error) == (OutboxStatus.FAILED, "server_down")


async def test_the_longer_an_outage_the_longer_the_waits(
    world: World, maria: Actor, outbox: Outbox
):
    await queue(world, maria, {})
    waits = []
    for _ in range(9):
        (envelope,) = await outbox.claim(1)
        await outbox.retry(envelope, timedelta(), "server_down")
        waits.append((await only(world)).due_at - world.clock.now())
        world.clock.advance(minutes=1)

    assert waits == sorted(waits)
    assert waits[0] < timedelta(seconds=5)
    assert waits[-1] == timedelta(minutes=1)


async def test_what_has_a_term_is_not_tried_after_it(world: World, maria: Actor, outbox: Outbox):
    await queue(world, maria, {"not_after": world.clock.now() + timedelta(minutes=15)})
    (envelope,) = await outbox.claim(1)
    world.clock.advance(minutes=15)

    await outbox.retry(envelope, timedelta(), "server_down")

    assert (await only(world)).status == OutboxStatus.FAILED


async def test_a_timeout_is_tried_once_more_and_then_left_unknown(
    world: World, maria: Actor, outbox: Outbox
):
    await queue(world, maria, {})
    (envelope,) = await outbox.claim(1)
    await outbox.uncertain(envelope, "timeout")
    message = await only(world)
    assert (message.status, message.repeated) == (OutboxStatus.QUEUED, True)

    world.clock.advance(seconds=5)
    (again,) = await outbox.claim(1)
    await outbox.uncertain(again, "timeout")

    assert (await only(world)).status == OutboxStatus.UNKNOWN
    world.clock.advance(days=1)
    assert await outbox.claim(1) == []


async def test_sure_failures_do_not_use_up_the_second_try_of_a_timeout(
    world: World, maria: Actor, outbox: Outbox
):
    await queue(world, maria, {})
    for _ in range(2):
        (envelope,) = await outbox.claim(1)
        await outbox.retry(envelope, timedelta(), "flood")
        world.clock.advance(minutes=1)
    (envelope,) = await outbox.claim(1)
    await outbox.uncertain(envelope, "timeout")

    assert (await only(world)).status == OutboxStatus.QUEUED


async def test_a_time_out_is_doubted_once_only(world: World, maria: Actor, outbox: Outbox):
    """Nobody was cut off there: a Telegram that is slow for long must not repeat for long."""
    await queue(world, maria, {})
    for status in (OutboxStatus.QUEUED, OutboxStatus.UNKNOWN):
        (envelope,) = await outbox.claim(1)
        await outbox.uncertain(envelope, "timeout")
        assert (await only(world)).status == status
        world.clock.advance(seconds=5)


async def test_an_announcement_is_never_sent_on_a_guess(world: World, maria: Actor, outbox: Outbox):
    await queue(world, maria, {"kind": OutboxKind.BROADCAST, "lane": 3})
    (envelope,) = await outbox.claim(1)
    await outbox.uncertain(envelope, "timeout")

    assert (await only(world)).status == OutboxStatus.UNKNOWN


async def test_whoever_blocked_the_bot_is_not_tried_again(
    world: World, maria: Actor, outbox: Outbox
):
    ivan = await world.joins("Иван")
    await queue(world, maria, {"dedupe_key": "now"}, {"dedupe_key": "next"})
    await queue(world, ivan, {"dedupe_key": "for Иван", "lane": 3})
    (envelope,) = await outbox.claim(1)

    await outbox.unreachable(envelope, "blocked")

    fates = {m.dedupe_key: (m.status, m.error) for m in await world.outbox()}
    assert fates == {
        "now": (OutboxStatus.FAILED, "blocked"),
        "next": (OutboxStatus.FAILED, "blocked"),
        "for Иван": (OutboxStatus.QUEUED, None),
    }
    (person,) = await world.all(select(Person).where(Person.name == "Мария"))
    assert person.unreachable_since == world.clock.now()
    assert await keys(world, await outbox.claim(9)) == ["for Иван"]


async def test_a_long_error_is_kept_short(world: World, maria: Actor, outbox: Outbox):
    await queue(world, maria, {})
    (envelope,) = await outbox.claim(1)
    await outbox.fail(envelope, "о" * 5000)

    assert len((await only(world)).error) == 200


async def test_a_reminder_is_opened_as_its_reader_sees_the_event(world: World, outbox: Outbox):
    olga, _ = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("15.04 13:00"))
    await world.services.reminders.enqueue_due()
    envelopes = await outbox.claim(9)

    notices = {}
    for envelope in envelopes:
        actor, notice = await outbox.open(envelope)
        notices[actor.name] = notice

    assert isinstance(notices["Мария"], ReminderNotice)
    assert (notices["Мария"].stage, notices["Мария"].card.title) == ("h1", WEBINAR.title)
    assert [party.name for party in notices["Мария"].card.parties] == [SCHOOL_1]


async def test_a_report_and_its_decision_are_opened_by_those_they_are_for(
    world: World, outbox: Outbox
):
    olga, maria, pavel = await world.join("Ольга", "Мария", "Павел")
    await world.publish(olga, [SELF_CHECK])
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    (envelope,) = await outbox.claim(9)
    actor, notice = await outbox.open(envelope)
    assert (actor.name, type(notice)) == ("Павел", ReportNotice)
    assert notice.card.may_decide

    await world.services.reports.accept(pavel, card.report_id, 1)
    (envelope,) = await outbox.claim(9)
    actor, notice = await outbox.open(envelope)
    assert (actor.name, type(notice)) == ("Мария", DecisionNotice)


async def test_a_message_to_somebody_without_rights_any_more_is_of_no_use(
    world: World, outbox: Outbox
):
    olga, maria, pavel = await world.join("Ольга", "Мария", "Павел")
    await world.publish(olga, [SELF_CHECK])
    await world.reports(maria, SELF_CHECK, SCHOOL_1)
    seat = pavel.seats[0]
    await world.services.registration.leave(pavel, seat.place_id, seat.role)

    (envelope,) = await outbox.claim(9)

    assert await outbox.open(envelope) is None


async def test_a_message_past_its_term_is_of_no_use(world: World, maria: Actor, outbox: Outbox):
    await queue(world, maria, {"not_after": world.clock.now() + timedelta(minutes=15)})
    (envelope,) = await outbox.claim(9)
    world.clock.advance(minutes=15)

    assert await outbox.open(envelope) is None
    await outbox.skip(envelope, "of_no_use")
    assert (await only(world)).status == OutboxStatus.SKIPPED
