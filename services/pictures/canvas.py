"""A sheet to draw on: its own background, so that the chat's does not matter; fonts, texts."""

import io
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

WIDTH = 1080
MARGIN = 56
BACKGROUND = "#FBFBF9"
INK = "#1A1D21"
FAINT = "#5B626B"
TRACK = "#E3E6EA"
RULE = "#C9CED4"
# Told apart by everybody, colour-blind or not: blue, orange, and dark against light.
BLUE = "#0067A5"
ORANGE = "#D55E00"

TITLE, LABEL, NOTE = 52, 38, 34
# Kept with the program: a server has no fonts, and Pillow's own has no Cyrillic.
_FONT = Path(__file__).parent.parent / "fonts" / "DejaVuSansCondensed.ttf"
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


@lru_cache(maxsize=16)
def font(size: int) -> Any:
    """The program's font in a size."""
    return ImageFont.truetype(str(_FONT), size)


class Canvas:
    """A white sheet that is cut to its height in the end."""

    def __init__(self, height: int) -> None:
        """Take the height."""
        self.height = height
        self._image = Image.new("RGB", (WIDTH, height), BACKGROUND)
        self.draw = ImageDraw.Draw(self._image)

    def png(self) -> bytes:
        """The sheet as a file; the same drawing gives the same bytes."""
        out = io.BytesIO()
        self._image.save(out, format="PNG", optimize=True)
        return out.getvalue()

    def text(
        self,
        at: tuple[float, float],
        text: str,
        size: int,
        *,
        colour: str = INK,
        anchor: str = "la",
        bold: bool = False,
    ) -> None:
        """One line; `anchor` as Pillow has it."""
        self.draw.text(
            at,
            text,
            font=font(size),
            fill=colour,
            anchor=anchor,
            stroke_width=1 if bold else 0,
            stroke_fill=colour,
        )

    def box(self, corners: tuple[float, float, float, float], colour: str, radius: int = 0) -> None:
        """A filled rectangle."""
        self.draw.rounded_rectangle(corners, radius=radius, fill=colour)

    def head(self, title: str, subtitle: str) -> float:
        """The heading; returns where the rest begins."""
        y = float(MARGIN - 10)
        for line in wrapped(title, TITLE, WIDTH - 2 * MARGIN, 2):
            self.text((MARGIN, y), line, TITLE, bold=True)
            y += TITLE * 1.25
        for line in wrapped(subtitle, NOTE, WIDTH - 2 * MARGIN, 2):
            self.text((MARGIN, y), line, NOTE, colour=FAINT)
            y += NOTE * 1.35
        return y + 22


def head_height(title: str, subtitle: str) -> float:
    """How much a heading takes."""
    titles = len(wrapped(title, TITLE, WIDTH - 2 * MARGIN, 2))
    subtitles = len(wrapped(subtitle, NOTE, WIDTH - 2 * MARGIN, 2))
    return MARGIN - 10 + titles * TITLE * 1.25 + subtitles * NOTE * 1.35 + 22


def width_of(text: str, size: int) -> float:
    """How wide a line is."""
    return float(font(size).getlength(text))


def wrapped(text: str, size: int, width: float, most: int) -> list[str]:
    """A text in at most so many lines; what does not fit ends with an ellipsis."""
    words, lines = text.split(), [""]
    for at, word in enumerate(words):
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size) <= width or not lines[-1]:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = " ".join([lines[-1], *words[at:]])
            break
    return [cut(line, size, width) for line in lines if line]


def cut(text: str, size: int, width: float) -> str:
    """A line that fits."""
    if width_of(text, size) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(text[:middle].rstrip() + _ELLIPSIS, size) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip(" ,.;:«(") + _ELLIPSIS


def between(first: str, second: str, share: float) -> str:
    """A colour on the way from one to another."""
    mixed = [
        round(a + (b - a) * share) for a, b in zip(_channels(first), _channels(second), strict=True)
    ]
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
