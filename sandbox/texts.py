"""Rules for the words of a message: length, emptiness, entities.

Lengths are counted after parsing and trimming, as the server counts them, so
a bot may send more markup than text.
"""

import re
from typing import Any

from sandbox.entities import Entity, parse_html, utf16_length
from sandbox.params import Params
from sandbox.refusals import bad_request

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
RAW_LIMIT = 32768

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\t]")
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")
_URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")
_OPAQUE = frozenset({"code", "pre", "text_link"})
_BLANK = " \n\t\r\x0b\x00"


def message_text(params: Params) -> tuple[str, list[Entity]]:
    """The text of a message, checked."""
    raw = params.text("text")
    if len(raw.encode()) > RAW_LIMIT:
        bad_request("text is too long")
    if not raw:
        bad_request("message text is empty")
    text, entities = formatted(raw, params.text("parse_mode"), params.objects("entities"))
    if not text:
        bad_request("text must be non-empty")
    if len(text) > TEXT_LIMIT:
        bad_request("message is too long")
    return text, entities


def message_caption(params: Params) -> tuple[str, list[Entity]]:
    """The caption of a media message, possibly empty, checked."""
    return checked_caption(
        params.text("caption"), params.text("parse_mode"), params.objects("caption_entities")
    )


def checked_caption(
    raw: str, parse_mode: str, explicit: list[dict[str, Any]]
) -> tuple[str, list[Entity]]:
    """A caption given by its parts, as an album item carries it."""
    text, entities = formatted(raw, parse_mode, explicit)
    if len(text) > CAPTION_LIMIT:
        bad_request("message caption is too long")
    return text, entities


def formatted(
    raw: str, parse_mode: str, explicit: list[dict[str, Any]]
) -> tuple[str, list[Entity]]:
    """Parse, clean, trim and find what Telegram finds by itself."""
    mode = parse_mode.lower()
    if mode == "html":
        text, entities = parse_html(raw)
    elif mode in {"", "none"}:
        text, entities = raw, _checked_entities(explicit)
    else:
        bad_request("unsupported parse_mode")
    text, entities = _clean(text, entities)
    text, entities = _trim(text, entities)
    return text, with_detected(text, entities)


def caption_fields(caption: tuple[str, list[Entity]]) -> dict[str, Any]:
    """A caption as fields of a message; an empty one has none."""
    text, entities = caption
    fields: dict[str, Any] = {}
    if text:
        fields["caption"] = text
    if entities:
        fields["caption_entities"] = entities
    return fields


def text_fields(text: str, entities: list[Entity]) -> dict[str, Any]:
    """A text as fields of a message."""
    return {"text": text, "entities": entities} if entities else {"text": text}


def with_detected(text: str, entities: list[Entity]) -> list[Entity]:
    """Add commands and bare links, outside of code and of other links."""
    taken = [
        range(item["offset"], item["offset"] + item["length"])
        for item in entities
        if item["type"] in _OPAQUE
    ]
    found = list(entities)
    for kind, pattern in (("url", _URL), ("bot_command", _COMMAND)):
        for match in pattern.finditer(text):
            span = range(utf16_length(text[: match.start()]), utf16_length(text[: match.end()]))
            if not any(span.start < other.stop and other.start < span.stop for other in taken):
                taken.append(span)
                found.append({"type": kind, "offset": span.start, "length": len(span)})
    return sorted(found, key=lambda item: (item["offset"], -item["length"]))


def _checked_entities(explicit: list[dict[str, Any]]) -> list[Entity]:
    for item in explicit:
        numbers = (item.get("offset"), item.get("length"))
        if not isinstance(item.get("type"), str) or not all(
            isinstance(number, int) and 0 <= number <= RAW_LIMIT for number in numbers
        ):
            bad_request("can't parse MessageEntity")
    return [dict(item) for item in explicit if item["length"] > 0]


def _clean(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Carriage returns vanish, other control characters become spaces."""
    if "\r" in text:
        units = text.encode("utf-16-le", "surrogatepass")
        positions = [
            index for index in range(0, len(units), 2) if units[index : index + 2] == b"\r\x00"
        ]
        gone = [position // 2 for position in positions]
        entities = _shifted(entities, gone)
        text = text.replace("\r", "")
    return _CONTROL.sub(" ", text), entities


def _shifted(entities: list[Entity], gone: list[int]) -> list[Entity]:
    moved = []
    for item in entities:
        end = item["offset"] + item["length"]
        before = sum(1 for place in gone if place < item["offset"])
        inside = sum(1 for place in gone if item["offset"] <= place < end)
        if item["length"] > inside:
            moved.append(
                item | {"offset": item["offset"] - before, "length": item["length"] - inside}
            )
    return moved


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut blanks at both ends, entities included."""
    shorter = text.rstrip(_BLANK)
    core = shorter.lstrip(_BLANK)
    start = len(shorter) - len(core)
    length = utf16_length(core)
    kept = []
    for item in entities:
        begin = max(item["offset"] - start, 0)
        end = min(item["offset"] + item["length"] - start, length)
        if end > begin:
            kept.append(item | {"offset": begin, "length": end - begin})
    return core, kept
