"""Charts drawn; the caller's loop goes on meanwhile."""

import asyncio
from itertools import pairwise

from services.pictures.canvas import (
    BACKGROUND,
    BLUE,
    FAINT,
    INK,
    LABEL,
    MARGIN,
    NOTE,
    ORANGE,
    RULE,
    TRACK,
    WIDTH,
    Canvas,
    between,
    cut,
    font,
    head_height,
    width_of,
    wrapped,
)
from services.pictures.charts import Bars, Chart, HeatMap, Lines, Point

_INNER = WIDTH - 2 * MARGIN
_LINE = round(LABEL * 1.25)
_BAR = 34
_SMALL = 31
_TIGHT = 30
_MIDDLE = "#EAD9B0"
_LIGHT = "#8DBBDA"
_FOOTER, _FOOTER_LINE = 62, 42
_PLOT = 720
_DOT = 11


async def painted(chart: Chart) -> bytes:
    """A chart as a PNG, made beside the loop: half a second of arithmetic delays nobody."""
    return await asyncio.to_thread(paint, chart)


def paint(chart: Chart) -> bytes:
    """A chart as a PNG."""
    match chart:
        case Bars():
            return _bars(chart)
        case HeatMap():
            return _heat(chart)
        case Lines():
            return _lines(chart)


def _footer(canvas: Canvas, text: str) -> None:
    lines = footer_lines(text)
    for above, line in enumerate(reversed(lines)):
        at = (MARGIN, canvas.height - MARGIN + 6 - above * _FOOTER_LINE)
        canvas.text(at, line, _SMALL, colour=FAINT, anchor="ls")


def footer_lines(text: str) -> list[str]:
    """What stands below a picture, as it is broken into lines."""
    return wrapped(text, _SMALL, _INNER, 2)


def _end(footer: str) -> float:
    lines = footer_lines(footer)
    return _FOOTER + (len(lines) - 1) * _FOOTER_LINE if lines else 20


# -- bars ---------------------------------------------------------------------------------


def _bars(chart: Bars) -> bytes:
    labels = [wrapped(bar.label, LABEL, _INNER, 2) for bar in chart.bars]
    blocks = [len(label) * _LINE + _BAR + 58 for label in labels]
    head = head_height(chart.title, chart.subtitle)
    canvas = Canvas(round(head + sum(blocks) + _end(chart.footer) + 20))
    y = canvas.head(chart.title, chart.subtitle)
    note_width = max((width_of(bar.note, NOTE) for bar in chart.bars), default=0) + 28
    track = _INNER - note_width
    for bar, label, block in zip(chart.bars, labels, blocks, strict=True):
        at = y
        for line in label:
            canvas.text((MARGIN, at), line, LABEL)
            at += _LINE
        at += 8
        canvas.box((MARGIN, at, MARGIN + track, at + _BAR), TRACK, radius=10)
        if bar.share:
            end = MARGIN + max(track * min(bar.share, 1), 20)
            canvas.box((MARGIN, at, end, at + _BAR), BLUE, radius=10)
        colour = FAINT if bar.share is None else INK
        canvas.text((WIDTH - MARGIN, at + _BAR / 2), bar.note, NOTE, colour=colour, anchor="rm")
        y += block
    _footer(canvas, chart.footer)
    return canvas.png()


# -- heat map -----------------------------------------------------------------------------

_GAP = 4
_ROW = 50
_LABELS = 380


def _heat(chart: HeatMap) -> bytes:
    head = head_height(chart.title, chart.subtitle)
    rows, key = len(chart.rows) * (_ROW + _GAP), 180 if chart.unmanned else 120
    height = head + 44 + rows + key + _end(chart.footer)
    canvas = Canvas(round(height))
    top = canvas.head(chart.title, chart.subtitle)
    left = MARGIN + _LABELS
    cell = (WIDTH - MARGIN - left) / max(len(chart.columns), 1)
    for at, label in enumerate(chart.columns):
        if label:
            canvas.text((left + at * cell, top), label, _SMALL, colour=FAINT)
    y = top + 44
    widest = max((width_of(row.label, NOTE) for row in chart.rows), default=0)
    size = NOTE if widest <= _LABELS - 20 else _TIGHT
    for row in chart.rows:
        label = _row_label(row.label, size, _LABELS - 20)
        canvas.text((MARGIN, y + _ROW / 2), label, size, anchor="lm")
        for at, share in enumerate(row.shares):
            x = left + at * cell
            corners = (x, y, x + cell - _GAP, y + _ROW)
            if share is None:
                canvas.draw.rounded_rectangle(corners, radius=6, outline=TRACK, width=2)
            elif row.is_unmanned and not share:
                _nobody(canvas, corners)
            else:
                canvas.box(corners, heat_colour(share), radius=6)
                _sign(canvas, corners, share)
        y += _ROW + _GAP
    _key(canvas, y + 34, chart.key)
    if chart.unmanned:
        _nobody(canvas, (MARGIN, y + 94, MARGIN + 40, y + 134))
        canvas.text((MARGIN + 52, y + 114), chart.unmanned, _SMALL, colour=INK, anchor="lm")
    _footer(canvas, chart.footer)
    return canvas.png()


def _row_label(label: str, size: int, width: float) -> str:
    """A name that fits; a number at its end tells schools apart and stays."""
    words = label.split()
    is_short = width_of(label, size) <= width
    if is_short or len(words) < 3 or not any(letter.isdigit() for letter in words[-1]):
        return cut(label, size, width)
    tail = f" {words[-2]} {words[-1]}"
    return cut(" ".join(words[:-2]), size, width - width_of(tail, size)) + tail


