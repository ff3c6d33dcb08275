"""Deep links: making one, and what opening one does.

A link is 128 random bits, of which only the hash is kept. Wrong, used, revoked and too old links
get one answer; so does a good one in the hands of somebody who has guessed five times in an hour.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from db.enums import PlaceKind, Role
from db.models import Invite, Person, Place
from db.repositories.people import SeatRow
from db.store import Store
from services.access import HELD_AT, Actor, Seat
from services.audience import seat_of
from services.errors import DomainError
from services.handing import Change, give, lend, may_hand_over, reach_of, tell, transfer

INVITE_DAYS = 7
GUESSES = 5
MUTED = timedelta(hours=1)
_TOKEN_BYTES = 16


def digest_of(token: str) -> str:
    """What is kept of a token; whatever was typed has a digest."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


async def new_link(
    store: Store,
    place: Place,
    role: Role,
    now: datetime,
    *,
    by: int | None,
    uses: int = 1,
    days: int = INVITE_DAYS,
    until: datetime | None = None,
    hands_over: SeatRow | None = None,
) -> tuple[Invite, str]:
    """Make a link; return it with its token, which is known nowhere else.

    Raises DomainError `role_not_held_there` for a role that makes no sense at such a place.
    """
    if PlaceKind(place.kind) not in HELD_AT[role]:
        raise DomainError("role_not_held_there", role=role, place=place.name)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    invite = Invite(
        token_hash=digest_of(token),
        place_id=place.id,
        role=role,
        uses_left=uses,
        uses=uses,
        expires_at=now + timedelta(days=days),
        created_at=now,
        created_by=by,
        until=until,
        hands_over_id=hands_over.membership_id if hands_over is not None else None,
    )
    store.invites.add(invite)
    await store.flush()
    return invite, token


async def redeem(store: Store, person: Person, token: str, now: datetime) -> Seat | None:
    """Open a link: the seat it gives, or None for every reason there may be."""
    # All is looked up whatever the token is: neither the answer nor its time tells them apart.
    invite = await store.invites.by_hash(digest_of(token))
    held = [seat_of(found) for found in await store.people.seats(person.id)]
    if await store.invites.wrong(person.telegram_id, now - MUTED) >= GUESSES:
        return None
    seat = await _open(store, person, invite, held, now) if invite is not None else None
    if seat is None:
        await store.invites.prune_wrong(now - MUTED)
        store.invites.note_wrong(person.telegram_id, now)
    return seat


async def _open(
    store: Store, person: Person, invite: Invite, held: list[Seat], now: datetime
) -> Seat | None:
    place = await store.places.get(invite.place_id)
    if place is None or place.archived_at is not None:
        return None
    own = _own(held, invite, now)
    if not is_live(invite, now):
        if own is None and invite.revoked_at is None and invite.uses_left <= 0:
            await _warn_maker(store, person, invite, now)
        # A used link opened again by the one who used it: he is what it made him.
        return own
    if own is not None and invite.until is None:
        return own
    maker = await _maker(store, invite, now)
    if invite.created_by is not None and maker is None:
        return None
    if invite.hands_over_id is not None:
        giver = await store.people.seat_held(invite.hands_over_id)
        if giver is not None and giver.person.id == person.id:
            # He looks whether his own link works: he is what he was, and the link is not used up.
            return seat_of(giver)
        done = await _hand_over(store, person, invite, maker, now)
    else:
        done = await _join(store, person, (invite, place), maker, now)
    if not done:
        return None
    invite.uses_left -= 1
    await store.flush()
    found = [seat_of(found) for found in await store.people.seats(person.id)]
    return _own(found, invite, now)


def is_live(invite: Invite, now: datetime) -> bool:
    """Whether a link still lets somebody in."""
    return (
        invite.revoked_at is None
        and invite.uses_left > 0
        and invite.expires_at > now
        and (invite.until is None or invite.until > now)
    )


async def _join(
    store: Store, person: Person, way: tuple[Invite, Place], maker: Actor | None, now: datetime
) -> bool:
    invite, place = way
    role = Role(invite.role)
    if maker is not None and not maker.may_give(role, place.path, PlaceKind(place.kind)):
        return False
    await give(store, person, place, role, now, by=invite.created_by, until=invite.until)
    store.intake.audit(
        now,
        person.id,
        f"join:{role}",
        object_kind="place",
        object_id=place.id,
        place_id=place.id,
    )
    return True


async def _hand_over(
    store: Store, person: Person, invite: Invite, maker: Actor | None, now: datetime
) -> bool:
    held = await store.people.seat_held(invite.hands_over_id or 0)
    if held is None:
        return False
    if maker is not None and not may_hand_over(maker, held):
        return False
    if invite.until is not None:
        await lend(store, held, person, invite.until, now, by=person.id)
    else:
        reach = reach_of(maker, held)
        await transfer(store, held, person, now, by=person.id, reach=reach)
    return True


async def _maker(store: Store, invite: Invite, now: datetime) -> Actor | None:
    """Who made a link, as he is now: what he may not give any more, his link does not give."""
    person = await store.people.get(invite.created_by) if invite.created_by is not None else None
    if person is None or person.withdrawn_at is not None or person.forgotten_at is not None:
        return None
    seats = [seat_of(found) for found in await store.people.seats(person.id)]
    return Actor(
        telegram_id=person.telegram_id,
        person_id=person.id,
        name=person.name,
        locale=person.locale,
        timezone="UTC",
        consent_version=person.consent_version,
        seats=tuple(seat for seat in seats if seat.until is None or seat.until > now),
    )


def _own(held: list[Seat], invite: Invite, now: datetime) -> Seat | None:
    return next(
        (
            seat
            for seat in held
            if (seat.role, seat.place_id) == (invite.role, invite.place_id)
            and (seat.until is None or seat.until > now)
        ),
        None,
    )


async def _warn_maker(store: Store, person: Person, invite: Invite, now: datetime) -> None:
    """Somebody tries a link that was used: its maker should know, once."""
    maker = await store.people.get(invite.created_by) if invite.created_by is not None else None
    if maker is not None and maker.id != person.id:
        await tell(
            store,
            maker,
            Change.INVITE_TRIED,
            (invite.place_id, Role(invite.role)),
            now,
            key=f"invite:{invite.id}",
        )
