"""Schedules into days and windows."""

from __future__ import annotations

from datetime import date, time

import pytest

from roadmap.occurrences import LIMIT, expand, is_day_off, zone_of
from roadmap.terms import read_term
from tests.roadmap.shared import compiled, needs_maps, truth


def occurrences(text: str, year: int | str = 2022):
    return expand(read_term(text, default_year=year).schedule)


@pytest.mark.parametrize(
    ("text", "count", "precision"),
    [
        ("24.02.2022", 1, "day"),
        ("12 и 14 апреля", 2, "day"),
        ("март", 1, "month"),
        ("март, май", 2, "month"),
        ("март - май", 1, "period"),
        ("1-3 квартал", 3, "quarter"),
        ("II полугодие", 1, "half"),
        ("2022 год", 1, "year"),
        ("2 декада марта", 1, "approx"),
        ("с 01.03.2022", 1, "period"),
        ("ежеквартально", 4, "quarter"),
        ("ежемесячно", 12, "month"),
        ("ежемесячно, кроме июля и августа", 10, "month"),
        ("ежедневно", 365, "day"),
        ("до 25.03, до 24.05, до 24.10", 3, "day"),
        ("март 2022 г., далее ежеквартально", 4, "quarter"),
    ],
)
def test_counts_and_precisions(text, count, precision):
    found = occurrences(text)
    assert len(found) == count
    assert found[-1].precision == precision


@pytest.mark.parametrize(
    "text", ["постоянно", "по отдельному плану", "по запросу", "после вебинара", "уточняется"]
)
def test_what_names_no_time_has_no_occurrences(text):
    assert occurrences(text) == ()


def test_a_range_is_one_happening_of_several_days():
    (one,) = occurrences("18.04.2022 – 22.04.2022")
    assert (one.first_day, one.last_day) == (date(2022, 4, 18), date(2022, 4, 22))
    assert not one.is_deadline


def test_a_deadline_is_marked():
    (one,) = occurrences("до 25.03.2022")
    assert one.is_deadline
    assert one.first_day == one.last_day == date(2022, 3, 25)
    assert all(item.is_deadline for item in occurrences("ежемесячно до 5 числа"))


def test_the_clock_and_the_zone_of_the_cell():
    (one,) = occurrences("24.02.2022 14:00-15:30 (МСК+4)")
    assert (one.time, one.time_end, one.tz) == (time(14), time(15, 30), "Asia/Barnaul")
    (bare,) = occurrences("24.02.2022 14:00")
    assert bare.tz is None


@pytest.mark.parametrize(
    ("name", "zone"),
    [("MSK", "Europe/Moscow"), ("MSK+2", "Asia/Yekaterinburg"), ("UTC+7", "Asia/Barnaul"),
     ("MSK-1", "Europe/Kaliningrad"), ("MSK+99", None), (None, None), ("odd", None),
     ("Asia/Omsk", "Asia/Omsk")],
)  # fmt: skip
def test_zones(name, zone):
    assert zone_of(name) == zone


def test_windows_end_with_their_period():
    last = occurrences("ежеквартально")[-1]
    assert (last.first_day, last.last_day) == (date(2022, 10, 1), date(2022, 12, 31))


def test_bounded_whatever_the_rule():
    endless = {
        "type": "recurring", "rrule": "FREQ=DAILY", "granularity": "day",
        "periods": [{"start": "2000-01-01", "end": "2099-12-31"}],
    }  # fmt: skip
    assert len(expand(endless)) == LIMIT


def test_repeats_are_merged_and_sorted():
    found = occurrences("14.04.2022, 12.04.2022, 14.04.2022")
    assert [item.first_day.day for item in found] == [12, 14]


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2022, 3, 8), True),
        (date(2022, 3, 7), True),
        (date(2022, 3, 5), False),
        (date(2022, 3, 6), True),
        (date(2022, 3, 9), False),
        (date(2022, 1, 3), True),
        (date(2022, 11, 4), True),
        (date(2024, 4, 27), False),
    ],
)
def test_the_production_calendar(day, off):
    assert is_day_off(day) is off


@needs_maps
@pytest.mark.parametrize("name", ["001", "002", "003", "004"])
def test_given_maps_expand_inside_their_windows(name):
    for row in compiled(name).rows:
        found = expand(row.schedule)
        if row.schedule["type"] == "recurring":
            assert len(found) == row.schedule["count"]
            days = [item.first_day.isoformat() for item in found[:5]]
            assert days == row.schedule["first5"]


@needs_maps
def test_given_counts():
    rows = {row["row_id"]: row for row in truth("truth_001.json")}
    assert len(expand(rows["3.1"]["schedule"])) == 35
    assert len(expand(rows["2.4"]["schedule"])) == 10
