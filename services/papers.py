"""What curators, methodists and bodies hand in, in lists."""

from dataclasses import dataclass

from db.database import Database
from db.enums import ReportStatus
from roadmap.asks import Party
from services.access import Action, Actor, needs
from services.calendar import reachable
from services.cards import EventLine, line_of
from services.errors import NotFoundError
from services.paper_states import PapersOfParty, PaperState, papers_of_actor

_PAGE = 8


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One page of the schools about each of which something is written."""

    line: EventLine
    papers: PapersOfParty
    shown: tuple[PaperState, ...]
    page: int
    pages: int


class Papers:
    """Lists what is owed by those above schools."""

    def __init__(self, database: Database) -> None:
        """Take where reports are kept."""
        self._database = database

    @needs(Action.FILE_PAPER)
    async def of_event(self, actor: Actor, occurrence_id: int) -> tuple[PapersOfParty, ...]:
        """What the actor owes about an event, by party."""
        async with self._database.read() as store:
            return await papers_of_actor(store, actor, await reachable(store, actor, occurrence_id))

    @needs(Action.FILE_PAPER)
    async def page(self, actor: Actor, occurrence_id: int, by: Party, page: int = 0) -> PaperPage:
        """The schools about which the actor writes; what is missing comes first."""
        async with self._database.read() as store:
            found = await reachable(store, actor, occurrence_id)
            owed = await papers_of_actor(store, actor, found)
        papers = next((one for one in owed if one.by is by and one.about_schools), None)
        if papers is None:
            raise NotFoundError
        open_ones = {None, ReportStatus.RETURNED}
        states = sorted(
            papers.states, key=lambda state: (state.status not in open_ones, state.name)
        )
        pages = max((len(states) + _PAGE - 1) // _PAGE, 1)
        page = min(max(page, 0), pages - 1)
        shown = tuple(states[page * _PAGE : (page + 1) * _PAGE])
        return PaperPage(line_of(found, actor), papers, shown, page, pages)
