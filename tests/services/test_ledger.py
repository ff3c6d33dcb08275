"""The ledger: each person, event and stage has one fate, read from what really happened."""

from datetime import date

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select, update

from bot.ledger_commands import table, told
from db.database import Database
from db.enums import Role
from db.models import Occurrence, OutboxMessage, Reminder
from locales import translator
from services.access import SYSTEM, Actor
from services.errors import NotAllowedError, NotFoundError
from services.fates import Fate
from services.forms.form import Input
from services.terms import Intention
from tests.support.databases import on_sqlite
from tests.support.plans import MEETING, SELF_CHECK, WEBINAR, Line
from tests.support.world import DISTRICT, REGION, SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at

QUARTERLY = Line("Вебинар для школ", "ежеквартально", "школа", "Участие школ")


@pytest.fixture
async def olga(world: World) -> Actor:
    """The coordinator; a webinar on 15 April at 14:00 is published."""
    olga = await world.joins("Ольга")
    await world.publish(olga, [WEBINAR, SELF_CHECK, MEETING])
    return olga


async def fates(
    world: World, reader: Actor, line: Line = WEBINAR, school: str = SCHOOL_1
) -> dict[tuple[str, str], Fate]:
    """(name, stage) → fate of the present day of an event at a school."""
    found = await world.services.ledger.of_both(
        reader, await world.place_id(school), await world.occurrence(line)
    )
    return {(entry.name, entry.stage): entry.fate for entry in found.present}


async def verdict(world: World, reader: Actor, line: Line, school: str) -> Fate | None:
    """Why a whole school hears nothing of an event."""
    found = await world.services.ledger.of_both(
        reader, await world.place_id(school), await world.occurrence(line)
    )
    return found.verdict


async def test_what_is_to_come_says_when(world: World, olga: Actor):
    await world.joins("Мария")
    found = await world.services.ledger.of_both(
        olga, await world.place_id(SCHOOL_1), await world.occurrence(WEBINAR)
    )

    assert found.verdict is None
    assert [(e.stage, e.fate, e.at) for e in found.entries] == [
        ("d7", Fate.AHEAD, at("08.04 14:00")),
        ("d1", Fate.AHEAD, at("14.04 14:00")),
        ("h1", Fate.AHEAD, at("15.04 13:00")),
        ("after", Fate.AHEAD, at("15.04 16:00")),
    ]


async def test_what_arrived_says_when_and_an_answer_ends_the_rest(world: World, olga: Actor):
    maria = await world.joins("Мария")
    await world.tick(at("12.04 14:00"))
    await world.services.attendance.intend(
        maria, await world.occurrence(WEBINAR), await world.school(SCHOOL_1), Intention.GOING
    )

    assert await fates(world, olga) == {
        ("Мария", "d7"): Fate.SENT,
        ("Мария", "d1"): Fate.NOT_NEEDED,
        ("Мария", "h1"): Fate.NOT_NEEDED,
        ("Мария", "after"): Fate.AHEAD,
    }
    await world.tick(at("14.04 14:00"))
    assert (await fates(world, olga))["Мария", "d1"] is Fate.ANSWERED


async def test_a_blocked_bot_and_what_will_not_arrive_either(world: World, olga: Actor):
    await world.joins("Мария")
    world.clock.set(at("12.04 14:00"))
    await world.services.reminders.enqueue_due()
    (envelope,) = [
        e for e in await world.services.outbox.claim(10) if e.telegram_id == world.account("Мария")
    ]
    await world.services.outbox.unreachable(envelope, "blocked")

    found = await fates(world, olga)
    assert set(found.values()) == {Fate.BLOCKED}
    # Cleared by her next message; what failed before stays so.
    async with world.database.write() as store:
        await store.people.mark_reachable(world.account("Мария"))
    found = await fates(world, olga)
    assert found["Мария", "d7"] is Fate.BLOCKED
    assert found["Мария", "d1"] is Fate.AHEAD


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        (("queued", None, 0), Fate.IN_QUEUE),
        (("queued", "flood", 2), Fate.RETRYING),
        (("sending", None, 1), Fate.IN_QUEUE),
        (("failed", "chat_not_found", 1), Fate.GONE),
        (("failed", "refused: message is too long", 1), Fate.REFUSED),
        (("failed", "no_connection", 9), Fate.GIVEN_UP),
        (("unknown", "TimeoutError", 2), Fate.UNSURE),
        (("skipped", "of_no_use", 1), Fate.OF_NO_USE),
        (("skipped", "silenced", 0), Fate.PAUSED),
        (("skipped", "withdrawn", 0), Fate.WITHDRAWN),
        (("skipped", "restored", 0), Fate.DISCARDED),
        (("held", None, 0), Fate.HELD),
    ],
)
async def test_every_end_of_a_message_has_its_fate(
    world: World, olga: Actor, ended: tuple[str, str | None, int], expected: Fate
):
    await world.joins("Мария")
    world.clock.set(at("12.04 14:00"))
    await world.services.reminders.enqueue_due()
    status, error, attempts = ended
    async with world.database.write() as store:
        await store.people.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.telegram_id == world.account("Мария"))
            .values(status=status, error=error, attempts=attempts)
        )

    assert (await fates(world, olga))["Мария", "d7"] is expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("late", Fate.LATE),
        ("superseded", Fate.SUPERSEDED),
        ("held", Fate.HELD),
        ("cancelled", Fate.OF_NO_USE),
    ],
)
@on_sqlite
async def test_every_end_of_a_promise_has_its_fate(
    world: World, olga: Actor, status: str, expected: Fate
):
    await world.joins("Мария")
    async with world.database.write() as store:
        await store.people.session.execute(
            update(Reminder).where(Reminder.stage == "d7").values(status=status)
        )

    assert (await fates(world, olga))["Мария", "d7"] is expected


