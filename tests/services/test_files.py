"""Files of reports: noted once, copied once, read by who may read the report."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.enums import FileStatus, ReportStatus
from db.models import Report, StoredFile
from services.access import Actor
from services.errors import NotFoundError
from services.file_kinds import cleaned_name, refusal
from services.files import CopyError, Files, keep
from services.forms.form import Attached
from services.privacy import erase
from tests.support.plans import WEBINAR
from tests.support.world import SCHOOL_1, World

PHOTO = {"file_id": "AgAC-1", "kind": "photo", "name": "", "size": 5}
ORDER = {"file_id": "BQAC-2", "kind": "document", "name": "Приказ.pdf", "size": 7}


class Shelf:
    """Copies in memory; `is_closed` while it cannot be reached."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.is_closed = False

    async def put(self, key: str, content: bytes) -> None:
        if self.is_closed:
            raise CopyError("closed")
        self.kept[key] = content

    async def get(self, key: str) -> bytes | None:
        if self.is_closed:
            raise CopyError("closed")
        return self.kept.get(key)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def files(world: World, shelf: Shelf) -> Files:
    return Files(world.database, world.clock, shelf)


async def sent(world: World, author: Actor, *given: dict[str, object]) -> int:
    """A report of the first school with these files; sent again, it is the next version."""
    occurrence_id, place_id = await world.occurrence(WEBINAR), await world.place_id(SCHOOL_1)
    answers = {"participants": 3, "evidence": [{"file": one} for one in given]}
    async with world.database.write() as store:
        report = await store.duties.report_of(occurrence_id, place_id)
        if report is None:
            report = Report(
                occurrence_id=occurrence_id, place_id=place_id, version=0, form_version=1
            )
            store.duties.add(report)
        report.status, report.answers, report.version = (
            ReportStatus.SUBMITTED,
            answers,
            report.version + 1,
        )
        report.submitted_by, report.submitted_at = author.id, world.clock.now()
        await store.flush()
        await keep(store, report, answers, author.id, world.clock.now())
        return report.id


async def copied(files: Files, reader: Actor, report_id: int) -> bytes | None:
    """The copy of the report's first file."""
    found = await files.of_report(reader, report_id)
    return await files.copy(reader, found, found.files[0])


async def rows(world: World) -> list[StoredFile]:
    return await world.all(select(StoredFile).order_by(StoredFile.id))


@pytest.fixture
async def maria(world: World) -> Actor:
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    return maria


async def test_a_file_is_noted_once_however_often_its_report_is_sent(world: World, maria: Actor):
    await sent(world, maria, PHOTO)
    await sent(world, maria, PHOTO, ORDER, ORDER)

    noted = await rows(world)
    assert [(one.file_id, one.kind, one.name, one.size) for one in noted] == [
        ("AgAC-1", "photo", "", 5),
        ("BQAC-2", "document", "Приказ.pdf", 7),
    ]
    assert {one.added_by for one in noted} == {maria.id}
    assert {str(one.status) for one in noted} == {FileStatus.WAITING}


async def test_a_file_taken_out_of_the_report_stays_with_its_former_version(
    world: World, maria: Actor
):
    await sent(world, maria, PHOTO)
    report_id = await sent(world, maria, ORDER)

    assert [one.file_id for one in await rows(world)] == ["AgAC-1", "BQAC-2"]
    shown = await world.services.files.of_report(maria, report_id)
    assert [file.file_id for file in shown.files] == ["BQAC-2"]


async def test_a_copy_is_kept_under_a_name_of_its_contents(
    world: World, maria: Actor, files: Files, shelf: Shelf
):
    report_id = await sent(world, maria, ORDER)
    due = await files.due()
    assert due is not None
    await files.fetched(due, b"content")

    digest = hashlib.sha256(b"content").hexdigest()
    assert shelf.kept == {f"{digest[:2]}/{digest}": b"content"}
    (row,) = await rows(world)
    assert (row.status, row.digest, row.trouble) == (FileStatus.KEPT, digest, None)
    assert await files.due() is None
    assert await copied(files, maria, report_id) == b"content"


async def test_what_fails_is_tried_later_and_later(
    world: World, maria: Actor, files: Files, shelf: Shelf
):
    await sent(world, maria, ORDER)
    shelf.is_closed = True
    pauses = []
    for _ in range(12):
        due = await files.due()
        assert due is not None
        with pytest.raises(CopyError):
            await files.fetched(due, b"content")
        await files.failed(due, "closed")
        assert await files.due() is None, "not at once"
        (row,) = await rows(world)
        assert (row.status, row.trouble) == (FileStatus.WAITING, "closed")
        pauses.append(row.due_at - world.clock.now())
        world.clock.advance(seconds=pauses[-1].total_seconds())

    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(pauses) == pauses[-1] == timedelta(hours=6)


