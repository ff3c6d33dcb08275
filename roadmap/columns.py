"""Which column means what: headers in any order and wording, matched by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from roadmap import vocabulary_table as v
from roadmap.lexer import fold, tidy
from roadmap.model import Cell

__all__ = ["Columns", "is_number_row", "read_header", "read_subheader"]

_LONGEST_HEADER = 90


@dataclass(frozen=True, slots=True)
class Columns:
    """Column names and the place of each role; roles absent from the table are absent here."""

    names: tuple[str, ...]
    places: dict[str, int] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """How many columns carry a name."""
        return max(self.places.values(), default=-1) + 1

    def text(self, cells: Sequence[str], role: str) -> str:
        """The text of ``role`` in a row, "" where the row is short."""
        place = self.places.get(role)
        return cells[place] if place is not None and place < len(cells) else ""


def read_header(cells: Sequence[Cell]) -> Columns | None:
    """Columns if the row is a table header of a road map: an activity and a date or a person."""
    texts = [fold(cell.text) for cell in cells]
    if any(len(text) > _LONGEST_HEADER for text in texts):
        return None
    places: dict[str, int] = {}
    for place, text in enumerate(texts):
        role = _role(text)
        if role == "section" and "title" not in places and not _other_title(texts, place):
            role = "title"
        if role and role not in places:
            places[role] = place
    timed = places.keys() & {"dates", "dates_start", "dates_end"}
    if "title" not in places or not (timed or {"responsible", "number"} <= places.keys()):
        return None
    if len(places) < 2 or _looks_like_data(texts, places):
        return None
    return Columns(tuple(tidy(cell.text) for cell in cells), places)


def _role(text: str) -> str:
    if not text:
        return ""
    for role, pattern in v.COLUMN_ROLES:
        if pattern.search(text):
            return role
    return ""


def _other_title(texts: Sequence[str], place: int) -> bool:
    return any(_role(text) == "title" for text in texts[place + 1 :])


def _looks_like_data(texts: Sequence[str], places: dict[str, int]) -> bool:
    """A header names things: it holds no dates and its number cell holds no number."""
    number = places.get("number")
    first = texts[0] if texts else ""
    if number is None and v.NUMBER_PREFIX.match(first):
        return True
    return any(character.isdigit() for text in texts for character in text[:2])


def read_subheader(cells: Sequence[Cell], columns: Columns) -> Columns | None:
    """The second line of a header that splits «dates» into a beginning and an end."""
    named = {place: _role(fold(cell.text)) for place, cell in enumerate(cells)}
    named = {place: role for place, role in named.items() if tidy(cells[place].text)}
    halves = {role: place for place, role in named.items() if role in {"dates_start", "dates_end"}}
    if len(halves) != 2 or set(named.values()) - set(halves):
        return None
    places = {role: place for role, place in columns.places.items() if role != "dates"}
    return Columns(columns.names, {**places, **halves})


def is_number_row(cells: Sequence[Cell]) -> bool:
    """The row «1 2 3 4» printed under a header."""
    digits = [tidy(cell.text).rstrip(".").removesuffix(".0") for cell in cells]
    digits = [text for text in digits if text]
    if len(digits) < 2 or not all(text.isdigit() for text in digits):
        return False
    numbers = [int(text) for text in digits]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2
