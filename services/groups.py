"""Chats of municipalities: a coordinator binds a group, announcements and the week are read there.

What is posted is what a reader of the whole municipality sees: the road map and words that were
said to everybody there. No person, no answer and no report is ever named, because whoever makes a
post knows none. Of the group itself its number is kept, and nothing of those who are in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.database import Database
from db.enums import PlaceKind
from db.models import GroupChat, Place
from db.store import Store
from services.access import Action, Actor, internal, needs
from services.clock import Clock
from services.errors import DomainError, NotFoundError

_PAGE = 8


@dataclass(frozen=True, slots=True)
class BoundGroup:
    """A chat of a municipality."""

    id: int
    chat_id: int
    place_name: str
    bound_at: datetime
    locale: str


@dataclass(frozen=True, slots=True)
class GroupDesk:
    """The chats of the actor's places, and a page of the places that may get one."""

    groups: tuple[BoundGroup, ...]
    places: tuple[tuple[int, str], ...]
    page: int
    pages: int


class Groups:
    """Binds groups and lets them go."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where groups are kept."""
        self._database = database
        self._clock = clock

    @needs(Action.BROADCAST)
    async def desk(self, actor: Actor, page: int = 0) -> GroupDesk:
        """The chats below the actor's places, and his municipalities."""
        scope = actor.scope(Action.BROADCAST)
        async with self._database.read() as store:
            groups = await store.groups.below(scope)
            places = await _municipalities(store, scope)
        pages = max((len(places) + _PAGE - 1) // _PAGE, 1)
        page = min(max(page, 0), pages - 1)
        shown = places[page * _PAGE : (page + 1) * _PAGE]
        return GroupDesk(
            groups=tuple(_bound(group, place) for group, place in groups),
            places=tuple((place.id, place.name) for place in shown),
            page=page,
            pages=pages,
        )

    @needs(Action.BROADCAST)
    async def bind(self, actor: Actor, chat_id: int, place_id: int | None = None) -> BoundGroup:
        """Make a group the chat of a municipality; the actor's only one when none is named.

        Raises NotFoundError for places and groups of others, DomainError `several_places` when
        it is not clear which one is meant.
        """
        if chat_id >= 0:
            raise NotFoundError
        now, scope = self._clock.now(), actor.scope(Action.BROADCAST)
        async with self._database.write() as store:
            place = await _meant(store, scope, place_id)
            actor.require(Action.BROADCAST, place.path)
            group = await store.groups.of_chat(chat_id)
            if group is not None:
                # Nobody takes away the chat of a place that is not his.
                before = await store.places.get(group.place_id)
                if before is None or not actor.may(Action.BROADCAST, before.path):
                    raise NotFoundError
                if before.id == place.id:
                    return _bound(group, place)
                await store.groups.forget(group.id)
            group = GroupChat(
                chat_id=chat_id,
                place_id=place.id,
                locale=actor.locale,
                bound_by=actor.person_id,
                bound_at=now,
            )
            store.groups.add(group)
            await store.flush()
            _audit(store, actor.person_id, now, "group:bound", group)
            return _bound(group, place)

    @needs(Action.BROADCAST)
    async def unbind(self, actor: Actor, group_id: int) -> None:
        """Nothing more is posted there; raises NotFoundError for chats of others."""
        now = self._clock.now()
        async with self._database.effect() as store:
            group = await _own(store, actor, await store.groups.get(group_id))
            _audit(store, actor.person_id, now, "group:unbound", group)
            await store.groups.forget(group.id)

    @needs(Action.BROADCAST)
    async def unbind_chat(self, actor: Actor, chat_id: int) -> None:
        """The same, said in the chat itself."""
        now = self._clock.now()
        async with self._database.write() as store:
            group = await _own(store, actor, await store.groups.of_chat(chat_id))
            _audit(store, actor.person_id, now, "group:unbound", group)
            await store.groups.forget(group.id)

    @internal
    async def left(self, chat_id: int) -> bool:
        """The bot was removed from a chat; whether it was one of ours."""
        now = self._clock.now()
        async with self._database.read() as store:
            if await store.groups.of_chat(chat_id) is None:
                return False
        async with self._database.write() as store:
            group = await store.groups.of_chat(chat_id)
            if group is None:
                return False
            _audit(store, None, now, "group:left", group)
            await store.groups.forget(group.id)
            return True

    @internal
    async def moved(self, chat_id: int, to: int) -> bool:
        """A group goes on as a supergroup under another number."""
        async with self._database.read() as store:
            if await store.groups.of_chat(chat_id) is None:
                return False
        async with self._database.write() as store:
            group = await store.groups.of_chat(chat_id)
            if group is None:
                return False
            other = await store.groups.of_chat(to)
            if other is not None:
                # Bound anew already, under its new number.
                await store.groups.forget(group.id)
            else:
                group.chat_id = to
            return True


async def _municipalities(store: Store, scope: Sequence[str]) -> list[Place]:
    found = {
        place.id: place
        for path in scope
        for place in await store.places.subtree(path, PlaceKind.MUNICIPALITY)
    }
    return sorted(found.values(), key=lambda place: place.name)


async def _meant(store: Store, scope: Sequence[str], place_id: int | None) -> Place:
    if place_id is not None:
        place = await store.places.get(place_id)
        if place is None or place.archived_at is not None or place.kind != PlaceKind.MUNICIPALITY:
            raise NotFoundError
        return place
    own = await _municipalities(store, scope)
    if len(own) > 1:
        raise DomainError("several_places")
    if not own:
        raise NotFoundError
    return own[0]


async def _own(store: Store, actor: Actor, group: GroupChat | None) -> GroupChat:
    place = await store.places.get(group.place_id) if group is not None else None
    if group is None or place is None:
        raise NotFoundError
    actor.require(Action.BROADCAST, place.path)
    return group


def _bound(group: GroupChat, place: Place) -> BoundGroup:
    return BoundGroup(group.id, group.chat_id, place.name, group.bound_at, group.locale)


def _audit(store: Store, by: int | None, now: datetime, action: str, group: GroupChat) -> None:
    store.intake.audit(
        now,
        by,
        action,
        object_kind="group_chat",
        object_id=group.id,
        place_id=group.place_id,
    )
