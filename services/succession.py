"""One person in another's place: handing a school over, a deputy for a time, and the way back."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from db.database import Database
from db.enums import Role
from db.models import Person, Place
from db.repositories.people import SeatRow
from db.store import Store
from roadmap.terms import read_term
from services.access import Action, Actor, internal, needs
from services.clock import Clock
from services.dialog_errors import AnswerRefusedError
from services.dialogs import Turn, open_dialog
from services.errors import DomainError, NotFoundError
from services.forms.catalogue import STAND_IN_DAY
from services.handing import OWN_TO_GIVE, end_term, lend, may_hand_over, reach_of, transfer
from services.invite_cards import Link, link_of
from services.links import new_link
from services.times import inherited_zone, local_day, moment

_LONGEST = timedelta(days=366)
_DAY = timedelta(days=1)
_NUMBERS = re.compile(r"\s*(\d{1,2})[./](\d{1,2})(?:[./](\d{2}|\d{4}))?\s*", re.ASCII)
_CENTURY = 2000
# How sure the reading of a typed day must be.
_SURE = 0.5


@dataclass(frozen=True, slots=True)
class Heir:
    """Somebody who can take a seat over or stand in for it."""

    membership_id: int
    name: str
    role: Role
    place_name: str


@dataclass(frozen=True, slots=True)
class SeatCard:
    """A seat with those who could take it."""

    membership_id: int
    holder_name: str
    role: Role
    place_id: int
    place_name: str
    is_own: bool
    may_lend: bool
    heirs: tuple[Heir, ...]
    today: date
    # Until which day somebody stands in, that day included, and who.
    away_until: date | None = None
    deputy_name: str = ""
    # How many seats go along: all schools of a curator.
    seats: int = 1


class Succession:
    """Puts one person in another's place."""

    def __init__(self, database: Database, clock: Clock, default_timezone: str) -> None:
        """Take the zone for places that name none: a deputy's last day ends at midnight there."""
        self._database = database
        self._clock = clock
        self._default_timezone = default_timezone

    @needs(Action.HAND_OVER)
    async def own(self, actor: Actor) -> tuple[SeatCard, ...]:
        """The actor's seats that he may hand over himself."""
        ids = [s.membership_id for s in actor.seats if s.role in OWN_TO_GIVE]
        async with self._database.read() as store:
            return tuple(
                [await self._card(store, actor, await _held(store, actor, i)) for i in ids]
            )

    @needs(Action.HAND_OVER, Action.MANAGE_PEOPLE)
    async def seat(self, actor: Actor, membership_id: int) -> SeatCard:
        """A seat that the actor may give to another: his own, or one below his places."""
        async with self._database.read() as store:
            return await self._card(store, actor, await _held(store, actor, membership_id))

    @needs(Action.HAND_OVER, Action.MANAGE_PEOPLE)
    async def link(self, actor: Actor, membership_id: int) -> Link:
        """A link that puts the one who opens it in the seat, at that moment."""
        async with self._database.effect() as store:
            held = await _held(store, actor, membership_id)
            return await self._link(store, actor, held, held.role, None)

    @needs(Action.HAND_OVER, Action.MANAGE_PEOPLE)
    async def hand_over(self, actor: Actor, membership_id: int, heir_id: int) -> SeatCard:
        """Give a seat to somebody who is there already; return how it stands now."""
        now = self._clock.now()
        async with self._database.effect() as store:
            held = await _held(store, actor, membership_id)
            heir = await _heir(store, actor, held, heir_id)
            reach = reach_of(actor, held)
            await transfer(store, held, heir, now, by=actor.id, reach=reach)
            taken = await store.people.seat_of(heir.id, held.place.id, held.role)
            return SeatCard(
                membership_id=taken.id if taken is not None else 0,
                holder_name=heir.name,
                role=held.role,
                place_id=held.place.id,
                place_name=held.place.name,
                is_own=False,
                may_lend=False,
                heirs=(),
                today=await self._today(store, held.place),
            )

    @needs(Action.HAND_OVER, Action.MANAGE_PEOPLE)
    async def lend(
        self, actor: Actor, membership_id: int, heir_id: int, last_day: date
    ) -> SeatCard | Link:
        """Let somebody of the school stand in until a day; 0 makes a link for somebody new."""
        async with self._database.effect() as store:
            return await self._lend(store, actor, (membership_id, heir_id), last_day)

    @needs(Action.HAND_OVER, Action.MANAGE_PEOPLE)
    async def ask_day(self, actor: Actor, membership_id: int, heir_id: int) -> Turn:
        """Ask until which day."""
        async with self._database.effect() as store:
            held = await _held(store, actor, membership_id)
            return await open_dialog(
                store,
                actor,
                STAND_IN_DAY,
                {"membership_id": membership_id, "heir_id": heir_id, "title": held.place.name},
                key=f"{membership_id}:{heir_id}",
                now=self._clock.now(),
            )

    @internal
    async def complete_day(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> SeatCard | Link:
        """The typed day, in the dialog's transaction; the seat itself tells who may lend it."""
        ids = (int(subject["membership_id"]), int(subject["heir_id"]))
        held = await _held(store, actor, ids[0])
        last_day = typed_day(str(answers["day"]), await self._today(store, held.place))
        if last_day is None:
            raise AnswerRefusedError("day_unreadable")
        try:
            return await self._lend(store, actor, ids, last_day)
        except DomainError as error:
            if error.code == "day_out_of_reach":
                raise AnswerRefusedError(error.code) from None
            raise

    @needs(Action.HAND_OVER, Action.MANAGE_PEOPLE)
    async def take_back(self, actor: Actor, membership_id: int) -> SeatCard:
        """End a deputy's standing in before its day."""
        now = self._clock.now()
        async with self._database.effect() as store:
            await _held(store, actor, membership_id)
            for deputy in await store.people.stand_ins(membership_id):
                await end_term(store, deputy, now, by=actor.id)
            return await self._card(store, actor, await _held(store, actor, membership_id))

    @internal
    async def end_terms(self) -> int:
        """End what is over: deputies' terms, and standing in; return how many."""
        now = self._clock.now()
        async with self._database.read() as store:
            if not await store.people.terms_over(now):
                return 0
        async with self._database.write() as store:
            over = await store.people.terms_over(now)
            for term in over:
                await end_term(store, term, now, by=None)
            return len(over)

    async def _lend(
        self, store: Store, actor: Actor, ids: tuple[int, int], last_day: date
    ) -> SeatCard | Link:
        held = await _held(store, actor, ids[0])
        if held.role is not Role.DIRECTOR:
            raise NotFoundError
        today = await self._today(store, held.place)
        if not today <= last_day <= today + _LONGEST:
            raise DomainError("day_out_of_reach")
        until = moment(last_day + _DAY, time(), await self._zone(store, held.place))
        if not ids[1]:
            return await self._link(store, actor, held, Role.DEPUTY, until)
        heir = await _heir(store, actor, held, ids[1])
        await lend(store, held, heir, until, self._clock.now(), by=actor.id)
        return await self._card(store, actor, await _held(store, actor, ids[0]))

    async def _link(
        self, store: Store, actor: Actor, held: SeatRow, role: Role, until: datetime | None
    ) -> Link:
        now = self._clock.now()
        invite, token = await new_link(
            store, held.place, role, now, by=actor.id, until=until, hands_over=held
        )
        store.intake.audit(
            now,
            actor.id,
            "stand_in:link" if until is not None else f"hand_over:link:{held.role}",
            object_kind="invite",
            object_id=invite.id,
            place_id=held.place.id,
        )
        return link_of(invite, held.place, token)

    async def _card(self, store: Store, actor: Actor, held: SeatRow) -> SeatCard:
        zone = await self._zone(store, held.place)
        away = held.away_until
        seats = 1
        if held.role is Role.CURATOR:
            reach = reach_of(actor, held)
            own = await store.people.seats(held.person.id)
            seats = sum(s.role is Role.CURATOR and s.place.path.startswith(reach) for s in own)
        return SeatCard(
            membership_id=held.membership_id,
            holder_name=held.person.name,
            role=held.role,
            place_id=held.place.id,
            place_name=held.place.name,
            is_own=held.person.id == actor.id,
            may_lend=held.role is Role.DIRECTOR,
            heirs=tuple(_heirs(await _candidates(store, held))),
            today=local_day(self._clock.now(), zone),
            away_until=local_day(away - timedelta(seconds=1), zone) if away is not None else None,
            deputy_name=held.deputy_name,
            seats=seats,
        )

    async def _zone(self, store: Store, place: Place) -> str:
        way = list(await store.places.ancestors(place.path))
        return inherited_zone(way, self._default_timezone)

    async def _today(self, store: Store, place: Place) -> date:
        return local_day(self._clock.now(), await self._zone(store, place))


def typed_day(text: str, today: date) -> date | None:
    """A day as people write it: «15.07», «15.07.2027», «until 15 July» in the words of a map."""
    if found := _NUMBERS.fullmatch(text):
        day, month, year = (int(part) if part else None for part in found.groups())
        if year is not None and year < _CENTURY:
            year += _CENTURY
        return _date(year, month, day, today)
    term = read_term(text, default_year=today.year)
    window = term.schedule.get("window") or {}
    known = window.get("end") or window.get("start")
    if not known or term.confidence < _SURE:
        return None
    said = date.fromisoformat(str(known))
    is_dated = str(said.year) in text
    return said if is_dated else _date(None, said.month, said.day, today)


def _date(year: int | None, month: int | None, day: int | None, today: date) -> date | None:
    """A day; without a year the next one there is."""
    for chosen in (year,) if year is not None else (today.year, today.year + 1):
        try:
            found = date(chosen, month or 0, day or 0)
        except ValueError:
            continue
        if year is not None or found >= today:
            return found
    return None


async def _held(store: Store, actor: Actor, membership_id: int) -> SeatRow:
    held = await store.people.seat_held(membership_id)
    if held is None or not may_hand_over(actor, held):
        raise NotFoundError
    return held


async def _candidates(store: Store, held: SeatRow) -> list[SeatRow]:
    """Who could take a seat: people of the school; for a curator, the curators around."""
    if held.role is not Role.CURATOR:
        # Who only reads the plan has chosen that himself: nobody has said yet who he is.
        known = [role for role in Role if role is not Role.SUBSCRIBER]
        if held.role is Role.DEPUTY:
            # A director needs no deputy's seat.
            known.remove(Role.DIRECTOR)
        found = await store.people.seats_at([held.place.id], known)
        return [seat for seat in found if seat.person.id != held.person.id]
    way = list(await store.places.ancestors(held.place.path))
    # The municipality and all below it, and whoever is a curator further up.
    around = way[1] if len(way) > 1 else way[0]
    found = await store.people.seats_below(around.path, [Role.CURATOR])
    found += await store.people.seats_at([p.id for p in way[:1] if p is not around], [Role.CURATOR])
    return [seat for seat in found if seat.person.id != held.person.id]


def _heirs(found: Iterable[SeatRow]) -> list[Heir]:
    """One line for each person, his first seat."""
    people: dict[int, Heir] = {}
    for seat in found:
        heir = Heir(seat.membership_id, seat.person.name, seat.role, seat.place.name)
        people.setdefault(seat.person.id, heir)
    return list(people.values())


async def _heir(store: Store, actor: Actor, held: SeatRow, heir_id: int) -> Person:
    """The person of a candidate's seat: nobody else's number is taken."""
    found = [s for s in await _candidates(store, held) if s.membership_id == heir_id]
    if not found:
        raise NotFoundError
    return found[0].person
