"""A silent school: its deputy, its curator, its municipality; the first answer stops the rest."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.enums import EscalationStatus, Role
from db.models import Escalation, Occurrence, Person, Plan, PlanRow
from services.access import Actor
from services.escalation import SilentLine
from services.silence_news import EscalationNotice
from tests.support.databases import on_sqlite
from tests.support.plans import SELF_CHECK, Line
from tests.support.world import SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at

# SELF_CHECK is due on Thursday, 22 April: the working days after it are 23, 26, 27, 28, 29 April.
TERM_OVER, DEPUTY, CURATOR = "23.04 00:01", "27.04 10:00", "29.04 10:00"
# 30 April is the sixth; 1 to 3 May are off, so that the eighth is the 5th.
COORDINATOR = "05.05 10:00"


@pytest.fixture
async def people(world: World) -> list[Actor]:
    """A district with everybody; the bot has looked for ended events before."""
    found = await world.join("Ольга", "Павел", "Мария", "Анна", "Иван")
    await world.services.escalation.plan_due()
    return found


@pytest.fixture
async def olga(world: World, people: list[Actor]) -> Actor:
    """Ольга, who has published a map with one report that is due."""
    await world.publish(people[0], [SELF_CHECK])
    return people[0]


async def tick(world: World, moment: str) -> list[tuple[str, list[SilentLine]]]:
    """Time passes, steps are told; who reads what."""
    world.clock.set(at(moment))
    await world.services.escalation.plan_due()
    await world.services.escalation.enqueue_due()
    read = []
    while envelopes := await world.services.outbox.claim(100):
        for envelope in envelopes:
            opened = await world.services.outbox.open(envelope)
            if opened is None:
                await world.services.outbox.skip(envelope, "of_no_use")
                continue
            if not isinstance(opened, tuple):
                # It is night where its reader lives.
                await world.services.outbox.put_off(envelope, opened.until)
                continue
            await world.services.outbox.sent(envelope, envelope.id)
            if isinstance(opened[1], EscalationNotice):
                read.append((opened[0].name, list(opened[1].found.lines)))
    return sorted(read, key=lambda one: one[0])


async def told(world: World, moment: str) -> dict[str, set[str]]:
    """The same, as the schools that each reads of."""
    return {name: {line.school_name for line in lines} for name, lines in await tick(world, moment)}


async def steps(world: World, school: str = SCHOOL_1) -> list[str]:
    """The fates of the steps about a school, by level."""
    query = (
        select(Escalation.status)
        .where(Escalation.school_id == await world.place_id(school))
        .order_by(Escalation.occurrence_id, Escalation.level)
    )
    return [str(status) for status in await world.all(query)]


async def test_up_the_ladder_on_working_days_at_ten(world: World, olga: Actor):
    assert await tick(world, TERM_OVER) == []
    assert await tick(world, "27.04 09:59") == []
    # Nobody is a deputy in the others: their curator is told in the deputy's place, at once.
    first = await told(world, DEPUTY)
    assert first == {"Анна": {SCHOOL_1}, "Павел": {SCHOOL_2, SCHOOL_3}}
    assert await told(world, "28.04 10:00") == {}
    assert await told(world, CURATOR) == {"Павел": {SCHOOL_1}}
    assert await told(world, "04.05 10:00") == {}
    assert await told(world, COORDINATOR) == {"Ольга": {SCHOOL_1, SCHOOL_2, SCHOOL_3}}
    assert await told(world, "06.05 10:00") == {}
    assert await steps(world) == ["told"] * 4
    assert await steps(world, SCHOOL_2) == ["told", "skipped", "told", "told"]


@on_sqlite
async def test_the_school_itself_is_told_by_its_own_reminders(world: World, olga: Actor):
    for day in ("23.04 10:00", "26.04 10:00"):
        assert await told(world, day) == {}

    assert await world.outbox("Мария", "escalation") == []


@on_sqlite
async def test_whoever_reported_is_not_told_of(world: World, olga: Actor):
    maria = await world.stranger("Мария")
    await world.reports(maria, SELF_CHECK, SCHOOL_1)

    await tick(world, TERM_OVER)

    assert await steps(world) == []
    assert len(await steps(world, SCHOOL_2)) == 4


async def test_a_report_stops_the_rest_in_its_own_transaction(world: World, olga: Actor):
    await tick(world, TERM_OVER)
    await tick(world, DEPUTY)

    await world.reports(await world.stranger("Мария"), SELF_CHECK, SCHOOL_1)

    assert await steps(world) == ["told", "told", "stopped", "stopped"]
    assert await told(world, CURATOR) == {}


async def test_a_reminder_by_hand_stops_the_rest(world: World, olga: Actor):
    await tick(world, TERM_OVER)
    await tick(world, DEPUTY)
    pavel = await world.stranger("Павел")

    await world.services.nudges.nudge(
        pavel, await world.occurrence(SELF_CHECK), await world.place_id(SCHOOL_1)
    )

    assert await steps(world) == ["told", "told", "stopped", "stopped"]
    assert (await steps(world, SCHOOL_2)).count("planned") == 1


@on_sqlite
async def test_what_was_answered_by_another_way_is_seen_before_it_is_sent(
    world: World, olga: Actor
):
    await tick(world, TERM_OVER)
    await world.reports(await world.stranger("Мария"), SELF_CHECK, SCHOOL_1)
    async with world.database.write() as store:
        await store.people.session.execute(
            update(Escalation)
            .where(Escalation.level == 1)
            .values(status=EscalationStatus.PLANNED, settled_at=None)
        )

    assert "Анна" not in await told(world, DEPUTY)
    assert (await steps(world))[1] == "stopped"


@on_sqlite
async def test_an_answer_between_the_tick_and_the_sending_is_seen(world: World, olga: Actor):
    await tick(world, TERM_OVER)
    world.clock.set(at(DEPUTY))
    assert await world.services.escalation.enqueue_due() == 2

    await world.reports(await world.stranger("Мария"), SELF_CHECK, SCHOOL_1)

    assert {m.telegram_id for m in await world.deliver()} == {world.account("Павел")}


@on_sqlite
async def test_a_returned_report_is_an_answer_too(world: World, olga: Actor):
    pavel, maria = await world.stranger("Павел"), await world.stranger("Мария")
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    turn = await world.services.reports.begin_return(pavel, card.report_id, card.version)
    assert turn is not None

    await tick(world, TERM_OVER)

    assert await steps(world) == []


@on_sqlite
async def test_one_message_a_day_for_all_schools(world: World, olga: Actor):
    second = Line("Сдача паспорта школы", "до 22 апреля 2021", "школа", "Отчёт школы")
    await world.publish(olga, [SELF_CHECK, second])
    await tick(world, TERM_OVER)

    read = await tick(world, DEPUTY)

    assert [(name, len(lines)) for name, lines in read] == [("Анна", 2), ("Павел", 4)]
    assert len(await world.outbox("Павел", "escalation")) == 1


@on_sqlite
async def test_what_comes_later_on_a_day_waits_for_the_next(world: World, olga: Actor):
    await tick(world, TERM_OVER)
    await tick(world, DEPUTY)
    async with world.database.write() as store:
        await store.people.session.execute(
            update(Escalation)
            .where(Escalation.level == 2, Escalation.status == EscalationStatus.PLANNED)
            .values(due_at=at("27.04 12:00"))
        )

    assert await told(world, "27.04 12:01") == {}
    assert await told(world, "28.04 10:00") == {"Павел": {SCHOOL_1}}


@on_sqlite
@pytest.mark.parametrize(
    "values",
    [
        {"unreachable_since": at("20.04 10:00")},
        {"paused": True},
        {"muted_until": at("30.05 10:00")},
        {"withdrawn_at": at("20.04 10:00")},
    ],
)
async def test_who_cannot_be_told_is_skipped_at_once(
    world: World, olga: Actor, values: dict[str, object]
):
    await tick(world, TERM_OVER)
    async with world.database.write() as store:
        await store.people.session.execute(
            update(Person).where(Person.name == "Анна").values(**values)
        )

    assert await told(world, DEPUTY) == {"Павел": {SCHOOL_1, SCHOOL_2, SCHOOL_3}}
    assert (await steps(world))[1] == "skipped"


@on_sqlite
async def test_what_ended_before_the_bot_looked_for_the_first_time(world: World):
    olga, *_ = await world.join("Ольга", "Павел", "Мария")
    await world.publish(olga, [SELF_CHECK])

    assert await told(world, TERM_OVER) == {}
    assert await told(world, DEPUTY) == {}
    assert await steps(world) == []


@on_sqlite
async def test_what_ended_before_its_map_was_published(world: World, people: list[Actor]):
    world.clock.set(at("24.04 10:00"))
    await world.publish(people[0], [SELF_CHECK])

    await tick(world, "24.04 10:05")

    assert await steps(world) == []


@on_sqlite
async def test_what_ended_long_ago_while_the_bot_stood_still(world: World, olga: Actor):
    await tick(world, "25.05 10:00")

    assert await steps(world) == []


@on_sqlite
async def test_after_a_standstill_the_ladder_is_climbed_step_by_step(world: World, olga: Actor):
    await tick(world, "12.05 12:00")
    seen = {}
    for day in range(13, 29):
        seen.update({f"{day}.05": set(await told(world, f"{day}.05 10:00"))})

    assert [(day, who) for day, who in seen.items() if who] == [
        ("14.05", {"Анна", "Павел"}),
        ("18.05", {"Павел"}),
        ("21.05", {"Ольга"}),
    ]


@on_sqlite
async def test_steps_that_were_missed_together_are_told_one_a_day(world: World, olga: Actor):
    await tick(world, TERM_OVER)

    assert set(await told(world, "13.05 12:00")) == {"Анна", "Павел"}
    assert set(await told(world, "14.05 10:00")) == {"Павел", "Ольга"}
    assert set(await told(world, "17.05 10:00")) == {"Ольга"}


@on_sqlite
async def test_a_cancelled_event_and_a_withdrawn_map_are_nobodys_business(
    world: World, olga: Actor
):
    await tick(world, TERM_OVER)
    async with world.database.write() as store:
        await store.people.session.execute(update(Plan).values(status="archived"))

    assert await told(world, DEPUTY) == {}
    assert (await steps(world))[1:] == ["skipped"] * 3


@on_sqlite
async def test_a_term_that_was_moved_is_promised_anew(world: World, olga: Actor):
    await tick(world, TERM_OVER)
    await tick(world, DEPUTY)
    async with world.database.write() as store:
        await store.people.session.execute(
            update(Occurrence).values(
                last_day=at("13.05 00:00").date(), ends_at=at("14.05 00:00"), version=2
            )
        )
        await store.people.session.execute(
            update(PlanRow).values(
                schedule={"type": "range", "start": "2021-04-07", "end": "2021-05-13"}
            )
        )

    assert await told(world, CURATOR) == {}
    await tick(world, "14.05 00:01")
    assert await told(world, "18.05 10:00") == {
        "Анна": {SCHOOL_1},
        "Павел": {SCHOOL_2, SCHOOL_3},
    }


@on_sqlite
async def test_looking_twice_promises_once(world: World, olga: Actor):
    await tick(world, TERM_OVER)
    before = await steps(world)
    for _ in range(3):
        await world.services.escalation.plan_due()

    assert await steps(world) == before
    assert len(before) == 4


@on_sqlite
async def test_nobody_is_told_of_strangers_schools(world: World, olga: Actor):
    await world.joins("Вера", Role.CURATOR, SCHOOL_2)
    await world.join("Нина", "Лев", "Глеб")
    await tick(world, TERM_OVER)

    first = await told(world, DEPUTY)

    assert first["Вера"] == {SCHOOL_2}
    assert not {"Нина", "Лев", "Глеб"} & set(first)
    since = int(at(DEPUTY).timestamp()) // 60
    for name in ("Лев", "Нина"):
        listed = await world.services.escalation.listed(await world.stranger(name), since)
        assert listed.lines == ()


@on_sqlite
async def test_after_a_restore_nothing_of_the_past_is_told_again(world: World, olga: Actor):
    await tick(world, TERM_OVER)
    world.clock.set(at("28.04 12:00"))
    async with world.database.write() as store:
        await store.intake.mark("restored", world.clock.now() - timedelta(minutes=1))

    assert await told(world, "28.04 12:01") == {}
