"""An imported road map: the summary, doubtful rows as cards, the publication."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from keyboards.callbacks import OpenWeek
from keyboards.menu import menu_button
from keyboards.roadmap import doubt_rows, place_rows, preview_rows
from keyboards.screen import Button, Screen, lines, paragraphs, shortened
from locales import N_, Html, Translator, escape
from services.access import Seat
from services.roadmap_import import Preview, Published, RowReading

_DOUBTS = 4

# Codes of roadmap.model.Question.
QUESTIONS = {
    "date_unreadable": N_("the date could not be read"),
    "date_missing": N_("there is no date"),
    "date_to_set": N_("the exact day is still to be set"),
    "year_missing": N_("the year is not named"),
    "weekday_missing": N_("the day of the week is not named"),
    "dates_torn": N_("the date cell was torn by a merged cell"),
    "reversed_range": N_("the end is before the beginning"),
    "invalid_date": N_("there is no such date"),
    "by_plan": N_("the day depends on another plan"),
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
}
_OTHER_QUESTION = N_("please check how it was read")


def ask_screen(t: Translator) -> Screen:
    """How to send a road map."""
    text = paragraphs(
        t.html("📄 <b>Send the road map as a document</b>"),
        t.html(
            "A Word file (.docx) or a text table (.txt) as it was approved: I shall find the rows, "
            "the terms and the responsible people myself and show what I doubt before anything "
            "is published."
        ),
    )
    return Screen(text, ((menu_button(t),),))


def reading_screen(t: Translator, name: str) -> Screen:
    """Shown while a document is being read."""
    return Screen(t.html("⏳ Reading «{name}»…", name=shortened(name, 80)))


def whose_screen(t: Translator, seats: tuple[Seat, ...]) -> Screen:
    """Whose road map it is."""
    return Screen(t.html("📄 Whose road map is this?"), place_rows(seats))


def preview_screen(t: Translator, preview: Preview, today: date) -> Screen:
    """What was read, in one screen."""
    head = t.html(
        "📄 <b>{place}, {year}</b>\n{title}",
        place=preview.place_name,
        year=preview.year or t("year unknown"),
        title=shortened(preview.title, 160),
    )
    ask = None
    if preview.year is None:
        ask = t.html("<b>Which year is it?</b> The document does not say.")
    elif preview.published:
        ask = t.html("✅ Published.")
    doubts = [_doubt(t, reading) for reading in preview.doubtful[:2]]
    return Screen(
        paragraphs(head, escape(preview_text(t, preview)), *doubts, ask),
        preview_rows(t, preview, today),
    )


def preview_text(t: Translator, preview: Preview) -> str:
    """How many rows of which sort, as plain lines; also for the command line."""
    return "\n".join(
        (
            t.many("{n} row", "{n} rows", preview.rows),
            t("📅 with a day: {n}", n=preview.dated),
            t("🪟 a month, a quarter or longer: {n}", n=preview.windows),
            t("♾ all the time: {n}", n=preview.ongoing),
            t("❔ without a date: {n}", n=preview.undated),
            t("🔎 to be made clear: {n}", n=len(preview.doubtful)),
            t("🚫 headings and footnotes, not imported: {n}", n=len(preview.skipped)),
        )
    )


def doubts_screen(t: Translator, preview: Preview, page: int) -> Screen:
    """Doubtful rows with their source cells quoted."""
    pages = max((len(preview.doubtful) + _DOUBTS - 1) // _DOUBTS, 1)
    page = min(max(page, 0), pages - 1)
    shown = preview.doubtful[page * _DOUBTS : (page + 1) * _DOUBTS]
    head = t.html("🔎 <b>Doubtful rows</b>, {page} of {pages}", page=page + 1, pages=pages)
    note = t.html(
        "Rows without a day are published too: nobody is reminded of them until the day is known."
    )
    return Screen(
        paragraphs(head, *(_doubt(t, reading) for reading in shown), note),
        doubt_rows(t, preview, page, pages),
    )


def published_screen(t: Translator, published: Published) -> Screen:
    """The road map is the plan now."""
    text = paragraphs(
        t.html(
            "✅ <b>Published: {place}, {year}</b>", place=published.place_name, year=published.year
        ),
        lines(
            t.many("{n} row", "{n} rows", published.rows),
            t.many("{n} date in the calendar", "{n} dates in the calendar", published.occurrences),
            t.many("{n} reminder planned", "{n} reminders planned", published.reminders),
        ),
        t.html("What is past already is announced to nobody."),
    )
    return Screen(text, ((Button(t("🗓 Plan"), OpenWeek(0, 1).pack()), menu_button(t)),))


def discarded_screen(t: Translator) -> Screen:
    """A draft was dropped."""
    return Screen(
        t.html("🗑 Not imported. Send another document whenever you like."), ((menu_button(t),),)
    )


def _doubt(t: Translator, reading: RowReading) -> Html:
    reasons = [t(QUESTIONS.get(str(q["code"]), _OTHER_QUESTION)) for q in reading.questions]
    return lines(
        t.html(
            "<b>№ {number}</b> {title}",
            number=reading.number or "–",
            title=shortened(reading.title, 110),
        ),
        t.html(
            "In the document: «{dates}» → {reading}",
            dates=shortened(reading.dates_raw, 80) or "–",
            reading=_read_as(t, reading.schedule),
        ),
        t.html("❔ {reasons}", reasons="; ".join(dict.fromkeys(reasons)) or t(_OTHER_QUESTION)),
    )


def _read_as(t: Translator, schedule: Mapping[str, Any]) -> str:
    window = schedule.get("window") or {}
    if schedule.get("type") == "unknown" or not window.get("end"):
        return t("no date")
    end = date.fromisoformat(str(window["end"]))
    if not window.get("start"):
        return t("until {day}", day=t.day(end))
    start = date.fromisoformat(str(window["start"]))
    if schedule.get("type") == "month":
        return t.month(start)
    return t.day(start) if start == end else f"{t.day(start, end)} \N{EN DASH} {t.day(end)}"
