"""Which reminders an event has: its coordinator switches them, or goes back to the usual ones.

A choice is kept for one occurrence or for all of its row. What is still to come changes in the same
transaction; what was sent stays as it was.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.database import Database
from db.enums import PlanStatus
from db.models import PlanRow
from db.repositories.plans import Happening
from db.store import Store
from roadmap.reminder_rules import RULES_VERSION
from roadmap.reminders import chosen, offered
from services.access import Action, Actor, internal, needs
from services.cards import When, when_of
from services.clock import Clock
from services.errors import NotFoundError
from services.isolation import on_its_own
from services.promises import adjust, timetable_of
from services.scheduling import promise_anew

# After the end of an event nothing of it is to come but weekly words about a missed deadline.
_LONGEST_OVERDUE = timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class Switch:
    """A stage that an event can have."""

    code: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class RulesCard:
    """The reminders of an event, or of all happenings of its row (`is_whole`)."""

    occurrence_id: int
    title: str
    kind: str
    when: When
    has_term: bool
    has_link: bool
    # Whether the row has other happenings too; how many still to come follow the row, and how many
    # of them keep a choice of their own.
    is_series: bool
    to_come: int
    own: int
    is_whole: bool
    switches: tuple[Switch, ...]
    # Whether somebody has chosen them: for the whole row, or for this happening alone.
    is_chosen: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Followed:
    """How many plans were brought in line with new rules, and how many could not be."""

    plans: int = 0
    left: int = 0


class ReminderRules:
    """Shows and changes which reminders an event has."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where plans are kept and who tells the time."""
        self._database = database
        self._clock = clock
        # Plans brought in line by this process, while others are left.
        self._in_line: set[int] = set()

    @needs(Action.IMPORT_PLAN)
    async def card(self, actor: Actor, occurrence_id: int, *, whole: bool = False) -> RulesCard:
        """The reminders of an event; raises NotFoundError outside the actor's scope."""
        async with self._database.read() as store:
            found = await _own(store, actor, occurrence_id)
            living = await _living(store, found.row)
            return self._card(found, living, actor, whole=_is_whole(living, whole=whole))

    @needs(Action.IMPORT_PLAN)
    async def switch(
        self, actor: Actor, occurrence_id: int, code: str, *, on: bool, whole: bool = False
    ) -> RulesCard:
        """Switch one stage on or off; raises NotFoundError for a stage the event cannot have."""
        async with self._database.effect() as store:
            found = await _own(store, actor, occurrence_id)
            living = await _living(store, found.row)
            whole = _is_whole(living, whole=whole)
            now_on = _codes(found, living, whole=whole)
            if code not in offered(timetable_of(found)):
                raise NotFoundError
            codes = sorted(now_on | {code} if on else now_on - {code})
            if whole:
                found.row.reminder_codes = codes
                _forget_only(living)
            else:
                found.occurrence.reminder_codes = codes
            return await self._saved(store, actor, (found, living), whole=whole)

    @needs(Action.IMPORT_PLAN)
    async def restore(self, actor: Actor, occurrence_id: int, *, whole: bool = False) -> RulesCard:
        """Go back to the usual reminders; for one happening to those of its row."""
        async with self._database.effect() as store:
            found = await _own(store, actor, occurrence_id)
            living = await _living(store, found.row)
            whole = _is_whole(living, whole=whole)
            if whole:
                found.row.reminder_codes = None
                _forget_only(living)
            else:
                found.occurrence.reminder_codes = None
            return await self._saved(store, actor, (found, living), whole=whole)

    @needs(Action.IMPORT_PLAN)
    async def replace_own(self, actor: Actor, occurrence_id: int) -> RulesCard:
        """Let every happening still to come follow its row, also those with a choice of their own.

        Raises NotFoundError outside the actor's scope.
        """
        async with self._database.effect() as store:
            found = await _own(store, actor, occurrence_id)
            living = await _living(store, found.row)
            now = self._clock.now()
            for one in living:
                if one.occurrence.ends_at > now:
                    one.occurrence.reminder_codes = None
            return await self._saved(store, actor, (found, living), whole=True)

    @internal
    async def follow_new_rules(self) -> Followed:
        """After an upgrade: bring what is to come in line, once for each version of the rules.

        A plan is a transaction of its own: whoever is interrupted begins anew, and finds the first
        ones in line. One that cannot be read is left for another time, and the rest goes on.
        """
        key = f"rules:{RULES_VERSION}"
        async with self._database.read() as store:
            if await store.intake.marker(key) is not None:
                return Followed()
            published = {plan.id for plan in await store.plans.published_below(["/"])}
        waiting = sorted(published - self._in_line)
        for plan_id in waiting:
            with on_its_own("rules_of_plan", plan_id):
                async with self._database.write() as store:
                    await promise_anew(store, [plan_id], self._clock.now())
                self._in_line.add(plan_id)
        left = len(published - self._in_line)
        if not left:
            async with self._database.write() as store:
                await store.intake.mark(key, self._clock.now())
        return Followed(len(waiting) - left, left)

    async def _saved(
        self, store: Store, actor: Actor, about: tuple[Happening, list[Happening]], *, whole: bool
    ) -> RulesCard:
        found, living = about
        now = self._clock.now()
        await store.flush()
        concerned = living if whole else [found]
        recent = [one for one in concerned if one.occurrence.ends_at > now - _LONGEST_OVERDUE]
        await adjust(store, recent, now)
        store.intake.audit(
            now,
            actor.person_id,
            "reminders",
            object_kind="plan_row" if whole else "occurrence",
            object_id=found.row.id if whole else found.occurrence.id,
            place_id=found.place.id,
        )
        return self._card(found, living, actor, whole=whole)

    def _card(
        self, found: Happening, living: list[Happening], actor: Actor, *, whole: bool
    ) -> RulesCard:
        now = self._clock.now()
        codes = _codes(found, living, whole=whole)
        coming = [one.occurrence for one in living if one.occurrence.ends_at > now]
        own = sum(one.reminder_codes is not None for one in coming) if len(living) > 1 else 0
        kept = found.row.reminder_codes if whole else found.occurrence.reminder_codes
        what = timetable_of(found)
        return RulesCard(
            occurrence_id=found.occurrence.id,
            title=found.row.title,
            kind=found.row.kind,
            when=when_of(found, actor.timezone),
            has_term=found.occurrence.is_deadline
            or found.row.temporal_role in {"deadline", "period"},
            has_link=what.has_link,
            is_series=len(living) > 1,
            to_come=len(coming) - own,
            own=own,
            is_whole=whole,
            switches=tuple(Switch(code, code in codes) for code in offered(what)),
            is_chosen=kept is not None,
            now=now,
        )


def _codes(found: Happening, living: list[Happening], *, whole: bool) -> set[str]:
    """What holds at present: of the row when all of a series is meant, else of the happening."""
    return set(chosen(timetable_of(found, whole=whole and len(living) > 1)))


async def _own(store: Store, actor: Actor, occurrence_id: int) -> Happening:
    found = await store.plans.happening(occurrence_id)
    if found is None or found.plan.status != PlanStatus.PUBLISHED:
        raise NotFoundError
    actor.require(Action.IMPORT_PLAN, found.place.path)
    if found.occurrence.cancelled_at is not None:
        raise NotFoundError
    return found


def _is_whole(living: list[Happening], *, whole: bool) -> bool:
    """What is chosen for the only happening of a row is chosen for the row."""
    return whole or len(living) == 1


async def _living(store: Store, row: PlanRow) -> list[Happening]:
    ids = [o.id for o in await store.plans.occurrences(row.id) if o.cancelled_at is None]
    return list((await store.plans.happenings(ids)).values())


def _forget_only(living: list[Happening]) -> None:
    """A row with one happening left has one choice; in a series, single choices are kept."""
    if len(living) == 1:
        living[0].occurrence.reminder_codes = None
