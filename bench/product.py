"""The product as a child that can be asked what it costs: built as `python -m bot` builds it.

python -m bench.product '{"api": …, "database": …, "rates": "product", "clock": null}'
"""

import asyncio
import json
import sys
from datetime import datetime
from typing import Any

from bench.process import TOKEN, Stalls, cpu, obey, quiet, settled
from bot.app import build
from bot.config import Settings
from bot.logs import configure
from bot.pace import UNLIMITED, Rates
from services.clock import Clock, SystemClock, TrialClock


async def _main(options: dict[str, Any], stalls: Stalls) -> None:
    configure("console", "ERROR")
    settings = Settings(
        _env_file=None,
        bot_token=TOKEN,
        bot_api_url=options["api"],
        database_url=options["database"],
        backup_every=0,
    )
    clock: Clock = SystemClock()
    if options.get("clock"):
        clock = TrialClock(datetime.fromisoformat(options["clock"]))

    async def now(_what: Any) -> str:
        return clock.now().isoformat()

    rates = UNLIMITED if options["rates"] == "unlimited" else Rates()
    async with build(settings, clock, None, rates) as app, app.working():
        settled()
        await obey({"cpu": cpu, "stalls": stalls.told, "now": now})


if __name__ == "__main__":
    quiet()
    asyncio.run(_main(json.loads(sys.argv[1]), Stalls()))
