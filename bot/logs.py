"""Logs: structured, with ids only; tokens, names and texts are blacked out whatever logs them.

The program logs ids. What others log for it (a library's warning, the text of an exception) may
quote an update, so every line goes through one filter, the last step before it is written.
"""

import logging
import re
import sys
import threading
from collections.abc import Iterable, MutableMapping
from types import TracebackType
from typing import Any

import structlog

_TOKENS = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}|(?<=/bot)[^/\s'\"]+(?=[/\s'\"])")
_PASSWORDS = re.compile(r"(?<=://)[^/\s@]+(?=@)")
_PHONES = re.compile(r"(?:\+7|\b8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}\b")
# Our log is English: Cyrillic, plain or escaped, is a quotation of somebody.
_CYRILLIC = re.compile("(?:(?:[\u0400-\u04ff]|\\\\u04[0-9a-fA-F]{2})[\\s.,-]*)+")
# What updates and errors of validation quote: names and texts in any alphabet.
_FIELDS = re.compile(
    r"([\"']?(?:first_name|last_name|full_name|username|title|text|caption|phone_number|file_name)"
    r"[\"']?\s*[:=]\s*)(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
)
_INPUTS = re.compile(r"(input_value=).*?(?=, input_type=)", re.DOTALL)
_SHAPES = (
    (_TOKENS, "<token>"),
    (_PASSWORDS, "<password>"),
    (_PHONES, "<phone>"),
    (_CYRILLIC, "…"),
)
_QUIET = ("aiogram", "apscheduler", "aiosqlite", "alembic", "asyncio")
_WARNING = 200


def configure(log_format: str, level: str, secrets: Iterable[str] = ()) -> None:
    """Send structlog, the standard library, warnings and crashes through one redacting formatter.

    `secrets` are known words that must not appear, such as the token.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        _Redacting(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=shared,
                processors=[
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _redact_values,
                    renderer,
                ],
            ),
            tuple(secret for secret in secrets if secret),
        )
    )
    handler.addFilter(_shorten_warnings)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _log_crash
    threading.excepthook = _log_thread


def redact(text: str) -> str:
    """Black out tokens, passwords, telephone numbers, and what quotes people."""
    text = _FIELDS.sub(r'\1"…"', _INPUTS.sub(r"\1…", text))
    return _blacken(text)


def _blacken(text: str) -> str:
    """What is told by its own shape; a line of JSON stays one."""
    for pattern, instead in _SHAPES:
        text = pattern.sub(instead, text)
    return text


def _redact_values(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Any:
    """Before a line is put together: quotation marks are not escaped yet."""
    return {key: _value(value) for key, value in event.items()}


def _value(value: Any) -> Any:
    match value:
        case str():
            return redact(value)
        case bool() | int() | float() | None:
            return value
    return redact(repr(value))


class _Redacting(logging.Formatter):
    """The last step of every record, exception texts included."""

    def __init__(self, inner: logging.Formatter, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        text = self._inner.format(record)
        for secret in self._secrets:
            text = text.replace(secret, "<token>")
        return _blacken(text)


def _shorten_warnings(record: logging.LogRecord) -> bool:
    """A warning is its first line: libraries quote whole updates below it."""
    if record.name == "py.warnings":
        record.msg, record.args = record.getMessage().splitlines()[0][:_WARNING], ()
    return True


def _log_crash(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """The end of the program, through the same filter as everything."""
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("crashed", exc_info=(kind, error, traceback))


def _log_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _log_crash(args.exc_type, args.exc_value, args.exc_traceback)
