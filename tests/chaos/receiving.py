"""kill -9 and SIGTERM while people press buttons: no press is lost, none counts twice."""

import random
import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.pace import UNLIMITED
from db.enums import Role
from keyboards.callbacks import Agree
from sandbox.state import Callback
from services.registration import CONSENT_VERSION
from tests.chaos.arena import FIRST_ACCOUNT, Arena, Condition, open_arena
from tests.support.world import SCHOOL_1

GRACE_SECONDS = 25.0
# After a crash between the effect and its answer the bot says where the person stands.
_WELCOMES = ("Теперь вы", "Меню")


@dataclass(frozen=True)
class Outcome:
    """What came of a run; `faults` is empty when every promise was kept."""

    people: int
    answered: int
    lives: int
    # The longest that an end by SIGTERM took, in seconds.
    slowest_end: float
    faults: tuple[str, ...]


class AllHandled(Condition):
    """Everything that was pressed is done, and Telegram holds nothing back."""

    def __call__(self, arena: Arena) -> bool:
        """Ask both sides."""
        waiting = arena.query("SELECT count(*) FROM inbox WHERE status = 'new'")[0][0]
        return waiting == 0 and not arena.telegram.updates.pending()


async def presses_under_fire(
    folder: Path, *, people: int, kills: int, terms: int, seed: int
) -> Outcome:
    """Many strangers agree, each with the same link; the bot is ended again and again.

    An effect can be counted here: one use of the link, one membership, one line in the audit.
    """
    dice = random.Random(seed)  # noqa: S311 - repeatable on purpose
    ends = [signal.SIGKILL] * kills + [signal.SIGTERM] * terms
    dice.shuffle(ends)
    slowest = 0.0
    async with open_arena(folder, rates=UNLIMITED, latency=0.0) as arena:
        async with arena.services() as world:
            payload = await world.services.registration.invite(Role.DIRECTOR, SCHOOL_1, uses=people)
        accounts = [FIRST_ACCOUNT + number for number in range(people)]
        waves = max(len(ends), 1)
        for number, ended_by in enumerate(ends):
            wave = accounts[number * people // waves : (number + 1) * people // waves]
            for account in wave:
                _presses(arena, account, payload)
            took = await arena.lives_for(dice.uniform(0, 0.3), ended_by)
            slowest = max(slowest, took if ended_by == signal.SIGTERM else 0.0)
        await arena.lives_until(AllHandled())
        return Outcome(
            people=people,
            answered=sum(_answers(arena)[account] > 0 for account in accounts),
            lives=arena.lives,
            slowest_end=slowest,
            faults=tuple(_faults(arena, accounts, slowest)),
        )


def _presses(arena: Arena, account: int, payload: str) -> None:
    """A stranger opens the bot and presses «I agree» on a link."""
    telegram = arena.telegram
    telegram.add_person(account, f"Гость {account}")
    telegram.start(account)
    telegram.call(telegram.token, "sendMessage", {"chat_id": str(account), "text": "."}, {})
    message = list(telegram.chat(account).messages.values())[-1]
    query_id = str(8_000_000_000_000_000 + telegram.serial())
    telegram.callbacks[query_id] = Callback(account, telegram.monotonic())
    query = {
        "id": query_id,
        "from": telegram.people[account].as_user(),
        "message": telegram.message_object(message),
        "chat_instance": "7",
        "data": Agree(int(CONSENT_VERSION), "ru", payload).pack(),
    }
    telegram.updates.put("callback_query", query)


def _answers(arena: Arena) -> Counter[int]:
    """How often each account was told what it is now; the consent is the answer to /start."""
    return Counter(
        entry.chat
        for entry in arena.telegram.history.calls()
        if entry.name in {"sendMessage", "editMessageText"}
        and entry.status == 200
        and entry.chat is not None
        and any(words in str(entry.details.get("text")) for words in _WELCOMES)
    )


def _faults(arena: Arena, accounts: list[int], slowest: float) -> list[str]:
    faults = []
    ((uses_left,),) = arena.query("SELECT uses_left FROM invite")
    if uses_left != 0:
        faults.append(f"the link has {uses_left} uses left")
    members = Counter(
        int(str(row[0]))
        for row in arena.query(
            "SELECT telegram_id FROM membership JOIN person ON person.id = membership.person_id"
        )
    )
    audited = Counter(
        int(str(row[0]))
        for row in arena.query(
            "SELECT telegram_id FROM audit JOIN person ON person.id = audit.person_id"
            " WHERE action LIKE 'join%'"
        )
    )
    answers = _answers(arena)
    for account in accounts:
        if members[account] != 1:
            faults.append(f"{account}: {members[account]} memberships")
        if audited[account] != 1:
            faults.append(f"{account}: joined {audited[account]} times")
        if not answers[account]:
            faults.append(f"{account}: never answered")
    if slowest > GRACE_SECONDS:
        faults.append(f"SIGTERM took {slowest:.1f} s")
    return faults
