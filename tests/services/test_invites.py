"""Links: who may make which, who may open them, and what everybody else is told."""

import io
import random
import string
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import func, select

from db.enums import PlaceKind, Role
from db.models import AuditEntry, Invite, Membership, OutboxMessage, WrongInvite
from handlers.views.invites import role_screen
from locales import translator
from services.access import MAY_GIVE, SYSTEM, Actor
from services.errors import DomainError, NotFoundError
from services.forms.form import Input
from services.invite_cards import Desk, Found, Link, Spot, paged
from services.link_files import picture_of, table_of
from services.links import GUESSES, INVITE_DAYS, redeem
from tests.support.databases import on_sqlite
from tests.support.world import (
    DISTRICT,
    LYCEUM,
    NEIGHBOUR,
    REGION,
    SCHOOL_1,
    SCHOOL_2,
    SCHOOL_3,
    World,
)

WRONG = "A" * 22


async def link(world: World, actor: Actor, place: str, role: Role, **terms: int) -> Link:
    """Somebody makes a link."""
    return await world.services.invites.make(actor, await world.place_id(place), role, **terms)


async def test_a_coordinator_makes_a_link_and_somebody_comes_in_by_it(world: World):
    (olga,) = await world.join("Ольга")
    made = await link(world, olga, SCHOOL_2, Role.DIRECTOR)

    joined = await world.agrees("Иван", made.token)

    assert joined.seat is not None
    assert (joined.seat.role, joined.seat.place_name) == (Role.DIRECTOR, SCHOOL_2)
    assert made.expires_at == world.clock.now() + timedelta(days=INVITE_DAYS)
    (held,) = await world.all(select(Membership).where(Membership.person_id == joined.actor.id))
    assert held.granted_by == olga.id


async def test_a_token_has_128_bits_and_only_its_hash_is_kept(world: World):
    (olga,) = await world.join("Ольга")
    tokens = {(await link(world, olga, SCHOOL_1, Role.DEPUTY)).token for _ in range(20)}

    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {22}
    kept = str([vars(row) for row in await world.all(select(Invite))])
    assert not any(token in kept for token in tokens)


@on_sqlite
@pytest.mark.parametrize("name", ["Мария", "Ольга", "Роман", "Павел", "Зоя", "Фёдор"])
async def test_a_link_is_made_for_just_the_roles_that_may_be_given(world: World, name: str):
    (actor,) = await world.join(name)
    for place, kind in (
        (SCHOOL_1, PlaceKind.SCHOOL),
        (SCHOOL_2, PlaceKind.SCHOOL),
        (LYCEUM, PlaceKind.SCHOOL),
        (DISTRICT, PlaceKind.MUNICIPALITY),
        (REGION, PlaceKind.REGION),
    ):
        for role in Role:
            path = await path_of(world, place)
            allowed = actor.may_give(role, path, kind)
            try:
                await link(world, actor, place, role)
            except NotFoundError:
                assert not allowed, (place, role)
            else:
                assert allowed, (place, role)
                assert role in MAY_GIVE[actor.seats[0].role]


async def path_of(world: World, place: str) -> str:
    async with world.database.read() as store:
        found = await store.places.get(await world.place_id(place))
        assert found is not None
        return found.path


async def test_forged_terms_make_no_link(world: World):
    (olga,) = await world.join("Ольга")
    for terms in ({"uses": 1000}, {"days": 365}, {"uses": 0}, {"uses": -1}, {"days": 0}):
        with pytest.raises(NotFoundError):
            await link(world, olga, SCHOOL_1, Role.DIRECTOR, **terms)
    assert await world.all(select(Invite).where(Invite.created_by == olga.id)) == []


async def test_the_operator_cannot_put_a_director_into_a_municipality(world: World):
    with pytest.raises(DomainError) as refusal:
        await world.services.registration.invite(Role.DIRECTOR, DISTRICT)
    assert refusal.value.code == "role_not_held_there"
    assert await world.all(select(Invite)) == []


