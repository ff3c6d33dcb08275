"""What messages about roles say, read at the moment they are sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from db.database import Database
from db.enums import OutboxKind, RequestStatus, Role
from services.access import Actor, internal
from services.errors import NotFoundError
from services.handing import Change
from services.requests import RequestCard, Requests
from services.times import inherited_zone, local_day


@dataclass(frozen=True, slots=True)
class RequestNotice:
    """Somebody asks for a role."""

    card: RequestCard


@dataclass(frozen=True, slots=True)
class RequestDecidedNotice:
    """One's own request was decided."""

    card: RequestCard


@dataclass(frozen=True, slots=True)
class RoleNotice:
    """Something happened to one's role; `until` is the last day of it."""

    change: Change
    role: Role
    place_name: str
    other_name: str
    until: date | None
    # What the reader is now, for a school that was closed or opened again: role and place.
    seats: tuple[tuple[Role, str], ...] = ()


RoleNews = RequestNotice | RequestDecidedNotice | RoleNotice


class RoleMessages:
    """Reads what the outbox should say about roles."""

    def __init__(self, database: Database, requests: Requests, default_timezone: str) -> None:
        """Take who knows requests; the zone is for places that name none."""
        self._database = database
        self._requests = requests
        self._default_timezone = default_timezone

    @internal
    async def notice(self, actor: Actor, kind: OutboxKind, payload: Mapping[str, Any]) -> RoleNews:
        """The news of a message; raises NotFoundError when it is of no use any more."""
        if kind is OutboxKind.ROLE_CHANGED:
            return await self._changed(actor, payload)
        card = await self._requests.card(actor, int(payload["request_id"]))
        if kind is OutboxKind.ROLE_DECISION:
            return RequestDecidedNotice(card)
        if card.status is not RequestStatus.OPEN:
            raise NotFoundError
        return RequestNotice(card)

    async def _changed(self, actor: Actor, payload: Mapping[str, Any]) -> RoleNotice:
        async with self._database.read() as store:
            place = await store.places.get(int(payload["place_id"]))
            if place is None:
                raise NotFoundError
            other_id = payload.get("other_id")
            other = await store.people.get(int(other_id)) if other_id else None
            zone = inherited_zone(
                list(await store.places.ancestors(place.path)), self._default_timezone
            )
        until = payload.get("until")
        last = (
            local_day(datetime.fromisoformat(until) - timedelta(seconds=1), zone) if until else None
        )
        return RoleNotice(
            change=Change(payload["change"]),
            role=Role(payload["role"]),
            place_name=place.name,
            other_name=other.name if other is not None else "",
            until=last,
            seats=tuple((seat.role, seat.place_name) for seat in actor.seats),
        )
