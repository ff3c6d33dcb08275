"""A week on one page of A4, to print and hang up: drawn from words that are ready."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

# A4 at 200 dots an inch: sharp on paper, small in a chat.
_DOTS = 200
_WIDTH, _HEIGHT = 1654, 2339
_MARGIN = 110
_FONT = Path(__file__).parent / "fonts" / "DejaVuSansCondensed.ttf"
# From what is read across a room down to what is read at arm's length.
_SIZES = range(44, 21, -2)
_LINES = (6, 3, 2, 1)
_MOST = 12
_DAY, _CLOCK = 0.205, 0.13
# Between two columns, and the stroke that makes letters bold.
_GAP = 20
_INK, _PALE, _RULE = (20, 24, 32), (90, 98, 110), (190, 196, 204)
_ACCENT = (0, 90, 160)


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """What happens: when, in a word or a clock, and what."""

    clock: str
    title: str


@dataclass(frozen=True, slots=True)
class SheetDay:
    """A day of the week and what happens on it."""

    name: str
    date: str
    entries: tuple[SheetEntry, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All words of a page; `more` says how many lines found no room."""

    place: str
    title: str
    days: tuple[SheetDay, ...]
    running_title: str
    running: tuple[str, ...]
    footer: str
    more: Callable[[int], str]


_Font = ImageFont.FreeTypeFont


class _Page:
    """One try to draw a sheet with letters of one size; `bottom` says how far down it came."""

    def __init__(self, sheet: Sheet, size: int, lines: int, *, draws: bool) -> None:
        self.image = Image.new("RGB", (_WIDTH, _HEIGHT) if draws else (1, 1), "white")
        self._pen = ImageDraw.Draw(self.image)
        self._draws = draws
        self._lines = lines
        self._size = size
        self._font = _font(size)
        self.bottom = _MARGIN
        self._draw(sheet)

    def _draw(self, sheet: Sheet) -> None:
        broad = _WIDTH - 2 * _MARGIN
        for text, size, ink in ((sheet.place, 40, _PALE), (sheet.title, 68, _INK)):
            for line in _fitted(text, _font(size), broad, 2):
                self._write(_MARGIN, line, _font(size), ink, bold=ink is _INK)
                self.bottom += round(size * 1.3)
        self.bottom += 20
        for day in sheet.days:
            self._day(day, broad)
        if sheet.running:
            self._rule()
            self._write(_MARGIN, sheet.running_title, self._font, _ACCENT, bold=True)
            self.bottom += self._step
            for text in sheet.running:
                for line in _fitted(f"• {text}", self._font, broad, self._lines):
                    self._write(_MARGIN, line, self._font, _INK)
                    self.bottom += self._step
        if self._draws:
            at = (_MARGIN, _HEIGHT - _MARGIN)
            self._pen.text(at, sheet.footer, fill=_PALE, font=_font(26), anchor="ls")

    @property
    def _step(self) -> int:
        return round(self._size * 1.3)

    def _day(self, day: SheetDay, broad: int) -> None:
        self._rule()
        top = self.bottom
        day_room = round(broad * _DAY) - _GAP
        self._write(_MARGIN, day.name, self._within(day.name, day_room), _ACCENT, bold=True)
        self.bottom += self._step
        self._write(_MARGIN, day.date, _font(round(self._size * 0.8)), _PALE)
        self.bottom = top
        clock_at = _MARGIN + round(broad * _DAY)
        title_at = clock_at + round(broad * _CLOCK)
        for entry in day.entries:
            font = self._within(entry.clock, round(broad * _CLOCK) - _GAP)
            self._write(clock_at, entry.clock, font, _INK, bold=True)
            room = _WIDTH - _MARGIN - title_at
            for line in _fitted(entry.title, self._font, room, self._lines):
                self._write(title_at, line, self._font, _INK)
                self.bottom += self._step
            self.bottom += self._size // 4
        self.bottom = max(self.bottom, top + 2 * self._step)

    def _within(self, text: str, room: int) -> _Font:
        """Letters as large as a column lets them be: names of days differ by language."""
        size = self._size
        while _font(size).getlength(text) > room and size > _SIZES[-1]:
            size -= 2
        return _font(size)

    def _rule(self) -> None:
        self.bottom += self._size // 3
        if self._draws:
            ends = [(_MARGIN, self.bottom), (_WIDTH - _MARGIN, self.bottom)]
            self._pen.line(ends, fill=_RULE, width=2)
        self.bottom += self._size // 3

    def _write(
        self, x: int, text: str, font: _Font, ink: tuple[int, int, int], *, bold: bool = False
    ) -> None:
        if self._draws:
            at = (x, self.bottom)
            self._pen.text(at, text, fill=ink, font=font, stroke_width=int(bold), stroke_fill=ink)


def sheet_as_pdf(sheet: Sheet) -> bytes:
    """The page as a file that every printer takes; the same words give the same bytes."""
    made = BytesIO()
    # A moment of its making would make two files of one week differ.
    drawn(sheet).save(
        made,
        "PDF",
        resolution=_DOTS,
        quality=92,
        creationDate=None,
        modDate=None,
        title=sheet.title,
    )
    return made.getvalue()


def drawn(sheet: Sheet) -> Image.Image:
    """The page with the largest letters that leave nothing out; else with what finds room."""
    limit = _HEIGHT - _MARGIN - 50
    whole, sheet = sheet, _at_most(sheet, _MOST)
    for lines in _LINES:
        for size in _SIZES:
            if _Page(sheet, size, lines, draws=False).bottom <= limit:
                return _Page(sheet, size, lines, draws=True).image
    kept = next(
        (
            kept
            for kept in (_at_most(whole, most) for most in range(_MOST - 1, 0, -1))
            if _Page(kept, _SIZES[-1], 1, draws=False).bottom <= limit
        ),
        _at_most(whole, 1),
    )
    return _Page(kept, _SIZES[-1], 1, draws=True).image


def _at_most(sheet: Sheet, most: int) -> Sheet:
    """So many lines for each day and for what merely goes on, and how many are left out."""
    days = []
    for day in sheet.days:
        entries, hidden = day.entries[:most], len(day.entries) - most
        if hidden > 0:
            entries = (*entries, SheetEntry("", sheet.more(hidden)))
        days.append(replace(day, entries=entries))
    running, hidden = sheet.running[:most], len(sheet.running) - most
    if hidden > 0:
        running = (*running, sheet.more(hidden))
    return replace(sheet, days=tuple(days), running=running)


@lru_cache(maxsize=64)
def _font(size: int) -> _Font:
    return ImageFont.truetype(_FONT, size)


def _fitted(text: str, font: _Font, broad: int, most: int) -> list[str]:
    """The lines of a text; what does not fit into so many ends with an ellipsis."""
    lines = _wrapped(" ".join(text.split()), int(font.size), broad)
    if len(lines) <= most:
        return list(lines) or [""]
    last = lines[most - 1]
    while last and font.getlength(f"{last}…") > broad:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]


@lru_cache(maxsize=4096)
def _wrapped(text: str, size: int, broad: int) -> tuple[str, ...]:
    """The same lines are asked for at each try."""
    return tuple(_broken(text, _font(size), broad))


def _broken(text: str, font: _Font, broad: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= broad:
            line = longer
            continue
        if line:
            yield line
        line = word
        while font.getlength(line) > broad:
            fits = next(n for n in range(len(line), 0, -1) if font.getlength(line[:n]) <= broad)
            yield line[:fits]
            line = line[fits:]
    if line:
        yield line
