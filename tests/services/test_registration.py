"""How people come in: consent, invitations, subscriptions, and how they leave."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.enums import Role
from db.models import AuditEntry, Invite, Person
from services.errors import DomainError, NotFoundError
from services.registration import CONSENT_VERSION, INVITE_DAYS, Registration
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR
from tests.support.world import DISTRICT, LYCEUM, REGION, SCHOOL_1, World


async def test_a_stranger_is_an_actor_without_a_person(world: World):
    actor = await world.stranger("Мария")

    assert actor.person_id is None
    assert not Registration.has_consent(actor)
    assert await world.all(select(Person)) == [], "nothing is stored before consent"


async def test_consent_is_kept_with_its_version_and_time(world: World):
    joined = await world.agrees("Мария")

    (person,) = await world.all(select(Person))
    assert (person.consent_version, person.consented_at) == (CONSENT_VERSION, world.clock.now())
    assert Registration.has_consent(joined.actor)
    assert joined.actor.seats == ()
    assert joined.seat is None


async def test_a_changed_text_of_consent_is_asked_again(world: World):
    await world.agrees("Мария")
    async with world.database.write() as store:
        (await store.people.by_telegram(world.account("Мария"))).consent_version = "0"

    assert not Registration.has_consent(await world.stranger("Мария"))

    world.clock.advance(days=1)
    await world.agrees("Мария")
    (person,) = await world.all(select(Person))
    assert (person.consent_version, person.consented_at) == (CONSENT_VERSION, world.clock.now())


async def test_agreeing_twice_makes_one_person(world: World):
    first = await world.agrees("Мария")
    second = await world.agrees("Мария")

    assert first.actor.person_id == second.actor.person_id
    assert len(await world.all(select(Person))) == 1


@on_sqlite
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Мария  ", "Мария"),
        ("Ма\u202eрия", "Мария"),
        ("Мария\x00\x07", "Мария"),
        ("<b>Мария</b>", "<b>Мария</b>"),
        ("я" * 500, "я" * 128),
    ],
)
async def test_a_name_is_made_safe(world: World, written: str, kept: str):
    joined = await world.services.registration.consent(42, name=written, locale="ru")

    assert joined.actor.name == kept


async def test_somebody_without_a_printable_name_is_called_by_the_account(world: World):
    joined = await world.services.registration.consent(42, name="\u202e\x00 ", locale="ru")

    assert joined.actor.name == "42"


async def test_an_invitation_gives_its_role_at_its_place(world: World):
    actor = await world.joins("Мария")

    (seat,) = actor.seats
    assert (seat.role, seat.place_name) == (Role.DIRECTOR, SCHOOL_1)
    assert actor.timezone == "Asia/Yekaterinburg", "the zone of the place, not the default"


async def test_an_invitation_works_once(world: World):
    payload = await world.services.registration.invite(Role.DIRECTOR, SCHOOL_1)

    assert (await world.agrees("Мария", payload)).seat is not None
    late = await world.agrees("Нина", payload)

    assert late.seat is None
    assert late.actor.seats == ()
    assert late.actor.person_id is not None, "consent is kept although the link was used"


async def test_an_invitation_works_as_often_as_it_says(world: World):
    payload = await world.services.registration.invite(Role.DIRECTOR, SCHOOL_1, uses=2)

    seats = [(await world.agrees(name, payload)).seat for name in ("Мария", "Анна", "Иван")]

    assert [seat is not None for seat in seats] == [True, True, False]


async def test_pressing_ones_own_link_again_uses_nothing_up(world: World):
    payload = await world.services.registration.invite(Role.DIRECTOR, SCHOOL_1, uses=2)
    await world.agrees("Мария", payload)
    again = await world.agrees("Мария", payload)

    assert again.seat is not None
    assert len(again.actor.seats) == 1
    assert (await world.agrees("Анна", payload)).seat is not None


async def test_an_invitation_expires(world: World):
    payload = await world.services.registration.invite(Role.DIRECTOR, SCHOOL_1)
    world.clock.advance(days=INVITE_DAYS)

    assert (await world.agrees("Мария", payload)).seat is None


async def test_an_invitation_lives_until_its_last_second(world: World):
    payload = await world.services.registration.invite(Role.DIRECTOR, SCHOOL_1)
    world.clock.set(world.clock.now() + timedelta(days=INVITE_DAYS, seconds=-1))

    assert (await world.agrees("Мария", payload)).seat is not None


@on_sqlite
@pytest.mark.parametrize(
    "payload", ["", "x", "a" * 22, "a" * 65, "школа" * 4, "' OR 1=1 --aaaaaaaa", "a" * 21 + "\x00"]
)
async def test_a_wrong_link_gives_nothing(world: World, payload: str):
    await world.services.registration.invite(Role.OWNER, REGION)

    joined = await world.agrees("Мария", payload)

    assert joined.seat is None
    assert joined.actor.seats == ()


async def test_only_the_hash_of_a_link_is_stored(world: World):
    payload = await world.services.registration.invite(Role.DIRECTOR, SCHOOL_1)

    (invite,) = await world.all(select(Invite))
    assert payload not in str(vars(invite))


async def test_a_known_person_redeems_a_second_role(world: World):
    maria = await world.joins("Мария")
    payload = await world.services.registration.invite(Role.CURATOR, DISTRICT)

    joined = await world.services.registration.redeem(maria, payload)

    assert [seat.role for seat in joined.actor.seats] == [Role.CURATOR, Role.DIRECTOR]


@pytest.mark.parametrize(
    ("place", "code"), [("Школа № 77", "place_unknown"), ("", "place_unknown")]
)
async def test_an_invitation_needs_a_known_place(world: World, place: str, code: str):
    with pytest.raises(DomainError) as refusal:
        await world.services.registration.invite(Role.DIRECTOR, place)
    assert refusal.value.code == code


async def test_an_invitation_to_one_of_two_namesakes_is_refused(world: World):
    await world.services.places.load(
        [{"region": REGION, "municipality": "Соседний район", "school": SCHOOL_1}]
    )

    with pytest.raises(DomainError) as refusal:
        await world.services.registration.invite(Role.DIRECTOR, SCHOOL_1)
    assert refusal.value.code == "place_ambiguous"


async def test_anybody_may_subscribe_to_a_school_or_municipality(world: World):
    fedor = (await world.agrees("Фёдор")).actor
    for place in (SCHOOL_1, DISTRICT):
        joined = await world.services.registration.subscribe(fedor, await world.place_id(place))
        assert joined.seat is not None
        assert joined.seat.role is Role.SUBSCRIBER

    assert {seat.place_name for seat in (await world.stranger("Фёдор")).seats} == {
        SCHOOL_1,
        DISTRICT,
    }


async def test_subscribing_twice_is_one_seat(world: World):
    fedor = (await world.agrees("Фёдор")).actor
    place_id = await world.place_id(LYCEUM)
    await world.services.registration.subscribe(fedor, place_id)
    joined = await world.services.registration.subscribe(fedor, place_id)

    assert len(joined.actor.seats) == 1


async def test_nobody_subscribes_to_a_region_or_to_nothing(world: World):
    fedor = (await world.agrees("Фёдор")).actor
    for place_id in (await world.place_id(REGION), 10_000):
        with pytest.raises(NotFoundError):
            await world.services.registration.subscribe(fedor, place_id)


async def test_a_role_can_be_given_up_and_taken_again(world: World):
    maria = await world.joins("Мария")
    place_id = await world.place_id(SCHOOL_1)

    left = await world.services.registration.leave(maria, place_id, Role.DIRECTOR)
    assert left.seats == ()
    with pytest.raises(NotFoundError):
        await world.services.registration.leave(maria, place_id, Role.DIRECTOR)

    assert len((await world.joins("Мария")).seats) == 1


async def test_somebody_who_left_gets_no_more_reminders(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    assert await world.promised("Мария")

    place_id = await world.place_id(SCHOOL_1)
    await world.services.registration.leave(maria, place_id, Role.DIRECTOR)
    world.clock.advance(days=30)

    assert "Мария" not in {name for name, _ in await world.tick()}
    assert set((await world.promised("Мария")).values()) <= {"cancelled", "superseded"}


async def test_coming_and_going_is_in_the_audit(world: World):
    maria = await world.joins("Мария")
    await world.services.registration.leave(maria, await world.place_id(SCHOOL_1), Role.DIRECTOR)

    actions = [entry.action for entry in await world.all(select(AuditEntry))]
    assert {"invite:director", "consent", "join:director", "leave:director"} <= set(actions)


async def test_writing_again_makes_a_person_reachable(world: World):
    maria = await world.joins("Мария")
    async with world.database.write() as store:
        await store.people.mark_unreachable(maria.id, world.clock.now())

    await world.stranger("Мария")

    (person,) = await world.all(select(Person))
    assert person.unreachable_since is None
