"""The sender: takes messages out of the outbox and hands them to Telegram, as the gate allows."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Container
from datetime import timedelta
from functools import partial

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.announcing import Announcer
from bot.failures import FAILURES, Failure, Fate, classify
from bot.middlewares.requests import CalledOffError, last_look, place_at
from bot.pace import Gate
from handlers.show import edit, send
from handlers.views.notice import notice_screen, repeated_screen
from keyboards.screen import Screen
from locales import Translator, translator
from services.broadcast_messages import AmendNotice, AnnouncementNotice, RecallNotice
from services.envelope import Envelope
from services.messages import EditNotice
from services.outbox import Asleep, Outbox
from services.terms import OutboxKind

log = structlog.get_logger()

# Far more than the limit of messages a second needs; those of slow requests count too.
_AT_ONCE = 32
_IDLE = 1.0
# How long a fate waits for a database that cannot write, in seconds.
_PAUSES = (0.2, 1.0, 5.0)


class Sender:
    """Sends what is queued, writes down each fate."""

    def __init__(
        self,
        bot: Bot,
        outbox: Outbox,
        gate: Gate,
        *,
        halts: Container[int] = (),
        on_beat: Callable[[], None] = lambda: None,
        on_fate: Callable[[Envelope, str], None] = lambda _envelope, _outcome: None,
    ) -> None:
        """Take the bot that sends, the queue, and what the answers to people pass too.

        `halts` names the announcements whose messages are turned back; `on_beat` hears each turn
        of the loop, `on_fate` what becomes of each message.
        """
        self._bot = bot
        self._outbox = outbox
        self._announcer = Announcer(bot, outbox)
        self._gate = gate
        self._halts = halts
        self._on_beat = on_beat
        self._on_fate = on_fate
        self._awake = asyncio.Event()
        self._in_flight: dict[asyncio.Task[None], int] = {}
        self._stopping = False

    def stop(self) -> None:
        """Take no more messages: `run` returns when those in hand have met their fates."""
        self._stopping = True
        self.wake()

    def wake(self) -> None:
        """There may be something to send: do not wait for the next look."""
        self._awake.set()

    async def run(self) -> None:
        """Send until stopped; recover first what a dead process left half-done.

        Returns when everything in hand has met its fate.
        """
        self._stopping = False
        recovered = False
        async with asyncio.TaskGroup() as group:
            while not self._stopping:
                self._on_beat()
                try:
                    if not recovered:
                        interrupted = await self._outbox.recover()
                        log.info("outbox_recovered", interrupted=interrupted)
                        recovered = True
                    taken = await self._start(group)
                except Exception:
                    # The database may be locked or full: the loop must outlive it.
                    log.exception("sender_failed")
                    taken = 0
                if not taken and not self._stopping:
                    await self._doze()

    async def send_batch(self) -> int:
        """Send as many as may be in flight at once and wait for their fates; return how many."""
        async with asyncio.TaskGroup() as group:
            return await self._start(group)

    async def _start(self, group: asyncio.TaskGroup) -> int:
        """Begin to send as many as may be made ready; return how many.

        Claimed is only what leaves at once: a claimed message is one that a crash makes doubtful.
        A slow request keeps nobody waiting but itself.
        """
        await self._wait_for_the_slow()
        places = await self._places()
        envelopes: list[Envelope] = []
        try:
            if places:
                resting = {*self._gate.resting(), *self._in_flight.values()}
                envelopes = await self._outbox.claim(places, resting)
        finally:
            self._gate.give_back(places - len(envelopes))
        for envelope in envelopes:
            task = group.create_task(self._send_and_note(envelope))
            self._in_flight[task] = envelope.telegram_id
            task.add_done_callback(self._in_flight.pop)
        return len(envelopes)

    async def _places(self) -> int:
        """How many to claim, or none yet: a long pause must not keep a stopping bot waiting."""
        try:
            async with asyncio.timeout(_IDLE):
                return await self._gate.places(_AT_ONCE - len(self._in_flight))
        except TimeoutError:
            return 0

    async def _wait_for_the_slow(self) -> None:
        while len(self._in_flight) >= _AT_ONCE:
            await asyncio.wait(self._in_flight, return_when=asyncio.FIRST_COMPLETED)

    async def _send_and_note(self, envelope: Envelope) -> None:
        place_at.set(self._gate)
        try:
            settle = await self._send(envelope)
        except Exception:
            # Nothing was requested yet: it can be tried again without a doubt.
            log.exception("message_failed", message=envelope.id, kind=envelope.kind)
            settle = partial(self._outbox.retry, envelope, timedelta(seconds=5), "crashed")
        finally:
            if place_at.get() is not None:
                # It did not come to a request: the message was of no use, or it crashed.
                self._gate.give_back(1)
        await self._write_down(settle, envelope)
        self._on_fate(envelope, getattr(settle, "func", settle).__name__)

    async def _write_down(self, settle: Callable[[], Awaitable[None]], envelope: Envelope) -> None:
        """Write a fate, patiently: what is not written would be sent again or never."""
        for pause in (*_PAUSES, None):
            try:
                await settle()
            except Exception:
                log.exception("fate_not_written", message=envelope.id)
                if pause is None:
                    return
                await asyncio.sleep(pause)
            else:
                return

    async def _send(self, envelope: Envelope) -> Callable[[], Awaitable[None]]:
        """Send one message; return what writes its fate down."""
        opened = await self._outbox.open(envelope)
        if opened is None:
            return partial(self._outbox.skip, envelope, "of_no_use")
        if isinstance(opened, Asleep):
            return partial(self._outbox.put_off, envelope, opened.until)
        actor, notice = opened
        t = translator(actor.locale)
        if isinstance(notice, AnnouncementNotice | AmendNotice | RecallNotice):
            return await self._announce(t, envelope, notice)
        plain = screen = notice_screen(t, actor, notice)
        if envelope.repeated:
            screen = repeated_screen(t, screen)
        try:
            if isinstance(notice, EditNotice):
                return await self._redraw(envelope, notice.message_id, plain)
            message = await send(self._bot, envelope.telegram_id, screen)
        except FAILURES as error:
            return partial(self._settle, envelope, classify(error))
        return partial(self._outbox.sent, envelope, message.message_id)

    async def _announce(
        self,
        t: Translator,
        envelope: Envelope,
        notice: AnnouncementNotice | AmendNotice | RecallNotice,
    ) -> Callable[[], Awaitable[None]]:
        last_look.set(partial(self._look, envelope))
        try:
            return await self._announcer.say(t, envelope, notice)
        except CalledOffError:
            return partial(self._outbox.call_off, envelope)
        except FAILURES as error:
            return partial(self._settle, envelope, classify(error))

    def _look(self, envelope: Envelope) -> None:
        """The last look before it leaves, however long it has waited for that."""
        if envelope.kind is OutboxKind.BROADCAST and envelope.broadcast_id in self._halts:
            raise CalledOffError

    async def _redraw(
        self, envelope: Envelope, message_id: int, screen: Screen
    ) -> Callable[[], Awaitable[None]]:
        """Change a message sent before; one that its reader has deleted is missed by nobody."""
        try:
            await edit(self._bot, envelope.telegram_id, message_id, screen)
        except TelegramBadRequest as error:
            if classify(error).fate is not Fate.REFUSED:
                raise
            return partial(self._outbox.skip, envelope, "message_gone")
        return partial(self._outbox.sent, envelope, message_id)

    async def _settle(self, envelope: Envelope, failure: Failure) -> None:
        log.warning("send_failed", message=envelope.id, kind=envelope.kind, reason=failure.reason)
        match failure.fate:
            case Fate.UNREACHABLE:
                await self._outbox.unreachable(envelope, failure.reason)
            case Fate.REFUSED:
                await self._outbox.fail(envelope, failure.reason)
            case Fate.UNCERTAIN:
                await self._outbox.uncertain(envelope, failure.reason)
            case Fate.STUMBLED:
                await self._outbox.stumbled(envelope, failure.reason)
            case Fate.RETRY:
                await self._outbox.retry(envelope, failure.delay, failure.reason)

    async def _doze(self) -> None:
        self._awake.clear()
        # Not `wait_for`: before Python 3.12 it may swallow a cancellation, and the bot never ends.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_IDLE):
                await self._awake.wait()
