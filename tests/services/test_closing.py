"""An event is closed a day after it: silence is written down once, and gives way to every word."""

import pytest
from sqlalchemy import select, update

from db.enums import FactSource, PartyKind
from db.models import Attendance, AuditEntry, Occurrence
from db.repositories.plans import Happening
from services.access import Actor
from services.cards import EventCard
from services.closing import BATCH
from services.dialogs import Turn
from services.errors import DomainError, NotAllowedError, NotFoundError
from services.forms.form import Input
from services.statistics import Share
from services.terms import Fact, Intention
from tests.support.plans import SELF_CHECK, WEBINAR, Line
from tests.support.world import LYCEUM, SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at

# WEBINAR is on 15 April, 14:00–16:00.
CLOSES = "16.04 16:00"


@pytest.fixture
async def olga(world: World) -> Actor:
    """Ольга with a published plan; Мария and Иван speak for two of the three schools."""
    olga, *_ = await world.join("Ольга", "Мария", "Иван", "Павел")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    return olga


async def closes(world: World, moment: str = CLOSES) -> None:
    world.clock.set(at(moment))
    while await world.services.closing.close_due():
        pass


async def facts(world: World) -> dict[str, tuple[Fact | None, FactSource | None]]:
    names = {await world.place_id(name): name for name in (SCHOOL_1, SCHOOL_2, SCHOOL_3)}
    return {
        names[row.party_id]: (row.fact, row.fact_source)
        for row in await world.all(
            select(Attendance).where(Attendance.party_kind == PartyKind.SCHOOL)
        )
    }


SILENCE = (Fact.NO_ANSWER, FactSource.CLOSING)


async def says(world: World, name: str, school: str, said: Fact | Intention) -> EventCard:
    attendance = world.services.attendance
    say = attendance.state_fact if isinstance(said, Fact) else attendance.intend
    return await say(
        await world.stranger(name),
        await world.occurrence(WEBINAR),
        await world.school(school),
        said,  # type: ignore[arg-type]
    )


async def test_who_said_nothing_is_written_down_as_silent_and_nobody_else(
    world: World, olga: Actor
):
    await says(world, "Иван", SCHOOL_2, Intention.ABSENT)
    world.clock.set(at("15.04 17:00"))
    await says(world, "Мария", SCHOOL_1, Fact.RECORDING)
    await closes(world, "16.04 15:59")
    assert SCHOOL_3 not in await facts(world), "not before its day is over"

    await closes(world)

    assert await facts(world) == {
        SCHOOL_1: (Fact.RECORDING, FactSource.SELF),
        SCHOOL_2: (None, None),
        SCHOOL_3: SILENCE,
    }
    assert (await world.all(select(Attendance).where(Attendance.answered_by.is_(None)))) != []


async def test_a_promise_to_come_is_no_word_about_having_come(world: World, olga: Actor):
    await says(world, "Мария", SCHOOL_1, Intention.GOING)
    said = world.clock.now()
    await closes(world)

    assert (await facts(world))[SCHOOL_1] == SILENCE
    row = await world.all(select(Attendance).where(Attendance.intention.is_not(None)))
    maria = await world.stranger("Мария")
    assert (row[0].answered_by, row[0].answered_at) == (maria.id, said), "who had promised stays"


async def test_it_is_closed_once(world: World, olga: Actor):
    await closes(world)
    before = await world.all(select(Occurrence.closed_at).where(Occurrence.closed_at.is_not(None)))
    world.clock.advance(days=1)
    assert await world.services.closing.close_due() == 0
    after = await world.all(select(Occurrence.closed_at).where(Occurrence.closed_at.is_not(None)))
    assert before == after
    assert len(await facts(world)) == 3


async def test_a_late_word_replaces_the_silence(world: World, olga: Actor):
    await closes(world)
    card = await says(world, "Мария", SCHOOL_1, Fact.ATTENDED)

    assert card.parties[0].fact is Fact.ATTENDED
    assert not card.parties[0].is_closed
    assert (await facts(world))[SCHOOL_1] == (Fact.ATTENDED, FactSource.SELF)


async def test_silence_is_not_shown_or_counted_as_an_answer(world: World, olga: Actor):
    await closes(world)
    maria = await world.stranger("Мария")
    (state,) = (await world.card(maria, WEBINAR)).parties
    assert (state.fact, state.is_closed) == (None, True)
    answers = await world.services.attendance.answers(olga, await world.occurrence(WEBINAR))
    assert len(answers.owing) == 3, "they can still be reminded"


async def test_a_cancelled_event_is_not_closed(world: World, olga: Actor):
    async with world.database.write() as store:
        query = update(Occurrence).values(cancelled_at=world.clock.now())
        await store.plans.session.execute(query)
    await closes(world)
    assert await facts(world) == {}


async def test_what_was_over_before_its_map_was_published_is_not_closed(world: World):
    world.clock.set(at("20.04 12:00"))
    olga, *_ = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    await closes(world, "22.04 12:00")
    assert await facts(world) == {}


