"""One person in another's place: who is in, who is out, and who is reminded afterwards."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db.enums import Role
from db.models import AuditEntry, Dialog, Membership
from services.access import Actor
from services.errors import DomainError, NotFoundError
from services.forms.form import Input
from services.invite_cards import Link
from services.succession import SeatCard, typed_day
from tests.support.plans import PROGRAMME, SELF_CHECK, WEBINAR
from tests.support.world import DISTRICT, LYCEUM, SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at

TODAY = date(2021, 4, 5)


def seat(actor: Actor, role: Role = Role.DIRECTOR) -> int:
    """The number of somebody's seat."""
    return next(s.membership_id for s in actor.seats if s.role is role)


async def heir(world: World, actor: Actor, membership_id: int, name: str) -> int:
    """The number under which somebody can take a seat."""
    card = await world.services.succession.seat(actor, membership_id)
    return next(h.membership_id for h in card.heirs if h.name == name)


async def reminded(world: World, moment: str) -> set[str]:
    """Who gets a reminder when it is so late."""
    return {name for name, _ in await world.tick(at(moment))}


async def test_a_school_is_handed_over_by_a_link_with_drafts_and_reminders(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    await world.fills_report(maria, SELF_CHECK, SCHOOL_1)
    link = await world.services.succession.link(maria, seat(maria))
    assert (await world.stranger("Мария")).seats, "a link not opened yet changes nothing"

    joined = await world.agrees("Новый", link.token)

    assert joined.seat is not None
    assert joined.seat.role is Role.DIRECTOR
    assert (await world.stranger("Мария")).seats == ()
    (draft,) = await world.all(select(Dialog))
    assert (draft.person_id, draft.active) == (joined.actor.id, False)
    turn = await world.services.dialogs.resume(joined.actor, draft.id)
    await world.services.dialogs.submit(joined.actor, turn.dialog_id)
    assert await world.promised("Мария") == {}
    assert await reminded(world, "15.04 13:00") == {"Новый", "Ольга"}
    told = [row.payload["change"] for row in await world.outbox("Мария", "role_changed")]
    assert told == ["handed_over"]


async def test_a_replayed_hand_over_link_lets_nobody_in(world: World):
    (maria,) = await world.join("Мария")
    link = await world.services.succession.link(maria, seat(maria))
    await world.agrees("Новый", link.token)

    assert (await world.agrees("Мария", link.token)).seat is None
    assert (await world.agrees("Чужой", link.token)).seat is None
    assert (await world.agrees("Новый", link.token)).seat is not None


async def test_only_one_of_two_hand_over_links_works(world: World):
    (maria,) = await world.join("Мария")
    first = await world.services.succession.link(maria, seat(maria))
    second = await world.services.succession.link(maria, seat(maria))
    await world.agrees("Новый", second.token)

    assert (await world.agrees("Другой", first.token)).seat is None


async def test_the_one_who_leaves_takes_no_way_back_with_him(world: World):
    (maria,) = await world.join("Мария")
    back = await world.services.invites.make(maria, await world.place_id(SCHOOL_1), Role.DEPUTY)
    link = await world.services.succession.link(maria, seat(maria))
    await world.agrees("Новый", link.token)

    assert (await world.agrees("Мария", back.token)).seat is None
    assert (await world.stranger("Мария")).seats == ()


async def test_a_school_is_handed_over_to_its_deputy(world: World):
    olga, maria, anna = await world.join("Ольга", "Мария", "Анна")
    await world.publish(olga, [WEBINAR])
    anna_id = await heir(world, maria, seat(maria), "Анна")
    card = await world.services.succession.hand_over(maria, seat(maria), anna_id)

    assert card.holder_name == "Анна"
    assert [s.role for s in (await world.stranger("Анна")).seats] == [Role.DIRECTOR]
    assert (await world.stranger("Мария")).seats == ()
    assert await reminded(world, "15.04 13:00") == {"Анна", "Ольга"}
    (told,) = await world.outbox("Анна", "role_changed")
    assert told.payload["change"] == "received"
    (entry,) = await world.all(select(AuditEntry).where(AuditEntry.action == "hand_over:director"))
    assert (entry.person_id, entry.place_id) == (maria.id, await world.place_id(SCHOOL_1))
    assert anna.id != maria.id


async def test_a_coordinator_hands_over_for_a_director_who_is_gone(world: World):
    olga, maria, nina, roman = await world.join("Ольга", "Мария", "Нина", "Роман")
    link = await world.services.succession.link(olga, seat(maria))
    joined = await world.agrees("Телефон Марии", link.token)

    assert joined.seat is not None
    assert (await world.stranger("Мария")).seats == ()
    assert await world.services.succession.link(roman, seat(joined.actor))
    with pytest.raises(NotFoundError):
        await world.services.succession.link(nina, seat(joined.actor))


async def test_nobody_hands_over_what_is_not_his_to_give(world: World):
    maria, ivan, pavel, olga = await world.join("Мария", "Иван", "Павел", "Ольга")
    succession = world.services.succession
    own = seat(olga, Role.MUNICIPAL_COORDINATOR)
    for actor, membership_id in ((maria, seat(ivan)), (pavel, seat(maria)), (olga, own)):
        for attempt in (
            succession.seat(actor, membership_id),
            succession.link(actor, membership_id),
            succession.take_back(actor, membership_id),
            succession.ask_day(actor, membership_id, 0),
            succession.hand_over(actor, membership_id, seat(actor, actor.seats[0].role)),
            succession.lend(actor, membership_id, 0, TODAY + timedelta(days=3)),
        ):
            with pytest.raises(NotFoundError):
                await attempt
    # An heir from elsewhere is no heir, whoever names his number.
    with pytest.raises(NotFoundError):
        await succession.hand_over(maria, seat(maria), seat(ivan))


async def test_a_curator_leaves_and_all_his_schools_pass_to_another(world: World):
    olga = await world.joins("Ольга")
    pavel = await world.joins("Павел", Role.CURATOR, SCHOOL_1)
    pavel = await world.joins("Павел", Role.CURATOR, SCHOOL_2)
    pavel = await world.joins("Павел", Role.CURATOR, LYCEUM)
    vera = await world.joins("Вера", Role.CURATOR, SCHOOL_3)
    (maria,) = await world.join("Мария")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    report = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    draft = await world.services.reports.begin_return(pavel, report.report_id, report.version)
    place = next(s for s in pavel.seats if s.place_name == SCHOOL_1)
    vera_id = await heir(world, olga, place.membership_id, "Вера")
    await world.services.succession.hand_over(olga, place.membership_id, vera_id)

    now = {s.place_name for s in (await world.stranger("Вера")).seats}
    assert now == {SCHOOL_1, SCHOOL_2, SCHOOL_3}
    left = {s.place_name for s in (await world.stranger("Павел")).seats}
    assert left == {LYCEUM}, "a coordinator moves what lies below him"
    vera = await world.stranger("Вера")
    turn = await world.services.dialogs.resume(vera, draft.dialog_id)
    turn = await world.services.dialogs.answer(vera, Input(text="Дополните, пожалуйста"))
    assert turn.outcome is not None
    names = await reminded(world, "15.04 13:00")
    assert "Вера" in names
    assert "Павел" not in names


async def test_a_curator_hands_over_everything_himself(world: World):
    pavel, _ = await world.join("Павел", "Вера")
    pavel = await world.joins("Павел", Role.CURATOR, LYCEUM)
    place = next(s for s in pavel.seats if s.place_name == DISTRICT)
    link = await world.services.succession.link(pavel, place.membership_id)
    joined = await world.agrees("Новый", link.token)

    assert {s.place_name for s in joined.actor.seats} == {DISTRICT, LYCEUM}
    assert (await world.stranger("Павел")).seats == ()


async def test_a_deputy_stands_in_and_it_returns_by_itself(world: World):
    olga, maria, _ = await world.join("Ольга", "Мария", "Анна")
    await world.publish(olga, [WEBINAR, PROGRAMME])
    anna_id = await heir(world, maria, seat(maria), "Анна")
    card = await world.services.succession.lend(maria, seat(maria), anna_id, date(2021, 4, 15))

    assert isinstance(card, SeatCard)
    assert (card.away_until, card.deputy_name) == (date(2021, 4, 15), "Анна")
    assert await reminded(world, "12.04 09:01") <= {"Анна", "Ольга"}
    assert await reminded(world, "15.04 13:00") == {"Анна", "Ольга"}
    assert (await world.stranger("Мария")).seats[0].away_until is not None, "she keeps access"
    world.clock.set(at("15.04 23:59"))
    assert await world.services.succession.end_terms() == 0
    world.clock.set(at("16.04 00:00"))
    assert await world.services.succession.end_terms() == 1
    assert await world.services.succession.end_terms() == 0

    assert (await world.stranger("Мария")).seats[0].away_until is None
    assert [s.role for s in (await world.stranger("Анна")).seats] == [Role.DEPUTY]
    assert {"Мария", "Анна"} <= await reminded(world, "29.04 09:01")
    told = {
        name: [r.payload["change"] for r in await world.outbox(name, "role_changed")]
        for name in ("Мария", "Анна")
    }
    assert told == {"Мария": ["returned"], "Анна": ["stands_in", "duty_over"]}
    actions = [e.action for e in await world.all(select(AuditEntry))]
    assert {"stand_in:begin", "stand_in:end"} <= set(actions)


async def test_somebody_new_stands_in_by_a_link_and_is_out_afterwards(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR, PROGRAMME])
    link = await world.services.succession.lend(maria, seat(maria), 0, date(2021, 4, 15))
    assert isinstance(link, Link)
    joined = await world.agrees("Заменяющий", link.token)

    assert joined.seat is not None
    assert joined.seat.role is Role.DEPUTY
    assert await reminded(world, "15.04 13:00") == {"Заменяющий", "Ольга"}
    world.clock.set(at("16.04 00:00"))
    assert (await world.stranger("Заменяющий")).seats == (), "to the second, before any job"
    await world.services.succession.end_terms()
    names = await reminded(world, "29.04 09:01")
    assert "Мария" in names
    assert "Заменяющий" not in names
    assert (await world.agrees("Поздний", link.token)).seat is None


