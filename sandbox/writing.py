"""What a person writes or sends: each message, and corrections of it.

Every verb puts a message into the chat, queues the update the bot would get and
leaves an entry in the history.
"""

import copy
from collections.abc import Sequence
from typing import Any

from sandbox.files import described
from sandbox.history import Entry
from sandbox.messages import Message
from sandbox.params import Upload
from sandbox.refusals import ActionError
from sandbox.sending import origin
from sandbox.state import Person, State
from sandbox.texts import caption_fields, formatted, text_fields

OGG = b"OggS\x00\x02" + bytes(58)


class Writing(State):
    """Verbs that make or change a message of a person."""

    def text(self, person: int, text: str, reply_to: int | None = None) -> Message:
        """Type a message."""
        if self.people.get(person) is not None and self.people[person].is_group:
            return self.say(person, text)
        _check_characters(text)
        words, entities = formatted(text, "", [])
        if not words:
            raise ActionError("an empty message cannot be sent")
        return self._speak(person, "text", text_fields(words, entities), reply_to=reply_to)

    def say(self, group: int, text: str) -> Message:
        """Write in a group; where there are no groups, nobody can."""
        raise ActionError(f"{group} is no chat of {text!r}")

    def document(
        self,
        person: int,
        name: str,
        content: bytes,
        caption: str | None = None,
        mime: str | None = None,
    ) -> Message:
        """Send a file."""
        return self._send_file(person, "document", Upload(name, content, mime), caption)

    def photo(
        self, person: int, content: bytes, caption: str | None = None, name: str = "photo.jpg"
    ) -> Message:
        """Send a picture."""
        return self._send_file(person, "photo", Upload(name, content), caption)

    def album(
        self,
        person: int,
        uploads: Sequence[Upload],
        caption: str | None = None,
        kind: str = "photo",
    ) -> list[Message]:
        """Send several pictures or files as one album."""
        group = {"media_group_id": f"{13_000_000_000_000_000 + self.serial()}"}
        return [
            self._send_file(person, kind, upload, None if index else caption, extra=group)
            for index, upload in enumerate(uploads)
        ]

    def voice(self, person: int, content: bytes = OGG, duration: int = 1) -> Message:
        """Speak."""
        upload = Upload("voice.oga", content, "audio/ogg")
        return self._send_file(person, "voice", upload, details={"duration": duration})

    def sticker(self, person: int, emoji: str = "\N{THUMBS UP SIGN}") -> Message:
        """Send a sticker."""
        upload = Upload("sticker.webp", b"RIFF\x00\x00\x00\x00WEBP", "image/webp")
        return self._send_file(person, "sticker", upload, details={"emoji": emoji})

    def location(self, person: int, latitude: float = 0.0, longitude: float = 0.0) -> Message:
        """Send a place."""
        place = {"latitude": latitude, "longitude": longitude}
        return self._speak(person, "location", {"location": place})

    def contact(
        self,
        person: int,
        phone_number: str = "+10000000000",
        first_name: str | None = None,
        user_id: int | None = None,
    ) -> Message:
        """Send a phone number, the person's own unless told otherwise."""
        who = self._person(person)
        own = first_name is None
        card = {
            "phone_number": phone_number,
            "first_name": who.first_name if first_name is None else first_name,
        }
        shown: dict[str, Any] = dict(card)
        if own or user_id is not None:
            shown["user_id"] = who.id if user_id is None else user_id
        return self._speak(person, "contact", {"contact": shown})

    def poll(self, person: int, question: str, options: Sequence[str]) -> Message:
        """Send a poll."""
        number = self.serial()
        body = {
            "id": str(number),
            "question": question,
            "options": [
                {"persistent_id": f"{number}-{index}", "text": option, "voter_count": 0}
                for index, option in enumerate(options)
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
        return self._speak(person, "poll", {"poll": body})

    def forward(self, person: int, message_id: int, from_chat: int | None = None) -> Message:
        """Forward a message of this chat or of somebody else's to the bot."""
        source = self.message(person if from_chat is None else from_chat, message_id)
        if source is None:
            raise ActionError(f"no message {message_id} to forward")
        extra = {"forward_origin": origin(self, source)}
        return self._speak(person, "forward", copy.deepcopy(source.body), extra)

    def edit_text(self, person: int, message_id: int, text: str) -> Message:
        """Correct an own message; text or caption, whichever it has."""
        self._active(person)
        message = self.message(person, message_id)
        if message is None or message.from_bot:
            raise ActionError(f"no own message {message_id} to edit")
        _check_characters(text)
        words, entities = formatted(text, "", [])
        kept = {
            name: value
            for name, value in message.body.items()
            if name not in {"text", "entities", "caption", "caption_entities"}
        }
        is_text = "text" in message.body
        fresh = text_fields(words, entities) if is_text else caption_fields((words, entities))
        message.body = {**kept, **fresh}
        message.edit_date = self.clock.now()
        self.changed(message)
        self.updates.put("edited_message", self.message_object(message))
        self._note("edit_text", person, {"message_id": message_id, "text": text})
        return message

    def _person(self, person: int) -> Person:
        who = self.people.get(person)
        if who is None:
            raise ActionError(f"no person {person}")
        return who

    def _active(self, person: int) -> Person:
        who = self._person(person)
        if who.deleted:
            raise ActionError(f"person {person} has no account any more")
        if who.blocked:
            raise ActionError(f"person {person} has blocked the bot")
        return who

    def _send_file(
        self,
        person: int,
        kind: str,
        upload: Upload,
        caption: str | None = None,
        *,
        extra: dict[str, Any] | None = None,
        details: dict[str, Any] | None = None,
    ) -> Message:
        self._active(person)
        stored = self.files.add(kind, upload)
        words = caption_fields(formatted(caption or "", "", []))
        return self._speak(person, kind, {kind: described(stored, details), **words}, extra)

    def _speak(
        self,
        person: int,
        verb: str,
        body: dict[str, Any],
        extra: dict[str, Any] | None = None,
        reply_to: int | None = None,
    ) -> Message:
        who = self._active(person)
        around = dict(extra or {})
        quoted = self.message(person, reply_to) if reply_to is not None else None
        if quoted is not None:
            around["reply_to_message"] = self.message_object(quoted)
        if not who.started:
            who.started = True
            self.person_changed(who)
        message = self.store(Message(person, False, self.clock.now(), body, None, around))
        self.updates.put("message", self.message_object(message))
        self._note(verb, person, {"message_id": message.id, **body})
        return message

    def _note(self, verb: str, person: int, details: dict[str, Any]) -> None:
        now = self.clock.now()
        entry = Entry(now, "person", verb, person, details, 200, id=self.history.next_id())
        self.record(entry)


def _check_characters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ActionError("half a surrogate pair cannot be typed") from None
