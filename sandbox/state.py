"""The state of one sandbox: people, messages, files, queues and listeners.

Rules live beside it (methods for the bot, verbs for people); this module only
keeps things, looks them up and tells listeners what changed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic as real_monotonic
from typing import Any

from sandbox.faults import FaultPlan
from sandbox.files import FileStore
from sandbox.history import Entry, History
from sandbox.limits import Limiter
from sandbox.messages import Message, view
from sandbox.settings import Profile, Settings, WallClock
from sandbox.updates import UpdateQueue

Event = dict[str, Any]
DEFAULT_TOKEN = "42:sandbox"  # noqa: S105 - no secret, the sandbox is local


@dataclass
class Person:
    """Someone with an account, and how things stand between them and the bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    start_payload: str | None = None
    label: str | None = None
    started: bool = False
    blocked: bool = False
    deleted: bool = False
    # Of a group: who of its members speaks now, and where it went when it was upgraded.
    speaker: int | None = None
    moved_to: int | None = None

    @property
    def is_group(self) -> bool:
        """Whether several people read here."""
        return self.id < 0

    def as_user(self) -> dict[str, Any]:
        """The User object."""
        user: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if getattr(self, name):
                user[name] = getattr(self, name)
        return user

    def as_chat(self) -> dict[str, Any]:
        """The Chat object: a private one, or that of a group."""
        if self.is_group:
            return {"id": self.id, "type": "supergroup", "title": self.first_name}
        hidden = {"id", "is_bot", "language_code"}
        names = {name: value for name, value in self.as_user().items() if name not in hidden}
        return {"id": self.id, "type": "private", **names}

    def as_view(self) -> dict[str, Any]:
        """What the page shows."""
        names = (
            "id",
            "first_name",
            "last_name",
            "username",
            "label",
            "language_code",
            "blocked",
            "deleted",
            "start_payload",
            "started",
            "is_group",
            "speaker",
        )
        return {name: getattr(self, name) for name in names}


@dataclass
class Callback:
    """A pressed button the bot has not dealt with for ever."""

    person_id: int
    made_at: float
    answered: bool = False
    # The chat in which it was pressed, where that is not his own.
    shown_in: int | None = None


@dataclass
class Webhook:
    """Where updates are pushed to, and what went wrong last."""

    url: str
    secret: str = ""
    max_connections: int = 40
    custom_certificate: bool = False
    ip_address: str | None = None
    last_error_at: datetime | None = None
    last_error: str | None = None


@dataclass
class Chat:
    """One private chat."""

    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)


class State:
    """Everything a sandbox remembers."""

    def __init__(
        self,
        clock: WallClock,
        *,
        token: str = DEFAULT_TOKEN,
        settings: Settings | None = None,
        monotonic: Callable[[], float] = real_monotonic,
        username: str = "sandbox_bot",
        first_name: str = "Sandbox",
    ) -> None:
        self.clock = clock
        self.token = token
        self.settings = settings or Settings()
        self.monotonic = monotonic
        self.bot_user: dict[str, Any] = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": first_name,
            "username": username,
        }
        first_update = self.settings.first_update_id
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.callbacks: dict[str, Callback] = {}
        self.inline_queries: dict[str, Callback] = {}
        self.offers: dict[int, Any] = {}
        self.profile = Profile()
        self.webhook: Webhook | None = None
        self.files = FileStore(self.settings.file_link_seconds, monotonic)
        self.updates = UpdateQueue(
            int(clock.now().timestamp()) if first_update is None else first_update,
            self.settings.update_seconds,
            monotonic,
        )
        self.limiter = Limiter(self.settings.rates, monotonic)
        self.faults = FaultPlan()
        self.history = History()
        self.revision = 0
        self._message_count = 0
        self._serial = 0
        self._listeners: list[Callable[[Event], None]] = []

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Hear of every event from now on; returns how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def emit(self, event: Event) -> None:
        """Tell every listener."""
        for listener in tuple(self._listeners):
            listener(event)

    def serial(self) -> int:
        """A number never given out before."""
        self._serial += 1
        return self._serial

    def next_revision(self) -> int:
        """The number of the next visible change."""
        self.revision += 1
        return self.revision

    def chat(self, person_id: int) -> Chat:
        """The chat with a person, made when needed."""
        return self.chats.setdefault(person_id, Chat())

    def message(self, person_id: int, message_id: int) -> Message | None:
        """A message that is still there."""
        found = self.chat(person_id).messages.get(message_id)
        return None if found is None or found.deleted else found

    def store(self, message: Message) -> Message:
        """Number a new message, keep it and show it."""
        self._message_count += 1
        message.id = self._message_count
        message.revision = self.next_revision()
        self.chat(message.chat_id).messages[message.id] = message
        self.emit({"type": "message", "chat": message.chat_id, "message": view(message)})
        return message

    def changed(self, message: Message) -> None:
        """Show an edit or a deletion."""
        message.revision = self.next_revision()
        kind = "delete" if message.deleted else "edit"
        event = {"type": kind, "chat": message.chat_id, "message_id": message.id}
        self.emit(event | {"message": view(message)})

    def message_object(self, message: Message) -> dict[str, Any]:
        """The Message object as the bot receives it."""
        person = self.people[message.chat_id]
        author = self.people[message.author] if message.author is not None else person
        sender = self.bot_user if message.from_bot else author.as_user()
        return message.as_object(sender, person.as_chat())

    def speaker_of(self, chat: int) -> int:
        """Who acts in a chat: the person himself, or whoever speaks in a group."""
        person = self.people.get(chat)
        return chat if person is None or person.speaker is None else person.speaker

    def record(self, entry: Entry) -> None:
        """Write an entry of the log and announce it."""
        self.history.add(entry)
        if entry.source == "bot":
            self.emit({"type": "call", **entry.as_call()})

    def person_changed(self, person: Person) -> None:
        """Show the new state of a person."""
        self.emit({"type": "person", "person": person.as_view()})
