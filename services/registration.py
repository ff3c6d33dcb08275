"""How a person comes in: consent first, then a role from a link or a subscription by choice."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from db.database import Database
from db.enums import PlaceKind, Role
from db.models import Invite, Person
from db.store import Store
from services.access import Actor, Seat
from services.audience import seat_of
from services.clock import Clock
from services.errors import DomainError, NotFoundError
from services.names import clean, search_key
from services.reminders import promise_for_person
from services.times import inherited_zone

# Raise it when the text in handlers/views/welcome.py changes: everybody is asked again.
CONSENT_VERSION = "1"
INVITE_DAYS = 7
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{16,64}")


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

    async def actor(self, telegram_id: int, locale: str) -> Actor:
        """Who is behind an account; somebody unknown is an actor without a person."""
        async with self._database.read() as store:
            person = await store.people.by_telegram(telegram_id)
            if person is None:
                return Actor(telegram_id, None, "", locale, self.default_timezone)
            actor = await self._actor_of(store, person)
        if person.unreachable_since is not None:
            async with self._database.write() as store:
                await store.people.mark_reachable(telegram_id)
        return actor

    async def actor_of(self, person_id: int) -> Actor:
        """The same for a known person; raises NotFoundError."""
        async with self._database.read() as store:
            person = await store.people.get(person_id)
            if person is None:
                raise NotFoundError
            return await self._actor_of(store, person)

    @staticmethod
    def has_consent(actor: Actor) -> bool:
        """Whether somebody agreed to the present text."""
        return actor.person_id is not None and actor.consent_version == CONSENT_VERSION

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
                store.intake.audit(
                    now, person.id, "consent", object_kind="person", object_id=person.id
                )
            elif person.consent_version != CONSENT_VERSION:
                person.consent_version, person.consented_at = CONSENT_VERSION, now
            seat = await self._redeem(store, person, payload) if payload else None
            return Joined(await self._actor_of(store, person), seat)

    async def redeem(self, actor: Actor, payload: str) -> Joined:
        """Give a known person the role of an invitation."""
        async with self._database.effect() as store:
            person = await store.people.get(actor.id)
            if person is None:
                raise NotFoundError
            seat = await self._redeem(store, person, payload)
            return Joined(await self._actor_of(store, person), seat)

    async def subscribe(self, actor: Actor, place_id: int) -> Joined:
        """Make somebody a reader of a school's or municipality's plan."""
        now = self._clock.now()
        async with self._database.effect() as store:
            place = await store.places.get(place_id)
            person = await store.people.get(actor.id)
            if place is None or person is None or place.kind == PlaceKind.REGION:
                raise NotFoundError
            await store.people.seat(person.id, place.id, Role.SUBSCRIBER, now)
            await promise_for_person(store, person.id, now)
            seat = Seat(Role.SUBSCRIBER, place.id, place.name, PlaceKind(place.kind), place.path)
            return Joined(await self._actor_of(store, person), seat)

    async def leave(self, actor: Actor, place_id: int, role: Role) -> Actor:
        """Give up a role of one's own."""
        now = self._clock.now()
        async with self._database.effect() as store:
            person = await store.people.get(actor.id)
            if person is None or not await store.people.unseat(actor.id, place_id, role, now):
                raise NotFoundError
            store.intake.audit(
                now, actor.id, f"leave:{role}", object_kind="place", object_id=place_id
            )
            return await self._actor_of(store, person)

    async def invite(self, role: Role, place_name: str, *, uses: int = 1) -> str:
        """Make an invitation from the command line; return its bare payload.

        Raises DomainError `place_unknown` or `place_ambiguous`.
        """
        token = secrets.token_urlsafe(16)
        now = self._clock.now()
        async with self._database.write() as store:
            found = await store.places.named(search_key(place_name))
            if not found:
                raise DomainError("place_unknown", place=place_name)
            if len(found) > 1:
                raise DomainError("place_ambiguous", place=place_name)
            invite = Invite(
                token_hash=_digest(token),
                place_id=found[0].id,
                role=role,
                uses_left=uses,
                expires_at=now + timedelta(days=INVITE_DAYS),
                created_at=now,
            )
            store.people.add(invite)
            await store.flush()
            store.intake.audit(
                now, None, f"invite:{role}", object_kind="invite", object_id=invite.id
            )
        return token

    async def _redeem(self, store: Store, person: Person, payload: str) -> Seat | None:
        now = self._clock.now()
        if not _PAYLOAD.fullmatch(payload):
            return None
        invite = await store.people.invite_for_update(_digest(payload), now)
        if invite is None:
            return await self._held_already(store, person, _digest(payload))
        place = await store.places.get(invite.place_id)
        if place is None:
            return None
        role = Role(invite.role)
        if await store.people.seat(person.id, place.id, role, now):
            invite.uses_left -= 1
        store.intake.audit(now, person.id, f"join:{role}", object_kind="place", object_id=place.id)
        await promise_for_person(store, person.id, now)
        return Seat(role, place.id, place.name, PlaceKind(place.kind), place.path)

    async def _held_already(self, store: Store, person: Person, digest: str) -> Seat | None:
        """A used link opened again by the one who used it: he is what it made him."""
        invite = await store.people.invite(digest)
        if invite is None:
            return None
        seats = [seat_of(found) for found in await store.people.seats(person.id)]
        return next(
            (s for s in seats if (s.role, s.place_id) == (invite.role, invite.place_id)), None
        )

    async def _actor_of(self, store: Store, person: Person) -> Actor:
        now = self._clock.now()
        held = [seat_of(found) for found in await store.people.seats(person.id)]
        # A deputy's time ends to the second; the job that tidies up comes later.
        seats = tuple(seat for seat in held if seat.until is None or seat.until > now)
        timezone = person.timezone
        if timezone is None and seats:
            way = list(await store.places.ancestors(seats[0].path))
            timezone = inherited_zone(way, self.default_timezone)
        return Actor(
            telegram_id=person.telegram_id,
            person_id=person.id,
            name=person.name,
            locale=person.locale,
            timezone=timezone or self.default_timezone,
            paused=person.paused,
            consent_version=None if person.withdrawn_at else person.consent_version,
            seats=seats,
            acting_id=person.acting_id,
        )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
