"""Whose seat somebody may give to another, and what goes along with it."""

import pytest

from db.enums import Role
from services.access import Actor
from services.errors import NotFoundError
from tests.support.world import DISTRICT, World


def seat(actor: Actor, role: Role) -> int:
    """The number of somebody's seat."""
    return next(s.membership_id for s in actor.seats if s.role is role)


async def test_a_director_does_not_give_away_his_deputy_s_seat(world: World):
    maria, anna, olga = await world.join("Мария", "Анна", "Ольга")
    number = seat(anna, Role.DEPUTY)

    with pytest.raises(NotFoundError):
        await world.services.succession.seat(maria, number)
    assert (await world.services.succession.seat(olga, number)).holder_name == "Анна"


async def test_nobody_gives_away_a_seat_as_high_as_his_own(world: World):
    olga, roman = await world.join("Ольга", "Роман")
    equal = await world.joins("Другая", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    number = seat(equal, Role.MUNICIPAL_COORDINATOR)

    with pytest.raises(NotFoundError):
        await world.services.succession.seat(olga, number)
    assert (await world.services.succession.seat(roman, number)).holder_name == "Другая"


async def test_the_desk_offers_only_seats_that_one_may_give(world: World):
    olga, roman, _ = await world.join("Ольга", "Роман", "Павел")
    await world.joins("Другая", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    place_id = await world.place_id(DISTRICT)

    offered = {}
    for who in (olga, roman):
        desk = await world.services.invites.desk(who, place_id)
        offered[who.name] = {one.name: one.may_hand_over for one in desk.holders}

    assert offered["Ольга"]["Павел"] is True
    assert offered["Ольга"]["Другая"] is False
    assert offered["Роман"]["Другая"] is True
