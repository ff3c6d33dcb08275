"""Reminders an event's coordinator has chosen; what a change does to what is promised."""

from typing import Any

import pytest
from sqlalchemy import delete, select, update

from db.enums import Role
from db.models import AuditEntry, Marker, Occurrence, PlanRow, Reminder
from services.access import Actor
from services.errors import NotAllowedError, NotFoundError
from services.forms.form import Input
from services.reminder_rules import Followed, ReminderRules, RulesCard
from services.terms import Intention
from tests.support.databases import on_sqlite
from tests.support.plans import MONTH, PROGRAMME, SEMINAR, WEBINAR, Line
from tests.support.world import SCHOOL_1, World, at

WEEKLY = Line("Вебинар для школ", "каждый четверг апреля 2021 года в 15:00", "школа", "Участие")


@pytest.fixture
async def olga(world: World) -> Actor:
    return await world.joins("Ольга")


@pytest.fixture
def rules(world: World) -> ReminderRules:
    return world.services.reminder_rules


async def rows(world: World) -> list[tuple[Any, ...]]:
    """Every column of every promise."""
    async with world.database.read() as store:
        found = await store.people.session.execute(
            select(*Reminder.__table__.columns).order_by(Reminder.id)
        )
        return [tuple(row) for row in found]


async def stages(world: World, occurrence_id: int) -> set[str]:
    """What is still promised of one happening, to anybody."""
    return set(
        await world.all(
            select(Reminder.stage).where(
                Reminder.occurrence_id == occurrence_id, Reminder.status == "planned"
            )
        )
    )


async def row_id(world: World, line: Line) -> int:
    (found,) = set(
        await world.all(
            select(Occurrence.row_id).where(Occurrence.id.in_(await world.occurrences(line)))
        )
    )
    return int(found)


async def edit(world: World, author: Actor, line: Line, what: str, text: str) -> None:
    await world.services.plan_review.begin_edit(author, await row_id(world, line), what)
    await world.services.dialogs.answer(author, Input(text=text))


def on(card: RulesCard) -> list[str]:
    return [switch.code for switch in card.switches if switch.is_on]


# -- choosing -------------------------------------------------------------------------------


@on_sqlite
async def test_a_coordinator_adds_and_takes_away_a_stage(
    world: World, olga: Actor, rules: ReminderRules
):
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR, SEMINAR])
    event = await world.occurrence(WEBINAR)
    card = await rules.card(olga, event)
    assert [s.code for s in card.switches] == ["d14", "d7", "d3", "d1", "h1", "link", "after"]
    assert on(card) == ["d7", "d1", "h1", "link", "after"]
    assert (card.is_chosen, card.is_series, card.is_whole) == (False, False, True)

    await rules.switch(olga, event, "d3", on=True)
    await rules.switch(olga, event, "d3", on=True)
    card = await rules.switch(olga, event, "h1", on=False)

    assert on(card) == ["d7", "d3", "d1", "link", "after"]
    assert card.is_chosen
    assert await world.promised("Мария", WEBINAR) == dict.fromkeys(
        ("d7", "d3", "d1", "after"), "planned"
    )
    assert "h1" not in await stages(world, event)
    assert set(await world.promised("Мария", SEMINAR)) == {"d7", "d1", "d0", "after"}
    entries = await world.all(select(AuditEntry).where(AuditEntry.action == "reminders"))
    assert {entry.object_kind for entry in entries} == {"plan_row"}
    assert len(entries) == 3


async def test_the_usual_ones_come_back(world: World, olga: Actor, rules: ReminderRules):
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR])
    event = await world.occurrence(WEBINAR)
    before = await world.promised("Мария")

    await rules.switch(olga, event, "d1", on=False)
    assert set(await world.promised("Мария")) == {"d7", "h1", "after"}
    card = await rules.restore(olga, event)

    assert not card.is_chosen
    assert await world.promised("Мария") == before


async def test_what_was_sent_stays_and_what_is_past_is_not_promised(
    world: World, olga: Actor, rules: ReminderRules
):
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR])
    event = await world.occurrence(WEBINAR)
    await world.tick(at("08.04 14:00"))
    sent = [row for row in await rows(world) if "queued" in row]

    world.clock.set(at("13.04 10:00"))
    for code in ("d14", "d3"):
        await rules.switch(olga, event, code, on=True)
    await rules.switch(olga, event, "d7", on=False)

    assert [row for row in await rows(world) if "queued" in row] == sent
    assert set(await world.promised("Мария")) == {"d7", "d1", "h1", "after"}


