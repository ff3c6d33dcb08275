"""Asking for a role: somebody says that he speaks for a school, those above it decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.database import Database
from db.enums import OutboxKind, OutboxStatus, PlaceKind, RequestStatus, Role
from db.models import Person, Place, RoleRequest
from db.store import Store
from services.access import HELD_AT, REPRESENTATIVES, Action, Actor, needs
from services.clock import Clock
from services.errors import DomainError, NotFoundError
from services.handing import give
from services.invite_cards import paged
from services.places import item_of

_LANE = 0
# More than a person who speaks for several schools needs; less than a nuisance.
_MOST_A_DAY = 5
_DAY = timedelta(days=1)
# Who is told, the nearest first: those further up only when nobody nearer can be written to.
_DECIDERS = (
    (Role.MUNICIPAL_COORDINATOR, Role.CURATOR),
    (Role.REGIONAL_COORDINATOR,),
    (Role.OWNER,),
)


@dataclass(frozen=True, slots=True)
class RequestCard:
    """A request as the one who asks, or one who decides, sees it."""

    request_id: int
    person_name: str
    role: Role
    place_id: int
    place_name: str
    above: str
    status: RequestStatus
    created_at: datetime
    reader_timezone: str
    may_decide: bool
    is_own: bool
    # Who speaks for the school already.
    present: tuple[str, ...] = ()
    # The school was closed: nothing can be asked for there any more.
    is_closed: bool = False
    # Somebody else was faster than the tap that was just made.
    was_late: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the list of open requests."""

    request_id: int
    person_name: str
    role: Role
    place_name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page of the open requests, the longest waiting first."""

    requests: tuple[Waiting, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Asking:
    """A school somebody may ask to speak for, and what he has asked there already."""

    place_id: int
    place_name: str
    open_id: int | None


class Requests:
    """Keeps requests for roles and their decisions."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where requests are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.ASK_FOR_ROLE)
    async def asking(self, actor: Actor, place_id: int) -> Asking:
        """Whether somebody may ask to speak for a school; raises `role_held_already`."""
        async with self._database.read() as store:
            place = await _askable(store, actor, place_id)
            mine = [r for r in await store.requests.open_of(actor.id) if r.place_id == place.id]
            return Asking(place.id, place.name, mine[0].id if mine else None)

    @needs(Action.ASK_FOR_ROLE)
    async def ask(self, actor: Actor, place_id: int, role: Role) -> RequestCard:
        """Ask for a role at a school; an open request for it is shown instead of a second one."""
        now = self._clock.now()
        if role not in REPRESENTATIVES:
            raise NotFoundError
        async with self._database.effect() as store:
            place = await _askable(store, actor, place_id)
            mine = [r for r in await store.requests.open_of(actor.id) if r.place_id == place.id]
            if mine:
                return await _card(store, actor, mine[0])
            if await store.requests.asked_since(actor.id, now - _DAY) >= _MOST_A_DAY:
                raise DomainError("too_many_requests")
            request = RoleRequest(
                person_id=actor.id,
                place_id=place.id,
                role=role,
                status=RequestStatus.OPEN,
                created_at=now,
            )
            store.requests.add(request)
            await store.flush()
            _audit(store, now, actor.id, f"ask:{role}", request)
            await _enqueue(
                store, OutboxKind.ROLE_REQUEST, request, await _deciders(store, place, actor), now
            )
            return await _card(store, actor, request)

    @needs(Action.ASK_FOR_ROLE)
    async def mine(self, actor: Actor) -> list[RequestCard]:
        """What somebody asks for now."""
        async with self._database.read() as store:
            return [await _card(store, actor, r) for r in await store.requests.open_of(actor.id)]

    @needs(Action.ASK_FOR_ROLE)
    async def withdraw(self, actor: Actor, request_id: int) -> RequestCard:
        """Take a request of one's own back; one that was decided stays as it is."""
        now = self._clock.now()
        async with self._database.effect() as store:
            request = await store.requests.get(request_id)
            if request is None or request.person_id != actor.id:
                raise NotFoundError
            if request.status == RequestStatus.OPEN:
                request.status, request.decided_at = RequestStatus.WITHDRAWN, now
                await store.flush()
                _audit(store, now, actor.id, "ask:withdrawn", request)
            return await _card(store, actor, request)

    @needs(Action.DECIDE_REQUEST)
    async def waiting(self, actor: Actor, page: int = 0) -> WaitingPage:
        """The open requests of the actor's places, but his own."""
        async with self._database.read() as store:
            found = await store.requests.open_below(actor.scope(Action.DECIDE_REQUEST))
        others = [one for one in found if one[1].id != actor.id]
        page, pages, shown = paged(others, page)
        lines = [
            Waiting(request.id, person.name, Role(request.role), place.name, request.created_at)
            for request, person, place in shown
        ]
        return WaitingPage(tuple(lines), page, pages, len(others))

    @needs(Action.DECIDE_REQUEST, Action.ASK_FOR_ROLE)
    async def card(self, actor: Actor, request_id: int) -> RequestCard:
        """A request, for the one who asks and for those who may decide."""
        async with self._database.read() as store:
            request = await store.requests.get(request_id)
            if request is None:
                raise NotFoundError
            if request.person_id != actor.id:
                place = await store.places.get(request.place_id)
                actor.require(Action.DECIDE_REQUEST, place.path if place is not None else "")
            return await _card(store, actor, request)

    @needs(Action.DECIDE_REQUEST)
    async def decide(self, actor: Actor, request_id: int, *, accept: bool) -> RequestCard:
        """Accept or refuse; the first word counts, a later one is shown how it was decided."""
        now = self._clock.now()
        async with self._database.effect() as store:
            request = await store.requests.get(request_id)
            place = await store.places.get(request.place_id) if request is not None else None
            person = await store.people.get(request.person_id) if request is not None else None
            if request is None or place is None or person is None or person.id == actor.id:
                raise NotFoundError
            actor.require(Action.DECIDE_REQUEST, place.path)
            if request.status != RequestStatus.OPEN:
                return await _card(store, actor, request, was_late=True)
            if person.forgotten_at or person.withdrawn_at or place.archived_at:
                raise NotFoundError
            request.status = RequestStatus.ACCEPTED if accept else RequestStatus.REFUSED
            request.decided_by, request.decided_at = actor.id, now
            await store.flush()
            if accept:
                await give(store, person, place, Role(request.role), now, by=actor.id)
            _audit(store, now, actor.id, f"ask:{request.status}", request)
            await _enqueue(store, OutboxKind.ROLE_DECISION, request, [person], now)
            return await _card(store, actor, request)


