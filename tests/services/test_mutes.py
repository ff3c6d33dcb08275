"""What somebody does not want to hear of: it is not sent, not sent later, and it is told why."""

from datetime import date

import pytest
from sqlalchemy import select

from db.enums import OutboxStatus
from db.models import Mute
from services.access import Actor
from services.errors import DomainError, NotFoundError
from services.fates import Fate
from tests.support.plans import WEBINAR, Line
from tests.support.world import DISTRICT, NEIGHBOUR, SCHOOL_1, World, at

SERIES = Line("Вебинар для школ", "каждый четверг апреля 2021 года в 15:00", "школа", "Участие")


@pytest.fixture
async def olga(world: World) -> Actor:
    return await world.joins("Ольга")


@pytest.fixture
async def maria(world: World) -> Actor:
    return await world.joins("Мария")


async def test_a_muted_event_is_silent_and_the_ledger_says_so(
    world: World, olga: Actor, maria: Actor
):
    await world.publish(olga, [WEBINAR])
    occurrence_id = await world.occurrence(WEBINAR)
    await world.services.mutes.mute(maria, occurrence_id, whole=False)

    told = await world.tick(at("14.04 14:00"))

    assert [name for name, _ in told if name == "Мария"] == []
    assert [name for name, _ in told if name == "Ольга"] == ["Ольга"]
    assert (await world.promised("Мария"))["d1"] == "muted"
    school = await world.place_id(SCHOOL_1)
    fate = await world.services.ledger.of_both(olga, school, occurrence_id)
    own = {e.stage: e.fate for e in fate.entries if e.name == "Мария"}
    assert own["d1"] is Fate.MUTED
    assert own["h1"] is Fate.MUTED, "what is still to come will not come either"
    assert (await world.card(maria, WEBINAR)).is_muted


async def test_a_mute_taken_back_brings_what_is_still_to_come(
    world: World, olga: Actor, maria: Actor
):
    await world.publish(olga, [WEBINAR])
    occurrence_id = await world.occurrence(WEBINAR)
    await world.services.mutes.mute(maria, occurrence_id, whole=False)
    await world.tick(at("14.04 14:00"))

    await world.services.mutes.unmute(maria, occurrence_id, whole=False)

    assert "Мария" not in [name for name, _ in await world.tick(at("14.04 15:00"))]
    assert ("Мария", "h1") in await world.tick(at("15.04 13:00"))
    assert not (await world.card(maria, WEBINAR)).is_muted


async def test_a_muted_series_is_silent_every_week(world: World, olga: Actor, maria: Actor):
    await world.publish(olga, [SERIES])
    first, *_ = await world.occurrences(SERIES)
    await world.services.mutes.mute(maria, first, whole=True)
    await world.services.mutes.mute(maria, first, whole=True)

    told = [
        name
        for moment in ("07.04 15:00", "08.04 14:00", "14.04 15:00", "15.04 14:00")
        for name, _ in await world.tick(at(moment))
    ]

    assert "Мария" not in told
    assert len(await world.all(select(Mute.id))) == 1
    listed = await world.services.mutes.listed(maria)
    assert [(item.title, item.when) for item in listed.items] == [(SERIES.title, None)]
    await world.services.mutes.take_back(maria, listed.items[0].id)
    assert ("Мария", "h1") in await world.tick(at("22.04 14:00"))


async def test_silence_until_a_day_is_not_made_up_for(world: World, olga: Actor, maria: Actor):
    await world.publish(olga, [WEBINAR])
    await world.services.mutes.be_silent(maria, date(2021, 4, 15))

    assert "Мария" not in [name for name, _ in await world.tick(at("14.04 14:00"))]
    assert ("Мария", "h1") in await world.tick(at("15.04 13:00"))
    assert (await world.promised("Мария"))["d1"] == "muted"


async def test_silence_stops_what_is_queued_already_and_ends_when_told(
    world: World, olga: Actor, maria: Actor
):
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("14.04 14:00"))
    await world.services.reminders.enqueue_due()
    await world.services.mutes.be_silent(maria, date(2021, 4, 20))

    await world.deliver()

    statuses = [m.status for m in await world.outbox("Мария", "reminder")]
    assert statuses == [OutboxStatus.SKIPPED]
    await world.services.mutes.be_silent(maria, None)
    assert ("Мария", "h1") in await world.tick(at("15.04 13:00"))


@pytest.mark.parametrize("day", [date(2021, 4, 5), date(2021, 4, 1), date(2022, 1, 1)])
async def test_a_silence_ends_on_a_day_to_come_and_not_for_ever(
    world: World, maria: Actor, day: date
):
    with pytest.raises(DomainError) as error:
        await world.services.mutes.be_silent(maria, day)

    assert error.value.code == "silence_day_wrong"


async def test_nobody_mutes_what_he_cannot_see_or_takes_back_anothers(
    world: World, olga: Actor, maria: Actor
):
    nina, ivan = await world.join("Нина", "Иван")
    await world.publish(nina, [WEBINAR], place=NEIGHBOUR)
    foreign = await world.occurrence(WEBINAR)
    with pytest.raises(NotFoundError):
        await world.services.mutes.mute(maria, foreign, whole=False)
    await world.publish(olga, [SERIES], place=DISTRICT)
    await world.services.mutes.mute(maria, (await world.occurrences(SERIES))[0], whole=True)
    (mute_id,) = await world.all(select(Mute.id))

    await world.services.mutes.take_back(ivan, mute_id)

    assert await world.all(select(Mute.id)) == [mute_id]


async def test_why_a_message_came_and_to_whom_it_is_told(world: World, olga: Actor, maria: Actor):
    ivan = await world.joins("Иван")
    await world.publish(olga, [WEBINAR])
    await world.tick(at("14.04 14:00"))
    (message,) = await world.outbox("Мария", "reminder")

    why = await world.services.reminder_messages.why(maria, message.id, 0)

    assert (why.entry.stage, why.entry.card.title) == ("d1", WEBINAR.title)
    assert why.seat is not None
    assert why.seat.place_name == SCHOOL_1
    assert (why.spent, why.budget) == (1, 15)
    for number in (1, -1, 99):
        with pytest.raises(NotFoundError):
            await world.services.reminder_messages.why(maria, message.id, number)
    with pytest.raises(NotFoundError):
        await world.services.reminder_messages.why(ivan, message.id, 0)
    with pytest.raises(NotFoundError):
        await world.services.reminder_messages.reopen(ivan, message.id)
