"""A copied plan keeps its weekdays and shapes; counts are right; nothing else changes."""

from __future__ import annotations

import copy
import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap import spans
from roadmap.next_year import shift_year
from roadmap.occurrences import expand
from roadmap.terms import read_term
from tests.roadmap.shared import needs_maps, truth

DAYS = st.dates(date(2019, 1, 1), date(2035, 12, 31))
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR")
SHIFTED = {"date", "dates", "start", "end", "window", "year", "months", "items", "periods", "label"}
SHIFTED |= {"count", "first5", "windows_first5", "phrase", "anchor", "anchor_date"}


def iso(value):
    return date.fromisoformat(value)


def a_year_later(day):
    return day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else None


def check_moved_day(before, after):
    assert after.weekday() == before.weekday()
    assert (after - before).days in {364, 371}
    same_date = a_year_later(before)
    if same_date:
        assert abs(after - same_date) <= timedelta(days=3)


@given(DAYS)
def test_a_day_keeps_its_weekday(day):
    for schedule in (spans.day(day), spans.deadline(day)):
        moved = shift_year(schedule, day.year + 1)
        check_moved_day(day, iso(moved["date"]))
        assert moved["window"]["end"] == moved["date"]
        assert (moved["window"]["start"] is None) == (schedule["window"]["start"] is None)


@given(st.lists(DAYS, min_size=1, max_size=9, unique=True))
def test_separate_days_stay_separate(days):
    schedule = spans.days(days)
    moved = shift_year(schedule, 2023)
    for before, after in zip(schedule["dates"], moved["dates"], strict=True):
        check_moved_day(iso(before), iso(after))
    assert moved["window"] == {"start": moved["dates"][0], "end": moved["dates"][-1]}


@given(DAYS, st.integers(0, 200))
def test_a_range_keeps_its_length_or_its_whole_months(start, length):
    end = start + timedelta(days=length)
    moved = shift_year(spans.range_of(start, end), 2023)
    first, last = iso(moved["start"]), iso(moved["end"])
    assert moved["window"] == {"start": moved["start"], "end": moved["end"]}
    if start.day == 1 and end == spans.month_end(end.year, end.month):
        assert (first.month, first.day) == (start.month, 1)
        assert last == spans.month_end(last.year, end.month)
    else:
        check_moved_day(start, first)
        assert last - first == end - start


@given(DAYS, st.integers(60, 330), st.sampled_from(WEEKDAYS))
def test_a_weekly_repetition_keeps_its_count(start, length, weekday):
    end = start + timedelta(days=length)
    schedule = spans.recurring(f"FREQ=WEEKLY;BYDAY={weekday}", "day", [(start, end)])
    moved = shift_year(schedule, 2023)
    assert abs(moved["count"] - schedule["count"]) <= 1
    check_recurring(schedule, moved)


@given(
    DAYS, st.integers(90, 330), st.sampled_from(WEEKDAYS), st.sampled_from((-1, 1, 2, 3, 4)),
)  # fmt: skip
def test_a_monthly_weekday_stays_one(start, length, weekday, nth):
    rule = f"FREQ=MONTHLY;BYDAY={nth}{weekday}"
    days = [item.first_day for item in expand(spans.recurring(rule, "day", [(start, start
        + timedelta(days=length))]))]  # fmt: skip
    schedule = spans.recurring(rule, "day", [(days[0], days[-1])])
    moved = shift_year(schedule, 2023)
    assert moved["count"] == schedule["count"]
    assert moved["first5"][0] == moved["window"]["start"]
    check_recurring(schedule, moved)


