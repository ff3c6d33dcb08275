"""Properties of the rules of reminders: every shape, every zone of Russia, every day."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.reminder_rules import DEFAULTS, OFFERED, OVERDUE, OVERDUE_WEEKS, Shape
from roadmap.reminders import (
    Happening,
    chosen,
    is_overdue,
    offered,
    overdue,
    shape_of,
    stages,
)
from services.times import bounds, moment, zone
from tests.services.test_times_properties import clocks, days, spans, wall, zones

ALL_CODES = sorted({code for codes in OFFERED.values() for code in codes})
# Nights on which the clock was moved: back in 2014, forward and back elsewhere.
MOVED = st.sampled_from(
    [
        ("Europe/Moscow", date(2014, 10, 26)),
        ("Europe/Saratov", date(2016, 12, 4)),
        ("Europe/Volgograd", date(2018, 10, 28)),
        ("Europe/Volgograd", date(2020, 12, 27)),
        # Not in Russia: twice a year, as it may be again.
        ("Europe/Berlin", date(2027, 3, 28)),
        ("Europe/Berlin", date(2027, 10, 31)),
    ]
)


@st.composite
def any_happening(draw: st.DrawFn) -> Happening:
    if draw(st.booleans()):
        name, night = draw(MOVED)
        first = night + timedelta(days=draw(st.integers(-15, 15)))
    else:
        name, first = draw(zones), draw(days)
    last = first + draw(st.one_of(st.just(timedelta()), st.integers(0, 20).map(timedelta), spans))
    begin = draw(st.none() | clocks)
    role = draw(st.sampled_from(["event", "deadline", "period", "recurring"]))
    is_deadline = role == "deadline" or (role == "recurring" and draw(st.booleans()))
    if is_deadline:
        first = last
    _, ends_at = bounds(first, last, begin, None, name)
    return Happening(
        temporal_role=role,
        precision="day" if is_deadline else draw(st.sampled_from(["day", "week", "month", "year"])),
        first_day=first,
        last_day=last,
        begin_time=begin,
        ends_at=ends_at,
        is_deadline=is_deadline,
        attendance_expected=draw(st.booleans()),
        zone=zone(name),
        kind=draw(st.sampled_from(["webinar", "visit", "document", "other"])),
        has_link=draw(st.booleans()),
        codes=draw(st.none() | st.frozensets(st.sampled_from(ALL_CODES))),
    )


@given(any_happening())
def test_every_stage_has_its_time_and_there_is_none_twice(what: Happening):
    found = [*stages(what), *overdue(what)]

    assert [stage.due_at for stage in found] == sorted(stage.due_at for stage in found)
    assert len({stage.code for stage in found}) == len(found)
    for stage in found:
        assert stage.due_at.tzinfo is UTC
        assert stage.due_at < stage.not_after
        assert len(stage.code) <= 16, "as the column has it"


@given(any_happening())
def test_nothing_speaks_of_an_event_that_has_begun(what: Happening):
    if shape_of(what) is Shape.CLOCKED:
        begins = moment(what.first_day, what.begin_time or time(), what.zone.key)
        for stage in stages(what):
            if stage.code == "link":
                assert (stage.due_at, stage.not_after) == (begins, begins + timedelta(minutes=15))
                assert what.has_link
            elif stage.code == "after":
                assert stage.due_at == what.ends_at
                assert what.attendance_expected
            else:
                assert stage.due_at < stage.not_after <= begins


@given(any_happening())
def test_nothing_but_the_question_is_due_after_the_end(what: Happening):
    midnight = moment(what.last_day + timedelta(days=1), time(), what.zone.key)
    for stage in stages(what):
        if stage.code != "after":
            assert stage.due_at < midnight
            assert stage.not_after <= max(midnight, what.ends_at)


@given(any_happening())
def test_what_is_not_by_the_hour_comes_at_nine(what: Happening):
    for stage in [*stages(what), *overdue(what)]:
        if shape_of(what) is not Shape.CLOCKED and stage.code != "after":
            assert wall(stage.due_at, what).time() == time(9)


@given(any_happening())
def test_a_window_never_speaks_twice_on_a_day_and_always_inside_itself(what: Happening):
    if shape_of(what) in {Shape.WINDOW, Shape.SPAN}:
        on = [wall(stage.due_at, what).date() for stage in stages(what)]

        assert len(set(on)) == len(on)
        assert all(what.first_day <= day <= what.last_day for day in on)
        if what.codes is None:
            length = (what.last_day - what.first_day).days + 1
            codes = [stage.code for stage in stages(what)]
            assert codes, "a window always has a last word"
            assert (len(codes) == 1) == (length <= 5)
            assert ("open" in codes) == (length > 5)


@given(any_happening())
def test_a_missed_deadline_is_recalled_weekly_and_not_for_ever(what: Happening):
    found = overdue(what)

    if shape_of(what) is not Shape.DEADLINE or OVERDUE not in chosen(what):
        assert found == []
        return
    assert [stage.code for stage in found] == [f"o{n}" for n in range(1, OVERDUE_WEEKS + 1)]
    for number, stage in enumerate(found, 1):
        assert is_overdue(stage.code)
        late = wall(stage.due_at, what).date() - what.last_day
        assert late == timedelta(weeks=number)
    assert all(a.not_after <= b.due_at for a, b in pairwise(found))


@given(any_happening())
def test_what_is_chosen_is_what_comes(what: Happening):
    """A switch that is on and does nothing would be a lie."""
    on = set(chosen(what))

    assert on <= set(offered(what))
    coming = {stage.code for stage in stages(what)} | ({OVERDUE} if overdue(what) else set())
    assert coming <= on
    same_day_or_no_link = on - coming
    if shape_of(what) in {Shape.CLOCKED, Shape.DAY, Shape.DEADLINE}:
        assert same_day_or_no_link <= ({"link"} if not what.has_link else set())


def happening(role: str, precision: str = "day", length: int = 1, **more: object) -> Happening:
    first = date(2027, 3, 1)
    return Happening(
        **{
            "temporal_role": role,
            "precision": precision,
            "first_day": first,
            "last_day": first + timedelta(days=length - 1),
            "begin_time": None,
            "ends_at": datetime(2027, 3, 1, 12, tzinfo=UTC),
            "is_deadline": False,
            "attendance_expected": True,
            "zone": zone("Asia/Omsk"),
            **more,
        }
    )


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (happening("event", begin_time=time(14), has_link=True), "d7 d1 h1 link after"),
        (happening("event", begin_time=time(14)), "d7 d1 h1 after"),
        (happening("event", begin_time=time(14), has_link=True, kind="visit"), "d7 d1 h1 after"),
        (happening("event", attendance_expected=False), "d7 d1 d0"),
        (happening("event", has_link=True), "d7 d1 d0 after"),
        (happening("deadline"), "d7 d3 d1 d0"),
        (happening("period", length=1), "d0"),
        (happening("period", length=3), "d1"),
        (happening("period", length=5), "d3"),
        (happening("period", length=6), "open d3"),
        (happening("period", length=11), "open d3"),
        (happening("period", length=12), "open middle d3"),
        (happening("period", "week", 7), "open d3"),
        (happening("period", "month", 31), "open d5"),
        (happening("period", "quarter", 90), "open d5"),
        (happening("background", "year", 365), ""),
        (happening("background", is_deadline=True), ""),
        (happening("event_tba", "month", 31), ""),
        (happening("recurring", "month", 31), ""),
        (happening("recurring", "month", 31, attendance_expected=False), "open d5"),
        # Chosen by hand.
        (happening("event", begin_time=time(14), codes=frozenset({"d14", "h1"})), "d14 h1"),
        (happening("event", codes=frozenset({"h1"})), "d0"),
        (happening("event", begin_time=time(14), codes=frozenset({"d0"})), "h1"),
        (happening("event", codes=frozenset()), ""),
        (happening("event", codes=frozenset({"open", "d3"})), "d3"),
        (happening("deadline", codes=frozenset({OVERDUE})), ""),
        (happening("period", length=7, codes=frozenset({"open", "middle", "d3"})), "open d3"),
    ],
)
def test_the_table_of_rules(what: Happening, expected: str):
    assert " ".join(stage.code for stage in stages(what)) == expected


def test_defaults_can_all_be_chosen():
    for shape, codes in DEFAULTS.items():
        assert set(codes) <= set(OFFERED[shape])
