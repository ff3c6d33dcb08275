"""Settings from the environment and `.env`; a wrong one ends the program with one clear line."""

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.broadcast_limits import ALONE_UP_TO, MUNICIPAL_A_DAY, REGIONAL_A_DAY, Limits
from services.clock import Clock, SystemClock, TrialClock
from services.file_kinds import LARGEST_MEGABYTES
from services.privacy import Operator

EXIT_CONFIG = 78
EXIT_SECOND_INSTANCE = 75
EXIT_DAMAGED = 65
EXIT_FAILED = 1

_HINTS = {
    "bot_token": "write the token that @BotFather gave you, like 123456:ABC-DEF",
    "bot_api_url": "write an address like https://api.telegram.org",
    "bot_proxy": "write an address like socks5://user:password@host:1080, or leave it out",
    "database_url": "write sqlite+aiosqlite:///data/marshrut.db or postgresql+asyncpg://…",
    "default_timezone": "write an IANA zone like Europe/Moscow",
    "log_format": "write console or json",
    "log_level": "write DEBUG, INFO, WARNING or ERROR",
    "clock_start": "write a time with its offset, like 2027-02-15T08:30:00+07:00",
    "clock_speed": "write a number above 0, like 60",
    "operator_name": "write who answers for the data, at most 200 characters",
    "operator_contact": "write how to reach the operator, at most 200 characters",
    "operator_chat": "write the number of a chat that has started the bot, or leave it out",
    "allow_clock_control": "write 1 to allow CLOCK_START and CLOCK_SPEED in a trial",
    "backup_every": "write hours between two backups, or 0 for none",
    "backup_keep": "write how many backups to keep, at least 1",
    "broadcasts_a_day_municipal": "write how many announcements a day, at least 1",
    "broadcasts_a_day_regional": "write how many announcements a day, at least 1",
    "broadcast_alone_up_to": "write a number of people, 0 if two are always to look",
    "file_megabytes": f"write how many megabytes a file may have, at most {LARGEST_MEGABYTES}",
    "s3_endpoint": "write an address like https://storage.example.org, or leave it out",
    "calendar_url": "write the address at which calendars reach the server, like "
    "https://bot.example.org/calendar",
    "http_port": "write a port number, or leave it out for no server",
    "webhook_url": "write the address that Telegram shall call, like https://bot.example.org/hook",
    "webhook_secret": "write at least 32 letters, digits, hyphens or underscores",
}
# What settings ask of each other.
_RULES = {
    "ALLOW_CLOCK_CONTROL": "CLOCK_START and CLOCK_SPEED are for trials only: "
    "set ALLOW_CLOCK_CONTROL=1 as well, or leave them out.",
    "WEBHOOK_SECRET": "WEBHOOK_SECRET is missing: a webhook without a secret would take updates "
    "from anybody; write at least 32 letters, digits, hyphens or underscores.",
    "S3_ENDPOINT": "S3_ENDPOINT, S3_BUCKET, S3_KEY_ID and S3_SECRET belong together: write all of "
    "them, or leave them all out.",
    "FILES_DIR": "FILES_DIR and S3_ENDPOINT are two places for the same copies: leave one out.",
    "HTTP_PORT": "HTTP_PORT is missing: WEBHOOK_URL and CALENDAR_URL need the server.",
}


class SettingsError(Exception):
    """A setting is missing or wrong; the text is one line that names it."""


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("unknown zone") from error
    return value


def _token(value: SecretStr) -> SecretStr:
    number, _, secret = value.get_secret_value().partition(":")
    if not (number.isascii() and number.isdigit() and secret and " " not in secret):
        raise ValueError("not a token")
    return value


def _plain(value: SecretStr) -> SecretStr:
    # What Telegram allows in the header.
    if not re.fullmatch(r"[A-Za-z0-9_-]+", value.get_secret_value()):
        raise ValueError("not a secret token")
    return value


