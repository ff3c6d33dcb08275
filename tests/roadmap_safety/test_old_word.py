"""Old Word files through the true LibreOffice: the same rows, and nothing left behind."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from handlers.views.problems import PROBLEMS
from roadmap.compile import compile_document
from roadmap.model import RoadMap, RoadMapError
from roadmap.office import find_office
from services.compiling import WALL_SECONDS, compile_in_child
from tests.roadmap.builders import as_docx
from tests.roadmap.shared import compiled, needs_maps, source, truth
from tests.roadmap_safety import old_word
from tests.support.children import children

pytestmark = [
    pytest.mark.skipif(find_office() is None, reason="LibreOffice (soffice) is not installed"),
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc"),
    pytest.mark.timeout(200),
]

ROOT = Path(__file__).resolve().parents[2]
HEADER = ["№", "Описание действий", "Ответственный", "Сроки", "Результат", "Показатель"]
COLUMNS = ["number", "title", "responsible_raw", "dates_raw", "result_raw", "indicator_raw"]
HEADING = ["Дорожная карта на 2022 год"]
ROWS = [
    HEADER,
    ["I. Подготовка"],
    ["1", "Семинар для учителей", "ИМЦ", "15.03.2022", "приказ", "100 %"],
    ["2", "Анкетирование педагогов", "ОО", "до 15 октября", "справка", "не менее 5"],
    ["3", "Мониторинг сайтов", "^", "ежемесячно", "отчёт", ""],
]
CODES = {code.removeprefix("document_") for code in PROBLEMS if code.startswith("document_")}
# Damaged files; each takes LibreOffice a second or more, so that there are not many.
DAMAGED = 6


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """Where LibreOffice works, so that its processes are told from anybody else's."""
    place = tmp_path / "office"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.fixture(scope="session")
def saved(tmp_path_factory):
    """A .docx saved in an older format."""
    place = tmp_path_factory.mktemp("saved")

    def save(data: bytes, kind: str) -> bytes:
        (place / "map.docx").write_bytes(data)
        subprocess.run(
            [find_office(), f"-env:UserInstallation={(place / 'profile').as_uri()}", "--headless",
             "--convert-to", old_word.FILTERS[kind], "--outdir", str(place),
             str(place / "map.docx")],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
        return (place / f"map.{kind}").read_bytes()

    return save


def left_in(folder: Path) -> list[str]:
    """What works or lies in the folder."""
    found = [path.name for path in folder.iterdir()]
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes()
        except OSError:
            continue
        if str(folder).encode() in words:
            found.append(words.decode(errors="replace"))
    return found


async def read(data: bytes, name: str = "map.doc") -> RoadMap:
    return await compile_in_child(data, filename=name, default_year=None)


async def outcome(data: bytes) -> str:
    begun = time.perf_counter()
    try:
        await read(data)
        end = "read"
    except RoadMapError as error:
        end = error.code
    assert time.perf_counter() - begun <= WALL_SECONDS + 1
    return end


async def until_working(folder: Path, program: str = "soffice.bin") -> None:
    async with asyncio.timeout(30):
        while not any(program in found for found in left_in(folder)):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def same(found: RoadMap, expected: RoadMap) -> None:
    assert found.year == expected.year
    for row, want in zip(found.rows, expected.rows, strict=True):
        for name in ("title", "section", "schedule", "roles", "kind", "temporal_role", "row_id"):
            assert getattr(row, name) == getattr(want, name), (want.number, name)


@needs_maps
async def test_the_given_old_word_file_gives_the_24_rows(folder):
    found = await read(source("formats/001.doc"))
    same(found, compiled("formats/001.docx"))
    schedules = [row.schedule for row in found.rows]
    assert schedules == [row["schedule"] for row in truth("truth_001.json")]
    assert len(schedules) == 24
    assert left_in(folder) == children() == []


@needs_maps
async def test_a_map_with_order_numbering_and_merged_cells_saved_as_old_word(saved):
    data = source("formats/002.docx")
    same(await read(saved(data, "doc")), compiled("formats/002.docx"))


@needs_maps
@pytest.mark.parametrize("name", ["003", "004"])
async def test_the_other_maps_saved_as_old_word(saved, name):
    plan = compiled(name)
    rows = [[getattr(row, field) for field in COLUMNS] for row in plan.rows]
    data = as_docx([plan.title], [("", [HEADER, *rows])])
    same(await read(saved(data, "doc")), compile_document(data))


@pytest.mark.parametrize("kind", old_word.FILTERS)
async def test_older_formats_give_the_rows_of_the_new(folder, saved, kind):
    data = as_docx(HEADING, [("", ROWS)])
    expected = compile_document(data)
    assert len(expected.rows) == 3
    same(await read(saved(data, kind)), expected)
    assert left_in(folder) == children() == []


async def test_damaged_old_word_files_end_in_time_with_a_name(folder, saved, dice):
    data = saved(as_docx(HEADING, [("", ROWS)]), "doc")
    for damaged in old_word.damaged(data, dice, DAMAGED):
        end = await outcome(damaged)
        assert end in {"read", *CODES}
        assert left_in(folder) == children() == []


async def test_what_only_looks_like_old_word_asks_for_docx(folder):
    assert await outcome(old_word.SHAM) == "legacy_doc"
    assert left_in(folder) == children() == []


async def test_tables_in_tables_end_in_time(folder):
    assert await outcome(old_word.deep(20_000)) in {"legacy_doc", "not_a_road_map"}
    assert left_in(folder) == children() == []


async def test_a_cancelled_conversion_leaves_nobody_behind(folder, saved):
    data = saved(as_docx(HEADING, [("", ROWS)]), "doc")
    reading = asyncio.create_task(read(data))
    await until_working(folder)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert left_in(folder) == children() == []


async def test_a_bot_killed_while_it_converts_leaves_nobody_behind(folder, saved, tmp_path):
    path = tmp_path / "map.doc"
    path.write_bytes(saved(as_docx(HEADING, [("", ROWS)]), "doc"))
    script = (
        "import asyncio, pathlib, sys, tempfile\n"
        "from services.compiling import compile_in_child\n"
        "tempfile.tempdir = sys.argv[1]\n"
        "data = pathlib.Path(sys.argv[2]).read_bytes()\n"
        "asyncio.run(compile_in_child(data, filename='', default_year=None))\n"
    )
    bot = subprocess.Popen([sys.executable, "-c", script, str(folder), str(path)], cwd=ROOT)  # noqa: ASYNC220
    await until_working(folder)
    bot.send_signal(signal.SIGKILL)
    bot.wait()
    async with asyncio.timeout(10):
        while left_in(folder):  # noqa: ASYNC110  processes of nobody have no event
            await asyncio.sleep(0.02)


async def test_links_inside_are_not_followed(folder, tmp_path):
    """A picture, a section and a template that lie elsewhere: no request, no file of ours."""
    canary = tmp_path / "canary.txt"
    canary.write_text("Canary")
    asked: list[bytes] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.read(100))
        writer.close()

    server = await asyncio.start_server(note, "127.0.0.1", 0)
    async with server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for data in old_word.linked(address, canary.as_uri()):
            found = await read(data)
            assert "Canary" not in str(found)
            assert len(found.rows) == 1
    assert asked == []
    assert left_in(folder) == []
