"""Requests that surely were not executed are tried again, so that a reply is not lost."""

import asyncio
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.failures import FAILURES, Fate, classify

_TRIES = 3
_LONGEST_WAIT = 5.0
_UNTRIED = frozenset({"GetRawUpdates", "GetUpdates"})


class RetryUnsent(BaseRequestMiddleware):
    """Waits out short `retry_after` and refused connections; everything else is passed on."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make a request up to three times."""
        for attempt in range(1, _TRIES + 1):
            try:
                return await make_request(bot, method)
            except FAILURES as error:
                wait = self._wait(error, method, attempt)
                if wait is None:
                    raise
                await asyncio.sleep(wait)
        raise AssertionError("unreachable")

    def _wait(self, error: BaseException, method: Any, attempt: int) -> float | None:
        failure = classify(error)
        seconds = min(failure.delay.total_seconds(), _LONGEST_WAIT + 1)
        if (
            failure.fate is not Fate.RETRY
            or attempt == _TRIES
            or seconds > _LONGEST_WAIT
            or type(method).__name__ in _UNTRIED
        ):
            return None
        return seconds
