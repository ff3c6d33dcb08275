"""Properties of times: every zone of Russia, every day of 2014 to 2030."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.models import Place
from roadmap.reminders import Happening, stages
from services.times import bounds, inherited_zone, is_zone, local_day, moment, zone

RUSSIA = (
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Simferopol",
    "Europe/Kirov",
    "Europe/Volgograd",
    "Europe/Astrakhan",
    "Europe/Saratov",
    "Europe/Ulyanovsk",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Novosibirsk",
    "Asia/Barnaul",
    "Asia/Tomsk",
    "Asia/Novokuznetsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Chita",
    "Asia/Yakutsk",
    "Asia/Khandyga",
    "Asia/Vladivostok",
    "Asia/Ust-Nera",
    "Asia/Magadan",
    "Asia/Sakhalin",
    "Asia/Srednekolymsk",
    "Asia/Kamchatka",
    "Asia/Anadyr",
)
ROLES = ("event", "deadline", "period", "recurring", "event_tba", "background")
PRECISIONS = ("day", "week", "month", "quarter", "half", "year", "period", "approx")

days = st.dates(date(2014, 1, 1), date(2030, 12, 31))
# Whole five minutes, as people print them.
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 11).map(lambda n: n * 5))
zones = st.sampled_from(RUSSIA)
spans = st.integers(0, 400).map(timedelta)


@st.composite
def happenings(draw: st.DrawFn, roles: tuple[str, ...] = ROLES) -> Happening:
    first = draw(days)
    last = first + draw(st.one_of(st.just(timedelta()), spans))
    begin = draw(st.none() | clocks)
    end = draw(st.none() | clocks) if begin is not None else None
    role = draw(st.sampled_from(roles))
    name = draw(zones)
    _, ends_at = bounds(first, last, begin, end, name)
    return Happening(
        temporal_role=role,
        precision=draw(st.sampled_from(PRECISIONS)),
        first_day=first,
        last_day=last,
        begin_time=begin,
        ends_at=ends_at,
        # Only deadlines and repeated deadlines are laid out as such.
        is_deadline=role == "deadline" or (role == "recurring" and draw(st.booleans())),
        attendance_expected=draw(st.booleans()),
        zone=zone(name),
    )


def wall(moment: datetime, what: Happening) -> datetime:
    return moment.astimezone(what.zone)


@given(happenings())
def test_stages_are_in_order_unique_and_have_time_to_be_sent(what: Happening):
    found = stages(what)

    assert [stage.due_at for stage in found] == sorted(stage.due_at for stage in found)
    assert len({stage.code for stage in found}) == len(found)
    for stage in found:
        assert stage.due_at.tzinfo is UTC
        assert stage.due_at < stage.not_after


@given(happenings())
def test_only_the_question_comes_after_the_end(what: Happening):
    midnight = moment(what.last_day + timedelta(days=1), time(), what.zone.key)
    for stage in stages(what):
        if stage.code == "after":
            assert stage.due_at <= max(what.ends_at, midnight)
            assert what.attendance_expected
        else:
            assert stage.due_at < midnight


@given(happenings(("event",)))
def test_an_event_with_a_clock_is_announced_before_it_begins(what: Happening):
    for stage in stages(what):
        if stage.code != "after":
            begins = moment(what.first_day, what.begin_time or time(18), what.zone.key)
            assert stage.due_at < begins
            assert stage.not_after <= begins + timedelta(minutes=15)


@given(happenings())
def test_without_a_clock_it_is_nine_in_the_morning(what: Happening):
    for stage in stages(what):
        if what.begin_time is None and stage.code != "after":
            assert wall(stage.due_at, what).time() == time(9)
        if what.begin_time is None and stage.code == "after":
            assert wall(stage.due_at, what).time() == time(18)


@given(happenings(("event",)))
def test_days_are_counted_by_the_local_calendar(what: Happening):
    for stage in stages(what):
        if stage.code in {"d3", "d1", "d0"}:
            ahead = what.first_day - wall(stage.due_at, what).date()
            assert ahead == timedelta(days=int(stage.code[1:]))
        if stage.code == "h1":
            begins = moment(what.first_day, what.begin_time, what.zone.key)
            assert begins - stage.due_at == timedelta(hours=1)


@given(happenings(("deadline",)))
def test_a_deadline_counts_down_seven_three_one_zero(what: Happening):
    found = stages(what)

    assert [stage.code for stage in found] == ["d7", "d3", "d1", "d0"]
    for stage in found:
        left = what.last_day - wall(stage.due_at, what).date()
        assert left == timedelta(days=int(stage.code[1:]))


@given(happenings(("period",)))
def test_a_window_is_announced_inside_itself(what: Happening):
    found = stages(what)

    assert found, "a window always has a last call"
    for stage in found:
        assert what.first_day <= wall(stage.due_at, what).date() <= what.last_day


@given(happenings(("event_tba", "background")))
def test_what_has_no_day_is_never_announced(what: Happening):
    if not what.is_deadline:
        assert stages(what) == []


@pytest.mark.parametrize(
    ("name", "day"),
    [
        # Moves of the clock at night: Moscow in 2014, Saratov in 2016, Volgograd in 2018 and 2020.
        ("Europe/Moscow", date(2014, 10, 26)),
        ("Europe/Saratov", date(2016, 12, 4)),
        ("Europe/Volgograd", date(2018, 10, 28)),
        ("Europe/Volgograd", date(2020, 12, 27)),
    ],
)
def test_the_day_before_a_moved_clock_is_still_nine_by_the_wall(name: str, day: date):
    _, ends_at = bounds(day, day, None, None, name)
    what = Happening("event", "day", day, day, None, ends_at, False, False, zone(name))

    found = {stage.code: stage for stage in stages(what)}

    assert wall(found["d1"].due_at, what) == datetime.combine(
        day - timedelta(days=1), time(9), ZoneInfo(name)
    )
    assert found["d0"].due_at - found["d1"].due_at != timedelta(days=1), "the night had 23 or 25 h"


@given(days, spans, st.none() | clocks, st.none() | clocks, zones)
def test_bounds_hold_the_days_they_are_made_of(first, span, begin, end, name):
    last = first + span
    begins_at, ends_at = bounds(first, last, begin, end, name)

    assert begins_at < ends_at
    assert local_day(begins_at, name) == first
    assert begins_at.astimezone(zone(name)).time() == (begin or time())
    # Two hours are the length of an event that names no end: it may run past midnight.
    assert local_day(ends_at - timedelta(hours=2), name) <= last


@given(days, st.none() | clocks, zones)
def test_a_day_without_an_end_lasts_two_hours_or_till_midnight(day, begin, name):
    begins_at, ends_at = bounds(day, day, begin, None, name)

    if begin is None:
        assert ends_at == moment(day + timedelta(days=1), time(), name)
    else:
        assert ends_at - begins_at == timedelta(hours=2)


@given(days, clocks, clocks, zones)
def test_a_printed_end_is_kept_if_it_can_be(day, begin, end, name):
    _, ends_at = bounds(day, day, begin, end, name)

    if end > begin:
        assert ends_at == moment(day, end, name)


@given(days, clocks, zones)
def test_wall_time_survives_the_way_to_utc_and_back(day, clock, name):
    there = moment(day, clock, name)

    assert there.tzinfo is UTC
    assert there.astimezone(zone(name)).replace(tzinfo=None, fold=0) == datetime.combine(day, clock)
    assert local_day(there, name) == day


@pytest.mark.parametrize("name", RUSSIA)
def test_every_zone_of_russia_is_known(name: str):
    assert is_zone(name)


@pytest.mark.parametrize(
    "name", ["", "Moscow", "MSK", "../Moscow", "/etc/localtime", "\x00", "a" * 999]
)
def test_anything_else_is_no_zone(name: str):
    assert not is_zone(name)


def test_a_place_without_a_zone_takes_the_one_above():
    region = Place(name="Заречный край", timezone="Asia/Yekaterinburg")
    district, school = Place(name="Район", timezone=None), Place(name="Школа", timezone=None)

    assert inherited_zone([region, district, school], "UTC") == "Asia/Yekaterinburg"
    assert inherited_zone([district, school], "UTC") == "UTC"
