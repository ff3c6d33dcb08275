"""Reminders when something changes: plans, people, answers, silence."""

import pytest

from db.enums import OutboxStatus, Role
from services.access import Actor
from services.forms.form import Input
from services.terms import Intention
from tests.support.plans import (
    PROGRAMME,
    SEMINAR,
    WEBINAR,
)
from tests.support.world import SCHOOL_1, SCHOOL_2, World, at


@pytest.fixture
async def olga(world: World) -> Actor:
    return await world.joins("Ольга")


async def test_a_plan_published_again_reminds_nobody_twice(world: World, olga: Actor):
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR, SEMINAR])
    assert ("Мария", "d7") in await world.tick(at("08.04 14:00"))

    world.clock.set(at("09.04 10:00"))
    await world.publish(olga, [WEBINAR, SEMINAR, PROGRAMME])

    assert "Мария" not in {name for name, _ in await world.tick()}
    later = []
    for moment in ("13.04 09:00", "14.04 14:00", "15.04 13:00", "15.04 16:00"):
        later += [stage for name, stage in await world.tick(at(moment)) if name == "Мария"]
    assert later == ["d7", "d1", "h1", "after"]


async def test_an_event_that_left_the_plan_is_not_announced(world: World, olga: Actor):
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR, SEMINAR])
    await world.publish(olga, [SEMINAR])

    sent = [await world.tick(at(moment)) for moment in ("08.04 14:00", "12.04 14:00")]

    assert sent == [[], []]


async def test_what_was_queued_for_a_dropped_event_is_not_sent(world: World, olga: Actor):
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR, SEMINAR])
    world.clock.set(at("08.04 14:00"))
    await world.services.reminders.enqueue_due()

    await world.publish(olga, [SEMINAR])

    assert [sent for sent in await world.deliver() if sent.kind == "reminder"] == []


async def test_somebody_who_joins_later_gets_what_is_still_ahead(world: World, olga: Actor):
    await world.publish(olga, [WEBINAR, SEMINAR])
    world.clock.set(at("12.04 10:00"))
    await world.joins("Мария")

    assert set(await world.promised("Мария", WEBINAR)) == {"d1", "h1", "after"}
    assert set(await world.promised("Мария", SEMINAR)) == {"d7", "d1", "d0", "after"}
    assert "Мария" not in {name for name, _ in await world.tick()}


async def test_a_second_seat_does_not_double_reminders(world: World, olga: Actor):
    maria = await world.joins("Мария")
    await world.publish(olga, [WEBINAR])
    await world.joins("Мария", Role.DIRECTOR, SCHOOL_2)
    await world.services.registration.subscribe(maria, await world.place_id(SCHOOL_1))

    assert [n for n, _ in await world.tick(at("08.04 14:00"))].count("Мария") == 1


async def test_whoever_has_answered_is_left_in_peace(world: World, olga: Actor):
    maria, ivan = await world.join("Мария", "Иван")
    await world.publish(olga, [WEBINAR])
    await world.services.attendance.intend(
        maria, await world.occurrence(WEBINAR), await world.school(SCHOOL_1), Intention.GOING
    )

    for moment in ("08.04 14:00", "14.04 14:00", "15.04 13:00"):
        names = [name for name, _ in await world.tick(at(moment))]
        assert "Мария" not in names
        assert ivan.name in names
    assert ("Мария", "after") in await world.tick(at("15.04 16:00")), "the fact is another question"


async def test_whoever_declined_is_not_asked_how_it_was(world: World, olga: Actor):
    maria = await world.joins("Мария")
    await world.publish(olga, [WEBINAR])
    await world.services.attendance.decline(
        maria, await world.occurrence(WEBINAR), await world.school(SCHOOL_1)
    )

    for moment in ("08.04 14:00", "14.04 14:00", "15.04 13:00", "15.04 16:00"):
        await world.tick(at(moment))
    assert set((await world.promised("Мария", WEBINAR)).values()) == {"answered"}