async def settle_open(store: Store, place: Place, now: datetime, *, by: int | None) -> None:
    """Refuse what is asked for at a school that is no more; whoever asked is told why."""
    for request, person in await store.requests.open_at(place.id):
        request.status = RequestStatus.REFUSED
        request.decided_by, request.decided_at = by, now
        await store.flush()
        _audit(store, now, by, f"ask:{request.status}", request)
        if person.withdrawn_at is None and person.forgotten_at is None:
            await _enqueue(store, OutboxKind.ROLE_DECISION, request, [person], now)


async def _askable(store: Store, actor: Actor, place_id: int) -> Place:
    place = await store.places.get(place_id)
    if place is None or place.archived_at is not None:
        raise NotFoundError
    if PlaceKind(place.kind) not in HELD_AT[Role.DIRECTOR]:
        raise NotFoundError
    if any(s.place_id == place.id and s.role in REPRESENTATIVES for s in actor.seats):
        raise DomainError("role_held_already")
    return place


async def _deciders(store: Store, place: Place, asking: Actor) -> list[Person]:
    way = [above.id for above in await store.places.ancestors(place.path)]
    for roles in _DECIDERS:
        seats = await store.people.seats_at(way, roles)
        people = {
            s.person.id: s.person
            for s in seats
            if s.person.id != asking.id
            and not s.person.paused
            and s.person.unreachable_since is None
        }
        if people:
            return list(people.values())
    return []


async def _card(
    store: Store, actor: Actor, request: RoleRequest, *, was_late: bool = False
) -> RequestCard:
    person = await store.people.get(request.person_id)
    place = await store.places.get(request.place_id)
    if person is None or place is None:
        raise NotFoundError
    is_own = person.id == actor.id
    # Nobody else gets as far as here: all who read another's request were asked for the right.
    may_decide = not is_own
    way = await store.places.ancestors(place.path)
    there = await store.people.seats_at([place.id], REPRESENTATIVES) if may_decide else []
    return RequestCard(
        request_id=request.id,
        person_name=person.name,
        role=Role(request.role),
        place_id=place.id,
        place_name=place.name,
        above=item_of(place, way).above,
        status=RequestStatus(request.status),
        created_at=request.created_at,
        reader_timezone=actor.timezone,
        may_decide=may_decide and request.status == RequestStatus.OPEN,
        is_own=is_own,
        present=tuple(s.person.name for s in there if s.person.id != person.id),
        is_closed=place.archived_at is not None,
        was_late=was_late,
    )


async def _enqueue(
    store: Store, kind: OutboxKind, request: RoleRequest, people: Sequence[Person], now: datetime
) -> None:
    await store.outbox.enqueue(
        [
            {
                "person_id": person.id,
                "telegram_id": person.telegram_id,
                "kind": kind,
                "lane": _LANE,
                "payload": {"request_id": request.id},
                "dedupe_key": f"{kind}:{request.id}:{person.id}",
                "due_at": now,
                "status": OutboxStatus.QUEUED,
            }
            for person in people
        ]
    )


def _audit(
    store: Store, now: datetime, person_id: int | None, action: str, request: RoleRequest
) -> None:
    store.intake.audit(
        now,
        person_id,
        action,
        object_kind="role_request",
        object_id=request.id,
        place_id=request.place_id,
    )
