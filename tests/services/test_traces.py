"""Cleaning up after what was erased: once, not too often, and in nobody's way."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot.container import assemble
from bot.jobs import Jobs
from db.database import Database
from db.models import Marker, Person
from services.access import Actor
from tests.support.canaries import files_with
from tests.support.databases import on_sqlite
from tests.support.world import World

NAMES = ["Тристан Следовой", "Брангена Следовая", "Марк Следовой"]
TRACE = "Следов"
PAUSES = (1, 2, 4, 8, 16, 30, 30)

pytestmark = on_sqlite


class NoRoomError(Exception):
    """The disk is full."""


class Counted:
    """How often the files were worked on."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rewrites = self.cuts = 0
        # What happens right after the file is written anew.
        self.afterwards: list[asyncio.Event] = []
        rewrite, cut = database.rewrite, database.cut_log

        async def counted_rewrite() -> None:
            self.rewrites += 1
            await rewrite()
            for event in self.afterwards:
                event.set()
                await asyncio.sleep(0.1)

        async def counted_cut() -> bool:
            self.cuts += 1
            return await cut()

        monkeypatch.setattr(database, "rewrite", counted_rewrite)
        monkeypatch.setattr(database, "cut_log", counted_cut)


@pytest.fixture
def counted(world: World, monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(world.database, monkeypatch)


@asynccontextmanager
async def somebody_reads(world: World) -> AsyncIterator[None]:
    async with world.database.read() as store:
        await store.people.session.scalar(select(func.count(Person.id)))
        yield


async def come(world: World) -> list[Actor]:
    return [(await world.agrees(name)).actor for name in NAMES]


def folder(world: World) -> Path:
    return Path(world.database.url.database).parent


def log_size(world: World) -> int:
    return Path(f"{world.database.url.database}-wal").stat().st_size


async def test_while_somebody_reads_the_file_is_let_be_and_asked_after_less_and_less_often(
    world: World, counted: Counted
):
    (tristan, *_) = await come(world)
    privacy = world.services.privacy
    async with world.database.write() as store:
        await store.people.session.execute(text("CREATE TABLE filler (b BLOB)"))
        await store.people.session.execute(text("INSERT INTO filler VALUES (randomblob(3000000))"))
    assert await world.database.cut_log()
    counted.cuts = 0
    async with somebody_reads(world):
        await privacy.forget(tristan)
        began = time.perf_counter()
        for asked, minutes in enumerate(PAUSES, start=1):
            assert not await privacy.clean_up()
            world.clock.advance(seconds=minutes * 60 - 1)
            assert not await privacy.clean_up()
            assert counted.cuts == asked, "not again within the pause"
            world.clock.advance(seconds=1)
        assert time.perf_counter() - began < 5, "nobody else waits for it"
        assert counted.rewrites == 0
        assert log_size(world) < 1_000_000, "it has not grown by the file"

    assert await privacy.clean_up()
    assert counted.rewrites == 1
    assert log_size(world) < 100_000
    assert files_with(folder(world), [NAMES[0]]) == []


async def test_only_the_step_that_is_left_is_done_again(world: World, counted: Counted):
    (tristan, *_) = await come(world)
    await world.services.privacy.forget(tristan)
    rewritten, over = asyncio.Event(), asyncio.Event()
    counted.afterwards = [rewritten]

    async def read() -> None:
        await rewritten.wait()
        async with somebody_reads(world):
            await over.wait()

    reader = asyncio.create_task(read())
    assert not await world.services.privacy.clean_up()
    assert counted.rewrites == 1
    over.set()
    await reader

    # The process dies in between; another one goes on from there.
    reborn = assemble(world.database, world.clock, "Europe/Moscow")
    assert await reborn.privacy.clean_up()
    assert counted.rewrites == 1
    assert files_with(folder(world), [NAMES[0]]) == []


async def test_who_comes_and_goes_all_day_has_the_file_written_anew_every_ten_minutes(
    world: World, counted: Counted
):
    privacy = world.services.privacy
    for round_ in range(30):
        actor = (await world.agrees(f"{NAMES[0]} {round_}")).actor
        await privacy.forget(actor)
        await privacy.clean_up()
        world.clock.advance(minutes=1)
    assert counted.rewrites == 3

    assert await privacy.clean_up()
    assert counted.rewrites == 4
    assert files_with(folder(world), [TRACE]) == []


async def test_what_is_erased_after_the_file_was_written_anew_is_cleaned_too(
    world: World, counted: Counted, monkeypatch: pytest.MonkeyPatch
):
    tristan, brangaene, _ = await come(world)
    privacy = world.services.privacy
    await privacy.forget(tristan)
    real = world.database.rewrite

    async def meanwhile() -> None:
        await real()
        # The clock stands: the second is told from the first all the same.
        await privacy.forget(brangaene)

    with monkeypatch.context() as patch:
        patch.setattr(world.database, "rewrite", meanwhile)
        await privacy.clean_up()
    world.clock.advance(minutes=10)
    assert await privacy.clean_up()

    assert counted.rewrites == 2
    assert files_with(folder(world), NAMES[:2]) == []
    assert not await privacy.clean_up()
    keys = await world.all(select(Marker.key).where(Marker.key.startswith("privacy:")))
    assert keys == ["privacy:last_rewrite"]


async def test_a_rewrite_that_fails_is_not_begun_again_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    (tristan, *_) = await come(world)
    privacy, tried = world.services.privacy, []

    async def no_room() -> None:
        tried.append(world.clock.now())
        raise NoRoomError

    await privacy.forget(tristan)
    with monkeypatch.context() as patch:
        patch.setattr(world.database, "rewrite", no_room)
        with pytest.raises(NoRoomError):
            await privacy.clean_up()
        for _ in range(9):
            world.clock.advance(minutes=1)
            assert not await privacy.clean_up()
        assert len(tried) == 1
    world.clock.advance(minutes=1)
    assert await privacy.clean_up()
    assert files_with(folder(world), [NAMES[0]]) == []


class Still:
    """Stands for what a tick does besides."""

    def wake(self) -> None: ...

    async def refresh(self) -> None: ...


async def test_no_tick_waits_for_the_cleaning(world: World, monkeypatch: pytest.MonkeyPatch):
    jobs = Jobs(world.services, Still())
    over = asyncio.Event()

    async def long() -> bool:
        await over.wait()
        return True

    monkeypatch.setattr(world.services.privacy, "clean_up", long)
    cleaning = asyncio.create_task(jobs.clean_up())
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await jobs.tick()
    # A stop waits for it, but not for ever.
    await jobs.rest(0.05)
    assert not cleaning.done()
    over.set()
    await jobs.rest(5)
    assert {job.func for job in jobs.schedule().get_jobs()} == {
        jobs.tick,
        jobs.weekly,
        jobs.clean_up,
        jobs.copy_files,
        jobs.make_papers,
        jobs.post_to_groups,
    }
    await cleaning
