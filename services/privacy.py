"""A person's rights over his own data: read the consent, see all, take it back, be forgotten.

These rights do not hang on a valid consent: who has taken it back, or has not agreed to a new text
yet, may still see and erase what is stored. So most methods here are open to anybody and concern
the actor alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

from db.database import Database
from db.models import Person
from db.store import Store
from locales.documents import Document, consent
from roadmap.people import without_name
from services.access import Action, Actor, internal, needs
from services.clock import Clock
from services.consent import CONSENT_VERSION
from services.errors import NotFoundError
from services.handing import stand_down
from services.stored_names import StoredNames, stored_names
from services.traces import Traces, leave_traces

# The last question before everything is erased is valid for so many minutes.
_FRESH_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Operator:
    """Who answers for the data before the law; empty where nobody has said it."""

    name: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The text people are asked to agree to, and who asks."""

    document: Document
    operator: Operator


@dataclass(frozen=True, slots=True)
class Overview:
    """What `/privacy` says in short; `is_known` is False when nothing is stored."""

    is_known: bool
    operator: Operator
    version: str = ""
    consented_at: datetime | None = None
    withdrawn_at: datetime | None = None
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class Everything:
    """All that the tables hold about a person, with names for the ids that stand there."""

    tables: Mapping[str, tuple[Mapping[str, Any], ...]]
    names: StoredNames
    at: datetime


class Privacy:
    """Shows, silences and erases one person's data."""

    def __init__(self, database: Database, clock: Clock, operator: Operator) -> None:
        """Take who answers for the data."""
        self._database = database
        self._clock = clock
        self._operator = operator
        self._traces = Traces(database, clock)

    @needs(Action.COME_IN)
    async def consent_text(self, _actor: Actor, locale: str) -> ConsentText:
        """The present text in a language."""
        return ConsentText(consent(CONSENT_VERSION, locale), self._operator)

    @needs(Action.COME_IN)
    async def overview(self, actor: Actor) -> Overview:
        """Whether anything is stored about the actor, and what he has agreed to."""
        async with self._database.read() as store:
            person = await _own(store, actor)
            if person is None:
                return Overview(is_known=False, operator=self._operator)
        return Overview(
            is_known=True,
            operator=self._operator,
            version=person.consent_version,
            consented_at=person.consented_at,
            withdrawn_at=person.withdrawn_at,
            now=self._clock.now(),
        )

    @needs(Action.COME_IN)
    async def everything(self, actor: Actor) -> Everything | None:
        """All that is stored about the actor; None when that is nothing."""
        now = self._clock.now()
        async with self._database.effect() as store:
            person = await _own(store, actor)
            if person is None:
                return None
            store.intake.audit(
                now, person.id, "own_data", object_kind="person", object_id=person.id
            )
            await store.flush()
            found = await store.personal.everything(person.id, person.telegram_id)
            return Everything(
                tables={table: tuple(rows) for table, rows in found.items()},
                names=await stored_names(store, chain.from_iterable(found.values())),
                at=now,
            )

    @needs(Action.OWN_DATA)
    async def withdraw(self, actor: Actor) -> None:
        """Take the consent back: from this moment nothing is sent, also what was queued."""
        now = self._clock.now()
        async with self._database.effect() as store:
            person = await _own(store, actor)
            if person is None:
                raise NotFoundError
            person.withdrawn_at = now
            await stand_down(store, person.id, now, by=person.id)
            await store.personal.silence(person.id, now, "withdrawn")
            await store.dialogs.park_all(person.id)
            store.intake.audit(
                now,
                person.id,
                "consent:withdrawn",
                object_kind="person",
                object_id=person.id,
                detail={"version": person.consent_version},
            )

    @internal
    def this_minute(self) -> int:
        """The number of the present minute, for a question that grows old."""
        return int(self._clock.now().timestamp()) // 60

    @internal
    def is_fresh(self, asked: int) -> bool:
        """Whether a question was asked a few minutes ago at most."""
        return 0 <= self.this_minute() - asked <= _FRESH_MINUTES

    @needs(Action.COME_IN)
    async def forget(self, actor: Actor) -> bool:
        """Erase the actor for good; False when nothing was stored."""
        async with self._database.effect() as store:
            person = await _own(store, actor)
            if person is None:
                return False
            await erase(store, person, self._clock.now(), by=person.id)
        self._traces.left()
        return True

    @internal
    def has_traces(self) -> None:
        """Somebody was erased elsewhere: there is something to clean up."""
        self._traces.left()

    @internal
    async def clean_up(self) -> bool:
        """Leave no trace of what was erased in the files; return whether all of it went now."""
        return await self._traces.clean_up()


async def erase(store: Store, person: Person, now: datetime, *, by: int | None) -> None:
    """Make a pseudonym of a person, inside a transaction, and write that down."""
    await stand_down(store, person.id, now, by=by)
    await store.personal.erase(person, now, partial(without_name, name=person.name))
    store.intake.audit(now, by, "forget", object_kind="person", object_id=person.id)
    await leave_traces(store, now)


async def _own(store: Store, actor: Actor) -> Person | None:
    person = await store.people.get(actor.person_id) if actor.person_id is not None else None
    return person if person is not None and person.forgotten_at is None else None