async def test_a_process_that_ends_after_the_copy_makes_it_once_more_and_keeps_one(
    world: World, maria: Actor, files: Files, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    await sent(world, maria, ORDER)
    due = await files.due()
    assert due is not None
    with monkeypatch.context() as broken:
        broken.setattr(world.database, "write", None)
        with pytest.raises(TypeError):
            await files.fetched(due, b"content")
    assert len(shelf.kept) == 1

    world.clock.advance(minutes=1)
    again = await Files(world.database, world.clock, shelf).due()
    assert again is not None
    assert again.attempts == 2
    await files.fetched(again, b"content")
    assert len(shelf.kept) == 1
    assert (await rows(world))[0].status == FileStatus.KEPT


async def test_the_same_file_in_two_reports_is_fetched_once(
    world: World, maria: Actor, files: Files
):
    await sent(world, maria, ORDER)
    due = await files.due()
    assert due is not None
    await files.fetched(due, b"content")
    async with world.database.write() as store:
        (row,) = await rows(world)
        store.files.add(
            StoredFile(
                file_id=row.file_id,
                kind=row.kind,
                name=row.name,
                size=row.size,
                report_id=row.report_id,
                added_at=world.clock.now(),
                status=FileStatus.WAITING,
                due_at=world.clock.now(),
            )
        )

    assert await files.due() is None
    first, second = await rows(world)
    assert (second.status, second.key) == (FileStatus.KEPT, first.key)


async def test_without_a_place_for_copies_files_live_in_the_messenger_alone(
    world: World, maria: Actor, shelf: Shelf
):
    await sent(world, maria, ORDER)
    assert await world.services.files.due() is None
    assert (await rows(world))[0].status == FileStatus.UNCOPIED
    assert await copied(world.services.files, maria, (await rows(world))[0].report_id) is None

    configured = Files(world.database, world.clock, shelf)
    await configured.begin()
    assert await configured.due() is not None, "copied as soon as there is a place"


async def test_what_is_lost_is_not_tried_again(world: World, maria: Actor, files: Files):
    await sent(world, maria, ORDER)
    due = await files.due()
    assert due is not None
    await files.failed(due, "too_big", for_good=True)
    world.clock.advance(days=30)

    assert await files.due() is None
    assert ((await rows(world))[0].status, (await rows(world))[0].trouble) == (
        FileStatus.LOST,
        "too_big",
    )


async def test_a_damaged_copy_is_not_shown(world: World, maria: Actor, files: Files, shelf: Shelf):
    report_id = await sent(world, maria, ORDER)
    due = await files.due()
    assert due is not None
    await files.fetched(due, b"content")
    (key,) = shelf.kept
    shelf.kept[key] = b"c0ntent"
    assert await copied(files, maria, report_id) is None

    shelf.is_closed = True
    assert await copied(files, maria, report_id) is None


async def test_another_school_reads_nothing(world: World, maria: Actor, files: Files):
    report_id = await sent(world, maria, ORDER)
    stranger = await world.joins("Иван")
    assert stranger.seats[0].place_name != SCHOOL_1

    with pytest.raises(NotFoundError):
        await files.of_report(stranger, report_id)


async def test_who_is_forgotten_leaves_the_files_to_the_school(world: World, maria: Actor):
    await sent(world, maria, ORDER, {**PHOTO, "name": "Мария на вебинаре.jpg"})
    async with world.database.write() as store:
        person = await store.people.get(maria.id)
        assert person is not None
        await erase(store, person, world.clock.now(), by=None)

    left = await rows(world)
    assert [one.added_by for one in left] == [None, None]
    assert [one.file_id for one in left] == ["BQAC-2", "AgAC-1"]
    assert "Мария" not in left[1].name


async def test_what_waits_is_counted(world: World, maria: Actor):
    await sent(world, maria, ORDER, PHOTO)
    world.clock.advance(minutes=5)
    async with world.database.read() as store:
        assert await store.files.waiting() == (2, world.clock.now() - timedelta(minutes=5))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("отчёт.exe", "file_is_program"),
        ("Отчёт.PDF.Js", "file_is_program"),
        ("фото\u202egpj.bat", "file_is_program"),
        ("отчёт.pdf.exe. ", "file_is_program"),
        ("отчёт.pdf\u200b.scr\u200b", "file_is_program"),
        ("таблица.xlsm", "file_has_macros"),
        ("музыка.mp3", "file_kind_unwanted"),
        ("без окончания", "file_kind_unwanted"),
        ("", "file_kind_unwanted"),
        ("Приказ № 5 от 01.02.2027.PDF", None),
        ("архив.zip", None),
        ("таблица.xlsx", None),
        ("снимок.HEIC", None),
    ],
)
def test_kinds(name: str, code: str | None):
    problem = refusal(Attached("x", "document", name, 10))
    assert (problem.code if problem else None) == code


def test_sizes():
    photo = Attached("x", "photo", "", 21 << 20)
    assert refusal(Attached("x", "video", "", 20 << 20)) is None
    problem = refusal(photo)
    assert problem is not None
    assert (problem.code, problem.params) == ("file_too_large", {"limit": 20})
    assert refusal(Attached("x", "photo", "", 2 << 20), 1) is not None


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Отчёты\\март.docx", "март.docx"),
        ("фото\u202egpj.exe", "фотоgpj.exe"),
        ("  две   строки\nи\x00 пробел.pdf. ", "две строки и пробел.pdf"),
        ("..", ""),
    ],
)
def test_names(given: str, shown: str):
    assert cleaned_name(given) == shown


def test_a_long_name_keeps_its_ending():
    shown = cleaned_name("я" * 300 + ".docx")
    assert len(shown) <= 120
    assert shown.endswith("….docx")
