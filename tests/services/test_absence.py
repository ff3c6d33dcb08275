"""The bot was away: who may have pressed a button in vain is told so, once, where he pressed it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from db.models import Person
from handlers.views.notice import notice_screen
from locales import translator
from services.absence import Absences
from services.access import Actor
from services.messages import EditNotice
from services.recovery import Recovery
from services.terms import Intention
from tests.support.plans import ONGOING, SELF_CHECK, WEBINAR
from tests.support.world import SCHOOL_1, World, at

# A day before the webinar; in Заречный край, two hours ahead of Moscow.
REMINDED, WENT, CAME = "14.04 14:00", "14.04 14:05", "14.04 14:40"


@pytest.fixture
async def maria(world: World) -> Actor:
    """Мария, who was reminded of the webinar; five minutes later the bot went down."""
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR, ONGOING])
    await change(world, olga, paused=True)
    assert await world.tick(at(REMINDED)) == [("Мария", "d1")]
    await down(world, WENT)
    return maria


async def change(world: World, who: Actor, **values: object) -> None:
    """Something about a person is as it is."""
    async with world.database.write() as store:
        await store.people.session.execute(
            update(Person).where(Person.id == who.id).values(**values)
        )


async def down(world: World, moment: str) -> None:
    """The last sign of life."""
    world.clock.set(at(moment))
    await world.services.absences.beat()


async def up(world: World, moment: str) -> int:
    """The bot starts again: how many questions it means to ask again."""
    world.clock.set(at(moment))
    return await Absences(world.database, world.clock).look_back()


async def edits(world: World, name: str = "Мария") -> list[EditNotice]:
    """The edits that somebody gets half a minute later."""
    world.clock.advance(seconds=30)
    found = []
    while envelopes := await world.services.outbox.claim(50):
        for envelope in envelopes:
            read = await world.services.outbox.open(envelope)
            if read is None:
                await world.services.outbox.skip(envelope, "of_no_use")
                continue
            assert isinstance(read[1], EditNotice)
            await world.services.outbox.sent(envelope, read[1].message_id)
            if envelope.telegram_id == world.account(name):
                found.append(read[1])
    return found


async def test_an_open_question_is_asked_again_in_its_place_once(world: World, maria: Actor):
    assert await up(world, CAME) == 1
    [edit] = await edits(world)
    [reminder] = await world.outbox("Мария", "reminder")
    assert edit.message_id == reminder.message_id
    text = notice_screen(translator("ru"), maria, edit).text
    assert "Меня не было с 14:05 до 14:40." in text
    assert WEBINAR.title in text

    assert await up(world, "14.04 14:41") == 0
    assert await up(world, "14.04 14:42") == 0
    assert await edits(world) == []
    # What became of the reminder is written as it was.
    assert (await world.promised("Мария", WEBINAR))["d1"] == "queued"
    assert await world.tick(at("14.04 14:50")) == []

    # The next absence is another one.
    await down(world, "14.04 15:00")
    assert await up(world, "14.04 16:00") == 1
    assert len(await edits(world)) == 1


async def test_a_start_that_broke_off_is_repeated_without_doubles(world: World, maria: Actor):
    assert await up(world, "14.04 14:30") == 1
    await down(world, WENT)
    assert await up(world, CAME) == 0
    assert len(await edits(world)) == 1


@pytest.mark.parametrize(
    ("away", "asked"),
    [
        ({"seconds": 60}, 0),
        ({"seconds": 120}, 0),
        ({"seconds": 121}, 1),
        ({"hours": 24}, 0),
        ({"days": 4}, 0),
        ({"minutes": -10}, 0),
    ],
)
async def test_how_long_an_absence_counts(
    world: World, maria: Actor, away: dict[str, float], asked: int
):
    """The event is over after a day, so that its reminder asks nothing any more."""
    world.clock.advance(**away)
    assert await world.services.absences.look_back() == asked


async def test_the_first_start_of_all_asks_nothing(world: World):
    assert await world.services.absences.look_back() == 0
    world.clock.advance(minutes=10)
    assert await world.services.absences.look_back() == 0


async def test_days_are_named_when_there_are_several(world: World, maria: Actor):
    await down(world, "14.04 23:50")
    assert await up(world, "15.04 00:20") == 1
    [edit] = await edits(world)
    text = notice_screen(translator("ru"), maria, edit).text
    assert "Меня не было с 14 апреля, 23:50 до 15 апреля, 00:20." in text


async def test_what_was_answered_is_left_alone(world: World, maria: Actor):
    """By a tap that was kept after all and is handled right after the start."""
    await up(world, CAME)
    webinar = await world.occurrence(WEBINAR)
    school = await world.school(SCHOOL_1)
    await world.services.attendance.intend(maria, webinar, school, Intention.GOING)
    assert await edits(world) == []


@pytest.mark.parametrize(
    "values",
    [
        {"paused": True},
        {"unreachable_since": at(WENT)},
        {"muted_until": at("20.04 10:00")},
        {"withdrawn_at": at(WENT)},
    ],
)
async def test_who_is_not_to_be_written_to_is_left_alone(
    world: World, maria: Actor, values: dict[str, object]
):
    await change(world, maria, **values)
    assert await up(world, CAME) == 0


async def test_a_form_that_is_being_filled_in_is_not_painted_over(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [SELF_CHECK])
    # Three days before the end of the term.
    assert await world.tick(at("19.04 10:00"))
    world.clock.advance(minutes=1)
    about = await world.occurrence(SELF_CHECK), await world.place_id(SCHOOL_1)
    turn = await world.services.reports.begin(maria, *about)
    await down(world, "19.04 10:05")
    await up(world, "19.04 10:40")
    assert await edits(world) == []

    await world.services.dialogs.cancel(maria, turn.dialog_id)
    await down(world, "19.04 10:41")
    await up(world, "19.04 11:40")
    assert len(await edits(world)) == 1


async def test_a_card_of_the_week_is_asked_about_while_somebody_waits(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [SELF_CHECK, WEBINAR])
    world.clock.set(at("12.04 09:00"))
    await world.services.week_cards.enqueue_due()
    await world.deliver()
    [week] = await world.outbox("Мария", "week_card")
    await down(world, "12.04 09:10")
    await up(world, "12.04 09:30")
    assert [edit.message_id for edit in await edits(world)] == [week.message_id]

    webinar, school = await world.occurrence(WEBINAR), await world.school(SCHOOL_1)
    await world.services.attendance.intend(maria, webinar, school, Intention.GOING)
    assert [edit.absence for edit in await edits(world)] == [None]
    await down(world, "12.04 10:00")
    await up(world, "12.04 10:30")
    assert await edits(world) == []


async def test_a_report_is_asked_about_until_it_is_decided(world: World):
    olga, maria, pavel = await world.join("Ольга", "Мария", "Павел")
    await world.publish(olga, [SELF_CHECK])
    world.clock.set(at("19.04 09:00"))
    card = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    await world.deliver()
    [report] = await world.outbox("Павел", "report_card")

    await down(world, "19.04 09:10")
    await up(world, "19.04 09:30")
    assert [edit.message_id for edit in await edits(world, "Павел")] == [report.message_id]
    await world.services.reports.accept(pavel, card.report_id, card.version)
    await world.deliver()

    await down(world, "19.04 10:00")
    await up(world, "19.04 10:30")
    assert await edits(world, "Павел") == []


async def test_nothing_is_asked_again_after_a_restore(world: World, maria: Actor):
    """The backup's last sign of life is from before the backup, not from before the stop."""
    world.clock.set(at("14.04 14:30"))
    await Recovery(world.database, world.clock).hold()
    await Recovery(world.database, world.clock).release()
    assert await up(world, CAME) == 0
    # It works again from now on.
    assert await up(world, (at(CAME) + timedelta(minutes=9)).strftime("%d.%m %H:%M")) == 1
