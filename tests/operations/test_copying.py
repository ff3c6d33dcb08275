"""Copies of files: fetched from Telegram, kept whole, whatever breaks and wherever it is killed."""

import hashlib
import os
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import select

from bot import file_store
from bot.app import make_bot
from bot.config import DatabaseSettings
from bot.copying import Copier
from bot.file_store import Folder, copies_of
from bot.pace import UNLIMITED, Gate
from db.database import Database
from db.enums import FileStatus
from db.models import Occurrence, Person, Report, StoredFile
from sandbox.engine import DEFAULT_TOKEN, Settings, Upload
from sandbox.engine import World as Telegram
from sandbox.session import InProcessSession
from services.files import Copies, Files, keep
from tests.support.plans import WEBINAR
from tests.support.world import SCHOOL_1, World, build_world

CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 40
NAME = hashlib.sha256(CONTENT).hexdigest()


class KilledError(BaseException):
    """The process ends here."""


class Desk:
    """A database with one report, a Telegram that has its file, and processes that copy."""

    def __init__(self, world: World, telegram: Telegram) -> None:
        self.world, self.telegram = world, telegram
        self.report_id = 0

    async def reports(self, content: bytes = CONTENT, name: str = "приказ.pdf") -> str:
        """A report comes with a file; gives its number at Telegram."""
        stored = self.telegram.files.add("document", Upload(name, content))
        now = self.world.clock.now()
        (occurrence,) = await self.world.all(select(Occurrence.id))
        place_id = await self.world.place_id(SCHOOL_1)
        (author,) = await self.world.all(select(Person.id).where(Person.name == "Мария"))
        file = {"file_id": stored.file_id, "kind": "document", "name": name, "size": stored.size}
        async with self.world.database.write() as store:
            report = await store.duties.report_of(occurrence, place_id)
            if report is None:
                report = Report(
                    occurrence_id=occurrence, place_id=place_id, status="submitted", form_version=1
                )
                report.submitted_by, report.submitted_at = author, now
                store.duties.add(report)
            report.answers = {"evidence": [{"file": file}]}
            await store.flush()
            await keep(store, report, report.answers, author, now)
            self.report_id = report.id
        return stored.file_id

    @asynccontextmanager
    async def process(self, copies: Copies | None) -> AsyncIterator[Copier]:
        """A bot that has just started."""
        bot = make_bot(
            DEFAULT_TOKEN,
            api="http://127.0.0.1:1",
            gate=Gate(UNLIMITED),
            session=InProcessSession(self.telegram),
        )
        yield Copier(bot, Files(self.world.database, self.world.clock, copies))
        await bot.session.close()

    async def row(self) -> StoredFile:
        """The newest file."""
        found = await self.world.all(select(StoredFile).order_by(StoredFile.id))
        return found[-1]

    def waits(self) -> None:
        """Until whatever was put off is due again."""
        self.world.clock.advance(hours=6)


@pytest.fixture
async def desk(database: Database) -> Desk:
    world = build_world(database)
    await world.settle()
    olga, _ = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    return Desk(world, Telegram(world.clock, settings=Settings(download_limit=1 << 20)))


def kept_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


async def test_a_copy_lands_under_the_name_of_its_contents(desk: Desk, tmp_path: Path):
    await desk.reports(name="../../приказ.pdf")
    async with desk.process(Folder(tmp_path / "files")) as copier:
        assert await copier.copy_due() == 1
        assert await copier.copy_due() == 0

    assert kept_in(tmp_path / "files") == {f"{NAME[:2]}/{NAME}": CONTENT}
    path = tmp_path / "files" / NAME[:2] / NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    row = await desk.row()
    assert (row.status, row.key, row.digest) == (FileStatus.KEPT, f"{NAME[:2]}/{NAME}", NAME)


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ({"kind": "error", "code": 500}, "server_error"),
        ({"kind": "error", "code": 429, "retry_after": 60}, "flood"),
        ({"kind": "html"}, "not_an_answer"),
        ({"kind": "drop-before"}, "TelegramNetworkError"),
        ({"kind": "truncate"}, "TelegramNetworkError"),
    ],
)
async def test_what_telegram_fails_at_is_asked_again_later(
    desk: Desk, tmp_path: Path, fault: dict[str, Any], trouble: str
):
    await desk.reports()
    desk.telegram.plan_fault({**fault, "method": "getFile", "times": 1})
    async with desk.process(Folder(tmp_path)) as copier:
        assert await copier.copy_due() == 0
        row = await desk.row()
        assert (row.status, row.trouble) == (FileStatus.WAITING, trouble)
        desk.waits()
        assert await copier.copy_due() == 1
    row = await desk.row()
    assert (row.status, row.trouble) == (FileStatus.KEPT, None)


