"""The person's side: what someone with a Telegram client can do to a bot.

Each verb changes the chat, queues the update the bot would get and leaves an
entry in the history.  What a real client would not offer (a button that is not
there, a start payload with spaces) is refused with `ActionError`.
"""

import copy
import re
from collections.abc import Sequence
from typing import Any

from sandbox.files import described
from sandbox.history import Entry
from sandbox.messages import Message, view
from sandbox.params import Upload
from sandbox.refusals import ActionError
from sandbox.sending import origin
from sandbox.state import Callback, Person, State
from sandbox.texts import caption_fields, formatted, text_fields
from sandbox.transcript import transcript_of

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
OGG = b"OggS\x00\x02" + bytes(58)


class PeopleVerbs(State):
    """Person-side verbs of a world."""

    def add_person(
        self,
        id: int,
        first_name: str,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = None,
        *,
        start_payload: str | None = None,
        label: str | None = None,
    ) -> Person:
        """Someone new who has not met the bot yet."""
        if id in self.people:
            raise ActionError(f"person {id} is already there")
        person = Person(id, first_name, last_name, username, language_code, start_payload, label)
        self.people[id] = person
        self._note("add_person", person.id, {"first_name": first_name})
        self.person_changed(person)
        return person

    def start(self, person: int, payload: str | None = None) -> Message:
        """Press Start, perhaps by a deep link; a person who had blocked the bot returns."""
        who = self._person(person)
        wanted = (who.start_payload or "") if payload is None else payload
        if not _PAYLOAD.fullmatch(wanted):
            raise ActionError("a start payload is at most 64 of A-Z, a-z, 0-9, _ and -")
        if who.blocked:
            self.unblock(person)
        return self.text(person, f"/start {wanted}".rstrip())

    def text(self, person: int, text: str, reply_to: int | None = None) -> Message:
        """Type a message."""
        _check_characters(text)
        words, entities = formatted(text, "", [])
        if not words:
            raise ActionError("an empty message cannot be sent")
        return self._speak(person, "text", text_fields(words, entities), reply_to=reply_to)

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

    def click(
        self,
        person: int,
        message_id: int,
        data: str | None = None,
        label: str | None = None,
        *,
        inaccessible: bool = False,
    ) -> str:
        """Press an inline button by its data or its label; returns the query id."""
        who = self._active(person)
        message = self.message(person, message_id)
        if message is None:
            raise ActionError(f"no message {message_id} to press a button of")
        button = _find_button(message, data, label)
        query_id = str(4_000_000_000_000_000 + self.serial())
        self.callbacks[query_id] = Callback(person, self.monotonic())
        limit = self.settings.inaccessible_after
        too_old = limit is not None and self.clock.now() - message.date > limit
        shown = self.message_object(message)
        if inaccessible or too_old:
            shown = {"chat": shown["chat"], "message_id": message.id, "date": 0}
        query = {
            "id": query_id,
            "from": who.as_user(),
            "message": shown,
            "chat_instance": str(7_000_000_000_000_000 + person),
            "data": button["callback_data"],
        }
        self.updates.put("callback_query", query)
        details = {
            "message_id": message_id,
            "data": button["callback_data"],
            "label": button["text"],
        }
        self._note("click", person, details)
        return query_id

    def press(self, person: int, label: str) -> Message:
        """Press a button of the keyboard below the input field."""
        keyboards = [
            m for m in self.chat(person).messages.values() if m.reply_rows and not m.deleted
        ]
        buttons = [b for row in (keyboards[-1].reply_rows or [] if keyboards else []) for b in row]
        button = next((item for item in buttons if label in item["text"]), None)
        if button is None:
            raise ActionError(f"no keyboard button {label!r}")
        if button.get("request_contact"):
            return self.contact(person)
        if button.get("request_location"):
            return self.location(person)
        return self.text(person, button["text"])

    def inline(self, person: int, query: str) -> str:
        """Type after the bot's name in some chat; returns the query id."""
        who = self._active(person)
        query_id = str(5_000_000_000_000_000 + self.serial())
        self.inline_queries[query_id] = self.monotonic()
        body = {"id": query_id, "from": who.as_user(), "query": query, "offset": ""}
        self.updates.put("inline_query", body)
        self._note("inline", person, {"query": query})
        return query_id

    def block(self, person: int) -> None:
        """Stop the bot."""
        who = self._active(person)
        who.blocked = True
        self._membership(who, "block", "member", "kicked")

    def unblock(self, person: int) -> None:
        """Let the bot write again."""
        who = self._person(person)
        if who.deleted or not who.blocked:
            raise ActionError(f"person {person} has not blocked the bot")
        who.blocked = False
        self._membership(who, "unblock", "kicked", "member")

    def delete_account(self, person: int) -> None:
        """Leave Telegram for good."""
        who = self._person(person)
        if who.deleted:
            raise ActionError(f"person {person} has no account any more")
        who.deleted = True
        self._membership(who, "delete_account", "member", "kicked")

    def view(self, person: int) -> list[dict[str, Any]]:
        """The chat as the page shows it, oldest message first."""
        return [view(message) for message in self.chat(person).messages.values()]

    def transcript(self, person: int) -> str:
        """The chat as plain text, for people who read failures."""
        return transcript_of(self.view(person), self._person(person).first_name)

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

    def _membership(self, who: Person, verb: str, before: str, after: str) -> None:
        def member(status: str) -> dict[str, Any]:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"status": status, "user": self.bot_user, **until}

        change = {
            "chat": who.as_chat(),
            "from": who.as_user(),
            "date": int(self.clock.now().timestamp()),
            "old_chat_member": member(before),
            "new_chat_member": member(after),
        }
        self.updates.put("my_chat_member", change)
        self._note(verb, who.id, {})
        self.person_changed(who)

    def _note(self, verb: str, person: int, details: dict[str, Any]) -> None:
        now = self.clock.now()
        entry = Entry(now, "person", verb, person, details, 200, id=self.history.next_id())
        self.record(entry)


def _check_characters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ActionError("half a surrogate pair cannot be typed") from None


def _find_button(message: Message, data: str | None, label: str | None) -> dict[str, Any]:
    for button in (item for row in message.inline_rows for item in row):
        by_data = data is not None and button.get("callback_data") == data
        by_label = data is None and label is not None and label in button["text"]
        if not by_data and not by_label:
            continue
        if "callback_data" not in button:
            raise ActionError(f"button {button['text']!r} opens a link")
        return button
    raise ActionError(f"message {message.id} has no button {data if data is not None else label!r}")
