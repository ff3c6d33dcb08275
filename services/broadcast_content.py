"""What an announcement says: words in one or two languages, pictures and files, a poll."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

LANGUAGES = ("ru", "en")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, film or document that Telegram knows."""

    kind: str
    file_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Poll:
    """A question with options; `is_multiple` lets several of them be chosen."""

    question: str
    options: tuple[str, ...]
    is_multiple: bool = False
    is_anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """An announcement as its author wrote it; `texts` are language → simple HTML."""

    texts: Mapping[str, str] = field(default_factory=dict)
    media: tuple[Media, ...] = ()
    poll: Poll | None = None
    wants_ack: bool = False

    def html(self, locale: str) -> str:
        """The words for a reader of a language, else those there are."""
        return self.texts.get(locale) or next(
            (self.texts[one] for one in LANGUAGES if self.texts.get(one)), ""
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to send."""
        return not self.html("") and not self.media and self.poll is None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it has words in."""
        return tuple(one for one in LANGUAGES if self.texts.get(one))

    def saying(self, locale: str, html: str) -> "Content":
        """The same with other words in one language; empty ones take them out."""
        texts = {one: said for one, said in self.texts.items() if one != locale}
        return replace(self, texts={**texts, locale: html} if html else texts)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        poll = self.poll
        return {
            "text": {one: self.texts.get(one) or None for one in LANGUAGES},
            "media": [
                {"kind": one.kind, "file_id": one.file_id, "name": one.name} for one in self.media
            ],
            "poll": {
                "question": poll.question,
                "options": list(poll.options),
                "is_multiple": poll.is_multiple,
                "is_anonymous": poll.is_anonymous,
            }
            if poll is not None
            else None,
            "wants_ack": self.wants_ack,
        }


def plain(text: str) -> str:
    """The words of simple HTML, without its marks."""
    return html.unescape(_TAG.sub("", text))


def length(text: str) -> int:
    """How long simple HTML is as Telegram counts: without its marks, an emoji is two or more."""
    return len(plain(text).encode("utf-16-le")) // 2


def content_of(stored: Mapping[str, Any] | None) -> Content:
    """An announcement as it was kept; one that was forgotten is empty."""
    stored = stored or {}
    poll = stored.get("poll")
    return Content(
        {one: said for one, said in (stored.get("text") or {}).items() if said},
        tuple(
            Media(str(one["kind"]), str(one["file_id"]), str(one.get("name") or ""))
            for one in stored.get("media") or ()
        ),
        Poll(
            str(poll["question"]),
            tuple(str(option) for option in poll["options"]),
            bool(poll.get("is_multiple")),
            bool(poll.get("is_anonymous")),
        )
        if poll
        else None,
        bool(stored.get("wants_ack")),
    )
