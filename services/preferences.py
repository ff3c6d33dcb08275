"""What a person sets for himself: language, zone, silence, and when he wants to be written to."""

from dataclasses import dataclass
from datetime import datetime

from db.database import Database
from services.access import Action, Actor, needs
from services.clock import Clock
from services.decency import QUIET_FROM, QUIET_UNTIL, week_began
from services.digest_days import MONDAY, MORNING_HOUR
from services.errors import DomainError, NotFoundError
from services.habits import budget_of
from services.promises import repromise
from services.times import is_zone, zone

_HOURS = range(24)
_WEEKDAYS = range(7)
_MOST_A_WEEK = 100


@dataclass(frozen=True, slots=True)
class HabitsCard:
    """How somebody wants to be written to; the same quiet hour twice is none, budget 0 no bound."""

    quiet_from: int
    quiet_until: int
    workdays_only: bool
    budget: int
    # Messages with reminders this week.
    spent: int
    digest_weekday: int
    digest_hour: int
    muted: int
    # Nothing at all is sent until then.
    silent_until: datetime | None

    @property
    def has_quiet_hours(self) -> bool:
        """Whether there are hours in which nothing is sent."""
        return self.quiet_from != self.quiet_until


class Preferences:
    """Changes a person's own settings."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where people are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.KEEP_SETTINGS)
    async def speak(self, actor: Actor, locale: str) -> None:
        """Choose the language."""
        await self._change(actor, locale=locale)

    @needs(Action.KEEP_SETTINGS)
    async def live_in(self, actor: Actor, timezone: str | None) -> None:
        """Choose one's own zone; None takes the zone of the place again."""
        if timezone is not None and not is_zone(timezone):
            raise DomainError("timezone_unknown")
        await self._change(actor, timezone=timezone)

    @needs(Action.KEEP_SETTINGS)
    async def pause(self, actor: Actor, paused: bool) -> None:
        """Stop or resume everything that the bot sends by itself."""
        await self._change(actor, paused=paused)

    @needs(Action.KEEP_SETTINGS)
    async def habits(self, actor: Actor) -> HabitsCard:
        """How one wants to be written to."""
        now = self._clock.now()
        async with self._database.read() as store:
            person = await store.people.get(actor.id)
            if person is None:
                raise NotFoundError
            since = week_began(now, zone(actor.timezone))
            spent = len(await store.reminders.messages_since([person.id], since))
            muted = len(await store.mutes.of_people([person.id]))
        until = person.muted_until
        return HabitsCard(
            quiet_from=QUIET_FROM if person.quiet_from is None else person.quiet_from,
            quiet_until=QUIET_UNTIL if person.quiet_until is None else person.quiet_until,
            workdays_only=person.workdays_only,
            budget=budget_of(person),
            spent=spent,
            digest_weekday=MONDAY if person.digest_weekday is None else person.digest_weekday,
            digest_hour=MORNING_HOUR if person.digest_hour is None else person.digest_hour,
            muted=muted,
            silent_until=until if until is not None and until > now else None,
        )

    @needs(Action.KEEP_SETTINGS)
    async def rest_between(self, actor: Actor, since: int, until: int) -> None:
        """Choose the quiet hours; the same hour twice is none."""
        _check(since in _HOURS and until in _HOURS)
        await self._change(actor, quiet_from=since, quiet_until=until)

    @needs(Action.KEEP_SETTINGS)
    async def rest_on_days_off(self, actor: Actor, rests: bool) -> None:
        """Choose whether reminders come on working days only."""
        await self._change(actor, workdays_only=rests)

    @needs(Action.KEEP_SETTINGS)
    async def want_at_most(self, actor: Actor, budget: int) -> None:
        """Choose how many messages with reminders a week may bring; 0 is no bound."""
        _check(0 <= budget <= _MOST_A_WEEK)
        await self._change(actor, weekly_budget=budget)

    @needs(Action.KEEP_SETTINGS)
    async def read_weekly(self, actor: Actor, weekday: int, hour: int) -> None:
        """Choose when the card or digest of the week comes."""
        _check(weekday in _WEEKDAYS and hour in _HOURS)
        await self._change(actor, digest_weekday=weekday, digest_hour=hour)

    async def _change(self, actor: Actor, **values: str | bool | int | None) -> None:
        """Write it down; what is to come follows new hours in the same transaction."""
        async with self._database.effect() as store:
            person = await store.people.get(actor.id)
            if person is None:
                raise NotFoundError
            for name, value in values.items():
                setattr(person, name, value)
            if values.keys() & _OF_HOURS:
                await store.flush()
                await repromise(store, person.id, self._clock.now())


# What moves the hours of reminders.
_OF_HOURS = frozenset({"timezone", "quiet_from", "quiet_until", "workdays_only"})


def _check(is_possible: bool) -> None:
    """Only a forged button carries anything else."""
    if not is_possible:
        raise NotFoundError
