"""A message, as the bot receives it and as the person sees it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.rendering import render_html

MEDIA_KINDS = ("photo", "document", "voice", "sticker", "video", "audio")


@dataclass
class Message:
    """One message of a private chat.

    `body` holds the fields that make up the content, in Telegram's own shape;
    `extra` holds what surrounds it (reply, forward origin, album).
    """

    chat_id: int
    from_bot: bool
    date: datetime
    body: dict[str, Any]
    markup: dict[str, Any] | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    edit_date: datetime | None = None
    deleted: bool = False
    id: int = 0
    revision: int = 0
    # Who wrote it, in a group; and by what the bot knows a message it has only offered.
    author: int | None = None
    inline_id: str | None = None

    def as_object(self, sender: dict[str, Any], chat: dict[str, Any]) -> dict[str, Any]:
        """The Message object of the Bot API."""
        made: dict[str, Any] = {
            "message_id": self.id,
            "from": sender,
            "chat": chat,
            "date": int(self.date.timestamp()),
            **self.extra,
            **self.body,
        }
        if self.edit_date is not None:
            made["edit_date"] = int(self.edit_date.timestamp())
        if self.markup and "inline_keyboard" in self.markup:
            made["reply_markup"] = self.markup
        return made

    @property
    def words(self) -> str:
        """The text or the caption; of a poll its question and answers."""
        if "poll" in self.body and self.from_bot:
            poll = self.body["poll"]
            answers = [
                f"{'◉' if one['voter_count'] else '○'} {one['text']}" for one in poll["options"]
            ]
            return "\n".join([f"📊 {poll['question']}", *answers])
        return str(self.body.get("text") or self.body.get("caption") or "")

    @property
    def media_kind(self) -> str | None:
        """Which file kind the message carries, if any."""
        return next((kind for kind in MEDIA_KINDS if kind in self.body), None)

    @property
    def inline_rows(self) -> list[list[dict[str, Any]]]:
        """Inline buttons, row by row."""
        rows: list[list[dict[str, Any]]] = (self.markup or {}).get("inline_keyboard", [])
        return rows

    @property
    def reply_rows(self) -> list[list[dict[str, Any]]] | None:
        """Buttons of the keyboard below the input field; None when it is not one."""
        return (self.markup or {}).get("keyboard")


def view(message: Message) -> dict[str, Any]:
    """The message as the page and the tests see it."""
    entities = message.body.get("entities") or message.body.get("caption_entities") or []
    return {
        "id": message.id,
        "from": "bot" if message.from_bot else "person",
        "date": message.date.isoformat(),
        "edited": message.edit_date is not None,
        "text": message.words,
        "html": render_html(message.words, entities),
        "buttons": [[_button(button) for button in row] for row in message.inline_rows],
        "keyboard": message.reply_rows,
        "media": _media(message),
        "place": message.body.get("location"),
        "contact": message.body.get("contact"),
        "reply_to": message.extra.get("reply_to_message", {}).get("message_id"),
        "forwarded": "forward_origin" in message.extra,
        "author": message.author,
        "deleted": message.deleted,
        "revision": message.revision,
    }


def _button(button: dict[str, Any]) -> dict[str, Any]:
    if "callback_data" in button:
        return {"text": button["text"], "kind": "callback", "data": button["callback_data"]}
    if "switch_inline_query" in button:
        words = button["switch_inline_query"]
        return {"text": button["text"], "kind": "share", "query": words}
    return {"text": button["text"], "kind": "url", "url": button.get("url", "")}


def _media(message: Message) -> dict[str, Any] | None:
    kind = message.media_kind
    if kind is None:
        return None
    described = message.body[kind]
    if kind == "photo":
        described = described[-1]
    return {
        "kind": kind,
        "file_id": described["file_id"],
        "name": described.get("file_name", ""),
        "size": described.get("file_size", 0),
        "url": f"/sim/file/{described['file_id']}",
    }
