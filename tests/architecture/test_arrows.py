"""Who may import whom, and what an import may cost."""

import json
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import PACKAGES, ROOT, dotted, sources


def _python(code: str, *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter with nothing in its environment."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


def test_contracts_of_imports_are_kept():
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 broken" in run.stdout


def test_every_package_is_under_contract():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert packages == set(PACKAGES)


def test_there_is_no_room_for_odds_and_ends():
    names = {part for path in sources() for part in dotted(path).split(".")}

    assert not names & {"util", "utils", "common", "helper", "helpers", "misc", "core", "manager"}


_IMPORT_ALL = """
import importlib, json, os, sys, threading
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
print(json.dumps({"files": os.listdir("."), "threads": threading.active_count()}))
"""


def test_importing_everything_does_nothing(tmp_path):
    # Alembic runs the modules under db/migrations itself.
    names = [name for path in sources() if ".migrations" not in (name := dotted(path))]

    run = _python(_IMPORT_ALL, json.dumps(names), cwd=tmp_path)

    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    assert json.loads(run.stdout) == {"files": [], "threads": 1}


def test_the_command_line_does_not_pay_for_telegram():
    code = "import sys, bot.cli, bot.commands; print(*sys.modules)"

    loaded = {name.split(".")[0] for name in _python(code).stdout.split()}

    assert "sqlalchemy" in loaded
    assert not loaded & {"aiogram", "apscheduler", "sandbox"}
