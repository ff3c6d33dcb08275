"""The calls of the matrix that are about people: links, requests for a role, succession."""

from datetime import timedelta

from bot.container import Container
from db.enums import RequestStatus
from db.models import Invite, Person, RoleRequest
from services.access import Action, Actor
from services.links import new_link
from services.terms import Role
from tests.access.call import Call
from tests.access.scene import Surroundings


async def _link(services: Container, o: Surroundings) -> tuple[Invite, str]:
    """A link of the operator's for the school."""
    async with services.invites._database.write() as store:
        school = await store.places.get(o.school_id)
        assert school is not None
        return await new_link(store, school, Role.DIRECTOR, services.clock.now(), by=None)


async def _request(services: Container, o: Surroundings) -> int:
    """Somebody asks to speak for the school."""
    async with services.invites._database.write() as store:
        request = RoleRequest(
            person_id=o.director_id,
            place_id=o.school_id,
            role=Role.DEPUTY,
            status=RequestStatus.OPEN,
            created_at=services.clock.now(),
        )
        store.requests.add(request)
        await store.flush()
        return request.id


async def _heir(services: Container, o: Surroundings) -> int:
    """A deputy of the school who could take it over."""
    now = services.clock.now()
    async with services.invites._database.write() as store:
        deputy = Person(
            telegram_id=-o.school_id,
            name="Заместитель",
            locale="ru",
            consent_version="1",
            consented_at=now,
            created_at=now,
        )
        store.people.add(deputy)
        await store.flush()
        await store.people.seat(deputy.id, o.school_id, Role.DEPUTY, now)
        held = await store.people.seat_of(deputy.id, o.school_id, Role.DEPUTY)
        assert held is not None
        return held.id


async def _known(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.invites.known(a, (await _link(s, o))[1])


async def _open_link(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.invites.open_link(a, (await _link(s, o))[0].id)


async def _revoke(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.invites.revoke(a, (await _link(s, o))[0].id)


async def _card(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.requests.card(a, await _request(s, o))


async def _decide(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.requests.decide(a, await _request(s, o), accept=True)


async def _withdraw(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.requests.withdraw(
        a, (await s.requests.ask(a, o.school_id, Role.DEPUTY)).request_id
    )


async def _hand_over(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.succession.hand_over(a, o.membership_id, await _heir(s, o))


async def _lend(s: Container, a: Actor, o: Surroundings) -> object:
    last_day = s.clock.now().date() + timedelta(days=3)
    return await s.succession.lend(a, o.membership_id, 0, last_day)


# A seat that is not one's own is given away from above; one's own: tests/services.
_FROM_ABOVE = Action.MANAGE_PEOPLE

CALLS_ABOUT_PEOPLE: dict[str, Call] = {
    "invites.ask_place": Call("nothing", lambda s, a, o: s.invites.ask_place(a)),
    "invites.batch": Call("district", lambda s, a, o: s.invites.batch(a, o.district_id)),
    "invites.desk": Call("school", lambda s, a, o: s.invites.desk(a, o.school_id)),
    "invites.known": Call("school", _known, _FROM_ABOVE),
    "invites.make": Call(
        "school", lambda s, a, o: s.invites.make(a, o.school_id, Role.DIRECTOR), _FROM_ABOVE
    ),
    "invites.make_batch": Call("district", lambda s, a, o: s.invites.make_batch(a, o.district_id)),
    "invites.offer": Call(
        "district", lambda s, a, o: s.invites.offer(a, o.district_id), _FROM_ABOVE
    ),
    "invites.open_link": Call("school", _open_link, _FROM_ABOVE),
    "invites.open_links": Call("nothing", lambda s, a, o: s.invites.open_links(a)),
    "invites.revoke": Call("school", _revoke, _FROM_ABOVE),
    "registration.act_as": Call("nothing", lambda s, a, o: s.registration.act_as(a, 0)),
    "requests.ask": Call("nothing", lambda s, a, o: s.requests.ask(a, o.school_id, Role.DIRECTOR)),
    "requests.asking": Call("nothing", lambda s, a, o: s.requests.asking(a, o.school_id)),
    "requests.card": Call("school", _card, Action.DECIDE_REQUEST),
    "requests.decide": Call("school", _decide),
    "requests.mine": Call("nothing", lambda s, a, o: s.requests.mine(a)),
    "requests.waiting": Call("nothing", lambda s, a, o: s.requests.waiting(a)),
    "requests.withdraw": Call("nothing", _withdraw),
    "succession.ask_day": Call(
        "school", lambda s, a, o: s.succession.ask_day(a, o.membership_id, 0), _FROM_ABOVE
    ),
    "succession.hand_over": Call("school", _hand_over, _FROM_ABOVE),
    "succession.lend": Call("school", _lend, _FROM_ABOVE),
    "succession.link": Call(
        "school", lambda s, a, o: s.succession.link(a, o.membership_id), _FROM_ABOVE
    ),
    "succession.own": Call("nothing", lambda s, a, o: s.succession.own(a)),
    "succession.seat": Call(
        "school", lambda s, a, o: s.succession.seat(a, o.membership_id), _FROM_ABOVE
    ),
    "succession.take_back": Call(
        "school", lambda s, a, o: s.succession.take_back(a, o.membership_id), _FROM_ABOVE
    ),
}