async def test_a_link_that_has_closed_meanwhile_is_asked_for_again(desk: Desk, tmp_path: Path):
    await desk.reports()
    async with desk.process(Folder(tmp_path)) as copier:
        find, desk.telegram.files.by_link = desk.telegram.files.by_link, lambda _path: None
        assert await copier.copy_due() == 0
        assert (await desk.row()).status == FileStatus.WAITING
        desk.telegram.files.by_link = find
        desk.waits()
        assert await copier.copy_due() == 1


async def test_what_is_too_big_or_forgotten_is_lost_and_says_why(desk: Desk, tmp_path: Path):
    await desk.reports(b"x" * ((1 << 20) + 1))
    async with desk.process(Folder(tmp_path)) as copier:
        await copier.copy_due()
        assert ((await desk.row()).status, (await desk.row()).trouble) == ("lost", "too_big")

        desk.telegram.files.forget(await desk.reports())
        await copier.copy_due()
        assert ((await desk.row()).status, (await desk.row()).trouble) == ("lost", "forgotten")
        requests = len(desk.telegram.outbox("getFile"))
        desk.waits()
        await copier.copy_due()
        assert len(desk.telegram.outbox("getFile")) == requests, "asked no more"
    assert kept_in(tmp_path) == {}


async def test_a_file_that_is_away_for_a_while_is_given_time(desk: Desk, tmp_path: Path):
    await desk.reports()
    words = "wrong file_id or the file is temporarily unavailable"
    desk.telegram.plan_fault(
        {"kind": "error", "method": "getFile", "code": 400, "description": words, "times": 5}
    )
    async with desk.process(Folder(tmp_path)) as copier:
        for _ in range(5):
            assert await copier.copy_due() == 0
            assert (await desk.row()).status == FileStatus.WAITING
            desk.waits()
        assert await copier.copy_due() == 1


async def test_a_full_disk_loses_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    await desk.reports()

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    async with desk.process(Folder(tmp_path)) as copier:
        with monkeypatch.context() as broken:
            broken.setattr(file_store.os, "fsync", full)
            assert await copier.copy_due() == 0
        row = await desk.row()
        assert (row.status, row.trouble) == (FileStatus.WAITING, "disk: No space left on device")
        assert kept_in(tmp_path) == {}, "nothing half-written is left"
        desk.waits()
        assert await copier.copy_due() == 1


_STEPS = ("open", "fsync", "replace", "close")


