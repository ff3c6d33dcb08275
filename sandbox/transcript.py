"""A chat as plain text, for people who read why a test failed."""

from collections.abc import Sequence
from typing import Any


def transcript_of(messages: Sequence[dict[str, Any]], name: str) -> str:
    """Lines of a chat view."""
    lines = []
    for item in messages:
        who = "bot" if item["from"] == "bot" else name
        marks = "".join(f" ({mark})" for mark in ("edited", "deleted") if item[mark])
        media = item["media"]
        shown = f"<{' '.join((media['kind'], media['name'])).strip()}> " if media else ""
        lines.append(f"#{item['id']} {who}{marks}: {shown}{item['text']}")
        lines += ["    " + " ".join(f"[{b['text']}]" for b in row) for row in item["buttons"]]
    return "\n".join(lines)
