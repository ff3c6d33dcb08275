"""Weeks of reminders in bad weather, in minutes: the true tick, sender and gate, a virtual loop."""

import asyncio
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.app import App, build
from bot.config import Settings
from bot.pace import Rates
from db.database import Database
from db.enums import OutboxStatus, Role
from db.models import Membership, OutboxMessage, Person, Reminder
from sandbox.engine import DEFAULT_TOKEN
from sandbox.engine import World as Telegram
from sandbox.settings import Rates as Limits
from sandbox.settings import Settings as TelegramSettings
from services.envelope import Envelope
from tests.chaos.arena import FIRST_ACCOUNT
from tests.chaos.complaints import complaints, in_short
from tests.chaos.storm_judge import Verdict, judge
from tests.chaos.virtual import run_virtually
from tests.chaos.weather import (
    Amount,
    Spell,
    StormClock,
    StormySession,
    Trouble,
    forecast,
    sending,
)
from tests.support.plans import Line
from tests.support.world import SCHOOL_1, SCHOOL_2, SCHOOL_3, ZONE, build_world

START = datetime(2021, 4, 5, 6, tzinfo=ZONE)
_LONGEST_NAP = 3600.0


@dataclass(frozen=True)
class Outcome:
    """What came of a storm."""

    verdict: Verdict
    spells: tuple[Spell, ...]
    requests: int
    impatient: int
    refused: int


async def _storm(
    path: Path, accounts: list[int], dice: random.Random, days: int, amount: Amount
) -> Outcome:
    """Live through the days of a plan; `judge` says which promises were kept."""
    url = f"sqlite+aiosqlite:///{path}"
    clock = StormClock(START)
    loop = asyncio.get_running_loop()
    telegram = Telegram(
        clock,
        settings=TelegramSettings(rates=Limits()),
        monotonic=loop.time,
        username="marshrut_test_bot",
    )
    for account in accounts:
        telegram.add_person(account, f"Гость {account}")
        telegram.start(account)
    telegram.take_updates()
    dues = await _dues(url)
    spells = forecast(dice, [d for d in dues if d < (days - 1) * 86_400], amount)
    session = StormySession(telegram, clock, spells, dice)
    ends = [(s.begins, s) for s in spells if s.trouble is Trouble.RESTART]
    end_of_all = days * 86_400.0 + 4 * 3600
    for stop_at, spell in [*ends, (end_of_all, None)]:
        await _life(url, session, stop_at, is_killed=spell is not None)
        if spell is not None:
            await asyncio.sleep(spell.ends - clock.elapsed())
    verdict = judge(
        path, clock.start + timedelta(seconds=end_of_all), session.arrived, spells, START
    )
    refused = sum(entry.status == 429 and entry.fault is None for entry in telegram.history.calls())
    return Outcome(verdict, tuple(spells), session.requests, session.impatient, refused)


async def _life(url: str, session: StormySession, stop_at: float, *, is_killed: bool) -> None:
    """One process of the bot: from its start to a kill, or to the end of everything."""
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        bot_token=DEFAULT_TOKEN,
        database_url=url,
        backup_every=0,
    )
    clock = session.clock
    async with build(settings, clock, session, Rates()) as app:
        _labelled(app)
        sender: asyncio.Task[None] | None = None
        while (left := stop_at - clock.elapsed()) > 0:
            _set_clock(session)
            await app.jobs.tick()
            await app.jobs.weekly()
            nap = await _nap(app, clock)
            if nap > 2:
                if sender is not None:
                    app.sender.stop()
                    await sender
                    sender = None
                next_jump = _next_jump(session, clock)
                await asyncio.sleep(max(min(nap - 1, left, next_jump, _LONGEST_NAP), 0.1))
            else:
                if sender is None:
                    sender = asyncio.create_task(app.sender.run())
                await asyncio.sleep(min(1.0, left))
        if sender is None:
            return
        if is_killed:
            # As far as the database and Telegram can tell: nothing is settled any more.
            sender.cancel()
        else:
            app.sender.stop()
        await asyncio.gather(sender, return_exceptions=True)


def _labelled(app: App) -> None:
    """Tell the session which message a request is about."""
    send = app.sender._send

    async def labelled(envelope: Envelope) -> object:
        sending.set(envelope.id)
        return await send(envelope)

    app.sender._send = labelled  # type: ignore[assignment, method-assign]


