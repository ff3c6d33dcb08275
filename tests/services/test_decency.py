"""A decent hour: nobody is woken, days off are free, and nothing is lost by it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from roadmap.occurrences import is_day_off
from services.decency import Rhythm, decent_due, is_pressing, promised_due, put_off

ZONE = ZoneInfo("Asia/Yekaterinburg")
USUAL = Rhythm(ZONE)
ANY_DAY = Rhythm(ZONE, workdays_only=False)
FAR = ("d14", "d7", "d3", "d5", "open", "middle", "o1")
NEAR = ("h1", "link", "d0", "d1", "after")


def local(text: str, year: int = 2021) -> datetime:
    """A moment by the clock of Yekaterinburg: local("15.04 14:00")."""
    return datetime.strptime(f"{year} {text}", "%Y %d.%m %H:%M").replace(tzinfo=ZONE)


def told(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%d.%m %H:%M")


@pytest.mark.parametrize(
    ("stage", "due", "not_after", "expected"),
    [
        pytest.param("d7", "15.04 09:00", "22.04 09:00", "15.04 09:00", id="nothing to move"),
        pytest.param("d1", "14.04 22:30", "15.04 22:30", "15.04 08:00", id="night: in the morning"),
        pytest.param("d1", "14.04 07:59", "15.04 07:59", "14.04 08:00", id="early: at eight"),
        pytest.param("h1", "15.04 07:30", "15.04 08:30", "15.04 08:00", id="an hour before, later"),
        pytest.param(
            "d1", "14.04 06:00", "14.04 07:30", "13.04 20:59", id="else the evening before"
        ),
        pytest.param("d7", "17.04 09:00", "24.04 09:00", "19.04 09:00", id="Saturday: on Monday"),
        pytest.param("d7", "16.04 22:00", "23.04 22:00", "19.04 09:00", id="Friday night: Monday"),
        pytest.param("d3", "17.04 09:00", "19.04 09:00", "16.04 09:00", id="else on Friday"),
        pytest.param("d1", "17.04 09:00", "18.04 09:00", "17.04 09:00", id="the day before stays"),
        pytest.param("d0", "18.04 09:00", "18.04 18:00", "18.04 09:00", id="the day itself stays"),
        pytest.param("d3", "20.02 09:00", "24.02 09:00", "20.02 09:00", id="a working Saturday"),
        pytest.param("d3", "05.01 09:00", "08.01 09:00", "05.01 09:00", id="holidays too long"),
        pytest.param("d7", "17.04 09:00", "17.04 09:00", "17.04 09:00", id="too late anyway"),
        pytest.param("after", "17.04 18:00", "20.04 18:00", "19.04 09:00", id="«came?»: on Monday"),
        pytest.param("after", "17.04 18:00", "18.04 18:00", "17.04 18:00", id="else on the day"),
    ],
)
def test_where_a_moment_goes(stage: str, due: str, not_after: str, expected: str):
    moved = decent_due(local(due), local(not_after), USUAL, stage=stage)

    assert told(moved) == expected


def test_on_any_day_only_the_night_counts():
    due, not_after = local("17.04 09:00"), local("24.04 09:00")

    assert decent_due(due, not_after, ANY_DAY, stage="d7") == due


@pytest.mark.parametrize(
    ("begins", "due", "expected"),
    [("15.04 22:30", "15.04 21:30", "15.04 21:30"), ("15.04 08:30", "15.04 07:30", "15.04 08:00")],
    ids=["the event lies in the night", "the event does not"],
)
def test_the_last_call_of_a_night_event_comes_at_night(begins: str, due: str, expected: str):
    moved = decent_due(local(due), local(begins), USUAL, stage="h1", begins_at=local(begins))

    assert told(moved) == expected


def test_what_fell_into_the_night_by_an_outage_waits_or_is_too_late():
    night = local("15.04 23:00")

    assert put_off(night, local("16.04 12:00"), USUAL, stage="d1") == local("16.04 08:00")
    assert put_off(night, local("16.04 07:00"), USUAL, stage="d1") is None
    assert put_off(local("15.04 12:00"), local("16.04 07:00"), USUAL, stage="d1") == local(
        "15.04 12:00"
    )


def test_what_a_day_off_would_bring_before_now_comes_at_its_own_time():
    due, not_after = local("17.04 09:00"), local("19.04 09:00")

    late = promised_due(due, not_after, USUAL, local("16.04 12:00"), stage="d3")
    in_time = promised_due(due, not_after, USUAL, local("15.04 12:00"), stage="d3")
    gone = promised_due(due, not_after, USUAL, local("17.04 12:00"), stage="d3")

    assert (late, in_time, gone) == (due, local("16.04 09:00"), None)


def test_what_goes_though_the_budget_is_spent():
    going = {s for s in (*NEAR, *FAR) if is_pressing(s, has_term=False)}
    of_terms = {s for s in (*NEAR, *FAR) if is_pressing(s, has_term=True)}

    assert going == {"h1", "link", "d0"}
    assert of_terms == {"h1", "link", "d0", "d1"}


ZONES = st.sampled_from(
    ["Europe/Moscow", "Asia/Yekaterinburg", "Asia/Kamchatka", "Europe/Kaliningrad", "UTC"]
).map(ZoneInfo)
RHYTHMS = st.builds(Rhythm, ZONES, st.integers(0, 23), st.integers(0, 23), st.booleans())
# Quiet hours as nights are: with stranger ones a working day may have no hour between two others.
NIGHTS = st.builds(Rhythm, ZONES, st.integers(17, 23), st.integers(4, 10), st.booleans())
DUES = st.builds(
    lambda day, clock: datetime.combine(day, clock, UTC),
    st.dates(date(2020, 12, 1), date(2027, 12, 31)),
    st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
)
TERMS = st.integers(1, 20 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
STAGES = st.sampled_from((*FAR, *NEAR))


@given(RHYTHMS, DUES, TERMS, STAGES)
def test_a_moved_moment_is_in_time_awake_and_never_much_too_early(rhythm, due, term, stage):
    moved = decent_due(due, due + term, rhythm, stage=stage)

    assert moved < due + term
    assert not rhythm.is_quiet(moved)
    assert rhythm.before(due) - moved <= timedelta(days=3)


@given(RHYTHMS, DUES, TERMS, st.sampled_from(FAR))
def test_a_far_stage_comes_on_a_day_off_only_when_there_is_no_working_day(rhythm, due, term, stage):
    moved = decent_due(due, due + term, rhythm, stage=stage)

    if not rhythm.is_day_off(moved):
        return
    here = due.astimezone(rhythm.zone).date()
    last = (due + term - timedelta(minutes=1)).astimezone(rhythm.zone).date()
    between = [here + timedelta(days=n) for n in range((last - here).days)]
    assert all(is_day_off(day) for day in between[1:])


@given(RHYTHMS, DUES, TERMS)
def test_nobody_is_asked_beforehand_whether_he_came(rhythm, due, term):
    moved = decent_due(due, due + term, rhythm, stage="after")

    # By the length of the quiet hours at most, where they leave no other hour.
    assert due - moved <= timedelta(days=1)
    assert moved >= due or rhythm.awake(due) >= due + term


@given(NIGHTS, DUES, TERMS, STAGES, st.integers(0, 14))
def test_a_later_moment_of_the_same_clock_does_not_come_earlier(rhythm, due, term, stage, days):
    later = due + timedelta(days=days)
    not_after = later + term

    first = decent_due(due, not_after, rhythm, stage=stage)
    second = decent_due(later, not_after, rhythm, stage=stage)

    assert first <= second


@given(RHYTHMS, DUES, TERMS, STAGES)
def test_a_decent_moment_stays_where_it_is(rhythm, due, term, stage):
    moved = decent_due(due, due + term, rhythm, stage=stage)

    # On a day off it comes where no working day is in reach: that moment is not decent.
    assume(not rhythm.is_day_off(moved))
    assert decent_due(moved, due + term, rhythm, stage=stage) == moved


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("19.04 00:00", "16.04 20:59"),
        ("18.04 03:00", "16.04 20:59"),
        ("18.04 12:00", "16.04 12:00"),
    ],
    ids=["Monday, quiet since Sunday", "Sunday, quiet since Saturday", "Sunday, awake"],
)
def test_what_cannot_wait_comes_in_the_evening_of_a_working_day(due: str, expected: str):
    moved = decent_due(local(due), local(due) + timedelta(minutes=1), USUAL, stage="d14")

    assert told(moved) == expected


def test_days_off_are_counted_from_the_last_hour_awake():
    rhythm = Rhythm(ZoneInfo("Europe/Moscow"), 1, 0)
    holiday = datetime(2026, 2, 23, 3, tzinfo=rhythm.zone)
    term = holiday + timedelta(minutes=1)

    moved = decent_due(holiday, term, rhythm, stage="d14")

    assert moved == datetime(2026, 2, 20, 0, 59, tzinfo=rhythm.zone), (
        "Friday, not the Sunday between"
    )
    assert decent_due(moved, term, rhythm, stage="d14") == moved


def test_no_quiet_hours_are_no_quiet_hours():
    rhythm = Rhythm(ZONE, 0, 0)

    assert not any(
        rhythm.is_quiet(datetime.combine(date(2021, 4, 15), time(hour), ZONE)) for hour in range(24)
    )
