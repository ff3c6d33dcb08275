"""HTML as Telegram reads it: a text and its entities, or an exact complaint.

A bot that builds messages from people's words meets the parser's limits in
production first; so the sandbox has the same tag list, the same tolerance
(stray ampersands, unknown attributes) and the same error texts with byte
offsets.  Entity offsets count UTF-16 units.
"""

import re
from dataclasses import dataclass
from typing import Any, NoReturn

from sandbox.refusals import bad_request

Entity = dict[str, Any]

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_PLAIN = re.compile(r"[^<&]+")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+));?")
_TAG_NAME = re.compile(r"[^\s>]*", re.ASCII)
_SPACES = re.compile(r"\s*", re.ASCII)
_ATTRIBUTE = re.compile(r"[^\s=>]*", re.ASCII)
_BARE_VALUE = re.compile(r"[0-9A-Za-z.\-]*")
_LINK = re.compile(r"(?:[a-z][a-z0-9+.\-]*:(?://)?)?[^\s/?#]+\.?[^\s]*", re.IGNORECASE)
_AFTER_VALUE = " \t\r\n\v\f>"
_HIGHEST = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


def utf16_length(text: str) -> int:
    """Length in the units entity offsets are counted in."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Turn marked-up text into plain text and entities, or refuse it."""
    return _Parser(source).run()


def decode_references(source: str) -> str:
    """Replace the character references Telegram knows; leave the rest alone."""
    return _REFERENCE.sub(lambda found: _decode(found) or found.group(), source)


def _decode(found: re.Match[str]) -> str | None:
    hexadecimal, decimal, name = found.groups()
    if name is not None:
        return _NAMED.get(name)
    if len(found.group()) > 11:
        return None
    code = int(hexadecimal, 16) if hexadecimal is not None else int(decimal)
    if code == 0 or code >= _HIGHEST or code in _SURROGATES:
        return None
    return chr(code)


@dataclass
class _OpenTag:
    name: str
    attributes: dict[str, str]
    offset: int
    index: int


