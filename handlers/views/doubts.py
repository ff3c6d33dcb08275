"""How a term was read, and why it is doubted."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from handlers.views.when import QUARTERS
from locales import N_, Translator

# So many days of a repeated event are named.
_FIRST = 3
# Codes of roadmap.model.Question.
QUESTIONS = {
    "date_unreadable": N_("the date could not be read"),
    "date_missing": N_("there is no date"),
    "date_to_set": N_("the exact day is still to be set"),
    "year_missing": N_("the year is not named"),
    "weekday_missing": N_("the day of the week is not named"),
    "reversed_range": N_("the end is before the beginning"),
    "invalid_date": N_("there is no such date"),
    "anchor_is_a_date": N_("it is counted from a day: please check which"),
    "cells_shifted": N_("the cells of the row have slipped sideways"),
    "date_from_section": N_("the date was taken from the heading of the section"),
    "date_inherited": N_("the date was taken from the row above"),
    "dates_alternative": N_("several dates are offered to choose from"),
    "dates_out_of_order": N_("the dates are not in order"),
    "dates_repeated": N_("a date is named twice"),
    "day_missing_in_short_months": N_("short months have no such day"),
    "deadline_without_day": N_("the deadline names no day, the last one was taken"),
    "document_reference": N_("the date is in another document"),
    "end_inferred": N_("the end is not named, it was taken from the year"),
    "frequency_unclear": N_("it is not clear how often"),
    "half_of_school_year": N_("it is not clear which half-year: of school or of the calendar"),
    "header_missing": N_("the table has no header"),
    "period_approximate": N_("the bounds of the period are approximate"),
    "responsible_torn": N_("the cell of the responsible people was torn"),
    "term_mixed": N_("the cell names a day and a deadline together"),
    "time_reversed": N_("it ends before it begins"),
    "title_missing": N_("there is no title"),
    "weekday_mismatch": N_("the day of the week does not fit the date"),
    "year_far_from_document": N_("the year is far from that of the document"),
    "year_from_cells": N_("the year was taken from the dates"),
    "year_rolls_over": N_("it runs into the next year: please check the years"),
    "copied": N_("copied from last year: please confirm"),
}
_OTHER_QUESTION = N_("please check how it was read")


def reasons(t: Translator, questions: Iterable[Mapping[str, Any]]) -> str:
    """Why a row is doubted, in words, each reason once."""
    said = [t(QUESTIONS.get(str(q["code"]), _OTHER_QUESTION)) for q in questions]
    return "; ".join(dict.fromkeys(said)) or t(_OTHER_QUESTION)


def read_as(t: Translator, schedule: Mapping[str, Any]) -> str:
    """Our reading of a schedule of the normal form."""
    words = _read(t, schedule)
    if clock := schedule.get("time"):
        words = f"{words}, {clock}"
    return words


def _read(t: Translator, schedule: Mapping[str, Any]) -> str:
    kind = schedule.get("type")
    window = schedule.get("window") or {}
    if kind == "unknown" or not window.get("end"):
        return t("no date")
    end = date.fromisoformat(str(window["end"]))
    if not window.get("start"):
        return t("until {day}", day=t.day(end))
    start = date.fromisoformat(str(window["start"]))
    span = _span(t, start, end)
    match kind:
        case "month":
            return t.month(start)
        case "months":
            return ", ".join(t.month(date.fromisoformat(f"{m}-01")) for m in schedule["months"])
        case "days":
            return _listed(t, [str(day) for day in schedule["dates"]])
        case "quarter" | "quarters":
            numbers = schedule.get("quarters") or [schedule["quarter"]]
            names = ", ".join(QUARTERS[int(number) - 1] for number in numbers)
            return t("quarter {quarter} of {year}", quarter=names, year=schedule["year"])
        case "recurring":
            times = t.many("{n} time", "{n} times", int(schedule.get("count") or 0))
            is_dated = schedule.get("granularity") == "day"
            first = [str(day) for day in schedule.get("first5", ())[:_FIRST] if is_dated]
            more = "…" if int(schedule.get("count") or 0) > len(first) else ""
            days = f": {_listed(t, first)}{more}" if first else ""
            return f"{span}, {times}{days}"
    return span


def _span(t: Translator, start: date, end: date) -> str:
    if start == end:
        return t.day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}\N{EN DASH}{t.day(end)}"
    return f"{t.day(start, end)} \N{EN DASH} {t.day(end)}"


def _listed(t: Translator, days: list[str]) -> str:
    """Days in one line, the year said once at the end where it is the same."""
    found = [date.fromisoformat(day) for day in days]
    last = found[-1]
    return ", ".join([*(t.day(day, last) for day in found[:-1]), t.day(last)])
