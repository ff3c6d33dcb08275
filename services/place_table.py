"""A table of places as entries: what each row says, and what is wrong with it, row by row."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from db.enums import PlaceKind
from roadmap.vocabulary_places import HEADINGS, NOT_IN, OF_A_ROAD_MAP, OF_SCHOOLS, YES
from services.errors import DomainError
from services.names import clean, search_key
from services.times import is_zone

LEVELS = (PlaceKind.REGION, PlaceKind.MUNICIPALITY, PlaceKind.SCHOOL)
COLUMNS = (
    *LEVELS,
    *(f"{level}_timezone" for level in LEVELS),
    "aliases",
    "former_name",
    "branch_of",
    "participant_years",
    "partner_years",
    "partner_of",
    "reopen",
)
# 84 regions, 2 500 municipalities and 42 000 schools, and room.
MOST_ROWS = 50_000
NAME_LIMIT = 200
_FIRST_ROW = 2
_HEADING_WITHIN = 10
_ENOUGH_HEADINGS = 2
_SEVERAL = re.compile(r"[|;\n]")
_YEAR = re.compile(r"(?P<gone>\D*)(?P<first>20\d\d)(?P<second>\s*[/-]\s*(?:20)?\d\d)?")
# What a workbook shows instead of a value, and a formula that was never worked out.
_NO_VALUE = re.compile(r"#(?:REF|N/A|NAME|VALUE|DIV|NULL|NUM)|=")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row of the file, counted as a spreadsheet counts; 0 is the whole."""

    row: int
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Year:
    """A year of the project: «2026» alone, or the school year «2026/2027»."""

    first: int
    is_school_year: bool = False

    def __str__(self) -> str:
        """As a table has it."""
        return f"{self.first}/{self.first + 1}" if self.is_school_year else str(self.first)


