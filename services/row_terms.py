"""What a coordinator's word does to the term of a row, before anybody is told; no database."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.enums import RowState
from db.models import Plan, PlanRow
from roadmap.occurrences import Occurrence, expand
from roadmap.spoken_clock import with_clocks
from roadmap.terms import Term, read_term
from roadmap.yes_no import says_yes
from services.dialog_errors import AnswerRefusedError
from services.forms.days import with_named_days

SURE_TERM = 0.5
_YEAR_DIGITS = 4
# Rows of several happenings, none of which the document gives a day.
_WINDOWED = frozenset({"recurring", "months", "quarters"})
_TYPED = frozenset({"term", "clock"})
# What `apply` may write: enough to take a change back.
TERM_FIELDS = ("schedule", "temporal_role", "questions", "confidence", "state", "timezone")


def apply(row: PlanRow, plan: Plan, change: Mapping[str, str]) -> None:
    """Write a change of time into a row.

    It is a picked `day`, which may have its `clock`, a typed `term` or `clock`, a `zone` or a
    `state`. Raises AnswerRefusedError when what was typed cannot be read.
    """
    match dict(change):
        case {"day": day}:
            _pick(row, plan, date.fromisoformat(day))
            if clock := change.get("clock"):
                _set_clock(row, plan, with_clocks(clock))
        case {"term": text}:
            _reschedule(row, plan, with_clocks(text))
        case {"clock": text}:
            _set_clock(row, plan, with_clocks(text))
        case {"zone": timezone}:
            row.timezone = timezone
        case {"state": state}:
            row.state = RowState(state)


def spelled_out(change: Mapping[str, str], today: date) -> dict[str, str]:
    """A change whose «tomorrow» is a date: it means the same day when it is confirmed later."""
    return {
        name: with_named_days(said, today) if name in _TYPED else said
        for name, said in change.items()
    }


def meant_or_anew(change: Mapping[str, str], said: str) -> dict[str, str]:
    """The odd day again when it was meant; what else was typed is another choice of a day."""
    return {**change, "meant": "yes"} if said == "yes" or says_yes(said) else {"term": said}


def temporal_role(row: PlanRow) -> str:
    """What the bot does with a row, after its day or its kind was set by hand."""
    gathers = row.attendance_expected
    match row.schedule.get("type"):
        case "deadline":
            return "deadline"
        case "recurring":
            return "recurring"
        case "ongoing" | "from":
            return "background"
        case "day":
            return "event" if gathers else "deadline"
        case "days" | "range" | "multi":
            return "event" if gathers else "period"
    return "event_tba" if gathers else "period"


def takes_several_days(row: PlanRow) -> bool:
    """Whether days are picked for a row one by one, each tap adding or taking away one."""
    return _original(row).get("type") in {*_WINDOWED, "days"}


def picked_days(row: PlanRow) -> tuple[date, ...]:
    """The single days that a row has now, in order."""
    return tuple(day.first_day for day in expand(row.schedule) if _is_one_day(day))


def clock_zone(schedule: Mapping[str, Any]) -> str | None:
    """The zone that a schedule itself names for its clock."""
    return next((day.tz for day in expand(schedule) if day.tz), None)


def picker_month(row: PlanRow, today: date) -> int:
    """The month a date picker opens at, as year * 12 + month - 1: that of the row, if ahead."""
    window = row.schedule.get("window") or {}
    known = window.get("start") or window.get("end")
    day = max(date.fromisoformat(str(known)), today) if known else today
    return day.year * 12 + day.month - 1


def waits_for_day(row: PlanRow) -> bool:
    """Whether its day is all that is open: it is asked for again when its time comes."""
    return {str(question["code"]) for question in row.questions} == {"date_to_set"}


def precision_of(row: PlanRow) -> str:
    """How exact a row's term is: a day, a window, nothing, or all the time."""
    if row.schedule.get("type") in {"ongoing", "from"}:
        return "ongoing"
    occurrences = expand(row.schedule)
    if not occurrences:
        return "none"
    return "day" if occurrences[0].precision == "day" else "window"


def _original(row: PlanRow) -> dict[str, Any]:
    found: dict[str, Any] = row.source["schedule"]
    return found


def _pick(row: PlanRow, plan: Plan, day: date) -> None:
    """A tapped day: the day of the row, or one more or one less of several."""
    days = {day}
    if takes_several_days(row):
        is_gathered = row.schedule != _original(row) or _original(row).get("type") == "days"
        days ^= set(picked_days(row)) if is_gathered else set()
    if days:
        dates = ", ".join(f"{one:%d.%m.%Y}" for one in sorted(days))
        _reschedule(row, plan, " ".join([dates, *_clock_of(row.schedule)]), is_bare=True)
    elif _original(row).get("type") in _WINDOWED:
        # The last day is taken away: the row waits for its days again.
        row.schedule = dict(_original(row))
        row.temporal_role = temporal_role(row)


def _set_clock(row: PlanRow, plan: Plan, text: str) -> None:
    if "time" in _read(plan, text).schedule:
        # A day with its hour was typed where only the hour was asked for.
        _reschedule(row, plan, text)
        return
    laid = expand(row.schedule)
    if not laid or not all(map(_is_one_day, laid)) or row.schedule.get("type") == "recurring":
        raise AnswerRefusedError("day_first")
    dates = ", ".join(f"{day.first_day:%d.%m.%Y}" for day in laid)
    try:
        _reschedule(row, plan, f"{dates}, {text}", is_bare=True)
    except AnswerRefusedError:
        raise AnswerRefusedError("time_unreadable") from None
    if "time" not in row.schedule:
        raise AnswerRefusedError("time_unreadable")


def _reschedule(row: PlanRow, plan: Plan, text: str, *, is_bare: bool = False) -> None:
    term = _read(plan, text)
    if term.confidence < SURE_TERM or not expand(term.schedule):
        raise AnswerRefusedError("term_unreadable")
    before, was_deadline = row.schedule.get("tz"), row.schedule.get("type") == "deadline"
    row.schedule = dict(term.schedule)
    if was_deadline and row.schedule.get("type") == "day" and is_bare:
        # Another last day is a last day still.
        window = {**row.schedule["window"], "start": None}
        row.schedule |= {"type": "deadline", "window": window}
    if before and "time" in row.schedule and "tz" not in row.schedule:
        # The document meant a certain clock; a new hour without a zone means the same one.
        row.schedule["tz"] = before
    row.temporal_role = temporal_role(row)
    row.questions, row.confidence, row.state = [], 1.0, RowState.CONFIRMED


def _read(plan: Plan, text: str) -> Term:
    year = plan.year
    known: int | str | None = int(year) if year and len(year) == _YEAR_DIGITS else year
    return read_term(text, default_year=known)


def _is_one_day(day: Occurrence) -> bool:
    return day.precision == "day" and day.first_day == day.last_day


def _clock_of(schedule: Mapping[str, Any]) -> list[str]:
    """The clock of a schedule as a term would write it: «14:00», «14:00-15:30»."""
    begin, end = schedule.get("time"), schedule.get("time_end")
    if not begin:
        return []
    return [f"{begin}-{end}" if end else str(begin)]
