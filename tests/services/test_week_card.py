"""A school's week: whose card is due, what is on it, when it is drawn anew."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from db.database import Database
from db.enums import Role
from db.models import OutboxMessage, Person, PlanRow
from services.access import Actor
from services.digest_days import first_day
from services.forms.form import Input
from services.invite_cards import Link
from services.messages import EditNotice
from services.terms import Fact, Intention
from services.week_card import Asks, Part, WeekCard
from services.weekly_news import WeekCardNotice
from tests.support.databases import on_sqlite
from tests.support.plans import ONGOING, PROGRAMME, SELF_CHECK, SEMINAR, WEBINAR, Line
from tests.support.statements import counted
from tests.support.world import NEIGHBOUR, SCHOOL_1, SCHOOL_2, World, at

EARLY = Line("Анкета школы о целях", "до 09.04.2021", "школа", "Отчёт школы")
YEAR = Line("Мониторинг школ", "с 1 марта по 30 июня 2021", "школа", "справка")
MONDAY = date(2021, 4, 12)
GOING = Intention.GOING


@pytest.fixture
async def maria(world: World) -> Actor:
    """Мария with a plan for her district; the week of 12 April is the one to look at."""
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR, SELF_CHECK, PROGRAMME, ONGOING, YEAR, EARLY])
    return maria


async def cards(world: World) -> dict[str, WeekCard]:
    """Send what is due; return the cards by the reader's name."""
    await world.services.week_cards.enqueue_due()
    found = {}
    while envelopes := await world.services.outbox.claim(50):
        for envelope in envelopes:
            read = await world.services.outbox.open(envelope)
            if read is None:
                await world.services.outbox.skip(envelope, "of_no_use")
                continue
            await world.services.outbox.sent(envelope, 1000 + envelope.id)
            if isinstance(read[1], WeekCardNotice):
                found[read[0].name] = read[1].card
    return found


async def habits(world: World, name: str, **values: object) -> None:
    """Somebody sets his day, his hour, his quiet time."""
    async with world.database.write() as store:
        await store.people.session.execute(
            update(Person).where(Person.telegram_id == world.account(name)).values(**values)
        )


async def redraws(world: World) -> list[OutboxMessage]:
    """All edits that were ever queued."""
    return list(await world.outbox(kind="redraw"))


async def test_a_card_shows_what_is_overdue_then_events_then_terms(world: World, maria: Actor):
    world.clock.set(at("12.04 09:00"))

    card = (await cards(world))["Мария"]

    assert [(item.part, item.line.title) for item in card.items] == [
        (Part.OVERDUE, EARLY.title),
        (Part.EVENT, WEBINAR.title),
    ]
    assert card.items[1].asks is Asks.INTENTION
    assert card.running == (YEAR.title, SELF_CHECK.title)
    assert (card.since, card.waiting, card.schools) == (MONDAY, 2, 1)


async def test_it_comes_once_to_who_speaks_for_a_school(world: World, maria: Actor):
    await world.join("Анна", "Иван", "Павел", "Фёдор")
    world.clock.set(at("12.04 08:59"))
    assert await cards(world) == {}
    world.clock.set(at("12.04 09:00"))
    assert set(await cards(world)) == {"Мария", "Анна", "Иван"}
    for hours in (1, 20, 36, 100):
        world.clock.set(at("12.04 09:00") + timedelta(hours=hours))
        assert await cards(world) == {}
    world.clock.set(at("19.04 09:00"))
    assert set(await cards(world)) == {"Мария", "Анна", "Иван"}


async def test_who_is_away_gets_none_and_the_one_who_stands_in_does(world: World, maria: Actor):
    seat = maria.seats[0].membership_id
    link = await world.services.succession.lend(maria, seat, 0, date(2021, 5, 1))
    assert isinstance(link, Link)
    await world.agrees("Зам", link.token)
    world.clock.set(at("12.04 09:00"))

    assert set(await cards(world)) == {"Зам"}


