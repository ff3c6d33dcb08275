"""Gaps among many schools: the same answers as a plain look at every one of them, and quickly."""

import random
import time
from datetime import timedelta

from sqlalchemy import insert, select

from db.enums import PlaceKind, Role
from db.models import Membership, Person, Place
from services.staffing import Gap
from tests.support.databases import on_sqlite
from tests.support.world import World

REGIONS, TOWNS, SCHOOLS = 4, 80, 4_000
ROLES = (Role.DIRECTOR, Role.CURATOR, Role.METHODIST)


async def fill(world: World) -> None:
    """Regions with towns and schools; people with roles anywhere, some of them gone."""
    now = world.clock.now()
    dice = random.Random(7)  # noqa: S311 - the same people in every run
    places, above = [], {}
    for number in range(REGIONS + TOWNS + SCHOOLS):
        id_ = 1_000 + number
        if number < REGIONS:
            kind, parent = PlaceKind.REGION, None
        elif number < REGIONS + TOWNS:
            kind, parent = PlaceKind.MUNICIPALITY, 1_000 + number % REGIONS
        else:
            kind, parent = PlaceKind.SCHOOL, 1_000 + REGIONS + number % TOWNS
        above[id_] = f"{above.get(parent, '/')}{id_}/"
        key = f"{kind} {number}"
        places.append(
            {
                "id": id_,
                "parent_id": parent,
                "kind": kind,
                "name": key,
                "search_key": key,
                "keywords": key,
                "path": above[id_],
                "archived_at": now if kind == PlaceKind.SCHOOL and number % 50 == 0 else None,
            }
        )
    people = [
        {
            "id": 1_000 + number,
            "telegram_id": 10**9 + number,
            "name": f"Человек {number}",
            "locale": "ru",
            "consent_version": "1",
            "consented_at": now,
            "created_at": now,
            "paused": False,
            "withdrawn_at": now if number % 17 == 0 else None,
            "forgotten_at": now if number % 19 == 0 else None,
        }
        for number in range(2_500)
    ]
    held = [
        {
            "person_id": person["id"],
            "place_id": 1_000 + dice.randrange(REGIONS, REGIONS + TOWNS + SCHOOLS)
            if number % 50
            else 1_000 + dice.randrange(REGIONS, REGIONS + TOWNS),
            "role": dice.choice(ROLES),
            "granted_at": now,
            "revoked_at": now if number % 23 == 0 else None,
        }
        for number, person in enumerate(people)
    ]
    async with world.database.write() as store:
        for table, rows in ((Place, places), (Person, people), (Membership, held)):
            await store.people.session.execute(insert(table), rows)


@on_sqlite
async def test_a_region_of_a_thousand_schools_is_looked_through_at_once(world: World):
    await fill(world)
    places = await world.all(select(Place))
    people = {person.id: person for person in await world.all(select(Person))}
    seats = [
        seat
        for seat in await world.all(select(Membership))
        if seat.revoked_at is None and people[seat.person_id].withdrawn_at is None
    ]
    by_id = {place.id: place for place in places}
    paths = ["/1000/", "/1001/1005/"]

    def inside(place: Place) -> bool:
        return place.archived_at is None and place.path.startswith(tuple(paths))

    def holders(role: Role) -> set[str]:
        return {
            by_id[seat.place_id].path
            for seat in seats
            if seat.role == role and people[seat.person_id].forgotten_at is None
        }

    schools = [place for place in places if place.kind == PlaceKind.SCHOOL and inside(place)]
    directors, curators = holders(Role.DIRECTOR), tuple(holders(Role.CURATOR))
    # A branch without people of its own is spoken for by its head school.
    unmanned = {
        school.id
        for school in schools
        if school.path not in directors and by_id[school.parent_id].path not in directors
    }
    uncovered = {school.id for school in schools if not school.path.startswith(curators)}
    idle = {
        seat.id
        for seat in seats
        if seat.role == Role.CURATOR
        and inside(by_id[seat.place_id])
        and not any(school.path.startswith(by_id[seat.place_id].path) for school in schools)
    }
    everything = (0, 10_000)
    began = time.perf_counter()
    async with world.database.read() as store:
        bare = await store.staffing.unmanned(paths, [Role.DIRECTOR], everything)
        alone = await store.staffing.uncovered(paths, Role.CURATOR, everything)
        without = await store.staffing.idle(paths, Role.CURATOR, everything)
        part = await store.staffing.uncovered(paths, Role.CURATOR, (3, 5))
    # A hundredth of a second each; every school compared with every holder would take seconds.
    assert time.perf_counter() - began < 2

    assert 0 < len(unmanned) < len(schools)
    assert 0 < len(uncovered) < len(schools)
    assert (bare[0], {school.id for school in bare[1]}) == (len(unmanned), unmanned)
    assert (alone[0], {school.id for school in alone[1]}) == (len(uncovered), uncovered)
    assert (without[0], {held.id for held, _, _ in without[1]}) == (len(idle), idle)
    for _, found in (bare, alone):
        assert found == sorted(found, key=lambda place: (place.name, place.id))
    assert part == (alone[0], alone[1][3:8])


async def test_who_is_out_of_reach_for_longest_comes_first(world: World):
    olga, maria, anna, pavel = await world.join("Ольга", "Мария", "Анна", "Павел")
    now = world.clock.now()
    async with world.database.write() as store:
        for days, person in ((1, maria), (9, anna), (5, pavel)):
            await store.people.mark_unreachable(person.id, now - timedelta(days=days))

    page = await world.services.staffing.gap(olga, Gap.UNREACHABLE)
    assert [item.holder.name for item in page.items if item.holder] == ["Анна", "Павел", "Мария"]


async def test_no_place_is_not_every_place(world: World):
    await world.join("Мария", "Павел")
    async with world.database.read() as store:
        staffing = store.staffing
        assert await staffing.unmanned([], [Role.DIRECTOR], (0, 9)) == (0, [])
        assert await staffing.uncovered([], Role.METHODIST, (0, 9)) == (0, [])
        assert await staffing.idle([], Role.CURATOR, (0, 9)) == (0, [])
        assert await staffing.unreachable([], (0, 9)) == (0, [])
