"""An announcement that is stopped by its author while it goes out, and the bot killed around it."""

import random
import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.pace import Rates
from db.enums import OutboxKind
from sandbox.state import Callback
from tests.chaos.arena import Arena, Condition, fill, is_recipient, open_arena

AUTHOR = 7_000_000_000


@dataclass(frozen=True)
class Ended:
    """What Telegram saw, and what the database says in the end."""

    faults: tuple[str, ...]
    statuses: dict[str, int]
    delivered: int
    # Messages that were on their way when the author was answered.
    after_the_answer: int


class Stopped(Condition):
    """The author stops it when enough have got it; over when he has seen the totals."""

    def __init__(self, when: int) -> None:
        """Take after how many deliveries he stops it."""
        self._when = when
        self._has_tapped = False

    def __call__(self, arena: Arena) -> bool:
        """Tap once, then look whether he was told."""
        if not self._has_tapped and arena.deliveries().total() >= self._when:
            self._has_tapped = True
            tap_stop(arena)
        return any("больше никто" in text for text in _told(arena))


def tap_stop(arena: Arena) -> None:
    """The author presses «stop»."""
    telegram = arena.telegram
    message = [m for m in telegram.chat(AUTHOR).messages.values() if not m.deleted][-1]
    query_id = str(8_000_000_000_000_000 + telegram.serial())
    telegram.callbacks[query_id] = Callback(AUTHOR, telegram.monotonic())
    (number,) = arena.query("SELECT id FROM broadcast")[0]
    telegram.updates.put(
        "callback_query",
        {
            "id": query_id,
            "from": telegram.people[AUTHOR].as_user(),
            "message": telegram.message_object(message),
            "chat_instance": "7",
            "data": f"bx:{number}",
        },
    )


async def stopped_under_fire(
    folder: Path, *, people: int, kills: int, seed: int, rate: float = 300.0
) -> Ended:
    """Tell many people, kill the bot again and again, stop in the middle, kill once more."""
    dice = random.Random(seed)  # noqa: S311 - repeatable on purpose
    async with open_arena(folder, rates=Rates(overall=rate), latency=0.03) as arena:
        arena.telegram.add_person(AUTHOR, "Ольга")
        arena.telegram.start(AUTHOR)
        recipients = await fill(arena, people, OutboxKind.BROADCAST, goes_out=True)
        for _ in range(kills):
            await arena.lives_for(dice.uniform(0.05, 0.25), signal.SIGKILL)
        middle = arena.deliveries().total() + people // 8
        tapped = Stopped(middle)
        # The last kill comes anywhere between the tap and the totals.
        await _killed_after_the_tap(arena, tapped, dice)
        await arena.lives_until(tapped, patience=60)
        return _judge(arena, recipients)


async def _killed_after_the_tap(arena: Arena, tapped: "Stopped", dice: random.Random) -> None:
    class Tapped(Condition):
        def __call__(self, arena: Arena) -> bool:
            tapped(arena)
            return tapped._has_tapped

    await arena.lives_until(Tapped(), number=signal.SIGKILL, linger=dice.uniform(0, 0.3))


def _judge(arena: Arena, recipients: list[int]) -> Ended:
    fates, deliveries = arena.fates(), arena.deliveries()
    faults = []
    for person in recipients:
        status, count = fates[person].status, deliveries.get(person, 0)
        if count > 1:
            faults.append(f"{person}: came {count} times")
        if count and status not in {"sent", "unknown"}:
            faults.append(f"{person}: has it, and the database says {status}")
        if not count and status not in {"skipped", "unknown"}:
            faults.append(f"{person}: has it not, and the database says {status}")
    calls = list(arena.telegram.history.calls())
    answered = next(
        (at for at, call in enumerate(calls) if call.name == "answerCallbackQuery"), len(calls)
    )
    told = next(
        at
        for at, call in enumerate(calls)
        if call.chat == AUTHOR and "больше никто" in str(call.details)
    )
    late = [c for c in calls[told:] if _is_delivery(c)]
    faults += [f"{call.chat}: came after the author was told" for call in late]
    return Ended(
        tuple(faults),
        dict(Counter(fate.status for fate in fates.values())),
        len(deliveries),
        sum(_is_delivery(call) for call in calls[answered:]),
    )


def _is_delivery(call: object) -> bool:
    chat = getattr(call, "chat", None)
    is_sent = getattr(call, "name", "") == "sendMessage" and getattr(call, "status", 0) == 200
    return is_sent and chat is not None and is_recipient(chat)


def _told(arena: Arena) -> list[str]:
    messages = arena.telegram.chat(AUTHOR).messages.values()
    return [str(m.body.get("text", "")) for m in messages if m.from_bot]
