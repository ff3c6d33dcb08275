"""Changes of the tree by those who answer for it: merging, closing, renaming.

A merged municipality stays where its schools hang, out of every list, below the one it went into:
the schools keep their people, their plan and their reminders, and get the other's coordinator.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.database import Database
from db.enums import CohortPart, PlaceKind, Role
from db.models import Place
from db.repositories.plans import first_year
from db.store import Store
from services.access import Action, Actor, internal, needs
from services.audience import audience
from services.clock import Clock
from services.dialogs import Turn, open_dialog
from services.errors import DomainError, NotFoundError
from services.forms.catalogue import PLACE_NAME
from services.handing import Change, tell, tell_coordinators
from services.invite_cards import paged
from services.names import clean, search_key
from services.place_effects import remind_the_right_ones, reopen, tell_people_of
from services.place_loading import rename
from services.place_table import NAME_LIMIT, Year
from services.places import PlaceItem, item_of, listed_below
from services.promises import repromise
from services.requests import settle_open
from services.times import inherited_zone

_PAGE = 10
# Whose work is with each school of a municipality, whoever runs it.
_WITH_SCHOOLS = (Role.CURATOR, Role.METHODIST)


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """A place as its coordinator sees it, with a page of what lies below."""

    here: PlaceItem
    parent_id: int | None
    # Its name, and how far it is from Moscow at `now`.
    zone: str
    aliases: tuple[str, ...]
    schools: int
    below: tuple[PlaceItem, ...]
    page: int
    pages: int
    may_merge: bool
    may_close: bool
    # Years as a participant, and as a partner.
    years: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()
    # How many schools of a territory are closed.
    closed: int = 0
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """A municipality that is part of another now."""

    name: str
    into: str
    schools: int


class PlaceChanges:
    """Shows and changes the tree below the actor's places."""

    def __init__(self, database: Database, clock: Clock, default_timezone: str) -> None:
        """Take the zone for places that name none."""
        self._database = database
        self._clock = clock
        self._default_timezone = default_timezone

    @needs(Action.LOAD_PLACES)
    async def card(self, actor: Actor, place_id: int, page: int = 0) -> PlaceCard:
        """A place and what lies below it; 0 is the actor's own place."""
        async with self._database.read() as store:
            seats = actor.seats_for(Action.LOAD_PLACES)
            place = await _own(store, actor, place_id or seats[0].place_id)
            return await self._card(store, actor, place, page)

    async def _card(self, store: Store, actor: Actor, place: Place, page: int = 0) -> PlaceCard:
        seats = actor.seats_for(Action.LOAD_PLACES)
        way = list(await store.places.ancestors(place.path))
        below = await listed_below(store, place)
        schools = await store.places.subtree(place.path, PlaceKind.SCHOOL)
        years = await _years(store, place)
        page, pages, shown = paged(below, page, _PAGE)
        above = next(
            (p for p in reversed(way[:-1]) if p.archived_at is None and _is_in_scope(actor, p)),
            None,
        )
        is_school = place.kind == PlaceKind.SCHOOL
        return PlaceCard(
            here=item_of(place, way),
            parent_id=above.id if above else None,
            zone=inherited_zone(way, self._default_timezone),
            now=self._clock.now(),
            aliases=tuple(name for _, name in await store.places.aliases_of(place.id)),
            schools=len(schools),
            below=tuple(item_of(p, []) for p in shown),
            page=page,
            pages=pages,
            may_merge=place.kind == PlaceKind.MUNICIPALITY and place.id != seats[0].place_id,
            may_close=is_school,
            years=years.get(CohortPart.PARTICIPANT, ()),
            helps=years.get(CohortPart.PARTNER, ()),
            closed=0 if is_school else len(await store.places.closed(place.path)),
        )

    @needs(Action.LOAD_PLACES)
    async def others(self, actor: Actor, place_id: int, page: int = 0) -> PlaceCard:
        """A page of the municipalities that one can be merged into."""
        async with self._database.read() as store:
            place = await _own(store, actor, place_id)
            found: dict[int, Place] = {}
            for path in actor.scope(Action.LOAD_PLACES):
                for other in await store.places.subtree(path, PlaceKind.MUNICIPALITY):
                    found[other.id] = other
            found.pop(place.id, None)
            page, pages, shown = paged(list(found.values()), page, _PAGE)
            return _list(place, (page, pages, shown), may_merge=True)

    @needs(Action.LOAD_PLACES)
    async def closed(self, actor: Actor, place_id: int, page: int = 0) -> PlaceCard:
        """A page of the closed schools of a territory."""
        async with self._database.read() as store:
            place = await _own(store, actor, place_id)
            found = list(await store.places.closed(place.path))
            return _list(place, paged(found, page, _PAGE), may_merge=False)

    @needs(Action.LOAD_PLACES)
    async def closed_school(self, actor: Actor, place_id: int) -> PlaceItem:
        """A school that could be opened again; raises NotFoundError."""
        async with self._database.read() as store:
            place = await _closed(store, actor, place_id)
            return item_of(place, await store.places.ancestors(place.path))

    @needs(Action.LOAD_PLACES)
    async def named(self, actor: Actor, name: str) -> PlaceItem:
        """The one place of a name; raises DomainError `place_unknown` or `place_ambiguous`."""
        async with self._database.read() as store:
            found = [
                place
                for place in await store.places.named(search_key(name))
                if _is_in_scope(actor, place)
            ]
        if not found:
            raise DomainError("place_unknown", place=name)
        if len(found) > 1:
            raise DomainError("place_ambiguous", place=name)
        return item_of(found[0], [])

    @needs(Action.LOAD_PLACES)
    async def merge(self, actor: Actor, place_id: int, into_id: int) -> Merged:
        """Make a municipality part of another, with its schools and all that is theirs.

        Curators and methodists go on with the schools they had, readers read the other's plan. Its
        coordinators are none any more. Where both have a plan of one year, each school follows the
        one it had. Raises DomainError `places_cannot_merge`.
        """
        now = self._clock.now()
        async with self._database.effect() as store:
            place, into = await _own(store, actor, place_id), await _own(store, actor, into_id)
            kinds = {place.kind, into.kind}
            if kinds != {PlaceKind.MUNICIPALITY} or into.path.startswith(place.path):
                raise DomainError("places_cannot_merge")
            schools = await store.places.subtree(place.path, PlaceKind.SCHOOL)
            name, others = place.name, await store.places.subtree(into.path, PlaceKind.SCHOOL)
            await _keep_to(store, into, place, [school.id for school in others])
            # Clocks stay as they are, whatever the other municipality's is.
            way = list(await store.places.ancestors(place.path))
            place.timezone = inherited_zone(way, self._default_timezone)
            concerned = await _reseat(store, actor, (place, into), schools, now)
            place.archived_at, place.merged_into_id = now, into.id
            await store.flush()
            await store.places.move(place, into)
            names = [name, *(other for _, other in await store.places.aliases_of(place.id))]
            await store.places.insert_aliases(
                [
                    {"place_id": into.id, "name": one, "search_key": search_key(one)[:400]}
                    for one in names
                ]
            )
            await store.places.close_links(place.id, now)
            await remind_the_right_ones(store, [into.path], now)
            for person_id in concerned:
                await repromise(store, person_id, now)
            known = {actor.person_id}
            await tell_coordinators(store, into, Change.MERGED_IN, place, now, but=known)
            await self._done(store, actor, "places:merge", (place, into), now)
        return Merged(name, into.name, len(schools))

    @needs(Action.LOAD_PLACES)
    async def close(self, actor: Actor, place_id: int) -> PlaceItem:
        """Take a school out of every list; what was done there is kept.

        Raises DomainError `places_cannot_close`.
        """
        now = self._clock.now()
        async with self._database.effect() as store:
            place = await _own(store, actor, place_id)
            if place.kind != PlaceKind.SCHOOL:
                raise DomainError("places_cannot_close")
            people = {
                seat.person.id for seat in await store.people.seats_at([place.id], list(Role))
            }
            await tell_people_of(store, place, Change.CLOSED, now, by=actor.person_id)
            place.archived_at = now
            await store.flush()
            await store.places.close_links(place.id, now)
            await settle_open(store, place, now, by=actor.person_id)
            for person_id in people:
                await repromise(store, person_id, now)
            await self._done(store, actor, "places:close", (place,), now)
            return item_of(place, [])

    @needs(Action.LOAD_PLACES)
    async def reopen(self, actor: Actor, place_id: int) -> PlaceCard:
        """Take a closed school back into every list, with its people and their reminders.

        Raises DomainError `places_name_taken`.
        """
        now = self._clock.now()
        async with self._database.effect() as store:
            place = await _closed(store, actor, place_id)
            await _must_be_free(store, place, place.name)
            await reopen(store, [place], now, by=actor.person_id)
            await store.places.bump(now)
            return await self._card(store, actor, place)

    @needs(Action.LOAD_PLACES)
    async def rename(self, actor: Actor, place_id: int, name: str) -> PlaceItem:
        """Give a place another name; it is still found under the old one.

        Raises DomainError `places_name_empty` or `places_name_taken`.
        """
        async with self._database.effect() as store:
            return item_of(await self._rename(store, actor, place_id, name), [])

    @needs(Action.LOAD_PLACES)
    async def begin_rename(self, actor: Actor, place_id: int) -> Turn:
        """Ask what a place is called from now on."""
        async with self._database.effect() as store:
            place = await _own(store, actor, place_id)
            subject = {"place_id": place.id, "title": place.name}
            now = self._clock.now()
            return await open_dialog(store, actor, PLACE_NAME, subject, key=str(place.id), now=now)

    @internal
    async def complete_rename(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> PlaceCard:
        """Give a place the name that was looked at, in the dialog's transaction."""
        place = await self._rename(store, actor, int(subject["place_id"]), str(answers["name"]))
        return await self._card(store, actor, place)

    async def _rename(self, store: Store, actor: Actor, place_id: int, name: str) -> Place:
        now, name = self._clock.now(), clean(" ".join(name.split()), NAME_LIMIT)
        if not search_key(name):
            raise DomainError("places_name_empty")
        place = await _own(store, actor, place_id)
        await _must_be_free(store, place, name)
        await rename(store, place, name)
        await self._done(store, actor, "places:rename", (place,), now)
        return place

    async def _done(
        self, store: Store, actor: Actor, action: str, places: Sequence[Place], now: datetime
    ) -> None:
        await store.places.bump(now)
        for place in places:
            store.intake.audit(
                now,
                actor.person_id,
                action,
                object_kind="place",
                object_id=place.id,
                place_id=place.id,
            )


async def _own(store: Store, actor: Actor, place_id: int) -> Place:
    place = await store.places.get(place_id)
    if place is None or place.archived_at is not None:
        raise NotFoundError
    actor.require(Action.LOAD_PLACES, place.path)
    return place


async def _closed(store: Store, actor: Actor, place_id: int) -> Place:
    place = await store.places.get(place_id)
    if place is None or place.archived_at is None or place.kind != PlaceKind.SCHOOL:
        raise NotFoundError
    actor.require(Action.LOAD_PLACES, place.path)
    return place


async def _must_be_free(store: Store, place: Place, name: str) -> None:
    """Two places of one name side by side could not be told apart, by people or by a table."""
    key = search_key(name)[:400]
    for other in await store.places.named(key):
        is_beside = (other.parent_id, other.kind) == (place.parent_id, place.kind)
        if other.id != place.id and is_beside and other.search_key == key:
            raise DomainError("places_name_taken", name=name)


def _list(place: Place, cut: tuple[int, int, Sequence[Place]], *, may_merge: bool) -> PlaceCard:
    """A page of places to choose from, on the way back to a place."""
    page, pages, shown = cut
    return PlaceCard(
        here=item_of(place, []),
        parent_id=place.id,
        zone="",
        aliases=(),
        schools=0,
        below=tuple(item_of(p, []) for p in shown),
        page=page,
        pages=pages,
        may_merge=may_merge,
        may_close=False,
    )


def _is_in_scope(actor: Actor, place: Place) -> bool:
    return place.path.startswith(actor.scope(Action.LOAD_PLACES))


async def _years(store: Store, place: Place) -> dict[CohortPart, tuple[str, ...]]:
    """In which years a school takes part, and how; its branches speak for themselves."""
    if place.kind != PlaceKind.SCHOOL:
        return {}
    said = [one for one in await store.places.cohorts([place.path]) if one.place_id == place.id]
    years: dict[CohortPart, tuple[str, ...]] = {}
    for one in sorted(said, key=lambda one: one.year):
        part = CohortPart(one.part)
        years[part] = (*years.get(part, ()), str(Year(one.year, one.is_school_year)))
    return years


async def _keep_to(store: Store, into: Place, place: Place, school_ids: Sequence[int]) -> None:
    """Where both have a plan of one year, keep the other's to the schools that it was made for."""
    below = [p for p in await store.plans.published_below([place.path]) if p.place_id == place.id]
    years = {first_year(plan.year) for plan in below}
    for plan in await store.plans.published_below([into.path]):
        if plan.place_id != into.id or first_year(plan.year) not in years:
            continue
        for row in await store.plans.rows(plan.id):
            if not row.school_ids and "school" in audience(row):
                row.school_ids = list(school_ids)
    await store.flush()


async def _reseat(
    store: Store,
    actor: Actor,
    where: tuple[Place, Place],
    schools: Sequence[Place],
    now: datetime,
) -> set[int]:
    """Give those who were something at the municipality what they are now; return their ids."""
    place, into = where
    concerned: set[int] = set()
    for seat in await store.people.seats_at([place.id], list(Role)):
        person, role = seat.person, seat.role
        concerned.add(person.id)
        if role in _WITH_SCHOOLS:
            for school in schools:
                await store.people.seat(
                    person.id, school.id, role, now, by=actor.person_id, until=seat.until
                )
        elif role is Role.SUBSCRIBER:
            await store.people.seat(person.id, into.id, role, now, by=actor.person_id)
        elif person.id != actor.person_id:
            await tell(store, person, Change.TERM_OVER, (place.id, role), now)
        await store.people.unseat(person.id, place.id, role, now)
    return concerned