async def test_nothing_owed_and_no_events_is_no_card(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    await world.publish(olga, [ONGOING, YEAR, PROGRAMME])
    world.clock.set(at("12.04 09:00"))

    assert await cards(world) == {}
    assert await world.outbox(kind="week_card") == []


@on_sqlite
@pytest.mark.parametrize(
    ("values", "moment", "since"),
    [
        ({"digest_weekday": 2, "digest_hour": 12}, "14.04 12:00", date(2021, 4, 12)),
        # Towards its end the week that comes is told.
        ({"digest_weekday": 4}, "09.04 09:00", date(2021, 4, 9)),
        ({"digest_weekday": 6}, "11.04 09:00", date(2021, 4, 11)),
        # After the quiet hours.
        ({"quiet_until": 11}, "12.04 11:00", date(2021, 4, 12)),
    ],
)
async def test_day_and_hour_are_the_readers_choice(
    world: World, maria: Actor, values: dict[str, int], moment: str, since: date
):
    await habits(world, "Мария", **values)
    # The card of the week before, if there was one.
    world.clock.set(at(moment) - timedelta(days=5))
    await cards(world)

    world.clock.set(at(moment) - timedelta(minutes=1))
    assert await cards(world) == {}
    world.clock.set(at(moment))
    assert (await cards(world))["Мария"].since == since


@on_sqlite
async def test_a_day_off_waits_for_the_next_working_morning(world: World, maria: Actor):
    await world.join("Иван")
    await habits(world, "Иван", workdays_only=False)
    olga = await world.stranger("Ольга")
    await world.publish(olga, [Line("Слёт школ", "06.05.2021", "школа", "Участие школ")], year=2021)
    # Monday, 3 May 2021, is a day off; who takes all days as they come is told on it.
    world.clock.set(at("03.05 09:00"))
    assert set(await cards(world)) == {"Иван"}
    world.clock.set(at("04.05 08:59"))
    assert await cards(world) == {}
    world.clock.set(at("04.05 09:00"))
    assert (await cards(world))["Мария"].since == date(2021, 5, 3)


@on_sqlite
@pytest.mark.parametrize(
    "values",
    [
        {"paused": True},
        {"muted_until": at("01.06 00:00")},
        {"unreachable_since": at("01.04 00:00")},
        {"withdrawn_at": at("01.04 00:00")},
    ],
)
async def test_who_wants_silence_has_it(world: World, maria: Actor, values: dict[str, object]):
    await habits(world, "Мария", **values)
    world.clock.set(at("12.04 09:00"))

    assert await world.services.week_cards.enqueue_due() == 0


@on_sqlite
async def test_a_director_who_is_a_curator_too_is_written_to_minutes_apart(
    world: World, maria: Actor
):
    await world.services.registration.redeem(
        maria, await world.services.registration.invite(Role.CURATOR, "Заречный район")
    )
    world.clock.set(at("12.04 09:00"))
    assert await world.services.week_cards.enqueue_due() == 1
    assert await world.services.digests.enqueue_due() == 0
    world.clock.set(at("12.04 09:05"))
    assert await world.services.digests.enqueue_due() == 1


async def test_every_answer_redraws_the_cards_of_the_school_once(world: World, maria: Actor):
    anna, ivan = await world.join("Анна", "Иван")
    world.clock.set(at("12.04 09:00"))
    await cards(world)
    webinar, party = await world.occurrence(WEBINAR), await world.school(SCHOOL_1)

    # Twice within a moment: each card is edited once.
    await world.services.attendance.intend(anna, webinar, party, GOING)
    await world.services.attendance.intend(maria, webinar, party, Intention.DEPUTY)
    names = {maria.telegram_id, anna.telegram_id}
    assert {row.telegram_id for row in await redraws(world)} == names
    assert len(await redraws(world)) == 2

    world.clock.advance(seconds=3)
    edited, changed = {}, {}
    for envelope in await world.services.outbox.claim(10):
        read = await world.services.outbox.open(envelope)
        assert read is not None
        assert isinstance(read[1], EditNotice)
        assert isinstance(read[1].now, WeekCardNotice)
        edited[read[0].name] = read[1].now.card
        await world.services.outbox.sent(envelope, read[1].message_id)
        assert read[1].absence is None
        changed[read[0].telegram_id] = read[1].message_id
    assert set(edited) == {"Мария", "Анна"}
    sent = {row.telegram_id: row.message_id for row in await world.outbox(kind="week_card")}
    assert changed == {account: sent[account] for account in names}
    (item,) = [i for i in edited["Мария"].items if i.line.title == WEBINAR.title]
    assert item.states[0].intention is Intention.DEPUTY
    assert edited["Мария"].waiting == 1

    # The next answer takes the same rows again: they do not grow with the answers.
    for _ in range(3):
        await world.services.attendance.intend(ivan, webinar, await world.school(SCHOOL_2), GOING)
        await world.services.attendance.intend(anna, webinar, party, GOING)
        world.clock.advance(seconds=3)
        await world.deliver()
    assert len(await redraws(world)) <= 2 * 3


async def test_an_answer_during_an_edit_makes_another_one(world: World, maria: Actor):
    world.clock.set(at("12.04 09:00"))
    await cards(world)
    webinar, party = await world.occurrence(WEBINAR), await world.school(SCHOOL_1)
    await world.services.attendance.intend(maria, webinar, party, GOING)
    world.clock.advance(seconds=3)
    (under_way,) = await world.services.outbox.claim(10)

    await world.services.attendance.intend(maria, webinar, party, Intention.DEPUTY)
    await world.services.outbox.sent(under_way, 1)
    world.clock.advance(seconds=3)

    (again,) = await world.services.outbox.claim(10)
    assert again.id != under_way.id
    read = await world.services.outbox.open(again)
    assert read is not None


async def test_a_report_and_its_decision_redraw_too(world: World, maria: Actor):
    pavel = (await world.join("Павел"))[0]
    world.clock.set(at("12.04 09:00"))
    await cards(world)

    report = await world.reports(maria, EARLY, SCHOOL_1)
    assert [row.status for row in await redraws(world)] == ["queued"]
    world.clock.advance(seconds=3)
    await world.deliver()
    await world.services.reports.accept(pavel, report.report_id, report.version)
    assert [row.status for row in await redraws(world)] == ["queued"]
    card = await world.services.week_cards.card(maria, MONDAY)
    assert [item.part for item in card.items] == [Part.EVENT]


async def test_a_moved_event_moves_on_the_card_too(world: World, maria: Actor):
    world.clock.set(at("12.04 09:00"))
    await cards(world)
    olga = await world.stranger("Ольга")
    (row_id,) = await world.all(select(PlanRow.id).where(PlanRow.title == WEBINAR.title))
    await world.services.plan_review.begin_edit(olga, row_id, "date")
    await world.services.dialogs.answer(olga, Input(text="16.04.2021"))
    await world.services.dialogs.answer(olga, Input(choice="yes"))

    assert {row.telegram_id for row in await redraws(world)} == {maria.telegram_id}
    card = await world.services.week_cards.card(maria, MONDAY)
    (item,) = [i for i in card.items if i.line.title == WEBINAR.title]
    assert item.line.when.first_day == date(2021, 4, 16)


async def test_an_event_that_is_over_is_asked_about_on_the_card(world: World, maria: Actor):
    world.clock.set(at("16.04 10:00"))
    card = await world.services.week_cards.card(maria, MONDAY)
    (item,) = [i for i in card.items if i.line.title == WEBINAR.title]
    assert item.asks is Asks.FACT
    assert len(item.unanswered) == 1
    await world.services.attendance.state_fact(
        maria, item.line.occurrence_id, item.states[0].party, Fact.ATTENDED
    )
    card = await world.services.week_cards.card(maria, MONDAY)
    assert all(not i.unanswered for i in card.items)


async def test_a_card_that_is_turned_stays_on_its_page(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    days = [
        Line(f"Встреча школ № {n}", f"{13 + n // 3}.04.2021", "школа", "Участие школ")
        for n in range(8)
    ]
    await world.publish(olga, days)
    world.clock.set(at("12.04 09:00"))
    first = (await cards(world))["Мария"]
    assert (len(first.items), first.page, first.pages, first.total) == (5, 0, 2, 8)

    turned = await world.services.week_cards.turn(maria, MONDAY, 1)
    assert (len(turned.items), turned.first) == (3, 6)
    (sent,) = await world.outbox(kind="week_card")
    again, message_id = await world.services.week_cards.to_redraw(maria, sent.id)
    assert (again.page, message_id) == (1, sent.message_id)


@on_sqlite
async def test_statements_do_not_grow_with_the_directors(world: World, database: Database):
    (olga,) = await world.join("Ольга")
    await world.publish(olga, [WEBINAR, SELF_CHECK, EARLY])
    found = []
    for wave, many in ((0, 20), (1, 180)):
        # The same morning for both: then also what the cards settle is the same for each.
        world.clock.set(at("18.04 09:00"))
        rows = [
            {"region": "Заречный край", "municipality": "Заречный район", "school": f"Ш {wave}.{n}"}
            for n in range(many)
        ]
        await world.services.places.load(rows)
        for n in range(many):
            await world.joins(f"Директор {wave}.{n}", Role.DIRECTOR, f"Ш {wave}.{n}")
        world.clock.set(at("19.04 09:00"))
        with counted(database) as due:
            assert await world.services.week_cards.enqueue_due() == many
        with counted(database) as nothing:
            assert await world.services.week_cards.enqueue_due() == 0
        found.append((len(due), len(nothing)))
    (few, idle_few), (many_due, idle_many) = found
    assert idle_few == idle_many <= 6
    assert many_due <= few + 2, found


def test_the_week_shown_depends_on_the_day():
    days = [date(2021, 4, 12) + timedelta(days=n) for n in range(7)]
    assert [first_day(day) for day in days] == [*[days[0]] * 4, *days[4:]]


async def test_only_ones_own_schools_are_on_the_card(world: World, maria: Actor):
    gleb, nina = await world.join("Глеб", "Нина")
    await world.publish(nina, [SEMINAR], place=NEIGHBOUR)
    card = await world.services.week_cards.card(gleb, date(2021, 4, 19))
    assert [item.line.title for item in card.items] == [SEMINAR.title]
    other = await world.services.week_cards.card(maria, date(2021, 4, 19))
    assert SEMINAR.title not in {item.line.title for item in other.items}
    queued = await world.all(select(OutboxMessage.id).where(OutboxMessage.kind == "week_card"))
    assert queued == []
