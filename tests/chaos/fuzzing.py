"""Odd updates through the true intake and dispatcher; the sandbox judges what is sent.

Episodes are independent of each other: a fresh district, people of every role, a seed of its own.
"""

import asyncio
import json
import multiprocessing
import random
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bot.intake import is_update
from sandbox.refusals import ActionError
from sandbox.state import Callback, Person
from services.names import clean
from services.terms import Role
from tests.chaos.complaints import complaints, in_short
from tests.chaos.odd_updates import (
    KINDS,
    Json,
    anything,
    forged_data,
    message_like,
    odd_text,
    spoilt,
    spoilt_data,
)
from tests.conversations.district import (
    DISTRICT,
    LAKES,
    REGION,
    SAMPLE,
    SCHOOL,
    District,
    make_template,
    open_district,
)
from tests.support.databases import _scratch

EPISODE = 1_000
_PEOPLE: tuple[tuple[str, Role | None, str], ...] = (
    ("Мария", Role.DIRECTOR, SCHOOL),
    ("Анна", Role.DEPUTY, SCHOOL),
    ("Павел", Role.CURATOR, DISTRICT),
    ("Ольга", Role.MUNICIPAL_COORDINATOR, DISTRICT),
    ("Роман", Role.REGIONAL_COORDINATOR, REGION),
    ("Олег", Role.OWNER, REGION),
    ("Зоя", Role.METHODIST, DISTRICT),
    ("Фёдор", Role.SUBSCRIBER, SCHOOL),
    ("Нина", Role.MUNICIPAL_COORDINATOR, LAKES),
    ("Чужой", None, ""),
)
# A forged or old press names a message that is not there: Telegram says so, the bot sends anew.
# So is a file, or a chat whose number nobody has.
_EXPECTED = (
    "message to edit not found",
    "message can't be edited",
    "message identifier is not specified",
    "query is too old",
    "invalid file_id",
    "wrong file identifier",
    "chat not found",
)
_TURN = 40


@dataclass
class Findings:
    """What came of one or many episodes; `faults` is empty when every promise was kept."""

    updates: int = 0
    handled: int = 0
    quarantined: int = 0
    calls: int = 0
    seconds: float = 0.0
    slowest: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, other: "Findings") -> None:
        """Take in those of another episode."""
        self.updates += other.updates
        self.handled += other.handled
        self.quarantined += other.quarantined
        self.calls += other.calls
        self.seconds += other.seconds
        self.slowest = sorted([*self.slowest, *other.slowest])
        self.refused += other.refused
        self.faults += other.faults

    def p99(self) -> float:
        """The time of an update, in seconds, that one in a hundred exceeds."""
        return self.slowest[int(len(self.slowest) * 0.99)] if self.slowest else 0.0


