"""Groups: chats where several people and perhaps the bot read.

A group lives among the people, under a negative number: it is spoken in by its `speaker`. The bot
has its privacy on, as nearly every bot: of what is said it hears commands only.
"""

from typing import Any

from sandbox.inline import InlineVerbs
from sandbox.messages import Message
from sandbox.refusals import ActionError
from sandbox.state import Person
from sandbox.texts import formatted, text_fields


class GroupVerbs(InlineVerbs):
    """What people do in groups, and with the bot's place in them."""

    def add_group(self, id: int, title: str, speaker: int) -> Person:
        """A group in which nobody has met the bot yet."""
        if id >= 0:
            raise ActionError("groups have negative numbers")
        if id in self.people:
            raise ActionError(f"group {id} is already there")
        self._person(speaker)
        group = Person(id, title, started=True, blocked=True, speaker=speaker)
        self.people[id] = group
        self._note("add_group", id, {"title": title})
        self.person_changed(group)
        return group

    def admit(self, group: int, payload: str = "") -> None:
        """Add the bot to a group, perhaps by a link that says something at once."""
        found = self._group(group)
        found.blocked = False
        self._standing(found, "left", "member")
        if payload:
            self.say(group, f"/start@{self.bot_user['username']} {payload}")

    def expel(self, group: int) -> None:
        """Remove the bot from a group."""
        found = self._group(group)
        found.blocked = True
        self._standing(found, "member", "kicked")

    def speaks(self, group: int, person: int) -> None:
        """From now on somebody else speaks in a group."""
        self._person(person)
        self._group(group).speaker = person

    def say(self, group: int, text: str) -> Message:
        """Write in a group; the bot hears commands only."""
        found = self._group(group)
        words, entities = formatted(text, "", [])
        if not words:
            raise ActionError("an empty message cannot be sent")
        body = text_fields(words, entities)
        message = Message(group, False, self.clock.now(), body)
        message.author = self.speaker_of(group)
        self.store(message)
        if text.startswith("/") and not found.blocked:
            self.updates.put("message", self.message_object(message))
        self._note("say", group, {"message_id": message.id, **body})
        return message

    def upgrade(self, group: int, to: int) -> Person:
        """The group becomes a supergroup: it goes on under another number."""
        old = self._group(group)
        new = self.add_group(to, old.first_name, self.speaker_of(group))
        new.blocked, old.moved_to = old.blocked, to
        notice = Message(group, False, self.clock.now(), {"migrate_to_chat_id": to})
        notice.author = self.speaker_of(group)
        self.store(notice)
        if not old.blocked:
            self.updates.put("message", self.message_object(notice))
        return new

    def _group(self, group: int) -> Person:
        found = self._person(group)
        if not found.is_group:
            raise ActionError(f"{group} is no group")
        return found

    def _standing(self, group: Person, before: str, after: str) -> None:
        def member(status: str) -> dict[str, Any]:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"status": status, "user": self.bot_user, **until}

        change = {
            "chat": group.as_chat(),
            "from": self.people[self.speaker_of(group.id)].as_user(),
            "date": int(self.clock.now().timestamp()),
            "old_chat_member": member(before),
            "new_chat_member": member(after),
        }
        self.updates.put("my_chat_member", change)
        self._note("admit" if after == "member" else "expel", group.id, {})
        self.person_changed(group)
