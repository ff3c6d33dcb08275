"""How fast a document becomes a preview, beside the bare reading of the same file.

For each format: rows per second, the whole preview in its child process as a multiple of «bare
reading by the format's library, import included, plus the start-up of a child that has nothing to
read», and the peak memory the child reports. Rounds of all three are interleaved, so that a busy
machine is equally unfair to each; a figure is a median. The goal is at most 2.0.

    python -m bench.import_bench --rounds 9
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from roadmap.model import RoadMapError
from services.compiling import compile_in_child
from tests.roadmap.builders import as_docx, as_html, as_text, as_xlsx
from tests.roadmap.pdf_builder import as_pdf

GOAL = 2.0
_ROOT = Path(__file__).resolve().parent.parent
_GIVEN = _ROOT.parent / "shared" / "roadmaps" / "formats"
_ROWS = 50
# The words of a road map like the real ones; rows are made of them in turn.
_WORDS = json.loads((Path(__file__).parent / "road_map.json").read_text(encoding="utf-8"))

# Each reads every cell the way the manual of its library shows.
_BARE = {
    "txt": "[line.split('\\t') for line in data.decode().splitlines()]",
    "docx": (
        "import docx; d = docx.Document(io.BytesIO(data)); [p.text for p in d.paragraphs];"
        "[[c.text for c in row.cells] for t in d.tables for row in t.rows]"
    ),
    "xlsx": (
        "import python_calamine as c; b = c.CalamineWorkbook.from_filelike(io.BytesIO(data));"
        "[b.get_sheet_by_name(n).to_python() for n in b.sheet_names]"
    ),
    "pdf": (
        "import pdfplumber\n"
        "with pdfplumber.open(io.BytesIO(data)) as pdf:\n"
        "    [(page.extract_text(), page.extract_tables()) for page in pdf.pages]"
    ),
    "html": (
        "import bs4; soup = bs4.BeautifulSoup(data, 'lxml');"
        "[[c.get_text() for c in row.find_all(['td', 'th'])] for row in soup.find_all('tr')]"
    ),
}
_COLUMNS = ("file", "format", "rows", "preview", "bare", "start", "ratio", "rows/s", "peak MiB")
_LINE = "{:<10} {:<6} {:>4} {:>8} {:>6} {:>6} {:>6} {:>7} {:>9}"
_BARE_PROCESS = """
import io, sys, time
data = sys.stdin.buffer.read()
begun = time.perf_counter()
{code}
print(time.perf_counter() - begun)
"""


@dataclass
class Case:
    """One file and what was measured on it, in seconds."""

    name: str
    format: str
    data: bytes
    rows: int = 0
    peak_kib: int = 0
    preview: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    start: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """The preview as a multiple of what nobody can do without."""
        return median(self.preview) / (median(self.bare) + median(self.start))


def cases() -> list[Case]:
    """A plan of 50 rows in every format, and the given files where they lie beside us."""
    head = _WORDS["head"]
    rows = [_WORDS["header"], *(_row(at) for at in range(_ROWS))]
    makers: dict[str, Callable[[], bytes]] = {
        "txt": lambda: as_text(head, rows),
        "docx": lambda: as_docx(head, [("", rows)]),
        "xlsx": lambda: as_xlsx(head, rows),
        "pdf": lambda: as_pdf(head, rows),
        "html": lambda: as_html(head, rows),
    }
    found = [Case(f"{_ROWS} rows", name, make()) for name, make in makers.items()]
    given = sorted(_GIVEN.glob("*")) if _GIVEN.is_dir() else []
    readable = (path for path in given if path.suffix[1:] in _BARE)
    return found + [Case(path.name, path.suffix[1:], path.read_bytes()) for path in readable]


def _row(at: int) -> list[str]:
    """A row as wordy as those of real plans."""
    title, term, people = (
        _WORDS[words][at % len(_WORDS[words])] for words in ("titles", "terms", "people")
    )
    return [f"{at + 1}.", f"{title} ({at + 1})", term, people, _WORDS["result"]]


async def measure(case: Case) -> None:
    """One round: the preview, the bare reading, the empty child."""
    begun = time.perf_counter()
    compiled = await compile_in_child(case.data, filename=case.name, default_year=2022)
    case.preview.append(time.perf_counter() - begun)
    case.rows = len(compiled.rows)

    case.bare.append(await asyncio.to_thread(_bare, case))

    begun = time.perf_counter()
    try:
        await compile_in_child(b" ", filename="", default_year=None)
    except RoadMapError:
        case.start.append(time.perf_counter() - begun)


def _bare(case: Case) -> float:
    """Seconds of the library alone, in a fresh process; the start of Python is not counted."""
    code = _BARE_PROCESS.format(code=_BARE[case.format])
    done = subprocess.run(
        [sys.executable, "-E", "-s", "-B", "-c", code],
        input=case.data, capture_output=True, check=True, cwd=_ROOT,
    )  # fmt: skip
    return float(done.stdout)


def _peak(case: Case) -> int:
    """The memory a child of its own says it took."""
    header = json.dumps({"filename": case.name, "default_year": 2022}).encode() + b"\n"
    done = subprocess.run(
        [sys.executable, "-E", "-s", "-B", "-m", "roadmap"],
        input=header + case.data, capture_output=True, check=True, cwd=_ROOT,
    )  # fmt: skip
    return int(json.loads(done.stdout)["peak_kib"])


async def _rounds(measured: list[Case], rounds: int) -> None:
    for number in range(rounds + 1):
        for case in measured:
            await measure(case)
            if number == 0:
                # The first round fills the disk cache and is thrown away.
                case.peak_kib = _peak(case)
                case.preview.clear()
                case.bare.clear()
                case.start.clear()


def main() -> int:
    """Measure and print; the exit code tells whether the goal was met everywhere."""
    parser = argparse.ArgumentParser(description="Benchmark of the road-map import.")
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    measured = cases()
    asyncio.run(_rounds(measured, rounds))
    print(f"Medians of {rounds} interleaved rounds; times in ms. Goal: ratio at most {GOAL}.")
    print(_LINE.format(*_COLUMNS))
    for case in measured:
        print(_LINE.format(*_figures(case)), "" if case.ratio <= GOAL else "over the goal")
    return int(any(case.ratio > GOAL for case in measured))


def _figures(case: Case) -> tuple[str, ...]:
    times = (median(series) for series in (case.preview, case.bare, case.start))
    return (
        case.name,
        case.format,
        str(case.rows),
        *(f"{seconds * 1000:.0f}" for seconds in times),
        f"{case.ratio:.2f}",
        f"{case.rows / median(case.preview):.0f}",
        f"{case.peak_kib / 1024:.0f}",
    )


if __name__ == "__main__":
    sys.exit(main())
