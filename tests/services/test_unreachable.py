"""Who blocked the bot is parked, his curator is told, and his coming back brings what is ahead."""

from typing import Any

import pytest
from sqlalchemy import update

from db.enums import Role
from db.models import Person
from services.access import Actor
from services.envelope import Envelope
from services.silence_news import UnreachableNotice
from tests.support.databases import on_sqlite
from tests.support.plans import PROGRAMME, WEBINAR
from tests.support.world import LYCEUM, SCHOOL_1, SCHOOL_2, World, at


@pytest.fixture
async def olga(world: World) -> Actor:
    """Ольга with a published map and everybody of her district."""
    olga, *_ = await world.join("Ольга", "Павел", "Мария", "Анна", "Иван")
    await world.publish(olga, [WEBINAR, PROGRAMME])
    return olga


async def blocked(world: World, *names: str) -> list[Envelope]:
    """Messages that are due go out; these people have blocked the bot."""
    await world.services.reminders.enqueue_due()
    accounts = {world.account(name) for name in names}
    refused = []
    while envelopes := await world.services.outbox.claim(100):
        for envelope in envelopes:
            if envelope.telegram_id in accounts:
                await world.services.outbox.unreachable(envelope, "blocked")
                refused.append(envelope)
            elif await world.services.outbox.open(envelope) is None:
                await world.services.outbox.skip(envelope, "of_no_use")
            else:
                await world.services.outbox.sent(envelope, envelope.id)
    return refused


async def news(world: World, name: str) -> list[Any]:
    """What somebody was told of people who cannot be reached, sent or not."""
    return list(await world.outbox(name, "unreachable"))


async def remind(world: World, name: str = "Мария") -> None:
    """A message to somebody is queued: the curator reminds his school by hand."""
    school = SCHOOL_2 if name == "Иван" else SCHOOL_1
    await world.services.nudges.nudge(
        await world.stranger("Павел"),
        await world.occurrence(WEBINAR),
        await world.place_id(school),
    )


async def test_the_curator_is_told_and_what(world: World, olga: Actor):
    await remind(world)
    assert len(await blocked(world, "Мария")) == 1
    (message,) = await news(world, "Павел")

    assert await news(world, "Ольга") == []
    assert message.payload == {
        "person_id": (await world.stranger("Мария")).id,
        "school_id": await world.place_id(SCHOOL_1),
    }
    assert message.lane == 2


@on_sqlite
async def test_what_is_said_names_the_school_and_nobody(world: World, olga: Actor):
    await remind(world)
    await world.services.outbox.unreachable(await _claimed(world, "Мария"), "blocked")

    opened = await world.services.outbox.open(await _claimed(world, "Павел"))

    assert opened is not None
    notice = opened[1]
    assert isinstance(notice, UnreachableNotice)
    assert (notice.parked.school_name, notice.parked.role) == (SCHOOL_1, Role.DIRECTOR)


@on_sqlite
async def test_once_a_week_for_each_person(world: World, olga: Actor):
    for day in ("05.04 10:00", "07.04 10:00", "12.04 10:00"):
        world.clock.set(at(day))
        await world.stranger("Мария")
        await remind(world)
        assert len(await blocked(world, "Мария")) == 1

    assert len(await news(world, "Павел")) == 2
    await remind(world, "Иван")
    await blocked(world, "Иван")
    assert len(await news(world, "Павел")) == 3


@on_sqlite
async def test_without_a_curator_the_municipality_is_told(world: World, olga: Actor):
    await remind(world)
    async with world.database.write() as store:
        await store.people.session.execute(
            update(Person).where(Person.name == "Павел").values(paused=True)
        )

    await blocked(world, "Мария")

    assert await news(world, "Павел") == []
    assert len(await news(world, "Ольга")) == 1


@on_sqlite
async def test_only_those_who_look_after_the_school(world: World, olga: Actor):
    await world.joins("Вера", Role.CURATOR, SCHOOL_2)
    await world.joins("Лев")
    await world.joins("Глеб", Role.DIRECTOR, LYCEUM)
    await remind(world)

    await blocked(world, "Мария")

    assert await news(world, "Вера") == []
    assert await news(world, "Лев") == []


@on_sqlite
async def test_who_represents_no_school_is_nobodys_news(world: World, olga: Actor):
    await world.services.digests.enqueue_due()
    await world.joins("Вера")
    world.clock.set(at("12.04 09:00"))
    await world.services.digests.enqueue_due()

    assert await blocked(world, "Вера")

    assert await world.outbox(kind="unreachable") == []


@on_sqlite
async def test_at_night_the_curator_sleeps(world: World, olga: Actor):
    await remind(world)
    world.clock.set(at("05.04 23:00"))

    await blocked(world, "Мария")

    (message,) = await news(world, "Павел")
    assert message.due_at == at("06.04 08:00")


@on_sqlite
async def test_who_is_back_before_it_is_read_makes_it_needless(world: World, olga: Actor):
    await remind(world)
    await world.services.outbox.unreachable(await _claimed(world, "Мария"), "blocked")
    await world.stranger("Мария")

    assert await world.services.outbox.open(await _claimed(world, "Павел")) is None


@on_sqlite
async def test_who_writes_again_is_reminded_of_what_is_ahead_only(world: World, olga: Actor):
    await remind(world)
    await blocked(world, "Мария")
    # Meanwhile a reminder of the webinar on the 15th is due, and comes to nothing.
    assert "Мария" not in {name for name, _ in await world.tick(at("14.04 14:00"))}
    past = {m.id for m in await world.outbox("Мария")}

    await world.stranger("Мария")
    later = await world.tick(at("15.04 13:00"))

    assert ("Мария", "h1") in later
    assert [name for name, _ in later].count("Мария") == 1
    again = [m for m in await world.outbox("Мария") if m.id in past]
    assert {str(m.status) for m in again} <= {"failed", "skipped"}


async def _claimed(world: World, name: str) -> Envelope:
    """The message to somebody, taken out of the queue."""
    account = world.account(name)
    found = [e for e in await world.services.outbox.claim(100) if e.telegram_id == account]
    assert len(found) == 1
    return found[0]
