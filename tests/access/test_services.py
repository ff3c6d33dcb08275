"""Every method of every service × every role × {own, next school, next municipality, far away}.

What must happen is worked out here from the table alone; a method that is not walked over, or
not in the table at all, fails.
"""

import copy
from dataclasses import replace

import pytest

from db.enums import Role
from services.access import ANYBODY, EVERY_PERSON, POLICY, Action, Actor, Seat
from services.errors import DomainError, NotAllowedError, NotFoundError
from services.terms import Intention, Owing
from tests.access.calls import CALLS, Call
from tests.access.scene import FAR_DISTRICT, FAR_SCHOOL, ONE_SCHOOL, SEATS, Scene, Surroundings
from tests.access.undone import UndoneDatabase
from tests.access.walk import Shut, methods
from tests.support.world import SCHOOL_2, World

EVERYBODY = [*map(str, SEATS), ONE_SCHOOL, "no role", "stranger", "withdrawn", "no consent"]
PLACES = ["own", "sibling", "neighbour", "far"]
# Steps of a dialog: they find nothing but the actor's own form; tested in tests/services.
OWN_FORMS = {"dialogs"}
# What belongs to the actor himself, not to a place: his role, his announcement, a message to him.
OWN_THINGS = {
    "audiences.use_saved": Call("nothing", lambda s, a, o: s.audiences.use_saved(a, 1, 1)),
    "deliveries.follow": Call("nothing", lambda s, a, o: s.deliveries.follow(a, 1, 1)),
    "deliveries.progress": Call("nothing", lambda s, a, o: s.deliveries.progress(a, 1)),
    "deliveries.stop": Call("nothing", lambda s, a, o: s.deliveries.stop(a, 1)),
    "deliveries.pause": Call("nothing", lambda s, a, o: s.deliveries.pause(a, 1)),
    "deliveries.resume": Call("nothing", lambda s, a, o: s.deliveries.resume(a, 1)),
    "deliveries.leave_so": Call("nothing", lambda s, a, o: s.deliveries.leave_so(a, 1, 0)),
    "deliveries.send_again": Call("nothing", lambda s, a, o: s.deliveries.send_again(a, 1, 0)),
    "readers.acknowledge": Call("nothing", lambda s, a, o: s.readers.acknowledge(a, 1)),
    "readers.vote": Call("nothing", lambda s, a, o: s.readers.vote(a, "1", [0])),
    "readers.missed": Call("nothing", lambda s, a, o: s.readers.missed(a, 1)),
    "readers.unread": Call("nothing", lambda s, a, o: s.readers.unread(a, 1)),
    "readers.nudge_silent": Call("nothing", lambda s, a, o: s.readers.nudge_silent(a, 1)),
    "replies.begin": Call("nothing", lambda s, a, o: s.replies.begin(a, 1, 1)),
    "replies.listed": Call("nothing", lambda s, a, o: s.replies.listed(a, 1)),
    "amendments.ask_again": Call("nothing", lambda s, a, o: s.amendments.ask_again(a, 1)),
    "amendments.begin": Call("nothing", lambda s, a, o: s.amendments.begin(a, 1, "ru")),
    "amendments.recall": Call("nothing", lambda s, a, o: s.amendments.recall(a, 1)),
    "reminder_messages.reopen": Call("nothing", lambda s, a, o: s.reminder_messages.reopen(a, 1)),
    "reminder_messages.why": Call("nothing", lambda s, a, o: s.reminder_messages.why(a, 1, 0)),
    "papers.page": Call("nothing", lambda s, a, o: s.papers.page(a, 1, Owing.CURATOR)),
    "files.of_own_paper": Call("nothing", lambda s, a, o: s.files.of_own_paper(a, 1)),
    "reports.own_paper": Call("nothing", lambda s, a, o: s.reports.own_paper(a, 1)),
    "sharing.answer": Call("nothing", lambda s, a, o: s.sharing.answer(a, 1, Intention.GOING)),
    "registration.leave": Call(
        "nothing", lambda s, a, o: s.registration.leave(a, o.school_id, Role.DIRECTOR)
    ),
}


def actions_of(name: str, call: Call) -> tuple[Action, ...]:
    """The actions that a method names, or the one that a call is about."""
    named = dict(methods())[name.split(" ", maxsplit=1)[0]].actions  # type: ignore[attr-defined]
    assert call.action is None or call.action in named
    return (call.action,) if call.action else named


def test_every_method_names_its_action_or_is_internal():
    assert [name for name, method in methods() if not hasattr(method, "actions")] == []


def test_the_matrix_walks_over_every_method():
    named = {name for name, method in methods() if getattr(method, "actions", ())}
    expected = {name for name in named if name.split(".")[0] not in OWN_FORMS} - OWN_THINGS.keys()
    walked = {name.split(" ")[0] for name in CALLS}
    assert sorted(expected ^ walked) == [], "each named method needs a call in calls.py"


