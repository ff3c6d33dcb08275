"""What inviting shows: places with their people, links, tables; and how it is made of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.enums import PlaceKind, Role
from db.models import Invite, Place
from services.access import Actor
from services.links import INVITE_DAYS, is_live

USES = (1, 5, 30)
DAYS = (1, INVITE_DAYS, 30)
PAGE = 8


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to choose."""

    id: int
    kind: PlaceKind
    name: str
    above: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a role at a place."""

    membership_id: int
    name: str
    role: Role
    until: datetime | None
    away_until: datetime | None
    deputy_name: str
    may_hand_over: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """A place with those who are there, and what may be given there; the top has no `here`."""

    here: Spot | None
    parent_id: int | None
    below: tuple[Spot, ...]
    page: int
    pages: int
    may_give: tuple[Role, ...]
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a typed name has found among the actor's places."""

    text: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link just made, or known by its token; the token is kept nowhere."""

    invite_id: int
    token: str
    role: Role
    place_id: int
    place_name: str
    uses: int
    expires_at: datetime
    until: datetime | None
    hands_over: bool


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that still lets somebody in, or did so until a moment ago."""

    invite_id: int
    role: Role
    place_name: str
    uses_left: int
    expires_at: datetime
    maker_name: str
    hands_over: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class OpenLinks:
    """A page of the open links."""

    links: tuple[OpenLink, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class SchoolLink:
    """A line of the table to mail."""

    municipality: str
    school: str
    token: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Links for the schools of a territory; `place_id` is 0 for several territories."""

    place_id: int
    place_name: str
    # How many schools lack somebody to speak for them, and how many schools there are.
    schools: int
    of: int
    days: int
    expires_at: datetime
    # Also for the schools that have somebody.
    whole: bool = False
    links: tuple[SchoolLink, ...] = ()


def paged(found: Sequence[Any], page: int, size: int = PAGE) -> tuple[int, int, Sequence[Any]]:
    """A page of a list: its number, kept within the list, how many there are, and its items."""
    pages = max((len(found) + size - 1) // size, 1)
    page = min(max(page, 0), pages - 1)
    return page, pages, found[page * size : (page + 1) * size]


def link_of(invite: Invite, place: Place, token: str) -> Link:
    """A link as it is shown to its maker."""
    return Link(
        invite_id=invite.id,
        token=token,
        role=Role(invite.role),
        place_id=place.id,
        place_name=place.name,
        uses=invite.uses_left,
        expires_at=invite.expires_at,
        until=invite.until,
        hands_over=invite.hands_over_id is not None,
    )


def desk_of(
    actor: Actor,
    here: Place | None,
    below: Sequence[Place] = (),
    page: int = 0,
    *,
    parent_id: int | None = None,
    holders: tuple[Holder, ...] = (),
) -> Desk:
    """What there is at a place, and what the actor may give there."""
    page, pages, shown = paged(below, page)
    roles: tuple[Role, ...] = ()
    if here is not None:
        kind = PlaceKind(here.kind)
        roles = tuple(
            role
            for role in Role
            if role is not Role.SUBSCRIBER and actor.may_give(role, here.path, kind)
        )
    return Desk(
        here=spot_of(here) if here is not None else None,
        parent_id=parent_id,
        below=tuple(spot_of(place) for place in shown),
        page=page,
        pages=pages,
        may_give=roles,
        holders=holders,
    )


def spot_of(place: Place, above: str = "") -> Spot:
    """A place to choose."""
    return Spot(place.id, PlaceKind(place.kind), place.name, above)


def open_link_of(invite: Invite, place: Place, now: datetime, maker_name: str) -> OpenLink:
    """A line of the list of open links."""
    return OpenLink(
        invite_id=invite.id,
        role=Role(invite.role),
        place_name=place.name,
        uses_left=invite.uses_left,
        expires_at=invite.expires_at,
        maker_name=maker_name,
        hands_over=invite.hands_over_id is not None,
        is_open=is_live(invite, now),
    )
