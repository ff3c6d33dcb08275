"""What somebody above schools owes himself: his papers, and whether he comes, nearest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.database import Database
from db.enums import PartyKind, ReportStatus
from db.models import Attendance
from db.repositories.plans import Happening
from db.store import Store
from roadmap.asks import Party, Proof
from services.access import Action, Actor, needs
from services.calendar import visible_plans
from services.cards import EventLine, line_of, parties_of
from services.clock import Clock
from services.expectations import has_term, stands
from services.paper_states import PapersOfParty, PaperState, papers_of_actor
from services.row_days import goes_on
from services.times import local_day
from services.todo import AHEAD, asks_about
from services.week_card import Asks

PAGE = 5
_LOOK_BACK = timedelta(days=180)
_OPEN = frozenset({None, ReportStatus.RETURNED})


@dataclass(frozen=True, slots=True)
class OwnDebt:
    """An answer, or a paper: about each school, or one, which `report_id` names if it came back."""

    line: EventLine
    asks: Asks
    is_overdue: bool
    due_at: datetime
    by: Party | None = None
    proofs: tuple[Proof, ...] = ()
    about_schools: bool = False
    done: int = 0
    of: int = 1
    place_id: int = 0
    place_name: str = ""
    report_id: int | None = None


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of it; `first` is the first one's number."""

    items: tuple[OwnDebt, ...]
    page: int
    pages: int
    total: int
    overdue: int
    today: date

    @property
    def first(self) -> int:
        """The number of the first item of this page."""
        return self.page * PAGE + 1


class OwnDebts:
    """Reads what is owed by those above schools."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where papers are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.FILE_PAPER, Action.ANSWER_FOR_SELF)
    async def owed(self, actor: Actor, page: int = 0) -> OwnPage:
        """What the actor owes in whose name he acts: what came back on top, then the nearest."""
        now = self._clock.now()
        async with self._database.read() as store:
            items = await own_debts(store, actor.alone, now)
        pages = max((len(items) + PAGE - 1) // PAGE, 1)
        page = min(max(page, 0), pages - 1)
        return OwnPage(
            tuple(items[page * PAGE : (page + 1) * PAGE]),
            page,
            pages,
            len(items),
            sum(one.is_overdue for one in items),
            local_day(now, actor.timezone),
        )


async def own_debts(store: Store, actor: Actor, now: datetime) -> list[OwnDebt]:
    """All that an actor owes for himself or for his body, the most pressing first."""
    plan_ids = await visible_plans(store, actor)
    around = await store.plans.between(plan_ids, now - _LOOK_BACK, now + AHEAD)
    happenings = [found for found in around if stands(found) and not _came_too_late(found)]
    debts = await _answers(store, actor, happenings, now)
    for found in happenings:
        if _is_due(found, now):
            papers = await papers_of_actor(store, actor, found)
            debts += [debt for one in papers for debt in _papers(found, actor, one, now)]
    debts.sort(key=lambda one: (one.report_id is None, abs(one.due_at - now), one.place_name))
    return debts


async def _answers(
    store: Store, actor: Actor, happenings: Sequence[Happening], now: datetime
) -> list[OwnDebt]:
    """Where the actor is called himself and has not said yet whether he comes or came."""
    called = {
        found.occurrence.id: found
        for found in happenings
        if any(party.kind is PartyKind.PERSON for party in parties_of(found, actor))
    }
    said: dict[int, Attendance] = {
        one.occurrence_id: one
        for one in await store.duties.attendances(called)
        if (one.party_kind, one.party_id) == (PartyKind.PERSON, actor.person_id)
    }
    debts = []
    for key, found in called.items():
        asks, occurrence = asks_about(found, said.get(key), now), found.occurrence
        if asks is not Asks.NOTHING:
            due_at = occurrence.begins_at if asks is Asks.INTENTION else occurrence.ends_at
            debts.append(OwnDebt(line_of(found, actor), asks, is_overdue=False, due_at=due_at))
    return debts


def _papers(
    found: Happening, actor: Actor, papers: PapersOfParty, now: datetime
) -> Iterator[OwnDebt]:
    """What is open of a paper: a list of schools is one debt, else each place has its own."""
    open_ones = [state for state in papers.states if state.status in _OPEN]
    if not open_ones:
        return
    if papers.about_schools:
        yield _paper(found, actor, papers, now, None)
        return
    for state in open_ones:
        yield _paper(found, actor, papers, now, state)


def _paper(
    found: Happening, actor: Actor, papers: PapersOfParty, now: datetime, state: PaperState | None
) -> OwnDebt:
    several = len(papers.states) > 1
    return OwnDebt(
        line=line_of(found, actor),
        asks=Asks.NOTHING,
        is_overdue=has_term(found) and found.occurrence.ends_at <= now,
        due_at=found.occurrence.ends_at,
        by=papers.by,
        proofs=papers.proofs,
        about_schools=papers.about_schools,
        done=papers.done,
        of=len(papers.states),
        place_id=state.place_id if state is not None else 0,
        place_name=state.name if state is not None and several else "",
        report_id=state.report_id if state is not None else None,
    )


def _is_due(found: Happening, now: datetime) -> bool:
    """Whether something can be handed in: of an event once it has begun, of work before its end."""
    if goes_on(found.row):
        return False
    occurrence = found.occurrence
    if has_term(found):
        return occurrence.ends_at <= now + AHEAD
    return (occurrence.begins_at if occurrence.precision == "day" else occurrence.ends_at) <= now


def _came_too_late(found: Happening) -> bool:
    """A map that was published after a term does not bring it up."""
    published_at = found.plan.published_at
    return published_at is not None and found.occurrence.ends_at <= published_at
