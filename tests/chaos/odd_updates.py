"""Updates that no tester would write: every type aiogram knows, spoilt in every way.

All choices come from one `random.Random`, so that a seed tells the whole story.
"""

import copy
import random
import types
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from aiogram.types import Message, Update
from aiogram.types.base import TelegramObject

from keyboards.callbacks import TAPS
from keyboards.tap import LARGEST

Json = dict[str, Any]
KINDS = tuple(name for name in Update.model_fields if name != "update_id")
COMMANDS = (
    *("start", "menu", "plan", "report", "stats", "import", "dates", "broadcast", "settings"),
    *("people", "places", "audit", "why", "help", "cancel", "privacy", "mydata", "forget", "no"),
)

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
_TEXTS = (
    "да",
    "нет",
    "12",
    "0",
    "-1",
    "٣٤",
    "15.04.2027",
    "31.02.2027",
    "завтра",
    "в 25:99",
    "99999999999999999999",
    "1e309",
    "Берёзовская",
    "Луговской район",
    "<b>жирно",
    "</b></i>&amp;&lt;<tg-spoiler>",
    '"><a href="tg://user?id=1">x</a>',
    "&#0; &#x110000; &nbsp;",
    "'; DROP TABLE person; --",
    "%s %d {0} {name} {t}",
    "\u202eкарета\u202c",
    "\u2066\u200f\u200e",
    "нуль\x00внутри",
    "\x00",
    "\x07\x1b[31m\x7f",
    "\u200b",
    "\ufeff",
    "\ufffe\uffff",
    "e\u0301" * 40,
    "Z" + "\u0334\u0335\u0336" * 60,
    FAMILY,
    FAMILY * 300,
    "🏴\U000e0067\U000e0062\U000e007f",
    "🇷🇺" * 50,
    "﷽" * 200,
    "𝕳𝖊𝖑𝖑𝖔",
    "я" * 4096,
    "я" * 4097,
    "слово " * 1500,
    "<" * 4096,
    "&" * 4096,
    "\n" * 500 + ".",
    " ",
    "",
    "\ud800",
    "a\udfffb",
    "https://example.org/" + "a" * 2100,
    "/" * 200,
    "= 1 + 1",
    "+79990000000",
    "@" + "u" * 64,
)
_NUMBERS = (
    0,
    1,
    -1,
    2**31 - 1,
    2**31,
    2**52,
    2**53 + 1,
    2**63 - 1,
    2**63,
    -(2**63) - 1,
    10**20,
    10**400,
    -(10**19),
)
_ODD = (None, True, [], {}, "", "x", "\x00", 1.5, -0.0, 1e308, [[]], {"": None}, *_NUMBERS)
_DEEPEST = 5


def odd_text(dice: random.Random) -> str:
    """A text, or two of them joined, or letters from anywhere in Unicode."""
    match dice.randrange(6):
        case 0:
            return "".join(chr(dice.randrange(0x110000)) for _ in range(dice.randrange(40)))
        case 1:
            return dice.choice(_TEXTS) + dice.choice(_TEXTS)
        case 2:
            return f"/{dice.choice(COMMANDS)} {dice.choice(_TEXTS)}"
        case 3:
            return f"/{dice.choice(COMMANDS)}"
    return dice.choice(_TEXTS)


def forged_data(dice: random.Random) -> str:
    """What a button of ours could carry, with ids and words of somebody's choice."""
    kind = dice.choice(TAPS)
    hints = get_type_hints(kind)
    values: list[str] = []
    for one in fields(kind):
        hint = hints[one.name]
        if hint is int:
            values.append(str(dice.choice([dice.randint(0, 60), dice.randint(-3, LARGEST)])))
        elif hint is str:
            values.append(dice.choice(["", "ru", "en", "title", "date", "x" * 20, "-_"]))
        else:
            values.append(str(dice.choice(list(hint))))
    return ":".join([kind.prefix, *values]).encode()[:64].decode()


def spoilt_data(dice: random.Random, whole: str) -> str:
    """The data of a button, cut, grown or with rubbish in it."""
    parts = whole.split(":")
    at = dice.randrange(len(parts))
    match dice.randrange(6):
        case 0:
            return whole[: dice.randrange(len(whole) + 1)]
        case 1:
            parts.insert(at, str(dice.randint(-5, 5)))
        case 2:
            parts[at] = str(dice.choice(_NUMBERS))[:30]
        case 3:
            parts[at] = dice.choice(_TEXTS)[:30]
        case 4:
            del parts[at]
        case _:
            parts[at] = str(dice.randint(0, 99))
    return ":".join(parts)[:64]


