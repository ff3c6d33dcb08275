"""Reminders: promised as rows, each with exactly one fate, true when they are sent."""

import asyncio

import pytest
from sqlalchemy import func, select

from db.enums import Role
from db.models import Membership, Occurrence, OutboxMessage, Person, PlanRow, Reminder
from services.access import Actor
from tests.support.databases import on_sqlite
from tests.support.plans import (
    MEETING,
    MONTH,
    MONTHLY,
    ONGOING,
    PROGRAMME,
    SELF_CHECK,
    SEMINAR,
    WEBINAR,
    Line,
)
from tests.support.world import SCHOOL_1, ZONE, World, at

WINDOW = Line("Анкетирование учителей школ", "12-14 апреля 2021", "ОО", "Отчёт школы")
WEEKLY = Line("Вебинар для школ", "каждый четверг апреля 2021 года в 15:00", "школа", "Участие")
RANGE = Line("Семинар для школьных команд", "20-21 апреля 2021", "школа", "Участие школ")
MOSCOW = Line("Вебинар для школ", "16.04.2021 10:00 (МСК)", "школа", "Участие школ")


@pytest.fixture
async def olga(world: World) -> Actor:
    return await world.joins("Ольга")


async def timetable(world: World, name: str, line: Line) -> list[tuple[str, str]]:
    """(stage, due by the clock of Заречный край) of somebody's reminders about a line."""
    query = (
        select(Reminder)
        .join(Person, Person.id == Reminder.person_id)
        .join(Occurrence, Occurrence.id == Reminder.occurrence_id)
        .join(PlanRow, PlanRow.id == Occurrence.row_id)
        .where(Person.name == name, PlanRow.title == line.title)
        .order_by(Reminder.due_at)
    )
    return [
        (reminder.stage, reminder.due_at.astimezone(ZONE).strftime("%d.%m %H:%M"))
        for reminder in await world.all(query)
    ]


@on_sqlite
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            WEBINAR,
            [
                ("d7", "08.04 14:00"),
                ("d1", "14.04 14:00"),
                ("h1", "15.04 13:00"),
                ("after", "15.04 16:00"),
            ],
            id="event with a clock",
        ),
        pytest.param(
            SEMINAR,
            [
                ("d7", "13.04 09:00"),
                ("d1", "19.04 09:00"),
                ("d0", "20.04 09:00"),
                ("after", "20.04 18:00"),
            ],
            id="event of a day",
        ),
        pytest.param(
            MOSCOW,
            [
                ("d7", "09.04 12:00"),
                ("d1", "15.04 12:00"),
                ("h1", "16.04 11:00"),
                ("after", "16.04 14:00"),
            ],
            id="event by the clock of Moscow",
        ),
        pytest.param(
            RANGE,
            [
                ("d7", "13.04 09:00"),
                ("d1", "19.04 09:00"),
                ("d0", "20.04 09:00"),
                ("after", "21.04 18:00"),
            ],
            id="days in a row",
        ),
        pytest.param(
            PROGRAMME,
            [
                ("d7", "23.04 09:00"),
                ("d3", "27.04 09:00"),
                ("d1", "29.04 09:00"),
                ("d0", "30.04 09:00"),
            ],
            id="deadline",
        ),
        pytest.param(
            SELF_CHECK,
            [
                ("open", "07.04 09:00"),
                ("middle", "14.04 09:00"),
                ("d3", "19.04 09:00"),
            ],
            id="window",
        ),
        pytest.param(WINDOW, [("d1", "13.04 09:00")], id="short window: only its last word"),
        # The first of May is off until the fourth.
        pytest.param(MONTH, [("open", "04.05 09:00"), ("d5", "26.05 09:00")], id="month"),
        pytest.param(
            MONTHLY,
            [
                (stage, f"{day} 09:00")
                for days in (
                    ("28.04", "30.04", "04.05", "05.05"),
                    ("31.05", "02.06", "04.06", "05.06"),
                )
                for stage, day in zip(("d7", "d3", "d1", "d0"), days, strict=True)
            ],
            id="recurring deadline",
        ),
        pytest.param(ONGOING, [], id="ongoing"),
    ],
)
async def test_every_kind_of_date_has_its_stages(world: World, olga: Actor, line: Line, expected):
    await world.joins("Мария")
    await world.publish(olga, [line])

    assert await timetable(world, "Мария", line) == expected


