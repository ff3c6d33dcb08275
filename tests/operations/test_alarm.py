"""Each part frozen in turn: the owners hear of it once, and once when it moves again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.alarm import CALM_SECONDS, Alarm
from bot.health import LIMIT, LOOK_SECONDS, Health
from db.enums import Role
from handlers.views.alarm import CAUSES, stuck_screen
from locales import translator
from services.alerts import Alerts, StuckNotice
from services.queues import Oldest, Waiting
from tests.conversations.district import REGION, District, make_template, open_district
from tests.operations.test_backup import NOON
from tests.operations.test_health import QUIET, StillQueues, Stopwatch
from tests.support.clock import ManualClock

LOOPS = ["polling", "webhook", "sending", "ticking"]
ROWS = ["handling", "reminders", "outbox"]
OWNER = 77


class Owners:
    """Keeps what the database would."""

    def __init__(self) -> None:
        self.marked: set[str] = set()
        self.queued: list[StuckNotice] = []
        self.heard: list[StuckNotice] = []
        self.people: tuple[int, ...] = (OWNER,)
        self.is_broken = False

    async def known(self) -> set[str]:
        return set(self.marked)

    async def accounts(self) -> tuple[int, ...]:
        return self.people

    async def tell(self, notice: StuckNotice) -> int | None:
        if self.is_broken:
            raise OSError("disk is full")
        if not self.people:
            return 0
        if not notice.is_over and notice.cause in self.marked:
            return None
        await self.note(notice)
        self.queued.append(notice)
        self.heard.append(notice)
        return len(self.people)

    async def note(self, notice: StuckNotice) -> None:
        (self.marked.discard if notice.is_over else self.marked.add)(notice.cause)


class Watched:
    """A health that somebody listens to, on a watch that moves when told."""

    def __init__(self, owners: Owners, *, chat: int | None = None) -> None:
        self.seconds, self.queues, self.clock = Stopwatch(), StillQueues(), ManualClock(NOON)
        self.backup_age = timedelta()
        self.health = Health(
            self.queues,
            self.clock,
            newest_backup=lambda: self.clock.now() - self.backup_age,
            seconds=self.seconds,
            backup_within=timedelta(hours=2),
        )
        self.owners = owners
        self.direct: list[tuple[int, StuckNotice]] = []
        self.is_away = False
        self.alarm = Alarm(owners, self.say, chat=chat, seconds=self.seconds)

    async def say(self, account: int, notice: StuckNotice) -> bool:
        if self.is_away:
            return False
        self.direct.append((account, notice))
        self.owners.heard.append(notice)
        return True

    async def lives(self, seconds: float, *, frozen: str = "") -> None:
        """So many seconds with a look every five; what is not frozen moves."""
        for _ in range(int(seconds / LOOK_SECONDS)):
            self.seconds.now += LOOK_SECONDS
            for part in LOOPS:
                if part != frozen:
                    self.health.pulse(part).beat()
            row = Oldest(int(self.seconds.now), timedelta(0))
            same = Oldest(1, timedelta(hours=1))
            self.queues.waiting = Waiting(
                same if frozen == "handling" else row,
                same if frozen == "reminders" else row,
                {1: 1},
                same if frozen == "outbox" else row,
            )
            await self.alarm.consider(await self.health.look())

    def said(self) -> list[tuple[str, bool]]:
        """Everything, by either way."""
        return [(notice.cause, notice.is_over) for notice in self.owners.heard]


@pytest.fixture
def watched() -> Watched:
    return Watched(Owners())


@pytest.mark.parametrize("part", [*LOOPS, *ROWS])
async def test_once_within_a_minute_and_once_when_it_is_over(watched: Watched, part: str):
    await watched.lives(300)
    assert watched.said() == []

    await watched.lives(LIMIT - LOOK_SECONDS, frozen=part)
    assert watched.said() == [], "too early"
    await watched.lives(60 - LIMIT + LOOK_SECONDS, frozen=part)
    assert watched.said() == [(part, False)], "within a minute"
    await watched.lives(7200, frozen=part)
    assert watched.said() == [(part, False)], "and only once"

    await watched.lives(CALM_SECONDS + 2 * LOOK_SECONDS)
    assert watched.said() == [(part, False), (part, True)]
    await watched.lives(3600)
    assert len(watched.said()) == 2
    # What the outbox cannot carry goes directly.
    assert bool(watched.direct) == (part in {"sending", "outbox"})
    assert watched.owners.marked == set()


async def test_what_comes_and_goes_is_said_once(watched: Watched):
    await watched.lives(10)
    for _ in range(20):
        await watched.lives(70, frozen="ticking")
        await watched.lives(30)
    await watched.lives(CALM_SECONDS + 60)
    assert watched.said() == [("ticking", False), ("ticking", True)]
    assert watched.owners.queued[-1].minutes == pytest.approx(33, abs=1)


async def test_a_hiccup_is_no_standstill(watched: Watched, monkeypatch: pytest.MonkeyPatch):
    await watched.lives(10)

    async def broken() -> Waiting:
        raise OSError("no disk")

    monkeypatch.setattr(watched.queues, "look", broken)
    await watched.alarm.consider(await watched.health.look())
    monkeypatch.undo()
    await watched.lives(300)
    assert watched.said() == []


async def test_two_causes_are_two_messages_and_each_has_its_end(watched: Watched):
    await watched.lives(10)
    watched.backup_age = timedelta(hours=3)
    await watched.lives(3600)
    assert watched.said() == [], "it was started an hour ago: the backup is being made"
    watched.clock.advance(hours=3)
    await watched.lives(600, frozen="reminders")
    assert watched.said() == [("backup", False), ("reminders", False)]
    report = await watched.health.look()
    assert (report.stuck, report.warnings) == (("reminders",), ("backup",))
    watched.backup_age = timedelta()
    await watched.lives(600, frozen="reminders")
    assert watched.said()[2:] == [("backup", True)]


async def test_the_database_is_gone(watched: Watched, monkeypatch: pytest.MonkeyPatch):
    """The owners were known before; nothing can be noted, and the end is told all the same."""
    await watched.lives(10)

    async def broken() -> Waiting:
        raise OSError("no disk")

    with monkeypatch.context() as gone:
        gone.setattr(watched.queues, "look", broken)
        watched.owners.is_broken = True
        await watched.lives(600)
    watched.owners.is_broken = False
    assert [(account, n.cause) for account, n in watched.direct] == [(OWNER, "database")]
    watched.queues.waiting = QUIET
    await watched.lives(CALM_SECONDS + 60)
    assert watched.said() == [("database", False), ("database", True)]


async def test_nobody_can_be_told_just_now(watched: Watched):
    await watched.lives(10)
    watched.is_away = True
    await watched.lives(600, frozen="sending")
    assert watched.said() == []
    watched.is_away = False
    await watched.lives(60, frozen="sending")
    assert watched.said() == [("sending", False)]


async def test_a_write_that_fails_is_no_silence(watched: Watched):
    await watched.lives(10)
    watched.owners.is_broken = True
    await watched.lives(300, frozen="ticking")
    assert [notice.cause for _, notice in watched.direct] == ["ticking"]


async def test_without_an_owner_the_chat_of_the_settings_hears():
    owners = Owners()
    owners.people = ()
    watched = Watched(owners, chat=4242)
    await watched.lives(10)
    await watched.lives(200, frozen="polling")
    assert [account for account, _ in watched.direct] == [4242]
    nobody = Owners()
    nobody.people = ()
    alone = Watched(nobody)
    await alone.lives(10)
    await alone.lives(200, frozen="polling")
    assert alone.said() == []


async def test_a_new_process_does_not_say_it_again():
    owners = Owners()
    first, second = Watched(owners), Watched(owners)
    await first.lives(200, frozen="reminders")
    await second.lives(200, frozen="reminders")
    assert owners.queued[1:] == []
    await second.lives(CALM_SECONDS + 60)
    assert [(n.cause, n.is_over) for n in owners.queued] == [
        ("reminders", False),
        ("reminders", True),
    ]


async def test_something_put_aside_is_told_once_a_day_and_has_no_end(watched: Watched):
    await watched.lives(10)
    for _ in range(5):
        watched.alarm.note("put_aside")
        await watched.lives(60)
    assert watched.said() == [("put_aside", False)]
    await watched.lives(90_000)
    assert watched.said() == [("put_aside", False)]
    watched.alarm.note("put_aside")
    await watched.lives(10)
    assert watched.said() == [("put_aside", False)] * 2


def test_every_cause_has_words():
    assert {*LOOPS, *ROWS, "database", "backup", "put_aside"} == set(CAUSES)
    for cause in [*CAUSES, "something new"]:
        for is_over in (False, True):
            notice = StuckNotice(cause, 3, is_over)
            assert StuckNotice.from_json(notice.as_json()) == notice
            assert "3 мин" in (text := stuck_screen(translator("ru"), notice).text) or not is_over
            assert cause in text or is_over


# --- with a real database and a real chat


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asyncio.run(make_template(tmp_path_factory.mktemp("alarm") / "template.db"))


@pytest.fixture
async def district(places: Path, tmp_path: Path) -> AsyncIterator[District]:
    async with open_district(places, tmp_path / "district.db") as opened:
        yield opened


async def test_the_owner_hears_of_it(district: District) -> None:
    district.expected_errors.add("alarm")
    nina = await district.person("Нина Хозяйка", Role.OWNER, REGION)
    await district.person("Мария Лебедева", Role.DIRECTOR)
    await nina.sends("/settings")
    await nina.taps("Пауза")
    health, seconds = district.app.watch.health, Stopwatch()
    health._seconds = seconds
    alarm = district.app.watch.alarm
    assert alarm is not None
    alarm._seconds = seconds
    health.pulse("ticking").beat()
    for _ in range(14):
        seconds.now += LOOK_SECONDS
        await alarm.consider(await health.look())
    await district.pump()
    shown = await nina.sees("Боту нужна помощь: никто не смотрит, чему пришёл срок")
    assert "ticking" in shown["text"]
    health.pulse("ticking").beat()
    for _ in range(int(CALM_SECONDS / LOOK_SECONDS) + 3):
        seconds.now += LOOK_SECONDS
        health.pulse("ticking").beat()
        await alarm.consider(await health.look())
    await district.pump()
    await nina.sees("Снова в порядке")
    assert len(district.rows("outbox")) == 2

    alerts: Alerts = district.app.container.alerts
    assert await alerts.known() == set()
    assert await alerts.accounts() == (nina.id,)
