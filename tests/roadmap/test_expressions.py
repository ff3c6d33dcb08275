"""Date cells: the given list, and phrases of our own that must never be read confidently wrong."""

from __future__ import annotations

import time

import pytest

from roadmap.terms import read_term
from tests.roadmap.shared import needs_maps, truth


@needs_maps
def test_given_expressions():
    cases = truth("date_expressions.json")
    wrong = []
    confident = []
    for case in cases:
        term = read_term(case["text"], default_year=case["default_year"])
        if term.schedule != case["schedule"]:
            wrong.append(case["text"])
            if term.confidence >= 0.5:
                confident.append(case["text"])
    assert not confident
    assert len(wrong) <= len(cases) * 0.02


def read(text: str, year: int | str | None = 2022):
    return read_term(text, default_year=year)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 марта 2023 года", {"type": "day", "date": "2023-03-03"}),
        ("2023-03-03", {"type": "day", "date": "2023-03-03"}),
        ("03.03.23, 04.03.23", {"type": "days", "dates": ["2023-03-03", "2023-03-04"]}),
        ("23.01.22 04.02.22", {"type": "days", "dates": ["2022-01-23", "2022-02-04"]}),
        ("27 февраля – 3 марта", {"type": "range", "start": "2022-02-27", "end": "2022-03-03"}),
        ("в период с 01.02 по 10.02", {"type": "range", "start": "2022-02-01"}),
        ("не позднее 7 июня", {"type": "deadline", "date": "2022-06-07"}),
        ("в срок до 30 июня 2022 г.", {"type": "deadline", "date": "2022-06-30"}),
        ("до конца марта", {"type": "deadline", "date": "2022-03-31"}),
        ("сентябрь-октябрь", {"type": "month_range", "start": "2022-09", "end": "2022-10"}),
        ("Ноябрь, декабрь 2022 г.", {"type": "months", "months": ["2022-11", "2022-12"]}),
        ("ІІ квартал", {"type": "quarter", "quarter": 2}),
        ("П квартал 2022", {"type": "quarter", "quarter": 2, "ocr_fixed": True}),
        ("второй и третий кварталы", {"type": "quarters", "quarters": [2, 3]}),
        ("II полугодие", {"type": "half", "half": 2}),
        ("вторая декада мая", {"type": "period", "start": "2022-05-11", "end": "2022-05-20"}),
        ("первый вторник месяца", {"type": "recurring", "rrule": "FREQ=MONTHLY;BYDAY=1TU"}),
        ("каждую 2-ю среду месяца", {"type": "recurring", "rrule": "FREQ=MONTHLY;BYDAY=2WE"}),
        ("по вторникам и четвергам", {"type": "recurring", "rrule": "FREQ=WEEKLY;BYDAY=TU,TH"}),
        ("10 числа каждого месяца", {"type": "recurring", "rrule": "FREQ=MONTHLY;BYMONTHDAY=10"}),
        ("один раз в полугодие", {"type": "recurring", "granularity": "half", "count": 2}),
        ("по плану управления образования", {"type": "by_plan"}),
        ("за 10 дней до начала мероприятия", {"type": "relative", "offset": 10}),
        ("по мере необходимости", {"type": "as_needed"}),
        ("сен-тябрь 2022", {"type": "month", "month": 9}),
        ("март 2022/2023 уч. года", {"type": "month", "year": 2023, "year_source": "cell"}),
        ("первая половина 2022 года", {"type": "half", "half": 1}),
        ("в теч. года", {"type": "ongoing"}),
    ],
)  # fmt: skip
def test_other_phrasings(text, expected):
    term = read(text)
    assert term.confidence >= 0.9
    assert {key: term.schedule.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("text", "time_", "end", "zone"),
    [
        ("16.03.2022 14:00 мск", "14:00", None, "MSK"),
        ("16.03.2022, 15:00-16:30", "15:00", "16:30", None),
        ("16.03.2022 в 10 часов 30 мин.", "10:30", None, None),
        ("16.03.2022 с 10.10 до 11.45 (МСК+2)", "10:10", "11:45", "MSK+2"),
        ("10.02, 15:00-16:30", "15:00", "16:30", None),
        ("10.01-12.00 15.03.2022", "10:01", "12:00", None),
        ("24.02.2022 в 10.10", "10:10", None, None),
    ],
)
def test_clocks(text, time_, end, zone):
    schedule = read(text).schedule
    assert schedule["type"] == "day"
    assert (schedule["time"], schedule.get("time_end"), schedule.get("tz")) == (time_, end, zone)


