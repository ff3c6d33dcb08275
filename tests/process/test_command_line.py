"""The command line, each command as its own process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from tests.process.conftest import ROOT, Machine

pytestmark = [pytest.mark.process, pytest.mark.timeout(120)]

SAMPLE = ROOT / "sandbox" / "sample"
DISTRICT = "Луговской район"


@pytest.mark.parametrize(
    ("settings", "unset", "line"),
    [
        ({}, "BOT_TOKEN", "BOT_TOKEN is missing: write the token that @BotFather gave you"),
        ({"BOT_TOKEN": "rubbish"}, "", "BOT_TOKEN is wrong: write the token"),
        ({"CLOCK_SPEED": "60"}, "", "set ALLOW_CLOCK_CONTROL=1"),
        (
            {"CLOCK_START": "2027-01-01", "ALLOW_CLOCK_CONTROL": "1"},
            "",
            "CLOCK_START is wrong: write a time with its offset",
        ),
    ],
)
async def test_a_wrong_setting_is_one_line_and_78(
    machine: Machine, settings: dict[str, str], unset: str, line: str
) -> None:
    done = await machine.command("run", unset=unset, **settings)
    assert done.returncode == 78
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert line in done.stderr
    assert "rubbish" not in done.stderr, "a wrong token may be half of a right one"


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("BOT_API_URL", "ftp://x", "write an address"),
        ("DATABASE_URL", "mysql://x", "write sqlite"),
        ("DEFAULT_TIMEZONE", "Mars/Base", "write an IANA zone"),
        ("LOG_FORMAT", "xml", "write console or json"),
        ("LOG_LEVEL", "LOUD", "write DEBUG"),
        ("CLOCK_SPEED", "-1", "write a number above 0"),
        ("ALLOW_CLOCK_CONTROL", "perhaps", "write 1"),
    ],
)
def test_every_wrong_setting_is_named(  # noqa: PLR0917 - three of them are pytest's
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    hint: str,
) -> None:
    """In this process: the same function as `python -m bot` calls."""
    monkeypatch.chdir(tmp_path)
    for setting in ("BOT_API_URL", "DATABASE_URL", "DEFAULT_TIMEZONE", "LOG_FORMAT", "LOG_LEVEL"):
        monkeypatch.delenv(setting, raising=False)
    monkeypatch.setenv("BOT_TOKEN", "42:sandbox")
    monkeypatch.setenv(name, value)
    assert main(["run"]) == 78
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{name} is wrong: {hint}")


async def test_from_an_empty_folder_to_an_invitation(machine: Machine) -> None:
    done = await machine.command("doctor")
    assert done.returncode == 1
    assert "wrong migrations" in done.stdout
    done = await machine.command("migrate")
    assert done.returncode == 0
    assert "is at revision" in done.stdout
    done = await machine.command("doctor")
    assert done.returncode == 0, done.stdout
    words = [line.split()[0] for line in done.stdout.splitlines()]
    assert words == ["ok", "warn", "ok", "ok", "ok", "warn", "ok", "ok", "ok", "ok"], (
        "it runs, but nobody answers for the data, and there is no backup yet"
    )
    assert "OPERATOR_NAME and OPERATOR_CONTACT not set" in done.stdout
    done = await machine.command("doctor", OPERATOR_NAME="Центр", OPERATOR_CONTACT="a@example.org")
    words = [line.split()[0] for line in done.stdout.splitlines()]
    assert words == [*["ok"] * 5, "warn", *["ok"] * 4]
    assert "@marshrut_test_bot" in done.stdout

    done = await machine.command("invite", "director", "--place", "Нигде")
    assert done.returncode == 1
    assert "Нигде" in done.stderr
    (machine.folder / "bad.csv").write_text("region;school\nКрай;Школа\n")
    done = await machine.command("places", "bad.csv")
    assert done.returncode == 1
    assert "municipality" in done.stderr
    done = await machine.command("places", str(SAMPLE / "places.csv"))
    assert done.returncode == 0
    assert "прочитано 7 строк" in done.stdout
    done = await machine.command("invite", "director", "--place", DISTRICT)
    assert (done.returncode, done.stdout) == (1, "")
    assert "директору и заместителю нужна школа" in done.stderr
    done = await machine.command("invite", "emperor", "--place", DISTRICT)
    assert done.returncode == 1
    assert "director" in done.stderr, "the roles are named"
    done = await machine.command("invite", "curator", "--place", "луговской РАЙОН", "--uses", "3")
    assert done.returncode == 0, done.stderr
    link, payload = done.stdout.split()
    assert link.endswith(f"?start={payload}")


async def test_importing_on_the_command_line(machine: Machine) -> None:
    document = str(SAMPLE / "roadmap.txt")
    done = await machine.command(
        "import", document, "--place", DISTRICT, "--dry-run", "--json", unset="DATABASE_URL"
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert len(rows) == 27
    assert rows[0]["schedule"]["type"]
    assert not (machine.folder / "data").exists(), "no database was touched"

    done = await machine.command("import", document, "--place", DISTRICT, "--publish")
    assert done.returncode == 1, "the place is not there yet"
    assert DISTRICT in done.stderr
    await machine.command("places", str(SAMPLE / "places.csv"))
    done = await machine.command("import", document, "--place", DISTRICT, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "27 строк" in done.stdout
    done = await machine.command("import", document, "--place", DISTRICT, "--publish")
    assert "Опубликовано: 27 строк" in done.stdout
    (machine.folder / "letter.txt").write_text("Добрый день!")
    done = await machine.command("import", "letter.txt", "--place", DISTRICT)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


async def test_a_revoked_token_ends_the_bot(machine: Machine) -> None:
    done = await machine.command("run", BOT_TOKEN="43:revoked")
    assert done.returncode == 78
    assert "BOT_TOKEN is wrong" in done.stderr
    assert "43:revoked" not in done.stdout + done.stderr


async def test_doctor_without_the_api(machine: Machine) -> None:
    done = await machine.command("doctor", BOT_API_URL="http://127.0.0.1:9")
    assert done.returncode == 1
    assert "wrong Bot API: no answer from http://127.0.0.1:9" in done.stdout


def test_a_reader_may_leave_early(machine: Machine) -> None:
    """As in «python -m bot import … | head -1»."""
    document = str(SAMPLE / "roadmap.txt")
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "bot",
            "import",
            document,
            "--place",
            DISTRICT,
            "--dry-run",
            "--json",
        ],
        cwd=machine.folder,
        env=machine.environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        complaint = running.stderr.read()
    assert (running.returncode, complaint) == (141, b"")