@dataclass(frozen=True, slots=True)
class Years:
    """What a cell says of years: which there are, and which are taken away."""

    given: tuple[Year, ...] = ()
    gone: tuple[Year, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row says; the school is empty in a row of a municipality alone."""

    row: int
    names: Mapping[PlaceKind, str]
    zones: Mapping[PlaceKind, str]
    aliases: tuple[str, ...] = ()
    former_name: str = ""
    branch_of: str = ""
    participant_years: Years = Years()
    partner_years: Years = Years()
    partner_of: str = ""
    # Whether a closed school of this name opens again.
    reopen: bool = False

    @property
    def last(self) -> PlaceKind:
        """The lowest level the row names."""
        return [level for level in LEVELS if self.names[level]][-1]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that can be understood, and the problems of all others."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def is_table_of_places(cells: Sequence[Sequence[str]]) -> bool:
    """Whether the first rows of a sheet hold the headings of a table of places.

    A list of schools without some of the columns is meant as one too: what it lacks is told.
    """
    return _heading_at(cells) is not None or any(map(_is_about_schools, cells[:_HEADING_WITHIN]))


def _is_about_schools(row: Sequence[str]) -> bool:
    words = [search_key(cell) for cell in row]
    if any(word.startswith(OF_A_ROAD_MAP) for word in words):
        return False
    known = [_column(cell) in COLUMNS for cell in row]
    hints = [word.startswith(OF_SCHOOLS) for word in words]
    is_named = any(_column(cell) == PlaceKind.SCHOOL for cell in row)
    return is_named and sum(map(max, zip(known, hints, strict=True))) >= _ENOUGH_HEADINGS


def rows_of(cells: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """The rows below the heading by column; empty rows stay, so that numbers are the file's.

    Raises DomainError `table_unreadable`, `table_columns_missing` or `places_too_many_rows`.
    """
    at = _heading_at(cells)
    if at is None:
        if not any(cell.strip() for row in cells for cell in row):
            raise DomainError("table_unreadable")
        there = {_column(cell) for row in cells[:_HEADING_WITHIN] for cell in row}
        missing = [level for level in LEVELS if level not in there] or list(LEVELS)
        raise DomainError("table_columns_missing", columns=", ".join(missing))
    columns = [_column(cell) for cell in cells[at]]
    missing = [level for level in LEVELS if level not in columns]
    if missing:
        raise DomainError("table_columns_missing", columns=", ".join(missing))
    below = cells[at + 1 :]
    if sum(any(cell.strip() for cell in row) for row in below) > MOST_ROWS:
        raise DomainError("places_too_many_rows", limit=MOST_ROWS)
    return [
        {"row": str(at + number), **dict(zip(columns, row, strict=False))}
        for number, row in enumerate(below, start=_FIRST_ROW)
        if any(cell.strip() for cell in row)
    ]


def _heading_at(cells: Sequence[Sequence[str]]) -> int | None:
    for at, row in enumerate(cells[:_HEADING_WITHIN]):
        if len({*map(_column, row)} & {*LEVELS}) >= _ENOUGH_HEADINGS:
            return at
    return None


def _column(heading: str) -> str:
    folded = heading.strip().lower()
    return folded if folded in COLUMNS else HEADINGS.get(search_key(heading), folded)


def read_entries(rows: Iterable[Mapping[str, str]]) -> Table:
    """Understand rows keyed by column; every problem is collected with the number of its row."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, ...], int] = {}
    zones: dict[tuple[str, ...], str] = {}
    for number, row in enumerate(rows, start=_FIRST_ROW):
        at = int(row.get("row", number))
        found = _entry(at, row)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        key = tuple(search_key(found.names[level]) for level in LEVELS)
        if key in seen and found.last is PlaceKind.SCHOOL:
            problems.append(Problem(at, "places_row_repeated", {"first": seen[key]}))
            continue
        seen.setdefault(key, at)
        problems += _contradictions(found, key, zones)
        entries.append(found)
    return Table(tuple(entries), tuple(problems))


def _contradictions(
    entry: Entry, key: tuple[str, ...], zones: dict[tuple[str, ...], str]
) -> Iterator[Problem]:
    for depth, level in enumerate(LEVELS, start=1):
        zone = entry.zones.get(level)
        if zone and zones.setdefault(key[:depth], zone) != zone:
            yield Problem(
                entry.row, "places_zone_contradiction", {"name": entry.names[level], "zone": zone}
            )


def _entry(at: int, row: Mapping[str, str]) -> Entry | Problem:
    raw = {level: (row.get(level) or "").strip() for level in LEVELS}
    broken = next((text for text in raw.values() if _NO_VALUE.match(text)), None)
    if broken is not None:
        return Problem(at, "places_cell_without_value", {"cell": broken[:40]})
    names = {level: clean(" ".join(text.split()), NAME_LIMIT + 1) for level, text in raw.items()}
    if any(len(name) > NAME_LIMIT for name in names.values()):
        return Problem(at, "places_name_too_long", {"limit": NAME_LIMIT})
    present = [bool(search_key(name)) for name in names.values()]
    if not present[0] or present != sorted(present, reverse=True):
        return Problem(at, "places_row_incomplete")
    zones = {level: (row.get(f"{level}_timezone") or "").strip() for level in LEVELS}
    for level, zone in zones.items():
        if zone and not is_zone(zone):
            return Problem(at, "places_zone_unknown", {"zone": zone[:64]})
        if zone and not names[level]:
            return Problem(at, "places_row_incomplete")
    as_participant = _years(row.get("participant_years") or "")
    as_partner = _years(row.get("partner_years") or "")
    if as_participant is None or as_partner is None:
        return Problem(at, "places_year_unknown")
    return Entry(
        row=at,
        names=names,
        zones={level: zone for level, zone in zones.items() if zone},
        aliases=_several(row.get("aliases") or ""),
        former_name=clean((row.get("former_name") or "").strip(), NAME_LIMIT),
        branch_of=clean((row.get("branch_of") or "").strip(), NAME_LIMIT),
        participant_years=as_participant,
        partner_years=as_partner,
        partner_of=clean((row.get("partner_of") or "").strip(), NAME_LIMIT),
        reopen=(row.get("reopen") or "").strip().lower() in YES,
    )


def _several(text: str) -> tuple[str, ...]:
    """«Birch school|Birch village»."""
    names = (clean(" ".join(part.split()), NAME_LIMIT) for part in _SEVERAL.split(text))
    return tuple(name for name in names if search_key(name))


def _years(text: str) -> Years | None:
    """«2026/2027|not 2025» is the school year 2026 and no 2025; None where one is odd."""
    given: dict[int, Year] = {}
    gone: set[Year] = set()
    for part in re.split(r"[|;,\n]", text):
        if not part.strip():
            continue
        found = _YEAR.fullmatch(part.strip())
        if found is None or (word := found["gone"].strip().lower()) not in {"", *NOT_IN}:
            return None
        year = Year(int(found["first"]), found["second"] is not None)
        if word:
            gone.add(year)
        else:
            # The longer one of «2026|2026/2027».
            given[year.first] = max(year, given.get(year.first, year))
    return Years(tuple(sorted(given.values())), tuple(sorted(gone)))
