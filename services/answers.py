"""Whether somebody has said already what a reminder would ask for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from db.enums import Intention, PartyKind, ReportStatus
from db.models import Attendance, Report
from db.repositories.plans import Happening
from db.store import Store
from services.access import Seat
from services.audience import Party, parties_for
from services.expectations import asks_report, has_term
from services.presence import said_fact, took_part


@dataclass(frozen=True, slots=True)
class Said:
    """All answers and reports about some events, fetched together."""

    answers: Mapping[tuple[int, Party], Attendance]
    reports: Mapping[tuple[int, int], Report]

    def is_answered(
        self,
        found: Happening,
        stage: str,
        seats: Sequence[Seat],
        person_id: int,
        *,
        has_filed: bool | None = None,
    ) -> bool:
        """Whether all parties a person answers for have said already what the stage asks.

        `has_filed`: whether he has handed in what he owes above schools; None for nothing.
        """
        has_presence = found.row.attendance_expected
        parties = {
            party
            for seat in seats
            for party, _ in parties_for(found.row, found.place.path, seat, person_id)
            # For himself nobody is asked but whether he comes.
            if party.kind is PartyKind.SCHOOL or has_presence
        }
        if not parties:
            return has_filed is True
        if has_filed is False and not has_presence:
            return False
        return all(self._is_enough(found, stage, party) for party in parties)

    def _is_enough(self, found: Happening, stage: str, party: Party) -> bool:
        key = found.occurrence.id
        is_school = party.kind is PartyKind.SCHOOL
        report = self.reports.get((key, party.id)) if is_school else None
        if is_school and asks_report(found) and has_term(found):
            # Who promised to come has not handed in anything by that.
            return is_handed_in(report)
        return says_enough(
            stage,
            report,
            self.answers.get((key, party)),
            attendance_expected=found.row.attendance_expected,
        )


async def said_about(store: Store, occurrence_ids: Iterable[int]) -> Said:
    """What everybody has said about events."""
    ids = list(occurrence_ids)
    return Said(
        {
            (a.occurrence_id, Party(PartyKind(a.party_kind), a.party_id)): a
            for a in await store.duties.attendances(ids)
        },
        {(r.occurrence_id, r.place_id): r for r in await store.duties.reports(ids)},
    )


def is_answer(answer: Attendance | None) -> bool:
    """Whether something was said; who took a refusal back has said nothing so far."""
    return answer is not None and (answer.intention is not None or said_fact(answer) is not None)


def is_handed_in(report: Report | None) -> bool:
    """Whether a report is there and was not returned."""
    return report is not None and report.status != ReportStatus.RETURNED


def says_enough(
    stage: str, report: Report | None, answer: Attendance | None, *, attendance_expected: bool
) -> bool:
    """Whether a party's report and answer hold what a stage would ask for."""
    if stage == "link":
        # Whoever comes needs the link most of all.
        return answer is not None and answer.intention == Intention.ABSENT
    if is_handed_in(report) and stage != "after":
        return True
    if not attendance_expected or answer is None:
        return False
    if stage == "after":
        return said_fact(answer) is not None or answer.intention == Intention.ABSENT
    return answer.intention is not None or took_part(answer)