class Fuzzer:
    """Chooses what comes next; everything that counts is drawn from one dice."""

    def __init__(self, district: District, people: list[int], dice: random.Random) -> None:
        self._district, self._people, self._dice = district, people, dice
        self._world = district.world
        self._next_update = 900_000_000
        self._seen: list[Json] = []

    def next(self) -> Json:
        """One more update, as the API would hand it over."""
        dice = self._dice
        if self._seen and dice.random() < 0.02:
            return dice.choice(self._seen)
        person = dice.choice(self._people)
        kind, content = self._drawn(person)
        self._next_update += 1
        update = {"update_id": self._next_update, kind: content}
        if dice.random() < 0.12:
            update = spoilt(dice, update)
        self._seen = [*self._seen[-50:], update]
        self._acquainted(update)
        # What a stream cannot carry, it cannot bring.
        return json.loads(json.dumps(update))  # type: ignore[no-any-return]

    def _acquainted(self, part: Any) -> None:
        """Whoever writes has an account: the sandbox knows everybody an update names."""
        if isinstance(part, list):
            for one in part:
                self._acquainted(one)
        if not isinstance(part, dict):
            return
        number = part.get("id")
        is_somebody = part.get("type") == "private" or "is_bot" in part
        if is_somebody and type(number) is int and number > 0 and number not in self._world.people:
            self._world.people[number] = Person(number, "x", started=True)
        for one in part.values():
            self._acquainted(one)

    def _drawn(self, person: int) -> tuple[str, Json]:
        dice = self._dice
        way = dice.random()
        if way < 0.38:
            return "callback_query", self._press(person, self._shown(person))
        if way < 0.52:
            return "callback_query", self._press(person, forged_data(dice))
        if way < 0.60:
            return "callback_query", self._press(person, spoilt_data(dice, self._shown(person)))
        if way < 0.80:
            return "message", self._message(person, odd_text(dice))
        if way < 0.88:
            base = self._message(person, odd_text(dice))
            kind = dice.choice(["message", "message", "edited_message", "channel_post"])
            return kind, message_like(dice, base, self._user(person), self._now())
        if way < 0.90:
            return self._deed(person)
        kind = dice.choice(KINDS)
        return kind, anything(dice, kind, self._user(person), self._now())

    def _deed(self, person: int) -> tuple[str, Json]:
        """What a person does with a client: block, come back, correct, send a photo or a file."""
        dice, world = self._dice, self._world
        try:
            match dice.randrange(5):
                case 0:
                    world.block(person)
                case 1:
                    world.unblock(person)
                case 2:
                    world.photo(person, (SAMPLE / "photo.png").read_bytes(), odd_text(dice)[:900])
                case 3:
                    name = dice.choice(["план.txt", "x.docx", "\u202ecod.exe", "a" * 200, ""])
                    world.document(person, name, dice.randbytes(dice.choice([0, 40, 4_000])))
                case _:
                    own = [m for m in world.chat(person).messages.values() if not m.from_bot]
                    if own:
                        world.edit_text(person, own[-1].id, odd_text(dice)[:4000] or "x")
        except ActionError:
            pass
        raw = world.take_updates()
        if not raw:
            return "message", self._message(person, odd_text(dice))
        return next((kind, body) for kind, body in raw[-1].items() if kind != "update_id")

    def _shown(self, person: int) -> str:
        """The data of a button that the person sees."""
        dice = self._dice
        shown = [m for m in self._world.chat(person).messages.values() if m.from_bot][-6:]
        data = [
            button["callback_data"]
            for message in shown
            for row in message.inline_rows
            for button in row
            if "callback_data" in button
        ]
        return str(dice.choice(data)) if data else forged_data(dice)

    def _press(self, person: int, data: str) -> Json:
        world, dice = self._world, self._dice
        query_id = str(8_000_000_000_000_000 + world.serial())
        world.callbacks[query_id] = Callback(person, world.monotonic())
        shown = [m for m in world.chat(person).messages.values() if m.from_bot and not m.deleted]
        query: Json = {
            "id": query_id,
            "from": self._user(person),
            "chat_instance": "7",
            "data": data,
        }
        if shown and dice.random() < 0.95:
            query["message"] = world.message_object(dice.choice(shown[-3:]))
            if dice.random() < 0.03:
                kept = {name: query["message"][name] for name in ("chat", "message_id")}
                query["message"] = {**kept, "date": 0}
        return query

    def _message(self, person: int, text: str) -> Json:
        who = self._world.people[person]
        message: Json = {
            "message_id": 10_000_000 + self._world.serial(),
            "date": self._now(),
            "chat": who.as_chat(),
            "from": self._user(person),
            "text": text,
        }
        if text.startswith("/"):
            length = len(text.partition(" ")[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        elif self._dice.random() < 0.3:
            kinds = ["bold", "text_link", "pre", "spoiler", "custom_emoji", "blockquote", "mention"]
            message["entities"] = [
                {
                    "type": self._dice.choice(kinds),
                    "offset": self._dice.randint(0, 30),
                    "length": self._dice.randint(0, 5000),
                    "url": self._dice.choice(["https://a.b/?<&\"'", "javascript:x", "tg://x", ""]),
                    "custom_emoji_id": self._dice.choice(
                        ["5368324170671202286", "5368324170671202286", ""]
                    ),
                }
                for _ in range(self._dice.randint(1, 4))
            ]
        return message

    def _user(self, person: int) -> Json:
        user = self._world.people[person].as_user()
        if self._dice.random() < 0.05:
            user["first_name"] = odd_text(self._dice) or "x"
            user["language_code"] = self._dice.choice(["en", "ru", "zz", "pt-br", "\x00", ""])
        return user

    def _now(self) -> int:
        return int(self._district.clock.now().timestamp())


async def episode(template: Path, folder: Path, seed: int, count: int = EPISODE) -> Findings:
    """Feed so many updates to a fresh district and look at what is left."""
    dice = random.Random(seed)  # noqa: S311 - repeatable on purpose
    found = Findings()
    async with open_district(template, folder / f"fuzz-{seed}.db") as district:
        with complaints() as heard:
            people = [
                (await district.person(f"{name} {seed}", role, place)).id
                for name, role, place in _PEOPLE
            ]
            fuzzer = Fuzzer(district, people, dice)
            offered: set[int] = set()
            while found.updates < count:
                batch = [fuzzer.next() for _ in range(dice.choice([1, 1, 1, 3, 8]))]
                offered |= {u["update_id"] for u in batch if type(u.get("update_id")) is int}
                before, said = len(heard.texts), len(district.world.history.entries)
                began = time.perf_counter()
                await _received(district, batch)
                took = time.perf_counter() - began
                found.slowest.append(took / len(batch))
                found.updates += len(batch)
                if found.updates % _TURN < len(batch):
                    await district.passes(minutes=dice.choice([0, 1, 30, 600, 3000]))
                place = f"seed {seed} at {found.updates}"
                found.faults += [f"{place}: {in_short(t)}" for t in heard.texts[before:]]
                found.faults += _refusals(district, said, found, place, batch)
            await district.pump()
            found.faults += [f"seed {seed}: {text}" for text in _broken(district)]
            found.calls = sum(1 for _ in district.world.history.calls())
            states = Counter(row[4] for row in district.rows("inbox"))
            found.handled, found.quarantined = states["done"], states["quarantined"]
    (folder / f"fuzz-{seed}.db").unlink()
    return found


async def _received(district: District, batch: list[Json]) -> None:
    """What polling does with a batch: nothing of it may keep the rest from being handled."""
    async with asyncio.timeout(60):
        await district.app.intake.accept([update for update in batch if is_update(update)])
        while waiting := set(district.app.intake._tasks):
            await asyncio.wait(waiting)
        await district.pump()


def _refusals(
    district: District, since: int, found: Findings, place: str, batch: list[Json]
) -> Iterator[str]:
    for entry in district.world.history.entries[since:]:
        if entry.source != "bot" or entry.status != 400:
            continue
        found.refused[str(entry.result)[:60]] += 1
        if not any(words in str(entry.result) for words in _EXPECTED):
            yield f"{place}: {entry.name} → 400 {entry.result}: {str(entry.details)[:900]}"


def _broken(district: District) -> Iterator[str]:
    """Invariants of the database that do not hold."""
    path = str(district.settings.database_url).partition(":///")[2]
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        for question, wanted in _INVARIANTS.items():
            answer = connection.execute(question).fetchall()
            if answer != wanted:
                yield f"{question}: {answer[:5]}"
        for name, *_ in connection.execute("SELECT name FROM person").fetchall():
            if name != clean(name, 128):
                yield f"a name with marks in it: {name!r}"


_INVARIANTS: dict[str, list[Any]] = {
    "PRAGMA integrity_check": [("ok",)],
    "PRAGMA foreign_key_check": [],
    "SELECT update_id FROM inbox WHERE status = 'new'": [],
    "SELECT update_id FROM inbox WHERE body IS NOT NULL OR sender_id IS NOT NULL": [],
    "SELECT id FROM outbox WHERE status = 'sending'": [],
    "SELECT id FROM outbox WHERE status = 'failed' AND error LIKE 'refused%'": [],
    "SELECT id FROM invite WHERE uses_left < 0": [],
    "SELECT id FROM person WHERE forgotten_at IS NOT NULL AND (name <> '' OR telegram_id > 0)": [],
    "SELECT plan_id FROM (SELECT place_id, min(id) AS plan_id FROM plan"
    " WHERE status = 'published' GROUP BY place_id, year HAVING count(*) > 1)": [],
    "SELECT id FROM reminder WHERE status <> 'planned' AND settled_at IS NULL": [],
    "SELECT id FROM report WHERE status NOT IN"
    " ('submitted', 'returned', 'confirmed', 'accepted')": [],
}


def run_episode(template: Path, folder: Path, count: int, seed: int) -> Findings:
    """One episode in a process of its own."""
    return asyncio.run(episode(template, folder, seed, count))


def fuzz(count: int, seed: int, processes: int) -> Findings:
    """Many episodes on some processes forked from this one, which has everything in memory."""
    found = Findings()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="marshrut-fuzz-", dir=_scratch()) as name:
        folder = Path(name)
        template = asyncio.run(make_template(folder / "template.db", published=True))
        size = min(EPISODE, -(-count // processes))
        seeds = [seed + number for number in range(-(-count // size))]
        work = partial(run_episode, template, folder, size)
        context = multiprocessing.get_context("fork")
        with context.Pool(processes, maxtasksperchild=10) as pool:
            for done, one in enumerate(pool.imap_unordered(work, seeds), start=1):
                found.add(one)
                for fault in one.faults[:20]:
                    print(fault, flush=True)  # noqa: T201 - a long run tells at once
                if done % 10 == 0:
                    rate = found.updates / (time.monotonic() - began)
                    print(f"  {found.updates} updates, {rate:.0f}/s", flush=True)  # noqa: T201
    found.seconds = time.monotonic() - began
    return found
