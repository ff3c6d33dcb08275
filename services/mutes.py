"""What somebody does not want to be reminded of: one event, a series, everything until a day.

What was muted is not sent afterwards. Answers to what somebody does himself always come.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from db.database import Database
from db.enums import MuteKind
from db.models import Mute
from db.store import Store
from services.access import Action, Actor, needs
from services.calendar import reachable, visible_plans
from services.cards import When, when_of
from services.clock import Clock
from services.errors import DomainError, NotFoundError
from services.times import local_day, moment

_PAGE = 6
# Longer than the summer holidays nobody should be forgotten by mistake.
LONGEST_SILENCE = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Muted:
    """One event or one series that somebody does not hear of; a series has no day."""

    id: int
    title: str
    when: When | None


@dataclass(frozen=True, slots=True)
class MuteList:
    """A page of them, and until when somebody hears of nothing at all."""

    items: tuple[Muted, ...]
    page: int
    pages: int
    until: datetime | None
    now: datetime
    today: date


class Mutes:
    """Keeps and takes back what people do not want to hear of."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where mutes are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.READ_PLAN)
    async def mute(self, actor: Actor, occurrence_id: int, *, whole: bool) -> None:
        """Send no more reminders of an event, or with `whole` of its series."""
        async with self._database.effect() as store:
            kind, target_id = await _target(store, actor, occurrence_id, whole=whole)
            await store.mutes.keep(actor.id, kind, target_id, self._clock.now())

    @needs(Action.READ_PLAN)
    async def unmute(self, actor: Actor, occurrence_id: int, *, whole: bool) -> None:
        """Send the coming reminders of an event or a series again."""
        async with self._database.effect() as store:
            target = await _target(store, actor, occurrence_id, whole=whole)
            for mute in await store.mutes.of(actor.id, [target]):
                await store.mutes.drop(mute)

    @needs(Action.KEEP_SETTINGS)
    async def take_back(self, actor: Actor, mute_id: int) -> None:
        """The same by the number of a line of the list; what is gone already is no harm."""
        async with self._database.effect() as store:
            for mute in await store.mutes.of_people([actor.id]):
                if mute.id == mute_id:
                    await store.mutes.drop(mute)

    @needs(Action.KEEP_SETTINGS)
    async def be_silent(self, actor: Actor, until: date | None) -> None:
        """Send nothing before a day begins, by the person's own clock; None ends the silence."""
        now = self._clock.now()
        today = local_day(now, actor.timezone)
        if until is not None and not today < until <= today + LONGEST_SILENCE:
            raise DomainError("silence_day_wrong")
        async with self._database.effect() as store:
            person = await store.people.get(actor.id)
            if person is None:
                raise NotFoundError
            person.muted_until = moment(until, time(), actor.timezone) if until else None

    @needs(Action.KEEP_SETTINGS)
    async def listed(self, actor: Actor, page: int = 0) -> MuteList:
        """What somebody does not hear of, as far as it still lies ahead."""
        now = self._clock.now()
        async with self._database.read() as store:
            person = await store.people.get(actor.id)
            if person is None:
                raise NotFoundError
            items = await _items(store, actor, now)
        pages = max((len(items) + _PAGE - 1) // _PAGE, 1)
        page = min(max(page, 0), pages - 1)
        until = person.muted_until
        return MuteList(
            items=tuple(items[page * _PAGE : (page + 1) * _PAGE]),
            page=page,
            pages=pages,
            until=until if until is not None and until > now else None,
            now=now,
            today=local_day(now, actor.timezone),
        )


async def _target(
    store: Store, actor: Actor, occurrence_id: int, *, whole: bool
) -> tuple[MuteKind, int]:
    found = await reachable(store, actor, occurrence_id)
    if whole:
        return MuteKind.ROW, found.row.id
    return MuteKind.OCCURRENCE, found.occurrence.id


async def _items(store: Store, actor: Actor, now: datetime) -> list[Muted]:
    mutes = await store.mutes.of_people([actor.id])
    plans = set(await visible_plans(store, actor))
    happenings = await store.plans.happenings(
        mute.target_id for mute in mutes if mute.kind == MuteKind.OCCURRENCE
    )
    items = []
    for mute in mutes:
        if mute.kind == MuteKind.ROW:
            items += await _series(store, mute, plans)
            continue
        found = happenings.get(mute.target_id)
        if found is None or found.plan.id not in plans or found.occurrence.ends_at <= now:
            continue
        items.append(Muted(mute.id, found.row.title, when_of(found, actor.timezone)))
    return items


async def _series(store: Store, mute: Mute, plans: set[int]) -> list[Muted]:
    row = await store.plans.row(mute.target_id)
    return [Muted(mute.id, row.title, None)] if row is not None and row.plan_id in plans else []
