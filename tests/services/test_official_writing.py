"""Papers as files: other libraries read what was written, whatever stood in it."""

import io
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st

from keyboards.official import month_rows
from keyboards.official_callbacks import OrderMonth
from locales import translator
from roadmap.compile import compile_map
from roadmap.reading.docx import read_docx
from services.official import blocks as b
from services.official import page, word
from services.official.cards import PaperPeriod
from services.official.conclusions import called
from services.official.facts import in_order
from services.official.gathering import known_columns
from services.official.ordering import days_of
from services.official.packing import safe

MOMENT = datetime(2027, 6, 20, 5, tzinfo=UTC)
WORDS = st.text(st.characters(codec="utf-8"), max_size=60)


def paper(*blocks: b.Block) -> b.Paper:
    return b.Paper("Справка", blocks)


def shown(text: str) -> str:
    """As a reader gives it back: line breaks of any kind are breaks."""
    return safe(text).replace("\r\n", "\n").replace("\r", "\n")


@given(WORDS, WORDS)
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back_from_word_as_it_is(said: str, cell: str):
    grid = b.Grid((b.Column("№", 1), b.Column(cell, 3)), (b.Line(("1", cell)),))
    document = Document(io.BytesIO(word.write(paper(b.Text(said), grid), MOMENT)))

    assert document.paragraphs[0].text == shown(said)
    assert [one.text for one in document.tables[0].rows[1].cells] == ["1", shown(cell)]


@given(WORDS)
@settings(max_examples=60, deadline=None)
def test_no_text_becomes_markup_of_a_page(said: str):
    text = f"{said}<img src=x onerror=alert(1)>\"'&<script>"
    html = page.write(paper(b.Text(text), b.Grid((b.Column(text, 1),), (b.Line((text,)),))))
    assert b"<script" not in html
    assert b"<img" not in html


def test_addresses_become_links_and_nothing_else_does():
    html = page.write(paper(b.Text("https://example.org/a?b=1&c=2 javascript:alert(1)"))).decode()
    assert '<a href="https://example.org/a?b=1&amp;c=2"' in html
    assert 'href="javascript' not in html


def test_sheets_stand_and_lie_as_offices_want_them():
    content = word.write(paper(b.Text("Стоя"), b.Turn(lying=True), b.Text("Лёжа")), MOMENT)
    standing, lying = Document(io.BytesIO(content)).sections
    assert (round(standing.page_width.mm), round(standing.page_height.mm)) == (210, 297)
    assert round(standing.left_margin.mm) == round(Mm(30).mm)
    assert lying.orientation == WD_ORIENT.LANDSCAPE
    assert round(lying.page_width.mm) == 297


def test_no_word_of_a_heading_is_cut_in_two():
    narrow = b.Column("Информационное сопровождение", 12)
    grid = b.Grid((b.Column("№", 5), narrow, b.Column("Описание", 83)), (), letters=9)
    widths = word.widths_of(grid, 10_000)
    assert sum(widths) == 10_000
    assert widths[1] >= len("сопровождение") * 9 * 12
    assert widths[0] > 9 * 12, "who gives room keeps enough for himself"
    # Where nobody has anything to spare the proportions stay.
    assert word.widths_of(b.Grid((narrow, narrow), ()), 1_000) == [500, 500]


def test_our_own_paper_can_be_imported_again():
    columns = ("№", "Мероприятие", "Срок", "Ответственные")
    grid = b.Grid(
        tuple(b.Column(one, 1) for one in columns),
        (
            b.Line(("1. Организация",), "section"),
            b.Line(("1.1", "Совещание директоров", "16.02.2027", "Директора школ")),
        ),
    )
    document = read_docx(word.write(paper(b.Text("Дорожная карта на 2027 год"), grid), MOMENT))
    (row,) = compile_map(document).rows
    assert (row.number, row.title, row.section) == ("1.1", "Совещание директоров", "1. Организация")


def test_columns_are_known_by_their_meaning():
    found = known_columns(["№ п/п", "Наименование мероприятия", "Срок", "Примечание"])
    assert [one.role for one in found] == ["number", "title", "dates", ""]
    assert known_columns(["Раз", "Два"]) == ()


def test_periods_end_today_or_with_their_month():
    today = date(2027, 5, 20)
    assert days_of(PaperPeriod.WHOLE, today) == (None, today)
    assert days_of(PaperPeriod.MONTH, today) == (date(2027, 5, 1), today)
    assert days_of(PaperPeriod.LAST_MONTH, today) == (date(2027, 4, 1), date(2027, 4, 30))
    assert days_of(PaperPeriod.QUARTER, today) == (date(2027, 4, 1), today)
    assert days_of(PaperPeriod.HALF, today) == (date(2027, 1, 1), today)
    assert days_of(PaperPeriod.LAST_MONTH, date(2027, 1, 9))[0] == date(2026, 12, 1)


def test_a_year_of_months_can_be_chosen():
    *months, _ = month_rows(translator("ru"), 7, date(2027, 3, 20))
    labels = [button.text for row in months for button in row]
    assert (labels[0], labels[-1], len(labels)) == ("Март 2027", "Апрель 2026", 12)
    assert [OrderMonth.unpack(row[0].data).back for row in months] == [0, 2, 4, 6, 8, 10]


@pytest.mark.parametrize(("number", "said"), [("3.", "3"), ("4.2.", "4.2"), ("", "Совещание")])
def test_numbers_of_rows_stand_in_a_sentence_without_their_dot(number: str, said: str):
    row: Any = SimpleNamespace(number=number, title="Совещание")
    assert called(row) == said


def test_the_ninth_school_stands_before_the_tenth():
    names = ["Школа № 10", "Школа № 9", "лицей", "Школа № 9 а"]
    assert sorted(names, key=in_order) == ["лицей", "Школа № 9", "Школа № 9 а", "Школа № 10"]
