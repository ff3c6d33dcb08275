"""Reports: filed by a school, accepted or returned by its curator, once each."""

import asyncio

import pytest
from sqlalchemy import select

from db.enums import Role
from db.models import Attendance, Dialog, Report
from services.access import Actor
from services.errors import DomainError, NotFoundError
from services.forms.form import Input
from services.terms import Fact, ReportStatus
from tests.support.plans import MONTH, PROGRAMME, SELF_CHECK, SEMINAR, WEBINAR
from tests.support.world import LYCEUM, SCHOOL_1, SCHOOL_2, World, at


@pytest.fixture
async def maria(world: World) -> Actor:
    """Мария with a published plan; Павел and Вера curate her district."""
    olga, maria, _, _ = await world.join("Ольга", "Мария", "Павел", "Вера")
    await world.publish(olga, [WEBINAR, SEMINAR, SELF_CHECK, PROGRAMME, MONTH])
    return maria


async def returned(world: World, report_id: int, version: int, comment: str) -> Actor:
    """Павел returns a report; himself as he is now."""
    pavel = await world.stranger("Павел")
    await world.services.reports.begin_return(pavel, report_id, version)
    await world.services.dialogs.answer(pavel, Input(text=comment))
    return pavel


async def test_a_form_becomes_a_report(world: World, maria: Actor):
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1, done=" Да\u202e ")

    assert (card.status, card.version, card.late) == (ReportStatus.SUBMITTED, 1, False)
    assert (card.school_name, card.author_name, card.title) == (
        SCHOOL_1,
        "Мария",
        SELF_CHECK.title,
    )
    said, shown = card.answers["account"]
    assert said == {"text": "Да"}
    assert shown["file"]["file_id"] == "file-1"
    assert (card.is_own, card.may_decide) == (True, False)


async def test_the_curators_get_a_card_each_and_nobody_else(world: World, maria: Actor):
    await world.join("Лев", "Зоя", "Фёдор", "Роман")
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1)

    messages = await world.outbox(kind="report_card")
    assert {message.telegram_id for message in messages} == {
        world.account("Павел"),
        world.account("Вера"),
    }
    assert {message.payload["report_id"] for message in messages} == {card.report_id}


async def test_a_curator_of_the_school_itself_is_told_too(world: World, maria: Actor):
    await world.joins("Глеб", Role.CURATOR, SCHOOL_1)
    await world.joins("Нина", Role.CURATOR, SCHOOL_2)
    await world.reports(maria, SELF_CHECK, SCHOOL_1)

    assert len(await world.outbox("Глеб")) == 1
    assert await world.outbox("Нина") == []


async def test_accepting_tells_the_author(world: World, maria: Actor):
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    pavel = await world.stranger("Павел")

    decided = await world.services.reports.accept(pavel, card.report_id, card.version)

    assert (decided.status, decided.may_decide) == (ReportStatus.CONFIRMED, False)
    (told,) = await world.outbox(kind="report_decision")
    assert told.telegram_id == world.account("Мария")


async def test_returning_asks_why_and_the_author_mends_with_former_answers(
    world: World, maria: Actor
):
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1, done="Провели")
    pavel = await returned(world, card.report_id, 1, "Приложите справку")

    mine = await world.services.reports.card(maria, card.report_id)
    assert (mine.status, mine.comment) == (ReportStatus.RETURNED, "Приложите справку")

    turn = await world.services.reports.begin(
        maria, card.occurrence_id, await world.place_id(SCHOOL_1)
    )
    assert turn.draft.is_complete, "everything is answered already: the preview comes first"
    assert turn.subject["comment"] == "Приложите справку"
    assert turn.draft.answers["account"][0] == {"text": "Провели"}

    turn = await world.services.reports.mend(maria, card.report_id, "account")
    await world.services.dialogs.answer(maria, Input(text="Справка приложена"))
    sent = await world.services.dialogs.submit(maria, turn.dialog_id)

    assert (sent.outcome.version, sent.outcome.status) == (2, ReportStatus.SUBMITTED)
    texts = [one["text"] for one in sent.outcome.answers["account"] if "text" in one]
    assert texts == ["Провели", "Справка приложена"]
    assert len(await world.all(select(Report))) == 1
    cards = await world.outbox("Павел", "report_card")
    assert [message.payload["version"] for message in cards] == [1, 2]
    accepted = await world.services.reports.accept(pavel, card.report_id, 2)
    assert accepted.status is ReportStatus.CONFIRMED


