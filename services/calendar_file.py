"""The plan in the calendar of a phone: one's own events, as a file or from a secret address.

The address is 256 random bits, of which only the digest is kept. Whoever has it reads the events
of one person and nothing about him: no name, no answer, no report. It lives until it is revoked or
replaced, and as long as its owner's consent.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.database import Database
from db.models import CalendarAddress
from db.repositories.plans import Happening
from db.store import Store
from services.access import COORDINATORS, Action, Actor, internal, needs
from services.audience import concerns
from services.calendar import visible_plans
from services.cards import When, when_of
from services.clock import Clock
from services.errors import DomainError, NotFoundError
from services.links import digest_of
from services.registration import Registration

_TOKEN_BYTES = 32
# What a phone shows of the past and of the year to come.
_BACK = timedelta(days=60)
_AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An occurrence as a calendar needs it; the number of changes only grows."""

    uid: str
    sequence: int
    occurrence_id: int
    title: str
    kind: str
    place_name: str
    link: str | None
    when: When
    # Work for a time: it stands on its last day.
    is_span: bool
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """All events of one person, in his language."""

    locale: str
    now: datetime
    events: tuple[CalendarEvent, ...]


@dataclass(frozen=True, slots=True)
class AddressState:
    """Whether somebody has an address, since when; the address itself is known to nobody.

    It is offered where the operator lets calendars in.
    """

    made_at: datetime | None
    is_offered: bool


class CalendarFiles:
    """Gathers events for calendars, keeps the addresses they are fetched from."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        registration: Registration,
        base_url: str | None = None,
    ) -> None:
        """Take who knows the owner of an address, and where addresses begin, if there are any."""
        self._base_url = base_url
        self._database = database
        self._clock = clock
        self._registration = registration

    @needs(Action.READ_PLAN)
    async def events(self, actor: Actor) -> CalendarFile:
        """The actor's own events."""
        return await self._gathered(actor)

    @needs(Action.KEEP_SETTINGS)
    async def address(self, actor: Actor) -> AddressState:
        """Whether the actor has an address."""
        async with self._database.read() as store:
            found = await store.calendars.address_of(actor.id)
            made_at = found.created_at if found is not None else None
        return AddressState(made_at, is_offered=self._base_url is not None)

    @needs(Action.KEEP_SETTINGS)
    async def make_address(self, actor: Actor) -> str:
        """Make an address; it is known nowhere else, and the old one ends.

        Raises DomainError `calendars_not_let_in` where the operator has opened no way for them.
        """
        if self._base_url is None:
            raise DomainError("calendars_not_let_in")
        now, token = self._clock.now(), secrets.token_urlsafe(_TOKEN_BYTES)
        async with self._database.effect() as store:
            await store.calendars.drop(actor.id)
            store.calendars.add(
                CalendarAddress(person_id=actor.id, token_hash=digest_of(token), created_at=now)
            )
            self._audit(store, actor, now, "calendar:address")
        return f"{self._base_url}/{token}.ics"

    @needs(Action.KEEP_SETTINGS)
    async def revoke(self, actor: Actor) -> None:
        """End the actor's address; without one nothing happens."""
        now = self._clock.now()
        async with self._database.effect() as store:
            if await store.calendars.address_of(actor.id) is None:
                return
            await store.calendars.drop(actor.id)
            self._audit(store, actor, now, "calendar:revoked")

    @internal
    async def fetched(self, token: str) -> CalendarFile | None:
        """What the address of this token shows; None for every reason there may be."""
        wanted = digest_of(token)
        async with self._database.read() as store:
            found = await store.calendars.by_digest(wanted)
        # The index is asked for a digest, which tells nothing about the token next to it.
        if found is None or not hmac.compare_digest(found.token_hash, wanted):
            return None
        try:
            actor = await self._registration.actor_of(found.person_id)
        except NotFoundError:
            return None
        # Taken back: nothing is shown until it is given again.
        return await self._gathered(actor) if actor.consent_version is not None else None

    async def _gathered(self, actor: Actor) -> CalendarFile:
        now = self._clock.now()
        async with self._database.read() as store:
            plan_ids = await visible_plans(store, actor)
            found = await store.calendars.happenings(plan_ids, now - _BACK, now + _AHEAD)
        events = tuple(_event(one, actor) for one in found if _is_own(one, actor))
        return CalendarFile(actor.locale, now, events)

    @staticmethod
    def _audit(store: Store, actor: Actor, now: datetime, action: str) -> None:
        store.intake.audit(now, actor.id, action, object_kind="person", object_id=actor.id)


def _is_own(found: Happening, actor: Actor) -> bool:
    """What concerns one; for coordinators all of their own map and those above, not each below."""
    path = found.place.path
    return any(
        (seat.role in COORDINATORS and seat.path.startswith(path))
        or concerns(found.row, path, seat)
        for seat in actor.seats
    )


def _event(found: Happening, actor: Actor) -> CalendarEvent:
    occurrence, row = found.occurrence, found.row
    is_cancelled = occurrence.cancelled_at is not None
    return CalendarEvent(
        # Numbers are given once in a database; the moment of the import tells databases apart.
        uid=f"{occurrence.id}-{int(found.plan.created_at.timestamp())}@marshrut",
        # Each move is followed by room for a cancellation, which no move goes along with.
        sequence=2 * (occurrence.version - 1) + is_cancelled,
        occurrence_id=occurrence.id,
        title=row.title,
        kind=row.kind,
        place_name=found.place.name,
        link=row.link,
        when=when_of(found, actor.timezone),
        is_span=occurrence.is_deadline
        or occurrence.precision != "day"
        or row.temporal_role in {"deadline", "period"},
        is_cancelled=is_cancelled,
    )