async def test_every_dead_link_gives_the_same_answer(world: World):
    (olga,) = await world.join("Ольга")
    used = await link(world, olga, SCHOOL_1, Role.DEPUTY)
    await world.agrees("Первый", used.token)
    revoked = await link(world, olga, SCHOOL_1, Role.DEPUTY)
    await world.services.invites.revoke(olga, revoked.invite_id)
    old = await link(world, olga, SCHOOL_1, Role.DEPUTY, days=1)
    world.clock.advance(days=2)

    for name, token in (("а", used.token), ("б", revoked.token), ("в", old.token), ("г", WRONG)):
        joined = await world.agrees(name, token)
        assert (joined.seat, joined.actor.seats) == (None, ()), name
    assert len(await world.all(select(WrongInvite))) == 4


async def test_a_revoked_link_stays_friendly_to_the_one_who_came_by_it(world: World):
    (olga,) = await world.join("Ольга")
    made = await link(world, olga, SCHOOL_1, Role.DEPUTY, uses=5)
    await world.agrees("Анна", made.token)
    card = await world.services.invites.revoke(olga, made.invite_id)

    assert not card.is_open
    assert (await world.agrees("Анна", made.token)).seat is not None
    assert (await world.agrees("Иван", made.token)).seat is None


async def test_five_wrong_links_mute_even_a_good_one_for_an_hour(world: World):
    (olga,) = await world.join("Ольга")
    good = await link(world, olga, SCHOOL_1, Role.DEPUTY)
    for number in range(GUESSES):
        assert (await world.agrees("Гадалка", f"{number:022}")).seat is None

    assert (await world.agrees("Гадалка", good.token)).seat is None
    world.clock.advance(minutes=59)
    assert (await world.agrees("Гадалка", good.token)).seat is None
    world.clock.advance(minutes=2)
    assert (await world.agrees("Гадалка", good.token)).seat is not None


async def test_four_wrong_links_mute_nobody_and_others_are_not_muted(world: World):
    (olga,) = await world.join("Ольга")
    good = await link(world, olga, SCHOOL_1, Role.DEPUTY, uses=5)
    for number in range(GUESSES - 1):
        await world.agrees("Анна", f"{number:022}")
    for number in range(GUESSES):
        await world.agrees("Гадалка", f"{number:022}")

    assert (await world.agrees("Анна", good.token)).seat is not None


async def test_wrong_links_leave_only_an_account_and_a_time_and_are_forgotten(world: World):
    await world.agrees("Гадалка", WRONG)
    (noted,) = await world.all(select(WrongInvite))
    assert set(noted.__table__.columns.keys()) == {"id", "telegram_id", "at"}

    world.clock.advance(hours=2)
    await world.agrees("Анна", WRONG)
    (left,) = await world.all(select(WrongInvite))
    assert left.telegram_id == world.account("Анна")


async def test_the_maker_hears_once_that_his_used_link_was_tried(world: World):
    (olga,) = await world.join("Ольга")
    made = await link(world, olga, SCHOOL_1, Role.DEPUTY)
    await world.agrees("Анна", made.token)
    assert await world.outbox("Ольга", "role_changed") == []

    await world.agrees("Анна", made.token)
    assert await world.outbox("Ольга", "role_changed") == [], "she came by it herself"
    for name in ("Чужой", "Другой"):
        await world.agrees(name, made.token)

    (told,) = await world.outbox("Ольга", "role_changed")
    assert told.payload["change"] == "invite_tried"
    assert "Чужой" not in str(told.payload)


async def test_what_its_maker_may_not_give_any_more_a_link_does_not_give(world: World):
    olga, _ = await world.join("Ольга", "Роман")
    made = await link(world, olga, SCHOOL_1, Role.DIRECTOR)
    await world.services.registration.leave(
        olga, await world.place_id(DISTRICT), Role.MUNICIPAL_COORDINATOR
    )

    assert (await world.agrees("Иван", made.token)).seat is None