async def test_every_meeting_of_a_series_has_its_own_reminders(world: World, olga: Actor):
    await world.joins("Мария")
    await world.publish(olga, [WEEKLY])

    last_calls = [due for stage, due in await timetable(world, "Мария", WEEKLY) if stage == "h1"]

    assert last_calls == ["08.04 14:00", "15.04 14:00", "22.04 14:00", "29.04 14:00"]


async def test_a_reader_is_not_asked_what_happened(world: World, olga: Actor):
    await world.joins("Фёдор")
    await world.publish(olga, [WEBINAR])

    assert [stage for stage, _ in await timetable(world, "Фёдор", WEBINAR)] == ["d7", "d1", "h1"]


async def test_each_role_is_reminded_of_what_names_it(world: World, olga: Actor):
    await world.join("Мария", "Павел", "Зоя", "Глеб")
    await world.publish(olga, [WEBINAR, MEETING, PROGRAMME])

    about = {
        name: {
            line.title for line in (WEBINAR, MEETING, PROGRAMME) if await world.promised(name, line)
        }
        for name in ("Мария", "Павел", "Ольга", "Зоя", "Глеб")
    }

    assert about == {
        "Мария": {WEBINAR.title, PROGRAMME.title},
        "Павел": {WEBINAR.title, MEETING.title},
        "Ольга": {WEBINAR.title},
        "Зоя": set(),
        "Глеб": set(),
    }


@on_sqlite
async def test_stages_are_sent_one_after_another_each_once(world: World, olga: Actor):
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR])
    sent = []
    for hour in range(24 * 14):
        world.clock.set(at("05.04 10:00"))
        world.clock.advance(hours=hour)
        sent += [stage for name, stage in await world.tick() if name == "Мария"]

    assert sent == ["d7", "d1", "h1", "after"]
    assert await world.services.reminders.next_due() is None


async def test_nothing_is_sent_a_second_early(world: World, olga: Actor):
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("08.04 14:00"))
    world.clock.advance(seconds=-1)

    assert await world.tick() == []
    assert await world.services.reminders.next_due() == at("08.04 14:00")
    world.clock.advance(seconds=1)
    assert ("Мария", "d7") in await world.tick()


@on_sqlite
@pytest.mark.parametrize(
    ("line", "back_at", "expected"),
    [
        (WEBINAR, "08.04 14:01", (["d7"], {})),
        (WEBINAR, "12.04 15:00", (["d7"], {})),
        (WEBINAR, "14.04 13:59", ([], {"d7": "superseded"})),
        (WEBINAR, "14.04 15:00", (["d1"], {"d7": "superseded"})),
        (WEBINAR, "15.04 12:59", (["d1"], {"d7": "superseded"})),
        (WEBINAR, "15.04 13:30", (["h1"], {"d7": "superseded", "d1": "superseded"})),
        (WEBINAR, "15.04 13:59", (["h1"], {"d1": "superseded"})),
        (WEBINAR, "15.04 14:00", ([], {"h1": "late", "d1": "superseded"})),
        (WEBINAR, "15.04 15:59", ([], {"h1": "late"})),
        (WEBINAR, "15.04 16:00", (["after"], {"h1": "superseded"})),
        (WEBINAR, "18.04 15:59", (["after"], {"h1": "superseded"})),
        (WEBINAR, "18.04 16:00", ([], {"after": "late"})),
        (SEMINAR, "20.04 17:59", (["d0"], {"d1": "superseded"})),
        (SEMINAR, "20.04 18:00", (["after"], {"d0": "superseded"})),
        (PROGRAMME, "24.04 09:00", (["d7"], {})),
        (PROGRAMME, "30.04 20:59", (["d0"], {"d1": "superseded"})),
        # Nobody is woken for the last minute of a term.
        (PROGRAMME, "30.04 23:59", ([], {"d1": "superseded", "d0": "late"})),
        (PROGRAMME, "01.05 00:00", ([], {"d0": "late", "d7": "superseded"})),
        (SELF_CHECK, "09.04 08:59", (["open"], {})),
        (SELF_CHECK, "09.04 09:00", ([], {"open": "late"})),
        (SELF_CHECK, "20.04 12:00", (["d3"], {"open": "superseded"})),
        (MONTH, "27.05 12:00", (["d5"], {"open": "superseded"})),
        (MONTH, "01.06 00:00", ([], {"d5": "late"})),
    ],
)
async def test_after_downtime_only_the_nearest_true_reminder_is_sent(
    world: World, olga: Actor, line: Line, back_at: str, expected: tuple[list[str], dict[str, str]]
):
    """The machine was off from Monday on; T1 of the failure model."""
    sent, fates = expected
    await world.joins("Мария")
    await world.publish(olga, [line])

    assert [stage for name, stage in await world.tick(at(back_at)) if name == "Мария"] == sent

    promised = await world.promised("Мария", line)
    assert {stage: promised[stage] for stage in fates} == fates
    assert [stage for stage, fate in promised.items() if fate == "queued"] == sent
    assert [name for name, _ in await world.tick() if name == "Мария"] == [], "nothing twice"


