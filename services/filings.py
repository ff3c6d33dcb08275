"""Whether somebody above schools has handed in all he owes: he is reminded of it no more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from db.enums import PlaceKind, ReportStatus
from db.models import Place
from db.repositories.duties import Filed
from db.repositories.plans import Happening
from db.store import Store
from roadmap.asks import Party
from services.access import Seat
from services.audience import is_for_school
from services.demands import papers_of, speaks_as, touches
from services.row_demands import Paper

# What is looked for among the reports of an event: by whom, a place, a person.
_Wanted = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Filings:
    """What those above schools have handed in about some events, fetched together."""

    filed: Mapping[int, Sequence[Filed]]
    # By the path of a plan's place, where something is written about each of its schools.
    schools: Mapping[str, Sequence[Place]]

    def has_all(self, found: Happening, seats: Sequence[Seat], person_id: int) -> bool | None:
        """Whether somebody with these seats has handed in everything; None where he owes nothing.

        What came back is owed again. What a colleague has written for the same place is enough.
        """
        wanted = {one for seat in seats for one in self._owed(found, seat, person_id)}
        if not wanted:
            return None
        done = {
            # His own paper is his at whichever of his places it was written.
            (one.by, 0 if one.person_id else one.place_id, one.person_id)
            for one in self.filed.get(found.occurrence.id, ())
            if one.status != ReportStatus.RETURNED
        }
        return wanted <= done

    def _owed(self, found: Happening, seat: Seat, person_id: int) -> Iterator[_Wanted]:
        for paper in _of_staff(found):
            if not speaks_as(seat, paper.by):
                continue
            if paper.about_schools:
                for school in self.schools.get(found.place.path, ()):
                    is_meant = is_for_school(found.row, found.place.path, school.id, school.path)
                    if is_meant and school.path.startswith(seat.path):
                        yield paper.by, school.id, 0
            elif not touches(seat.path, found.place.path):
                continue
            elif paper.by in {Party.MUNICIPALITY, Party.REGION}:
                yield paper.by, seat.place_id, 0
            else:
                yield paper.by, 0, person_id


async def filings_about(store: Store, happenings: Iterable[Happening]) -> Filings:
    """What was handed in about events; nothing is asked about those of schools alone."""
    asking = [found for found in happenings if _of_staff(found)]
    filed: defaultdict[int, list[Filed]] = defaultdict(list)
    for one in await store.duties.filed(found.occurrence.id for found in asking):
        filed[one.occurrence_id].append(one)
    paths = {
        found.place.path
        for found in asking
        if any(paper.about_schools for paper in _of_staff(found))
    }
    schools = {path: await store.places.subtree(path, PlaceKind.SCHOOL) for path in paths}
    return Filings(filed, schools)


def _of_staff(found: Happening) -> list[Paper]:
    """The papers of those above schools."""
    return [paper for by, paper in papers_of(found).items() if by is not Party.SCHOOL]
