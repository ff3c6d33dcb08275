"""Weekly messages of many keep no reminder waiting, and cost so much a person and no more."""

import asyncio
from datetime import timedelta

import pytest

from bot.jobs import Jobs
from db.database import Database
from db.enums import Role
from services.digests import BATCH
from tests.support.databases import on_sqlite
from tests.support.plans import SELF_CHECK, WEBINAR, Line
from tests.support.statements import counted
from tests.support.world import DISTRICT, NEIGHBOUR, World, at

UNDATED = Line("Семинар по плану школ", "май 2021", "школа", "Участие школ")
# What one coordinator's digest may cost: who he is, what is missing, the ledger, open dates.
_OF_ONE = 22
# To find five of them, and to write down that they were considered.
_OF_BATCH = 10


class Bell:
    """Stands for the sender."""

    rings = 0

    def wake(self) -> None:
        self.rings += 1


@on_sqlite
async def test_reminders_go_while_the_weeks_are_read(world: World, monkeypatch: pytest.MonkeyPatch):
    olga, *_ = await world.join("Ольга", "Павел", "Мария")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("14.04 14:00"))
    jobs, over = Jobs(world.services, Bell()), asyncio.Event()

    async def long() -> int:
        await over.wait()
        return 1

    monkeypatch.setattr(world.services.digests, "enqueue_due", long)
    weekly = asyncio.create_task(jobs.weekly())
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await jobs.tick()
    assert await world.outbox("Мария", "reminder")
    # A stop waits for it, but not for ever.
    await jobs.rest(0.05)
    assert not weekly.done()
    over.set()
    await jobs.rest(10)
    await asyncio.sleep(0)
    assert weekly.done()


@on_sqlite
async def test_one_tick_settles_everything_that_is_due(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    olga, *_ = await world.join("Ольга", "Мария", "Анна", "Иван")
    await world.publish(olga, [WEBINAR])
    monkeypatch.setattr("services.reminders._BATCH", 1)
    world.clock.set(at("14.04 14:00"))
    bell = Bell()

    await Jobs(world.services, bell).tick()
    reminded = {message.telegram_id for message in await world.outbox(kind="reminder")}
    assert reminded >= {world.account(name) for name in ("Мария", "Анна", "Иван")}
    assert bell.rings >= 3


@on_sqlite
async def test_the_next_batch_is_not_a_minute_away(world: World):
    olga, *_ = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    for number in range(BATCH + 1):
        await world.joins(f"Куратор {number}", Role.CURATOR, DISTRICT)
    world.clock.set(at("12.04 09:10"))
    jobs = Jobs(world.services, Bell())

    await jobs.weekly()
    assert len(await world.outbox(kind="digest")) == BATCH
    await jobs.weekly()
    assert len(await world.outbox(kind="digest")) == BATCH + 1


@on_sqlite
async def test_those_with_nothing_to_read_take_no_turn(world: World):
    olga, *_ = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    # Considered first, each with nothing to say: no plan is seen from there.
    for number in range(BATCH + 1):
        await world.joins(f"Сосед {number}", Role.CURATOR, NEIGHBOUR)
    await world.joins("Павел")
    world.clock.set(at("12.04 09:10"))

    assert await world.services.digests.enqueue_due() == 1
    assert await world.outbox("Павел", "digest")
    assert await world.services.digests.enqueue_due() == 0


@on_sqlite
async def test_what_the_coordinators_digests_cost(world: World, database: Database):
    found = []
    for week, many in enumerate((2, 18)):
        for number in range(many):
            name = f"Координатор {week}.{number}"
            olga = await world.joins(name, Role.MUNICIPAL_COORDINATOR, DISTRICT)
        await world.publish(olga, [WEBINAR, SELF_CHECK, UNDATED], year=2021 + week)
        world.clock.set(at("12.04 09:10") + timedelta(days=7 * week))
        queued = 0
        with counted(database) as statements:
            while more := await world.services.coordinator_digests.enqueue_due():
                queued += more
        assert queued == (2, 20)[week]
        found.append(len(statements))

    few, all_of_them = found
    # So much for each of them, also with a second plan, and a little for three more batches.
    assert all_of_them <= few + 18 * _OF_ONE + 3 * _OF_BATCH
    with counted(database) as statements:
        assert await world.services.coordinator_digests.enqueue_due() == 0
    assert len(statements) < 8


@on_sqlite
async def test_an_inbox_of_many_plans_is_read_at_once(world: World, database: Database):
    olga, *_ = await world.join("Ольга")
    costs = []
    for year in (2021, 2022, 2023, 2024):
        line = Line(UNDATED.title, f"май {year}", UNDATED.who, UNDATED.result)
        await world.publish(olga, [WEBINAR, line], year=year)
        with counted(database) as statements:
            await world.services.open_dates.inbox(olga)
        costs.append(len(statements))
    assert len(set(costs)) == 1, costs
    async with database.read() as store:
        assert len(await store.plans.published_below(["/"])) == len(costs)
