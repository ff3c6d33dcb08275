"""Figures: shares of the schools that an event expects, within one's own places."""

import pytest

from services.access import Actor
from services.forms.form import Input
from services.statistics import EventFigures, Share
from services.terms import Fact, Intention
from tests.support.plans import MEETING, ONGOING, SELF_CHECK, SEMINAR, WEBINAR, Line
from tests.support.world import SCHOOL_1, SCHOOL_2, World, at


@pytest.fixture
async def olga(world: World) -> Actor:
    """Ольга with a plan, two of three directors, on the day after the seminar."""
    olga, _, _, _ = await world.join("Ольга", "Мария", "Иван", "Павел")
    await world.publish(olga, [WEBINAR, SEMINAR, SELF_CHECK, MEETING, ONGOING])
    return olga


async def says(world: World, name: str, school: str, intention: Intention) -> None:
    await world.services.attendance.intend(
        await world.stranger(name),
        await world.occurrence(WEBINAR),
        await world.school(school),
        intention,
    )


async def came(world: World, name: str, school: str, fact: Fact) -> None:
    await world.services.attendance.state_fact(
        await world.stranger(name),
        await world.occurrence(WEBINAR),
        await world.school(school),
        fact,
    )


async def figures_of(world: World, actor: Actor, line: Line) -> EventFigures:
    figures = await world.services.statistics.figures(actor)
    return next(event for event in figures.events if event.line.title == line.title)


async def test_shares_are_of_all_expected_schools(world: World, olga: Actor):
    await says(world, "Мария", SCHOOL_1, Intention.GOING)
    await says(world, "Иван", SCHOOL_2, Intention.ABSENT)
    world.clock.set(at("10.04 12:00"))

    figures = await figures_of(world, olga, WEBINAR)

    assert figures.confirmed == Share(1, 3), "three schools, also the one without a director"
    assert (figures.attended, figures.reported) == (None, None), "not begun; no report expected"


async def test_a_deputy_counts_as_coming(world: World, olga: Actor):
    await says(world, "Мария", SCHOOL_1, Intention.DEPUTY)
    world.clock.set(at("10.04 12:00"))

    assert (await figures_of(world, olga, WEBINAR)).confirmed == Share(1, 3)


async def test_who_came_is_counted_from_the_beginning_on(world: World, olga: Actor):
    world.clock.set(at("15.04 14:00"))
    await came(world, "Мария", SCHOOL_1, Fact.ATTENDED)
    await came(world, "Иван", SCHOOL_2, Fact.MISSED)

    assert (await figures_of(world, olga, WEBINAR)).attended == Share(1, 3)


async def test_a_returned_report_is_not_a_report(world: World, olga: Actor):
    maria, pavel = await world.stranger("Мария"), await world.stranger("Павел")
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    assert (await figures_of(world, olga, SELF_CHECK)).reported == Share(1, 3)

    await world.services.reports.begin_return(pavel, card.report_id, 1)
    await world.services.dialogs.answer(pavel, Input(text="Дополните"))
    assert (await figures_of(world, olga, SELF_CHECK)).reported == Share(0, 3)


async def test_totals_are_sums_over_events(world: World, olga: Actor):
    await says(world, "Мария", SCHOOL_1, Intention.GOING)
    await says(world, "Иван", SCHOOL_2, Intention.GOING)
    await world.reports(await world.stranger("Мария"), SELF_CHECK, SCHOOL_1)
    world.clock.set(at("15.04 15:00"))
    await came(world, "Иван", SCHOOL_2, Fact.ATTENDED)

    shown = await world.services.statistics.figures(olga)

    # The webinar has begun, the self-check asks for reports; the seminar is five days ahead: nobody
    # has missed it yet.
    assert shown.schools == 3
    assert (figures := shown.totals) is not None
    assert figures.confirmed == Share(2, 3)
    assert figures.attended == Share(1, 3)
    assert figures.reported == Share(1, 3)


async def test_a_director_sees_only_his_own_school(world: World, olga: Actor):
    await says(world, "Иван", SCHOOL_2, Intention.GOING)
    world.clock.set(at("10.04 12:00"))

    mine = await figures_of(world, await world.stranger("Мария"), WEBINAR)
    his = await figures_of(world, await world.stranger("Иван"), WEBINAR)

    assert (mine.confirmed, his.confirmed) == (Share(0, 1), Share(1, 1))


async def test_a_neighbour_sees_none_of_it(world: World, olga: Actor):
    figures = await world.services.statistics.figures(await world.joins("Нина"))

    assert (figures.schools, figures.events) == (1, ())
    assert figures.totals is not None
    assert (figures.totals.confirmed, figures.totals.reported) == (Share(0, 0), Share(0, 0))


async def test_only_what_schools_owe_is_counted(world: World, olga: Actor):
    world.clock.set(at("21.04 12:00"))

    figures = await world.services.statistics.figures(olga)

    titles = [event.line.title for event in figures.events]
    assert titles == [SELF_CHECK.title, SEMINAR.title, WEBINAR.title], "its term is still ahead"
    assert [event.is_over for event in figures.events] == [False, True, True]

    numbered = await world.services.statistics.figures(olga, by_number=True)
    titles = [event.line.title for event in numbered.events]
    assert titles == [WEBINAR.title, SEMINAR.title, SELF_CHECK.title], "as the map has them"


async def test_many_events_are_paged(world: World, olga: Actor):
    days = [
        Line(f"Вебинар для школ № {n}", f"{n}.04.2021", "школа", "Участие") for n in range(6, 14)
    ]
    await world.publish(olga, days, year=2021)
    world.clock.set(at("20.04 12:00"))
    figures = world.services.statistics.figures

    first, second = await figures(olga), await figures(olga, 1)
    beyond, before = await figures(olga, 99), await figures(olga, -5)

    assert (first.pages, len(first.events), len(second.events)) == (2, 6, 2)
    assert (beyond.page, before.page) == (1, 0)
    assert not {e.line.title for e in first.events} & {e.line.title for e in second.events}
    assert (beyond.events, before.events) == (second.events, first.events)
    assert first.totals is not None, "of all pages"
    assert first.totals.confirmed == Share(0, 24)
    assert second.totals is None, "they are told once"


def test_shares_of_different_wholes_add_up():
    assert Share(1, 3) + Share(2, 5) == Share(3, 8)
