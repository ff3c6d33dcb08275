"""The person's side: what someone with a Telegram client can do to a bot.

Beside writing (see `writing`) a person starts the bot, presses buttons, blocks
it and leaves.  What a real client would not offer (a button that is not there,
a start payload with spaces) is refused with `ActionError`.
"""

import re
from typing import Any

from sandbox.groups import GroupVerbs
from sandbox.messages import Message, view
from sandbox.refusals import ActionError
from sandbox.state import Callback, Person
from sandbox.transcript import transcript_of

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class PeopleVerbs(GroupVerbs):
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
        speaker = self.speaker_of(person)
        who = self._person(speaker) if speaker != person else self._active(person)
        message = self.message(person, message_id)
        if message is None:
            raise ActionError(f"no message {message_id} to press a button of")
        button = _find_button(message, data, label)
        query_id = str(4_000_000_000_000_000 + self.serial())
        self.callbacks[query_id] = Callback(speaker, self.monotonic(), shown_in=person)
        limit = self.settings.inaccessible_after
        too_old = limit is not None and self.clock.now() - message.date > limit
        shown = self.message_object(message)
        if inaccessible or too_old:
            shown = {"chat": shown["chat"], "message_id": message.id, "date": 0}
        where: dict[str, Any] = {"message": shown}
        if message.inline_id is not None:
            where = {"inline_message_id": message.inline_id}
        query = {
            "id": query_id,
            "from": who.as_user(),
            **where,
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
