"""What is drawn, in words and numbers: nothing here knows of pixels."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """A share from 0 to 1 with its name; None where there is nothing to share yet."""

    label: str
    share: float | None
    # Beside the bar: «73 % · 11 of 15».
    note: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Shares one under another."""

    title: str
    subtitle: str
    bars: tuple[Bar, ...]
    footer: str = ""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One row of a heat map: a share for each column, None where nothing was due."""

    label: str
    shares: tuple[float | None, ...]
    # Nobody is there: where nothing is done is an empty square with a sign of its own.
    is_unmanned: bool = False


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows × columns; a column has a label or an empty one, so that labels do not collide."""

    title: str
    subtitle: str
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    # Words of the key: nothing done, half of it, all, nothing due.
    key: tuple[str, str, str, str]
    footer: str = ""
    # The word of the key for rows where nobody is.
    unmanned: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A moment from 0 to 1 of the time shown, a share from 0 to 1."""

    at: float
    share: float


@dataclass(frozen=True, slots=True)
class Lines:
    """What is done over time against what is due by then."""

    title: str
    subtitle: str
    done: tuple[Point, ...]
    due: tuple[Point, ...]
    # Where on the way labels of the time stand.
    ticks: tuple[tuple[float, str], ...]
    # Words of the key: what is done, what is due.
    key: tuple[str, str]
    # The last share, in words, beside the end of the line.
    last: str = ""
    footer: str = ""


Chart = Bars | HeatMap | Lines