async def test_one_of_a_series_and_all_of_it(world: World, olga: Actor, rules: ReminderRules):
    await world.joins("Мария")
    await world.publish(olga, [WEEKLY])
    _past, first, second, *_ = await world.occurrences(WEEKLY)
    card = await rules.card(olga, second)
    assert (card.is_series, card.is_whole) == (True, False)

    await rules.switch(olga, second, "h1", on=False)
    assert "h1" not in await stages(world, second)
    assert "h1" in await stages(world, first)

    # What is chosen for all holds for each that has no choice of its own.
    card = await rules.switch(olga, first, "d1", on=False, whole=True)
    assert card.is_whole
    assert await stages(world, first) & {"d1", "h1"} == {"h1"}
    assert await stages(world, second) & {"d1", "h1"} == {"d1"}
    await rules.restore(olga, second)
    assert await stages(world, second) & {"d1", "h1"} == {"h1"}
    # Of one alone: back to what its row has.
    await rules.switch(olga, second, "h1", on=False)
    card = await rules.restore(olga, second)
    assert "h1" in on(card)
    assert "d1" not in on(card)


async def test_a_choice_outlives_a_move_and_who_joins_later_gets_it(
    world: World, olga: Actor, rules: ReminderRules
):
    await world.publish(olga, [WEBINAR])
    event = await world.occurrence(WEBINAR)
    await rules.switch(olga, event, "d3", on=True)
    await edit(world, olga, WEBINAR, "date", "22.04.2021")
    await world.joins("Мария")

    assert "d3" in await world.promised("Мария")
    (version,) = set(await world.all(select(Reminder.version)))
    assert version == 2


async def test_no_stage_that_an_event_cannot_have(world: World, olga: Actor, rules: ReminderRules):
    await world.publish(olga, [SEMINAR, MONTH])

    with pytest.raises(NotFoundError):
        await rules.switch(olga, await world.occurrence(SEMINAR), "h1", on=True)
    with pytest.raises(NotFoundError):
        await rules.switch(olga, await world.occurrence(MONTH), "o1", on=True)


async def test_only_its_coordinator_chooses(world: World, olga: Actor, rules: ReminderRules):
    nina, pavel = await world.join("Нина", "Павел")
    await world.publish(olga, [WEBINAR])
    event = await world.occurrence(WEBINAR)

    for method in (rules.card, rules.restore):
        with pytest.raises(NotFoundError):
            await method(nina, event)
        with pytest.raises(NotAllowedError):
            await method(pavel, event)
    with pytest.raises(NotFoundError):
        await rules.switch(nina, event, "d3", on=True)


# -- a change of the plan ---------------------------------------------------------------------


async def test_a_change_of_words_leaves_every_row_as_it_was(world: World, olga: Actor):
    await world.join("Мария", "Иван")
    await world.publish(olga, [WEBINAR, PROGRAMME])
    await world.tick(at("08.04 14:00"))
    before = await rows(world)

    await edit(world, olga, WEBINAR, "title", "Вебинар о диагностике")
    renamed = Line("Вебинар о диагностике", *WEBINAR[1:])
    await world.services.plan_review.toggle(olga, await row_id(world, renamed), "report")

    assert await rows(world) == before


async def test_an_amended_document_touches_only_what_moved(world: World, olga: Actor):
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR, SEMINAR])
    seminar = await world.occurrence(SEMINAR)
    before = [row for row in await rows(world) if row[2] == seminar]

    moved = Line(WEBINAR.title, "16.04.2021, 14:00", WEBINAR.who, WEBINAR.result)
    worded = Line(SEMINAR.title, SEMINAR.dates, SEMINAR.who, "Участие команд школ")
    await world.publish(olga, [moved, worded])

    assert [row for row in await rows(world) if row[2] == seminar] == before
    versions = await world.all(
        select(Reminder.version).where(Reminder.occurrence_id != seminar).distinct()
    )
    assert versions == [2]


async def test_a_link_that_is_set_later_is_promised_and_sent_to_who_comes(
    world: World, olga: Actor
):
    maria = await world.joins("Мария")
    await world.publish(olga, [WEBINAR])
    assert "link" not in await world.promised("Мария")

    await edit(world, olga, WEBINAR, "link", "https://vks.example.org/1")
    assert (await world.promised("Мария"))["link"] == "planned"
    await world.services.attendance.intend(
        maria, await world.occurrence(WEBINAR), await world.school(SCHOOL_1), Intention.GOING
    )
    await world.tick(at("15.04 13:00"))

    assert ("Мария", "link") in await world.tick(at("15.04 14:00"))
    assert (await world.promised("Мария"))["h1"] == "answered"


async def test_the_link_is_of_use_for_a_quarter_of_an_hour(world: World, olga: Actor):
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR])
    await edit(world, olga, WEBINAR, "link", "https://vks.example.org/1")

    assert ("Мария", "link") not in await world.tick(at("15.04 14:15"))
    assert (await world.promised("Мария"))["link"] == "late"


# -- after a deadline -------------------------------------------------------------------------


async def weekly(world: World) -> dict[str, str]:
    found = await world.promised("Мария", PROGRAMME)
    return {stage: fate for stage, fate in found.items() if stage.startswith("o")}


