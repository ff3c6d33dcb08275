"""How a person comes in: consent first, then a role from a link or a subscription by choice."""

from dataclasses import dataclass

from db.database import Database
from db.enums import PlaceKind, Role
from db.models import Person
from db.repositories.acting import ActingPerson, ActingSeat
from db.store import Store
from services.access import Action, Actor, Branch, Seat, internal, needs
from services.clock import Clock
from services.consent import CONSENT_VERSION, note_consent
from services.errors import DomainError, NotFoundError
from services.handing import release
from services.links import INVITE_DAYS, new_link, redeem
from services.names import clean, search_key
from services.promises import promise_for_person

__all__ = ["CONSENT_VERSION", "INVITE_DAYS", "Joined", "Registration"]


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody got a role; `seat` is None when a link was wrong, used or too old."""

    actor: Actor
    seat: Seat | None


class Registration:
    """Knows people, lets them in, lets them go."""

    def __init__(self, database: Database, clock: Clock, default_timezone: str) -> None:
        """Take the zone for those whose places name none."""
        self._database = database
        self._clock = clock
        self.default_timezone = default_timezone

    @internal
    async def actor(self, telegram_id: int, locale: str) -> Actor:
        """Who is behind an account; somebody unknown is an actor without a person."""
        async with self._database.glance() as store:
            person = await store.acting.by_account(telegram_id)
        if person is None:
            return Actor(telegram_id, None, "", locale, self.default_timezone)
        if person.unreachable_since is not None:
            async with self._database.write() as store:
                await store.people.mark_reachable(telegram_id)
        return self._actor(person)

    @internal
    async def actor_of(self, person_id: int) -> Actor:
        """The same for a known person; raises NotFoundError."""
        async with self._database.glance() as store:
            return await self._actor_of(store, person_id)

    @staticmethod
    def has_consent(actor: Actor) -> bool:
        """Whether somebody agreed to the present text."""
        return actor.person_id is not None and actor.consent_version == CONSENT_VERSION

    @internal
    async def consent(
        self, telegram_id: int, *, name: str, locale: str, payload: str = ""
    ) -> Joined:
        """Keep a person who agreed; with a good invitation give its role."""
        now = self._clock.now()
        async with self._database.effect() as store:
            person = await store.people.by_telegram(telegram_id)
            if person is None:
                person = Person(
                    telegram_id=telegram_id,
                    name=clean(name, 128) or str(telegram_id),
                    locale=locale,
                    consent_version=CONSENT_VERSION,
                    consented_at=now,
                    created_at=now,
                )
                store.people.add(person)
                await store.flush()
                await note_consent(store, person, now, locale)
            elif person.consent_version != CONSENT_VERSION or person.withdrawn_at is not None:
                await note_consent(store, person, now, locale)
            seat = await redeem(store, person, payload, now) if payload else None
            return Joined(await self._actor_of(store, person.id), seat)

    @needs(Action.CHOOSE_PLACE)
    async def redeem(self, actor: Actor, payload: str) -> Joined:
        """Give a known person the role of an invitation."""
        async with self._database.effect() as store:
            person = await store.people.get(actor.id)
            if person is None:
                raise NotFoundError
            seat = await redeem(store, person, payload, self._clock.now())
            return Joined(await self._actor_of(store, person.id), seat)

    @needs(Action.CHOOSE_PLACE)
    async def subscribe(self, actor: Actor, place_id: int) -> Joined:
        """Make somebody a reader of a school's or municipality's plan."""
        now = self._clock.now()
        async with self._database.effect() as store:
            place = await store.places.get(place_id)
            person = await store.people.get(actor.id)
            if place is None or person is None or place.kind == PlaceKind.REGION:
                raise NotFoundError
            if place.archived_at is not None:
                raise NotFoundError
            if await store.people.seat(person.id, place.id, Role.SUBSCRIBER, now):
                store.intake.audit(
                    now,
                    person.id,
                    f"join:{Role.SUBSCRIBER}",
                    object_kind="place",
                    object_id=place.id,
                    place_id=place.id,
                )
            await promise_for_person(store, person.id, now)
            seat = Seat(Role.SUBSCRIBER, place.id, place.name, PlaceKind(place.kind), place.path)
            return Joined(await self._actor_of(store, person.id), seat)

    @needs(Action.CHOOSE_PLACE)
    async def leave(self, actor: Actor, place_id: int, role: Role) -> Actor:
        """Give up a role of one's own."""
        now = self._clock.now()
        async with self._database.effect() as store:
            person = await store.people.get(actor.id)
            held = await store.people.seat_of(actor.id, place_id, role)
            if person is None or not await store.people.unseat(actor.id, place_id, role, now):
                raise NotFoundError
            if held is not None:
                await release(store, held, now, by=actor.id)
            store.intake.audit(
                now,
                actor.id,
                f"leave:{role}",
                object_kind="place",
                object_id=place_id,
                place_id=place_id,
            )
            return await self._actor_of(store, person.id)

    @needs(Action.KEEP_SETTINGS)
    async def act_as(self, actor: Actor, membership_id: int) -> Actor:
        """Choose in whose name one acts, among one's own seats; 0 is all of them together."""
        if membership_id and membership_id not in {s.membership_id for s in actor.seats}:
            raise NotFoundError
        async with self._database.effect() as store:
            person = await store.people.get(actor.id)
            if person is None:
                raise NotFoundError
            person.acting_id = membership_id or None
            return await self._actor_of(store, person.id)

    @internal
    async def invite(self, role: Role, place_name: str, *, uses: int = 1) -> str:
        """Make an invitation from the command line; return its bare payload.

        Raises DomainError `place_unknown`, `place_ambiguous` or `role_not_held_there`.
        """
        now = self._clock.now()
        async with self._database.write() as store:
            found = await store.places.named(search_key(place_name))
            if not found:
                raise DomainError("place_unknown", place=place_name)
            if len(found) > 1:
                raise DomainError("place_ambiguous", place=place_name)
            invite, token = await new_link(store, found[0], role, now, by=None, uses=uses)
            store.intake.audit(
                now,
                None,
                f"invite:{role}",
                object_kind="invite",
                object_id=invite.id,
                place_id=found[0].id,
            )
        return token

    async def _actor_of(self, store: Store, person_id: int) -> Actor:
        person = await store.acting.by_id(person_id)
        if person is None:
            raise NotFoundError
        return self._actor(person)

    def _actor(self, person: ActingPerson) -> Actor:
        now = self._clock.now()
        # A deputy's time ends to the second; the job that tidies up comes later.
        seats = [seat for seat in person.seats if seat.until is None or seat.until > now]
        inherited = seats[0].timezone if seats else None
        return Actor(
            telegram_id=person.telegram_id,
            person_id=person.id,
            name=person.name,
            locale=person.locale,
            timezone=person.timezone or inherited or self.default_timezone,
            paused=person.paused,
            muted_until=person.muted_until,
            consent_version=None if person.withdrawn_at else person.consent_version,
            seats=tuple(_seat(seat) for seat in seats),
            acting_id=person.acting_id,
        )


def _seat(held: ActingSeat) -> Seat:
    return Seat(
        held.role,
        held.place_id,
        held.place_name,
        held.place_kind,
        held.path,
        membership_id=held.membership_id,
        until=held.until,
        away_until=held.away_until,
        deputy_name=held.deputy_name,
        branches=tuple(Branch(*branch) for branch in held.branches),
    )
