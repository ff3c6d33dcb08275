"""What needs a coordinator's hand, once a week, and only when there is something."""

from datetime import timedelta

import pytest

from handlers.views.coordinator_digest import coordinator_digest_screen
from locales import translator
from services.access import Actor
from services.staffing import Gap
from services.terms import Fact, Role
from services.weekly_news import CoordinatorNotice
from tests.support.databases import on_sqlite
from tests.support.plans import SELF_CHECK, WEBINAR, Line
from tests.support.world import LYCEUM, REGION, SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at

UNDATED = Line("Семинар по плану школ", "май 2021", "школа", "Участие школ")


@pytest.fixture
async def olga(world: World) -> Actor:
    """Ольга with a plan, a school without anybody among three."""
    olga, *_ = await world.join("Ольга", "Мария", "Иван")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    return olga


async def digests(world: World) -> list[CoordinatorNotice]:
    """What coordinators are sent now."""
    await world.services.coordinator_digests.enqueue_due()
    found = []
    while envelopes := await world.services.outbox.claim(50):
        for envelope in envelopes:
            read = await world.services.outbox.open(envelope)
            await world.services.outbox.sent(envelope, envelope.id)
            if read is not None and isinstance(read[1], CoordinatorNotice):
                found.append(read[1])
    return found


async def test_it_counts_the_silent_and_what_is_missing(world: World, olga: Actor):
    maria = await world.stranger("Мария")
    world.clock.set(at("16.04 10:00"))
    await world.services.attendance.state_fact(
        maria, await world.occurrence(WEBINAR), await world.school(SCHOOL_1), Fact.ATTENDED
    )
    world.clock.set(at("26.04 09:00"))

    (notice,) = await digests(world)

    owed = {one.name: one.owes for one in notice.digest.silent}
    assert owed == {SCHOOL_1: 1, SCHOOL_2: 2}, "where nobody is nobody is silent"
    assert [one.owes for one in notice.digest.silent] == [2, 1], "the silent first"
    assert [one.has_spoken for one in notice.digest.silent] == [False, True]
    shown = coordinator_digest_screen(translator("ru"), notice.digest).text
    assert "Молчат школы: 1</b>\n" + SCHOOL_2 in shown, "who has answered is not silent"
    assert "Отвечают, но не на всё: 1</b>\n" + SCHOOL_1 in shown
    assert notice.digest.gaps[Gap.UNMANNED] == 1


async def test_what_was_over_before_the_map_came_is_owed_by_nobody(world: World):
    olga, *_ = await world.join("Ольга", "Мария", "Иван")
    world.clock.set(at("20.04 12:00"))
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    world.clock.set(at("26.04 09:00"))

    digest = await world.services.coordinator_digests.digest(olga)
    assert {one.name: one.owes for one in digest.silent} == {SCHOOL_1: 1, SCHOOL_2: 1}


@on_sqlite
async def test_it_comes_once_a_week_and_not_to_curators(world: World, olga: Actor):
    await world.join("Павел")
    world.clock.set(at("12.04 08:59"))
    assert await digests(world) == []
    world.clock.set(at("12.04 09:00"))
    assert len(await digests(world)) == 1
    world.clock.set(at("13.04 09:00"))
    assert await digests(world) == []
    world.clock.set(at("19.04 09:00"))
    assert len(await digests(world)) == 1


@on_sqlite
async def test_nothing_to_mend_is_no_digest(world: World):
    nina, _, _ = await world.join("Нина", "Лев", "Глеб")
    world.clock.set(at("12.04 09:00"))

    assert (await world.services.coordinator_digests.digest(nina)).is_empty
    assert await digests(world) == []


async def test_days_to_be_set_are_asked_for_once(world: World, olga: Actor):
    await world.publish(olga, [WEBINAR, SELF_CHECK, UNDATED])
    # The Monday before the 20th asks, so that the 20th need not.
    world.clock.set(at("19.04 09:00"))
    (notice,) = await digests(world)
    assert notice.digest.dates == 1
    # The inbox behind the button holds later months too: the button says which it counts.
    labels = [
        b.text
        for row in coordinator_digest_screen(translator("ru"), notice.digest).rows
        for b in row
    ]
    assert "📅 Даты на этот и следующий месяц: 1" in labels
    world.clock.set(at("20.04 09:00"))
    assert await world.services.open_dates.enqueue_due() == 0


async def test_who_was_asked_on_the_20th_is_not_asked_by_the_digest(world: World, olga: Actor):
    await world.publish(olga, [WEBINAR, SELF_CHECK, UNDATED])
    world.clock.set(at("20.04 09:00") + timedelta(hours=12))
    assert await world.services.open_dates.enqueue_due() == 1
    world.clock.set(at("26.04 09:00"))
    (notice,) = await digests(world)
    assert notice.digest.dates == 0


@on_sqlite
async def test_silent_schools_of_the_next_municipality_are_not_named(world: World):
    roman, olga, *_ = await world.join("Роман", "Ольга", "Мария", "Иван", "Глеб")
    await world.joins("Анна", Role.DIRECTOR, SCHOOL_3)
    await world.publish(roman, [WEBINAR], place=REGION)
    world.clock.set(at("19.04 09:00"))

    digest = await world.services.coordinator_digests.digest(olga)

    assert {one.name for one in digest.silent} == {SCHOOL_1, SCHOOL_2, SCHOOL_3}
    of_region = await world.services.coordinator_digests.digest(roman)
    assert LYCEUM in {one.name for one in of_region.silent}