async def test_a_deputys_answer_serves_the_director_too(world: World, olga: Actor):
    _, anna = await world.join("Мария", "Анна")
    await world.publish(olga, [WEBINAR])
    await world.services.attendance.intend(
        anna, await world.occurrence(WEBINAR), await world.school(SCHOOL_1), Intention.GOING
    )

    assert {name for name, _ in await world.tick(at("08.04 14:00"))} == {"Ольга"}


async def test_a_director_of_two_schools_is_reminded_until_both_have_answered(
    world: World, olga: Actor
):
    await world.joins("Мария")
    maria = await world.joins("Мария", Role.DIRECTOR, SCHOOL_2)
    await world.publish(olga, [WEBINAR])
    occurrence = await world.occurrence(WEBINAR)
    answer = world.services.attendance.intend

    await answer(maria, occurrence, await world.school(SCHOOL_1), Intention.GOING)
    assert ("Мария", "d7") in await world.tick(at("08.04 14:00"))
    await answer(maria, occurrence, await world.school(SCHOOL_2), Intention.ABSENT)
    assert "Мария" not in {name for name, _ in await world.tick(at("14.04 14:00"))}


async def test_a_report_ends_the_countdown_until_it_is_returned(world: World, olga: Actor):
    maria, pavel = await world.join("Мария", "Павел")
    await world.publish(olga, [PROGRAMME])
    card = await world.reports(maria, PROGRAMME, SCHOOL_1)
    assert "Мария" not in {name for name, _ in await world.tick(at("23.04 09:00"))}

    await world.services.reports.begin_return(pavel, card.report_id, 1)
    await world.services.dialogs.answer(pavel, Input(text="Дополните"))

    assert ("Мария", "d3") in await world.tick(at("27.04 09:00"))


async def test_a_report_returned_after_its_term_is_asked_for_every_week_again(
    world: World, olga: Actor
):
    maria, pavel = await world.join("Мария", "Павел")
    await world.publish(olga, [PROGRAMME])
    await world.tick(at("30.04 09:00"))
    world.clock.set(at("02.05 12:00"))
    card = await world.reports(maria, PROGRAMME, SCHOOL_1)
    assert "Мария" not in {name for name, _ in await world.tick(at("11.05 12:00"))}

    await world.services.reports.begin_return(pavel, card.report_id, 1)
    await world.services.dialogs.answer(pavel, Input(text="Дополните"))

    weekly = {stage for name, stage in await world.tick(at("14.05 12:00")) if name == "Мария"}
    assert len(weekly) == 1
    assert weekly.pop().startswith("o")


async def test_somebody_who_paused_is_not_disturbed_and_hears_again_later(
    world: World, olga: Actor
):
    maria = await world.joins("Мария")
    await world.publish(olga, [WEBINAR])
    await world.services.preferences.pause(maria, True)

    assert "Мария" not in {name for name, _ in await world.tick(at("08.04 14:00"))}
    (silenced,) = await world.outbox("Мария")
    assert (silenced.status, silenced.error) == (OutboxStatus.SKIPPED, "silenced")

    await world.services.preferences.pause(maria, False)
    assert await world.tick() == []
    assert ("Мария", "d1") in await world.tick(at("14.04 14:00"))


async def test_somebody_who_blocked_the_bot_is_not_written_to(world: World, olga: Actor):
    maria = await world.joins("Мария")
    await world.publish(olga, [WEBINAR])
    async with world.database.write() as store:
        await store.people.mark_unreachable(maria.id, world.clock.now())

    assert "Мария" not in {name for name, _ in await world.tick(at("08.04 14:00"))}
    await world.stranger("Мария")
    assert ("Мария", "d1") in await world.tick(at("14.04 14:00"))


async def test_a_reminder_that_waited_too_long_in_the_queue_is_not_sent(world: World, olga: Actor):
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("15.04 13:00"))
    await world.services.reminders.enqueue_due()

    world.clock.set(at("15.04 14:15"))

    assert await world.deliver() == []
    assert {m.status for m in await world.outbox("Мария")} == {OutboxStatus.SKIPPED}
