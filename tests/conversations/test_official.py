"""Official papers: ordered by buttons, made in a process of their own, sent as files."""

import io
import zipfile

from docx import Document

from services.terms import Role
from tests.conversations.district import DISTRICT, District, Neighbour
from tests.conversations.test_attendance import open_meeting


async def made(district: District) -> None:
    """Let what was ordered be made and sent."""
    await district.app.jobs.make_papers()
    await district.pump()


def text_of(content: bytes) -> str:
    """The paragraphs of a Word document, as another library reads them."""
    return "\n".join(one.text for one in Document(io.BytesIO(content)).paragraphs)


async def test_a_note_in_four_taps_with_conclusions_of_ones_own(
    district: District, olga: Neighbour
) -> None:
    await district.goes_to("2027-03-20T12:00:00+07:00")
    await olga.sends("/menu")
    await olga.taps("Документы")
    await olga.taps("Аналитическая справка")
    await olga.sees("с начала дорожной карты")
    await olga.taps("Сделать")
    await olga.sees("ждёт очереди")
    await made(district)

    text = text_of(await olga.file("Справка"))
    assert "АНАЛИТИЧЕСКАЯ СПРАВКА" in text
    assert DISTRICT in text

    await olga.taps("Выводы")
    await olga.sees("1. Из")
    await olga.taps("✏️ 1")
    await olga.taps("Другими словами")
    await olga.sends("Работа ведётся по плану, замечаний нет.")
    await olga.sees("В файле ещё прежние выводы")
    await olga.taps("Сделать заново")
    await made(district)
    text = text_of(await olga.file("Справка"))
    assert "1. Работа ведётся по плану, замечаний нет." in text


async def test_a_workbook_of_last_month(district: District, olga: Neighbour) -> None:
    await district.goes_to("2027-04-20T12:00:00+07:00")
    await olga.sends("/papers")
    await olga.taps("Аналитическая справка")
    await olga.taps("Прошлый месяц")
    await olga.sees("с 1 марта 2027 по 31 марта 2027")
    await olga.taps("Excel")
    await olga.taps("Сделать")
    await made(district)
    with zipfile.ZipFile(io.BytesIO(await olga.file(".xlsx"))) as book:
        assert "xl/tables/table1.xml" in book.namelist()


async def test_the_other_papers_of_a_coordinator(district: District, olga: Neighbour) -> None:
    await district.goes_to("2027-03-20T12:00:00+07:00")
    for taps, name in (
        (("Карта с графой",), "Дорожная_карта"),
        (("Отчёт за месяц", "Март 2027"), "Отчёт_за_месяц"),
        (("Лист регистрации", "еженедельных вебинарах"), "Лист_регистрации"),
        (("Страница для сайта", "Степновская"), ".html"),
    ):
        await olga.sends("/papers")
        for label in taps:
            await olga.taps(label)
        await made(district)
        assert await olga.file(name)


async def test_a_director_makes_the_page_of_his_school_only(
    district: District, maria: Neighbour
) -> None:
    await maria.sends("/papers")
    shown = await maria.sees("Документы")
    assert "Справка" not in str(shown)
    await maria.taps("Страница для сайта")
    await maria.taps("Берёзовская")
    await made(district)
    assert b"<script" not in await maria.file(".html")


async def test_papers_in_english(district: District, olga: Neighbour) -> None:
    john = await district.person(
        "John Smith", Role.MUNICIPAL_COORDINATOR, DISTRICT, language_code="en"
    )
    await john.sends("/papers")
    await john.taps("Analytic note")
    await john.taps("Make it")
    await made(district)
    assert "ANALYTIC NOTE" in text_of(await john.file("Note"))


async def test_the_sheet_from_who_answered(district: District, olga: Neighbour) -> None:
    await open_meeting(olga)
    await olga.taps("Кто ответил")
    await olga.taps("👥 Лист")
    await made(district)
    content = await olga.file("Лист_регистрации")
    rows = Document(io.BytesIO(content)).tables[0].rows
    assert [cell.text for cell in rows[0].cells][-2:] == ["Ответ", "Подпись"]
    assert "Степновская" in "".join(cell.text for row in rows for cell in row.cells)