def anything(dice: random.Random, kind: str, user: Json, now: int) -> Json:
    """The content of an update of a kind, made from aiogram's own description of it."""
    annotation = Update.model_fields[kind].annotation
    made = _value(dice, annotation, 0, user, now)
    return made if isinstance(made, dict) else {}


def message_like(dice: random.Random, message: Json, user: Json, now: int) -> Json:
    """A private message with something unusual in it, beside the text or instead of it."""
    changed = copy.deepcopy(message)
    if dice.random() < 0.6:
        changed.pop("text", None)
        changed.pop("entities", None)
    for name in dice.sample(_message_parts(), dice.choice([1, 1, 2])):
        field = Message.model_fields[name]
        made = _value(dice, field.annotation, 2, user, now)
        if made is not None:
            changed[field.alias or name] = made
    if dice.random() < 0.5 and "text" not in changed:
        changed["caption"] = odd_text(dice)
    return changed


@cache
def _message_parts() -> list[str]:
    fixed = {"message_id", "date", "chat", "from_user", "sender_chat", "via_bot"}
    return sorted(set(Message.model_fields) - fixed)


def spoilt(dice: random.Random, update: Json) -> Json:
    """An update with one to three of its parts missing, doubled, or of another type."""
    changed = copy.deepcopy(update)
    for _ in range(dice.randint(1, 3)):
        holders = [holder for holder in _holders(changed) if holder]
        if not holders:
            break
        holder = dice.choice(holders)
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = dice.choice(keys)
        match dice.randrange(5):
            case 0:
                del holder[key]
            case 1:
                holder[key] = dice.choice(_ODD)
            case 2:
                holder[key] = dice.choice(_NUMBERS)
            case 3:
                holder[key] = odd_text(dice)
            case _:
                holder[key] = [copy.deepcopy(holder[key])]
    return changed


def _holders(value: Any) -> list[Any]:
    found: list[Any] = []
    if isinstance(value, dict | list):
        found.append(value)
        for part in value.values() if isinstance(value, dict) else value:
            found += _holders(part)
    return found


def _value(dice: random.Random, wanted: Any, depth: int, user: Json, now: int) -> Any:
    """A JSON value of an annotated type."""
    origin = get_origin(wanted)
    if origin is Literal:
        return dice.choice(get_args(wanted))
    if origin is list:
        (item,) = get_args(wanted)
        return [_value(dice, item, depth + 1, user, now) for _ in range(dice.randrange(3))]
    if origin in (Union, types.UnionType):
        kinds = [kind for kind in get_args(wanted) if kind is not type(None)]
        return _value(dice, dice.choice(kinds), depth, user, now)
    if isinstance(wanted, type) and issubclass(wanted, TelegramObject):
        return _object(dice, wanted, depth, user, now)
    plain: dict[Any, Callable[[], Any]] = {
        int: lambda: dice.choice([dice.randrange(1000), dice.choice(_NUMBERS)]),
        float: lambda: dice.uniform(-90, 90),
        bool: lambda: dice.random() < 0.5,
        datetime: lambda: now - dice.randrange(100_000),
        str: lambda: dice.choice(["x", "file-1", "photo", odd_text(dice)]),
    }
    return plain.get(wanted, lambda: "x")()


def _object(
    dice: random.Random, kind: type[TelegramObject], depth: int, user: Json, now: int
) -> Json:
    if kind.__name__ == "User" and dice.random() < 0.9:
        return dict(user)
    if kind.__name__ == "Chat" and dice.random() < 0.8:
        return dice.choice(
            [
                {"id": user.get("id"), "type": "private", "first_name": "x"},
                {"id": -1_000_000_000_000 - dice.randrange(5), "type": "supergroup", "title": "г"},
                {"id": -77, "type": "group", "title": "г"},
                {"id": -1_002_000_000_000, "type": "channel", "title": "к"},
            ]
        )
    made = {}
    for name, field in kind.model_fields.items():
        likely = 1.0 if field.is_required() else (0.25, 0.12, 0.05, 0.0, 0.0, 0.0)[min(depth, 5)]
        if dice.random() >= likely or (depth > _DEEPEST and not field.is_required()):
            continue
        made[field.alias or name] = (
            {} if depth > 2 * _DEEPEST else _value(dice, field.annotation, depth + 1, user, now)
        )
    return made
