"""The given maps come back as the documents they came as, with what has been done."""

import io

import pytest
from docx import Document
from openpyxl import load_workbook

from roadmap.compile import compile_document
from services.terms import Role
from tests.roadmap.shared import needs_maps, source
from tests.services.test_official_papers import made, order_of, plan_id
from tests.support.world import DISTRICT, World, at


def lines(content: bytes, ending: str) -> list[list[str]]:
    """All rows of all tables, read with another library."""
    if ending == "xlsx":
        book = load_workbook(io.BytesIO(content))
        return [
            [str(cell.value or "") for cell in row] for sheet in book for row in sheet.iter_rows()
        ]
    tables = Document(io.BytesIO(content)).tables
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


@needs_maps
@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("001.docx", "docx"),
        ("002.xlsx", "xlsx"),
        # These cannot take a column: they come back in their own columns as a new document.
        ("001.pdf", "docx"),
        ("004", "docx"),
    ],
)
async def test_it_comes_back_with_what_was_done(world: World, name: str, ending: str):
    world.clock.set(at("25.04 12:00"))
    olga = await world.joins("Ольга", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    given = source(name if len(name) == 3 else f"formats/{name}")
    await world.publish_bytes(olga, given)
    card = await world.services.official.order_map(olga, await plan_id(world, olga))
    result = await made(world, await order_of(world, card))

    assert result.name.endswith(ending)
    read = lines(result.content, ending)
    head = next(row for row in read if any(cell.startswith("Выполнено") for cell in row))
    column = next(at for at, cell in enumerate(head) if cell.startswith("Выполнено"))
    wide = [row for row in read if len(row) > column]
    told = {"".join(cell.split()): row[column] for row in wide for cell in row[:column]}
    titles = ["".join(row.title.split()) for row in compile_document(given).rows]
    assert len(titles) > 20
    missing = [title for title in titles if not told.get(title)]
    assert not missing