async def test_open_links_are_those_below_and_ones_own(world: World):
    olga, nina, roman, maria = await world.join("Ольга", "Нина", "Роман", "Мария")
    await link(world, olga, SCHOOL_1, Role.DIRECTOR)
    await link(world, nina, LYCEUM, Role.DIRECTOR)
    own = await link(world, maria, SCHOOL_1, Role.DEPUTY)
    invites = world.services.invites

    async def seen(actor: Actor) -> list[tuple[str, Role]]:
        page = await invites.open_links(actor)
        return sorted((one.place_name, one.role) for one in page.links)

    assert await seen(maria) == [(SCHOOL_1, Role.DEPUTY)]
    assert await seen(olga) == [(SCHOOL_1, Role.DEPUTY), (SCHOOL_1, Role.DIRECTOR)]
    assert await seen(nina) == [(LYCEUM, Role.DIRECTOR)]
    assert len(await seen(roman)) == 3
    for action in (invites.open_link, invites.revoke):
        with pytest.raises(NotFoundError):
            await action(nina, own.invite_id)
    with pytest.raises(NotFoundError):
        await invites.known(nina, own.token)
    assert (await invites.known(olga, own.token)).invite_id == own.invite_id


def test_pages_of_a_list():
    assert paged([], 5) == (0, 1, [])
    assert paged(list(range(9)), 1) == (1, 2, [8])
    assert paged(list(range(9)), -3)[0] == 0
    assert paged(list(range(9)), 2**31)[0] == 1


