"""No token, telephone number, name or text gets into a line of the log, whoever writes it."""

import logging
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from pydantic import BaseModel, ValidationError

from bot.logs import configure, redact
from sandbox.engine import DEFAULT_TOKEN

TOKEN = "8214900017:AAE-canary_canary_canary_canary_00"
SURNAME, PHONE, LATIN = "Канарейкина", "+7 900 000-00-17", "Canaryson"
CANARIES = (TOKEN, TOKEN.split(":")[1], "Канарейкин", PHONE, "000-00-17", LATIN, "s3cret-word")


@pytest.fixture(params=["console", "json"])
def _logging(request: pytest.FixtureRequest) -> Iterator[None]:
    root = logging.getLogger()
    kept = (root.handlers[:], root.level, sys.excepthook, threading.excepthook)
    configure(request.param, "DEBUG", ["s3cret-word"])
    yield
    root.handlers[:], sys.excepthook, threading.excepthook = kept[0], kept[2], kept[3]
    root.setLevel(kept[1])
    logging.captureWarnings(False)


class Update(BaseModel):
    """Something that a person has sent."""

    first_name: int


def quoting() -> None:
    """Fail as libraries do: with a whole update in the text."""
    person = f'{{\'first_name\': \'{LATIN}\', "text": "{LATIN} \\" {LATIN}"}}'
    raise RuntimeError(f"POST https://api/bot{TOKEN}/sendMessage {SURNAME} {PHONE} {person}")


def log_all_ways() -> None:
    """Everything that ends in the log of a running bot."""
    structlog.get_logger().info("event", name=SURNAME, token=TOKEN, password="s3cret-word")
    logging.getLogger("aiogram.event").warning("Failed: %s %s", SURNAME, PHONE)
    logging.getLogger("x").error("%r", {"first_name": LATIN, "text": SURNAME})
    try:
        quoting()
    except RuntimeError as error:
        structlog.get_logger().exception("handler_failed")
        logging.getLogger("y").exception("failed")
        sys.excepthook(type(error), error, error.__traceback__)
    try:
        Update.model_validate({"first_name": LATIN})
    except ValidationError:
        logging.getLogger("z").exception("unreadable")
    thread = threading.Thread(target=quoting)
    thread.start()
    thread.join()


@pytest.mark.usefixtures("_logging")
def test_no_line_holds_a_canary(capsys: pytest.CaptureFixture[str], monkeypatch):
    # The handler writes to the stream of its making; pytest gives each test its own.
    logging.getLogger().handlers[0].setStream(sys.stderr)  # type: ignore[attr-defined]
    log_all_ways()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"Detected unknown update type.\nUpdate: {LATIN}", stacklevel=1)
    logging.getLogger("py.warnings").warning("%s", f"a.py:1: UserWarning: odd\n{LATIN}\n")

    written = capsys.readouterr().err
    assert written.count("RuntimeError") >= 4, "exceptions are told, with their kinds"
    assert "quoting" in written, "and where they came from"
    assert "unreadable" in written
    assert [canary for canary in CANARIES if canary in written] == []


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (
            f"https://api.telegram.org/bot{DEFAULT_TOKEN}/getMe",
            "https://api.telegram.org/bot<token>/getMe",
        ),
        ("postgresql://user:word@host/name", "postgresql://<password>@host/name"),
        (
            "2027-02-15T08:30:00Z sent 8123456789 in 12.5 ms",
            "2027-02-15T08:30:00Z sent 8123456789 in 12.5 ms",
        ),
        ("\\u041c\\u0430\\u0448\\u0430", "…"),
    ],
)
def test_what_is_left_of_a_line(line: str, left: str):
    assert redact(line) == left


def test_a_crash_of_the_program_is_told_without_its_words(tmp_path: Path):
    script = (
        "from bot.logs import configure\n"
        "configure('console', 'INFO')\n"
        f"raise RuntimeError('{TOKEN} {SURNAME}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 1
    assert "RuntimeError" in done.stderr
    assert [canary for canary in CANARIES if canary in done.stderr] == []
