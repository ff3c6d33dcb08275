"""What one tap answers, a tick or a mark, is handed in by that tap: no question comes between."""

from db.database import Database
from db.models import Report
from db.repositories.plans import Happening
from db.store import Store
from roadmap.asks import Party
from services.access import Action, Actor, needs
from services.calendar import reachable
from services.demands import Owed, may_file
from services.errors import DomainError, NotFoundError
from services.forms.proofs import REPORT
from services.report_cards import ReportCard, asked_form, card_of
from services.reports import Reports


class Ticks:
    """Hands in what schools owe where one button says all of it."""

    def __init__(self, database: Database, reports: Reports) -> None:
        """Take who keeps reports."""
        self._database = database
        self._reports = reports

    @needs(Action.REPORT)
    async def hand_in(
        self, actor: Actor, occurrence_id: int, school_id: int, step: str
    ) -> ReportCard:
        """Say that it is done; a second tap finds it said.

        Raises DomainError `nothing_asked` where something else is asked by now.
        """
        async with self._database.effect() as store:
            found = await reachable(store, actor, occurrence_id)
            owed = await may_file(store, actor, found, Party.SCHOOL, school_id)
            if owed is None:
                raise NotFoundError
            form = asked_form(owed.paper, found)
            asked = form.one_tap
            if asked is None or asked.name != step:
                raise DomainError("nothing_asked")
            said = await store.duties.report_at(occurrence_id, *owed.key)
            if said is not None:
                return await _shown(store, said, found, actor)
            await _forget_question(store, actor, occurrence_id, owed)
            subject = {
                "occurrence_id": occurrence_id,
                "school_id": school_id,
                "by": Party.SCHOOL,
                "version": 0,
                "meanings": form.meanings,
            }
            return await self._reports.complete(store, actor, subject, {step: asked.choices[0]})


async def _shown(store: Store, report: Report, found: Happening, actor: Actor) -> ReportCard:
    place = await store.places.get(report.place_id)
    if place is None:
        raise NotFoundError
    return await card_of(store, report, found, place, actor)


async def _forget_question(store: Store, actor: Actor, occurrence_id: int, owed: Owed) -> None:
    """The same question, opened before and left, has its answer."""
    about = (occurrence_id, owed.key.place_id, Party.SCHOOL.value)
    for row in await store.dialogs.all_of(actor.id):
        subject = row.subject
        key = subject.get("occurrence_id"), subject.get("school_id"), subject.get("by")
        if row.form == REPORT and key == about:
            await store.dialogs.drop(row.id)
