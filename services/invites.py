"""Inviting people: a link for a role at a place, the list of open links, links for all schools."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from db.database import Database
from db.enums import PlaceKind, Role
from db.models import Invite, Place
from db.repositories.paths import ids_of
from db.store import Store
from services.access import REPRESENTATIVES, Action, Actor, internal, needs
from services.clock import Clock
from services.dialogs import Turn, open_dialog
from services.errors import DomainError, NotFoundError
from services.forms.catalogue import INVITE_PLACE
from services.handing import may_hand_over
from services.invite_cards import (
    DAYS,
    USES,
    Batch,
    Desk,
    Found,
    Holder,
    Link,
    OpenLink,
    OpenLinks,
    SchoolLink,
    desk_of,
    link_of,
    open_link_of,
    paged,
    spot_of,
)
from services.links import INVITE_DAYS, digest_of, is_live, new_link
from services.place_search import Named, PlaceIndex
from services.places import item_of, listed_below

# More schools than any municipality has: a table longer than this was not asked for by a person.
_MOST_SCHOOLS = 2_000
_FOUND = 8
# What is written down about links for schools without anybody, and about those for all schools.
_BATCHES = {False: "invite:bare_schools", True: "invite:all_schools"}
_SAME_BATCH = timedelta(minutes=10)


class Invites:
    """Makes links and takes them back."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where links are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.MANAGE_PEOPLE)
    async def desk(self, actor: Actor, place_id: int | None = None, page: int = 0) -> Desk:
        """A place of the actor's, with its people; his only place is entered at once."""
        async with self._database.read() as store:
            tops = await _tops(store, actor)
            if place_id is None and len(tops) == 1:
                place_id = tops[0].id
            if place_id is None:
                return desk_of(actor, None, tops, page)
            place = await _own(store, actor, Action.MANAGE_PEOPLE, place_id)
            below = await listed_below(store, place)
            holders = await _holders(store, actor, place)
            parent_id = None
            if place.id not in {top.id for top in tops}:
                parent_id = await _above(store, actor, place)
            elif len(tops) > 1:
                parent_id = 0
            return desk_of(actor, place, below, page, parent_id=parent_id, holders=holders)

    @needs(Action.MANAGE_PEOPLE)
    async def ask_place(self, actor: Actor) -> Turn:
        """Ask for a part of a place's name."""
        async with self._database.effect() as store:
            return await open_dialog(
                store, actor, INVITE_PLACE, {}, key="place", now=self._clock.now()
            )

    @internal
    async def complete_place(
        self, store: Store, actor: Actor, _subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> Found:
        """Look for the name among the actor's places."""
        text, scope = str(answers["place"]), actor.scope(Action.MANAGE_PEOPLE)
        own = {p.id: p for path in scope for p in await store.places.subtree(path)}
        named = [
            Named(p.id, p.name, within=own[p.parent_id].name if p.parent_id in own else "")
            for p in own.values()
        ]
        spots = []
        # An index of a region takes a second, in which others are to be answered.
        for place_id in await asyncio.to_thread(_find, named, text):
            place = own[place_id]
            way = await store.places.ancestors(place.path)
            spots.append(spot_of(place, item_of(place, way).above))
        return Found(text, tuple(spots))

    @needs(Action.MANAGE_PEOPLE, Action.HAND_OVER)
    async def offer(self, actor: Actor, place_id: int) -> Desk:
        """What the actor may give at a place; a director invites his deputy."""
        async with self._database.read() as store:
            place = await store.places.get(place_id)
            if place is None or place.archived_at is not None:
                raise NotFoundError
            desk = desk_of(actor, place)
            if not desk.may_give:
                raise NotFoundError
            return desk

    @needs(Action.MANAGE_PEOPLE, Action.HAND_OVER)
    async def make(
        self, actor: Actor, place_id: int, role: Role, *, uses: int = 1, days: int = INVITE_DAYS
    ) -> Link:
        """Make a link; its token is shown now or never."""
        if uses not in USES or days not in DAYS:
            raise NotFoundError
        now = self._clock.now()
        async with self._database.effect() as store:
            place = await store.places.get(place_id)
            if place is None or place.archived_at is not None:
                raise NotFoundError
            if not actor.may_give(role, place.path, PlaceKind(place.kind)):
                raise NotFoundError
            invite, token = await new_link(
                store, place, role, now, by=actor.id, uses=uses, days=days
            )
            store.intake.audit(
                now,
                actor.id,
                f"invite:{role}",
                object_kind="invite",
                object_id=invite.id,
                place_id=place.id,
            )
            return link_of(invite, place, token)

    @needs(Action.MANAGE_PEOPLE, Action.HAND_OVER)
    async def known(self, actor: Actor, token: str) -> Link:
        """An open link of the actor's by its token, to be printed."""
        async with self._database.read() as store:
            invite = await store.invites.by_hash(digest_of(token))
            place = await _place_of(store, actor, invite)
            if invite is None or not is_live(invite, self._clock.now()):
                raise NotFoundError
            return link_of(invite, place, token)

    @needs(Action.MANAGE_PEOPLE, Action.HAND_OVER)
    async def open_links(self, actor: Actor, page: int = 0) -> OpenLinks:
        """The links that still let somebody in: the actor's own, and those below his places."""
        now = self._clock.now()
        async with self._database.read() as store:
            scope = actor.scope(Action.MANAGE_PEOPLE)
            found = await store.invites.open_below(scope, actor.id, now)
            page, pages, shown = paged(found, page)
            makers = await store.people.many(i.created_by for i, _ in shown if i.created_by)
            return OpenLinks(
                links=tuple(
                    open_link_of(
                        i, place, now, makers[i.created_by].name if i.created_by in makers else ""
                    )
                    for i, place in shown
                ),
                page=page,
                pages=pages,
                total=len(found),
            )

    @needs(Action.MANAGE_PEOPLE, Action.HAND_OVER)
    async def open_link(self, actor: Actor, invite_id: int) -> OpenLink:
        """One link of the list."""
        async with self._database.read() as store:
            return await self._card(store, actor, await store.invites.get(invite_id))

    @needs(Action.MANAGE_PEOPLE, Action.HAND_OVER)
    async def revoke(self, actor: Actor, invite_id: int) -> OpenLink:
        """Take a link back: from now on it is a wrong one."""
        now = self._clock.now()
        async with self._database.effect() as store:
            invite = await store.invites.get(invite_id)
            place = await _place_of(store, actor, invite)
            if invite is not None and is_live(invite, now):
                invite.revoked_at = now
                await store.flush()
                store.intake.audit(
                    now,
                    actor.id,
                    "invite:revoked",
                    object_kind="invite",
                    object_id=invite.id,
                    place_id=place.id,
                )
            return await self._card(store, actor, invite)

    @needs(Action.MANAGE_PEOPLE)
    async def batch(self, actor: Actor, place_id: int = 0, days: int = INVITE_DAYS) -> Batch:
        """How many schools links would be made for; 0 is all the actor's places."""
        async with self._database.read() as store:
            return (await self._batch(store, actor, place_id, days))[0]

    @needs(Action.MANAGE_PEOPLE)
    async def make_batch(
        self, actor: Actor, place_id: int = 0, days: int = INVITE_DAYS, *, whole: bool = False
    ) -> Batch:
        """Make a director's link for each school without anybody, each for one person.

        `whole`: for the other schools too. Twice in a few minutes is a double tap: raises
        DomainError `links_made_already` while a link of the first table is good, for its tokens are
        kept nowhere and cannot be shown again.
        """
        now = self._clock.now()
        async with self._database.effect() as store:
            batch, tops = await self._batch(store, actor, place_id, days)
            for top in tops:
                before = now - _SAME_BATCH
                if await store.invites.has_batch(actor.id, top, _BATCHES[whole], before):
                    minutes = int(_SAME_BATCH.total_seconds()) // 60
                    raise DomainError("links_made_already", place=top.name, minutes=minutes)
            links: list[SchoolLink] = []
            for top in tops:
                made = await _links(store, actor, top, now, days=days, whole=whole)
                links += made
                if made:
                    store.intake.audit(
                        now,
                        actor.id,
                        _BATCHES[whole],
                        object_kind="place",
                        object_id=top.id,
                        place_id=top.id,
                        result=f"{len(made)} links",
                    )
        return replace(batch, whole=whole, links=tuple(links))

    async def _batch(
        self, store: Store, actor: Actor, place_id: int, days: int
    ) -> tuple[Batch, list[Place]]:
        if days not in DAYS:
            raise NotFoundError
        if place_id:
            tops = [await _own(store, actor, Action.MANAGE_PEOPLE, place_id)]
        else:
            tops = _outermost(await _tops(store, actor))
        if not tops or any(top.kind == PlaceKind.SCHOOL for top in tops):
            raise NotFoundError
        bare, of = 0, 0
        for top in tops:
            bare += (await store.staffing.unmanned([top.path], REPRESENTATIVES, (0, 1)))[0]
            of += len(await _schools(store, top, whole=True))
        until = self._clock.now() + timedelta(days=days)
        only = tops[0].id if len(tops) == 1 else 0
        return Batch(only, ", ".join(top.name for top in tops), bare, of, days, until), tops

    async def _card(self, store: Store, actor: Actor, invite: Invite | None) -> OpenLink:
        place = await _place_of(store, actor, invite)
        if invite is None:
            raise NotFoundError
        maker = await store.people.get(invite.created_by) if invite.created_by else None
        return open_link_of(invite, place, self._clock.now(), maker.name if maker else "")


async def _own(store: Store, actor: Actor, action: Action, place_id: int) -> Place:
    place = await store.places.get(place_id)
    if place is None or place.archived_at is not None:
        raise NotFoundError
    actor.require(action, place.path)
    return place


def _outermost(tops: Sequence[Place]) -> list[Place]:
    """Places without those that lie below another of them."""
    paths = {top.path for top in tops}
    return [top for top in tops if not any(top.path != p and top.path.startswith(p) for p in paths)]


async def _schools(store: Store, top: Place, *, whole: bool) -> Sequence[Place]:
    """The schools of a territory: those without anybody, or all of them."""
    if not whole:
        found = await store.staffing.unmanned([top.path], REPRESENTATIVES, (0, _MOST_SCHOOLS))
        return found[1]
    schools = await store.places.subtree(top.path, PlaceKind.SCHOOL)
    return [school for school in schools if school.archived_at is None][:_MOST_SCHOOLS]


async def _links(
    store: Store, actor: Actor, top: Place, now: datetime, *, days: int, whole: bool
) -> list[SchoolLink]:
    """A link for each of the schools of a territory, with the municipality it lies in."""
    areas = {p.id: p.name for p in await store.places.subtree(top.path, PlaceKind.MUNICIPALITY)}
    links = []
    for school in await _schools(store, top, whole=whole):
        area = next((areas[id_] for id_ in ids_of(school.path) if id_ in areas), top.name)
        _, token = await new_link(store, school, Role.DIRECTOR, now, by=actor.id, days=days)
        links.append(SchoolLink(area, school.name, token))
    return sorted(links, key=lambda one: (one.municipality, one.school))


def _find(named: Sequence[Named], text: str) -> list[int]:
    return list(PlaceIndex(named).find(text, _FOUND))


async def _above(store: Store, actor: Actor, place: Place) -> int | None:
    """Where a place was chosen from: the nearest territory that is still there."""
    scope = actor.scope(Action.MANAGE_PEOPLE)
    above = [
        p
        for p in reversed(await store.places.ancestors(place.path))
        if p.id != place.id and p.archived_at is None and p.path.startswith(scope)
    ]
    territory = (p.id for p in above if p.kind != PlaceKind.SCHOOL)
    return next(territory, above[0].id if above else None)


async def _tops(store: Store, actor: Actor) -> list[Place]:
    ids = {seat.place_id for seat in actor.seats_for(Action.MANAGE_PEOPLE)}
    found = (await store.places.many(ids)).values()
    return sorted((p for p in found if p.archived_at is None), key=lambda place: place.name)


async def _holders(store: Store, actor: Actor, place: Place) -> tuple[Holder, ...]:
    roles = [role for role in Role if role is not Role.SUBSCRIBER]
    return tuple(
        Holder(
            membership_id=held.membership_id,
            name=held.person.name,
            role=held.role,
            until=held.until,
            away_until=held.away_until,
            deputy_name=held.deputy_name,
            may_hand_over=may_hand_over(actor, held),
        )
        for held in await store.people.seats_at([place.id], roles)
    )


async def _place_of(store: Store, actor: Actor, invite: Invite | None) -> Place:
    """The place of a link that the actor made himself, or that leads below his places."""
    place = await store.places.get(invite.place_id) if invite is not None else None
    if invite is None or place is None:
        raise NotFoundError
    if invite.created_by != actor.id:
        actor.require(Action.MANAGE_PEOPLE, place.path)
    return place