async def test_a_deputy_of_long_standing_may_come_by_the_link_too(world: World):
    maria, _ = await world.join("Мария", "Анна")
    link = await world.services.succession.lend(maria, seat(maria), 0, date(2021, 4, 15))
    assert isinstance(link, Link)
    assert (await world.agrees("Мария", link.token)).seat is not None, "she tries her own link"
    await world.agrees("Анна", link.token)

    assert (await world.stranger("Мария")).seats[0].deputy_name == "Анна"
    world.clock.set(at("16.04 00:00"))
    await world.services.succession.end_terms()
    assert [s.role for s in (await world.stranger("Анна")).seats] == [Role.DEPUTY]


async def test_a_reader_who_stood_in_goes_on_reading(world: World):
    maria, _ = await world.join("Мария", "Фёдор")
    card = await world.services.succession.seat(maria, seat(maria))
    assert card.heirs == (), "a reader is nobody's heir unless he is sent a link"
    link = await world.services.succession.lend(maria, seat(maria), 0, date(2021, 4, 15))
    assert isinstance(link, Link)
    await world.agrees("Фёдор", link.token)
    world.clock.set(at("16.04 00:00"))
    await world.services.succession.end_terms()

    assert [s.role for s in (await world.stranger("Фёдор")).seats] == [Role.SUBSCRIBER]