async def test_a_run_tells_what_it_did(world: World, olga: Actor):
    await world.join("Мария", "Иван")
    await world.publish(olga, [PROGRAMME])
    world.clock.set(at("27.04 09:00"))

    counts = await world.services.reminders.enqueue_due()

    assert (counts.queued, counts.superseded, counts.late) == (2, 2, 0)


async def test_however_many_are_late_each_person_gets_one(world: World, olga: Actor):
    """More are due than one run takes: the stages of one event must not be torn apart."""
    school = await world.place_id(SCHOOL_1)
    async with world.database.write() as store:
        people = [
            Person(
                telegram_id=9_000 + number,
                name=f"Учитель {number}",
                locale="ru",
                consent_version="1",
                consented_at=world.clock.now(),
                created_at=world.clock.now(),
            )
            for number in range(180)
        ]
        for person in people:
            store.people.add(person)
        await store.flush()
        for person in people:
            store.people.add(
                Membership(
                    person_id=person.id,
                    place_id=school,
                    role=Role.SUBSCRIBER,
                    granted_at=world.clock.now(),
                )
            )
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("15.04 13:30"))

    for _ in range(3):
        await world.services.reminders.enqueue_due()

    counted = await world.all(
        select(func.count(OutboxMessage.id)).group_by(OutboxMessage.person_id)
    )
    assert len(counted) == 181
    assert set(counted) == {1}


async def test_a_clock_set_back_sends_nothing_again(world: World, olga: Actor):
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR])
    assert ("Мария", "d7") in await world.tick(at("08.04 14:00"))

    assert await world.tick(at("08.04 13:00")) == []
    assert await world.tick(at("08.04 14:00")) == []
    assert await world.tick(at("13.04 14:00")) == []
    assert ("Мария", "d1") in await world.tick(at("14.04 14:00"))


async def test_a_clock_that_leaps_ahead_sends_nothing_twice_when_set_right(
    world: World, olga: Actor
):
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR])
    assert ("Мария", "d1") in await world.tick(at("14.04 14:00"))

    assert await world.tick(at("08.04 14:00")) == []
    assert [name for name, _ in await world.tick(at("14.04 14:00"))] == []


async def test_two_ticks_at_once_are_one(world: World, olga: Actor):
    await world.join("Мария", "Иван", "Анна")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("08.04 14:00"))

    await asyncio.gather(*(world.services.reminders.enqueue_due() for _ in range(4)))

    accounts = [message.telegram_id for message in await world.outbox(kind="reminder")]
    assert len(accounts) == len(set(accounts)) == 4
