"""An event shared into another chat: what is shown there, and whose answers count.

A shared card says what the road map says, and nothing about schools or people. Whoever taps it is
looked up anew: his answer counts for his own school, as if he had tapped his own card.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from db.database import Database
from db.enums import Intention
from db.repositories.plans import Happening
from services.access import Action, Actor, needs
from services.attendance import Attendance
from services.audience import concerns
from services.calendar import reachable, visible_plans
from services.cards import When, parties_of, when_of
from services.clock import Clock
from services.dialogs import Turn
from services.errors import DomainError, NotFoundError
from services.names import search_key

_AHEAD = timedelta(days=120)
_SHOWN = 20
_WORDS = 6
_NUMBER = re.compile(r"#([1-9][0-9]{0,9})", re.ASCII)
# What every database takes as an id.
_LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class SharedEvent:
    """An occurrence as everybody may read it; its zone is its own, for readers of any."""

    occurrence_id: int
    title: str
    kind: str
    place_name: str
    when: When
    link: str | None
    now: datetime
    is_cancelled: bool
    takes_answers: bool


@dataclass(frozen=True, slots=True)
class SharedAnswer:
    """What was counted, for whom; `turn` asks the reason in private."""

    name: str
    intention: Intention
    turn: Turn | None


class Sharing:
    """Finds events to be shared, counts answers given where they were shared."""

    def __init__(self, database: Database, clock: Clock, attendance: Attendance) -> None:
        """Take who keeps answers."""
        self._database = database
        self._clock = clock
        self._attendance = attendance

    @needs(Action.READ_PLAN)
    async def found(self, actor: Actor, query: str) -> tuple[SharedEvent, ...]:
        """What the actor may mean: «#12», words of a title, or nothing, for what comes next."""
        now = self._clock.now()
        number = _NUMBER.fullmatch(query.strip())
        async with self._database.read() as store:
            if number is not None and int(number[1]) <= _LARGEST:
                try:
                    found = [await reachable(store, actor, int(number[1]))]
                except NotFoundError:
                    return ()
            else:
                plan_ids = await visible_plans(store, actor)
                found = await store.plans.between(plan_ids, now, now + _AHEAD)
        if number is None:
            words = search_key(query[:100]).split()[:_WORDS]
            # What goes on already is hardly what one wants to share now.
            found = [one for one in found if _is_meant(one, actor, words, now)]
        return tuple(_shared(one, now) for one in found[:_SHOWN])

    @needs(Action.ANSWER_FOR_SCHOOL, Action.ANSWER_FOR_SELF)
    async def answer(self, actor: Actor, occurrence_id: int, intention: Intention) -> SharedAnswer:
        """Count an answer for the only party of the actor; nothing tells him of any other.

        Raises NotFoundError for who is not asked, DomainError `several_parties` where it is not
        clear for which of his schools he speaks.
        """
        async with self._database.read() as store:
            parties = parties_of(await reachable(store, actor, occurrence_id), actor)
        if not parties:
            raise NotFoundError
        if len(parties) > 1:
            raise DomainError("several_parties")
        ((party, name),) = parties.items()
        if intention is Intention.ABSENT:
            turn = await self._attendance.decline(actor, occurrence_id, party)
            return SharedAnswer(name, intention, turn)
        await self._attendance.intend(actor, occurrence_id, party, intention)
        return SharedAnswer(name, intention, None)


def _is_meant(found: Happening, actor: Actor, words: list[str], now: datetime) -> bool:
    if words:
        title = search_key(found.row.title)
        return all(word in title for word in words)
    is_own = any(concerns(found.row, found.place.path, seat) for seat in actor.seats)
    return is_own and found.occurrence.begins_at > now


def _shared(found: Happening, now: datetime) -> SharedEvent:
    occurrence, row = found.occurrence, found.row
    when = when_of(found, occurrence.timezone)
    is_cancelled = occurrence.cancelled_at is not None
    return SharedEvent(
        occurrence_id=occurrence.id,
        title=row.title,
        kind=row.kind,
        place_name=found.place.name,
        when=replace(when, reader_timezone=when.timezone),
        link=row.link,
        now=now,
        is_cancelled=is_cancelled,
        takes_answers=row.attendance_expected and not is_cancelled and occurrence.ends_at > now,
    )
