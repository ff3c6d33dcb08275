"""What a table of places changes in the tree, worked out in memory: nothing is written here.

A place is known by its name or another name of it below the same parent. A school whose name says
the same in other words (without its legal form, say) is the same school, and the words become one
more name of it. What the table does not name is only reported.
"""

from collections import defaultdict
from collections.abc import Iterable

from db.enums import CohortPart, PlaceKind
from db.repositories.paths import ids_of
from db.repositories.years import counts_for
from services.names import Essence, essence, search_key
from services.place_table import LEVELS, Entry, Problem, Table, Year
from services.place_years import Narrowed, Ref, School, narrowed
from services.tree_changes import Diff, Known, NewPlace

_NO_PART = (None, None, False)
_Key = tuple[Ref | None, PlaceKind, str]


def compare(known: Known, table: Table) -> Diff:
    """Work out what the entries of a table change."""
    comparison = _Comparison(known)
    comparison.diff.problems = list(table.problems)
    comparison.take(table.entries)
    comparison.diff.rows = len(table.entries) + len({p.row for p in table.problems})
    comparison.diff.problems.sort(key=lambda problem: problem.row)
    return comparison.diff


class _Comparison:
    def __init__(self, known: Known) -> None:
        self.diff = Diff()
        self.known = known
        self.by_id = {node.id: node for node in known.nodes}
        self.names: dict[Ref, set[str]] = defaultdict(set)
        self.by_key: dict[_Key, Ref] = {}
        self.by_essence: dict[tuple[Ref | None, Essence], list[Ref]] = defaultdict(list)
        self.new: dict[Ref, NewPlace] = {}
        # Places the table names, and in which row.
        self.met: dict[Ref, int] = {}
        self.namesakes: defaultdict[str, set[Ref]] = defaultdict(set)
        self.zones: dict[Ref, str] = {}
        self.lost: set[tuple[Ref, int]] = set()
        # Old words first: where two places share another name, the proper name decides.
        for place_id, alias in known.aliases:
            if place_id in self.by_id and not self.by_id[place_id].archived:
                self._learn(place_id, alias)
        # Schools that are no more: an old table must not bring them back unless it says so.
        self.closed: dict[tuple[Ref | None, str], Ref] = {}
        for node in known.nodes:
            if not node.archived:
                self._learn(node.id, node.name)
            elif node.kind is PlaceKind.SCHOOL:
                self.closed[self._home(node.id), node.search_key] = node.id

    def _learn(self, ref: Ref, name: str) -> None:
        kind, parent, key = self._kind(ref), self._home(ref), search_key(name)
        self.by_key[parent, kind, key] = ref
        self.names[ref].add(key)
        if kind is PlaceKind.SCHOOL:
            self.namesakes[key].add(ref)
            alike = self.by_essence[parent, essence(name)]
            if ref not in alike:
                alike.append(ref)

    def _kind(self, ref: Ref) -> PlaceKind:
        return self.new[ref].kind if ref < 0 else self.by_id[ref].kind

    def _name(self, ref: Ref) -> str:
        return self.new[ref].name if ref < 0 else self.by_id[ref].name

    def _home(self, ref: Ref) -> Ref | None:
        """The territory a place is listed under: a branch is listed beside its head school."""
        if ref < 0:
            parent = self.new[ref].parent
            while parent is not None and self._kind(parent) is PlaceKind.SCHOOL:
                parent = self.new[parent].parent if parent < 0 else self._home(parent)
            return parent
        for above in reversed(ids_of(self.by_id[ref].path)[:-1]):
            node = self.by_id.get(above)
            if node is not None and node.kind is not PlaceKind.SCHOOL and not node.archived:
                return above
        return None

    def take(self, entries: Iterable[Entry]) -> None:
        """Two rounds: proper names first, so that no school loses its name to a namesake."""
        met: list[tuple[Entry, Ref]] = []
        unmet: list[tuple[Entry, Ref]] = []
        for entry in entries:
            parent = self._territory(entry)
            if parent is None:
                continue
            if entry.last is not PlaceKind.SCHOOL:
                self._names(entry, parent)
                continue
            ref = self._by_name(entry, parent)
            if ref is None:
                unmet.append((entry, parent))
            elif first := self.met.get(ref):
                repeated = Problem(entry.row, "places_row_repeated", {"first": first})
                self.diff.problems.append(repeated)
            else:
                self.met[ref] = entry.row
                met.append((entry, ref))
        for entry, parent in unmet:
            found = self._like(entry, parent) or self._made(parent, entry)
            if found is not None:
                met.append((entry, found))
        for entry, ref in met:
            self._school(entry, ref)
        for entry, ref in met:
            self._relations(entry, ref)
        self._report_missing()
        self._tell_who_is_left()

    def _tell_who_is_left(self) -> None:
        """Years whose participants become known, or unknown again, by this table."""
        again = {ref for ref, _ in self.diff.reopened}
        schools = {
            ref: School(self._above(ref), self._home(ref), is_open)
            for ref, is_open in (
                *(
                    (n.id, not n.archived or n.id in again)
                    for n in self.known.nodes
                    if n.kind is PlaceKind.SCHOOL
                ),
                *((n.ref, True) for n in self.diff.new if n.kind is PlaceKind.SCHOOL),
            )
        }
        before = {
            (ref, first): (part, Year(first, is_school_year))
            for (ref, first), (part, _, is_school_year) in self.known.cohorts.items()
        }
        after = {key: said for key, said in before.items() if key not in self.lost}
        after |= {(ref, year.first): (part, year) for ref, year, part, _ in self.diff.cohorts}
        self.diff.narrowed = [
            Narrowed(self._name(place), year, kept, of)
            for place, year, kept, of in narrowed(schools, before, after, self.known.plans)
        ]

    def _above(self, ref: Ref) -> tuple[Ref, ...]:
        """A place and all above it."""
        if ref > 0:
            return tuple(ids_of(self.by_id[ref].path))
        parent = self.new[ref].parent
        return (ref, *(self._above(parent) if parent is not None else ()))

    def _territory(self, entry: Entry) -> Ref | None:
        """The lowest territory of a row, made if it is new; None where the actor may not."""
        ref: Ref | None = None
        for level in LEVELS[:2]:
            name = entry.names[level]
            if not name:
                break
            found = self.by_key.get((ref, level, search_key(name)))
            if found is None and level is entry.last and entry.former_name:
                found = self.by_key.get((ref, level, search_key(entry.former_name)))
            if found is None:
                if not self._may_change(ref):
                    self._foreign(entry)
                    return None
                found = self._new(ref, level, name)
            if zone := entry.zones.get(level):
                self._zone(found, zone)
            ref = found
        if ref is not None and not self._may_change(ref) and not self._leads_to_scope(ref):
            self._foreign(entry)
            return None
        if ref is not None:
            self.met.setdefault(ref, entry.row)
        return ref

    def _by_name(self, entry: Entry, parent: Ref) -> Ref | None:
        for name in (entry.names[PlaceKind.SCHOOL], entry.former_name):
            ref = self.by_key.get((parent, PlaceKind.SCHOOL, search_key(name))) if name else None
            if ref is not None:
                return ref
        return None

    def _like(self, entry: Entry, parent: Ref) -> Ref | None:
        """The one school whose name says the same in other words, named by no other row."""
        meant = essence(entry.names[PlaceKind.SCHOOL])
        if not meant.says_enough:
            return None
        found = [ref for ref in self.by_essence[parent, meant] if ref not in self.met]
        if len(found) != 1 or found[0] < 0:
            return None
        self.met[found[0]] = entry.row
        return found[0]

    def _made(self, parent: Ref, entry: Entry) -> Ref | None:
        if not self._may_change(parent):
            self._foreign(entry)
            return None
        name = entry.names[PlaceKind.SCHOOL]
        closed = self.closed.pop((parent, search_key(name)), None)
        if closed is not None and not entry.reopen:
            self.closed[parent, search_key(name)] = closed
            self.diff.problems.append(Problem(entry.row, "places_school_closed", {"name": name}))
            return None
        if closed is not None:
            self.diff.reopened.append((closed, self._name(closed)))
            self._learn(closed, self._name(closed))
            self.met[closed] = entry.row
            return closed
        ref = self._new(parent, PlaceKind.SCHOOL, entry.names[PlaceKind.SCHOOL])
        self.met[ref] = entry.row
        return ref

    def _school(self, entry: Entry, ref: Ref) -> None:
        if not self._may_change(ref):
            self._foreign(entry)
            return
        self._names(entry, ref)
        if zone := entry.zones.get(PlaceKind.SCHOOL):
            self._zone(ref, zone)

    def _names(self, entry: Entry, ref: Ref) -> None:
        """The name of a row, its former one and others, as far as they are news."""
        if not self._may_change(ref):
            return
        name = entry.names[entry.last]
        if entry.former_name and search_key(entry.former_name) == search_key(self._name(ref)):
            self.diff.renamed.append((ref, self._name(ref), name))
            self.names[ref].add(search_key(name))
        for other in (name, *entry.aliases):
            if search_key(other) not in self.names[ref]:
                self.names[ref].add(search_key(other))
                self.diff.aliases.append((ref, self._name(ref), other))

    def _relations(self, entry: Entry, ref: Ref) -> None:
        """The head school of a branch, and parts in years: they may name schools further down."""
        home = self._home(ref)
        if entry.branch_of and (head := self._related(entry, home, entry.branch_of, ref)):
            if ref < 0:
                self.new[ref].parent = head
            elif self.by_id[ref].parent_id != head:
                self.diff.branches.append((ref, head))
        helped = (
            self._related(entry, home, entry.partner_of, ref, anywhere=True)
            if entry.partner_of
            else None
        )
        self._lose_years(entry, ref)
        parts = [(year, CohortPart.PARTNER, helped) for year in entry.partner_years.given]
        parts += [(year, CohortPart.PARTICIPANT, None) for year in entry.participant_years.given]
        for year, part, other in parts:
            known = self.known.cohorts.get((ref, year.first))
            if known != (part, other, year.is_school_year) or (ref, year.first) in self.lost:
                self.diff.cohorts.append((ref, year, part, other))

    def _lose_years(self, entry: Entry, ref: Ref) -> None:
        """«not 2027» takes away 2027 and the school year 2026/2027 that reaches into it."""
        for part, years in (
            (CohortPart.PARTICIPANT, entry.participant_years),
            (CohortPart.PARTNER, entry.partner_years),
        ):
            for year in years.gone:
                for first in (year.first, year.first - 1):
                    known, _, is_school_year = self.known.cohorts.get((ref, first), _NO_PART)
                    reaches = counts_for(first, str(year), is_school_year=is_school_year)
                    if known is part and reaches and (ref, first) not in self.lost:
                        self.lost.add((ref, first))
                        self.diff.uncohorted.append((ref, first))

    def _related(
        self, entry: Entry, home: Ref | None, name: str, own: Ref, *, anywhere: bool = False
    ) -> Ref | None:
        key, meant = search_key(name), essence(name)
        found = self.by_key.get((home, PlaceKind.SCHOOL, key))
        if found is None:
            alike = self.by_essence.get((home, meant), [])
            found = alike[0] if len(alike) == 1 else None
        if found is None and anywhere:
            namesakes = self.namesakes.get(key, set())
            found = next(iter(namesakes)) if len(namesakes) == 1 else None
        if found is None or found == own or self._is_inside(found, own):
            self.diff.problems.append(Problem(entry.row, "places_school_unknown", {"name": name}))
            return None
        return found

    def _is_inside(self, ref: Ref, other: Ref) -> bool:
        """Whether a school is a branch of the other, however far down."""
        above: Ref | None = ref
        while above is not None:
            if above == other:
                return True
            above = self.new[above].parent if above < 0 else self.by_id[above].parent_id
            if above is not None and above > 0 and above not in self.by_id:
                return False
        return False

    def _new(self, parent: Ref | None, kind: PlaceKind, name: str) -> Ref:
        ref = -len(self.new) - 1
        self.new[ref] = NewPlace(ref, parent, kind, name)
        self.diff.new.append(self.new[ref])
        self._learn(ref, name)
        return ref

    def _zone(self, ref: Ref, zone: str) -> None:
        if ref in self.zones or not self._may_change(ref):
            return
        self.zones[ref] = zone
        if ref < 0:
            self.new[ref].timezone = zone
        elif self.by_id[ref].timezone != zone:
            self.diff.zones.append((ref, self._name(ref), self.by_id[ref].timezone, zone))

    def _may_change(self, ref: Ref | None) -> bool:
        while ref is not None and ref < 0:
            ref = self.new[ref].parent
        return (self.by_id[ref].path if ref is not None else "/").startswith(self.known.scope)

    def _leads_to_scope(self, ref: Ref) -> bool:
        return ref > 0 and any(path.startswith(self.by_id[ref].path) for path in self.known.scope)

    def _foreign(self, entry: Entry) -> None:
        self.diff.problems.append(Problem(entry.row, "places_row_not_yours"))

    def _report_missing(self) -> None:
        self.diff.missing = [
            (node.id, node.name)
            for node in self.known.nodes
            if node.kind is PlaceKind.SCHOOL
            and not node.archived
            and node.id not in self.met
            and self._home(node.id) in self.met
            and self._may_change(node.id)
        ]
