"""The child that reads a document: the same map, bounded time and memory, nothing left behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
import sys
from pathlib import Path

import pytest

from roadmap.compile import compile_document
from roadmap.model import RoadMapError
from services import compiling
from services.compiling import compile_in_child
from tests.roadmap.builders import as_docx, as_text
from tests.support.children import children

HEADER = ["№", "Мероприятие", "Сроки", "Ответственный"]
HEAD, ROWS = ["Дорожная карта"], [HEADER, ["1", "Семинар", "март", "ИМЦ"]]
MAP = as_text(HEAD, ROWS)
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") * 50


async def code_of(data=MAP, **options):
    with pytest.raises(RoadMapError) as caught:
        await compile_in_child(data, filename="map.txt", default_year=None, **options)
    return caught.value.code


def child(monkeypatch, code):
    """Put another program in the place of the compiler."""
    script = f"import os, sys, time; sys.stdin.buffer.readline(); {code}"
    monkeypatch.setattr(compiling, "_PYTHON", (sys.executable, "-c", script))


async def test_the_child_compiles_what_the_parent_would():
    expected = compile_document(MAP, filename="map.txt", default_year=2022)
    assert await compile_in_child(MAP, filename="map.txt", default_year=2022) == expected
    school = await compile_in_child(MAP, filename="map.txt", default_year="2021/2022")
    assert school.year == "2021/2022"
    assert children() == []


async def test_errors_keep_their_code_and_parameters():
    with pytest.raises(RoadMapError) as caught:
        await compile_in_child(b"  ", filename="пустой.docx", default_year=None)
    assert (caught.value.code, caught.value.params) == ("empty_file", {"filename": "пустой.docx"})
    with pytest.raises(RoadMapError) as caught:
        await compile_in_child(b"a" * (10 * 1024 * 1024 + 1), filename="", default_year=None)
    assert (caught.value.code, caught.value.params) == ("too_large", {"limit": 10})
    assert await code_of("слово\n".encode() * 60_000) == "too_large_inside"


async def test_an_endless_child_is_ended(monkeypatch):
    child(monkeypatch, "time.sleep(60)")
    assert await code_of(wall_seconds=0.5) == "too_long"
    child(monkeypatch, "os.close(1); time.sleep(60)")
    assert await code_of(wall_seconds=0.5) == "too_long"
    assert children() == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("os.kill(os.getpid(), 9)", "too_large_inside"),
        ("os.kill(os.getpid(), 11)", "too_large_inside"),
        ("sys.exit(3)", "too_large_inside"),
        ("os.kill(os.getpid(), 24)", "too_long"),
        ("sys.exit(0)", "broken_file"),
        ("print('no JSON')", "broken_file"),
        ("print('[' * 100000)", "broken_file"),
        ("print('{\"ok\": {}}')", "broken_file"),
        ("print('[]')", "broken_file"),
        ('print(\'{"error": "bomb"}\')', "broken_file"),
        ("print('x' * 5_000_000)", "too_large_inside"),
        ("[print('x' * 1_000_000) for _ in iter(int, 1)]", "too_large_inside"),
    ],
)
async def test_whatever_happens_to_a_child_has_a_code(monkeypatch, code, expected):
    child(monkeypatch, code)
    assert await code_of() == expected
    assert await code_of(b"0" * 10_000_000) == expected
    assert children() == []


async def test_a_cancelled_question_leaves_nobody_behind(monkeypatch):
    child(monkeypatch, "time.sleep(60)")
    asking = asyncio.create_task(compile_in_child(MAP, filename="", default_year=None))
    while not children():  # noqa: ASYNC110  a process has no event
        await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert children() == []


async def test_two_at_a_time():
    seen = []
    tasks = [
        asyncio.create_task(compile_in_child(MAP, filename="", default_year=2022)) for _ in range(5)
    ]
    while not all(task.done() for task in tasks):
        seen.append(len(children()))
        await asyncio.sleep(0.01)
    assert all(task.result().rows for task in tasks)
    assert max(seen) == 2


async def test_no_secret_reaches_the_child(monkeypatch):
    monkeypatch.setenv("BOT_TOKEN", "12345:secret")
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    child(monkeypatch, "sys.exit(5 if 'BOT_TOKEN' in os.environ or len(os.environ) > 4 else 0)")
    assert await code_of() == "broken_file"


@pytest.mark.skipif(sys.platform != "linux", reason="limits and their figures are Linux's")
async def test_a_child_limits_itself(monkeypatch):
    """Once confined it gets no memory, writes no file, starts no program, opens no connection."""
    attempts = {
        "bytearray(600 << 20)": "MemoryError",
        "open('written.txt', 'w')": "PermissionError",
        "__import__('subprocess').run(['true'])": "PermissionError",
        "__import__('socket').create_connection(('127.0.0.1', 9))": "PermissionError",
        "os.system('true')": "PermissionError",
    }
    for attempt, error in attempts.items():
        script = (
            "from roadmap import __main__ as m; m.confine(m._LIMITS); m.forbid_the_world()\n"
            f"try: {attempt}\nexcept {error}: sys.exit(0)\nsys.exit(3)"
        )
        monkeypatch.setattr(
            compiling, "_PYTHON", (sys.executable, "-c", f"import os, sys\n{script}")
        )
        assert await code_of() == "broken_file", attempt


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A LibreOffice that does what the test says."""

    def install(code):
        path = tmp_path / "soffice"
        path.write_text(f"#!{sys.executable}\nimport os, sys, time, pathlib\n{code}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
        return tmp_path

    return install


async def test_old_word_needs_libreoffice(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert await code_of(OLD_WORD) == "legacy_doc"


async def test_old_word_is_converted_first(office):
    folder = office(
        "assert 'BOT_TOKEN' not in os.environ\n"
        "source = pathlib.Path(sys.argv[-1])\n"
        "assert source.read_bytes().startswith(b'\\xd0\\xcf')\n"
        "made = pathlib.Path(__file__).with_name('made.docx').read_bytes()\n"
        "source.with_suffix('.docx').write_bytes(made)"
    )
    made = as_docx(HEAD, [("", ROWS)])
    (folder / "made.docx").write_bytes(made)
    found = await compile_in_child(OLD_WORD, filename="map.doc", default_year=2022)
    assert found == compile_document(made, default_year=2022)


@pytest.mark.parametrize(
    "code",
    [
        "sys.exit(1)",
        "time.sleep(60)",
        "raise MemoryError",
        "os.fork() or time.sleep(60)",
        "os.kill(os.getppid(), 9); time.sleep(60)",
    ],
)
async def test_an_office_that_fails_asks_for_docx(office, code):
    folder = office(
        f"pathlib.Path(__file__).with_suffix('.group').write_text(str(os.getpgrp()))\n{code}"
    )
    assert await code_of(OLD_WORD, wall_seconds=4.0) == "legacy_doc"
    assert children() == []
    assert at_work((folder / "soffice.group").read_text()) == []


def at_work(group):
    """Processes of a group; those that are dead and not yet buried do not count."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, its_group = path.read_text().rpartition(")")[2].split()[:3]
            found += [path.parent.name] if its_group == group and state != "Z" else []
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="limits and their figures are Linux's")
async def test_an_office_gets_no_more_memory_than_a_reader(office):
    folder = office(
        "made = pathlib.Path(__file__).with_name('made.docx').read_bytes()\n"
        "try: bytearray(600 << 20)\n"
        "except MemoryError: pathlib.Path(sys.argv[-1]).with_suffix('.docx').write_bytes(made)"
    )
    (folder / "made.docx").write_bytes(as_docx(HEAD, [("", ROWS)]))
    assert (await compile_in_child(OLD_WORD, filename="", default_year=2022)).rows


async def test_an_office_that_hands_the_old_file_back_asks_for_docx(office):
    office(
        "source = pathlib.Path(sys.argv[-1])\n"
        "source.with_suffix('.docx').write_bytes(source.read_bytes())"
    )
    assert await code_of(OLD_WORD) == "legacy_doc"
