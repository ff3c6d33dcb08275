"""Warnings: those of the given map, generated ones, and the harmless cases left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap import spans
from roadmap.conflicts import find_conflicts
from roadmap.occurrences import expand, is_day_off
from tests.roadmap.shared import compiled, needs_maps


@dataclass
class Line:
    """The least a row must offer."""

    number: str
    schedule: dict[str, Any]
    title: str = "Вебинар"
    temporal_role: str = "event"
    kind: str = "webinar"
    roles: tuple[str, ...] = ()
    participants: tuple[str, ...] = ("school",)
    schools_named: tuple[str, ...] = ()
    twin: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self):
        self.schedule = {**self.schedule, **self.extra}


THURSDAY = date(2022, 3, 24)
THURSDAYS = spans.recurring("FREQ=WEEKLY;BYDAY=TH", "day", [(date(2022, 3, 3), date(2022, 4, 28))])


def on(number="1", day=THURSDAY, **more):
    return Line(number, spans.day(day), **more)


def codes(*rows):
    return [conflict.code for conflict in find_conflicts(rows)]


@needs_maps
def test_the_conflicts_built_into_the_first_map():
    found = [
        (c.code, c.day.isoformat(), c.params["first"], c.params.get("second"))
        for c in find_conflicts(compiled("001").rows)
    ]
    assert found == [
        ("same_day", "2022-02-24", "2.1.", "3.1."),
        ("review_before_end", "2022-03-25", "4.2.", "5.1."),
        ("review_before_end", "2022-05-24", "4.3.", "5.2."),
        ("review_before_end", "2022-10-24", "4.4.", "5.3."),
    ]
    rows = compiled("001").rows
    for conflict in find_conflicts(rows):
        assert rows[conflict.first_row].number == conflict.params["first"]
        assert rows[conflict.second_row].number == conflict.params["second"]


@needs_maps
@pytest.mark.parametrize("name", ["002", "003", "004"])
def test_the_other_maps_are_not_accused(name):
    assert find_conflicts(compiled(name).rows) == ()


@given(st.dates(date(2022, 1, 10), date(2022, 12, 20)), st.booleans())
def test_two_events_on_one_day_clash_once(day, common):
    rows = [on("1", day), on("2", day, participants=("school",) if common else ("curator",))]
    expected = ["same_day"] * common + ["day_off"] * (2 * is_day_off(day))
    assert sorted(codes(*rows)) == sorted(expected)


@given(st.dates(date(2022, 3, 1), date(2022, 4, 30)))
def test_a_repetition_clashes_once_with_a_single_event(day):
    rows = [Line("1", THURSDAYS, temporal_role="recurring"), on("2", day)]
    found = [c for c in find_conflicts(rows) if c.code == "same_day"]
    expected = {item.first_day for item in expand(THURSDAYS)} & {day}
    assert {c.day for c in found} == expected
    assert len(found) == len(expected)


def test_two_repetitions_give_one_warning_with_a_count():
    rows = [Line(name, THURSDAYS, temporal_role="recurring") for name in "12"]
    [found] = find_conflicts(rows)
    assert (found.code, found.day, found.params["count"]) == ("same_day", date(2022, 3, 3), 9)


HARMLESS = {
    "windows": [on(), Line("2", spans.month(2022, 3))],
    "deadlines": [on(), Line("2", spans.deadline(THURSDAY))],
    "background": [on(), on("2", temporal_role="background")],
    "twins": [on("22", twin="23"), on("23", twin="22")],
    "one date cell": [on("22."), on("23", extra={"inherited_from": "22"})],
    "one date cell for three": [
        on("23", extra={"inherited_from": "22"}),
        on("24", extra={"inherited_from": "22"}),
    ],
    "other bodies": [on(participants=("other",)), on("2", participants=("other",))],
    "other schools": [on(schools_named=("СОШ №1",)), on("2", schools_named=("СОШ №2",))],
    "hours that do not meet": [
        on(extra={"time": "10:00"}),
        on("2", extra={"time": "14:00", "time_end": "15:00"}),
    ],
    "a working Saturday": [on(day=date(2022, 3, 5))],
}


@pytest.mark.parametrize("rows", HARMLESS.values(), ids=HARMLESS)
def test_harmless_cases_are_left_out(rows):
    assert codes(*rows) == []


@pytest.mark.parametrize(
    "second",
    [
        on("2", extra={"time": "11:30"}),
        on("2", extra={"time": "14:00", "tz": "MSK+4"}),
        on("2"),
        on("2", schools_named=("СОШ №1", "СОШ №2")),
        Line("2", spans.range_of(THURSDAY - timedelta(days=1), THURSDAY)),
        Line("2", spans.days([THURSDAY, THURSDAY + timedelta(days=5)])),
    ],
)
def test_clashes(second):
    first = on(schools_named=("СОШ №1",), extra={"time": time(10).strftime("%H:%M")})
    assert codes(first, second) == ["same_day"]


def test_days_off():
    women = date(2022, 3, 8)
    assert [(c.code, c.day) for c in find_conflicts([on(day=women)])] == [("day_off", women)]
    assert codes(on(day=date(2022, 3, 7))) == ["day_off"]  # moved from the working Saturday
    assert codes(Line("1", spans.range_of(date(2022, 3, 4), date(2022, 3, 9)))) == []
    assert codes(Line("1", spans.range_of(date(2022, 3, 6), date(2022, 3, 8)))) == ["day_off"]
    tuesdays = spans.recurring(
        "FREQ=WEEKLY;BYDAY=TU", "day", [(date(2022, 2, 1), date(2022, 4, 1))]
    )
    [holiday] = find_conflicts([Line("1", tuesdays, temporal_role="recurring")])
    assert holiday.day == women
    sundays = spans.recurring("FREQ=WEEKLY;BYDAY=SU", "day", [(date(2022, 2, 1), date(2022, 4, 1))])
    [meant] = find_conflicts([Line("1", sundays, temporal_role="recurring")])
    assert (meant.code, meant.params["count"]) == ("day_off", 8)


WORKS = st.sampled_from([
    ("концептуальных документов", "концептуальными документами"),
    ("подтверждающих документов в рамках 1 мониторинга", "подтверждающие документы 1 этапа"),
    ("антирисковых программ", "антирисковые программы"),
    ("подтверждающих документов II этапа", "подтверждающих документов второго этапа"),
])  # fmt: skip


@given(WORKS, st.dates(date(2022, 2, 1), date(2022, 10, 1)), st.integers(1, 60), st.data())
def test_a_review_that_ends_before_the_work(names, start, length, data):
    end = start + timedelta(days=length)
    until = data.draw(st.dates(start - timedelta(days=20), end + timedelta(days=20)))
    rows = [
        Line("1", spans.deadline(until), f"Экспертиза {names[0]}", "deadline", "expertise"),
        Line("2", spans.range_of(start, end), f"Работа школ: {names[1]}", "period", "document"),
    ]
    found = find_conflicts(rows)
    assert len(found) == (start <= until < end)
    for conflict in found:
        assert (conflict.first_row, conflict.second_row, conflict.day) == (1, 0, until)
        assert conflict.params["work_until"] == end.isoformat()


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Подготовка подтверждающих документов 2 этапа", "document"),
        ("Подготовка концептуальных документов", "document"),
        ("Мониторинг подтверждающих документов 1 этапа", "monitoring"),
    ],
)
def test_another_round_another_work_another_review(title, kind):
    window = spans.range_of(date(2022, 3, 1), date(2022, 4, 1))
    review = Line(
        "1", spans.deadline(date(2022, 3, 20)), "Экспертиза подтверждающих документов 1 этапа",
        "deadline", "expertise",
    )  # fmt: skip
    assert codes(review, Line("2", window, title, "period", kind)) == []
