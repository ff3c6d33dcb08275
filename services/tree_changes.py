"""The tree as a table meets it, and the list of what the table changes in it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from db.enums import CohortPart, PlaceKind
from db.repositories.places import Node
from services.place_table import Problem, Year
from services.place_years import Narrowed, Ref


@dataclass(frozen=True, slots=True)
class Known:
    """The tree as it stands, as far as the actor may change it."""

    nodes: Sequence[Node]
    aliases: Sequence[tuple[int, str]]
    # place, first year → part, the school helped, whether it is a school year.
    cohorts: Mapping[tuple[int, int], tuple[CohortPart, int | None, bool]]
    # Paths below which something may change.
    scope: tuple[str, ...]
    # Published road maps: where, of which year.
    plans: Sequence[tuple[int, str]] = ()


@dataclass(slots=True)
class NewPlace:
    """A place to be made; its parent may be new as well."""

    ref: Ref
    parent: Ref | None
    kind: PlaceKind
    name: str
    timezone: str | None = None


@dataclass(slots=True)
class Diff:
    """All changes; `missing` is what the table leaves out below municipalities it names."""

    rows: int = 0
    new: list[NewPlace] = field(default_factory=list)
    # place, the name it had, the name it gets.
    renamed: list[tuple[Ref, str, str]] = field(default_factory=list)
    # Closed schools that are open again: place, its name.
    reopened: list[tuple[Ref, str]] = field(default_factory=list)
    # place, its name, another name of it.
    aliases: list[tuple[Ref, str, str]] = field(default_factory=list)
    # place, its name, its own zone before and after.
    zones: list[tuple[Ref, str, str | None, str]] = field(default_factory=list)
    # place, its new parent.
    branches: list[tuple[Ref, Ref]] = field(default_factory=list)
    cohorts: list[tuple[Ref, Year, CohortPart, Ref | None]] = field(default_factory=list)
    # Parts taken away: place, the first year as it is kept.
    uncohorted: list[tuple[Ref, int]] = field(default_factory=list)
    # What follows for the maps of places: not a change of its own.
    narrowed: list[Narrowed] = field(default_factory=list)
    missing: list[tuple[Ref, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the tree is already what the table says."""
        return not any(
            (
                self.new,
                self.renamed,
                self.reopened,
                self.aliases,
                self.zones,
                self.branches,
                self.cohorts,
                self.uncohorted,
            )
        )

    @property
    def digest(self) -> str:
        """Short and the same only for the same changes: what was seen is what is made."""
        said = (
            [(one.parent, one.kind, one.name, one.timezone) for one in self.new],
            self.renamed,
            self.reopened,
            self.aliases,
            self.zones,
            self.branches,
            self.cohorts,
            self.uncohorted,
        )
        return hashlib.sha256(repr(said).encode("utf-8", "replace")).hexdigest()[:12]
