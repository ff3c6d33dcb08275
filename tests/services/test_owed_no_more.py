"""What is over and was dropped, or has a later day by now: nobody owes it anything any more."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from sqlalchemy import select

from db.enums import RowState
from db.models import PlanRow
from services.access import Actor
from services.errors import DomainError
from services.nudges import NudgeFate
from services.statistics import Share
from tests.services.test_escalation import DEPUTY, TERM_OVER, steps, told
from tests.support.databases import on_sqlite
from tests.support.plans import PROGRAMME, SELF_CHECK, WEBINAR, Line
from tests.support.world import SCHOOL_1, SCHOOL_2, World, at

pytestmark = on_sqlite

LATER = SELF_CHECK._replace(dates="с 7 апреля по 7 мая 2021")
WEEK = date(2021, 4, 26)
Change = Callable[[World, Actor], Awaitable[object]]


async def dropped(world: World, olga: Actor) -> None:
    """Ольга says that the line is no event of the map."""
    await drop(world, olga, SELF_CHECK)


async def extended(world: World, olga: Actor) -> None:
    """Ольга sends the map with another fortnight."""
    await world.publish(olga, [LATER, PROGRAMME])


async def removed(world: World, olga: Actor) -> None:
    """Ольга sends the map without the line."""
    await world.publish(olga, [PROGRAMME])


async def drop(world: World, olga: Actor, line: Line) -> None:
    (row_id,) = await world.all(select(PlanRow.id).where(PlanRow.title == line.title))
    verdict = await world.services.plan_review.judge(olga, row_id, RowState.DROPPED)
    assert verdict.asked is None


CHANGES = pytest.mark.parametrize("change", [dropped, extended, removed])
# A term that is put off lives on under its later day; these two end it.
ENDS = pytest.mark.parametrize("change", [dropped, removed])


@pytest.fixture
async def olga(world: World) -> Actor:
    """Ольга; the term of a report of her map has passed, Иван has reported, Мария has not."""
    olga, *_ = await world.join("Ольга", "Павел", "Мария", "Анна", "Иван")
    await world.services.escalation.plan_due()
    await world.publish(olga, [SELF_CHECK, PROGRAMME])
    await world.reports(await world.stranger("Иван"), SELF_CHECK, SCHOOL_2)
    await told(world, TERM_OVER)
    world.clock.set(at("23.04 12:00"))
    return olga


async def silent(world: World) -> set[str]:
    """The titles about which Павел's digest names schools."""
    digest = await world.services.digests.digest(await world.stranger("Павел"), WEEK)
    return {one.line.title for one in (*digest.unreported, *digest.unanswered)}


async def overdue(world: World) -> set[tuple[str, date]]:
    """What Мария's card of the week says is overdue."""
    card = await world.services.week_cards.card(await world.stranger("Мария"), WEEK)
    return {(i.line.title, i.line.when.last_day) for i in card.items if i.part == "overdue"}


async def test_without_a_change_everybody_hears_of_it(world: World, olga: Actor):
    assert await overdue(world) == {(SELF_CHECK.title, date(2021, 4, 22))}
    assert SELF_CHECK.title in await silent(world)
    assert await told(world, DEPUTY) == {"Анна": {SCHOOL_1}, "Павел": {"Школа № 3"}}


@CHANGES
async def test_superiors_hear_nothing(world: World, olga: Actor, change: Change):
    await change(world, olga)

    assert await told(world, DEPUTY) == {}
    assert (await steps(world))[:4] == ["told", "skipped", "skipped", "skipped"]


@CHANGES
async def test_the_cards_and_the_digests_name_nobody(world: World, olga: Actor, change: Change):
    await change(world, olga)

    assert await overdue(world) == set()
    assert await silent(world) == set()
    coordinators = await world.services.coordinator_digests.digest(olga)
    assert coordinators.silent == ()


async def test_a_later_day_before_the_first_look_promises_no_step(world: World, olga: Actor):
    await world.publish(olga, [SELF_CHECK, PROGRAMME._replace(dates="до 24 апреля 2021 г.")])
    before = await steps(world)
    world.clock.set(at("25.04 12:00"))

    await world.publish(olga, [SELF_CHECK, PROGRAMME._replace(dates="до 14 мая 2021 г.")])
    await world.services.escalation.plan_due()

    assert await steps(world) == before


async def test_a_message_read_after_the_change_is_of_no_use(world: World, olga: Actor):
    world.clock.set(at(DEPUTY))
    assert await world.services.escalation.enqueue_due() == 2

    await dropped(world, olga)

    assert "escalation" not in {message.kind for message in await world.deliver()}


@ENDS
async def test_nobody_is_asked_about_it_by_hand(world: World, olga: Actor, change: Change):
    occurrence = await world.occurrence(SELF_CHECK)
    pavel, school = await world.stranger("Павел"), await world.place_id(SCHOOL_1)
    await change(world, olga)

    with pytest.raises(DomainError, match="nothing_asked"):
        await world.services.nudges.nudge(pavel, occurrence, school)
    answers = await world.services.attendance.answers(pavel, occurrence)
    assert answers.owing == frozenset()


async def test_about_a_term_that_was_put_off_only_who_is_silent_is_asked(world: World, olga: Actor):
    occurrence = await world.occurrence(SELF_CHECK)
    pavel = await world.stranger("Павел")
    await extended(world, olga)

    assert await world.occurrence(SELF_CHECK) == occurrence, "one term, with what was reported"
    nudged = await world.services.nudges.nudge(pavel, occurrence, await world.place_id(SCHOOL_2))
    assert [one.fate for one in nudged.schools] == [NudgeFate.ANSWERED]
    owing = (await world.services.attendance.answers(pavel, occurrence)).owing
    assert await world.place_id(SCHOOL_1) in owing
    assert await world.place_id(SCHOOL_2) not in owing


@CHANGES
async def test_it_is_not_offered_to_report_on(world: World, olga: Actor, change: Change):
    await change(world, olga)

    choices = await world.services.reports.choices(await world.stranger("Мария"))

    ends = {c.line.when.last_day for c in choices if c.line.title == SELF_CHECK.title}
    assert ends == ({date(2021, 5, 7)} if change is extended else set())


@CHANGES
async def test_figures_keep_what_was_done_and_blame_nobody(
    world: World, olga: Actor, change: Change
):
    occurrence = await world.occurrence(SELF_CHECK)
    await change(world, olga)

    figures = await world.services.statistics.figures(olga)

    (old,) = [e for e in figures.events if e.line.occurrence_id == occurrence]
    # What was put off is still expected of all three.
    assert old.reported == Share(1, 3 if change is extended else 1)


async def test_a_dropped_event_is_none_of_three_in_a_row(world: World):
    olga, *_ = await world.join("Ольга", "Павел", "Мария", "Анна")
    await world.services.escalation.plan_due()
    events = [
        WEBINAR._replace(title=f"Вебинар {day}", dates=f"{day}.04.2021, 14:00")
        for day in (13, 14, 15)
    ]
    await world.publish(olga, events)
    await told(world, "14.04 20:00")

    await drop(world, olga, events[0])
    await told(world, "15.04 20:00")

    assert await steps(world) == []
