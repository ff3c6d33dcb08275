"""The kinds of papers one by one, and names that another program would take for orders."""

import io
import zipfile
from dataclasses import replace

from bs4 import BeautifulSoup
from docx import Document
from openpyxl import load_workbook
from sqlalchemy import select

from db.models import Report
from services.access import Actor
from services.official.order import Order
from services.terms import Fact
from tests.services.test_official_papers import (
    cells,
    made,
    noted,
    olga,
    order_of,
    order_of_last,
    plan_id,
)
from tests.support.plans import SELF_CHECK, SEMINAR, WEBINAR
from tests.support.world import DISTRICT, SCHOOL_1, SCHOOL_2, World, at

__all__ = ["olga"]

ODD = ("=1+1", "+79", "-2+3", "@SUM(A1)", "\t=1+1", "{=A1}", "<b>Школа</b>", "&lt;b&gt;", "'=1")


async def test_no_beginning_of_a_name_means_anything_to_a_table(world: World, olga: Actor):
    """Names a spreadsheet or a page would take for something else, in every layout."""
    async with world.database.write() as store:
        school = await store.places.get(await world.place_id(SCHOOL_1))
        assert school is not None
        school.name = " ".join(ODD)
        for row in await store.plans.rows(await plan_id(world, olga)):
            row.title = ODD[0] if row.title == WEBINAR.title else ODD[-1]
        other = await store.places.get(await world.place_id(SCHOOL_2))
        assert other is not None
        other.name = ODD[0]
    order = await noted(world, olga, "xlsx")
    content = (await made(world, order)).content
    cells_of = [
        cell
        for sheet in load_workbook(io.BytesIO(content))
        for row in sheet.iter_rows()
        for cell in row
    ]
    named = [one for one in cells_of if any(odd in str(one.value) for odd in ODD)]
    assert len(named) > 4
    assert {one.data_type for one in named} == {"s"}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert not [
            name
            for name in packed.namelist()
            if name.startswith("xl/worksheets/") and b"<f>" in packed.read(name)
        ]

    document = Document(io.BytesIO((await made(world, replace(order, layout="docx"))).content))
    told = "\n".join(cell for table in document.tables for row in cells(table) for cell in row)
    # A tab is a space between words, everything else stands as it was written.
    for odd in ODD:
        assert odd.strip() in told, odd


async def test_the_report_of_a_month_tells_what_was_until_then(world: World, olga: Actor):
    """On 18 April the seminar of the 20th is still ahead; the month made anew later has it."""
    world.clock.set(at("18.04 12:00"))
    official, plan = world.services.official, await plan_id(world, olga)
    order = await order_of(world, await official.order_month(olga, plan, 0))
    first = await made(world, order)
    events, *_ = (cells(one) for one in Document(io.BytesIO(first.content)).tables)
    assert [row[1:] for row in events[1:]] == [[WEBINAR.title, "15.04.2021", "1 из 3", "33,3\xa0%"]]
    texts = "\n".join(one.text for one in Document(io.BytesIO(first.content)).paragraphs)
    assert "проведено мероприятий: 1; школ, ожидавшихся на них: 3; участие: 1 из 3" in texts
    assert "сроков сдачи материалов не было" in texts, "that of the 22nd has not come"

    # What is said later is not in it, made again it is the same.
    seminar = await world.occurrence(SEMINAR)
    world.clock.set(at("21.04 12:00"))
    ivan, party = await world.stranger("Иван"), await world.school(SCHOOL_2)
    await world.services.attendance.state_fact(ivan, seminar, party, Fact.ATTENDED)
    assert await made(world, order) == first

    world.clock.set(at("03.05 12:00"))
    order = await order_of_month_before(world, olga, plan)
    tables = Document(io.BytesIO((await made(world, order)).content)).tables
    events, materials = cells(tables[0]), cells(tables[1])
    assert [row[1] for row in events[1:]] == [WEBINAR.title, SEMINAR.title]
    assert events[2][3] == "1 из 3"
    assert [row[1:4] for row in materials[1:]] == [[SELF_CHECK.title, "22.04.2021", "1 из 3"]]


async def test_the_page_of_a_school_names_each_work_once_and_is_the_same_again(
    world: World, olga: Actor
):
    async with world.database.write() as store:
        (report,) = await store.people.session.scalars(select(Report))
        links = [{"link": f"https://example.org/{number}"} for number in (1, 2)]
        report.answers = {**report.answers, "links": links}
    school = await world.place_id(SCHOOL_1)
    card = await world.services.official.order_school(
        olga, await plan_id(world, olga), school, "html"
    )
    order = await order_of(world, card)
    first = await made(world, order)
    page = BeautifulSoup(first.content, "html.parser")
    told = [one for one in page.find_all("p") if "example.org" in one.get_text()]
    (block,) = [one for one in told if SELF_CHECK.title in one.get_text()]
    assert block.get_text().count(SELF_CHECK.title) == 1
    hrefs = [a["href"] for a in block.find_all("a")]
    assert hrefs[-2:] == ["https://example.org/1", "https://example.org/2"]

    world.clock.set(at("26.04 12:00"))
    party = await world.school(SCHOOL_1)
    maria = await world.stranger("Мария")
    seminar = await world.occurrence(SEMINAR)
    await world.services.attendance.state_fact(maria, seminar, party, Fact.ATTENDED)
    assert await made(world, order) == first


async def order_of_month_before(world: World, actor: Actor, plan: int) -> Order:
    card = await world.services.official.order_month(actor, plan, 1)
    assert card.paper_id
    return await order_of_last(world)


async def test_the_sheet_puts_everybody_where_he_is_and_names_who_is_known(
    world: World, olga: Actor
):
    """Each at his own place; names of those one looks after; both clocks where they differ."""
    async with world.database.write() as store:
        found = await store.plans.happening(await world.occurrence(WEBINAR))
        assert found is not None
        found.occurrence.timezone = "Europe/Moscow"
        found.occurrence.begins_at = at("15.04 16:00")
    card = await world.services.official.order_sheet(olga, await world.occurrence(WEBINAR))
    order = await order_of(world, card)
    document = Document(io.BytesIO((await made(world, order)).content))
    rows = [row[1:3] for row in cells(document.tables[0])[1:]]
    assert [SCHOOL_1, "Мария, Директор школы"] in rows
    assert [SCHOOL_2, "Иван, Директор школы"] in rows
    assert [DISTRICT, "Ольга"] in rows, "not under the region"
    texts = "\n".join(one.text for one in document.paragraphs)
    assert "15.04.2021, 14:00 (МСК), по местному времени 16:00 (МСК+2)" in texts

    pavel = await world.joins("Павел")
    other = await made(world, replace(order, person_id=pavel.id))
    told = "\n".join(
        cell for row in cells(Document(io.BytesIO(other.content)).tables[0]) for cell in row
    )
    assert "Мария" not in told, "a curator gives out no names of directors"
