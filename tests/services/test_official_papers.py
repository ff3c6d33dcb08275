"""Official papers: what stands in them is what is counted, and nothing in them can do anything."""

import asyncio
import io
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter
from bs4 import BeautifulSoup
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import select

from db.models import OfficialPaper, OutboxMessage, PlanRow
from handlers.views.official import paper_screen
from locales import translator
from services.access import Actor
from services.errors import DomainError, NotFoundError
from services.forms.form import Input
from services.indicators import Counted, figures_of
from services.official.cards import PaperCard, PaperPeriod
from services.official.child import make_in_child
from services.official.making import make
from services.official.order import Made, Order
from services.terms import Fact, OfficialKind, OfficialStatus, Role
from tests.support.plans import COLUMNS, SELF_CHECK, SEMINAR, WEBINAR
from tests.support.world import DISTRICT, SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at

EVIL = '=HYPERLINK("http://evil.example","x") <script>alert(1)</script> & «Ко»'
WHOLE = PaperPeriod.WHOLE


@pytest.fixture
async def olga(world: World) -> Actor:
    """Ольга on 25 April: one school came and reported, one missed it, one has an evil name."""
    olga, _, _ = await world.join("Ольга", "Мария", "Иван")
    await world.publish(olga, [WEBINAR, SEMINAR, SELF_CHECK])
    await world.reports(await world.stranger("Мария"), SELF_CHECK, SCHOOL_1)
    async with world.database.write() as store:
        school = await store.places.get(await world.place_id(SCHOOL_3))
        assert school is not None
        school.name = EVIL
    world.clock.set(at("16.04 15:00"))
    for name, school, fact in (
        ("Мария", SCHOOL_1, Fact.ATTENDED),
        ("Иван", SCHOOL_2, Fact.MISSED),
    ):
        occurrence_id = await world.occurrence(WEBINAR)
        party = await world.school(school)
        await world.services.attendance.state_fact(
            await world.stranger(name), occurrence_id, party, fact
        )
    world.clock.set(at("25.04 12:00"))
    return olga


async def plan_id(world: World, actor: Actor) -> int:
    return (await world.services.official.desk(actor)).plans[0].plan_id


async def order_of(world: World, card: PaperCard) -> Order:
    found = await world.services.official.due()
    assert found is not None
    paper_id, order = found
    assert paper_id == card.paper_id
    return order


async def noted(world: World, actor: Actor, layout: str = "docx") -> Order:
    card = await world.services.official.order_note(
        actor, await plan_id(world, actor), 0, WHOLE, layout
    )
    return await order_of(world, card)


async def made(world: World, order: Order) -> Made:
    return await make(world.database, order, lambda *_: None)


def cells(table: object) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]  # type: ignore[attr-defined]


async def test_the_note_tells_the_figures_and_the_records_behind_them(world: World, olga: Actor):
    document = Document(io.BytesIO((await made(world, await noted(world, olga))).content))
    totals, schools, rows, traces = (cells(document.tables[at]) for at in (0, 1, 3, 4))
    assert totals[-1] == ["Итого", "3"]
    assert schools[2][1:4] == [SCHOOL_1, "1 из 2 (50\xa0%)", "1 из 1 (100\xa0%)"]
    assert schools[-2][1:3] == ["Вне школ", "0 из 1 (0\xa0%)"], "the coordinator herself"
    parts = [cell.split(" из ") for cell in (line[2] for line in schools[1:])]
    expected = [int(of.split(" ")[0]) for _, of in parts]
    assert sum(expected[:-1]) == expected[-1], "the lines add up"

    assert rows[0] == [*COLUMNS, "Факт", "Доля"], "the document's own columns, and two more"
    webinar = next(row for row in rows if row[1] == WEBINAR.title)
    assert webinar[2] == WEBINAR.dates
    assert "Проведено 15.04.2021." in webinar[5]
    assert "Участвовали: 1 из 4." in webinar[5]
    assert webinar[6] == "25\xa0%"

    traced = next(row for row in traces if WEBINAR.title in row[0])
    assert traced[2].startswith(f"{SCHOOL_1} (У-")
    assert EVIL in traced[3]
    assert SCHOOL_2 in traced[3]
    assert "Ольга" in traced[3], "the coordinator was expected, too"


