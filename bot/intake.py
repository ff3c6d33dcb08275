"""Receiving: an update is committed to the inbox first and acknowledged to Telegram after it.

Updates of one person are handled in order, those of different people side by side. What cannot
be read is put aside, and the next one goes on.
"""

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
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

from bot.apologies import Apologies
from bot.chains import MOST_OF_ONE, Chains
from bot.failures import FAILURES, Fate, classify
from bot.group_chats import GroupChats
from bot.groups import asked_in, is_own_offer, is_shared
from bot.uncut import uncut
from services.clock import Clock
from services.inbox import MAX_ATTEMPTS, Inbox, Received

log = structlog.get_logger()

ALLOWED_UPDATES = ["message", "callback_query", "inline_query", "my_chat_member", "poll_answer"]
_POLL_SECONDS = 25
_CONFLICT_SECONDS = 60
# With what comes after it the whole end stays well below 25 seconds, on a busy machine too.
_DRAIN_SECONDS = 15
_STORAGE_PAUSE = 2.0
# Somebody may set it again and again: two programs must not fight at full speed.
_UNHOOKED_PAUSE = 1.0
_ROOM_SECONDS = 1.0
# A message as old as that was written while the bot was away.
_STALE = timedelta(minutes=10)
# Whether somebody has blocked the bot is kept however fast he is.
_ALWAYS = "my_chat_member"
# Asked with every letter: of the letters left out nobody waits for an answer.
_TYPED = "inline_query"
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
        clock: Clock,
        apologies: Apologies,
        group_chats: GroupChats | None = None,
        on_done: Callable[[], None],
        on_beat: Callable[[float], None] = lambda _rest: None,
        on_handled: Callable[[str, float], None] = lambda _kind, _seconds: None,
        on_aside: Callable[[], None] = lambda: None,
    ) -> None:
        """Take what handles updates, and what to call when one is done.

        `on_beat` hears each turn of the polling loop and how long it rests then, `on_handled`
        what kind of update was handled in how many seconds, `on_aside` that one was put aside.
        """
        self._bot = bot
        self._dispatcher = dispatcher
        self._inbox = inbox
        self._clock = clock
        self._apologies = apologies
        self._group_chats = group_chats
        self._on_done = on_done
        self._on_beat = on_beat
        self._on_handled = on_handled
        self._on_aside = on_aside
        self._chains = Chains(self._handle)
        self._tasks = self._chains.tasks

    async def run(self) -> None:
        """Poll for ever; finish first what a dead process left."""
        self._on_beat(0)
        await self.resume()
        offset: int | None = None
        conflicts_since: float | None = None
        while True:
            self._on_beat(0)
            if not await self._chains.room(_ROOM_SECONDS):
                continue
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
                    await uncut(self._receive(raw))
                except Exception:
                    # The database is locked or full: Telegram keeps what was not acknowledged.
                    log.exception("intake_failed")
                    await asyncio.sleep(_STORAGE_PAUSE)
                    continue
                offset = max(update["update_id"] for update in raw) + 1

    async def resume(self) -> None:
        """Begin with what a dead process left."""
        self._chains.add(await self._inbox.unfinished())

    @property
    def is_full(self) -> bool:
        """Whether so much waits that nothing more should come for now."""
        return self._chains.is_full

    async def accept(self, raw: list[dict[str, Any]]) -> None:
        """Commit updates to the inbox, then begin to handle those that are new."""
        await self._receive(raw)

    async def drain(self) -> None:
        """Let what is being handled finish; the rest stays in the inbox."""
        await self._chains.finish(_DRAIN_SECONDS)
        await self._apologies.finish()

    async def receive(self, raw: dict[str, Any]) -> None:
        """Take one update from somewhere else than polling, and wait until it is handled."""
        await self._receive([raw])
        await self._chains.quiet()

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
        private = [
            update for update in raw if not (is_own_offer(update) or await self._is_shared(update))
        ]
        kept = self._within_bounds(private)
        if kept:
            self._chains.add(await self._inbox.receive([_row(update) for update in kept]))

    async def _is_shared(self, update: dict[str, Any]) -> bool:
        """Whether it comes from a group or a channel: not even for a moment is it kept."""
        if not is_shared(update):
            return False
        now = self._clock.now()
        if self._group_chats is not None and await self._group_chats.hears(update, now):
            return True
        asked = asked_in(update, now)
        if asked is not None and now - asked.at < _STALE:
            self._apologies.elsewhere(asked)
        return True

    def _within_bounds(self, raw: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Leave out what somebody sends beyond what may wait of him; he is told.

        What comes first is kept: it answers what is on his screen.
        """
        kept, taken = [], Counter[int | None]()
        for update in raw:
            sender = _sender(update)
            if self._chains.length(sender) + taken[sender] < MOST_OF_ONE or _ALWAYS in update:
                taken[sender] += 1
                kept.append(update)
            elif sender is not None and _TYPED not in update:
                self._apologies.too_fast(sender, _language(update))
        if len(kept) < len(raw):
            log.warning("flood", left_out=len(raw) - len(kept))
        return kept

    async def _handle(self, received: Received, is_again: bool) -> None:
        if received.attempts >= MAX_ATTEMPTS:
            await self._put_aside(received, "poison")
            return
        if received.is_left and not is_again:
            # Counted before it is tried: it may be what ended the process before.
            await self._inbox.count_attempt(received.update_id)
        try:
            update = Update.model_validate_json(received.body, context={"bot": self._bot})
        except ValidationError:
            # Without the text of the error: it quotes the update.
            await self._put_aside(received, "unreadable")
            return
        if self._is_late(update) and self._is_repeated(update, received):
            await self._inbox.done(received.update_id)
            return
        loop = asyncio.get_running_loop()
        began = loop.time()
        with structlog.contextvars.bound_contextvars(update_id=received.update_id):
            await self._feed(update, is_again=received.is_left or is_again)
        self._on_handled(_kind(update), loop.time() - began)
        await self._inbox.done(received.update_id)
        self._on_done()

    async def _put_aside(self, received: Received, reason: str) -> None:
        """Put an update aside for good, so that others go on."""
        incident = secrets.token_hex(3)
        log.error(
            "update_quarantined",
            update_id=received.update_id,
            reason=reason,
            incident=incident,
        )
        await self._inbox.quarantine(received.update_id)
        self._on_aside()
        if reason == "poison" and received.sender_id is not None:
            language = _language(_parsed(received.body))
            self._apologies.put_aside(received.sender_id, language, incident)

    def _is_late(self, update: Update) -> bool:
        """Whether somebody wrote it while the bot was away; he is told so."""
        message = update.message
        if message is None or message.from_user is None:
            return False
        if self._clock.now() - message.date < _STALE:
            return False
        self._apologies.away(message.from_user.id, message.from_user.language_code)
        return True

    def _is_repeated(self, update: Update, received: Received) -> bool:
        """Whether he wrote the same again meanwhile, or another command: the last one counts."""
        words = update.message.text if update.message is not None else None
        if words is None or words.startswith("/start "):
            return False
        later = [_words(_parsed(other.body)) for other in self._chains.after(received)]
        is_command = words.startswith("/")
        return any(
            w is not None and (w == words or (is_command and w.startswith("/"))) for w in later
        )

    async def _feed(self, update: Update, *, is_again: bool) -> None:
        with self._inbox.in_hand(update.update_id, is_again=is_again):
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


def _parsed(body: str) -> dict[str, Any]:
    try:
        raw = json.loads(body)
    except ValueError:
        return {}
    return raw if isinstance(raw, dict) else {}


def _words(raw: dict[str, Any]) -> str | None:
    """What a message says, when it is words and nothing else."""
    message = raw.get("message")
    text = message.get("text") if isinstance(message, dict) else None
    return text if isinstance(text, str) else None


def _language(raw: dict[str, Any]) -> str | None:
    """In which language somebody's own programs speak."""
    for content in raw.values():
        sender = content.get("from") if isinstance(content, dict) else None
        if isinstance(sender, dict):
            code = sender.get("language_code")
            return code if isinstance(code, str) else None
    return None


def _sender(raw: dict[str, Any]) -> int | None:
    """Whose update it is, as far as its shape tells."""
    for content in raw.values():
        if isinstance(content, dict):
            sender = content.get("from")
            if isinstance(sender, dict) and isinstance(sender.get("id"), int):
                return int(sender["id"])
    return None
