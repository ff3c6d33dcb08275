"""An announcement to many people with the bot killed again and again; then other words for all."""

import random
import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.pace import Rates
from db.enums import OutboxKind
from services.forms.form import Input
from tests.chaos.arena import TEXT, AllSettled, Arena, fill, open_arena
from tests.chaos.ending import AUTHOR

NEW_WORDS = "Связь проверена"


@dataclass(frozen=True)
class Reached:
    """What Telegram saw, and what the database says in the end."""

    faults: tuple[str, ...]
    received: int
    # People who have got it twice, the second one marked: it was in the air at a kill.
    twice: int
    in_doubt: int
    changed: int


async def reached_under_fire(
    folder: Path, *, people: int, kills: int, seed: int, rate: float = 300.0
) -> Reached:
    """Tell many people, kill the bot in between, send again what got lost, change the words."""
    dice = random.Random(seed)  # noqa: S311 - repeatable on purpose
    async with open_arena(folder, rates=Rates(overall=rate), latency=0.03) as arena:
        arena.telegram.add_person(AUTHOR, "Ольга")
        arena.telegram.start(AUTHOR)
        recipients = await fill(arena, people, OutboxKind.BROADCAST, goes_out=True)
        # The kills are spread over the whole of it.
        span = people / rate / (kills + 1)
        for _ in range(kills):
            await arena.lives_for(dice.uniform(0, span), signal.SIGKILL)
        await arena.lives_until(AllSettled(), patience=600)
        in_doubt = set(arena.in_doubt)
        await _sent_again(arena)
        await arena.lives_until(AllSettled(), patience=600)
        faults = _received(arena, recipients, in_doubt)
        await _other_words(arena)
        for _ in range(kills):
            await arena.lives_for(dice.uniform(0, span), signal.SIGKILL)
        await arena.lives_until(AllSettled(), patience=600)
        got = arena.deliveries()
        changed, more = _changed(arena, recipients, in_doubt)
        if got != arena.deliveries():
            more.append("a change was sent as a new message")
        twice = sum(count > 1 for count in got.values())
        return Reached(tuple(faults + more), len(got), twice, len(in_doubt), changed)


async def _sent_again(arena: Arena) -> None:
    """The author has it sent once more to those of whom nobody knows."""
    async with arena.services() as world:
        olga = await world.stranger("Ольга")
        (number,) = arena.query("SELECT id FROM broadcast")[0]
        await world.services.deliveries.send_again(olga, int(str(number)), 0)


async def _other_words(arena: Arena) -> None:
    """The author changes the words where they have arrived."""
    async with arena.services() as world:
        olga = await world.stranger("Ольга")
        (number,) = arena.query("SELECT id FROM broadcast")[0]
        turn = await world.services.amendments.begin(olga, int(str(number)), "ru")
        turn = await world.services.dialogs.answer(olga, Input(text=NEW_WORDS, html=NEW_WORDS))
        await world.services.dialogs.submit(olga, turn.dialog_id)


def _received(arena: Arena, recipients: list[int], in_doubt: set[int]) -> list[str]:
    """Who was chosen has it, nobody else, once; or once more with a word, after a kill."""
    got = arena.deliveries()
    faults = [f"{who}: was chosen and has nothing" for who in sorted(set(recipients) - set(got))]
    faults += [f"{who}: was not chosen and has it" for who in sorted(set(got) - set(recipients))]
    rows = arena.query("SELECT telegram_id, status, repeated FROM outbox WHERE kind = 'broadcast'")
    fates = {int(str(who)): (str(status), bool(again)) for who, status, again in rows}
    if Counter(status for status, _ in fates.values()) != Counter(sent=len(recipients)):
        faults.append(f"the database says {Counter(status for status, _ in fates.values())}")
    for who, count in got.items():
        if count > 2 or (count == 2 and not (who in in_doubt and fates[who][1])):
            faults.append(f"{who}: came {count} times")
    return faults


def _changed(arena: Arena, recipients: list[int], in_doubt: set[int]) -> tuple[int, list[str]]:
    """In every chat the new words stand once; old ones only in what nobody knows about."""
    faults, changed = [], 0
    for who in recipients:
        texts = [
            str(message.body.get("text", ""))
            for message in arena.telegram.chat(who).messages.values()
            if message.from_bot and not message.deleted
        ]
        new = sum(NEW_WORDS in text for text in texts)
        old = sum(TEXT in text for text in texts)
        changed += new == 1
        if new != 1:
            faults.append(f"{who}: has the new words {new} times")
        if old and who not in in_doubt:
            faults.append(f"{who}: still has the old words")
    rows = arena.query(
        "SELECT status, count(*) FROM outbox WHERE kind = 'broadcast_edit' GROUP BY status"
    )
    if rows != [("sent", len(recipients))]:
        faults.append(f"of the changes the database says {rows}")
    return changed, faults
