"""Other plans in other layouts: the compiler knows meanings, not files."""

from __future__ import annotations

import pytest

from roadmap.compile import compile_document
from roadmap.model import RoadMapError
from tests.roadmap.builders import as_csv, as_docx, as_html, as_text, as_xlsx
from tests.roadmap.shared import compiled, needs_maps

SCHOOL = ["УТВЕРЖДАЮ", "План методической работы школы на 2022/2023 учебный год"]
SCHOOL_ROWS = [
    ["Срок", "Содержание работы", "Участники", "Ответственный", "Форма отчётности"],
    ["Раздел I. Организация"],
    ["сентябрь", "Заседание методического совета", "педагоги", "Зам. директора", "протокол"],
    ["до 15 октября", "Анкетирование педагогов", "педагоги", "Методист", "справка"],
    ["январь", "Семинар «Оценивание»", "учителя", "Директор", "лист регистрации"],
    ["II. Контроль"],
    ["ежемесячно", "Мониторинг сайта", "", "Методист", "отчёт"],
    ["^", "Контроль журналов", "", "^", "справка"],
]
WITHOUT_MERGES = [["" if text == "^" else text for text in row] for row in SCHOOL_ROWS]


@pytest.mark.parametrize(
    "data",
    [
        as_docx(SCHOOL, [("", SCHOOL_ROWS)]),
        as_xlsx(SCHOOL, SCHOOL_ROWS),
        as_csv(SCHOOL, WITHOUT_MERGES),
        as_html(SCHOOL, WITHOUT_MERGES),
        as_text(SCHOOL, WITHOUT_MERGES),
    ],
    ids=["docx", "xlsx", "csv", "html", "text"],
)
def test_one_plan_in_five_formats(data):
    plan = compile_document(data)
    assert plan.year == "2022/2023"
    assert plan.level == "school"
    assert [row.schedule["window"]["start"] for row in plan.rows] == [
        "2022-09-01", None, "2023-01-01", "2022-09-01", "2022-09-01",
    ]  # fmt: skip
    assert [row.section for row in plan.rows] == [SCHOOL_ROWS[1][0]] * 3 + [SCHOOL_ROWS[5][0]] * 2
    last = plan.rows[-1]
    assert last.schedule["year_source"] == "inherited"
    assert last.roles == ("methodist",)
    assert last.result_raw == "справка"


def one_table(heading: str, rows: list[list[str]]):
    return compile_document(as_docx([heading], [("", rows)]))


def test_a_beginning_and_an_end_in_two_columns():
    head = ["№ п/п", "Мероприятие", "Дата начала", "Дата окончания", "Исполнитель"]
    plan = one_table(
        "План-график мероприятий на 2023 год",
        [head, ["1", "Программа", "01.02.2023", "28.02.2023", "ИРО"],
         ["2", "Вебинар", "10.03.2023", "10.03.2023", "ИРО"]],
    )  # fmt: skip
    assert [row.schedule["type"] for row in plan.rows] == ["range", "day"]


def test_a_header_of_two_lines():
    plan = one_table(
        "План-график мероприятий на 2023 год",
        [["№", "Мероприятие", "Сроки", "Сроки", "Исполнитель"],
         ["", "", "начало", "окончание", ""],
         ["1", "Разработка программы", "01.02.2023", "28.02.2023", "методист"]],
    )  # fmt: skip
    (row,) = plan.rows
    assert row.schedule["end"] == "2023-02-28"


def test_a_table_for_each_section():
    head = ["№", "Мероприятие", "Сроки", "Ответственные"]
    plan = compile_document(
        as_docx(
            ["Муниципальная дорожная карта на 2023 год"],
            [("1. Первый раздел", [head, ["1", "Семинар", "март", "ИМЦ"]]),
             ("Второй раздел", [head, ["1", "Конкурс", "апрель", "ИМЦ"]])],
        )
    )  # fmt: skip
    assert [row.section for row in plan.rows] == ["1. Первый раздел", "Второй раздел"]


def test_a_year_among_the_rows_resets_the_year():
    rows = [["№", "Мероприятие", "Сроки"], ["2021 год"], ["1", "Семинар", "ноябрь"],
            ["2022 год"], ["2", "Отчет", "февраль"]]  # fmt: skip
    plan = one_table("Дорожная карта", rows)
    assert [row.schedule["year"] for row in plan.rows] == [2021, 2022]


def test_a_plan_for_an_exam_year_approved_in_autumn_is_academic():
    rows = [["№", "Мероприятие", "Сроки"], ["1", "Анализ", "сентябрь"], ["2", "Отчет", "март"]]
    heading = ["Утверждено приказом от 30.08.2022 № 15", "Дорожная карта по подготовке к ГИА-2023"]
    plan = compile_document(as_docx(heading, [("", rows)]))
    assert plan.year == "2022/2023"
    assert [row.schedule["year"] for row in plan.rows] == [2022, 2023]


def test_the_year_of_an_order_or_a_programme_is_not_the_year_of_the_map():
    heading = [
        "ПРИКАЗ от 20.12.2021 № 5",
        "В рамках программы «Развитие до 2025 года»",
        "Дорожная карта проекта на 2022 год",
    ]
    plan = compile_document(
        as_docx(heading, [("", [["№", "Мероприятие", "Срок"], ["1", "Семинар", "март"]])])
    )
    assert plan.year == 2022


