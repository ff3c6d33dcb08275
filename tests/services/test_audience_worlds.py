"""In random worlds: who was chosen, shown and promised is exactly who is sent to.

The other answer is worked out here from plain rows, person by person, without the code under test.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import CohortPart, Intention, PlaceKind, Role
from db.models import Cohort, Membership, OutboxMessage, Person, Place
from services.access import HELD_AT, Actor
from services.audience_desk import Preset
from services.audience_lists import KINDS, ROLES, Part
from services.audiences import SchoolKind
from services.broadcast_progress import Progress
from services.forms.form import Input
from services.registration import CONSENT_VERSION
from tests.support.plans import WEBINAR
from tests.support.world import REGION, World

HALF, SELDOM = 0.5, 0.35
USUAL: dict[Preset, set[Role]] = {
    Preset.DIRECTORS: {Role.DIRECTOR, Role.DEPUTY},
    Preset.CURATORS: {Role.CURATOR},
    Preset.EVERYBODY: set(),
    Preset.NOBODY: set(),
}


@dataclass
class Made:
    """What was put into the database, as plain values."""

    places: dict[int, tuple[int | None, str]] = field(default_factory=dict)
    seats: list[tuple[int, int, Role]] = field(default_factory=list)
    states: dict[int, str] = field(default_factory=dict)
    parts: dict[int, tuple[int, CohortPart]] = field(default_factory=dict)
    confirmed: set[int] = field(default_factory=set)

    def above(self, place: int) -> set[int]:
        """The place itself and all above it."""
        found = {place}
        while (parent := self.places[place][0]) is not None:
            found.add(parent)
            place = parent
        return found

    def speaks_for(self, place: int, role: Role) -> set[int]:
        """Schools of a seat: its own, and branches below it that nobody represents."""
        mine = {place}
        if role in {Role.DIRECTOR, Role.DEPUTY}:
            spoken = {at for _, at, held in self.seats if held in {Role.DIRECTOR, Role.DEPUTY}}
            mine |= {
                one
                for one, (parent, kind) in self.places.items()
                if parent == place and kind == PlaceKind.SCHOOL and one not in spoken
            }
        return mine


async def populate(world: World, dice: random.Random, region: Place) -> Made:
    """A random tree with random people in random states."""
    made = Made(places={region.id: (None, PlaceKind.REGION)})
    async with world.database.write() as store:
        session = store.people.session
        await grow(session, dice, made, region)
        schools = [one for one, (_, kind) in made.places.items() if kind == PlaceKind.SCHOOL]
        for one in schools:
            if dice.random() < HALF:
                part, year = dice.choice(list(CohortPart)), dice.choice([2020, 2021])
                session.add(Cohort(place_id=one, year=year, part=part))
                made.parts[one] = (year, part)
        for number in range(dice.randint(3, 25)):
            await move_in(session, dice, made, number, world.clock.now())
    return made


async def grow(session: AsyncSession, dice: random.Random, made: Made, region: Place) -> None:
    """Municipalities with schools, some of which have a branch."""

    async def place(kind: PlaceKind, parent: Place) -> Place:
        name = f"место {len(made.places)}"
        one = Place(parent_id=parent.id, kind=kind, name=name, search_key=name, keywords=name)
        session.add(one)
        await session.flush()
        one.path = f"{parent.path}{one.id}/"
        made.places[one.id] = (one.parent_id, kind)
        return one

    for _ in range(dice.randint(1, 3)):
        district = await place(PlaceKind.MUNICIPALITY, region)
        for _ in range(dice.randint(0, 4)):
            school = await place(PlaceKind.SCHOOL, district)
            if dice.random() < SELDOM:
                await place(PlaceKind.SCHOOL, school)


async def move_in(
    session: AsyncSession, dice: random.Random, made: Made, number: int, now: datetime
) -> None:
    """Somebody with one or two roles, who perhaps wants no messages or cannot get any."""
    state = dice.choice(["well"] * 6 + ["paused", "muted", "blocked", "withdrawn"])
    person = Person(
        telegram_id=9_000_000 + number,
        name=f"Человек {number}",
        locale="ru",
        consent_version=CONSENT_VERSION,
        consented_at=now,
        created_at=now,
        paused=state == "paused",
        muted_until=now.replace(year=2022) if state == "muted" else None,
        unreachable_since=now if state == "blocked" else None,
        withdrawn_at=now if state == "withdrawn" else None,
    )
    session.add(person)
    await session.flush()
    made.states[person.id] = state
    held = set()
    for _ in range(dice.randint(1, 2)):
        at = dice.choice(list(made.places))
        role = dice.choice([one for one in ROLES if made.places[at][1] in HELD_AT[one]])
        if (at, role) in held:
            continue
        held.add((at, role))
        session.add(Membership(person_id=person.id, place_id=at, role=role, granted_at=now))
        if state != "withdrawn":
            made.seats.append((person.id, at, role))


@dataclass
class Wish:
    """What was ticked."""

    places: set[int] = field(default_factory=set)
    roles: set[Role] = field(default_factory=set)
    kinds: set[SchoolKind] = field(default_factory=set)
    year: int | None = None
    only_people: bool = False
    people: set[int] = field(default_factory=set)
    without_people: set[int] = field(default_factory=set)
    without_places: set[int] = field(default_factory=set)

    def fits(self, made: Made, place: int, role: Role) -> bool:
        """Whether a role at a place is meant."""
        if self.only_people or (self.roles and role not in self.roles):
            return False
        if self.places and not made.above(place) & self.places:
            return False
        if not (self.kinds or self.year):
            return True
        return any(self.wants(made, school) for school in made.speaks_for(place, role))

    def wants(self, made: Made, school: int) -> bool:
        """Whether a school is meant."""
        parent, kind = made.places[school]
        if kind != PlaceKind.SCHOOL or (self.places and not made.above(school) & self.places):
            return False
        year, part = made.parts.get(school, (None, None))
        if self.year not in {None, year}:
            return False
        is_branch = parent is not None and made.places[parent][1] == PlaceKind.SCHOOL
        has = {SchoolKind.BRANCH} if is_branch else set()
        has |= {SchoolKind(part.value)} if part is not None else set()
        return not self.kinds or bool(has & self.kinds)


def expected(made: Made, wish: Wish) -> set[int]:
    """Who gets it, worked out person by person."""
    found = set()
    for person, state in made.states.items():
        mine = [
            (place, role)
            for one, place, role in made.seats
            if one == person and not made.above(place) & wish.without_places
        ]
        is_meant = any(wish.fits(made, place, role) for place, role in mine)
        is_picked = person in wish.people and bool(mine)
        if (is_meant or is_picked) and state == "well" and person not in wish.without_people:
            found.add(person)
    return found


async def tick(world: World, author: Actor, dice: random.Random, dialog: int) -> Wish:
    """Press random buttons of the audience; return what they mean."""
    desk = world.services.audiences

    async def some(part: Part, often: float, most: int) -> set[int]:
        if dice.random() > often:
            return set()
        first = await desk.choices(author, dialog, part)
        pages = [await desk.choices(author, dialog, part, page) for page in range(first.pages)]
        lines = [one for page in pages for one in page.lines]
        chosen = dice.sample(lines, min(len(lines), dice.randint(0, most)))
        for one in chosen:
            await desk.toggle(author, dialog, part, one.id)
        return {one.id for one in chosen}

    preset, roles = dice.choice(list(USUAL.items()))
    await desk.use(author, dialog, preset)
    places, ticked = await some(Part.PLACE, SELDOM, 2), await some(Part.ROLE, SELDOM, 2)
    kinds, years = await some(Part.KIND, SELDOM, 2), await some(Part.YEAR, SELDOM, 1)
    people, without = await some(Part.PERSON, HALF, 3), await some(Part.WITHOUT, HALF, 3)
    is_nobody = preset is Preset.NOBODY
    if is_nobody and places:
        is_nobody, roles = False, USUAL[Preset.DIRECTORS]
    if ticked:
        roles = roles ^ {ROLES[one] for one in ticked}
        # Whoever takes the last tick away has chosen nobody.
        is_nobody = not roles
    if is_nobody and (kinds or years):
        is_nobody, roles = False, USUAL[Preset.DIRECTORS]
    return Wish(
        places,
        roles,
        {KINDS[one] for one in kinds},
        next(iter(years), None),
        is_nobody,
        people - without,
        without,
        await some(Part.OUTSIDE, SELDOM, 1),
    )


@pytest.mark.parametrize("seed", range(40))
async def test_chosen_is_received(world: World, seed: int):
    dice = random.Random(seed)  # noqa: S311 - a world, no secret
    roman = await world.joins("Роман")
    async with world.database.read() as store:
        region = await store.places.get(await world.place_id(REGION))
    assert region is not None
    made = await populate(world, dice, region)
    for place in await world.all(select(Place)):
        made.places.setdefault(place.id, (place.parent_id, place.kind))
    broadcasts = world.services.broadcasts
    turn = await broadcasts.begin(roman)
    wish = await tick(world, roman, dice, turn.dialog_id)
    turn = await broadcasts.take(roman, Input(text="Сбор"))
    letter = await broadcasts.letter(roman, turn)

    wanted = expected(made, wish)

    assert {one.id for one in letter.selection.people} == wanted
    assert letter.total == len(wanted), "everybody once"
    if not wanted:
        return
    sent = await world.services.dialogs.submit(roman, turn.dialog_id)
    assert isinstance(sent.outcome, Progress)
    world.clock.advance(seconds=60)
    await world.services.deliveries.launch_due()
    envelopes = await world.deliver()
    assert sorted(one.person_id for one in envelopes) == sorted(wanted)
    query = select(OutboxMessage.person_id).where(OutboxMessage.kind == "broadcast")
    assert sorted(await world.all(query)) == sorted(wanted)


async def test_only_silent_schools_hear_about_an_event(world: World):
    maria, ivan, olga = await world.join("Мария", "Иван", "Ольга")
    await world.publish(olga, [WEBINAR])
    event = await world.occurrence(WEBINAR)
    await world.services.attendance.intend(
        maria, event, await world.school("Школа № 1"), Intention.GOING
    )
    turn = await world.services.broadcasts.begin(olga)
    await world.services.audiences.toggle(olga, turn.dialog_id, Part.CONFIRM, event)
    turn = await world.services.broadcasts.take(olga, Input(text="Ответьте"))

    letter = await world.services.broadcasts.letter(olga, turn)

    assert [one.id for one in letter.selection.people] == [ivan.id]
    missing = [one.place_name for one in letter.selection.left_out if not one.name]
    assert missing == ["Школа № 3"], "nobody of it is in the bot"
    assert letter.audience.unconfirmed == WEBINAR.title
