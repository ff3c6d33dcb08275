"""Receiving: an update is committed to the inbox first and acknowledged to Telegram after it.

Updates of one person are handled in order, those of different people side by side. What cannot
be read is put aside, and the next one goes on.
"""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    TelegramConflictError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates
from aiogram.types import Update
from pydantic import ValidationError

from bot.failures import FAILURES, Fate, classify
from services.inbox import MAX_ATTEMPTS, Inbox, Received

log = structlog.get_logger()

ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"]
_AT_ONCE = 32
_POLL_SECONDS = 25
_CONFLICT_SECONDS = 60
_DRAIN_SECONDS = 20
_CANCEL_SECONDS = 2
_STORAGE_PAUSE = 2.0
# Somebody may set it again and again: two programs must not fight at full speed.
_UNHOOKED_PAUSE = 1.0
# What columns of ids take.
_LARGEST = 1 << 63


class GetRawUpdates(GetUpdates):
    """getUpdates whose items are left unread: one odd update must not spoil its batch."""

    __returning__ = list[dict[str, Any]]


class TokenRevokedError(Exception):
    """Telegram does not know the token (any more)."""


class SecondInstanceError(Exception):
    """Another process polls with the same token."""


class Intake:
    """Polls, stores, hands over."""

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        inbox: Inbox,
        *,
        on_done: Callable[[], None],
        on_beat: Callable[[float], None] = lambda _rest: None,
        on_handled: Callable[[str, float], None] = lambda _kind, _seconds: None,
    ) -> None:
        """Take what handles updates, and what to call when one is done.

        `on_beat` hears each turn of the polling loop and how long it rests then, `on_handled`
        what kind of update was handled in how many seconds.
        """
        self._bot = bot
        self._dispatcher = dispatcher
        self._inbox = inbox
        self._on_done = on_done
        self._on_beat = on_beat
        self._on_handled = on_handled
        self._chains: defaultdict[int, deque[Received]] = defaultdict(deque)
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def run(self) -> None:
        """Poll for ever; finish first what a dead process left."""
        self._on_beat(0)
        await self.resume()
        offset: int | None = None
        conflicts_since: float | None = None
        while True:
            self._on_beat(0)
            try:
                raw = await self._poll(offset)
            except (TelegramUnauthorizedError, TelegramNotFound):
                raise TokenRevokedError from None
            except FAILURES as error:
                if await self._has_unhooked(error):
                    continue
                conflicts_since = self._note_conflict(error, conflicts_since)
                rest = max(classify(error).delay.total_seconds(), 1.0)
                self._on_beat(rest)
                await asyncio.sleep(rest)
                continue
            conflicts_since = None
            if raw:
                try:
                    await self._receive(raw)
                except Exception:
                    # The database is locked or full: Telegram keeps what was not acknowledged.
                    log.exception("intake_failed")
                    await asyncio.sleep(_STORAGE_PAUSE)
                    continue
                offset = max(update["update_id"] for update in raw) + 1

    async def resume(self) -> None:
        """Begin with what a dead process left."""
        self._hand_over(await self._inbox.unfinished())

    async def accept(self, raw: list[dict[str, Any]]) -> None:
        """Commit updates to the inbox, then begin to handle those that are new."""
        await self._receive(raw)

    async def drain(self) -> None:
        """Let what is being handled finish; the rest stays in the inbox."""
        for chain in self._chains.values():
            chain.clear()
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=_DRAIN_SECONDS)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            # Their transactions and child processes end before the database closes.
            await asyncio.wait(set(self._tasks), timeout=_CANCEL_SECONDS)

    async def receive(self, raw: dict[str, Any]) -> None:
        """Take one update from somewhere else than polling, and wait until it is handled."""
        await self._receive([raw])
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def _poll(self, offset: int | None) -> list[dict[str, Any]]:
        method = GetRawUpdates(
            offset=offset, timeout=_POLL_SECONDS, allowed_updates=ALLOWED_UPDATES
        )
        found: Any = await self._bot(method, request_timeout=_POLL_SECONDS + 10)
        return [update for update in found if is_update(update)]

    async def _has_unhooked(self, error: BaseException) -> bool:
        """Whether a webhook of former days kept us from polling, and is gone now."""
        if not isinstance(error, TelegramConflictError) or "webhook is active" not in error.message:
            return False
        try:
            await self._bot.delete_webhook(drop_pending_updates=False)
        except FAILURES:
            return False
        log.info("webhook_deleted")
        await asyncio.sleep(_UNHOOKED_PAUSE)
        return True

    def _note_conflict(self, error: BaseException, since: float | None) -> float | None:
        now = asyncio.get_running_loop().time()
        log.warning("polling_failed", reason=classify(error).reason)
        if not isinstance(error, TelegramConflictError):
            return None
        if since is not None and now - since > _CONFLICT_SECONDS:
            raise SecondInstanceError from None
        return since if since is not None else now

    async def _receive(self, raw: list[dict[str, Any]]) -> None:
        self._hand_over(await self._inbox.receive([_row(update) for update in raw]))

    def _hand_over(self, updates: list[Received]) -> None:
        for received in updates:
            sender = received.sender_id or 0
            self._chains[sender].append(received)
            if len(self._chains[sender]) == 1:
                self._start(sender)

    def _start(self, sender_id: int) -> None:
        task = asyncio.create_task(self._work(sender_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, sender_id: int) -> None:
        """Handle one person's updates one after another."""
        chain = self._chains[sender_id]
        while chain:
            received = chain[0]
            async with self._slots:
                try:
                    await self._handle(received)
                except Exception:
                    log.exception("update_failed", update_id=received.update_id)
            if chain:
                chain.popleft()
        self._chains.pop(sender_id, None)

    async def _handle(self, received: Received) -> None:
        if received.is_left:
            # Counted before it is tried: it may be what ended the process before.
            await self._inbox.count_attempt(received.update_id)
        if received.attempts > MAX_ATTEMPTS:
            log.error("update_quarantined", update_id=received.update_id, reason="poison")
            await self._inbox.quarantine(received.update_id)
            return
        try:
            update = Update.model_validate_json(received.body, context={"bot": self._bot})
        except ValidationError:
            # Without the text of the error: it quotes the update.
            log.error("update_quarantined", update_id=received.update_id, reason="unreadable")
            await self._inbox.quarantine(received.update_id)
            return
        loop = asyncio.get_running_loop()
        began = loop.time()
        with structlog.contextvars.bound_contextvars(update_id=received.update_id):
            await self._feed(update)
        self._on_handled(_kind(update), loop.time() - began)
        await self._inbox.done(received.update_id)
        self._on_done()

    async def _feed(self, update: Update) -> None:
        with self._inbox.in_hand(update.update_id):
            try:
                await self._dispatcher.feed_update(self._bot, update)
            except FAILURES as error:
                # The effect is kept; only its answer could not be shown.
                failure = classify(error)
                level = log.info if failure.fate is Fate.UNREACHABLE else log.warning
                level("reply_failed", reason=failure.reason)


def _kind(update: Update) -> str:
    """What kind of update it is, of those we ask for."""
    found = (kind for kind in ALLOWED_UPDATES if getattr(update, kind, None) is not None)
    return next(found, "other")


def is_update(raw: Any) -> bool:
    """Whether something has the number of an update, one that a database takes."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return isinstance(number, int) and not isinstance(number, bool) and _fits(number)


def _row(raw: dict[str, Any]) -> tuple[int, int | None, str]:
    """What is stored of an update: one that no database takes would come again for ever."""
    sender = _sender(raw)
    if sender is not None and not _fits(sender):
        # Nobody has such an id: without a body it is put aside as unreadable.
        return raw["update_id"], None, ""
    # Half a surrogate pair is no character; a question mark takes its place.
    body = json.dumps(raw, ensure_ascii=False).encode(errors="replace").decode()
    return raw["update_id"], sender, body


def _fits(number: int) -> bool:
    return -_LARGEST <= number < _LARGEST


def _sender(raw: dict[str, Any]) -> int | None:
    """Whose update it is, as far as its shape tells."""
    for content in raw.values():
        if isinstance(content, dict):
            sender = content.get("from")
            if isinstance(sender, dict) and isinstance(sender.get("id"), int):
                return int(sender["id"])
    return None