async def test_a_missed_deadline_is_recalled_every_week_until_the_report(world: World, olga: Actor):
    maria = await world.joins("Мария")
    await world.joins("Фёдор")
    await world.publish(olga, [PROGRAMME])
    for day in ("23.04", "27.04", "29.04"):
        await world.tick(at(f"{day} 10:00"))
    assert await weekly(world) == {}

    await world.tick(at("30.04 10:00"))
    assert await weekly(world) == {"o1": "planned"}
    assert ("Мария", "o1") in await world.tick(at("07.05 10:00"))
    assert await weekly(world) == {"o1": "queued", "o2": "planned"}
    # Whoever only reads owes nothing.
    assert set(await world.promised("Фёдор", PROGRAMME)) == {"d7", "d3", "d1", "d0"}

    await world.reports(maria, PROGRAMME, SCHOOL_1)
    assert "Мария" not in {name for name, _ in await world.tick(at("14.05 10:00"))}
    assert await weekly(world) == {"o1": "queued", "o2": "answered"}


async def test_it_ends_after_eight_weeks(world: World, olga: Actor):
    await world.joins("Мария")
    await world.publish(olga, [PROGRAMME])
    sent = []
    for moment in (
        *("30.04", "07.05", "14.05", "21.05", "28.05", "04.06", "11.06", "18.06", "25.06"),
        *("02.07", "09.07", "16.07"),
    ):
        sent += [s for n, s in await world.tick(at(f"{moment} 10:00")) if n == "Мария"]

    assert sent == ["d0", *(f"o{week}" for week in range(1, 9))]
    assert await world.services.reminders.next_due() is None


async def test_it_ends_with_a_later_deadline_a_dropped_row_or_a_switch(
    world: World, olga: Actor, rules: ReminderRules
):
    await world.joins("Мария")
    await world.publish(olga, [PROGRAMME])
    await world.tick(at("30.04 10:00"))
    event = await world.occurrence(PROGRAMME)
    await rules.switch(olga, event, "overdue", on=False)
    assert await weekly(world) == {}
    await rules.restore(olga, event)
    assert await weekly(world) == {"o1": "planned"}

    world.clock.set(at("03.05 10:00"))
    await edit(world, olga, PROGRAMME, "date", "до 20.05.2021")

    assert "o1" not in await stages(world, event)
    after = await stages(world, (await world.occurrences(PROGRAMME))[-1])
    assert after == {"d7", "d3", "d1", "d0"}


async def test_it_goes_on_for_who_takes_over(world: World, olga: Actor):
    await world.joins("Мария")
    await world.publish(olga, [PROGRAMME])
    await world.tick(at("07.05 10:00"))
    await world.joins("Анна", Role.DIRECTOR, SCHOOL_1)

    found = await world.promised("Анна", PROGRAMME)
    assert found == {"o2": "planned"}


async def test_a_plan_that_comes_late_does_not_reproach(world: World, olga: Actor):
    await world.joins("Мария")
    world.clock.set(at("05.05 10:00"))
    await world.publish(olga, [PROGRAMME])

    assert await world.promised("Мария") == {}


# -- after an upgrade -------------------------------------------------------------------------


async def test_what_was_promised_under_the_old_rules_is_brought_in_line_once(
    world: World, olga: Actor, rules: ReminderRules
):
    await world.join("Мария", "Иван")
    await world.publish(olga, [WEBINAR, PROGRAMME])
    wanted = {(r[1], r[2], r[4], r[5], r[6]) for r in await rows(world)}
    event = await world.occurrence(WEBINAR)
    async with world.database.write() as store:
        session = store.people.session
        # As it was: three days before an event, and a reminder until a quarter past.
        await session.execute(
            update(Reminder)
            .where(Reminder.occurrence_id == event, Reminder.stage == "d7")
            .values(stage="d3", due_at=at("12.04 14:00"), not_after=at("15.04 14:15"))
        )
        await session.execute(
            update(Reminder)
            .where(Reminder.occurrence_id == event, Reminder.stage == "h1")
            .values(not_after=at("15.04 14:15"))
        )
        await session.execute(delete(Marker).where(Marker.key.startswith("rules:")))

    assert await rules.follow_new_rules() == Followed(plans=1)

    assert {(r[1], r[2], r[4], r[5], r[6]) for r in await rows(world)} == wanted
    again = await rows(world)
    assert await rules.follow_new_rules() == Followed()
    assert await rows(world) == again


async def test_an_old_stage_that_is_due_at_the_upgrade_is_still_sent(
    world: World, olga: Actor, rules: ReminderRules
):
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR])
    async with world.database.write() as store:
        await store.people.session.execute(
            update(Reminder)
            .where(Reminder.stage == "d7")
            .values(stage="d3", due_at=at("12.04 14:00"))
        )
    world.clock.set(at("12.04 14:01"))
    await rules.follow_new_rules()

    assert ("Мария", "d3") in await world.tick()
    assert set(await world.promised("Мария")) == {"d3", "d1", "h1", "after"}


async def test_a_stored_choice_of_an_unknown_stage_does_no_harm(world: World, olga: Actor):
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR])
    async with world.database.write() as store:
        await store.people.session.execute(update(PlanRow).values(reminder_codes=["d1", "x9"]))
    await world.joins("Иван")

    assert set(await world.promised("Иван")) == {"d1"}