async def test_links_for_the_schools_without_anybody_or_for_all(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    invites, district = world.services.invites, await world.place_id(DISTRICT)
    asked = await invites.batch(olga)
    assert (asked.place_id, asked.place_name) == (district, DISTRICT)
    assert (asked.schools, asked.of) == (2, 3), "Мария's school has her"
    bare = await invites.make_batch(olga)
    assert [one.school for one in bare.links] == [SCHOOL_2, SCHOOL_3]

    batch = await invites.make_batch(olga, district, whole=True)
    assert {one.school for one in batch.links} == {SCHOOL_1, SCHOOL_2, SCHOOL_3}
    assert {one.municipality for one in batch.links} == {DISTRICT}
    for number, one in enumerate(batch.links):
        seat = (await world.agrees(f"Директор {number}", one.token)).seat
        assert seat is not None
        assert (seat.role, seat.place_name) == (Role.DIRECTOR, one.school)
    for action, links in (("invite:bare_schools", "2 links"), ("invite:all_schools", "3 links")):
        (entry,) = await world.all(select(AuditEntry).where(AuditEntry.action == action))
        assert (entry.place_id, entry.result, entry.person_id) == (district, links, olga.id)
    for actor, place in ((olga, NEIGHBOUR), (olga, REGION), (olga, SCHOOL_1), (maria, DISTRICT)):
        with pytest.raises(NotFoundError):
            await invites.make_batch(actor, await world.place_id(place))
    world.clock.advance(minutes=11)
    assert not (await invites.make_batch(olga)).links, "everybody has come"


async def test_links_of_a_region_tell_the_municipality_of_each_school(world: World):
    (roman,) = await world.join("Роман")
    made = await world.services.invites.make_batch(roman)
    assert [(one.municipality, one.school) for one in made.links] == [
        *((DISTRICT, school) for school in (SCHOOL_1, SCHOOL_2, SCHOOL_3)),
        (NEIGHBOUR, LYCEUM),
    ]


def test_a_director_is_the_first_of_those_one_invites():
    roles = (Role.CURATOR, Role.DIRECTOR, Role.DEPUTY, Role.METHODIST)
    desk = Desk(Spot(1, PlaceKind.SCHOOL, SCHOOL_1), None, (), 0, 1, roles, ())
    screen = role_screen(translator("ru"), SYSTEM, desk)
    assert [row[0].text for row in screen.rows[:3]] == [
        "директор школы",
        "заместитель директора",
        "куратор",
    ]


def test_no_cell_of_the_table_is_a_formula():
    nasty = ["=1+1", "+7", "-2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "https://t.me/x"]
    made = table_of(("a", "b"), [(text, text) for text in nasty], "Ссылки")

    page = openpyxl.load_workbook(io.BytesIO(made)).active
    read = [cell for row in page.iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in read} == {"s"}
    assert [cell.value for cell in read[::2]] == nasty
    assert {cell.hyperlink for cell in read} == {None}


def test_the_picture_is_a_picture_and_says_nothing_but_the_link():
    made = picture_of("https://t.me/bot?start=" + WRONG)

    assert made.startswith(b"\x89PNG\r\n")
    assert len(made) < 20_000


async def test_the_desk_shows_a_place_its_people_and_what_may_be_given(world: World):
    olga, maria, roman = await world.join("Ольга", "Мария", "Роман")
    invites = world.services.invites

    desk = await invites.desk(olga)
    assert desk.here is not None
    assert desk.here.name == DISTRICT
    assert {spot.name for spot in desk.below} == {SCHOOL_1, SCHOOL_2, SCHOOL_3}
    school = await invites.desk(olga, await world.place_id(SCHOOL_1))
    assert [(h.name, h.may_hand_over) for h in school.holders] == [("Мария", True)]
    assert Role.DIRECTOR in school.may_give
    assert Role.MUNICIPAL_COORDINATOR not in school.may_give
    assert {s.name for s in (await invites.desk(roman)).below} == {DISTRICT, NEIGHBOUR}
    for actor, place in ((olga, LYCEUM), (olga, REGION), (maria, SCHOOL_1)):
        with pytest.raises(NotFoundError):
            await invites.desk(actor, await world.place_id(place))


@on_sqlite
async def test_ten_thousand_guessed_links_do_nothing_and_get_one_answer(world: World):
    (olga,) = await world.join("Ольга")
    made = await link(world, olga, SCHOOL_1, Role.DIRECTOR, uses=5)
    guesser = (await world.agrees("Гадалка")).actor
    before, dice = await counts(world), random.Random(7)  # noqa: S311 - repeatable guesses
    answers = set()
    async with world.database.write() as store:
        person = await store.people.get(guesser.id)
        assert person is not None
        for number in range(10_000):
            # Patient at first, so that no guess is answered by the silence; then in a hurry.
            now = world.clock.now() + number * timedelta(minutes=15 if number < 2_000 else 0)
            answers.add(await redeem(store, person, guess(dice, made.token, number), now))
    for number in range(100):
        token = guess(dice, made.token, number)
        joined = await world.services.registration.redeem(guesser, token)
        answers.add(joined.seat)
        assert joined.actor.seats == ()

    assert answers == {None}
    assert await counts(world) == before
    (kept,) = await world.all(select(Invite).where(Invite.id == made.invite_id))
    assert kept.uses_left == 5
    assert (await world.agrees("Мария", made.token)).seat is not None


def guess(dice: random.Random, token: str, number: int) -> str:
    """A link as somebody makes it up: near a true one, random, broken, huge or not text at all."""
    alphabet = string.ascii_letters + string.digits + "-_"
    match number % 6:
        case 0:
            place = dice.randrange(len(token))
            other = dice.choice(alphabet.replace(token[place], ""))
            return token[:place] + other + token[place + 1 :]
        case 1:
            return "".join(dice.choices(alphabet, k=22))
        case 2:
            return token[: dice.randrange(len(token))]
        case 3:
            return token + dice.choice(alphabet)
        case 4:
            return "".join(chr(dice.randrange(0x11_0000)) for _ in range(dice.randrange(40)))
    return token.swapcase() if number % 12 == 5 else "x" * dice.randrange(5_000)


async def counts(world: World) -> list[int]:
    async with world.database.read() as store:
        return [
            await store.people.session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Membership, Invite, AuditEntry, OutboxMessage)
        ]


async def test_a_place_elsewhere_is_not_found_by_its_name(world: World):
    olga, roman = await world.join("Ольга", "Роман")
    found = {}
    for who in (olga, roman):
        await world.services.invites.ask_place(who)
        turn = await world.services.dialogs.answer(who, Input(text="лицей"))
        assert isinstance(turn.outcome, Found)
        found[who.name] = [spot.name for spot in turn.outcome.spots]

    assert LYCEUM in found["Роман"]
    assert LYCEUM not in found["Ольга"]
