"""The desk of who looks after schools: the queue one by one, the schools in colours."""

from dataclasses import replace

import pytest

from handlers.views.curator_desk import schools_screen
from handlers.views.report import sent_screen, status_text
from locales import translator
from services.access import Actor
from services.curator_desk import Light
from services.errors import NotFoundError
from services.forms.form import Input
from services.terms import Fact, Intention
from tests.support.plans import MEETING, PROGRAMME, SELF_CHECK, SEMINAR, WEBINAR, Line
from tests.support.world import LYCEUM, SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at

CALLS = [
    Line(f"Вебинар {day} апреля", f"{day}.04.2021, 10:00", "директор ОО", "Участие школ")
    for day in (7, 8, 9)
]


async def lights(world: World, actor: Actor) -> dict[str, Light]:
    """How the schools stand."""
    found = await world.services.curator_desk.schools(actor)
    return {school.name: school.light for school in found.schools}


async def test_the_queue_is_walked_through_one_by_one(world: World):
    maria, ivan, olga, pavel = await world.join("Мария", "Иван", "Ольга", "Павел")
    await world.publish(olga, [SELF_CHECK])
    first = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    second = await world.reports(ivan, SELF_CHECK, SCHOOL_2)
    desk = world.services.curator_desk
    assert (await desk.overview(pavel)).waiting == 2
    card = await desk.next_card(pavel)
    assert card is not None
    assert (card.card.report_id, card.number, card.of) == (first.report_id, 1, 2)
    card = await desk.next_card(pavel, first.report_id)
    assert card is not None
    assert (card.card.report_id, card.number, card.of) == (second.report_id, 2, 2)
    # From the last to the first again.
    card = await desk.next_card(pavel, second.report_id)
    assert card is not None
    assert card.card.report_id == first.report_id
    await world.services.reports.accept(pavel, first.report_id, 1)
    card = await desk.next_card(pavel, first.report_id)
    assert card is not None
    assert (card.card.report_id, card.number, card.of) == (second.report_id, 1, 1)
    await world.services.reports.begin_return(pavel, second.report_id, 1)
    await world.services.dialogs.answer(pavel, Input(text="Добавьте фото"))
    # What came back waits for its school, not for the curator.
    assert await desk.next_card(pavel) is None
    assert (await desk.overview(pavel)).waiting == 0


async def test_a_school_without_anybody_is_named_so(world: World):
    _, olga, pavel = await world.join("Мария", "Ольга", "Павел")
    await world.publish(olga, [SELF_CHECK])
    world.clock.set(at("25.04 10:00"))
    found = await world.services.curator_desk.schools(pavel)
    # After its term: who was asked is red, who was not is not guilty of it.
    assert {one.light for one in found.schools if one.is_unmanned} == {Light.UNMANNED}
    assert found.lights[Light.RED] == 1
    unmanned = {one.name: one.is_unmanned for one in found.schools}
    assert not unmanned.pop(SCHOOL_1)
    assert all(unmanned.values())
    said = str(schools_screen(translator("ru"), found).text).count(": без представителя")
    assert said == len(unmanned)
    shown = schools_screen(translator("ru"), found).text
    assert "🚦 Школы: 🔴 1 · 🟡 0 · ⚪️ 2 · 🟢 0" in shown
    assert f"⚪️ 2. <b>{SCHOOL_2}</b>: без представителя" in shown
    desk = await world.services.curator_desk.school(pavel, await world.place_id(SCHOOL_2))
    assert desk.light.is_unmanned


async def test_who_may_return_a_report_is_told_so_himself(world: World):
    maria, olga, pavel = await world.join("Мария", "Ольга", "Павел")
    await world.publish(olga, [SELF_CHECK])
    world.clock.set(at("20.04 10:00"))
    await world.reports(maria, SELF_CHECK, SCHOOL_1)
    queued = await world.services.curator_desk.next_card(pavel)
    assert queued is not None
    # Of a report that nobody has to confirm.
    card = replace(queued.card, steps=())
    assert status_text(translator("ru"), card).endswith("Вы ещё можете его вернуть.")
    theirs = status_text(translator("ru"), replace(card, may_decide=False))
    assert theirs.endswith("Куратор ещё может его вернуть.")