async def test_a_button_of_an_older_version_decides_nothing(world: World, maria: Actor):
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    pavel = await returned(world, card.report_id, 1, "Приложите справку")
    turn = await world.services.reports.begin(
        maria, card.occurrence_id, await world.place_id(SCHOOL_1)
    )
    await world.services.dialogs.submit(maria, turn.dialog_id)

    for attempt in (
        world.services.reports.accept(pavel, card.report_id, 1),
        world.services.reports.begin_return(pavel, card.report_id, 1),
    ):
        with pytest.raises(DomainError) as refusal:
            await attempt
        assert refusal.value.code == "report_changed"
    assert (await world.services.reports.card(pavel, card.report_id)).may_decide


async def test_a_second_report_is_refused(world: World, maria: Actor):
    await world.reports(maria, SELF_CHECK, SCHOOL_1)
    anna = await world.joins("Анна")

    for author in (maria, anna):
        with pytest.raises(DomainError) as refusal:
            await world.services.reports.begin(
                author, await world.occurrence(SELF_CHECK), await world.place_id(SCHOOL_1)
            )
        assert refusal.value.code == "report_sent_already"


async def test_of_two_people_filling_the_same_report_the_first_wins(world: World, maria: Actor):
    anna = await world.joins("Анна")
    turns = [
        (author, await world.fills_report(author, SELF_CHECK, SCHOOL_1)) for author in (maria, anna)
    ]

    outcomes = await asyncio.gather(
        *(world.services.dialogs.submit(author, turn.dialog_id) for author, turn in turns),
        return_exceptions=True,
    )

    refusals = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    assert [refusal.code for refusal in refusals] == ["report_sent_already"]
    assert len(await world.all(select(Report))) == 1
    assert len(await world.outbox("Павел", "report_card")) == 1


async def test_five_taps_on_send_make_one_report(world: World, maria: Actor):
    turn = await world.fills_report(maria, SELF_CHECK, SCHOOL_1)

    outcomes = await asyncio.gather(
        *(world.services.dialogs.submit(maria, turn.dialog_id) for _ in range(5)),
        return_exceptions=True,
    )

    codes = [outcome.code for outcome in outcomes if isinstance(outcome, DomainError)]
    assert codes == ["dialog_over"] * 4
    assert [report.version for report in await world.all(select(Report))] == [1]


async def test_of_two_curators_one_decides(world: World, maria: Actor):
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    curators = [await world.stranger(name) for name in ("Павел", "Вера")]

    outcomes = await asyncio.gather(
        *(world.services.reports.accept(actor, card.report_id, 1) for actor in curators),
        return_exceptions=True,
    )

    refusals = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    assert [refusal.code for refusal in refusals] == ["report_changed"]
    assert len(await world.outbox(kind="report_decision")) == 1


async def test_a_report_accepted_meanwhile_is_not_returned(world: World, maria: Actor):
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    pavel, vera = await world.stranger("Павел"), await world.stranger("Вера")
    await world.services.reports.begin_return(pavel, card.report_id, 1)
    await world.services.reports.accept(vera, card.report_id, 1)

    with pytest.raises(DomainError) as refusal:
        await world.services.dialogs.answer(pavel, Input(text="Не то"))

    assert refusal.value.code == "report_changed"
    assert (await world.services.reports.card(maria, card.report_id)).comment is None


async def test_nobody_decides_about_a_foreign_school(world: World, maria: Actor):
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    other = await world.joins("Глеб", Role.CURATOR, SCHOOL_2)

    for attempt in (
        world.services.reports.accept(other, card.report_id, 1),
        world.services.reports.begin_return(other, card.report_id, 1),
        world.services.reports.card(other, card.report_id),
    ):
        with pytest.raises(NotFoundError):
            await attempt


async def test_waiting_reports_come_oldest_first_and_only_ones_own(world: World, maria: Actor):
    ivan, pavel = await world.joins("Иван"), await world.stranger("Павел")
    first = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    second = await world.reports(ivan, SELF_CHECK, SCHOOL_2)
    reports = world.services.reports

    assert (await reports.next_waiting(pavel)).report_id == first.report_id
    assert (await reports.next_waiting(pavel, first.report_id)).report_id == second.report_id
    assert await reports.next_waiting(pavel, second.report_id) is None
    lev = await world.joins("Лев")
    assert await reports.next_waiting(lev) is None

    await reports.accept(pavel, first.report_id, 1)
    assert (await reports.next_waiting(pavel)).report_id == second.report_id


async def test_what_can_be_reported_on_is_offered_nearest_first(world: World, maria: Actor):
    world.clock.set(at("21.04 12:00"))

    titles = [choice.line.title for choice in await world.services.reports.choices(maria)]

    # Begun events and open terms; nearest end first. May is more than two weeks away.
    assert titles == [SEMINAR.title, SELF_CHECK.title, WEBINAR.title, PROGRAMME.title, MONTH.title]


async def test_an_event_is_not_offered_before_it_begins(world: World, maria: Actor):
    titles = [choice.line.title for choice in await world.services.reports.choices(maria)]

    assert WEBINAR.title not in titles
    assert SEMINAR.title not in titles
    assert SELF_CHECK.title in titles


