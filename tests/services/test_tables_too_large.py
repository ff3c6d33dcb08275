"""Small files with much inside: what is read of them is bounded, and nobody waits for it."""

import io
import itertools

import pytest
import xlsxwriter

from roadmap.sheet import MOST_ROWS
from services.errors import DomainError
from services.list_matching import KnownSchool, ListMatcher
from services.place_table import MOST_ROWS as MOST_PLACES
from services.tables import read_cells


async def test_of_an_endless_csv_the_beginning_is_read():
    cells = await read_cells(b"a\n" * (MOST_ROWS + 5_000))
    assert len(cells) == MOST_ROWS
    assert MOST_ROWS > MOST_PLACES + 1, "a table of places is refused by its own bound"


async def test_one_long_text_in_a_thousand_cells_is_no_table():
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        for row in range(1_000):
            sheet.write_string(row, 0, "x" * 20_000)
    assert len(data.getvalue()) < 1_000_000
    with pytest.raises(DomainError) as refusal:
        await read_cells(data.getvalue())
    assert refusal.value.code == "table_unreadable"


def test_a_chat_is_not_compared_word_by_word():
    words = ("".join(letters) for letters in itertools.permutations("абвгдежзик", 7))
    matcher = ListMatcher([KnownSchool(1, "Берёзовская школа")])
    row = [" ".join(next(words) for _ in range(36)) for _ in range(12)]
    matcher.match(1, row)
    assert len(matcher.compared) <= 40
    found = matcher.match(2, ["Березовскйа"])
    assert found is not None
    assert found.guesses == (1,), "a slip in a name is still seen"
