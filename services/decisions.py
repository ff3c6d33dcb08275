"""Whose word a report wants, what has been said about it, and what counts: arithmetic of steps.

`submitted` → `confirmed` by a curator → `accepted` by a coordinator, or `returned` by either. Which
of the words are wanted stands in the row; whether a report counts follows from both and is never
stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from db.enums import PlaceKind, ReportStatus, Role
from db.models import Report
from db.repositories.duties import Undecided
from db.repositories.plans import Happening
from db.store import Store
from roadmap.asks import Party, Step
from services.access import Action, Actor, Seat
from services.demands import paper_for
from services.row_demands import is_above

_ORDER = (Step.CURATOR, Step.MUNICIPALITY, Step.REGION)
OPEN = frozenset({ReportStatus.SUBMITTED, ReportStatus.CONFIRMED})


def steps_of(found: Happening, by: str) -> tuple[Step, ...]:
    """Whose words a party's report about an event wants, in their order."""
    paper = paper_for(found, Party(by))
    return paper.steps if paper is not None else ()


def counts(status: str, steps: Sequence[Step]) -> bool:
    """Whether a report of this status counts: the last word it wants has been said."""
    if status == ReportStatus.RETURNED:
        return False
    if not steps or status == ReportStatus.ACCEPTED:
        return True
    return status == ReportStatus.CONFIRMED and steps[-1] is Step.CURATOR


def next_step(status: str, steps: Sequence[Step]) -> Step | None:
    """Whose word is wanted next; None for what counts, or waits for its author."""
    if status == ReportStatus.RETURNED or counts(status, steps):
        return None
    if status == ReportStatus.CONFIRMED:
        return next(step for step in steps if step is not Step.CURATOR)
    return steps[0]


def speaks_at(seat: Seat) -> Step | None:
    """As what somebody with this seat judges reports."""
    match seat.role:
        case Role.CURATOR:
            return Step.CURATOR
        case Role.MUNICIPAL_COORDINATOR:
            return Step.MUNICIPALITY
        case Role.REGIONAL_COORDINATOR:
            return Step.REGION
        case Role.OWNER:
            is_of_region = seat.place_kind is PlaceKind.REGION
            return Step.REGION if is_of_region else Step.MUNICIPALITY
    return None


def step_of(actor: Actor, path: str, by: str) -> Step | None:
    """The highest word the actor has about a report of this party at a place."""
    steps = [
        step
        for seat in actor.seats_for(Action.DECIDE_REPORT)
        if path.startswith(seat.path)
        and (step := speaks_at(seat)) is not None
        and is_above(step, Party(by))
    ]
    return max(steps, key=_ORDER.index, default=None)


def may_decide(step: Step | None, status: str, steps: Sequence[Step]) -> bool:
    """Whether somebody who speaks at a step may accept or return a report now.

    A coordinator's word stands for a curator's that has not been said: he is above him.
    """
    if step is None or status not in OPEN:
        return False
    if step is Step.CURATOR:
        return status == ReportStatus.SUBMITTED
    if steps and _ORDER.index(step) < _ORDER.index(steps[-1]):
        return False
    return status == ReportStatus.SUBMITTED or not counts(status, steps)


def accepted_by(step: Step) -> ReportStatus:
    """What a report becomes when somebody at a step says yes."""
    return ReportStatus.CONFIRMED if step is Step.CURATOR else ReportStatus.ACCEPTED


@dataclass(frozen=True, slots=True)
class Queued:
    """A report that waits for a word of its reader."""

    report_id: int
    occurrence_id: int
    place_id: int
    status: ReportStatus


async def queue(store: Store, actor: Actor) -> list[Queued]:
    """What waits for the actor, the oldest first.

    A curator is shown whatever his schools send, for he may return it. A coordinator is shown what
    wants his word, and what wants that of a curator where there is none.
    """
    return (await queues(store, actor))[0]


async def queues(store: Store, actor: Actor) -> tuple[list[Queued], int]:
    """The same, and how many of what he sees wait for the word of a curator first."""
    seats = actor.seats_for(Action.DECIDE_REPORT)
    paths = {seat.path for seat in seats}
    places = {one.id: one for path in paths for one in await store.places.subtree(path)}
    undecided = await store.duties.undecided(places)
    happenings = await store.plans.happenings({one.occurrence_id for one in undecided})
    curated = await _curated(store, actor, seats)
    waiting, with_curator = [], 0
    for one in undecided:
        found, path = happenings.get(one.occurrence_id), places[one.place_id].path
        if found is None:
            continue
        step = step_of(actor, path, one.by)
        if step is None:
            continue
        if _waits_for(step, one, found, is_curated=path.startswith(curated)):
            waiting.append(
                Queued(one.id, one.occurrence_id, one.place_id, ReportStatus(one.status))
            )
        elif step is not Step.CURATOR:
            steps = steps_of(found, one.by)
            with_curator += next_step(one.status, steps) is Step.CURATOR
    return waiting, with_curator


def _waits_for(step: Step, one: Undecided, found: Happening, *, is_curated: bool) -> bool:
    steps = steps_of(found, one.by)
    if not may_decide(step, one.status, steps):
        return False
    if step is Step.CURATOR:
        return True
    wanted = next_step(one.status, steps)
    return wanted is not None and (wanted is not Step.CURATOR or not is_curated)


async def _curated(store: Store, actor: Actor, seats: Sequence[Seat]) -> tuple[str, ...]:
    """Paths of places that have a curator; a curator himself need not know."""
    if all(seat.role is Role.CURATOR for seat in seats):
        return ()
    found = {
        row.place.path
        for seat in seats
        for row in await store.people.seats_below(seat.path, [Role.CURATOR])
        if row.person.id != actor.id
    }
    return tuple(found)


def is_of_version(report: Report, version: int) -> bool:
    """Whether what was seen is what stands now."""
    return report.version == version
