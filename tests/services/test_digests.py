"""The curator's Monday: once a week at nine by his own clock, and never empty."""

import asyncio
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.enums import Role
from services.access import Actor
from services.digests import Digest
from services.terms import Fact, Intention
from services.weekly_news import DigestNotice
from tests.support.databases import on_sqlite
from tests.support.plans import MEETING, ONGOING, PROGRAMME, SELF_CHECK, WEBINAR, Line
from tests.support.world import SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at

EARLY = Line("Вебинар для школ о целях", "01.04.2021 12:00", "школа", "Участие школ")


@pytest.fixture
async def pavel(world: World) -> Actor:
    """Павел with a plan for his district; the week of 12 April is the one to look at."""
    olga, pavel, _ = await world.join("Ольга", "Павел", "Мария")
    await world.publish(olga, [EARLY, WEBINAR, SELF_CHECK, PROGRAMME, ONGOING])
    return pavel


async def opened(world: World, name: str = "Павел") -> list[Digest]:
    """The digests that somebody would be sent now."""
    await world.services.digests.enqueue_due()
    found = []
    while envelopes := await world.services.outbox.claim(50):
        for envelope in envelopes:
            read = await world.services.outbox.open(envelope)
            await world.services.outbox.sent(envelope, envelope.id)
            if read is not None and isinstance(read[1], DigestNotice) and read[0].name == name:
                found.append(read[1].digest)
    return found


@on_sqlite
async def test_it_comes_on_monday_at_nine_and_once(world: World, pavel: Actor):
    world.clock.set(at("12.04 09:00") - timedelta(seconds=1))
    assert await opened(world) == []

    world.clock.set(at("12.04 09:00"))
    (digest,) = await opened(world)
    assert digest.monday == date(2021, 4, 12)
    for hours in range(1, 7 * 24 - 1):
        world.clock.set(at("12.04 09:00") + timedelta(hours=hours))
        if hours % 5 == 0:
            assert await opened(world) == []
    world.clock.set(at("19.04 09:00"))
    assert len(await opened(world)) == 1


@on_sqlite
@pytest.mark.parametrize("zone", ["Europe/Kaliningrad", "Europe/Moscow", "Asia/Kamchatka"])
async def test_nine_is_by_the_curators_own_clock(world: World, pavel: Actor, zone: str):
    await world.services.preferences.live_in(pavel, zone)
    nine = at("12.04 09:00", ZoneInfo(zone))

    world.clock.set(nine - timedelta(minutes=1))
    assert await opened(world) == []
    world.clock.set(nine)
    assert len(await opened(world)) == 1


@on_sqlite
@pytest.mark.parametrize(("hours", "expected"), [(1, 1), (35, 1), (36, 0), (60, 0)])
async def test_a_late_one_is_sent_while_it_is_of_use(
    world: World, pavel: Actor, hours: int, expected: int
):
    world.clock.set(at("12.04 09:00") + timedelta(hours=hours))

    assert len(await opened(world)) == expected


async def test_it_says_what_is_due_who_is_silent_and_who_has_not_reported(
    world: World, pavel: Actor
):
    maria = await world.stranger("Мария")
    await world.services.attendance.intend(
        maria, await world.occurrence(WEBINAR), await world.school(SCHOOL_1), Intention.ABSENT
    )
    world.clock.set(at("12.04 09:00"))
    (digest,) = await opened(world)

    assert [line.title for line in digest.due] == [WEBINAR.title]
    silent = {s.line.title: set(s.schools) for s in digest.unanswered}
    assert silent == {
        EARLY.title: {SCHOOL_1, SCHOOL_2, SCHOOL_3},
        WEBINAR.title: {SCHOOL_2, SCHOOL_3},
    }
    assert (digest.unreported, digest.waiting) == ((), 0)


async def test_an_overdue_report_and_a_waiting_one_are_told(world: World, pavel: Actor):
    maria = await world.stranger("Мария")
    await world.reports(maria, SELF_CHECK, SCHOOL_1)
    world.clock.set(at("26.04 09:00"))

    (digest,) = await opened(world)

    unreported = {s.line.title: set(s.schools) for s in digest.unreported}
    assert unreported == {SELF_CHECK.title: {SCHOOL_2, SCHOOL_3}}
    assert digest.waiting == 1
    assert [line.title for line in digest.due] == [PROGRAMME.title]


async def test_nothing_is_sent_when_there_is_nothing_to_say(world: World):
    olga, _ = await world.join("Ольга", "Павел")
    await world.publish(olga, [ONGOING, PROGRAMME])

    world.clock.set(at("12.04 09:00"))

    assert await world.services.digests.enqueue_due() == 0
    assert await world.outbox() == []


async def test_a_curators_meeting_is_not_about_his_schools(world: World):
    olga, _ = await world.join("Ольга", "Павел")
    await world.publish(olga, [MEETING])
    world.clock.set(at("12.04 09:00"))

    assert await opened(world) == []


async def test_only_ones_own_schools_are_told(world: World, pavel: Actor):
    await world.joins("Вера", Role.CURATOR, SCHOOL_2)
    await world.joins("Лев")
    world.clock.set(at("12.04 09:00"))

    await world.services.digests.enqueue_due()
    accounts = {m.telegram_id for m in await world.outbox(kind="digest")}
    assert accounts == {world.account("Павел"), world.account("Вера")}
    vera = await world.stranger("Вера")
    digest = await world.services.digests.digest(vera, date(2021, 4, 12))
    assert {school for s in digest.unanswered for school in s.schools} == {SCHOOL_2}


async def test_directors_get_no_digest(world: World, pavel: Actor):
    world.clock.set(at("12.04 09:00"))

    assert await opened(world, "Мария") == []


async def test_a_paused_curator_gets_none_until_he_resumes(world: World, pavel: Actor):
    await world.services.preferences.pause(pavel, True)
    world.clock.set(at("12.04 09:00"))
    assert await opened(world) == []

    await world.services.preferences.pause(pavel, False)
    assert len(await opened(world)) == 1


async def test_a_curator_who_blocked_the_bot_gets_none(world: World, pavel: Actor):
    async with world.database.write() as store:
        await store.people.mark_unreachable(pavel.id, world.clock.now())
    world.clock.set(at("12.04 09:00"))

    assert await opened(world) == []


async def test_two_looks_at_once_make_one_digest(world: World, pavel: Actor):
    world.clock.set(at("12.04 09:00"))

    await asyncio.gather(*(world.services.digests.enqueue_due() for _ in range(4)))

    assert len(await world.outbox("Павел", "digest")) == 1


async def test_it_is_written_as_things_stand_when_it_is_sent(world: World, pavel: Actor):
    maria = await world.stranger("Мария")
    world.clock.set(at("12.04 09:00"))
    await world.services.digests.enqueue_due()
    await world.services.attendance.state_fact(
        maria, await world.occurrence(EARLY), await world.school(SCHOOL_1), Fact.MISSED
    )

    (digest,) = await opened(world)

    silent = {s.line.title: set(s.schools) for s in digest.unanswered}
    assert silent[EARLY.title] == {SCHOOL_2, SCHOOL_3}


@on_sqlite
@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("05.04 08:00", "05.04 09:00"),
        ("05.04 10:00", "12.04 09:00"),
        ("11.04 23:00", "12.04 09:00"),
    ],
)
async def test_a_demo_can_leap_to_the_next_monday(world: World, now: str, expected: str):
    moscow = ZoneInfo("Europe/Moscow")
    world.clock.set(at(now, moscow))

    assert world.services.digests.next_morning() == at(expected, moscow)
