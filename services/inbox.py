"""The durable inbox: an update is ours when it is committed, and only then acknowledged."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from db.database import AlreadyAppliedError, Database, UpdateInHand, update_in_hand
from db.enums import InboxStatus
from db.models import InboxUpdate
from services.access import internal
from services.clock import Clock
from services.retention import ANSWERED_MESSAGES

__all__ = ["AlreadyAppliedError", "Inbox", "Received"]

# An update that was in hand when the process ended, and again after each of eight starts, is put
# aside, so that others go on. With fewer, a hundred ends of other causes within minutes put aside
# innocent ones: who is handled alone is also the one who is always in hand.
MAX_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Received:
    """A stored update; `attempts` counts the starts since it came."""

    update_id: int
    sender_id: int | None
    body: str
    attempts: int
    # Left unfinished by a process that has ended.
    is_left: bool = False


class Inbox:
    """Keeps updates until they are answered."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where updates are kept and who tells the time."""
        self._database = database
        self._clock = clock
        self._answered: list[tuple[int, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    @internal
    async def receive(self, updates: Sequence[tuple[int, int | None, str]]) -> list[Received]:
        """Commit updates (id, sender, JSON body); return those not seen before, in order."""
        now = self._clock.now()
        # The same number twice in one batch is the same update: the first is kept.
        first: dict[int, tuple[int, int | None, str]] = {}
        for update in updates:
            first.setdefault(update[0], update)
        rows: list[dict[str, Any]] = [
            {
                "update_id": update_id,
                "sender_id": sender_id,
                "body": body,
                "status": InboxStatus.NEW,
                "attempts": 0,
                "received_at": now,
            }
            for update_id, sender_id, body in first.values()
        ]
        async with self._database.stroke() as store:
            new = await store.intake.receive(rows)
        return [
            Received(row["update_id"], row["sender_id"], row["body"], 0)
            for row in rows
            if row["update_id"] in new
        ]

    @internal
    async def unfinished(self) -> list[Received]:
        """Updates that a dead process left, each person's in order.

        People whose first one was begun less often come first: what ends the process each time
        keeps nobody else waiting, and nobody else is taken for it.
        """
        found: list[Received] = []
        async with self._database.read() as store:
            while rows := await store.intake.pending(found[-1].update_id if found else None):
                found += [_received(row) for row in rows]
        begun: dict[int | None, int] = {}
        for received in found:
            begun.setdefault(received.sender_id, received.attempts)
        return sorted(found, key=lambda received: begun[received.sender_id])

    @internal
    async def count_attempt(self, update_id: int) -> None:
        """Remember that handling of a left update begins once more."""
        async with self._database.write() as store:
            await store.intake.count_attempt(update_id)

    @internal
    async def done(self, update_id: int) -> None:
        """The person has been answered; the body is wiped.

        Those who are answered while one is being written are written together, next.
        """
        waiting = asyncio.get_running_loop().create_future()
        self._answered.append((update_id, waiting))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_answered())
        await waiting

    @internal
    async def quarantine(self, update_id: int) -> None:
        """Put an update aside for good; the body is wiped."""
        async with self._database.stroke() as store:
            await store.intake.finish([update_id], InboxStatus.QUARANTINED)

    @internal
    async def forget_old(self) -> int:
        """Delete finished updates that cannot come again; return how many."""
        async with self._database.write() as store:
            return await store.intake.forget_before(self._clock.now() - ANSWERED_MESSAGES)

    @internal
    @contextmanager
    def in_hand(self, update_id: int, *, is_again: bool = False) -> Iterator[None]:
        """Within this, effects of services are keyed by the update."""
        hand = UpdateInHand(update_id, self._clock.now(), is_again=is_again)
        token = update_in_hand.set(hand)
        try:
            yield
        finally:
            update_in_hand.reset(token)

    @internal
    async def is_answer_missing(self) -> bool:
        """Whether the update in hand has had its effect before, and only the answer is missing."""
        hand = update_in_hand.get()
        if hand is None or not hand.is_again:
            return False
        async with self._database.read() as store:
            return await store.intake.is_applied(hand.update_id)

    async def _write_answered(self) -> None:
        while self._answered:
            answered, self._answered = self._answered, []
            failure: Exception | None = None
            try:
                async with self._database.stroke() as store:
                    await store.intake.finish([one for one, _ in answered], InboxStatus.DONE)
            except Exception as error:
                # Each hears of it, and tries again as it would alone.
                failure = error
            except BaseException:
                self._writing = None
                for _, waiting in answered + self._answered:
                    waiting.cancel()
                raise
            for _, waiting in answered:
                if waiting.done():
                    continue
                if failure is None:
                    waiting.set_result(None)
                else:
                    waiting.set_exception(failure)
        self._writing = None


def _received(row: InboxUpdate) -> Received:
    return Received(
        update_id=row.update_id,
        sender_id=row.sender_id,
        body=row.body or "{}",
        attempts=row.attempts,
        is_left=True,
    )