async def test_every_share_of_the_note_is_that_of_the_indicators(world: World, olga: Actor):
    order = await noted(world, olga, "xlsx")
    book = load_workbook(io.BytesIO((await made(world, order)).content))
    async with world.database.read() as store:
        plan = await store.plans.get(order.plan_id or 0)
        assert plan is not None
        figures = await figures_of(store, plan, until=order.as_of)
    told = {
        (row[1].value, row[3].value)
        for row in book["Записи"].iter_rows(min_row=6)
        if row[4].value == "да"
    }
    expected = {(figure.title, one.name) for figure in figures for one in figure.done}
    assert told == expected
    attended = sum(len(one.done) for one in figures if one.counted is Counted.ATTENDED)
    assert sum(row[2].value for row in book["Территории"].iter_rows(min_row=6, max_row=8)) == (
        attended
    )


async def test_names_stay_names_in_every_layout(world: World, olga: Actor):
    book = load_workbook(io.BytesIO((await made(world, await noted(world, olga, "xlsx"))).content))
    found = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and EVIL in str(cell.value)
    ]
    assert found
    assert {cell.data_type for cell in found} == {"s"}, "no formula"
    assert all(cell.hyperlink is None for cell in found)

    world.clock.set(at("25.04 12:05"))
    school = await world.place_id(EVIL)
    card = await world.services.official.order_school(
        olga, await plan_id(world, olga), school, "html"
    )
    content = (await made(world, replace(await order_of_last(world), place_id=school))).content
    assert card.layout == "html"
    soup = BeautifulSoup(content, "html.parser")
    assert soup.find("script") is None
    assert EVIL in soup.get_text()


async def order_of_last(world: World) -> Order:
    """The order made last, whatever waits before it."""
    official = world.services.official
    async with world.database.write() as store:
        rows = await world.all(select(OfficialPaper).order_by(OfficialPaper.id))
        for row in rows[:-1]:
            kept = await store.official.get(row.id)
            assert kept is not None
            kept.status = OfficialStatus.MADE
    found = await official.due()
    assert found is not None
    return found[1]


async def test_the_same_order_gives_the_same_bytes_also_later(world: World, olga: Actor):
    order = await noted(world, olga)
    orders = [replace(order, layout=one) for one in ("docx", "xlsx")]
    first = [(await made(world, one)).content for one in orders]
    world.clock.set(at("26.04 12:00"))
    ivan = await world.stranger("Иван")
    await world.reports(ivan, SELF_CHECK, SCHOOL_2)
    # Archives note seconds, two by two.
    await asyncio.sleep(2.1)

    assert [(await made(world, one)).content for one in orders] == first


async def test_a_process_of_its_own_makes_the_same(world: World, olga: Actor):
    order = await noted(world, olga)
    heard: list[str] = []

    async def listen(stage: str, _done: int, _of: int) -> None:
        heard.append(stage)

    url = world.database.url.render_as_string(hide_password=False)
    child = await make_in_child(url, order, listen)

    assert child == await made(world, order)
    assert heard == ["reading", "counting", "writing"]


async def test_a_database_is_found_from_the_folder_the_bot_was_started_in(
    world: World, olga: Actor, monkeypatch: pytest.MonkeyPatch
):
    if not world.database.is_sqlite:
        pytest.skip("only files have folders")
    order = await noted(world, olga)
    file = Path(str(world.database.url.database))
    monkeypatch.chdir(file.parent)

    async def listen(_stage: str, _done: int, _of: int) -> None: ...

    child = await make_in_child(f"sqlite+aiosqlite:///{file.name}", order, listen)
    assert child == await made(world, order)