def heat_colour(share: float) -> str:
    """From orange over sand to blue: dark at both ends, told apart without red and green."""
    if share < 0.5:
        return between(ORANGE, _MIDDLE, share * 2)
    if share < 0.75:
        return between(_MIDDLE, _LIGHT, share * 4 - 2)
    return between(_LIGHT, BLUE, share * 4 - 3)


def _sign(canvas: Canvas, corners: tuple[float, float, float, float], share: float) -> None:
    """A tick where all is done, a dash where nothing is: told apart without any colour."""
    left, top, right, bottom = corners
    x, y = (left + right) / 2, (top + bottom) / 2
    reach = min(right - left, bottom - top) * 0.26
    points = {
        0.0: [(x - reach, y), (x + reach, y)],
        1.0: [(x - reach, y), (x - reach * 0.25, y + reach * 0.75), (x + reach, y - reach * 0.75)],
    }.get(share)
    if points is not None:
        canvas.draw.line(points, fill=BACKGROUND, width=5, joint="curve")


def _nobody(canvas: Canvas, corners: tuple[float, float, float, float]) -> None:
    """An empty square with a ring: nobody is there who could have done it."""
    left, top, right, bottom = corners
    x, y = (left + right) / 2, (top + bottom) / 2
    reach = min(right - left, bottom - top) * 0.2
    canvas.draw.rounded_rectangle(corners, radius=6, outline=RULE, width=3)
    canvas.draw.ellipse((x - reach, y - reach, x + reach, y + reach), outline=FAINT, width=4)


def _key(canvas: Canvas, y: float, words: tuple[str, str, str, str]) -> None:
    x = float(MARGIN)
    for share, word in zip((0.0, 0.5, 1.0, None), words, strict=True):
        corners = (x, y, x + 40, y + 40)
        if share is None:
            canvas.draw.rounded_rectangle(corners, radius=6, outline=RULE, width=3)
        else:
            canvas.box(corners, heat_colour(share), radius=6)
            _sign(canvas, corners, share)
        canvas.text((x + 52, y + 20), word, _SMALL, colour=INK, anchor="lm")
        x += 52 + width_of(word, _SMALL) + 40


# -- lines --------------------------------------------------------------------------------

_AXIS = 96


def _lines(chart: Lines) -> bytes:
    head = head_height(chart.title, chart.subtitle)
    canvas = Canvas(round(head + _PLOT + 190 + _end(chart.footer)))
    top = canvas.head(chart.title, chart.subtitle) + 14
    left, right, bottom = MARGIN + _AXIS, WIDTH - MARGIN - 20, top + _PLOT

    def place(point: Point) -> tuple[float, float]:
        share = min(max(point.share, 0), 1)
        return left + point.at * (right - left), bottom - share * _PLOT

    for per_cent in (0, 25, 50, 75, 100):
        y = bottom - _PLOT * per_cent / 100
        canvas.draw.line((left, y, right, y), fill=RULE if per_cent in {0, 100} else TRACK, width=3)
        canvas.text((left - 16, y), f"{per_cent}%", NOTE, colour=FAINT, anchor="rm")
    for at, label in chart.ticks:
        x = left + at * (right - left)
        canvas.draw.line((x, bottom, x, bottom + 10), fill=RULE, width=3)
        canvas.text((x, bottom + 18), label, _SMALL, colour=FAINT, anchor="ma")
    _dashed(canvas, [place(point) for point in chart.due])
    done = [place(point) for point in chart.done]
    if len(done) > 1:
        canvas.draw.line(done, fill=BLUE, width=9, joint="curve")
    if done:
        x, y = done[-1]
        canvas.draw.ellipse((x - _DOT, y - _DOT, x + _DOT, y + _DOT), fill=BLUE)
        _last(canvas, (x, y), chart.last)
    _line_key(canvas, bottom + 84, chart.key)
    _footer(canvas, chart.footer)
    return canvas.png()


def _last(canvas: Canvas, at: tuple[float, float], text: str) -> None:
    """The last value, on whichever side of the point there is room."""
    x, y = at
    is_right = x + 24 + width_of(text, LABEL) < WIDTH - MARGIN
    spot, anchor = ((x + 22, y), "lm") if is_right else ((x - 22, y), "rm")
    box = canvas.draw.textbbox(spot, text, font=font(LABEL), anchor=anchor)
    canvas.box((box[0] - 8, box[1] - 6, box[2] + 8, box[3] + 6), BACKGROUND, radius=8)
    canvas.text(spot, text, LABEL, colour=BLUE, anchor=anchor, bold=True)


def _dashed(canvas: Canvas, points: list[tuple[float, float]]) -> None:
    """Told from the other line by its form, not by its colour alone."""
    run = 0.0
    for (x0, y0), (x1, y1) in pairwise(points):
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        gone = 0.0
        while gone < length:
            step = min(16 - run % 16, length - gone)
            if int(run // 16) % 2 == 0:
                a, b = gone / length, (gone + step) / length
                canvas.draw.line(
                    (
                        x0 + (x1 - x0) * a,
                        y0 + (y1 - y0) * a,
                        x0 + (x1 - x0) * b,
                        y0 + (y1 - y0) * b,
                    ),
                    fill=ORANGE,
                    width=6,
                )
            gone += step
            run += step


def _line_key(canvas: Canvas, y: float, words: tuple[str, str]) -> None:
    done, due = words
    canvas.draw.line((MARGIN, y + 20, MARGIN + 64, y + 20), fill=BLUE, width=9)
    canvas.text((MARGIN + 80, y + 20), done, NOTE, anchor="lm")
    x = MARGIN + 80 + width_of(done, NOTE) + 50
    _dashed(canvas, [(x, y + 20), (x + 80, y + 20)])
    canvas.text((x + 96, y + 20), due, NOTE, anchor="lm")
