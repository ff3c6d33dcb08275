"""A form left half-done is mentioned once: a day later, at a decent hour, and never again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.database import Database
from db.enums import OutboxKind, OutboxStatus, ReportStatus
from db.models import Dialog, Person
from db.store import Store
from roadmap.asks import Party
from services.access import Actor, internal
from services.clock import Clock
from services.dialogs import Turn, turn_of
from services.errors import DomainError, NotFoundError
from services.forms.proofs import REPORT
from services.forms.stored import form_in
from services.habits import rhythm_of
from services.nudges import zones_of

# Who left a form in the afternoon hears of it the next morning, not the same evening.
_LEFT_FOR = timedelta(hours=16)
# Older ones are not offered any more.
_KEPT_FOR = timedelta(days=28)
_USEFUL = timedelta(days=3)
_BATCH = 50
_LANE = 2
# What somebody has worked at; single questions are left for good.
_WORTH_IT = ("report", "broadcast")


@dataclass(frozen=True, slots=True)
class LeftDraftNotice:
    """A form waits half-done."""

    turn: Turn


class LeftDrafts:
    """Mentions forms left half-done, and reads what is said about them."""

    def __init__(self, database: Database, clock: Clock, default_timezone: str) -> None:
        """Take where forms are kept and who tells the time; the zone is for people without one."""
        self._database = database
        self._clock = clock
        self._default_timezone = default_timezone

    @internal
    async def nudge_due(self) -> int:
        """Queue one word for each form that was left long enough ago; return how many."""
        now = self._clock.now()
        window = now - _KEPT_FOR, now - _LEFT_FOR
        async with self._database.read() as store:
            if not await store.dialogs.left_between(*window, _WORTH_IT, now, 1):
                return 0
        async with self._database.write() as store:
            found = await store.dialogs.left_between(*window, _WORTH_IT, now, _BATCH)
            rows = [await self._mentioned(store, *one, now) for one in found]
            await store.outbox.enqueue(rows)
            return len(rows)

    @internal
    async def notice(
        self, actor: Actor, _kind: OutboxKind, payload: Mapping[str, Any]
    ) -> LeftDraftNotice:
        """What is said; raises NotFoundError when the form was gone on with or dropped since."""
        async with self._database.read() as store:
            row = await store.dialogs.own(actor.id, int(payload["dialog_id"]))
            if row is None or row.updated_at.isoformat() != payload["left_at"]:
                raise NotFoundError
            if not await _is_wanted(store, row):
                raise NotFoundError
            try:
                return LeftDraftNotice(turn_of(row))
            except DomainError:
                raise NotFoundError from None

    async def _mentioned(
        self, store: Store, row: Dialog, person: Person, now: datetime
    ) -> dict[str, Any]:
        """The message about one form; whatever becomes of it, there is no second one."""
        row.nudged_at = now
        due_at = await self._decent(store, person, now)
        return {
            "person_id": person.id,
            "telegram_id": person.telegram_id,
            "kind": OutboxKind.LEFT_DRAFT,
            "lane": _LANE,
            "payload": {"dialog_id": row.id, "left_at": row.updated_at.isoformat()},
            "dedupe_key": f"{OutboxKind.LEFT_DRAFT}:{row.id}",
            "due_at": due_at,
            "not_after": due_at + _USEFUL,
            "status": OutboxStatus.QUEUED,
        }

    async def _decent(self, store: Store, person: Person, now: datetime) -> datetime:
        """Now, or the next hour at which the person wants to be written to."""
        places = [seat.place for seat in await store.people.seats(person.id)][:1]
        zones = await zones_of(store, places, self._default_timezone)
        zone = person.timezone or next(iter(zones.values()), self._default_timezone)
        rhythm = rhythm_of(person, zone)
        awake = rhythm.awake(now)
        return rhythm.working_morning(awake, awake) if rhythm.is_day_off(awake) else awake


async def _is_wanted(store: Store, row: Dialog) -> bool:
    """Whether there is still such a form, and an event that it is about."""
    if form_in(row) is None:
        return False
    occurrence_id = row.subject.get("occurrence_id")
    if occurrence_id is None:
        return True
    found = await store.plans.happening(int(occurrence_id))
    if found is None or found.occurrence.cancelled_at is not None:
        return False
    return row.form != REPORT or not await _is_overtaken(store, row)


async def _is_overtaken(store: Store, row: Dialog) -> bool:
    """Whether somebody else has sent this report meanwhile: it cannot be sent from here."""
    subject = row.subject
    by, place_id = str(subject.get("by", Party.SCHOOL)), int(subject.get("school_id", 0))
    of = int(subject["occurrence_id"])
    sent = await store.duties.report_at(of, by, place_id, 0)
    if sent is None:
        return False
    return sent.status != ReportStatus.RETURNED and sent.version != subject.get("version")