async def test_the_director_takes_it_back_any_time(world: World):
    olga, maria, _ = await world.join("Ольга", "Мария", "Анна")
    await world.publish(olga, [WEBINAR])
    anna_id = await heir(world, maria, seat(maria), "Анна")
    await world.services.succession.lend(maria, seat(maria), anna_id, date(2021, 5, 30))
    card = await world.services.succession.take_back(maria, seat(maria))

    assert card.away_until is None
    assert await reminded(world, "15.04 13:00") == {"Мария", "Анна", "Ольга"}


async def test_a_new_deputy_takes_the_place_of_the_former(world: World):
    (maria,) = await world.join("Мария")
    succession = world.services.succession
    for name in ("Первый", "Второй"):
        link = await succession.lend(maria, seat(maria), 0, date(2021, 5, 30))
        assert isinstance(link, Link)
        await world.agrees(name, link.token)

    assert (await world.stranger("Первый")).seats == ()
    assert (await world.stranger("Мария")).seats[0].deputy_name == "Второй"


async def test_a_director_who_hands_over_while_away_ends_the_standing_in(world: World):
    olga, maria, _ = await world.join("Ольга", "Мария", "Анна")
    await world.publish(olga, [WEBINAR])
    anna_id = await heir(world, maria, seat(maria), "Анна")
    await world.services.succession.lend(maria, seat(maria), anna_id, date(2021, 5, 30))
    link = await world.services.succession.link(maria, seat(maria))
    await world.agrees("Новый", link.token)

    assert (await world.stranger("Новый")).seats[0].away_until is None
    assert await reminded(world, "15.04 13:00") == {"Новый", "Анна", "Ольга"}
    world.clock.set(at("01.06 12:00"))
    assert await world.services.succession.end_terms() == 0