@pytest.mark.parametrize(
    ("text", "reason", "question"),
    [
        ("", "empty", "date_missing"),
        ("–", "empty", "date_missing"),
        ("30.02.2022", "invalid_date", "invalid_date"),
        ("10.13.2022", "invalid_date", "invalid_date"),
        ("15.03.2022 - 10.03.2022", "reversed_range", "reversed_range"),
        ("30-5 марта", "reversed_range", "reversed_range"),
        ("срок уточняется", "tba", "date_to_set"),
        ("письмо от 01.02.2022 № 5", "document_reference", "document_reference"),
        ("когда-нибудь", "unreadable", "date_unreadable"),
    ],
)
def test_refusals_name_their_reason(text, reason, question):
    term = read(text)
    assert term.schedule["type"] == "unknown"
    assert term.schedule["reason"] == reason
    assert term.confidence < 0.5
    assert term.questions[0].code == question


@pytest.mark.parametrize(
    "text",
    [
        "начало апреля", "последняя неделя марта", "до мая", "2 раза в месяц", "еженедельно",
        "15 марта 2022 (среда)", "15.03.2022 или 16.03.2022", "ориентировочно 15 марта",
        "март 22", "24.11.2022 до 15:00", "с понедельника по пятницу", "декабрь, январь",
        "в течение срока реализации проекта до 31.12.2022", "15 марта, МБОУ СОШ № 3",
        "до 01.03.2022, 05.03.2022", "01.03.2032", "24.02.2022, 10.10",
    ],
)  # fmt: skip
def test_the_unsure_is_asked(text):
    term = read(text)
    assert term.confidence < 0.5
    assert term.questions


@pytest.mark.parametrize(
    "text", ["март", "до 5 апреля", "ежемесячно", "1 квартал", "в течение года"]
)
def test_no_year_anywhere_is_asked(text):
    term = read(text, None)
    assert term.schedule["reason"] == "year_missing"
    assert [question.code for question in term.questions] == ["year_missing"]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("октябрь", "2022-10-01", "2022-10-31"),
        ("март", "2023-03-01", "2023-03-31"),
        ("1 квартал", "2023-01-01", "2023-03-31"),
        ("4 квартал", "2022-10-01", "2022-12-31"),
        ("ежемесячно", "2022-09-01", "2023-05-31"),
        ("ноябрь - февраль", "2022-11-01", "2023-02-28"),
        ("в течение года", "2022-09-01", "2023-05-31"),
    ],
)
def test_academic_default(text, start, end):
    assert read(text, "2022/2023").schedule["window"] == {"start": start, "end": end}


def test_hint_comes_from_the_title_only_where_the_cell_spans_time():
    title = "Еженедельные вебинары"
    spanning = read_term("01.02.2022-01.03.2022", default_year=2022, hint=title)
    assert spanning.schedule["hint"] == {"freq": "WEEKLY", "byday": None, "from": "title"}
    assert "weekday_missing" in {question.code for question in spanning.questions}
    assert "hint" not in read_term("01.02.2022", default_year=2022, hint=title).schedule


@pytest.mark.parametrize(
    "text",
    [
        "1" * 100_000, "с " * 50_000, "(" * 10_000, "по плану " * 500, "1, " * 190,
        "до 01.01.2022 " * 40, "и " * 280 + "марта", "последний " * 55 + "вторник",
        "\x00\ud800\u202e", "в течение " * 55, "1-" * 290, "«»" * 290, "за " * 190 + "дней до",
        "март - " * 80, "ежемесячно кроме " + "июля и " * 70, "9" * 590, "🗓" * 500,
    ],
)  # fmt: skip
def test_hostile_text_is_refused_in_bounded_time(text):
    started = time.perf_counter()
    term = read(text)
    assert time.perf_counter() - started < 0.5
    assert term.schedule["type"] != "day"
