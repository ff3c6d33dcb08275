"""Inviting after municipalities were merged, and twice in a row."""

import asyncio

import pytest
from sqlalchemy import func, select

from db.enums import Role
from db.models import Invite
from services import invites as module
from services.access import SYSTEM, Actor
from services.errors import DomainError
from services.forms.form import Input
from services.invite_cards import Found
from tests.support.world import DISTRICT, LYCEUM, NEIGHBOUR, REGION, SCHOOL_1, SCHOOL_2, World

BRANCH = "Филиал лицея"


@pytest.fixture
async def olga(world: World) -> Actor:
    """The coordinator of a district that has swallowed its neighbour, a lyceum with a branch."""
    await world.services.places.load(
        [
            {
                "region": REGION,
                "municipality": NEIGHBOUR,
                "school": BRANCH,
                "branch_of": LYCEUM,
            }
        ]
    )
    await world.services.place_changes.merge(
        SYSTEM, await world.place_id(NEIGHBOUR), await world.place_id(DISTRICT)
    )
    return await world.joins("Ольга")


async def test_the_desk_lists_what_came_with_a_merged_municipality(world: World, olga: Actor):
    invites = world.services.invites
    desk = await invites.desk(olga)
    listed = {spot.name for spot in desk.below}
    assert {SCHOOL_1, SCHOOL_2, LYCEUM, BRANCH} <= listed
    assert NEIGHBOUR not in listed


@pytest.mark.parametrize("school", [SCHOOL_1, LYCEUM, BRANCH])
async def test_the_way_back_leads_to_a_place_that_is_there(world: World, olga: Actor, school: str):
    invites = world.services.invites
    there = await invites.desk(olga, await world.place_id(school))
    assert there.parent_id == await world.place_id(DISTRICT)
    back = await invites.desk(olga, there.parent_id)
    assert back.here is not None
    assert back.here.name == DISTRICT


async def test_who_has_only_a_head_school_comes_back_to_it(world: World, olga: Actor):
    owner = await world.joins("Владелец", Role.OWNER, LYCEUM)
    branch = await world.services.invites.desk(owner, await world.place_id(BRANCH))
    assert branch.parent_id == await world.place_id(LYCEUM)


async def test_a_found_name_says_where_it_is_now_and_others_are_answered_meanwhile(
    world: World, olga: Actor, monkeypatch: pytest.MonkeyPatch
):
    in_loop = []

    class Watched(module.PlaceIndex):
        def __init__(self, named: object) -> None:
            try:
                asyncio.get_running_loop()
            except RuntimeError:
                in_loop.append(False)
            else:
                in_loop.append(True)
            super().__init__(named)

    monkeypatch.setattr(module, "PlaceIndex", Watched)
    await world.services.invites.ask_place(olga)
    turn = await world.services.dialogs.answer(olga, Input(text="лицей"))

    assert isinstance(turn.outcome, Found)
    assert [(s.name, s.above) for s in turn.outcome.spots if s.name == LYCEUM] == [
        (LYCEUM, f"{DISTRICT}, {REGION}")
    ]
    assert in_loop == [False]


async def test_a_second_tap_makes_no_second_set_of_links(world: World, olga: Actor):
    invites, district = world.services.invites, await world.place_id(DISTRICT)
    made = len((await invites.make_batch(olga, district)).links)
    with pytest.raises(DomainError) as refusal:
        await invites.make_batch(olga, district, 30)

    assert refusal.value.code == "links_made_already"
    assert await world.all(select(func.count(Invite.id)).where(Invite.created_by == olga.id)) == [
        made
    ]
    await world.joins("Роман")
    roman = await world.stranger("Роман")
    assert (await invites.make_batch(roman, district)).links, "somebody else may"
    world.clock.advance(minutes=10)
    assert len((await invites.make_batch(olga, district)).links) == made


async def test_links_taken_back_are_made_anew_at_once(world: World, olga: Actor):
    invites, district = world.services.invites, await world.place_id(DISTRICT)
    await invites.make_batch(olga, district)
    for row in await world.all(select(Invite).where(Invite.created_by == olga.id)):
        await invites.revoke(olga, row.id)
    assert (await invites.make_batch(olga, district)).links
