"""What comes from groups and channels: nothing of it is kept, and little of it is answered.

An answer there would show one person's data to others, and what people say there to each other is
not for us. A coordinator may make a group the chat of his municipality (bot/group_chats.py);
whoever gives another command is told once in a while to write in private.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

_SHARED = frozenset({"group", "supergroup", "channel"})
_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,64}(?:@([A-Za-z0-9_]{1,64}))?(?:\s|$)", re.ASCII)
# «/bind», «/unbind», and what the button that adds the bot to a group says in its first message.
_BIDDING = re.compile(
    r"(?:(?P<end>/unbind)|/bind|/start)(?:@[A-Za-z0-9_]{1,64})?(?:\s+bind-(?P<place>[1-9][0-9]{0,8}))?",
    re.ASCII,
)
# What was said as long ago as that was said while the bot was away.
_STALE = timedelta(minutes=10)
# What columns of ids take.
_LARGEST = 1 << 63
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


@dataclass(frozen=True, slots=True)
class Bidding:
    """Somebody tells the bot to make a group the chat of a municipality, or to let it go."""

    chat_id: int
    sender_id: int
    language: str | None
    addressee: str | None
    # None: his only one.
    place_id: int | None
    is_end: bool


def bidding_in(raw: dict[str, Any], now: datetime) -> Bidding | None:
    """What a command of an update bids the bot to do with the group."""
    asked = asked_in(raw, now)
    if asked is None or now - asked.at >= _STALE:
        return None
    message = raw["message"]
    found = _BIDDING.fullmatch(message["text"].strip())
    sender = message["from"].get("id")
    if found is None or not isinstance(sender, int) or asked.chat_id >= 0:
        return None
    place = found["place"]
    if message["text"].startswith("/start") and place is None:
        # As everybody begins: nothing is meant by it here.
        return None
    return Bidding(
        chat_id=asked.chat_id,
        sender_id=sender,
        language=asked.language,
        addressee=asked.addressee,
        place_id=int(place) if place else None,
        is_end=found["end"] is not None,
    )


def expelled_from(raw: dict[str, Any]) -> int | None:
    """The group that the bot was removed from."""
    change = raw.get("my_chat_member")
    if not isinstance(change, dict):
        return None
    new = change.get("new_chat_member")
    status = new.get("status") if isinstance(new, dict) else None
    return _chat_id(change) if status in {"left", "kicked"} else None


def moved_in(raw: dict[str, Any]) -> tuple[int, int] | None:
    """From which number to which a group has moved, as told in either of the two."""
    message = raw.get("message")
    here = _chat_id(message) if isinstance(message, dict) else None
    if here is None or not isinstance(message, dict):
        return None
    to = _group_number(message.get("migrate_to_chat_id"))
    since = _group_number(message.get("migrate_from_chat_id"))
    if to is not None:
        return here, to
    return (since, here) if since is not None else None


def _chat_id(content: dict[str, Any]) -> int | None:
    chat = content.get("chat")
    return _group_number(chat.get("id") if isinstance(chat, dict) else None)


def _group_number(number: object) -> int | None:
    """A group's number, as far as a database can hold it."""
    return number if isinstance(number, int) and -_LARGEST <= number < 0 else None


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