def _word(extra: bool = False) -> bytes:
    document = Document()
    document.add_paragraph("Дорожная карта по поддержке школ Заречного района на 2021 год")
    columns = [*COLUMNS, "Отметка о выполнении"] if extra else [*COLUMNS]
    table = document.add_table(rows=1, cols=len(columns))
    for cell, title in zip(table.rows[0].cells, columns, strict=True):
        cell.text = title
    section = table.add_row().cells
    section[0].merge(section[-1]).text = "Раздел 1. Вебинары"
    for number, line in enumerate((WEBINAR, SEMINAR, SELF_CHECK), 1):
        row = table.add_row().cells
        for cell, text in zip(row, (str(number), *line), strict=False):
            cell.text = text
    document.add_paragraph("Исполнитель: И. И. Иванова")
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


async def filled(world: World, olga: Actor, source: bytes) -> Made:
    await world.publish_bytes(olga, source)
    card = await world.services.official.order_map(olga, await plan_id(world, olga))
    return await made(world, await order_of(world, card))


async def test_the_road_map_comes_back_in_its_layout_with_a_column(world: World, olga: Actor):
    source = _word()
    result = await filled(world, olga, source)

    was, now = (Document(io.BytesIO(one)) for one in (source, result.content))
    assert [one.text for one in now.paragraphs] == [one.text for one in was.paragraphs]
    before, after = cells(was.tables[0]), cells(now.tables[0])
    assert [row[:5] for row in after[2:]] == before[2:], "what stood there stands there"
    assert after[0][-1] == "Выполнено на 25.04.2021"
    assert set(after[1]) == {"Раздел 1. Вебинары"}, "a section stays as broad as the table"
    assert "Участвовали: 1 из 4." in after[2][5]
    assert len(after[2]) == 6


async def test_a_column_for_it_is_filled_where_there_is_one(world: World, olga: Actor):
    result = await filled(world, olga, _word(extra=True))

    rows = cells(Document(io.BytesIO(result.content)).tables[0])
    assert rows[0] == [*COLUMNS, "Отметка о выполнении"]
    assert "Участвовали: 1 из 4." in rows[2][5]


async def test_a_workbook_comes_back_as_a_workbook(world: World, olga: Actor):
    saved = io.BytesIO()
    with xlsxwriter.Workbook(saved) as book:
        page = book.add_worksheet("План")
        page.set_column(0, 9, 20)
        page.write_row(0, 0, ["Дорожная карта по поддержке школ на 2021 год"])
        page.write_row(2, 0, COLUMNS)
        for number, line in enumerate((WEBINAR, SEMINAR, SELF_CHECK), 1):
            page.write_row(2 + number, 0, [str(number), *line])
    result = await filled(world, olga, saved.getvalue())

    assert result.name.endswith(".xlsx")
    page = load_workbook(io.BytesIO(result.content))["План"]
    assert page["F3"].value == "Выполнено на 25.04.2021"
    assert "Участвовали: 1 из 4." in page["F4"].value
    assert page["B4"].value == WEBINAR.title
    assert page["F4"].data_type == "s"


async def test_conclusions_of_ones_own_stay_when_it_is_made_again(world: World, olga: Actor):
    official = world.services.official
    card = await official.order_note(olga, await plan_id(world, olga), 0, WHOLE, "docx")
    await official.made(card.paper_id, await made(world, await order_of(world, card)))
    codes = [one.code for one in (await official.card(olga, card.paper_id)).sentences]

    turn = await official.begin_sentence(olga, card.paper_id, "rows")
    await world.answers_all(olga, turn, done="Всё идёт по плану.")
    turn = await official.begin_sentence(olga, card.paper_id, "")
    await world.answers_all(olga, turn, done="Провести совещание.")
    changed = await official.drop_sentence(olga, card.paper_id, "attended")

    assert changed.is_stale
    assert "attended" not in [one.code for one in changed.sentences]
    again = await made(world, await order_of(world, await official.make_again(olga, card.paper_id)))
    texts = [one["text"] for one in again.sentences]
    assert texts[0] == "Всё идёт по плану."
    assert texts[-1] == "Провести совещание."
    assert [one["code"] for one in again.sentences[:-1]] == [c for c in codes if c != "attended"]