@given(
    st.integers(2019, 2034), st.sampled_from(("week", "month", "quarter", "half")),
    st.booleans(),
)  # fmt: skip
def test_windows_stay_windows(year, unit, academic):
    rules = {
        "week": "FREQ=WEEKLY;BYDAY=MO",
        "month": "FREQ=MONTHLY;BYMONTHDAY=1",
        "quarter": "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1",
        "half": "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=1",
    }
    bounds = spans.DefaultYear(year, academic=academic).bounds()
    schedule = spans.recurring(rules[unit], unit, [bounds], bounds_inferred=True)
    moved = shift_year(schedule, f"{year + 1}/{year + 2}" if academic else year + 1)
    later = spans.DefaultYear(year + 1, academic=academic).bounds()
    assert moved == spans.recurring(rules[unit], unit, [later], bounds_inferred=True)


def check_recurring(before, after):
    days = [item.first_day.isoformat() for item in expand(after)]
    assert after["count"] == len(days)
    assert after["first5"] == days[:5]
    assert after["rrule"] == before["rrule"]
    for old, new in zip(before["periods"], after["periods"], strict=True):
        assert iso(new["start"]) <= iso(new["end"])
        assert abs((iso(new["start"]) - iso(old["start"])).days - 365) <= 10


PHRASES = (
    "март 2022", "февраль-апрель 2022 г.", "апрель, август, октябрь 2022 г.", "2 квартал 2022",
    "1-2 квартал 2022", "II полугодие 2022 года", "2022 год", "начало апреля 2022",
    "2 декада марта 2022", "первая неделя марта 2022", "в течение 2022 года", "постоянно",
    "по отдельному плану", "ежемесячно", "ежеквартально", "ежемесячно до 25-го числа",
    "январь 2022", "лето 2022",
)  # fmt: skip


@pytest.mark.parametrize("phrase", PHRASES)
def test_what_is_named_by_the_calendar_is_what_the_next_year_would_say(phrase):
    before = read_term(phrase, default_year=2022).schedule
    expected = read_term(phrase.replace("2022", "2023"), default_year=2023).schedule
    assert shift_year(before, 2023) == expected


@pytest.mark.parametrize("phrase", ["2021-2022 учебный год", "в течение учебного года", "сентябрь",
                                    "май", "1 полугодие", "ежемесячно"])  # fmt: skip
def test_a_school_year_becomes_the_next_one(phrase):
    before = read_term(phrase, default_year="2021/2022").schedule
    expected = read_term(
        phrase.replace("2021-2022", "2022-2023"), default_year="2022/2023"
    ).schedule
    assert shift_year(before, "2022/2023") == expected


def test_the_thursdays_of_the_first_map():
    given_map = read_term(
        "Еженедельно по четвергам С 10.02.2022 По 23.06.2022 С 15.09.2022 По 22.12.2022",
        default_year=2022,
    ).schedule
    moved = shift_year(given_map, 2023)
    assert moved["periods"] == [
        {"start": "2023-02-09", "end": "2023-06-22"},
        {"start": "2023-09-14", "end": "2023-12-21"},
    ]
    assert moved["count"] == 35


def test_the_year_of_the_plan_decides_not_that_of_the_row():
    december = spans.month(2021, 12)  # stands in a plan for 2022
    assert shift_year(december, 2023)["year"] == 2022
    assert shift_year(december, 2024, from_year=2022)["year"] == 2023
    assert shift_year(spans.day(date(2022, 3, 16)), 2022, from_year=2022)["date"] == "2022-03-16"


@pytest.mark.parametrize("year", ["", "soon", True])
def test_a_year_that_is_none_is_refused(year):
    with pytest.raises(ValueError, match="not a year"):
        shift_year(spans.month(2022, 1), year)


@needs_maps
def test_every_given_term_is_copied_without_touching_the_original():
    for item in truth("date_expressions.json"):
        before = copy.deepcopy(item["schedule"])
        moved = shift_year(item["schedule"], 2023)
        assert item["schedule"] == before
        json.dumps(moved)
        assert set(moved) == set(before)
        changed = {name for name in before if moved[name] != before[name]}
        assert changed <= SHIFTED
        assert len(expand(moved)) - len(expand(before)) in {-1, 0, 1}