async def test_a_deputy_who_leaves_gives_the_duty_back(world: World):
    olga, maria, anna = await world.join("Ольга", "Мария", "Анна")
    await world.publish(olga, [WEBINAR])
    anna_id = await heir(world, maria, seat(maria), "Анна")
    await world.services.succession.lend(maria, seat(maria), anna_id, date(2021, 5, 30))
    await world.services.registration.leave(anna, await world.place_id(SCHOOL_1), Role.DEPUTY)

    assert await reminded(world, "15.04 13:00") == {"Мария", "Ольга"}


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=400)])
async def test_a_day_out_of_reach_is_refused(world: World, day: date):
    (maria,) = await world.join("Мария")
    with pytest.raises(DomainError) as refusal:
        await world.services.succession.lend(maria, seat(maria), 0, day)
    assert refusal.value.code == "day_out_of_reach"
    assert await world.all(select(Membership).where(Membership.until.is_not(None))) == []


async def test_the_last_day_may_be_typed(world: World):
    maria, _ = await world.join("Мария", "Анна")
    anna_id = await heir(world, maria, seat(maria), "Анна")
    await world.services.succession.ask_day(maria, seat(maria), anna_id)
    for text, code in (("когда-нибудь", "day_unreadable"), ("01.01.2031", "day_out_of_reach")):
        turn = await world.services.dialogs.answer(maria, Input(text=text))
        assert turn.problem is not None
        assert turn.problem.code == code
    turn = await world.services.dialogs.answer(maria, Input(text="30.04"))

    assert isinstance(turn.outcome, SeatCard)
    assert turn.outcome.away_until == date(2021, 4, 30)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15.07", date(2021, 7, 15)),
        (" 15.07.2021 ", date(2021, 7, 15)),
        ("15/7/21", date(2021, 7, 15)),
        ("1.02", date(2022, 2, 1)),
        ("5.04", TODAY),
        ("4.04", date(2022, 4, 4)),
        ("29.02", None),
        ("31.04", None),
        ("29.02.2024", date(2024, 2, 29)),
        ("до 15 июля", date(2021, 7, 15)),
        ("15 июля 2022", date(2022, 7, 15)),
        ("15 января", date(2022, 1, 15)),
        ("завтра вечером, если получится", None),
        ("", None),
    ],
)
def test_a_typed_day(text: str, day: date | None):
    assert typed_day(text, TODAY) == day


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_a_day(text: str):
    read = typed_day(text, TODAY)
    assert read is None or isinstance(read, date)


async def test_a_person_with_several_roles_acts_in_one(world: World):
    await world.joins("Мария")
    maria = await world.joins("Мария", Role.DIRECTOR, SCHOOL_2)
    second = next(s for s in maria.seats if s.place_name == SCHOOL_2)
    acting = await world.services.registration.act_as(maria, second.membership_id)

    assert [s.place_name for s in acting.alone.seats] == [SCHOOL_2]
    assert len(acting.seats) == 2, "what is allowed stays as it is"
    assert (await world.services.registration.act_as(acting, 0)).alone.seats == maria.seats
    (ivan,) = await world.join("Иван")
    with pytest.raises(NotFoundError):
        await world.services.registration.act_as(ivan, second.membership_id)