async def test_silence_consent_and_coming_late(world: World, olga: Actor):
    maria, anna = await world.join("Мария", "Анна")
    await world.services.preferences.pause(maria, True)
    await world.services.privacy.withdraw(anna)
    await world.tick(at("13.04 09:00"))
    await world.joins("Иван")

    found = await fates(world, olga)
    assert found["Мария", "d7"] is found["Мария", "d1"] is Fate.PAUSED
    # Whoever took his consent back is not named.
    assert found["", "d1"] is Fate.WITHDRAWN
    assert not [name for name, _ in found if name == "Анна"]
    ivan = await fates(world, olga, school=SCHOOL_2)
    assert ivan["Иван", "d7"] is Fate.JOINED_LATER
    assert ivan["Иван", "d1"] is Fate.AHEAD


async def test_who_stands_in_and_who_has_left(world: World, olga: Actor):
    maria, anna, ivan = await world.join("Мария", "Анна", "Иван")
    await world.tick(at("12.04 14:00"))
    await world.services.succession.lend(
        maria,
        maria.seats[0].membership_id,
        anna.seats[0].membership_id,
        date(2021, 4, 20),
    )
    await world.services.registration.leave(ivan, await world.place_id(SCHOOL_2), Role.DIRECTOR)

    found = await world.services.ledger.of_both(
        olga, await world.place_id(SCHOOL_1), await world.occurrence(WEBINAR)
    )
    away = [e for e in found.entries if e.name == "Мария" and e.stage == "d1"]
    assert [(e.fate, e.deputy_name) for e in away] == [(Fate.STANDS_IN, "Анна")]
    # What he was sent while he was there is kept.
    assert (await fates(world, olga, school=SCHOOL_2))["Иван", "d7"] is Fate.SENT
    assert await verdict(world, olga, WEBINAR, SCHOOL_2) is Fate.NOBODY


async def test_why_a_school_hears_nothing_at_all(world: World, olga: Actor):
    await world.joins("Мария")
    await world.publish(olga, [QUARTERLY], year=2022)

    assert await verdict(world, olga, WEBINAR, SCHOOL_3) is Fate.NOBODY
    assert await verdict(world, olga, MEETING, SCHOOL_1) is Fate.NOT_FOR_SCHOOLS
    ledger = world.services.ledger
    quarter = (await world.occurrences(QUARTERLY))[0]
    found = await ledger.of_both(olga, await world.place_id(SCHOOL_1), quarter)
    assert found.verdict is Fate.NO_DAY
    async with world.database.write() as store:
        await store.people.session.execute(
            update(Occurrence)
            .where(Occurrence.id == quarter)
            .values(cancelled_at=world.clock.now())
        )
    found = await ledger.of_both(olga, await world.place_id(SCHOOL_1), quarter)
    assert found.verdict is Fate.EVENT_CANCELLED


async def test_a_school_that_does_not_take_part(world: World, olga: Actor):
    await world.joins("Мария")
    head = ["region", "municipality", "school", "participant_years"]
    row = ["Заречный край", DISTRICT, SCHOOL_2, "2021"]
    data = "\n".join(";".join(cells) for cells in (head, row)).encode()
    preview = await world.services.place_loading.preview(SYSTEM, data)
    await world.services.place_loading.apply(SYSTEM, data, preview.digest)

    assert await verdict(world, olga, WEBINAR, SCHOOL_1) is Fate.NOT_TAKING_PART


async def test_a_moved_event_is_told_by_its_new_day_and_the_old_one_is_kept(
    world: World, olga: Actor
):
    await world.joins("Мария")
    await world.tick(at("12.04 14:00"))
    (row_id,) = await world.all(
        select(Occurrence.row_id).where(Occurrence.id == await world.occurrence(WEBINAR))
    )
    world.clock.advance(minutes=1)
    await world.services.plan_review.begin_edit(olga, row_id, "date")
    await world.services.dialogs.answer(olga, Input(text="14.04.2021"))
    await world.services.dialogs.answer(olga, Input(choice="yes"))

    found = await world.services.ledger.of_both(
        olga, await world.place_id(SCHOOL_1), await world.occurrence(WEBINAR)
    )
    assert {e.stage: e.fate for e in found.present} == {
        "d7": Fate.CAME_LATER,
        "d1": Fate.AHEAD,
        "d0": Fate.AHEAD,
        "after": Fate.AHEAD,
    }
    assert [(e.version, e.fate) for e in found.entries if e.version < found.version] == [
        (1, Fate.SENT)
    ]


