"""A deputy's seat changes hands; a deputy goes without a word: somebody is always reminded."""

from datetime import date

from sqlalchemy import select

from db.enums import Role
from db.models import Invite
from services.access import Actor
from services.invite_cards import Link
from tests.services.test_succession import heir, reminded, seat
from tests.support.plans import PROGRAMME, WEBINAR
from tests.support.world import SCHOOL_1, World, at


async def stands_in(world: World, director: Actor, name: str, last_day: date) -> Actor:
    """Somebody new stands in for a director until a day."""
    link = await world.services.succession.lend(director, seat(director), 0, last_day)
    assert isinstance(link, Link)
    return (await world.agrees(name, link.token)).actor


async def told(world: World, name: str) -> list[str]:
    """What somebody heard about roles."""
    return [row.payload["change"] for row in await world.outbox(name, "role_changed")]


async def roles(world: World, name: str) -> list[Role]:
    """What somebody is now."""
    return [s.role for s in (await world.stranger(name)).seats]


# -- handing over a deputy's seat -------------------------------------------------------------


async def test_a_deputys_seat_goes_to_another_for_good(world: World):
    olga, anna = await world.join("Ольга", "Анна")
    await world.publish(olga, [WEBINAR])
    await world.joins("Методист", Role.METHODIST, SCHOOL_1)
    methodist = await heir(world, olga, seat(anna, Role.DEPUTY), "Методист")
    card = await world.services.succession.hand_over(olga, seat(anna, Role.DEPUTY), methodist)

    assert card.membership_id == seat(await world.stranger("Методист"), Role.DEPUTY)
    assert await roles(world, "Методист") == [Role.DEPUTY, Role.METHODIST]
    assert await roles(world, "Анна") == []
    assert await reminded(world, "15.04 13:00") == {"Методист", "Ольга"}


async def test_a_deputys_seat_goes_over_by_a_link(world: World):
    olga, anna = await world.join("Ольга", "Анна")
    link = await world.services.succession.link(olga, seat(anna, Role.DEPUTY))
    joined = await world.agrees("Новый", link.token)

    assert joined.seat is not None
    assert joined.seat.role is Role.DEPUTY
    assert joined.seat.until is None
    assert await roles(world, "Анна") == []
    assert await world.all(select(Invite.uses_left).where(Invite.id == link.invite_id)) == [0]


async def test_a_reader_who_takes_a_deputys_seat_by_a_link_keeps_it(world: World):
    olga, anna, _ = await world.join("Ольга", "Анна", "Фёдор")
    link = await world.services.succession.link(olga, seat(anna, Role.DEPUTY))
    await world.agrees("Фёдор", link.token)

    assert await roles(world, "Фёдор") == [Role.DEPUTY]


async def test_who_takes_the_seat_of_a_stand_in_stands_in_as_long(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR, PROGRAMME])
    await world.joins("Методист", Role.METHODIST, SCHOOL_1)
    deputy = await stands_in(world, maria, "Зам", date(2021, 4, 15))
    world.clock.set(at("06.04 10:00"))
    methodist = await heir(world, olga, seat(deputy, Role.DEPUTY), "Методист")
    await world.services.succession.hand_over(olga, seat(deputy, Role.DEPUTY), methodist)

    (own,) = (await world.stranger("Мария")).seats
    assert (own.away_until, own.deputy_name) == (at("16.04 00:00"), "Методист")
    assert await roles(world, "Зам") == []
    assert await reminded(world, "15.04 13:00") == {"Методист", "Ольга"}
    world.clock.set(at("16.04 00:00"))
    assert await world.services.succession.end_terms() == 1
    assert await roles(world, "Методист") == [Role.METHODIST]
    assert "Мария" in await reminded(world, "29.04 09:01")
    assert await told(world, "Мария") == ["stood_in", "stood_in", "returned"]