def _set_clock(session: StormySession) -> None:
    """Somebody sets the clock when it is time to."""
    elapsed = session.clock.elapsed()
    jumps = [s for s in session.spells if s.trouble is Trouble.JUMP and s.begins <= elapsed]
    session.clock.shift = sum(s.shift for s in jumps)


def _next_jump(session: StormySession, clock: StormClock) -> float:
    elapsed = clock.elapsed()
    coming = [s.begins for s in session.spells if s.trouble is Trouble.JUMP and s.begins > elapsed]
    return min(coming, default=elapsed + _LONGEST_NAP) - elapsed + 0.01


async def _nap(app: App, clock: StormClock) -> float:
    """Seconds until something is due; 0 while something is under way."""
    due = await app.container.reminders.next_due()
    async with app.container.reminders._database.read() as store:
        session = store.people.session
        queued = await session.scalar(
            select(func.min(OutboxMessage.due_at)).where(
                OutboxMessage.status == OutboxStatus.QUEUED
            )
        )
        flying = await session.scalar(
            select(func.count()).where(OutboxMessage.status == OutboxStatus.SENDING)
        )
    if flying:
        return 0.0
    moments = [moment for moment in (due, queued) if moment is not None]
    return (min(moments) - clock.now()).total_seconds() if moments else _LONGEST_NAP


async def _dues(url: str) -> list[float]:
    """When something is due, in seconds since the beginning."""
    database = Database(url)
    async with database.read() as store:
        found = await store.people.session.scalars(select(Reminder.due_at).distinct())
        dues = sorted((due - START).total_seconds() for due in found)
    await database.close()
    return dues


async def _fill(url: str, people: int, days: int, dice: random.Random) -> list[int]:
    """Directors of three schools, two or three events a day at odd minutes."""
    database = Database(url)
    world = build_world(database, START)
    olga = await world.joins("Ольга")
    accounts = [FIRST_ACCOUNT + number for number in range(people)]
    schools = [await world.place_id(name) for name in (SCHOOL_1, SCHOOL_2, SCHOOL_3)]
    now = START.astimezone(UTC)
    async with database.write() as store:
        for number, account in enumerate(accounts):
            person = Person(
                telegram_id=account,
                name=f"Гость {account}",
                locale="ru",
                consent_version="2",
                consented_at=now,
                created_at=now,
                # Half of them sleep as everybody does, half are reached at any hour.
                quiet_from=None if number % 2 else 0,
                quiet_until=None if number % 2 else 0,
                workdays_only=bool(number % 2),
                weekly_budget=0,
            )
            store.people.add(person)
            await store.flush()
            store.people.add(
                Membership(
                    person_id=person.id,
                    place_id=schools[number % 3],
                    role=Role.DIRECTOR,
                    granted_at=now,
                )
            )
    await world.publish(olga, _lines(days, dice))
    await database.close()
    return accounts


def _lines(days: int, dice: random.Random) -> Sequence[Line]:
    lines = []
    for day in range(1, days):
        when = START + timedelta(days=day)
        for hour in (10, 15) if day % 3 else (9, 12, 16):
            clock = f"{hour:02}:{dice.randrange(0, 60, 5):02}"
            lines.append(
                Line(
                    f"Встреча {len(lines):03} для директоров школ",
                    f"{when:%d.%m.%Y}, {clock}",
                    "директор ОО",
                    "Участие директоров школ",
                )
            )
    return lines


def storm(
    folder: Path, template: Path, *, people: int, days: int, seed: int, amount: Amount
) -> Outcome:
    """The same from the beginning; call it outside of any loop."""
    dice = random.Random(seed)  # noqa: S311 - repeatable on purpose
    path = folder / f"storm-{seed}.db"
    shutil.copy(template, path)
    # A document is read by a child process, and children know nothing of a virtual clock.
    accounts = asyncio.run(_fill(f"sqlite+aiosqlite:///{path}", people, days, dice))
    with complaints() as heard:
        outcome = run_virtually(_storm(path, accounts, dice, days, amount))
    errors = tuple(f"logged: {in_short(text)}" for text in heard.texts)
    return replace(
        outcome, verdict=replace(outcome.verdict, faults=outcome.verdict.faults + errors)
    )
