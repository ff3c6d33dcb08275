"""The week on paper: columns that stay apart, whatever the days are called."""

from itertools import pairwise

import pytest

from services.week_sheet import Sheet, SheetDay, SheetEntry, drawn


def page(name: str) -> Sheet:
    day = SheetDay(name, "15 февраля", (SheetEntry("начало", "Мониторинг"),))
    return Sheet("Школа", "Неделя", (day,), "", (), "", str)


@pytest.mark.parametrize("name", ["Понедельник", "Воскресенье", "Wednesday"])
def test_the_name_of_a_day_ends_before_the_clock_begins(name: str):
    """Somewhere between the two there is a strip of paper, as broad as a letter's stem."""
    image = drawn(page(name)).convert("L")
    line = image.crop((110, 296, 480, 346))
    darkest = [min(line.getpixel((x, y)) for y in range(line.height)) for x in range(line.width)]
    inked = [x for x, shade in enumerate(darkest) if shade < 160]
    gaps = [after - before for before, after in pairwise(inked)]
    assert gaps, "the line was looked at where it is"
    assert max(gaps) > 15
