"""Bad files end in a named error or a plan: in time, in bounds, the bot answering meanwhile."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable
from contextlib import asynccontextmanager, suppress

import pytest

from handlers.views.problems import PROBLEMS
from roadmap.model import RoadMapError
from services import compiling
from services.compiling import WALL_SECONDS, compile_in_child
from tests.roadmap_safety import archives, damage, plain, printed
from tests.roadmap_safety.plan import File
from tests.roadmap_safety.record import Record
from tests.support.children import children

pytestmark = pytest.mark.timeout(200)

CODES = {code.removeprefix("document_") for code in PROBLEMS if code.startswith("document_")}
MEMORY_KIB = 512 * 1024
LAG_SECONDS = 0.1
TICK_SECONDS = 0.005


@pytest.fixture(autouse=True)
def peaks(monkeypatch, record):
    """Keep what the children say of their memory."""
    understood = compiling._understood

    def noting(answer, status):
        with suppress(ValueError, KeyError, TypeError):
            record.largest_kib = max(record.largest_kib, json.loads(answer)["peak_kib"])
        return understood(answer, status)

    monkeypatch.setattr(compiling, "_understood", noting)


async def end_of(name: str, data: bytes, record: Record, said: list[str]) -> str:
    """How one file ends: «read» or a code; ``said`` gets what was read."""
    begun = time.perf_counter()
    try:
        compiled = await compile_in_child(data, filename=name, default_year=2022)
        outcome = "read"
        said.append(str(compiled))
    except RoadMapError as error:
        outcome = error.code
    seconds = time.perf_counter() - begun
    record.note(name, outcome, seconds)
    assert outcome in CODES | {"read"}, name
    assert seconds <= WALL_SECONDS + 1, name
    return outcome


async def ends_of(
    files: Iterable[File], record: Record, said: list[str] | None = None
) -> dict[str, str]:
    """How many files end, two at a time; each is made, beside the loop, when its turn comes."""
    waiting = iter(files)
    one_makes = asyncio.Lock()
    ends: dict[str, str] = {}

    async def work() -> None:
        while True:
            async with one_makes:
                made = await asyncio.to_thread(next, waiting, None)
            if made is None:
                return
            ends[made[0]] = await end_of(*made, record, [] if said is None else said)

    await asyncio.gather(work(), work())
    assert children() == []
    assert record.largest_kib <= MEMORY_KIB
    return ends


@asynccontextmanager
async def ticking(record: Record):
    """Measure for how long the loop is kept from its other work.

    Counted is the time this thread itself works between two ticks, and of the waits by the clock
    all but the longest hundredth: a busy machine takes the processor away from anybody.
    """
    worked: list[float] = []
    waited: list[float] = []

    async def tick() -> None:
        while True:
            clock, work = time.perf_counter(), time.thread_time()
            await asyncio.sleep(TICK_SECONDS)
            worked.append(time.thread_time() - work)
            waited.append(time.perf_counter() - clock - TICK_SECONDS)

    task = asyncio.create_task(tick())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
    waited.sort()
    lag = max(*worked, waited[len(waited) * 99 // 100 - 1])
    record.lag = max(record.lag, lag)
    assert lag <= LAG_SECONDS


async def test_honest_files_are_read(record):
    ends = await ends_of(damage.honest(), record)
    assert set(ends.values()) == {"read"}


async def test_bombs(record):
    ends = await ends_of(archives.bombs(), record)
    assert [name for name, end in ends.items() if end == "read"] == ["twice.docx"]


async def test_entities_read_no_file_and_multiply_nothing(record, tmp_path):
    canary = tmp_path / "canary.txt"
    canary.write_text("Семинар-канарейка\tмарт")
    said: list[str] = []
    await ends_of(archives.entities(canary.as_uri()), record, said)
    assert said
    assert "канарейка" not in "".join(said)


async def test_what_is_encrypted_is_named_so(record):
    ends = await ends_of(archives.encrypted(), record)
    assert set(ends.values()) == {"encrypted"}


async def test_giant_office_files(record):
    await ends_of(archives.giants(), record)


async def test_hostile_prints(record):
    ends = await ends_of(printed.hostile(), record)
    assert ends["scan.pdf"] == "scanned_pdf"
    assert ends["10000-pages.pdf"] in {"too_large_inside", "too_long"}
    assert [ends[f"locked-{version}.pdf"] for version in (1, 2)] == ["encrypted"] * 2


async def test_giant_texts(record):
    ends = await ends_of(plain.giants(), record)
    assert ends["one-byte-more.txt"] == "too_large"


async def test_hostile_pages(record):
    await ends_of(plain.pages(), record)


async def test_hard_terms_are_read_or_asked_about(record):
    await ends_of(plain.hard_terms(), record)


async def test_encodings(record):
    ends = await ends_of(plain.encodings(), record)
    for name in ("cp1251", "cp866", "koi8-r", "utf-16", "utf-8-sig"):
        assert ends[f"{name}.txt"] == "read"


async def test_mistaken_files(record):
    ends = await ends_of(plain.mistaken(), record)
    assert ends["nothing.docx"] == ends["spaces.txt"] == "empty_file"
    for name in ("word.pdf", "sheet.txt", "print.xlsx", "page.docx", "text.docx"):
        assert ends[name] == "read", "the content decides, not the name"


async def test_truncated_files(record, dice):
    await ends_of(damage.truncated(dice, 10), record)


async def test_flipped_files(record, dice):
    await ends_of(damage.flipped(dice, 12), record)


async def test_the_loop_goes_on(record):
    """While the largest and the longest are read, everybody else is answered."""
    files = dict([*plain.giants(), *damage.honest()])
    names = ("one-line.txt", "4000-rows.txt", "lines.txt", "100000-rows.txt", "plan.pdf")
    async with ticking(record):
        await ends_of([(name, files[name]) for name in names], record)


async def test_there_were_enough_files(record):
    assert record.outcomes.total() >= 200
