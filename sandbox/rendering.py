"""Entities back to HTML that is safe to put into a page.

People's words travel through the bot into the demo page, so the server escapes
everything and only its own tags come out.
"""

import html
import re
from typing import Any

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
_SAFE_LINK = re.compile(r"(?:https?|tg|mailto|tel):[^\s]*", re.IGNORECASE)


def render_html(text: str, entities: list[dict[str, Any]]) -> str:
    """Escaped HTML with tags for the entities; overlaps are cut to nest."""
    units = text.encode("utf-16-le", "surrogatepass")
    spans = _nested(entities, len(units) // 2)
    return _render(units, spans, 0, len(units) // 2, keep_breaks=False)


Span = tuple[int, int, dict[str, Any]]


def _nested(entities: list[dict[str, Any]], total: int) -> list[Span]:
    spans: list[Span] = []
    enclosing: list[int] = []
    for item in sorted(entities, key=lambda e: (e["offset"], -e["length"])):
        start, end = item["offset"], min(item["offset"] + item["length"], total)
        while enclosing and enclosing[-1] <= start:
            enclosing.pop()
        if enclosing:
            end = min(end, enclosing[-1])
        if end > start:
            spans.append((start, end, item))
            enclosing.append(end)
    return spans


def _render(units: bytes, spans: list[Span], start: int, end: int, *, keep_breaks: bool) -> str:
    pieces: list[str] = []
    at, index = start, 0
    while index < len(spans):
        begin, stop, entity = spans[index]
        pieces.append(_escape(units[at * 2 : begin * 2], keep_breaks))
        after = index + 1
        while after < len(spans) and spans[after][0] < stop:
            after += 1
        breaks = keep_breaks or entity["type"] == "pre"
        inner = _render(units, spans[index + 1 : after], begin, stop, keep_breaks=breaks)
        pieces.append(
            _wrap(entity, inner, units[begin * 2 : stop * 2].decode("utf-16-le", "replace"))
        )
        at, index = stop, after
    pieces.append(_escape(units[at * 2 : end * 2], keep_breaks))
    return "".join(pieces)


def _escape(units: bytes, keep_breaks: bool) -> str:
    escaped = html.escape(units.decode("utf-16-le", "replace"))
    return escaped if keep_breaks else escaped.replace("\n", "<br>")


def _wrap(entity: dict[str, Any], inner: str, plain: str) -> str:
    kind = entity["type"]
    if kind in _TAGS:
        return f"<{_TAGS[kind]}>{inner}</{_TAGS[kind]}>"
    if kind == "spoiler":
        return f'<span class="tg-spoiler">{inner}</span>'
    link = entity.get("url") if kind == "text_link" else plain if kind == "url" else None
    if link is not None:
        return _anchor(str(link), inner)
    return inner


def _anchor(link: str, inner: str) -> str:
    if ":" not in link:
        link = f"https://{link}"
    if not _SAFE_LINK.fullmatch(link):
        return inner
    return f'<a href="{html.escape(link)}" target="_blank" rel="noopener noreferrer">{inner}</a>'