async def test_a_returned_report_is_offered_first_and_a_sent_one_not_at_all(
    world: World, maria: Actor
):
    world.clock.set(at("21.04 12:00"))
    sent = await world.reports(maria, PROGRAMME, SCHOOL_1)
    titles = [choice.line.title for choice in await world.services.reports.choices(maria)]
    assert PROGRAMME.title not in titles

    await returned(world, sent.report_id, 1, "Дополните")

    first = (await world.services.reports.choices(maria))[0]
    assert (first.line.title, first.status) == (PROGRAMME.title, ReportStatus.RETURNED)


async def test_a_report_after_the_term_is_late(world: World, maria: Actor):
    world.clock.set(at("01.05 00:01"))

    assert (await world.reports(maria, PROGRAMME, SCHOOL_1)).late


async def test_a_report_in_the_last_minute_is_not_late(world: World, maria: Actor):
    world.clock.set(at("30.04 23:59"))

    assert not (await world.reports(maria, PROGRAMME, SCHOOL_1)).late


@pytest.mark.parametrize(("participants", "fact"), [("7", Fact.ATTENDED), ("0", Fact.MISSED)])
async def test_a_report_on_a_past_event_says_who_came(
    world: World, maria: Actor, participants: str, fact: Fact
):
    world.clock.set(at("21.04 12:00"))
    await world.reports(maria, SEMINAR, SCHOOL_1, participants=participants)

    (answer,) = await world.all(select(Attendance))
    assert answer.fact == fact


async def test_a_report_does_not_overrule_what_was_said(world: World, maria: Actor):
    world.clock.set(at("21.04 12:00"))
    await world.services.attendance.state_fact(
        maria, await world.occurrence(SEMINAR), await world.school(SCHOOL_1), Fact.MISSED
    )
    await world.reports(maria, SEMINAR, SCHOOL_1, participants="7")

    (answer,) = await world.all(select(Attendance))
    assert answer.fact == Fact.MISSED


async def test_a_refused_completion_keeps_what_was_typed(world: World, maria: Actor):
    """The effect fails as a whole: no half of a report, no lost draft."""
    anna = await world.joins("Анна")
    turn = await world.fills_report(maria, SELF_CHECK, SCHOOL_1, done="Мой текст")
    await world.reports(anna, SELF_CHECK, SCHOOL_1)

    with pytest.raises(DomainError):
        await world.services.dialogs.submit(maria, turn.dialog_id)

    (draft,) = await world.all(select(Dialog))
    assert draft.answers["account"][0] == {"text": "Мой текст"}
    assert [report.version for report in await world.all(select(Report))] == [1]


async def test_a_lyceum_next_door_has_nothing_to_report(world: World, maria: Actor):
    gleb = await world.joins("Глеб")

    assert await world.services.reports.choices(gleb) == []
    with pytest.raises(NotFoundError):
        await world.services.reports.begin(
            gleb, await world.occurrence(SELF_CHECK), await world.place_id(LYCEUM)
        )


@pytest.mark.parametrize("odd", ["\x00", "👩‍👩‍👧‍👦", "а\u202eб", "<b>&", "\ufffe", "ё" * 2000])
async def test_odd_texts_are_kept_until_they_are_sent(world: World, maria: Actor, odd: str):
    typed = f"текст {odd}"[:2000]
    turn = await world.services.reports.begin(
        maria, await world.occurrence(SELF_CHECK), await world.place_id(SCHOOL_1)
    )
    await world.services.dialogs.answer(maria, Input(choice="yes"))
    answered = await world.services.dialogs.answer(maria, Input(text=typed))
    assert answered.problem is None
    await world.services.dialogs.answer(maria, Input(choice="done"))
    await world.answers_all(maria, await world.services.dialogs.resume(maria, turn.dialog_id))

    sent = await world.services.dialogs.submit(maria, turn.dialog_id)

    (said,) = sent.outcome.answers["account"]
    assert said["text"].startswith("текст")
    assert "\x00" not in said["text"]
    assert "\u202e" not in said["text"]


async def test_a_curator_of_another_school_does_not_decide_about_his_own(world: World):
    olga, pavel = await world.join("Ольга", "Павел")
    await world.publish(olga, [SELF_CHECK])
    await world.joins("Мария", Role.DIRECTOR, SCHOOL_1)
    maria = await world.joins("Мария", Role.CURATOR, SCHOOL_2)
    sent = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    reports = world.services.reports

    with pytest.raises(NotFoundError):
        await reports.accept(maria, sent.report_id, sent.version)

    own, other = [await reports.card(who, sent.report_id) for who in (maria, pavel)]
    assert (own.is_own, own.may_decide) == (True, False)
    assert (other.is_own, other.may_decide) == (False, True)
