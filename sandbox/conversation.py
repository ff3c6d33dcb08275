"""The vocabulary of tests: a visitor who types, presses and sees.

    anna = await Visitor.meet(backend, 7, "Anna")
    await anna.starts()
    await anna.sees("Welcome")
    await anna.taps("Settings")

`sees` speaks about what the bot wrote or changed since the visitor's last own
action, so an old message never answers for a new one.  Waiting is bounded and
in real time, whatever the demo clock shows; a failure prints the transcript.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, TypeVar

from sandbox.backends import Backend, HttpBackend, InProcessBackend, View
from sandbox.transcript import transcript_of

__all__ = ["Backend", "HttpBackend", "InProcessBackend", "Visitor"]

PATIENCE_SECONDS = 5.0
Found = TypeVar("Found")


class Visitor:
    """One person of the sandbox, as a test steers them."""

    def __init__(
        self,
        backend: Backend,
        id: int,
        name: str = "Visitor",
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self.id = id
        self.name = name
        self.patience = patience
        self._backend = backend
        self._mark = 0

    @classmethod
    async def meet(
        cls,
        backend: Backend,
        id: int,
        name: str,
        *,
        patience: float = PATIENCE_SECONDS,
        **details: Any,
    ) -> Self:
        """A visitor whose account exists; details go to `add_person`."""
        await backend.join(id, name, details)
        return cls(backend, id, name, patience=patience)

    async def starts(self, payload: str = "") -> None:
        """Press Start, perhaps by a deep link."""
        await self._does("start", payload=payload)

    async def sends(self, text: str) -> None:
        """Type a message."""
        await self._does("text", text=text)

    async def edits(self, text: str) -> None:
        """Correct the own newest message."""
        chat = await self._backend.look(self.id)
        own = [m["id"] for m in chat["messages"] if m["from"] == "person" and not m["deleted"]]
        if not own:
            raise AssertionError(f"{self.name} has written nothing to correct")
        await self._does("edit_text", message_id=own[-1], text=text)

    async def does(self, verb: str, **details: Any) -> None:
        """Any other verb of a person: block, unblock, sticker, voice, location, contact, poll."""
        await self._does(verb, **details)

    async def taps(self, label: str) -> None:
        """Press the button whose text is, begins with or contains the label; waits for it.

        The newest message with such a button counts.
        """
        message, button = await self._wait(
            lambda chat: _with_button(chat["messages"], label), f"a button {label!r}"
        )
        if button.get("kind") == "url":
            raise AssertionError(f"button {button['text']!r} opens {button['url']}")
        if "kind" in button:
            await self._does("click", message_id=message["id"], data=button["data"])
        else:
            await self._does("press", label=button["text"])

    async def uploads(
        self,
        source: str | Path | bytes,
        name: str | None = None,
        caption: str | None = None,
        *,
        as_photo: bool = False,
    ) -> None:
        """Send a file by its path or its bytes."""
        content = source if isinstance(source, bytes) else await _content(Path(source))
        shown = name or ("file.bin" if isinstance(source, bytes) else Path(source).name)
        await self._remember()
        await self._backend.send_file(self.id, shown, content, caption, as_photo=as_photo)

    async def sees(self, fragment: str, *, within: float | None = None) -> View:
        """Wait until something the bot wrote since the last own action contains the fragment."""
        return await self._wait(
            lambda chat: next(
                (m for m in reversed(self._fresh(chat["messages"])) if fragment in m["text"]), None
            ),
            f"{fragment!r}",
            within,
        )

    async def sees_nothing(self, *, during: float = 0.2) -> None:
        """Make sure that the bot stays silent for a while."""
        await asyncio.sleep(during)
        chat = await self._backend.look(self.id)
        if self._fresh(chat["messages"]):
            raise AssertionError(f"silence was expected\n{self._told(chat)}")

    async def looks_away(self) -> None:
        """Forget what the bot wrote so far, as an own action would."""
        await self._remember()

    async def last(self) -> View:
        """The newest message of the bot."""
        chat = await self._backend.look(self.id)
        written = [m for m in chat["messages"] if m["from"] == "bot" and not m["deleted"]]
        if not written:
            raise AssertionError(f"the bot has written nothing to {self.name}")
        newest: View = written[-1]
        return newest

    async def messages(self) -> list[View]:
        """The whole chat, oldest message first."""
        listed: list[View] = (await self._backend.look(self.id))["messages"]
        return listed

    async def buttons(self) -> list[str]:
        """Texts of the inline buttons under the newest message that has any."""
        for message in reversed(await self.messages()):
            if message["buttons"] and not message["deleted"]:
                return [button["text"] for row in message["buttons"] for button in row]
        return []

    async def transcript(self) -> str:
        """The chat as plain text."""
        return self._told(await self._backend.look(self.id))

    async def alert(self, *, within: float | None = None) -> str:
        """The text of the answer to the last press, waiting for it."""

        def answered(chat: View) -> View | None:
            late = [item for item in chat["answers"] if item["revision"] > self._mark]
            return late[-1] if late else None

        return str((await self._wait(answered, "an answer to a press", within))["text"])

    async def file(self, name: str | None = None, *, within: float | None = None) -> bytes:
        """The bytes of the bot's newest document whose name contains `name`."""

        def sent(chat: View) -> View | None:
            media = [m["media"] for m in chat["messages"] if m["from"] == "bot" and m["media"]]
            named = [item for item in media if (name or "") in item["name"]]
            return named[-1] if named else None

        return await self._backend.fetch(await self._wait(sent, f"a file {name or ''}", within))

    async def _does(self, verb: str, **body: Any) -> None:
        await self._remember()
        await self._backend.act(self.id, verb, body)

    async def _remember(self) -> None:
        self._mark = (await self._backend.look(self.id))["revision"]

    def _fresh(self, messages: list[View]) -> list[View]:
        return [
            m
            for m in messages
            if m["from"] == "bot" and not m["deleted"] and m["revision"] > self._mark
        ]

    async def _wait(
        self, find: Callable[[View], Found | None], what: str, within: float | None = None
    ) -> Found:
        loop = asyncio.get_running_loop()
        until = loop.time() + (self.patience if within is None else within)
        while True:
            chat = await self._backend.look(self.id)
            found = find(chat)
            if found is not None:
                return found
            if loop.time() >= until:
                raise AssertionError(f"{self.name} does not see {what}\n{self._told(chat)}")
            await asyncio.sleep(self._backend.pause)

    def _told(self, chat: View) -> str:
        return transcript_of(chat["messages"], self.name) or "(an empty chat)"


def _with_button(messages: list[View], label: str) -> tuple[View, View] | None:
    """The newest message with a fitting button; the closest label in it wins."""
    for message in reversed(messages):
        if message["deleted"] or message["from"] != "bot":
            continue
        rows = [*message["buttons"], *(message["keyboard"] or [])]
        fitting = [button for row in rows for button in row if label in button["text"]]
        if fitting:
            return message, min(fitting, key=lambda button: _distance(button["text"], label))
    return None


def _distance(text: str, label: str) -> int:
    if text == label:
        return 0
    return 1 if text.startswith(label) else 2


async def _content(path: Path) -> bytes:
    return await asyncio.to_thread(path.read_bytes)