async def test_a_school_s_events_around_now_and_all_others(world: World, olga: Actor):
    await world.joins("Мария")
    school_id = await world.place_id(SCHOOL_1)
    ledger = world.services.ledger

    own = await ledger.of_school(olga, school_id)
    assert [event.title for event in own.events] == [SELF_CHECK.title, WEBINAR.title]
    assert not own.has_before
    assert not own.has_more
    every = await ledger.of_school(olga, school_id, everything=True)
    verdicts = {event.title: event.verdict for event in every.events}
    assert verdicts[MEETING.title] is Fate.NOT_FOR_SCHOOLS
    assert (await ledger.of_school(olga, school_id, 5)).events == ()


async def test_the_schools_of_an_event_the_unreached_first(world: World, olga: Actor):
    await world.joins("Мария")
    await world.tick(at("12.04 14:00"))

    found = await world.services.ledger.of_event(olga, await world.occurrence(WEBINAR))

    assert [line.name for line in found.schools] == [SCHOOL_2, SCHOOL_3, SCHOOL_1]
    assert (found.wrong, found.total) == (2, 3)
    last = found.schools[-1]
    assert (last.verdict, last.entry and last.entry.fate) == (None, Fate.SENT)


async def test_schools_are_found_among_ones_own(world: World, olga: Actor):
    ledger = world.services.ledger
    assert [s.name for s in (await ledger.find(olga)).schools] == [SCHOOL_1, SCHOOL_2, SCHOOL_3]
    assert [s.name for s in (await ledger.find(olga, "школа 2")).schools] == [SCHOOL_2]
    assert (await ledger.find(olga, "лицей")).schools == ()


async def test_it_is_read_within_ones_places_only(world: World, olga: Actor):
    nina, maria = await world.join("Нина", "Мария")
    ledger, school_id = world.services.ledger, await world.place_id(SCHOOL_1)
    occurrence_id = await world.occurrence(WEBINAR)

    for call in (
        ledger.of_school(nina, school_id),
        ledger.of_event(nina, occurrence_id),
        ledger.of_both(nina, school_id, occurrence_id),
        ledger.of_both(nina, await world.place_id("Лицей № 5"), occurrence_id),
        ledger.book(nina, school_id),
        ledger.of_school(olga, await world.place_id(DISTRICT)),
    ):
        with pytest.raises(NotFoundError):
            await call
    with pytest.raises(NotAllowedError):
        await ledger.of_school(maria, school_id)


@on_sqlite
async def test_more_people_need_no_more_queries(world: World, olga: Actor, database: Database):
    asked: list[str] = []

    def count(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    async def queries() -> int:
        occurrence_id = await world.occurrence(WEBINAR)
        asked.clear()
        await world.services.ledger.of_event(olga, occurrence_id)
        return len(asked)

    sql_event.listen(database._reader.sync_engine, "before_cursor_execute", count)
    await world.joins("Мария")
    before = await queries()
    await world.join("Анна", "Иван")
    assert await queries() == before > 0


async def test_the_command_line_prints_the_same(world: World, olga: Actor):
    await world.join("Мария", "Павел")
    await world.joins("=HYPERLINK(1)", Role.DIRECTOR, SCHOOL_2)
    await world.tick(at("12.04 14:00"))
    t, district = translator("ru"), await world.place_id(DISTRICT)

    book = await world.services.ledger.book(SYSTEM, district, "1")
    text = "\n".join(told(t, book))
    assert "Мария, директор школы · за 7 дней: дошло 12 апреля, 14:00" in text
    assert "Павел, куратор · накануне: придёт 14 апреля, 14:00" in text
    assert f"{SCHOOL_3}\n  ❌ у школы нет представителя" in text
    assert SELF_CHECK.title not in text

    data = table(t, book)
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").splitlines()
    assert all(line.count(";") == 9 for line in lines)
    assert any(";'=HYPERLINK(1);" in line for line in lines)
    assert not [line for line in lines if ";=" in line]
    assert await world.services.ledger.book(SYSTEM, district, "77") == []


@on_sqlite
async def test_a_day_is_set_by_who_may_change_the_map(world: World):
    roman, olga, pavel = await world.join("Роман", "Ольга", "Павел")
    await world.publish(roman, [WEBINAR], place=REGION)
    school_id = await world.place_id(SCHOOL_1)

    offered = {}
    for who in (roman, olga, pavel):
        book = await world.services.ledger.of_school(who, school_id)
        offered[who.name] = {one.may_edit for one in book.events}

    assert offered == {"Роман": {True}, "Ольга": {False}, "Павел": {False}}
    (fate, *_) = (await world.services.ledger.of_school(pavel, school_id)).events
    assert not fate.may_invite, "a curator invites nobody"
    (fate, *_) = (await world.services.ledger.of_school(olga, school_id)).events
    assert fate.may_invite
