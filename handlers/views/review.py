"""One row of a road map for its coordinator: the document quoted, our reading beside it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from handlers.views.amendment import headed
from handlers.views.doubts import read_as, reasons
from handlers.views.settings import ZONES
from keyboards.menu import menu_button
from keyboards.reports import question_rows
from keyboards.review import (
    clock_rows,
    date_rows,
    day_rows,
    edit_rows,
    judge_rows,
    kind_rows,
    list_rows,
    month_rows,
    zone_rows,
)
from keyboards.screen import Screen, lines, paragraphs, shortened
from keyboards.words import KINDS, audience_text
from locales import N_, Html, Translator
from services.clock import Clock
from services.dialogs import Turn
from services.missing_days import OpenDate
from services.row_cards import RowCard, RowPage
from services.terms import RowState

_STATES = {
    RowState.CONFIRMED: N_("✅ Confirmed"),
    RowState.LATER: N_("⏳ To be asked later"),
    RowState.DROPPED: N_("🚫 Not an event: nobody is reminded"),
}
_QUESTIONS = {
    "row_title": N_("<b>What is it called?</b> Write the title."),
    "row_date": N_(
        "<b>When is it?</b> Pick a day or write it: «16.03 14:00», «16-18 March», «until 25.03»."
    ),
    "row_time": N_("<b>At what time?</b> For example «14:00» or «10:00-11:30 MSK»."),
    "row_link": N_("<b>Where is it?</b> Send the link that begins with https://"),
}
_DATES = 7


def row_screen(t: Translator, card: RowCard) -> Screen:
    """A row with the verdicts to choose from."""
    return Screen(_row_text(t, card), judge_rows(t, card))


def edit_screen(t: Translator, card: RowCard) -> Screen:
    """A row with all that can be changed."""
    return Screen(_row_text(t, card), edit_rows(t, card))


def saved_screen(t: Translator, card: RowCard) -> Screen:
    """A row after a change."""
    notice = (
        t("Saved. Those concerned are told when the day has moved.")
        if card.published
        else t("Saved.")
    )
    return row_screen(t, card).flashing(notice)


def no_doubts_screen(t: Translator, back: Screen) -> Screen:
    """The summary under a kind word when all rows have been looked at."""
    return Screen(paragraphs(t.html("✨ Nothing is doubtful any more."), back.text), back.rows)


def round_over_screen(t: Translator, back: Screen, put_off: int) -> Screen:
    """Every doubtful row has had its look: the summary, and what was put off."""
    if not put_off:
        return no_doubts_screen(t, back)
    said = t.many(
        "👀 That was the last doubtful row. {n} is put off: I shall ask again.",
        "👀 That was the last doubtful row. {n} are put off: I shall ask again.",
        put_off,
    )
    return Screen(paragraphs(Html(said), back.text), back.rows, notice=t("Saved."))


def confirmed_screen(t: Translator, back: Screen, confirmed: int) -> Screen:
    """Many rows confirmed at once."""
    said = t.many("✅ {n} row confirmed.", "✅ {n} rows confirmed.", confirmed)
    return Screen(paragraphs(Html(said), back.text), back.rows, notice=said)


def kinds_screen(t: Translator, card: RowCard) -> Screen:
    """Choose a kind."""
    return Screen(_row_text(t, card), kind_rows(t, card.row_id))


def zones_screen(t: Translator, card: RowCard, clock: Clock) -> Screen:
    """Choose the zone of the row's clock."""
    now = clock.now()
    labels = [f"{t.zone(zone, now)} · {t(city)}" for zone, city in ZONES.items()]
    return Screen(t.html("🌍 <b>By which clock is it?</b>"), zone_rows(t, card.row_id, labels))


def list_screen(t: Translator, page: RowPage) -> Screen:
    """All rows of a plan."""
    head = headed(t, t.html("📋 <b>All rows of the map</b>"), page.page, page.pages)
    listed = [
        t.html(
            "№ {number} · <b>{dates}</b> · {title}",
            number=line.number or "–",
            dates=shortened(read_as(t, line.schedule), 60),
            title=shortened(line.title, 60),
        )
        for line in page.lines
    ]
    return Screen(paragraphs(head, lines(*listed)), list_rows(t, page))


def question_screen(t: Translator, turn: Turn) -> Screen:
    """A question of an edit form; a date may also be picked."""
    form = turn.draft.form.name
    text = paragraphs(
        t.html("✏️ {title}", title=shortened(str(turn.subject["title"]), 160)),
        t.html("In the document: «{dates}»", dates=shortened(str(turn.subject["dates"]), 120))
        if form == "row_date" and turn.subject["dates"]
        else None,
        t.html(_QUESTIONS[form]),
    )
    rows = question_rows(t, turn, {})
    if form == "row_date":
        row_id, month = int(turn.subject["row_id"]), int(turn.subject["month"])
        picked = frozenset(turn.subject.get("picked", ()))
        rows = (*month_rows(t, row_id, month, picked), *rows)
        if turn.subject.get("several"):
            hint = t.html("There may be several days: tap one to add it, a marked one to drop it.")
            text = paragraphs(text, hint)
    return Screen(text, rows)


