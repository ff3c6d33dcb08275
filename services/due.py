"""What is to become of reminders whose time has come: judged for all of them at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.enums import ReminderStatus
from db.models import Person, Reminder
from db.repositories.plans import Happening
from db.store import Store
from roadmap.reminders import days_before
from services.access import Seat
from services.answers import Said, said_about
from services.audience import concerns, seat_of
from services.decency import (
    TOGETHER,
    Habits,
    is_pressing,
    may_come_early,
    put_off,
    week_began,
)
from services.filings import Filings, filings_about
from services.habits import habits_of
from services.promised_hours import begin_of
from services.promises import present

# What comes nearer to an event than a count of days, and says all that it said.
_TELLS_ALL = frozenset({"d3", "d1", "d0"})
# So many events fit on a phone.
_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Bundle:
    """Reminders of one person that go together, as one message."""

    person: Person
    reminders: Sequence[Reminder]


@dataclass(frozen=True, slots=True)
class Due:
    """All that is known of some reminders, each thing fetched once for all of them."""

    now: datetime
    people: Mapping[int, Person]
    happenings: Mapping[int, Happening]
    seats: Mapping[int, Sequence[Seat]]
    habits: Mapping[int, Habits]
    said: Said
    filings: Filings
    # Messages of this week, by person.
    spent: Mapping[int, int]

    def verdict(self, reminder: Reminder) -> ReminderStatus | datetime:
        """Its fate as things stand now, or until when it is put off."""
        found = self.happenings.get(reminder.occurrence_id)
        own, habits = self.seats[reminder.person_id], self.habits[reminder.person_id]
        if (
            found is None
            or found.occurrence.cancelled_at is not None
            or found.occurrence.version != reminder.version
            or not any(concerns(found.row, found.place.path, seat) for seat in own)
        ):
            return ReminderStatus.CANCELLED
        if reminder.not_after <= self.now:
            return ReminderStatus.LATE
        if self.said.is_answered(
            found,
            reminder.stage,
            own,
            reminder.person_id,
            has_filed=self.filings.has_all(found, own, reminder.person_id),
        ):
            return ReminderStatus.ANSWERED
        if habits.is_muted(found.occurrence.id, found.row.id, self.now):
            return ReminderStatus.MUTED
        at = put_off(
            self.now,
            reminder.not_after,
            habits.rhythm,
            stage=reminder.stage,
            begins_at=begin_of(found),
        )
        if at is None:
            return ReminderStatus.LATE
        return ReminderStatus.QUEUED if at <= self.now else at

    def is_pressing(self, reminder: Reminder) -> bool:
        """Whether it goes also when the week's budget is spent."""
        found = self.happenings[reminder.occurrence_id]
        return is_pressing(reminder.stage, has_term=is_term(found))

    def may_come_early(self, reminder: Reminder) -> bool:
        """Whether it may join a message that goes within the hour before its time."""
        found = self.happenings.get(reminder.occurrence_id)
        return (
            found is not None
            and may_come_early(reminder.stage, begin_of(found))
            and self.verdict(reminder) is ReminderStatus.QUEUED
        )


async def look(
    store: Store, due: Sequence[Reminder], soon: Sequence[Reminder], now: datetime
) -> Due:
    """Fetch what the verdicts need; as many statements for ten reminders as for a thousand."""
    everything = [*due, *soon]
    people = await store.people.many(r.person_id for r in everything)
    happenings = await store.plans.happenings({r.occurrence_id for r in everything})
    seats = {
        person_id: [seat_of(held) for held in present(held_by)]
        for person_id, held_by in (await store.people.seats_of(people)).items()
    }
    zones = dict.fromkeys(people, "UTC")
    for reminder in everything:
        if (found := happenings.get(reminder.occurrence_id)) is not None:
            zones[reminder.person_id] = found.occurrence.timezone
    habits = await habits_of(store, list(people.values()), seats, zones)
    return Due(
        now=now,
        people=people,
        happenings=happenings,
        seats=seats,
        habits=habits,
        said=await said_about(store, happenings),
        filings=await filings_about(store, happenings.values()),
        spent=await spent_this_week(store, habits, now),
    )


async def spent_this_week(
    store: Store, habits: Mapping[int, Habits], now: datetime
) -> dict[int, int]:
    """How many messages with reminders people have got in their present weeks."""
    began = {id_: week_began(now, one.rhythm.zone) for id_, one in habits.items()}
    spent = dict.fromkeys(habits, 0)
    if began:
        for person_id, at in await store.reminders.messages_since(began, min(began.values())):
            spent[person_id] += at >= began[person_id]
    return spent


def is_term(found: Happening) -> bool:
    """Whether something is to be done by a last day."""
    return found.occurrence.is_deadline or found.row.temporal_role in {"deadline", "period"}


def newest_of(
    due: Iterable[Reminder], soon: Iterable[Reminder]
) -> tuple[list[Reminder], list[Reminder]]:
    """The nearest stage for each person and event, and those it takes the place of.

    Several were missed while nobody was there: only the nearest is still true. That may be one of
    the next hour: «in a week» an hour before «tomorrow» would be two messages about one thing.
    """
    newest: dict[tuple[int, int], Reminder] = {}
    overtaken = []
    for reminder in due:
        key = (reminder.person_id, reminder.occurrence_id)
        if key in newest:
            overtaken.append(newest[key])
        newest[key] = reminder
    for reminder in soon:
        key = (reminder.person_id, reminder.occurrence_id)
        if reminder.stage in _TELLS_ALL and key in newest and _counts_days(newest[key]):
            overtaken.append(newest.pop(key))
    return list(newest.values()), overtaken


def _counts_days(reminder: Reminder) -> bool:
    return days_before(reminder.stage) is not None


def bundles(
    known: Due, going: Sequence[Reminder], soon: Sequence[Reminder]
) -> tuple[list[Bundle], list[Reminder]]:
    """What goes as one message each, and what a spent budget holds back.

    What is due within the hour joins a message that goes anyway; so does what has no room of its
    own when something pressing goes.
    """
    by_person, coming = _by_person(going), _by_person(soon)
    found: list[Bundle] = []
    held_back: list[Reminder] = []
    for person_id, own in by_person.items():
        has_room = known.habits[person_id].has_room(known.spent[person_id])
        if not has_room and not any(known.is_pressing(reminder) for reminder in own):
            held_back += own
            continue
        together = [*own, *_joining(known, own, coming.get(person_id, ()))]
        found += [
            Bundle(known.people[person_id], together[start : start + _AT_MOST])
            for start in range(0, len(together), _AT_MOST)
        ]
    return found, held_back


def horizon(now: datetime) -> datetime:
    """Until when something may join a message that goes now."""
    return now + TOGETHER


def _joining(known: Due, own: Sequence[Reminder], soon: Sequence[Reminder]) -> Collection[Reminder]:
    """Of somebody's next reminders those that may come with these, one for each event."""
    taken = {reminder.occurrence_id for reminder in own}
    joining = []
    for reminder in soon:
        if reminder.occurrence_id not in taken and known.may_come_early(reminder):
            taken.add(reminder.occurrence_id)
            joining.append(reminder)
    return joining


def _by_person(reminders: Iterable[Reminder]) -> dict[int, list[Reminder]]:
    found: dict[int, list[Reminder]] = {}
    for reminder in reminders:
        found.setdefault(reminder.person_id, []).append(reminder)
    return found