async def test_a_deputy_for_a_time_does_not_become_one_for_good(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    deputy = await stands_in(world, maria, "Зам", date(2021, 4, 15))
    link = await world.services.succession.link(olga, seat(deputy, Role.DEPUTY))
    joined = await world.agrees("Новый", link.token)

    assert joined.seat is not None
    assert joined.seat.until == at("16.04 00:00")
    world.clock.set(at("16.04 00:00"))
    assert await roles(world, "Новый") == []


async def test_the_former_stand_in_hears_that_another_has_come(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    await stands_in(world, maria, "Первый", date(2021, 5, 30))
    await stands_in(world, await world.stranger("Мария"), "Второй", date(2021, 5, 30))

    assert await told(world, "Первый") == ["duty_over"]
    assert await world.promised("Первый") == {}


# -- two directors of one school --------------------------------------------------------------


async def test_a_deputy_stands_in_for_one_of_two_directors_at_a_time(world: World):
    olga, maria, _ = await world.join("Ольга", "Мария", "Анна")
    await world.publish(olga, [WEBINAR])
    other = await world.joins("Вторая", Role.DIRECTOR, SCHOOL_1)
    lend = world.services.succession.lend
    anna_id = await heir(world, maria, seat(maria), "Анна")
    await lend(maria, seat(maria), anna_id, date(2021, 4, 30))
    card = await lend(other, seat(other), anna_id, date(2021, 4, 20))

    assert not isinstance(card, Link)
    assert card.away_until == date(2021, 4, 20)
    assert (await world.stranger("Мария")).seats[0].away_until is None
    assert await told(world, "Мария") == ["returned"]
    assert await reminded(world, "15.04 13:00") == {"Мария", "Анна", "Ольга"}


async def test_the_term_is_that_of_the_second_director(world: World):
    maria = await world.joins("Мария")
    other = await world.joins("Вторая", Role.DIRECTOR, SCHOOL_1)
    deputy = await stands_in(world, maria, "Зам", date(2021, 4, 30))
    heir_id = await heir(world, other, seat(other), "Зам")
    await world.services.succession.lend(other, seat(other), heir_id, date(2021, 4, 20))

    (held,) = (await world.stranger("Зам")).seats
    assert held.until == at("21.04 00:00")
    assert held.membership_id == seat(deputy, Role.DEPUTY)


async def test_who_stands_in_for_one_and_becomes_the_other_director_gives_back(world: World):
    olga, maria, _ = await world.join("Ольга", "Мария", "Анна")
    await world.publish(olga, [WEBINAR])
    other = await world.joins("Вторая", Role.DIRECTOR, SCHOOL_1)
    anna_id = await heir(world, maria, seat(maria), "Анна")
    await world.services.succession.lend(maria, seat(maria), anna_id, date(2021, 4, 30))
    await world.services.succession.hand_over(other, seat(other), anna_id)

    assert await roles(world, "Анна") == [Role.DIRECTOR]
    assert await told(world, "Мария") == ["returned"]
    assert await reminded(world, "15.04 13:00") == {"Мария", "Анна", "Ольга"}


async def test_a_longer_term_of_ones_own_outlives_the_standing_in(world: World):
    maria = await world.joins("Мария")
    until = at("01.06 00:00")
    person = (await world.agrees("Зам")).actor
    school = await world.place_id(SCHOOL_1)
    async with world.database.write() as store:
        await store.people.seat(person.id, school, Role.DEPUTY, world.clock.now(), until=until)
    heir_id = await heir(world, maria, seat(maria), "Зам")
    await world.services.succession.lend(maria, seat(maria), heir_id, date(2021, 4, 15))
    world.clock.set(at("16.04 00:00"))
    await world.services.succession.end_terms()

    assert [s.until for s in (await world.stranger("Зам")).seats] == [until]
    world.clock.set(until)
    assert await world.services.succession.end_terms() == 1
    assert await roles(world, "Зам") == []
