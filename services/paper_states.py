"""What somebody above schools owes about an event, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.enums import ReportStatus
from db.models import Report
from db.repositories.plans import Happening
from db.store import Store
from roadmap.asks import Party, Proof
from services.access import Action, Actor
from services.demands import Key, Owed, owed_by


@dataclass(frozen=True, slots=True)
class PaperState:
    """One report a person owes, and what became of it."""

    by: Party
    place_id: int
    name: str
    proofs: tuple[Proof, ...]
    report_id: int | None = None
    status: ReportStatus | None = None


@dataclass(frozen=True, slots=True)
class PapersOfParty:
    """All a person owes about an event as one kind of party; several where it is about schools."""

    by: Party
    proofs: tuple[Proof, ...]
    about_schools: bool
    states: tuple[PaperState, ...]

    @property
    def done(self) -> int:
        """How many are handed in and were not returned."""
        open_ones = {None, ReportStatus.RETURNED}
        return sum(state.status not in open_ones for state in self.states)


async def papers_of_actor(
    store: Store, actor: Actor, found: Happening
) -> tuple[PapersOfParty, ...]:
    """What somebody above schools owes about an event; nothing is asked where nothing is owed."""
    if not actor.may(Action.FILE_PAPER):
        return ()
    owed = [one for one in await owed_by(store, actor, found) if one.key.by is not Party.SCHOOL]
    if not owed:
        return ()
    sent = {
        Key(Party(report.by), report.place_id, report.person_id): report
        for report in await store.duties.papers(found.occurrence.id)
    }
    own = {(key.by, key.person_id): report for key, report in sent.items() if key.person_id}
    groups: dict[Party, list[Owed]] = {}
    for one in owed:
        groups.setdefault(one.key.by, []).append(one)
    return tuple(_group(by, group, sent, own) for by, group in groups.items())


def _group(
    by: Party,
    owed: Sequence[Owed],
    sent: Mapping[Key, Report],
    own: Mapping[tuple[Party, int], Report],
) -> PapersOfParty:
    states = []
    for one in owed:
        report = sent.get(one.key) or own.get((by, one.key.person_id))
        states.append(
            PaperState(
                by,
                one.key.place_id,
                one.name,
                one.paper.proofs,
                report.id if report is not None else None,
                ReportStatus(report.status) if report is not None else None,
            )
        )
    return PapersOfParty(by, owed[0].paper.proofs, owed[0].paper.about_schools, tuple(states))
