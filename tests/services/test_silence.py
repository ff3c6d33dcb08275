"""Three events in a row without a word: the school's silence is told of, once, until it speaks."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from db.enums import EscalationCause
from db.models import Escalation
from services.access import Actor
from services.terms import Fact, Intention
from tests.services.test_escalation import TERM_OVER, people, steps, tick, told
from tests.support.databases import on_sqlite
from tests.support.plans import Line
from tests.support.world import SCHOOL_1, SCHOOL_2, World

__all__ = ["people"]

# Three events that ask who comes; the first is over on a Tuesday.
EVENTS = (
    Line("Вебинар о целях", "06.04.2021 12:00", "школа", "Участие школ"),
    Line("Вебинар о задачах", "13.04.2021 12:00", "школа", "Участие школ"),
    Line("Вебинар о мерах", "20.04.2021 12:00", "школа", "Участие школ"),
)
FOURTH = Line("Вебинар об итогах", "27.04.2021 12:00", "школа", "Участие школ")


async def answers(world: World, name: str, line: Line, school: str) -> None:
    """Somebody says after an event that they took part."""
    await world.services.attendance.state_fact(
        await world.stranger(name),
        await world.occurrence(line),
        await world.school(school),
        Fact.ATTENDED,
    )


async def causes(world: World, school: str) -> Sequence[str]:
    query = select(Escalation.cause).where(Escalation.school_id == await world.place_id(school))
    return await world.all(query)


async def test_three_events_in_a_row_without_a_word(world: World, people: list[Actor]):
    await world.publish(people[0], EVENTS)
    ivan = await world.stranger("Иван")
    await world.services.attendance.intend(
        ivan, await world.occurrence(EVENTS[1]), await world.school(SCHOOL_2), Intention.GOING
    )
    for event in ("06.04 15:00", "13.04 15:00"):
        await tick(world, event)
    assert await causes(world, SCHOOL_1) == []

    await tick(world, "20.04 15:00")

    assert await causes(world, SCHOOL_1) == [EscalationCause.SILENCE] * 4
    assert await causes(world, SCHOOL_2) == []
    # The third working day after Tuesday is Friday.
    read = dict(await tick(world, "23.04 10:00"))
    assert {line.cause for line in read["Анна"]} == {EscalationCause.SILENCE}
    assert [line.line.title for line in read["Анна"]] == [EVENTS[2].title]


@on_sqlite
@pytest.mark.parametrize("line", EVENTS)
async def test_an_answer_about_any_event_ends_the_silence(
    world: World, people: list[Actor], line: Line
):
    await world.publish(people[0], EVENTS)
    await tick(world, "20.04 15:00")
    assert (await steps(world)).count("planned") == 3

    await answers(world, "Анна", line, SCHOOL_1)

    assert await steps(world) == ["told", "stopped", "stopped", "stopped"]
    assert "Анна" not in await told(world, "23.04 10:00")


@on_sqlite
async def test_silence_is_told_of_once_in_three_events(world: World, people: list[Actor]):
    await world.publish(people[0], [*EVENTS, FOURTH])
    for moment in ("20.04 15:00", "27.04 15:00"):
        await tick(world, moment)

    assert len(await causes(world, SCHOOL_1)) == 4


@on_sqlite
async def test_silence_of_events_before_the_first_look_does_not_count(world: World):
    olga, *_ = await world.join("Ольга", "Мария")
    await world.publish(olga, EVENTS)
    for moment in ("06.04 15:00", "13.04 15:00", "20.04 15:00"):
        await tick(world, moment)

    assert await causes(world, SCHOOL_1) == []


@on_sqlite
async def test_a_promise_to_come_is_no_report(world: World, people: list[Actor]):
    both = Line("Неделя открытых уроков", "с 12 по 22 апреля 2021", "школа", "Участие школ, отчёт")
    await world.publish(people[0], [both])
    async with world.database.write() as store:
        found = await store.plans.happening(await world.occurrence(both))
        assert found is not None
        found.row.attendance_expected = found.row.report_expected = True
    maria = await world.stranger("Мария")
    await world.services.attendance.intend(
        maria, await world.occurrence(both), await world.school(SCHOOL_1), Intention.GOING
    )

    await tick(world, TERM_OVER)

    assert (await steps(world)).count("planned") == 3
