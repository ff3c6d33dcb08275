"""The record of actions, for those who watch over a place: who did what, when, how it was before.

It is written by the services themselves, in the transaction of the action. Only refusals are
written here: they have no transaction of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.database import Database
from db.models import Plan
from db.repositories.audit import AuditLine
from db.store import Store
from services.access import Action, Actor, internal, needs
from services.clock import Clock
from services.errors import NotFoundError
from services.scheduling import Was

_PAGE = 8
# Whoever tries doors all the time fills no more of the record than this in an hour.
_MOST_REFUSALS = 30


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry, with names for ids; `author` is None for the program and the command line.

    An empty `author` is somebody who was forgotten.
    """

    id: int
    at: datetime
    author_id: int | None
    author: str | None
    action: str
    object_kind: str
    object_id: int | None
    title: str
    place_id: int
    place_name: str
    result: str
    was: Was | None
    now: Was | None


@dataclass(frozen=True, slots=True)
class Deeds:
    """A page of the record; `about` names what it was narrowed to."""

    deeds: tuple[Deed, ...]
    page: int
    has_more: bool
    timezone: str
    about: str = ""


class Audit:
    """Reads the record within the reader's places."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where the record is."""
        self._database = database
        self._clock = clock

    @needs(Action.READ_AUDIT)
    async def page(self, actor: Actor, page: int = 0) -> Deeds:
        """Everything below the reader's places, the newest first."""
        async with self._database.read() as store:
            return await _page(store, actor, page)

    @needs(Action.READ_AUDIT)
    async def of_person(self, actor: Actor, person_id: int, page: int = 0) -> Deeds:
        """What one person did there; raises NotFoundError for somebody who did nothing there."""
        async with self._database.read() as store:
            found = await _page(store, actor, page, person_id=person_id)
            if not found.deeds:
                raise NotFoundError
            return found

    @needs(Action.READ_AUDIT)
    async def of_place(self, actor: Actor, place_id: int, page: int = 0) -> Deeds:
        """What happened at a place and below it; raises NotFoundError outside the reader's."""
        async with self._database.read() as store:
            place = await store.places.get(place_id)
            if place is None:
                raise NotFoundError
            actor.require(Action.READ_AUDIT, place.path)
            return await _page(store, actor, page, path=place.path, about=place.name)

    @needs(Action.READ_AUDIT)
    async def of_event(self, actor: Actor, occurrence_id: int, page: int = 0) -> Deeds:
        """Who moved an event from when to when; raises NotFoundError outside the reader's."""
        async with self._database.read() as store:
            found = (await store.plans.happenings([occurrence_id])).get(occurrence_id)
            if found is None:
                raise NotFoundError
            actor.require(Action.READ_AUDIT, found.place.path)
            return await _page(
                store, actor, page, occurrence_id=occurrence_id, about=found.row.title
            )

    @needs(Action.READ_AUDIT)
    async def entry(self, actor: Actor, entry_id: int) -> tuple[Deed, str]:
        """One entry and the reader's zone; raises NotFoundError outside the reader's places."""
        async with self._database.read() as store:
            scope = actor.scope(Action.READ_AUDIT)
            lines = await store.audit.below(scope, entry_id=entry_id, limit=1)
            if not lines:
                raise NotFoundError
            titles = await store.audit.titles([line.entry for line in lines])
            return _deed(lines[0], titles), actor.timezone

    @internal
    async def refused(self, actor: Actor, code: str, what: str) -> None:
        """Write down that somebody known was refused; `what` is the kind of button or command."""
        if actor.person_id is None:
            return
        now = self._clock.now()
        async with self._database.write() as store:
            hour = now - timedelta(hours=1)
            if await store.audit.count_since(actor.id, "refused", hour) >= _MOST_REFUSALS:
                return
            store.intake.audit(
                now,
                actor.id,
                "refused",
                object_kind=what[:24],
                object_id=None,
                place_id=actor.acting.place_id if actor.acting is not None else None,
                result=code[:48],
            )


def of_plan(plan: Plan) -> dict[str, Any]:
    """What the record says of a road map: its kind, its id, its place."""
    return {"object_kind": "plan", "object_id": plan.id, "place_id": plan.place_id}


async def _page(
    store: Store, actor: Actor, page: int, *, about: str = "", **narrowed: Any
) -> Deeds:
    page = max(page, 0)
    scope = actor.scope(Action.READ_AUDIT)
    lines = await store.audit.below(scope, limit=_PAGE + 1, offset=page * _PAGE, **narrowed)
    titles = await store.audit.titles([line.entry for line in lines])
    shown: Sequence[AuditLine] = lines[:_PAGE]
    deeds = tuple(_deed(line, titles) for line in shown)
    if "person_id" in narrowed and deeds:
        about = deeds[0].author or ""
    return Deeds(deeds, page, len(lines) > _PAGE, actor.timezone, about)


def _deed(line: AuditLine, titles: Mapping[tuple[str, int], str]) -> Deed:
    entry = line.entry
    detail = entry.detail or {}
    return Deed(
        id=entry.id,
        at=entry.at,
        author_id=entry.person_id,
        author=line.person.name if line.person is not None else None,
        action=entry.action,
        object_kind=entry.object_kind,
        object_id=entry.object_id,
        title=titles.get((entry.object_kind, entry.object_id or 0), ""),
        place_id=line.place.id,
        place_name=line.place.name,
        result=entry.result,
        was=Was.from_json(detail["was"]) if detail.get("was") else None,
        now=Was.from_json(detail["now"]) if detail.get("now") else None,
    )