def test_months_as_sections():
    rows = [["№", "Наименование", "Ответственный"], ["Сентябрь"], ["1", "Педсовет", "директор"],
            ["Октябрь"], ["2", "Конкурс", "методист"]]  # fmt: skip
    plan = one_table("План работы на 2022 год", rows)
    assert [row.schedule["month"] for row in plan.rows] == [9, 10]


def test_no_year_is_asked_and_the_answer_is_taken():
    rows = [["№", "Мероприятие", "Срок"], ["1", "Семинар", "март"]]
    data = as_docx(["План мероприятий"], [("", rows)])
    asked = compile_document(data)
    assert asked.year is None
    assert [question.code for question in asked.warnings] == ["year_missing"]
    assert compile_document(data, default_year=2024).rows[0].schedule["year"] == 2024


def test_the_year_of_the_cells_is_announced():
    rows = [["№", "Мероприятие", "Срок"], ["1", "Семинар", "март 2023"], ["2", "Отчет", "май"]]
    plan = one_table("План мероприятий", rows)
    assert plan.year == 2023
    assert plan.warnings[0].code == "year_from_cells"


def test_a_table_without_a_header_is_guessed_and_said_so():
    rows = [["1", "Провести семинар для учителей", "март", "методист"],
            ["2", "Собрать отчёты школ", "до 1 мая", "директор"]]  # fmt: skip
    plan = one_table("План на 2022 год", rows)
    assert [row.schedule["type"] for row in plan.rows] == ["month", "deadline"]
    assert "header_missing" in {question.code for question in plan.warnings}


def test_shifted_cells_are_put_back():
    rows = [
        ["№", "Мероприятие", "Сроки", "Ответственный", "Результат", "Уровень"],
        ["1", "Семинар", "март", "ИРО", "приказ", "региональный", ""],
        ["2", "Вебинар", "май", "ИРО", "", "справка", "муниципальный"],
    ]
    plan = compile_document(as_text(["Дорожная карта на 2022 год"], rows))
    assert [row.result_raw for row in plan.rows] == ["приказ", "справка"]
    assert plan.rows[1].levels == ("municipal",)
    assert "cells_shifted" in {question.code for question in plan.rows[1].questions}


def test_a_row_torn_by_a_page_is_joined():
    rows = [
        ["№", "Мероприятие", "Сроки", "Ответственный"],
        ["1", "Участие в конференции по вопросам", "10.03.2022", "Муниципальный"],
        ["", "качества образования", "", "координатор"],
        ["2", "Отчет", "до 1 мая", "ОО"],
    ]
    plan = compile_document(as_text(["Дорожная карта на 2022 год"], rows))
    first = plan.rows[0]
    assert len(plan.rows) == 2
    assert first.title.endswith("вопросам качества образования")
    assert first.roles == ("municipal_coordinator",)
    assert len(first.src_lines) == 2


def test_a_wordy_activity_is_not_taken_for_a_header():
    head = ["№", "Мероприятие", "Сроки", "Ответственные"]
    wordy = ["", "Разработка плана мероприятий", "в сроки по графику", "Ответственные лица"]
    rows = [head, *([str(at), f"Семинар {at}", "март", "ИМЦ"] for at in range(1, 4)), wordy]
    plan = one_table("План на 2022 год", rows)
    assert plan.rows[-1].title == wordy[1]


def test_names_are_kept_out_of_the_public_title():
    title = "Визит Ивановой Анны Петровны и Сидорова П.П. в школу имени А.С. Пушкина"
    rows = [["№", "Мероприятие", "Срок"], ["1", title, "май"]]
    (row,) = one_table("План на 2022 год", rows).rows
    assert "Иванов" not in row.title_public
    assert "Сидоров" not in row.title_public
    assert "имени А.С. Пушкина" in row.title_public


def test_what_is_not_a_road_map_is_said_so():
    with pytest.raises(RoadMapError) as caught:
        compile_document("Просто письмо.\nБез таблиц.".encode(), filename="letter.txt")
    assert caught.value.code == "not_a_road_map"
    assert caught.value.params["filename"] == "letter.txt"


@needs_maps
@pytest.mark.parametrize("name", ["003", "004"])
@pytest.mark.parametrize("make", [as_docx, as_xlsx, as_html], ids=["docx", "xlsx", "html"])
def test_renditions_of_the_maps_without_truth(name, make):
    plan = compiled(name)
    columns = ["number", "title", "responsible_raw", "dates_raw", "result_raw", "indicator_raw"]
    head = ["№", "Описание действий", "Ответственный", "Сроки", "Результат", "Показатель"]
    rows = [head, *([getattr(row, field) for field in columns] for row in plan.rows)]
    before = [plan.title]
    data = make(before, [("", rows)]) if make is as_docx else make(before, rows)
    again = compile_document(data)
    assert again.year == plan.year
    for row, want in zip(again.rows, plan.rows, strict=True):
        assert row.schedule == want.schedule
        assert (row.title, row.kind, row.temporal_role) == (
            want.title,
            want.kind,
            want.temporal_role,
        )
        assert (row.roles, row.report_kind) == (want.roles, want.report_kind)