async def test_a_closed_event_that_gets_a_later_day_is_opened_again(world: World, olga: Actor):
    await closes(world)
    of = await world.occurrence(WEBINAR)
    async with world.database.write() as store:
        query = update(Occurrence).where(Occurrence.id == of).values(ends_at=at("20.04 16:00"))
        await store.plans.session.execute(query)
    await closes(world, "17.04 12:00")
    assert set((await facts(world)).values()) == {(None, None)}

    await closes(world, "21.04 16:00")
    assert set((await facts(world)).values()) == {SILENCE}


async def test_the_coordinator_mends_and_it_is_recorded(world: World, olga: Actor):
    await closes(world)
    of, school = await world.occurrence(WEBINAR), await world.school(SCHOOL_3)
    for _ in range(2):
        answer = await world.services.closing.mend(olga, of, school, Fact.EXCUSED)
        assert answer.state.fact is Fact.EXCUSED
    assert (await facts(world))[SCHOOL_3] == (Fact.EXCUSED, FactSource.COORDINATOR)
    entries = [e for e in await world.all(select(AuditEntry)) if e.action.startswith("fact:")]
    assert [(e.action, e.person_id, e.object_id, e.place_id) for e in entries] == [
        ("fact:excused", olga.id, of, school.id)
    ], "once, though tapped twice"

    answer = await world.services.closing.mend(olga, of, school, Fact.NO_ANSWER)
    assert (answer.state.fact, answer.state.is_closed) == (None, True)


async def test_nobody_mends_before_the_event_or_elsewhere(world: World, olga: Actor):
    of, school = await world.occurrence(WEBINAR), await world.school(SCHOOL_1)
    with pytest.raises(DomainError) as refusal:
        await world.services.closing.mend(olga, of, school, Fact.ATTENDED)
    assert refusal.value.code == "event_not_begun"
    world.clock.set(at("15.04 15:00"))
    pavel, lyceum = await world.stranger("Павел"), await world.school(LYCEUM)
    with pytest.raises(NotAllowedError):
        await world.services.closing.mend(pavel, of, school, Fact.ATTENDED)
    nina = await world.joins("Нина")
    with pytest.raises(NotFoundError):
        await world.services.closing.mend(nina, of, school, Fact.ATTENDED)
    with pytest.raises(NotFoundError):
        await world.services.closing.mend(olga, of, lyceum, Fact.ATTENDED)
    assert await facts(world) == {}


async def test_the_recording_counts_and_a_good_reason_is_apart(world: World, olga: Actor):
    world.clock.set(at("15.04 17:00"))
    await says(world, "Мария", SCHOOL_1, Fact.RECORDING)
    await says(world, "Иван", SCHOOL_2, Fact.EXCUSED)
    await closes(world)

    figures = await world.services.statistics.figures(olga)
    (event,) = [one for one in figures.events if one.line.title == WEBINAR.title]
    assert event.attended == Share(1, 3)
    assert (event.recording, event.excused) == (1, 1)
    assert (totals := figures.totals) is not None
    assert (totals.recording, totals.excused) == (1, 1)


async def test_an_event_that_moves_to_another_day_forgets_who_came_early(world: World, olga: Actor):
    world.clock.set(at("15.04 13:50"))
    maria, school = await world.stranger("Мария"), await world.school(SCHOOL_1)
    await world.services.check_in.arrive(maria, await world.occurrence(WEBINAR), school)
    row_id = (await world.all(select(Occurrence.row_id).order_by(Occurrence.id)))[0]
    turn = await world.services.plan_review.set_day(olga, row_id, at("22.04 14:00").date())
    if isinstance(turn, Turn):
        await world.services.dialogs.answer(olga, Input(choice="yes"))
    assert (await world.card(maria, WEBINAR)).when.first_day.day == 22
    moved = await world.all(select(Attendance).where(Attendance.party_kind == PartyKind.SCHOOL))
    assert [one.fact for one in moved] == [None]


async def test_a_report_after_the_closing_says_that_the_school_was_there(world: World, olga: Actor):
    await closes(world)
    maria = await world.stranger("Мария")
    async with world.database.write() as store:
        (row,) = [r for r in await store.plans.rows(1) if r.title == WEBINAR.title]
        row.report_expected = True
    await world.reports(maria, WEBINAR, SCHOOL_1)

    assert (await facts(world))[SCHOOL_1] == (Fact.ATTENDED, FactSource.REPORT)


async def test_what_cannot_be_closed_keeps_nothing_else_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """Six events that cannot be read are newer than one that can."""
    olga, *_ = await world.join("Ольга", "Мария")
    broken = [
        Line(f"Вебинар № {n}", f"{n}.04.2021, 14:00", "директор ОО", "Участие директоров школ")
        for n in range(20, 20 + BATCH + 1)
    ]
    await world.publish(olga, [WEBINAR, *broken])
    of = await world.occurrence(WEBINAR)

    def reads(found: Happening) -> bool:
        if found.occurrence.id != of:
            raise ValueError(found.row.title)
        return True

    monkeypatch.setattr("services.closing.stands", reads)
    world.clock.set(at("28.04 12:00"))
    closing = world.services.closing
    assert [await closing.close_due() for _ in range(3)] == [BATCH, 2, 0]
    closed = select(Occurrence.id).where(Occurrence.closed_at.is_not(None))
    assert await world.all(closed) == [of]
    assert SCHOOL_1 in await facts(world)
    assert caplog.text.count("closing_failed") == BATCH + 1
    assert "Вебинар" not in caplog.text
