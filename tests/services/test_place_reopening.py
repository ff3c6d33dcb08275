"""A closed school opens again, and a place gets another name with a look at it before."""

import pytest
from sqlalchemy import select

from db.models import AuditEntry, Place
from services.access import SYSTEM
from services.errors import DomainError, NotFoundError
from services.forms.form import Input
from services.place_changes import PlaceCard
from services.place_loading import Loaded
from services.terms import Role
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR
from tests.support.world import DISTRICT, NEIGHBOUR, REGION, SCHOOL_1, SCHOOL_2, World, at

pytestmark = on_sqlite

HEAD = "region;municipality;school;reopen\n"


def table(school: str, word: str) -> bytes:
    return f"{HEAD}{REGION};{DISTRICT};{school};{word}".encode()


async def closed(world: World, name: str = SCHOOL_2) -> int:
    place_id = await world.place_id(name)
    await world.services.place_changes.close(SYSTEM, place_id)
    return place_id


async def test_a_school_that_opens_again_has_its_people_and_their_reminders(world: World):
    await world.join("Иван")
    olga, roman = await world.join("Ольга", "Роман")
    await world.publish(olga, [WEBINAR])
    school = await closed(world)
    changes = world.services.place_changes
    district = await changes.card(roman, await world.place_id(DISTRICT))
    assert district.closed == 1
    assert [p.id for p in (await changes.closed(roman, district.here.id)).below] == [school]

    card = await changes.reopen(roman, school)

    assert (card.here.name, card.may_close) == (SCHOOL_2, True)
    assert [seat.place_name for seat in (await world.stranger("Иван")).seats] == [SCHOOL_2]
    assert "Иван" in {name for name, _ in await world.tick(at("12.04 14:00"))}
    done = await world.all(select(AuditEntry.place_id).where(AuditEntry.action == "places:reopen"))
    assert done == [school]
    with pytest.raises(NotFoundError):
        await changes.reopen(roman, school)


async def test_two_schools_of_one_name_are_not_open_side_by_side(world: World):
    school = await closed(world)
    other = await world.place_id(SCHOOL_1)
    await world.services.place_changes.rename(SYSTEM, other, SCHOOL_2.upper())

    with pytest.raises(DomainError) as refusal:
        await world.services.place_changes.reopen(SYSTEM, school)

    assert refusal.value.code == "places_name_taken"


async def test_a_table_opens_a_school_again_only_when_it_says_so(world: World):
    await world.join("Иван")
    school = await closed(world)
    loading = world.services.place_loading
    refused = await loading.preview(SYSTEM, table(SCHOOL_2, "нет"))
    assert [problem.code for problem in refused.problems] == ["places_school_closed"]

    diff = await loading.preview(SYSTEM, table(SCHOOL_2, "да"))
    assert (diff.reopened, diff.new, diff.problems) == ([(school, SCHOOL_2)], [], [])
    assert isinstance(await loading.apply(SYSTEM, table(SCHOOL_2, "да"), diff.digest), Loaded)

    assert [seat.place_name for seat in (await world.stranger("Иван")).seats] == [SCHOOL_2]
    assert (await loading.preview(SYSTEM, table(SCHOOL_2, "да"))).is_empty


async def test_another_municipality_does_not_open_it(world: World):
    school = await closed(world)
    row = {"region": "Лесной край", "municipality": "Лесной район", "school": ""}
    await world.services.places.load([row])
    stranger = await world.joins("Римма", Role.REGIONAL_COORDINATOR, "Лесной край")

    with pytest.raises(NotFoundError):
        await world.services.place_changes.reopen(stranger, school)


async def test_a_name_is_looked_at_before_it_is_given(world: World):
    roman = await world.joins("Роман")
    district, dialogs = await world.place_id(NEIGHBOUR), world.services.dialogs

    turn = await world.services.place_changes.begin_rename(roman, district)
    turn = await dialogs.answer(roman, Input(text="  Озёрный   округ "))
    assert turn.draft.is_complete
    assert await world.place_id(NEIGHBOUR) == district

    done = await dialogs.submit(roman, turn.dialog_id)

    assert isinstance(done.outcome, PlaceCard)
    assert done.outcome.aliases == (NEIGHBOUR,)
    assert await world.all(select(Place.name).where(Place.id == district)) == ["Озёрный округ"]
    acted = await world.all(select(AuditEntry.place_id).where(AuditEntry.action == "places:rename"))
    assert acted == [district]


@pytest.mark.parametrize(("name", "code"), [("!!", "places_name_empty"), ("", "places_name_taken")])
async def test_a_name_that_cannot_be_told_apart_is_refused(world: World, name: str, code: str):
    with pytest.raises(DomainError) as refusal:
        await world.services.place_changes.rename(
            SYSTEM, await world.place_id(SCHOOL_1), name or SCHOOL_2
        )

    assert refusal.value.code == code
