"""Reminders of somebody of whom something cannot be read keep back nobody else's."""

import logging

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from db.models import Person, Reminder
from services import reminders as module
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR
from tests.support.world import World, at


async def lives_in(world: World, name: str, zone: str | None) -> None:
    """Somebody's zone, whether there is one of this name or not."""
    async with world.database.write() as store:
        await store.people.session.execute(
            update(Person).where(Person.name == name).values(timezone=zone)
        )


async def test_a_zone_that_is_known_no_more(world: World, caplog: pytest.LogCaptureFixture):
    olga, *_ = await world.join("Ольга", "Мария", "Анна", "Иван")
    await world.publish(olga, [WEBINAR])
    await lives_in(world, "Мария", "Atlantis/Poseidonis")

    with caplog.at_level(logging.WARNING):
        told = await world.tick(at("14.04 14:00"))
    maria = await world.stranger("Мария")
    assert {name for name, _ in told} >= {"Анна", "Иван"}
    assert "Мария" not in {name for name, _ in told}
    assert f"reminders_of_failed number={maria.id}" in caplog.text
    assert "Atlantis" not in caplog.text
    # She is left in peace for an hour, and so is the log.
    caplog.clear()
    assert not (await world.services.reminders.enqueue_due()).is_any
    assert not caplog.records

    world.clock.set(at("14.04 15:00"))
    counts = await world.services.reminders.enqueue_due()
    # What was due a week before, and the day before.
    assert (counts.queued, counts.put_off) == (0, 2)
    await lives_in(world, "Мария", None)
    assert ("Мария", "d1") in await world.tick(at("14.04 16:00"))


@on_sqlite
async def test_what_is_never_readable_ends_as_too_late(world: World):
    olga, *_ = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    await lives_in(world, "Мария", "Atlantis/Poseidonis")
    for moment in ("14.04 14:00", "15.04 13:00", "16.04 14:00", "20.04 14:00", "14.05 14:00"):
        await world.tick(at(moment))

    assert set((await world.promised("Мария")).values()) == {"late"}


@on_sqlite
async def test_a_locked_database_is_nobodys_fault(world: World, monkeypatch: pytest.MonkeyPatch):
    olga, *_ = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("14.04 14:00"))

    async def locked(*_given):
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    with monkeypatch.context() as patched:
        patched.setattr(module, "look", locked)
        with pytest.raises(OperationalError):
            await world.services.reminders.enqueue_due()
    assert ("Мария", "d1") in await world.tick()


@on_sqlite
async def test_nothing_half_settled_is_left_by_the_first_try(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    """What fails at the very end fails for one person only."""
    olga, *_ = await world.join("Ольга", "Мария", "Иван")
    await world.publish(olga, [WEBINAR])
    maria, true = (await world.stranger("Мария")).id, module.promise_next_overdue

    async def promise(store, settled: list[Reminder], now):
        if any(reminder.person_id == maria for reminder in settled):
            raise KeyError(maria)
        return await true(store, settled, now)

    monkeypatch.setattr(module, "promise_next_overdue", promise)
    told = await world.tick(at("14.04 14:00"))
    assert {name for name, _ in told} >= {"Иван"}
    assert "Мария" not in {name for name, _ in told}
    assert (await world.promised("Мария"))["d1"] == "planned"
