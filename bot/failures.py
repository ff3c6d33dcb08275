"""What an exception of a request means for the message: one table for all senders."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError, ClientError


class Fate(Enum):
    """What is known of a message whose request failed."""

    # Surely not delivered; may be tried again.
    RETRY = auto()
    # May have been delivered: the connection broke after the request had left.
    UNCERTAIN = auto()
    # Hardly delivered: the server, or a proxy before it, answered with an error of its own.
    STUMBLED = auto()
    # The person cannot be reached at all.
    UNREACHABLE = auto()
    # This message can never be sent.
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Failure:
    """A classified exception."""

    fate: Fate
    reason: str
    delay: timedelta = timedelta()


FAILURES = (TelegramAPIError, ClientDecodeError, ClientError, asyncio.TimeoutError, OSError)
_GONE = ("chat not found", "user is deactivated", "bot can't initiate")


def classify(error: BaseException) -> Failure:  # noqa: C901, PLR0911 - a table
    """Read an exception of FAILURES; the order matters, some are subclasses of others."""
    match error:
        case TelegramRetryAfter():
            return Failure(Fate.RETRY, "flood", timedelta(seconds=error.retry_after))
        case TelegramEntityTooLarge():
            return Failure(Fate.REFUSED, "too_large")
        case TelegramForbiddenError():
            return Failure(Fate.UNREACHABLE, "blocked")
        case TelegramBadRequest() if any(words in error.message for words in _GONE):
            return Failure(Fate.UNREACHABLE, "chat_not_found")
        case TelegramBadRequest() | TelegramNotFound():
            return Failure(Fate.REFUSED, f"refused: {error.message}")
        case TelegramMigrateToChat():
            # A group is a supergroup now, with another number.
            return Failure(Fate.REFUSED, "group_moved")
        case TelegramUnauthorizedError():
            return Failure(Fate.RETRY, "unauthorized", timedelta(minutes=1))
        case TelegramServerError():
            return Failure(Fate.STUMBLED, "server_error", timedelta(seconds=5))
        case ClientDecodeError():
            return Failure(Fate.STUMBLED, "not_an_answer", timedelta(seconds=5))
        case TelegramNetworkError() | ClientConnectorError() if _never_connected(error):
            return Failure(Fate.RETRY, "no_connection", timedelta(seconds=5))
    # A torn connection, a time-out.
    return Failure(Fate.UNCERTAIN, type(error).__name__)


def _never_connected(error: BaseException) -> bool:
    causes = (error, error.__cause__, error.__context__)
    return any(isinstance(cause, ClientConnectorError) for cause in causes)