class _Parser:
    """One pass over the source with a stack of open tags."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._text: list[str] = []
        self._length = 0
        self._open: list[_OpenTag] = []
        self._entities: list[Entity] = []

    def run(self) -> tuple[str, list[Entity]]:
        while self._at < len(self._source):
            plain = _PLAIN.match(self._source, self._at)
            if plain:
                self._write(plain.group())
                self._at = plain.end()
            elif self._source[self._at] == "&":
                self._reference()
            elif self._source.startswith("</", self._at):
                self._end_tag()
            else:
                self._start_tag()
        if self._open:
            self._fail(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        self._entities.sort(key=lambda item: (item["offset"], -item["length"]))
        return "".join(self._text), _join_code_blocks(self._entities)

    def _write(self, text: str) -> None:
        self._text.append(text)
        self._length += utf16_length(text)

    def _reference(self) -> None:
        found = _REFERENCE.match(self._source, self._at)
        char = _decode(found) if found else None
        if found is None or char is None:
            self._write("&")
            self._at += 1
            return
        self._write(char)
        self._at = found.end()

    def _start_tag(self) -> None:
        begin = self._at
        self._at += 1
        name = self._take(_TAG_NAME).lower()
        if self._ended():
            self._fail("Unclosed start tag", begin)
        if name not in _TYPES:
            self._fail(f'Unsupported start tag "{name}"', begin)
        attributes = self._attributes(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"', begin)
        if name == "tg-emoji" and not attributes.get("emoji-id", "").isdecimal():
            self._fail("Invalid custom emoji identifier specified")
        self._open.append(_OpenTag(name, attributes, self._length, len(self._text)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._take(_SPACES)
            if self._ended():
                self._fail(f'Unclosed start tag "{tag}"', begin)
            if self._source[self._at] == ">":
                self._at += 1
                return found
            name = self._take(_ATTRIBUTE).lower()
            if not name:
                self._fail(f'Empty attribute name in the tag "{tag}"', begin)
            self._take(_SPACES)
            found[name] = self._value(tag, begin)

    def _value(self, tag: str, begin: int) -> str:
        """The value after an equal sign; an attribute may also stand alone."""
        if not self._source.startswith("=", self._at):
            return ""
        self._at += 1
        self._take(_SPACES)
        if self._ended():
            self._fail(f'Unclosed start tag "{tag}"', begin)
        quote = self._source[self._at]
        if quote not in "\"'":
            return self._bare_value(tag, begin)
        end = self._source.find(quote, self._at + 1)
        if end < 0:
            self._fail(f'Unclosed start tag "{tag}"', begin)
        value = self._source[self._at + 1 : end]
        self._at = end + 1
        return decode_references(value)

    def _bare_value(self, tag: str, begin: int) -> str:
        value = self._take(_BARE_VALUE).lower()
        if self._ended():
            self._fail(f'Unclosed start tag "{tag}"', begin)
        after = self._source[self._at]
        if after not in _AFTER_VALUE:
            self._fail("Unexpected end of name token", self._at)
        return value

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            self._fail("Unexpected end tag", begin)
        self._at += 2
        name = self._take(_TAG_NAME).lower()
        self._take(_SPACES)
        if not self._source.startswith(">", self._at):
            self._fail("Unclosed end tag", begin)
        self._at += 1
        tag = self._open.pop()
        if name and name != tag.name:
            offset = self._bytes(begin)
            bad_request(
                f"can't parse entities: Unmatched end tag at byte offset {offset}, "
                f'expected "</{tag.name}>", found "</{name}>"'
            )
        self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        length = self._length - tag.offset
        if not length:
            return
        entity: Entity = {"type": _TYPES[tag.name], "offset": tag.offset, "length": length}
        extra = _details(tag, "".join(self._text[tag.index :]))
        if extra is not None:
            self._entities.append(entity | extra)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._source, self._at)
        if found is None:
            return ""
        self._at = found.end()
        return found.group()

    def _ended(self) -> bool:
        return self._at >= len(self._source)

    def _bytes(self, index: int) -> int:
        return len(self._source[:index].encode("utf-8", "surrogatepass"))

    def _fail(self, complaint: str, index: int | None = None) -> NoReturn:
        place = "" if index is None else f" at byte offset {self._bytes(index)}"
        bad_request(f"can't parse entities: {complaint}{place}")


def _details(tag: _OpenTag, inner: str) -> Entity | None:
    """Fields that depend on attributes; None drops the entity."""
    if tag.name == "a":
        link = tag.attributes.get("href") or inner
        return {"url": link} if _LINK.fullmatch(link) else None
    if tag.name == "tg-emoji":
        return {"custom_emoji_id": tag.attributes["emoji-id"]}
    if tag.name == "tg-time":
        return _moment(tag.attributes)
    if tag.name == "blockquote" and "expandable" in tag.attributes:
        return {"type": "expandable_blockquote"}
    if tag.name == "code" and tag.attributes.get("class", "").startswith("language-"):
        return {"language": tag.attributes["class"].removeprefix("language-")}
    return {}


def _moment(attributes: dict[str, str]) -> Entity | None:
    unix = attributes.get("unix", "")
    if not (unix.isascii() and unix.isdigit()):
        return None
    extra: Entity = {"unix_time": int(unix)}
    if attributes.get("format"):
        extra["date_time_format"] = attributes["format"]
    return extra


def _join_code_blocks(entities: list[Entity]) -> list[Entity]:
    """A `code` filling a `pre` lends it its language; other languages are dropped."""
    blocks = {(e["offset"], e["length"]): e for e in entities if e["type"] == "pre"}
    kept: list[Entity] = []
    for entity in entities:
        block = blocks.get((entity["offset"], entity["length"]))
        if entity["type"] != "code":
            kept.append(entity)
        elif block is None:
            kept.append({k: v for k, v in entity.items() if k != "language"})
        elif entity.get("language"):
            block["language"] = entity["language"]
    return kept
