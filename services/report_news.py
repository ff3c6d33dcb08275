"""Who hears of a report: those whose word it waits for, the school it is about, its author."""

from collections.abc import Iterable

from db.enums import OutboxKind, OutboxStatus, PlaceKind, Role
from db.models import Person, Place, Report
from db.repositories.people import SeatRow
from db.store import Store
from roadmap.asks import Party
from services.audience import seat_of
from services.clock import Clock
from services.demands import speaks_as
from services.promises import present

_LANE = 0


async def tell_readers(store: Store, clock: Clock, report: Report, place: Place) -> None:
    """Of a school's report its curators hear; of what is written about a school, its people."""
    if report.by == Party.SCHOOL:
        way = [one.id for one in await store.places.ancestors(place.path)]
        seats = await store.people.seats_at(way, [Role.CURATOR])
        # For whom somebody stands in hears of nothing; unless nobody else does.
        seats = present(seats) or seats
    elif place.kind == PlaceKind.SCHOOL:
        seats = await store.people.speakers(place)
    else:
        # The bodies above see it where they look for it.
        return
    people = {seat.person.id: seat.person for seat in seats}
    people.pop(report.submitted_by, None)
    await _enqueue(store, clock, report, OutboxKind.REPORT_CARD, people.values())


async def tell_author(store: Store, clock: Clock, report: Report, place: Place) -> None:
    """What was decided: to whoever wrote it; who has left or does not listen, to those who owe it.

    A return that nobody hears is a report that nobody mends.
    """
    seats = await _owing(store, report, place)
    present_ones = {seat.person.id: seat.person for seat in present(seats) if _listens(seat)}
    people = present_ones or {seat.person.id: seat.person for seat in seats if _listens(seat)}
    author = people.get(report.submitted_by)
    told = [author] if author is not None else list(people.values())
    await _enqueue(store, clock, report, OutboxKind.REPORT_DECISION, told)


async def _owing(store: Store, report: Report, place: Place) -> list[SeatRow]:
    """The seats of those who may mend a report now."""
    by = Party(report.by)
    if by is Party.SCHOOL:
        return await store.people.speakers(place)
    if report.person_id:
        return await store.people.seats(report.person_id)
    way = [one.id for one in await store.places.ancestors(place.path)]
    seats = await store.people.seats_at(way, list(Role))
    return [seat for seat in seats if speaks_as(seat_of(seat), by)]


def _listens(seat: SeatRow) -> bool:
    return not seat.person.paused and seat.person.unreachable_since is None


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
