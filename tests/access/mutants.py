"""Does a test notice when a permission check is gone? Takes each away in turn and looks.

    make mutants        or: python -m tests.access.mutants [--only services/reports.py]

Works on copies of the tree. A check that nobody misses is printed, and the exit code is 1.
"""

import argparse
import ast
import os
import queue
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from services.access import ANYBODY

ROOT = Path(__file__).resolve().parents[2]
# Where permission is asked for. The table itself and its reader are guarded by tests of their own.
SOURCES = ("services", "handlers", "bot/middlewares")
NOT_CHECKS = {"services/access.py"}
TESTS = (
    "tests/access/test_nobody.py",
    "tests/access/test_services.py",
    "tests/access/test_handlers.py",
    "tests/services/test_access.py",
)
# Slower: asked only about a check that those above do not miss.
WIDER = ("tests/services", "tests/conversations")
_COPIED = (
    "bot",
    "handlers",
    "keyboards",
    "services",
    "db",
    "roadmap",
    "locales",
    "sandbox",
    "tests",
)
_PYTEST = (
    sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "not postgres",
)  # fmt: skip
_ANYBODY = {f"Action.{action.name}" for action in ANYBODY}
_UNGUARDED = "(lambda method: (setattr(method, 'actions', ({},)), method)[1])"


@dataclass(frozen=True)
class Mutant:
    """One check taken away: the text between two positions of a file is replaced."""

    path: str
    line: int
    begin: int
    end: int
    instead: str
    was: str


def mutants() -> Iterator[Mutant]:
    """Every check of the tree, in the order of files and lines."""
    for folder in SOURCES:
        for file in sorted((ROOT / folder).rglob("*.py")):
            path = str(file.relative_to(ROOT))
            if path not in NOT_CHECKS:
                yield from _mutants_of(path, file.read_text(encoding="utf-8"))


def _mutants_of(path: str, source: str) -> Iterator[Mutant]:
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        instead = _without(node)
        if instead is None:
            continue
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        begin = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        was = source.encode()[begin:end].decode()
        yield Mutant(path, node.lineno, begin, end, instead, " ".join(was.split()))


def _without(call: ast.Call) -> str | None:
    """What stands in the place of a check that is gone; None for other calls."""
    match call.func:
        case ast.Name(id="needs") if all(ast.unparse(one) in _ANYBODY for one in call.args):
            # Open to everybody: there is no check to take away.
            return None
        case ast.Name(id="needs"):
            return _UNGUARDED.format(", ".join(ast.unparse(one) for one in call.args))
        case ast.Attribute(value=ast.Name(id="actor"), attr="require"):
            return "None"
        case ast.Attribute(value=ast.Name(id="actor"), attr="may"):
            return "True"
        case ast.Attribute(attr="may_give" | "has_consent") | ast.Name(id="may_hand_over"):
            return "True"
        case ast.Attribute(value=ast.Name(id="actor"), attr="scope"):
            return "('/',)"
    return None


def own_tests(path: str) -> list[str]:
    """The tests of the very module, where there are any."""
    if not path.startswith("services/"):
        return []
    folder, stem = ROOT / "tests/services", Path(path).stem
    found = {*folder.glob(f"test_{stem}*.py"), *folder.glob(f"test_{stem.rstrip('s')}.py")}
    return sorted(str(file.relative_to(ROOT)) for file in found)


def survives(mutant: Mutant, tree: Path) -> bool:
    """Whether all tests pass without the check: the nearest ones, then those of all services."""
    nearest = (own_tests(mutant.path), TESTS)
    file = tree / mutant.path
    whole = file.read_bytes()
    file.write_bytes(whole[: mutant.begin] + mutant.instead.encode() + whole[mutant.end :])
    try:
        # A door is missed by the walk over all of them, a look inside by its own tests.
        first, then = reversed(nearest) if mutant.was.startswith("needs(") else nearest
        return _pass([*first, *then], tree) and _pass(WIDER, tree)
    finally:
        file.write_bytes(whole)


def _pass(tests: Sequence[str], tree: Path) -> bool:
    done = subprocess.run(
        [*_PYTEST, *tests],
        cwd=tree,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        timeout=1800,
        check=False,
    )
    return done.returncode == 0


def main() -> int:
    """Try all mutants, two at a time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="only files whose path begins so")
    only = parser.parse_args().only
    wanted = [mutant for mutant in mutants() if mutant.path.startswith(only)]
    survivors = []
    with tempfile.TemporaryDirectory(prefix="marshrut-mutants-") as folder:
        trees: queue.Queue[Path] = queue.Queue()
        for number in range(2):
            tree = Path(folder) / str(number)
            for name in _COPIED:
                shutil.copytree(
                    ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__")
                )
            shutil.copy(ROOT / "pyproject.toml", tree)
            trees.put(tree)

        def attempt(mutant: Mutant) -> bool:
            tree = trees.get()
            try:
                return survives(mutant, tree)
            finally:
                trees.put(tree)

        with ThreadPoolExecutor(2) as pool:
            for mutant, alive in zip(wanted, pool.map(attempt, wanted), strict=True):
                if alive:
                    survivors.append(mutant)
                    print(f"nobody misses {mutant.path}:{mutant.line}  {mutant.was}", flush=True)
    print(f"{len(wanted)} checks, {len(survivors)} that no test would miss")
    return int(bool(survivors))


if __name__ == "__main__":
    sys.exit(main())
