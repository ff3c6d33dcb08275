"""Who hears of a report: those whose word it waits for, the school it is about, its author."""

from collections.abc import Iterable

from db.enums import OutboxKind, OutboxStatus, PlaceKind, Role
from db.models import Person, Place, Report
from db.store import Store
from roadmap.asks import Party
from services.clock import Clock

_LANE = 0


async def tell_readers(store: Store, clock: Clock, report: Report, place: Place) -> None:
    """Of a school's report its curators hear; of what is written about a school, its people."""
    if report.by == Party.SCHOOL:
        way = [one.id for one in await store.places.ancestors(place.path)]
        seats = await store.people.seats_at(way, [Role.CURATOR])
    elif place.kind == PlaceKind.SCHOOL:
        seats = await store.people.speakers(place)
    else:
        # The bodies above see it where they look for it.
        return
    people = {seat.person.id: seat.person for seat in seats}
    people.pop(report.submitted_by, None)
    await _enqueue(store, clock, report, OutboxKind.REPORT_CARD, people.values())


async def tell_author(store: Store, clock: Clock, report: Report, place: Place) -> None:
    """What was decided: to whoever wrote it, else to those who owe it now."""
    author = await store.people.get(report.submitted_by)
    if report.by == Party.SCHOOL:
        seats = await store.people.speakers(place)
        people = {seat.person.id: seat.person for seat in seats}
        # The one who wrote it hears first of all; if he has left, the school's people do.
        if author is not None and author.id in people:
            people = {author.id: author}
    else:
        held = await store.people.seats(report.submitted_by)
        people = {author.id: author} if author is not None and held else {}
    await _enqueue(store, clock, report, OutboxKind.REPORT_DECISION, people.values())


async def _enqueue(
    store: Store, clock: Clock, report: Report, kind: OutboxKind, people: Iterable[Person]
) -> None:
    now = clock.now()
    # A version may be confirmed first and accepted or returned later: each is told.
    at = f"{report.version}:{report.status}"
    await store.outbox.enqueue(
        [
            {
                "person_id": person.id,
                "telegram_id": person.telegram_id,
                "kind": kind,
                "lane": _LANE,
                "payload": {"report_id": report.id, "version": report.version},
                "dedupe_key": f"{kind}:{report.id}:{at}:{person.id}",
                "due_at": now,
                "status": OutboxStatus.QUEUED,
            }
            for person in people
            if not person.paused
        ]
    )