def _with_offset(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise ValueError("no offset")
    return value


def _address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("not an address")
    return value.rstrip("/")


def _database(value: str) -> str:
    if not value.startswith(("sqlite+aiosqlite://", "postgresql+asyncpg://")):
        raise ValueError("unknown database")
    return value


def _hook(value: str | None) -> str | None:
    return value if value is None else _address(value)


class DatabaseSettings(BaseSettings):
    """What the command line needs: no token."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    database_url: Annotated[str, AfterValidator(_database)] = "sqlite+aiosqlite:///data/marshrut.db"
    default_timezone: Annotated[str, AfterValidator(_zone)] = "Europe/Moscow"
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    allow_clock_control: bool = False
    clock_start: Annotated[datetime | None, AfterValidator(_with_offset)] = None
    clock_speed: float = Field(default=1.0, gt=0)
    operator_name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    # A chat that hears of standstills when there is no owner.
    operator_chat: int | None = None
    operator_contact: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""

    # Announcements a day by role, and above how many people a second coordinator looks at one.
    broadcasts_a_day_municipal: int = Field(default=MUNICIPAL_A_DAY, ge=1)
    broadcasts_a_day_regional: int = Field(default=REGIONAL_A_DAY, ge=1)
    broadcast_alone_up_to: int = Field(default=ALONE_UP_TO, ge=0)

    backup_dir: Path | None = None
    backup_every: float = Field(default=1.0, ge=0)
    backup_keep: int = Field(default=72, ge=1)
    heartbeat_file: Path | None = None

    # Where copies of files go that come with reports: a folder, or a bucket that speaks S3.
    files_dir: Path | None = None
    file_megabytes: int = Field(default=LARGEST_MEGABYTES, ge=1, le=LARGEST_MEGABYTES)
    s3_endpoint: Annotated[str | None, AfterValidator(_hook)] = None
    s3_bucket: str | None = None
    s3_key_id: str | None = None
    s3_secret: SecretStr | None = None
    # Servers of one's own have one region, whatever it is called.
    s3_region: str = "us-east-1"

    @model_validator(mode="after")
    def _one_place_for_copies(self) -> "DatabaseSettings":
        bucket = (self.s3_endpoint, self.s3_bucket, self.s3_key_id, self.s3_secret)
        if any(bucket) and not all(bucket):
            raise ValueError("S3_ENDPOINT")
        if all(bucket) and self.files_dir is not None:
            raise ValueError("FILES_DIR")
        return self

    @model_validator(mode="after")
    def _no_clock_without_leave(self) -> "DatabaseSettings":
        if (self.clock_start or self.clock_speed != 1.0) and not self.allow_clock_control:
            raise ValueError("ALLOW_CLOCK_CONTROL")
        return self


class Settings(DatabaseSettings):
    """What the running bot needs."""

    bot_token: Annotated[SecretStr, AfterValidator(_token)]
    bot_api_url: Annotated[str, AfterValidator(_address)] = "https://api.telegram.org"
    bot_proxy: str | None = None
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535)] | None = None
    # Where calendars of phones reach this server; without it nobody is offered an address.
    calendar_url: Annotated[str | None, AfterValidator(_hook)] = None
    webhook_url: Annotated[str | None, AfterValidator(_hook)] = None
    webhook_secret: (
        Annotated[SecretStr, Field(min_length=32, max_length=256), AfterValidator(_plain)] | None
    ) = None

    @model_validator(mode="after")
    def _webhook_is_complete(self) -> "Settings":
        if self.webhook_url is not None:
            if self.webhook_secret is None:
                raise ValueError("WEBHOOK_SECRET")
            if self.http_port is None:
                raise ValueError("HTTP_PORT")
        return self

    @model_validator(mode="after")
    def _calendar_is_served(self) -> "Settings":
        if self.calendar_url is not None and self.http_port is None:
            raise ValueError("HTTP_PORT")
        return self

    @property
    def calendar_path(self) -> str:
        """The path of CALENDAR_URL, behind which the secret of an address stands."""
        return urlsplit(self.calendar_url or "").path

    @property
    def webhook_path(self) -> str:
        """The path of WEBHOOK_URL: what a proxy in front passes on."""
        return urlsplit(self.webhook_url or "").path or "/"


def operator_of(settings: DatabaseSettings) -> Operator:
    """Who answers for the data, as the consent names him."""
    return Operator(settings.operator_name, settings.operator_contact)


def limits_of(settings: DatabaseSettings) -> Limits:
    """How many announcements there may be, and how large."""
    return Limits.by_role(
        settings.broadcasts_a_day_municipal,
        settings.broadcasts_a_day_regional,
        settings.broadcast_alone_up_to,
    )


def make_clock(settings: DatabaseSettings) -> Clock:
    """The machine's clock, or the one of a trial."""
    if settings.clock_start is None and settings.clock_speed == 1.0:
        return SystemClock()
    start = settings.clock_start or SystemClock().now()
    return TrialClock(start, settings.clock_speed)


_S = TypeVar("_S", bound=DatabaseSettings)


def load(kind: type[_S]) -> _S:
    """Read settings; raises SettingsError with one line that says what to write."""
    try:
        return kind()
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None


def _explain(error: ValidationError) -> str:
    first = error.errors(include_input=False)[0]
    if not first["loc"]:
        return _RULES[first["msg"].rpartition(", ")[2]]
    name = str(first["loc"][0]).lower()
    state = "is missing" if first["type"] == "missing" else "is wrong"
    return f"{name.upper()} {state}: {_HINTS.get(name, 'see .env.example')}."
