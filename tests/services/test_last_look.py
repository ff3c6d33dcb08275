"""A claimed message is looked at once more before it leaves: people change their minds."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from db.enums import OutboxKind, OutboxStatus
from db.models import Person
from services.alerts import StuckNotice
from tests.services.test_broadcasts import announce
from tests.services.test_outbox import queue
from tests.support.world import World


@pytest.mark.parametrize("change", ["withdraws", "is forgotten", "pauses", "mutes", "nothing"])
async def test_of_an_announcement(world: World, change: str):
    olga, maria = await world.join("Ольга", "Мария")
    await announce(world, olga, "all")
    (claimed,) = await world.services.outbox.claim(9)
    match change:
        case "withdraws":
            await world.services.privacy.withdraw(maria)
        case "is forgotten":
            await world.services.privacy.forget(maria)
        case "pauses":
            await world.services.preferences.pause(maria, True)
        case "mutes":
            until = world.clock.now() + timedelta(days=3)
            async with world.database.write() as store:
                await store.people.session.execute(
                    update(Person).where(Person.id == maria.id).values(muted_until=until)
                )

    opened = await world.services.outbox.open(claimed)

    assert (opened is not None) == (change == "nothing")


async def test_of_an_announcement_whose_author_was_forgotten(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    await announce(world, olga, "all")
    (claimed,) = await world.services.outbox.claim(9)
    await world.services.privacy.forget(olga)

    assert await world.services.outbox.open(claimed) is None, "there are no words left to send"


async def test_an_owner_in_silence_hears_of_a_standstill(world: World):
    maria = await world.joins("Мария")
    await world.services.preferences.pause(maria, True)
    notice = StuckNotice("sending", 0, is_over=False)
    await queue(world, maria, {"kind": OutboxKind.STUCK, "payload": notice.as_json()})
    (claimed,) = await world.services.outbox.claim(9)

    opened = await world.services.outbox.open(claimed)
    assert opened is not None
    assert opened[1] == notice
    assert (await world.outbox())[0].status == OutboxStatus.SENDING
