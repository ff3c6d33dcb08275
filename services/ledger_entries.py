"""The lines of the ledger for many people and events at once, in a handful of queries."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.enums import MuteKind, PlaceKind, Role
from db.repositories.ledger import Holder, Trace
from db.repositories.plans import Happening
from db.store import Store
from roadmap.reminders import Stage
from services.access import Seat
from services.answers import Said, said_about
from services.audience import concerns, party_for
from services.fates import Entry, Fate, fate_of, fate_unpromised, is_seated
from services.filings import Filings, filings_about
from services.promises import stages_of

_IN_A_ROW = 500
# An event's entries by place.
Entries = dict[tuple[int, int], list[Entry]]


@dataclass(frozen=True, slots=True)
class _Known:
    """All that is known of some events and people, each fetched once."""

    now: datetime
    traces: dict[tuple[int, int], list[Trace]]
    seats: dict[int, list[Seat]]
    said: Said
    filings: Filings
    # Of people: events and rows they do not want to hear of.
    muted: frozenset[tuple[int, str, int]]

    def is_answered(self, found: Happening, stage: str, person_id: int) -> bool:
        """Whether all parties that a person answers for have said what a stage asks."""
        seats = self.seats.get(person_id, ())
        has_filed = self.filings.has_all(found, seats, person_id)
        return self.said.is_answered(found, stage, seats, person_id, has_filed=has_filed)

    def is_muted(self, found: Happening, person_id: int) -> bool:
        """Whether a person does not want to hear of an event."""
        return not self.muted.isdisjoint(
            {
                (person_id, MuteKind.OCCURRENCE, found.occurrence.id),
                (person_id, MuteKind.ROW, found.row.id),
            }
        )


async def entries_of(
    store: Store, holders: Sequence[Holder], happenings: Sequence[Happening], now: datetime
) -> Entries:
    """What became of the reminders of people about events, by event and place."""
    known = await _known(store, holders, happenings, now)
    entries: Entries = defaultdict(list)
    for found in happenings:
        stages = stages_of(found)
        for number, holder in enumerate(holders, 1):
            if number % _IN_A_ROW == 0:
                # Thousands of people are reckoned with: others get a word in between.
                await asyncio.sleep(0)
            lines = _of_holder(found, stages, holder, known)
            if lines:
                entries[found.occurrence.id, holder.place.id] += lines
    return entries


async def _known(
    store: Store, holders: Sequence[Holder], happenings: Sequence[Happening], now: datetime
) -> _Known:
    ids = [found.occurrence.id for found in happenings]
    people = {holder.person.id for holder in holders}
    traces: defaultdict[tuple[int, int], list[Trace]] = defaultdict(list)
    for trace in await store.ledger.traces(ids, people):
        traces[trace.person_id, trace.occurrence_id].append(trace)
    seats: defaultdict[int, list[Seat]] = defaultdict(list)
    for holder in await store.ledger.holders_who(people):
        if is_seated(holder, now) and holder.away_until is None:
            seats[holder.person.id].append(_seat_of(holder))
    for holder in holders:
        # A branch for which somebody of its head school speaks.
        if holder.place.id != holder.held.place_id and holder.away_until is None:
            seats[holder.person.id].append(_seat_of(holder))
    return _Known(
        now,
        traces,
        seats,
        await said_about(store, ids),
        await filings_about(store, happenings),
        frozenset((m.person_id, m.kind, m.target_id) for m in await store.mutes.of_people(people)),
    )


def _of_holder(
    found: Happening, stages: Sequence[Stage], holder: Holder, known: _Known
) -> list[Entry]:
    """The present version's stages, promised or not; who has left keeps what he was promised."""
    seat = _seat_of(holder)
    if not concerns(found.row, found.place.path, seat):
        return []
    occurrence, now = found.occurrence, known.now
    is_cancelled = occurrence.cancelled_at is not None
    entries, promised = [], set()
    for trace in known.traces.get((holder.person.id, occurrence.id), ()):
        if trace.version == occurrence.version:
            promised.add(trace.stage)
        is_answered = known.is_answered(found, trace.stage, holder.person.id)
        fate, at = fate_of(
            trace,
            holder,
            now,
            is_answered=is_answered,
            is_cancelled=is_cancelled,
            is_muted=known.is_muted(found, holder.person.id),
        )
        entries.append(
            _entry(holder, occurrence.id, trace.version, trace.stage, trace.due_at, fate, at, now)
        )
    if is_seated(holder, now) and not is_cancelled:
        answers = party_for(found.row, found.place.path, seat, holder.person.id) is not None
        for stage in stages:
            if stage.code in promised or (stage.code == "after" and not answers):
                continue
            fate, at = fate_unpromised(stage, holder, now, found.plan.published_at)
            entries.append(
                _entry(
                    holder,
                    occurrence.id,
                    occurrence.version,
                    stage.code,
                    stage.due_at,
                    fate,
                    at,
                    now,
                )
            )
    return sorted(entries, key=lambda entry: (entry.due_at, entry.version))


def _entry(  # noqa: PLR0917 - the columns of the ledger
    holder: Holder,
    occurrence_id: int,
    version: int,
    stage: str,
    due_at: datetime,
    fate: Fate,
    at: datetime | None,
    now: datetime,
) -> Entry:
    person = holder.person
    return Entry(
        person_id=person.id,
        membership_id=holder.held.id,
        # Who took his consent back is not named any more.
        name=person.name if person.withdrawn_at is None else "",
        role=Role(holder.held.role),
        place_id=holder.place.id,
        place_name=holder.place.name,
        occurrence_id=occurrence_id,
        version=version,
        stage=stage,
        due_at=due_at,
        fate=fate,
        at=at,
        deputy_name=holder.deputy_name,
        is_seated=is_seated(holder, now),
    )


def _seat_of(holder: Holder) -> Seat:
    place = holder.place
    return Seat(Role(holder.held.role), place.id, place.name, PlaceKind(place.kind), place.path)
