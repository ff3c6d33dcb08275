"""`python -m services.official`: makes one paper in a process of its own, out of the bot's way.

Reads one line of JSON, the address of the database and the order; writes lines of JSON that tell
how far it is, then one that tells the length of the file, then the file.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

from db.database import Database
from roadmap.confine import confine
from services.errors import NotFoundError
from services.official.making import make
from services.official.order import Order

# Less urgent than whatever answers people: nice knows nothing lower.
_NICE = 19
# Where Linux weighs sessions before it weighs the processes in them, the session needs it as well.
_SESSION = Path("/proc/self/autogroup")
_LIMITS = {"CPU": 600, "AS": 3 * 1024 * 1024 * 1024, "CORE": 0}


def main() -> int:
    """Make the paper that stdin asks for."""
    give_way()
    confine(_LIMITS)
    asked = json.loads(sys.stdin.buffer.readline())
    out = sys.stdout.buffer
    asyncio.run(_answer(out, asked))
    return 0


def give_way() -> None:
    """Take the processor only while nobody else wants it, as far as this system can do that."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(_NICE)
    with contextlib.suppress(AttributeError, OSError):
        # Whoever else wakes up goes on at once, not at the end of a turn.
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    with contextlib.suppress(OSError):
        _SESSION.write_text(str(_NICE), encoding="ascii")


async def _answer(out: BinaryIO, asked: dict[str, Any]) -> None:
    database = Database(asked["database"])
    try:
        made = await make(
            database,
            Order.from_json(asked["order"]),
            lambda stage, done, of: _say(out, {"stage": stage, "done": done, "of": of}),
        )
    except NotFoundError:
        _say(out, {"trouble": "not_found"})
        return
    finally:
        await database.close()
    _say(out, {"name": made.name, "sentences": made.sentences, "length": len(made.content)})
    out.write(made.content)
    out.flush()


def _say(out: BinaryIO, line: dict[str, Any]) -> None:
    out.write(json.dumps(line).encode() + b"\n")
    out.flush()


if __name__ == "__main__":
    raise SystemExit(main())
