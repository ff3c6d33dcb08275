"""One reader's trouble, or one message's, keeps no weekly message from anybody else."""

import logging

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from bot.ticking import enqueue_weekly
from db.enums import Role
from db.models import Person
from services.access import SYSTEM
from services.week_card import _Book
from tests.support.databases import on_sqlite
from tests.support.plans import PROGRAMME, SELF_CHECK, WEBINAR, Line
from tests.support.world import SCHOOL_1, SCHOOL_3, World, at

UNDATED = Line("Семинар по плану школ", "май 2021", "школа", "Участие школ")


async def kinds(world: World, name: str) -> list[str]:
    """What somebody is written, week by week."""
    return [message.kind for message in await world.outbox(name)]


async def lives_nowhere(world: World, name: str) -> None:
    """Somebody's zone is one that the tables of zones know no more."""
    async with world.database.write() as store:
        await store.people.session.execute(
            update(Person).where(Person.name == name).values(timezone="Atlantis/Poseidonis")
        )


async def test_a_curator_of_a_closed_school_reads_no_digest(world: World):
    olga, _, _ = await world.join("Ольга", "Павел", "Мария")
    await world.publish(olga, [WEBINAR, SELF_CHECK, PROGRAMME])
    await world.joins("Лев", Role.CURATOR, SCHOOL_3)
    await world.joins("Лев", Role.SUBSCRIBER, SCHOOL_1)
    await world.services.place_changes.close(SYSTEM, await world.place_id(SCHOOL_3))
    world.clock.set(at("12.04 09:00"))

    async with world.database.read() as store:
        chairs = await store.weekly.chairs([Role.CURATOR], world.clock.now())
    assert {chair.telegram_id for chair in chairs} == {world.account("Павел")}
    assert await world.services.digests.enqueue_due() == 1
    assert await kinds(world, "Павел") == ["digest"]


async def _all_but(world: World, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    """What is known of somebody cannot be read; that of everybody else can."""
    registration, account = world.services.registration, world.account(broken)
    true = registration.actor_of

    async def actor_of(person_id: int):
        actor = await true(person_id)
        if actor.telegram_id == account:
            raise ValueError("Тайное имя")
        return actor

    monkeypatch.setattr(registration, "actor_of", actor_of)


@on_sqlite
async def test_who_cannot_be_read_is_passed_over_once(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    olga, *_ = await world.join("Ольга", "Павел", "Вера", "Мария", "Иван")
    await world.joins("Елена", Role.MUNICIPAL_COORDINATOR, "Заречный район")
    await world.publish(olga, [WEBINAR, SELF_CHECK, UNDATED])
    services = world.services
    for part, moment, broken, whole, kind in (
        (services.digests, "12.04 09:00", "Павел", "Вера", "digest"),
        (services.coordinator_digests, "12.04 09:30", "Ольга", "Елена", "coordinator_digest"),
        (services.open_dates, "20.04 09:30", "Ольга", "Елена", "open_dates"),
    ):
        world.clock.set(at(moment))
        with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
            await _all_but(world, patched, broken)
            caplog.clear()
            assert await part.enqueue_due() == 1, kind
            assert kind in await kinds(world, whole)
            assert kind not in await kinds(world, broken)
            person_id = (await world.stranger(broken)).id
            assert f"{kind}_failed number={person_id}" in caplog.text
            assert "Тайное" not in caplog.text
        # He was considered: it does not begin anew each minute.
        caplog.clear()
        assert await part.enqueue_due() == 0
        assert not caplog.records


@on_sqlite
async def test_a_week_that_cannot_be_read_keeps_no_other_card_back(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    olga, *_ = await world.join("Ольга", "Мария", "Иван")
    await world.publish(olga, [WEBINAR])
    account, true = world.account("Мария"), _Book.items

    def items(self, speaker, *rest):
        if speaker.telegram_id == account:
            raise KeyError(account)
        return true(self, speaker, *rest)

    monkeypatch.setattr(_Book, "items", items)
    world.clock.set(at("12.04 09:00"))

    assert await world.services.week_cards.enqueue_due() == 1
    assert await kinds(world, "Иван") == ["week_card"]


@on_sqlite
async def test_a_zone_that_is_known_no_more_stops_nobody(world: World):
    olga, *_ = await world.join("Ольга", "Павел", "Вера", "Мария", "Иван")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    await lives_nowhere(world, "Павел")
    await lives_nowhere(world, "Мария")
    # Nine in the default zone of the program is later than that of the district.
    world.clock.set(at("12.04 12:00"))

    assert await enqueue_weekly(world.services)
    assert await kinds(world, "Вера") == ["digest"]
    assert await kinds(world, "Иван") == ["week_card"]
    assert await kinds(world, "Павел") == []


@on_sqlite
async def test_a_database_in_trouble_is_not_a_readers_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    olga, *_ = await world.join("Ольга", "Павел", "Мария")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("12.04 09:00"))

    async def locked(_person_id: int):
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    with monkeypatch.context() as patched:
        patched.setattr(world.services.registration, "actor_of", locked)
        with pytest.raises(OperationalError):
            await world.services.digests.enqueue_due()
    assert await world.services.digests.enqueue_due() == 1


@on_sqlite
async def test_a_failing_kind_stops_no_other(world: World, monkeypatch: pytest.MonkeyPatch):
    olga, *_ = await world.join("Ольга", "Павел", "Мария")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    world.clock.set(at("12.04 09:30"))

    async def broken() -> int:
        raise RuntimeError

    services = world.services
    monkeypatch.setattr(services.week_cards, "enqueue_due", broken)
    monkeypatch.setattr(services.digests, "enqueue_due", broken)
    assert await enqueue_weekly(services) == 1
    assert await kinds(world, "Ольга") == ["coordinator_digest"]