def dies_at(number: int, patch: pytest.MonkeyPatch) -> Callable[[], int]:
    """End the process at one call of the system, counted over all its kinds."""
    made = 0

    def killing(name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal made
            made += 1
            if made == number:
                raise KilledError
            return real(*args, **kwargs)

        return call

    class System:
        """The calls of the system that keep a file."""

        def __getattr__(self, name: str) -> Any:
            return killing(name) if name in _STEPS else getattr(os, name)

    patch.setattr(file_store, "os", System())
    return lambda: made


async def test_killed_at_each_step_one_whole_copy_is_kept_in_the_end(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    killed = 0
    for number in range(1, 20):
        folder = tmp_path / str(number)
        content = CONTENT + bytes([number])
        await desk.reports(content)
        async with desk.process(Folder(folder)) as copier:
            with monkeypatch.context() as patch:
                calls = dies_at(number, patch)
                try:
                    await copier.copy_due()
                except KilledError:
                    killed += 1
        for name, kept in kept_in(folder).items():
            assert name.startswith("unfinished/") or kept == content, "a name means a whole file"
        if calls() >= number:
            assert (await desk.row()).status == FileStatus.WAITING
            desk.waits()
            async with desk.process(Folder(folder)) as copier:
                assert await copier.copy_due() == 1
        digest = hashlib.sha256(content).hexdigest()
        assert kept_in(folder) == {f"{digest[:2]}/{digest}": content}
        assert (await desk.row()).status == FileStatus.KEPT
        if calls() < number:
            break
    assert killed >= 6, "opened, written, named, and two folders"


async def test_killed_between_the_copy_and_its_row(desk: Desk, tmp_path: Path):
    class Dying(Folder):
        async def put(self, key: str, content: bytes) -> None:
            await super().put(key, content)
            raise KilledError

    await desk.reports()
    async with desk.process(Dying(tmp_path)) as copier:
        with pytest.raises(KilledError):
            await copier.copy_due()
    assert (await desk.row()).status == FileStatus.WAITING
    desk.waits()
    async with desk.process(Folder(tmp_path)) as copier:
        assert await copier.copy_due() == 1
    assert len(kept_in(tmp_path)) == 1


# --- a bucket


class FakeBucket:
    """A server that speaks as much of S3 as is needed, and looks at the signatures' outsides."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.refuses: list[int] = []
        self.unsigned = 0

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        is_signed = request.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256")
        signed = request.headers.get("x-amz-content-sha256")
        is_whole = signed == hashlib.sha256(body).hexdigest()
        self.unsigned += not (
            is_signed and is_whole and "key-id" in request.headers["Authorization"]
        )
        if self.refuses:
            return web.Response(status=self.refuses.pop(0))
        key = request.match_info["key"]
        if request.method == "PUT":
            self.kept[key] = body
            return web.Response(headers={"ETag": '"1"'})
        if key not in self.kept:
            return web.Response(status=404)
        return web.Response(body=self.kept[key], headers={"ETag": '"1"', **_MODIFIED})


_MODIFIED = {"Last-Modified": "Mon, 05 Apr 2021 00:00:00 GMT"}


@pytest.fixture
async def bucket() -> AsyncIterator[tuple[FakeBucket, Copies]]:
    pytest.importorskip("obstore", reason="the optional package of S3 is not installed")
    fake = FakeBucket()
    app = web.Application(client_max_size=1 << 25)
    app.router.add_route("*", "/files/{key:.+}", fake.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    settings = settings_with(
        s3_endpoint=f"http://127.0.0.1:{runner.addresses[0][1]}",
        s3_bucket="files",
        s3_key_id="key-id",
        s3_secret="very-secret",
    )
    copies = copies_of(settings)
    assert copies is not None
    yield fake, copies
    await runner.cleanup()


def settings_with(**given: Any) -> DatabaseSettings:
    return DatabaseSettings(_env_file=None, **given)  # type: ignore[call-arg]


async def test_a_bucket_keeps_and_gives_back(desk: Desk, bucket: tuple[FakeBucket, Copies]):
    fake, copies = bucket
    file_id = await desk.reports()
    async with desk.process(copies) as copier:
        assert await copier.copy_due() == 1
    assert fake.kept == {f"{NAME[:2]}/{NAME}": CONTENT}
    (maria,) = [await desk.world.stranger("Мария")]
    files = Files(desk.world.database, desk.world.clock, copies)
    found = await files.of_report(maria, desk.report_id)
    assert [file.file_id for file in found.files] == [file_id]
    assert await files.copy(maria, found, found.files[0]) == CONTENT
    assert await copies.get("ab/none") is None
    assert fake.unsigned == 0


async def test_a_bucket_that_refuses_is_tried_later(desk: Desk, bucket: tuple[FakeBucket, Copies]):
    fake, copies = bucket
    await desk.reports()
    fake.refuses = [403]
    async with desk.process(copies) as copier:
        assert await copier.copy_due() == 0
        row = await desk.row()
        assert row.status == FileStatus.WAITING
        assert row.trouble is not None
        assert row.trouble.startswith("s3: ")
        desk.waits()
        assert await copier.copy_due() == 1
