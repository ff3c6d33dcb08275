"""Everything about the sandbox that a test or the demo may want to change.

Numbers Telegram publishes are the defaults; numbers it does not publish (life
of a callback, burst of the rate limit) are settings for the same reason.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

MEBIBYTE = 1 << 20


class WallClock(Protocol):
    """Whatever can tell an aware moment; a demo clock may jump by days."""

    def now(self) -> datetime:
        """The current moment, with a time zone."""
        ...


@dataclass(frozen=True)
class Rates:
    """Sending limits as token buckets: steady rate and how much may come at once."""

    per_chat: float = 1.0
    chat_burst: int = 3
    overall: float = 30.0
    overall_burst: int = 30


@dataclass(frozen=True)
class Settings:
    """Limits and profiles; the default is lenient, `strict()` is for limit tests."""

    rates: Rates | None = None
    buttons_limit: int = 100
    callback_seconds: float = 15.0
    refuse_second_answer: bool = True
    inaccessible_after: timedelta | None = None
    delete_within: timedelta = timedelta(hours=48)
    update_seconds: float = 24 * 3600.0
    file_link_seconds: float = 3600.0
    upload_limit: int = 50 * MEBIBYTE
    photo_limit: int = 10 * MEBIBYTE
    download_limit: int = 20 * MEBIBYTE
    strict_polling: bool = False
    conflict_delay_seconds: float = 0.0
    webhook_retry_seconds: float = 0.2
    webhook_timeout_seconds: float = 10.0
    allow_real_tokens: bool = False
    first_update_id: int | None = None

    @classmethod
    def strict(cls) -> "Settings":
        """The profile with every optional limit switched on."""
        return cls(rates=Rates(), strict_polling=True, conflict_delay_seconds=3.0)


@dataclass
class Profile:
    """What the bot has told Telegram about itself."""

    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int | None, dict[str, object]] = field(default_factory=dict)