def allowed(actor: Actor, call: Call, actions: tuple[Action, ...], place: Surroundings) -> bool:
    """What the table says of a call, worked out without the code that guards it."""
    if actor.person_id is None or actor.consent_version is None:
        return bool(ANYBODY & set(actions))
    if EVERY_PERSON & set(actions):
        return True
    return any(
        action in POLICY[seat.role] and reaches(seat, call, action, place)
        for seat in actor.seats
        for action in actions
    )


def reaches(seat: Seat, call: Call, action: Action, place: Surroundings) -> bool:
    """Whether something lies at or below the seat's place; a plan is read from below too."""
    match call.about:
        case "nothing":
            return True
        case "school":
            return place.school_path.startswith(seat.path)
        case "region":
            return place.region_path.startswith(seat.path)
        case "plan":
            above = place.district_path.startswith(seat.path)
            return above or seat.path.startswith(place.district_path)
        case "district":
            return place.district_path.startswith(seat.path)


def actor_named(scene: Scene, name: str) -> Actor:
    """Somebody of the scene; two of them without a valid consent but with a role."""
    if name in scene.actors:
        return scene.actors[name]
    owner = scene.actors[str(Role.OWNER)]
    fields_of = {n: getattr(owner, n) for n in owner.__slots__}
    if name == "withdrawn":
        return Actor(**{**fields_of, "consent_version": None})
    return Actor(**{**fields_of, "person_id": None, "consent_version": None})


async def is_let_in(world: World, call: Call, actor: Actor, place: Surroundings) -> bool:
    """Whether an attempt is not answered as if there were no such thing.

    Another refusal («the event has not begun») is only for those who may know of the thing.
    """
    database = world.database
    assert isinstance(database, UndoneDatabase)
    async with database.attempt():
        try:
            await call.run(world.services, actor, place)
        except NotFoundError:
            return False
        except DomainError:
            return True
    return True


@pytest.mark.parametrize("who", EVERYBODY)
async def test_the_table_is_what_happens(scene: Scene, world: World, who: str):
    actor = actor_named(scene, who)
    differences = []
    for name, call in CALLS.items():
        for where in PLACES if call.about != "nothing" else PLACES[:1]:
            place = scene.where()[where]
            expected = allowed(actor, call, actions_of(name, call), place)
            if await is_let_in(world, call, actor, place) != expected:
                differences.append(f"{name} at {where}: the table says {expected}")
    assert not differences, "\n".join(differences)


@pytest.mark.parametrize("who", EVERYBODY)
async def test_no_answer_speaks_of_other_places(scene: Scene, world: World, who: str):
    """What is let through holds nothing from far away; at a school, nothing of the next one.

    Choosing a place is for everybody: the tree of places is no secret.
    """
    actor = actor_named(scene, who)
    at_school = {str(Role.DIRECTOR), str(Role.DEPUTY), str(Role.SUBSCRIBER), ONE_SCHOOL}
    hidden = [FAR_DISTRICT, FAR_SCHOOL, *([SCHOOL_2] if who in at_school else [])]
    leaks = []
    for name, call in CALLS.items():
        if set(actions_of(name, call)) & EVERY_PERSON or name in SHOWS_ALL:
            continue
        answer = await answer_of(world, call, actor, scene.own)
        leaks += [f"{name} names {word}" for word in hidden if word in answer]
    assert not leaks, "\n".join(leaks)


# An imported document and its rows name whom they name.
SHOWS_ALL: set[str] = set()


async def answer_of(world: World, call: Call, actor: Actor, place: Surroundings) -> str:
    """All that a call gives back, as text; nothing when it is refused."""
    database = world.database
    assert isinstance(database, UndoneDatabase)
    async with database.attempt():
        try:
            return repr(await call.run(world.services, actor, place))
        except DomainError:
            return ""


# Their calls make first, by the same service, what they are about; the matrix above is enough.
PREPARED = {
    "place_changes.closed_school",
    "place_changes.reopen",
    "audit.entry",
    "groups.unbind",
    "groups.unbind_chat",
    "invites.known",
    "invites.open_link",
    "invites.revoke",
    "requests.card",
    "requests.decide",
    "succession.hand_over",
}


@pytest.mark.parametrize("name", sorted({**CALLS, **OWN_THINGS}.keys() - PREPARED))
async def test_the_table_is_asked_before_anything_else(scene: Scene, world: World, name: str):
    """Whoever may do it nowhere is refused by the method itself, not by what it happens to find."""
    call, service = {**CALLS, **OWN_THINGS}[name], name.split(".", maxsplit=1)[0]
    shut = copy.copy(getattr(world.services, service))
    vars(shut).update({held: Shut() for held in vars(shut)})
    services = replace(world.services, **{service: shut})
    for who in EVERYBODY:
        actor = actor_named(scene, who)
        if not any(actor.may(action) for action in actions_of(name, Call(call.about, call.run))):
            with pytest.raises(NotAllowedError):
                await call.run(services, actor, scene.own)