async def test_what_ends_the_process_is_tried_three_times_and_told(world: World, olga: Actor):
    official = world.services.official
    card = await official.order_map(olga, await plan_id(world, olga))
    for _ in range(3):
        assert await official.due() is not None

    assert await official.due() is None
    assert (await official.card(olga, card.paper_id)).status is OfficialStatus.FAILED
    (message,) = await world.all(
        select(OutboxMessage).where(OutboxMessage.kind == "official_paper")
    )
    assert message.payload == {"paper_id": card.paper_id}


async def test_who_has_lost_the_role_does_not_get_the_file(world: World, olga: Actor):
    official = world.services.official
    card = await official.order_map(olga, await plan_id(world, olga))
    await official.made(card.paper_id, await made(world, await order_of(world, card)))
    async with world.database.write() as store:
        await store.people.unseat(
            olga.id,
            await world.place_id(DISTRICT),
            Role.MUNICIPAL_COORDINATOR,
            world.clock.now(),
        )
    with pytest.raises((NotFoundError, DomainError)):
        await official.file(await world.stranger("Ольга"), card.paper_id)


async def test_five_may_wait_not_more(world: World, olga: Actor):
    official, plan = world.services.official, await plan_id(world, olga)
    cards = [await official.order_map(olga, plan) for _ in range(5)]
    begun = replace(cards[0], stage="reading", done=0, of=3)
    text = paper_screen(translator("ru"), begun).text
    assert "⏳ читаю дорожную карту… 1 из 3" in text, "no bar that a phone breaks"
    with pytest.raises(DomainError, match="papers_enough"):
        await official.order_map(olga, plan)


async def test_a_term_that_was_set_by_hand_stands_in_the_papers(world: World, olga: Actor):
    """What the document says is told after it; the approved map itself keeps its own cell."""
    world.clock.set(at("18.04 12:00"))
    await world.publish_bytes(olga, _word())
    query = select(PlanRow.id).where(
        PlanRow.plan_id == await plan_id(world, olga), PlanRow.title == SEMINAR.title
    )
    (row_id,) = await world.all(query)
    await world.services.plan_review.begin_edit(olga, row_id, "date")
    await world.services.dialogs.answer(olga, Input(text="28.04.2021 15:30"))
    await world.services.dialogs.answer(olga, Input(choice="yes"))
    told = f"28.04.2021, 15:30 (МСК+2)\n(в карте: {SEMINAR.dates})"

    order = await noted(world, olga)
    note = Document(io.BytesIO((await made(world, order)).content))
    (line,) = (row for row in cells(note.tables[3]) if row[1] == SEMINAR.title)
    assert line[2] == told

    filled_in = await made(world, replace(order, kind=OfficialKind.MAP))
    back = Document(io.BytesIO(filled_in.content))
    (line,) = (row for row in cells(back.tables[0]) if SEMINAR.title in row)
    assert line[2] == SEMINAR.dates
    assert line[5].startswith("Срок: 28.04.2021, 15:30 (МСК+2)")


async def test_before_anything_is_over_nothing_is_drawn_and_no_table_is_empty(world: World):
    (olga,) = await world.join("Ольга")
    await world.publish(olga, [WEBINAR])
    order = await noted(world, olga)

    note = Document(io.BytesIO((await made(world, order)).content))
    assert "Ни один показатель ещё ничего не говорит." in [one.text for one in note.paragraphs]
    heads = [cells(table)[0][0] for table in note.tables]
    assert "Строка" not in heads, "no table of figures without a figure"

    made_book = await made(world, replace(order, layout="xlsx"))
    book = load_workbook(io.BytesIO(made_book.content))
    assert [len(page._charts) for page in book] == [0] * len(book.worksheets)
    (line,) = (line for line in book["Мероприятия"].values if WEBINAR.title in line)
    assert line[-1] == "–"