async def test_who_sends_a_report_is_told_that_no_curator_is_there_yet(world: World):
    maria, olga = await world.join("Мария", "Ольга")
    await world.publish(olga, [SELF_CHECK])
    sent = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    shown = sent_screen(translator("ru"), sent)
    assert "Куратор ещё не подключился: он увидит его первым делом" in shown.text
    assert "куратору" not in shown.notice
    await world.joins("Павел")
    card = await world.services.reports.card(maria, sent.report_id)
    assert status_text(translator("ru"), card).endswith("Куратор ещё может его вернуть.")


async def test_schools_in_colours(world: World):
    maria, ivan, olga, pavel = await world.join("Мария", "Иван", "Ольга", "Павел")
    await world.publish(olga, [SELF_CHECK])
    assert (await lights(world, pavel)).pop(SCHOOL_3) is Light.UNMANNED
    assert set((await lights(world, pavel)).values()) == {Light.GREEN, Light.UNMANNED}
    world.clock.set(at("20.04 10:00"))
    await world.reports(maria, SELF_CHECK, SCHOOL_1)
    # Two days before the term: one waits for his word, the other is asked soon.
    found = await lights(world, pavel)
    assert [found[name] for name in (SCHOOL_1, SCHOOL_2)] == [Light.YELLOW, Light.YELLOW]
    (mine,) = [
        one
        for one in (await world.services.curator_desk.schools(pavel)).schools
        if one.name == SCHOOL_1
    ]
    assert (mine.waiting, mine.soon, mine.overdue) == (1, 0, 0)
    report = await world.services.curator_desk.next_card(pavel)
    assert report is not None
    await world.services.reports.accept(pavel, report.card.report_id, 1)
    world.clock.set(at("26.04 10:00"))
    assert await lights(world, pavel) == {
        SCHOOL_1: Light.GREEN,
        SCHOOL_2: Light.RED,
        SCHOOL_3: Light.UNMANNED,
    }
    assert ivan.id != maria.id


async def test_three_events_without_a_word_are_red(world: World):
    maria, _, olga, pavel = await world.join("Мария", "Иван", "Ольга", "Павел")
    await world.publish(olga, CALLS)
    world.clock.set(at("08.04 18:00"))
    assert set((await lights(world, pavel)).values()) == {Light.YELLOW, Light.UNMANNED}
    call = await world.occurrence(CALLS[1])
    await world.services.attendance.state_fact(
        maria, call, await world.school(SCHOOL_1), Fact.ATTENDED
    )
    world.clock.set(at("09.04 18:00"))
    assert await lights(world, pavel) == {
        SCHOOL_1: Light.YELLOW,
        SCHOOL_2: Light.RED,
        SCHOOL_3: Light.UNMANNED,
    }


async def test_one_school_with_what_it_owes_and_what_it_sent(world: World):
    maria, olga, pavel, lev = await world.join("Мария", "Ольга", "Павел", "Лев")
    await world.publish(olga, [SELF_CHECK, WEBINAR, SEMINAR, MEETING, PROGRAMME])
    school_id = await world.place_id(SCHOOL_1)
    await world.services.attendance.intend(
        maria, await world.occurrence(SEMINAR), await world.school(SCHOOL_1), Intention.GOING
    )
    await world.reports(maria, SELF_CHECK, SCHOOL_1)
    school = await world.services.curator_desk.school(pavel, school_id)
    assert [debt.line.title for debt in school.debts] == [WEBINAR.title, PROGRAMME.title]
    assert [one.title for one in school.reports] == [SELF_CHECK.title]
    webinar = await world.occurrence(WEBINAR)
    await world.services.nudges.nudge(pavel, webinar, school_id)
    school = await world.services.curator_desk.school(pavel, school_id)
    assert [debt.nudged_at is not None for debt in school.debts] == [True, False]
    for other, place in ((lev, SCHOOL_1), (pavel, LYCEUM)):
        with pytest.raises(NotFoundError):
            await world.services.curator_desk.school(other, await world.place_id(place))


async def test_a_methodist_has_questions_and_visits_only(world: World):
    zoya = await world.joins("Зоя")
    desk = await world.services.curator_desk.overview(zoya)
    assert (desk.may_decide, desk.waiting, desk.questions) == (False, 0, 0)
