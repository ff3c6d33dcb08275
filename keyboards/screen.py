"""A screen as neutral data: a text, rows of buttons, a file. Any messenger can show it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from locales import Html, escape
from services.names import telling_end

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, slots=True)
class Button:
    """A button with what it sends back (`data`, at most 64 bytes) or opens (`url`).

    `share` lets one choose a chat and puts these words behind the bot's name there.
    """

    text: str
    data: str = ""
    url: str = ""
    share: str = ""


Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file to show: known to the messenger by `file_id`, or made here as `content`."""

    kind: Literal["photo", "document", "video"]
    file_id: str = ""
    content: bytes = b""
    name: str = ""


def file_of(kind: str | None, file_id: str) -> File:
    """A file that the messenger knows; an unknown kind is a document."""
    if kind == "photo":
        return File("photo", file_id=file_id)
    if kind == "video":
        return File("video", file_id=file_id)
    return File("document", file_id=file_id)


@dataclass(frozen=True, slots=True)
class Screen:
    """One thought for one person.

    `text` is simple HTML (b, i, u, s, code, a, blockquote). `notice` is a short line that flashes
    over the chat when the screen answers a button.
    """

    text: Html
    rows: tuple[Row, ...] = ()
    file: File | None = None
    notice: str = ""

    def flashing(self, notice: str) -> "Screen":
        """The same screen with a short line over it."""
        return replace(self, notice=notice)

    def saying_it(self) -> "Screen":
        """The short line as the first paragraph: where nothing flashes it would be lost."""
        if not self.notice:
            return self
        return replace(self, text=paragraphs(escape(self.notice), self.text), notice="")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that one may put into a chat of others: a line to choose it by, and its screen."""

    key: str
    title: str
    description: str
    screen: Screen


def paragraphs(*parts: str | None) -> Html:
    """Join the non-empty parts with an empty line between them."""
    return Html("\n\n".join(part for part in parts if part))


def lines(*parts: str | None) -> Html:
    """Join the non-empty parts, each on its line."""
    return Html("\n".join(part for part in parts if part))


def shortened(text: str, limit: int) -> str:
    """The text, cut at a word with an ellipsis when it is longer than `limit`.

    Of the name of a place the end is kept where only that tells it from others.
    """
    folded = " ".join(text.split())
    if len(folded) <= limit:
        return folded
    end = telling_end(folded)
    if end and len(end) < limit:
        return _ELLIPSIS + end
    return _cut(end or folded, limit)


def told_apart(names: Sequence[str], limit: int) -> list[str]:
    """Names of one list, shortened so that different ones stay different where that can be.

    Those that would look alike show their other end.
    """
    folded = [" ".join(name.split()) for name in names]
    ways: tuple[Callable[[str, int], str], ...] = (shortened, _cut, _ending)
    tried = [[way(name, limit) for name in folded] for way in ways]
    different = len(set(folded))
    return max(tried, key=lambda shown: min(len(set(shown)), different))


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut
    return at_word.rstrip(" ,.;:") + _ELLIPSIS


def _ending(text: str, limit: int) -> str:
    return text if len(text) <= limit else _ELLIPSIS + text[len(text) - limit + 1 :].lstrip()
