"""Figures of large maps: a part of them is fetched alone, and what is kept is never out of date."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from db.models import Plan
from handlers.patience import patience
from services.access import Actor
from services.figure_entries import Entered
from services.forms.form import Input
from services.indicators import Figure, figures_of, ground
from services.indicators.kept import KeptFigures, Surveyed
from services.terms import Fact, Role
from tests.roadmap.shared import needs_maps, source
from tests.services.test_indicators import EVERYONE, PROGRAMME, UPLOAD, came
from tests.services.year_of_rows import simulate
from tests.support.world import DISTRICT, REGION, SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at


@needs_maps
async def test_of_a_few_schools_only_their_own_is_fetched_and_counts_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    world.clock.set(datetime(2022, 1, 10, 9, tzinfo=UTC))
    roman = await world.joins("Роман")
    await world.joins("Ольга", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await world.joins("Павел", Role.CURATOR, SCHOOL_1)
    await world.joins("Мария", Role.DIRECTOR, SCHOOL_1)
    await world.publish_bytes(roman, source("004"), place=REGION)
    await simulate(world, roman, 5)
    until = datetime(2022, 8, 1, 12, tzinfo=UTC)

    async with world.database.read() as store:
        (plan,) = await store.plans.published_below(["/"])
        one, other = [
            place.path
            for name in (SCHOOL_1, SCHOOL_2)
            if (place := await store.places.get(await world.place_id(name))) is not None
        ]
        district = await store.places.get(await world.place_id(DISTRICT))
        assert district is not None
        for paths in ((one,), (one, other), (district.path,)):
            part = await ground.survey(store, plan, place_path=paths, until=until)
            narrow = await figures_of(store, plan, place_path=paths, until=until)
            with monkeypatch.context() as patch:
                patch.setattr(ground, "_MOST_PATHS", 0)
                whole = await ground.survey(store, plan, place_path=paths, until=until)
                wide = await figures_of(store, plan, place_path=paths, until=until)
            assert narrow == wide
            assert any(figure.done for figure in narrow)
            assert part is not None
            assert whole is not None
            assert len(part.answers) < len(whole.answers)
            assert len(part.reports) < len(whole.reports)


class Pages:
    """Somebody who opens one page after another."""

    def __init__(self, world: World) -> None:
        self._world, self._kept = world, KeptFigures(worth_keeping=1)

    async def open(self) -> Surveyed:
        now = self._world.clock.now()
        async with self._world.database.read() as store:
            (plan,) = await store.plans.published_below(["/"])
            found = await self._kept.of(store, plan, None, now)
            assert found is not None
            assert list(found.figures) == await self.anew(store, plan, now)
        return found

    @staticmethod
    async def anew(store: Any, plan: Plan, now: datetime) -> list[Figure]:
        return await figures_of(store, plan, until=now)


@pytest.fixture
async def olga(world: World) -> Actor:
    olga, _, _ = await world.join("Ольга", "Мария", "Иван")
    await world.publish(olga, [EVERYONE, UPLOAD, PROGRAMME])
    world.clock.set(at("16.04 12:00"))
    return olga


async def test_the_next_page_is_not_counted_again(world: World, olga: Actor):
    pages = Pages(world)
    first = await pages.open()
    world.clock.set(world.clock.now() + timedelta(seconds=50))
    assert await pages.open() is first
    world.clock.set(world.clock.now() + timedelta(seconds=20))
    assert await pages.open() is not first, "no older than a minute"


async def test_whatever_is_said_or_passes_is_seen_at_once(world: World, olga: Actor):
    pages = Pages(world)
    seen = [await pages.open()]

    async def differs(what: str) -> None:
        # `open` compares with a count anew; here it has to be one.
        seen.append(await pages.open())
        assert seen[-1] is not seen[-2], what
        assert await pages.open() is seen[-1]

    await came(world, "Мария", SCHOOL_1, Fact.ATTENDED)
    await differs("an answer")
    await came(world, "Мария", SCHOOL_1, Fact.EXCUSED)
    await differs("the same, changed in the same moment")
    await world.reports(await world.stranger("Иван"), UPLOAD, SCHOOL_2)
    await differs("a report")
    row_id = seen[-1].figures[1].row_id
    await world.services.figure_entries.begin(olga, row_id, 0, Entered.VALUE)
    await world.services.dialogs.answer(olga, Input(text="3 из 3"))
    await differs("a value entered by hand")
    await world.joins("Пётр", Role.CURATOR, SCHOOL_3)
    await differs("a seat")
    world.clock.set(at("20.04 23:59"))
    await pages.open()
    seen.append(await pages.open())
    world.clock.set(at("21.04 00:00"))
    await differs("the end of a day, and of a term")


async def test_of_events_only_what_ones_own_schools_said_is_fetched(world: World, olga: Actor):
    await came(world, "Мария", SCHOOL_1, Fact.ATTENDED)
    await came(world, "Иван", SCHOOL_2, Fact.MISSED)
    await world.reports(await world.stranger("Иван"), UPLOAD, SCHOOL_2)
    ids = [await world.occurrence(line) for line in (EVERYONE, UPLOAD)]
    async with world.database.read() as store:
        first, second = [
            place
            for name in (SCHOOL_1, SCHOOL_2)
            if (place := await store.places.get(await world.place_id(name))) is not None
        ]
        answers, reports = await store.duties.schools_said(ids, [first.path])
        assert ([one.party_id for one in answers], reports) == ([first.id], [])
        answers, reports = await store.duties.schools_said(ids, [second.path])
        assert [one.party_id for one in answers] == [one.place_id for one in reports] == [second.id]
        answers, _ = await store.duties.schools_said(ids, ["/"])
        assert {one.party_id for one in answers} == {first.id, second.id}
        assert await store.duties.schools_said(ids, []) == ([], [])


class Bot:
    """Notes what it shows."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.has_shown = asyncio.Event()

    async def send_chat_action(self, _chat: int, action: str) -> None:
        self.shown.append(action)
        self.has_shown.set()


async def test_what_takes_long_says_so_and_what_does_not_does_not():
    bot = Bot()
    event: Any = SimpleNamespace(bot=bot, chat=SimpleNamespace(id=1))
    async with patience(event, soon=5):
        await asyncio.sleep(0)
    assert bot.shown == []
    async with asyncio.timeout(5), patience(event, soon=0):
        await bot.has_shown.wait()
    assert bot.shown == ["typing"]
