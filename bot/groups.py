"""What comes from groups and channels: nothing of it is kept or answered, but for one hint.

An answer there would show one person's data to others, and what people say there to each other is
not for us. Whoever gives a command is told once in a while to write in private.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_SHARED = frozenset({"group", "supergroup", "channel"})
_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,64}(?:@([A-Za-z0-9_]{1,64}))?(?:\s|$)", re.ASCII)
# Whoever writes for a group without a name of his own.
_ANONYMOUS = 1_087_968_824


@dataclass(frozen=True, slots=True)
class Asked:
    """A command given in a group."""

    chat_id: int
    at: datetime
    language: str | None
    # The bot it names, if it names one.
    addressee: str | None


def is_shared(raw: dict[str, Any]) -> bool:
    """Whether an update comes from where more than one person reads."""
    return any(_kind_of(content) in _SHARED for content in raw.values())


def is_own_offer(raw: dict[str, Any]) -> bool:
    """Whether it is a card of ours that somebody has put into his chat with us: no words of his.

    What other bots have offered is a message like any other.
    """
    message = raw.get("message")
    markup = message.get("reply_markup") if isinstance(message, dict) else None
    return isinstance(message, dict) and "via_bot" in message and isinstance(markup, dict)


def asked_in(raw: dict[str, Any], now: datetime) -> Asked | None:
    """The command that an update from a group gives, if it is one to be answered."""
    message = raw.get("message")
    if not isinstance(message, dict) or _kind_of(message) == "channel":
        return None
    text, sender, date = (message.get(name) for name in ("text", "from", "date"))
    chat_id = message["chat"].get("id")
    if not (isinstance(text, str) and isinstance(sender, dict) and isinstance(chat_id, int)):
        return None
    found = _COMMAND.match(text)
    # Two bots must not talk to each other for ever.
    is_bot = sender.get("is_bot") is not False and sender.get("id") != _ANONYMOUS
    if found is None or is_bot or not isinstance(date, int):
        return None
    language = sender.get("language_code")
    try:
        at = datetime.fromtimestamp(date, now.tzinfo)
    except (OverflowError, ValueError, OSError):
        return None
    return Asked(chat_id, at, language if isinstance(language, str) else None, found.group(1))


def _kind_of(content: Any) -> str | None:
    """Of which kind the chat of a message, a tapped button or a change of rights is."""
    for where in (content, content.get("message") if isinstance(content, dict) else None):
        chat = where.get("chat") if isinstance(where, dict) else None
        kind = chat.get("type") if isinstance(chat, dict) else None
        if isinstance(kind, str):
            return kind
    return None
