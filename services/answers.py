"""Whether somebody has said already what a reminder would ask for."""

from collections.abc import Sequence

from db.enums import Fact, Intention, PartyKind, ReportStatus
from db.models import Attendance, Report
from db.repositories.plans import Happening
from db.store import Store
from services.access import Seat
from services.audience import Party, party_for


async def is_answered(
    store: Store, found: Happening, stage: str, seats: Sequence[Seat], person_id: int
) -> bool:
    """Whether all parties a person answers for have said already what the stage asks."""
    parties = {
        party
        for seat in seats
        if (party := party_for(found.row, found.place.path, seat, person_id)) is not None
    }
    if not parties:
        return False
    return all([await _has_answered(store, found, stage, party) for party in parties])


async def _has_answered(store: Store, found: Happening, stage: str, party: Party) -> bool:
    occurrence_id = found.occurrence.id
    report = answer = None
    if party.kind is PartyKind.SCHOOL:
        report = await store.duties.report_of(occurrence_id, party.id)
    if found.row.attendance_expected:
        answer = await store.duties.attendance(occurrence_id, party.kind, party.id)
    return says_enough(stage, report, answer, attendance_expected=found.row.attendance_expected)


def says_enough(
    stage: str, report: Report | None, answer: Attendance | None, *, attendance_expected: bool
) -> bool:
    """Whether a party's report and answer hold what a stage would ask for."""
    if report is not None and report.status != ReportStatus.RETURNED and stage != "after":
        return True
    if not attendance_expected or answer is None:
        return False
    if stage == "after":
        return answer.fact is not None or answer.intention == Intention.ABSENT
    return answer.intention is not None or answer.fact == Fact.ATTENDED
