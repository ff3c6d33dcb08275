"""A question asked by somebody who acts in the name of another of his roles."""

from dataclasses import replace

from services.dialogs import Turn
from services.terms import Role
from tests.support.plans import WEBINAR
from tests.support.world import DISTRICT, World


async def test_who_acts_as_a_curator_still_asks_for_his_school(world: World):
    """«❓» stands on the card of an event whichever of his roles he has chosen."""
    olga, _ = await world.join("Ольга", "Павел")
    await world.joins("Мария")
    maria = await world.joins("Мария", Role.CURATOR, DISTRICT)
    await world.publish(olga, [WEBINAR])
    (seat,) = [one for one in maria.seats if one.role is Role.CURATOR]
    acting = replace(maria, acting_id=seat.membership_id)
    turn = await world.services.questions.begin(acting, await world.occurrence(WEBINAR))
    assert isinstance(turn, Turn)
    assert (await world.services.questions.asked(acting)).total == 0