def move_screen(t: Translator, turn: Turn) -> Screen:
    """A day that people know of would move: shall they be told?"""
    subject, people = turn.subject, int(turn.subject["people"])
    change = t.html(
        "{was} → <b>{will_be}</b>",
        was=_clocked(t, subject["was"], subject["zone_was"]),
        will_be=_clocked(t, subject["will_be"], subject["zone"]),
    )
    if subject["is_out"]:
        ask = t.many("Cancel it and tell {n} person?", "Cancel it and tell {n} people?", people)
        change, sure = Html(), t("🚫 Cancel it and tell them")
    elif subject["is_less"]:
        ask = t.many(
            "Drop the day and tell {n} person?", "Drop the day and tell {n} people?", people
        )
        sure = t("🚫 Drop the day and tell them")
    else:
        ask = t.many("Move it and tell {n} person?", "Move it and tell {n} people?", people)
        sure = t("✅ Move it and tell them")
    text = paragraphs(
        t.html("🔁 {title}", title=shortened(str(subject["title"]), 160)),
        change,
        t.html("<b>{ask}</b>", ask=ask),
    )
    return Screen(text, question_rows(t, turn, {"yes": sure}))


def day_screen(t: Translator, turn: Turn) -> Screen:
    """A day that was hardly meant: is it so?"""
    subject = turn.subject
    if subject["why"] == "past":
        ago = t.many("{n} day ago", "{n} days ago", int(subject["days_ago"]))
        ask = t.html("🕰 <b>That is past already, {ago}. Is it so?</b>", ago=ago)
    else:
        ask = t.html("🗓 <b>The map is of {year}. Is this day meant?</b>", year=subject["year"])
    return Screen(paragraphs(_chosen(t, turn), ask), day_rows(t, turn))


def clock_screen(t: Translator, turn: Turn) -> Screen:
    """The day is chosen: at what hour?"""
    ask = t.html("<b>At what time?</b> Tap it or write it: «14:00», «10:00-11:30 MSK».")
    return Screen(paragraphs(_chosen(t, turn), ask), clock_rows(t, turn))


def _chosen(t: Translator, turn: Turn) -> Html:
    """A row and the day that is about to be set."""
    subject = turn.subject
    return paragraphs(
        t.html("📅 {title}", title=shortened(str(subject["title"]), 160)),
        t.html("<b>{reading}</b>", reading=_clocked(t, subject["will_be"], subject["zone"])),
    )


def dates_screen(t: Translator, dates: list[OpenDate], page: int) -> Screen:
    """The inbox of events without a day."""
    if not dates:
        text = paragraphs(
            t.html("✨ No event to come waits for its day."),
            t.html(
                "Work with a term of a month or a quarter needs none: it is in the plan as it is."
            ),
        )
        return Screen(text, ((menu_button(t),),))
    pages = max((len(dates) + _DATES - 1) // _DATES, 1)
    page = min(max(page, 0), pages - 1)
    shown = tuple(dates[page * _DATES : (page + 1) * _DATES])
    where = t("page {page} of {pages}", page=page + 1, pages=pages) if pages > 1 else ""
    head = lines(t.html("📅 <b>Dates to be set</b>: {n}", n=len(dates)), where)
    return Screen(paragraphs(head, _dates_text(t, shown)), date_rows(t, shown, page, pages))


def open_dates_screen(t: Translator, month: date, dates: tuple[OpenDate, ...]) -> Screen:
    """The monthly nudge."""
    head = t.many(
        "📅 {month}: {n} event has no day yet",
        "📅 {month}: {n} events have no day yet",
        len(dates),
        month=t.month(month),
    )
    text = paragraphs(
        t.html("<b>{head}</b>", head=head),
        _dates_text(t, dates[:_DATES]),
        t.html("Set a day with one tap: those concerned will be told."),
    )
    return Screen(text, date_rows(t, dates[:_DATES], 0, 1))


def _dates_text(t: Translator, dates: Iterable[OpenDate]) -> Html:
    return paragraphs(
        *(
            t.html(
                "<b>№ {number}</b> {title}\n«{dates}»",
                number=one.number or "–",
                title=shortened(one.title, 80),
                dates=shortened(one.dates_raw, 50) or "–",
            )
            for one in dates
        )
    )


def _clocked(t: Translator, schedule: Mapping[str, Any], zone: str) -> str:
    """A reading with the zone of its clock: an hour without one is half an answer."""
    reading = read_as(t, schedule)
    if not schedule.get("time"):
        return reading
    day = str((schedule.get("window") or {}).get("end"))
    noon = datetime.combine(date.fromisoformat(day), time(12), UTC)
    return f"{reading} {t.zone(zone, noon)}"


def _row_text(t: Translator, card: RowCard) -> Html:
    sign, kind = KINDS.get(card.kind, KINDS["other"])
    wanted = [
        t(word)
        for word, is_wanted in (
            (N_("attendance"), card.attendance_expected),
            (N_("report"), card.report_expected),
        )
        if is_wanted
    ]
    doubt = None
    if card.questions and card.state in {RowState.DOUBTFUL, RowState.LATER}:
        doubt = t.html("❔ {reasons}", reasons=reasons(t, card.questions))
    days_off = ", ".join(t.day(day) for day in card.days_off[:3])
    return paragraphs(
        t.html("<b>№ {number}</b> {title}", number=card.number, title=shortened(card.title, 300)),
        lines(
            t.html("In the document: «{dates}»", dates=shortened(card.dates_raw, 200) or "–"),
            t.html(
                "I read: <b>{reading}</b>",
                reading=_clocked(t, card.schedule, card.clock_zone or card.timezone),
            ),
            t.html(
                "{sign} {kind} · {who}",
                sign=sign,
                kind=t(kind),
                who=audience_text(t, card.roles) or "–",
            ),
            t.html("🎯 Expected: {wanted}", wanted=", ".join(wanted)) if wanted else None,
            t.html("🔗 {link}", link=card.link) if card.link else None,
        ),
        doubt,
        t.html("⚠️ A day off: {days}", days=days_off) if days_off else None,
        Html(t(_STATES[card.state])) if card.state in _STATES else None,
    )
