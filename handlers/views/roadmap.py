"""An imported road map: the summary, what changes, what was left out, the publication."""

from datetime import date

from handlers.views.amendment import amendment_text, headed
from handlers.views.doubts import read_as, reasons
from handlers.views.forecast import forecast_line
from keyboards.callbacks import OpenMenu
from keyboards.menu import menu_button
from keyboards.plan_callbacks import (
    DiscardPlan,
    NextDoubt,
    OpenPreview,
    OpenWarnings,
    PublishAnyway,
)
from keyboards.roadmap import (
    back_rows,
    place_rows,
    plans_rows,
    preview_rows,
)
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from locales import N_, Html, Translator, escape
from services.access import Seat
from services.plan_copy import PlanItem
from services.roadmap_import import Preview, RowReading

_WARNED = 6
_SKIPPED = 20
# Codes of roadmap.conflicts.Conflict.
WARNINGS = {
    "same_day": N_("📅 <b>{day}</b>: № {first} and № {second} call the same people on one day."),
    "review_before_end": N_(
        "⏳ № {second} is due on <b>{day}</b>, before the work of № {first} ends: schools have "
        "less time than the map says."
    ),
    "day_off": N_("🏖 № {first}: <b>{day}</b> is a day off."),
}
# Codes of roadmap.model.SourceRow.fate.
FATES = {
    "heading": N_("heading"),
    "header": N_("header of the table"),
    "footnote": N_("footnote"),
    "skipped": N_("skipped"),
}


def ask_screen(t: Translator) -> Screen:
    """How to send a road map."""
    text = paragraphs(
        t.html("📄 <b>Send the road map as a document</b>"),
        t.html(
            "Word, Excel, PDF or text, as it was approved: I shall find the rows, the terms and "
            "the responsible people myself and show what I doubt before anything is published."
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
    else:
        ask = cautions(t, preview, today)
    doubts = [_doubt(t, reading) for reading in preview.doubtful[:2]]
    change = amendment_text(t, preview.amendment) if preview.amendment is not None else None
    return Screen(
        paragraphs(
            head,
            lines(escape(preview_text(t, preview)), forecast_line(t, preview.forecast)),
            change,
            *doubts,
            ask,
        ),
        preview_rows(t, preview, today),
    )


def cautions(t: Translator, preview: Preview, today: date) -> Html | None:
    """What speaks against publishing a map here and now; None when nothing does."""
    elsewhere = over = None
    if preview.elsewhere:
        elsewhere = t.html(
            "⚠️ <b>Another place?</b> The heading says «{said}», and you publish it for «{place}».",
            said=preview.elsewhere,
            place=preview.place_name,
        )
    if preview.year is not None and _last_year(preview.year) < today.year:
        over = t.html(
            "🕰 <b>This is the map of {year}: all its events are past.</b> Nobody will be reminded.",
            year=preview.year,
        )
    return paragraphs(elsewhere, over) or None


def objections(t: Translator, preview: Preview, today: date) -> Html | None:
    """What is said before publishing: cautions, and rows that nobody has looked at."""
    unseen = None
    if preview.unchecked and preview.year is not None:
        unseen = Html(
            t.many(
                "🔎 {n} row was read with a doubt, and nobody has looked at it.",
                "🔎 {n} rows were read with a doubt, and nobody has looked at them.",
                preview.unchecked,
            )
        )
    return paragraphs(cautions(t, preview, today), unseen) or None


def sure_screen(t: Translator, preview: Preview, doubt: Html) -> Screen:
    """Ask a second time when something speaks against publishing."""
    ask = t.html("<b>Publish it all the same?</b> Everybody below sees a published map.")
    look: tuple[Row, ...] = ()
    if preview.unchecked:
        look = (
            (Button(t("🔎 Look at the doubtful rows"), NextDoubt(preview.plan_id, -1).pack()),),
        )
    rows = (
        *look,
        (Button(t("✅ Yes, publish it"), PublishAnyway(preview.plan_id).pack()),),
        *back_rows(t, preview.plan_id),
        (Button(t("🗑 Do not import"), DiscardPlan(preview.plan_id).pack()),),
    )
    return Screen(paragraphs(doubt, ask), rows)


def _last_year(year: str) -> int:
    """«2026/2027» ends in 2027."""
    return int(year.rsplit("/", 1)[-1])


def preview_text(t: Translator, preview: Preview) -> str:
    """How many rows of which sort, as plain lines; also for the command line."""
    return "\n".join(
        (
            t.many("{n} row", "{n} rows", preview.rows),
            t("📅 with a day: {n}", n=preview.dated),
            t("🪟 a month, a quarter or longer: {n}", n=preview.windows),
            t("♾ all the time: {n}", n=preview.ongoing),
            t("❔ rows without any term: {n}", n=preview.undated),
            t("🔎 to be made clear: {n}", n=len(preview.doubtful)),
            t("🚫 headings and footnotes, not imported: {n}", n=len(preview.skipped)),
            *(
                (t("🚫 taken out by you, not events: {n}", n=preview.dropped),)
                if preview.dropped
                else ()
            ),
        )
    )


def details_text(t: Translator, preview: Preview) -> str:
    """Doubtful rows with their source cells, then every row left out; for the command line."""
    doubts = [
        f"? {reading.number or '–'} {shortened(reading.title, 60)}: "
        f"«{shortened(reading.dates_raw, 60)}» → {read_as(t, reading.schedule)} "
        f"({reasons(t, reading.questions)})"
        for reading in preview.doubtful
    ]
    skipped = [
        f"- {t(FATES.get(row.fate, FATES['skipped']))}: {shortened(row.text, 90)}"
        for row in preview.skipped
    ]
    return "\n".join([*doubts, *skipped])


def warnings_screen(t: Translator, preview: Preview, page: int) -> Screen:
    """What in the plan cannot well happen as it is written."""
    pages = max((len(preview.warnings) + _WARNED - 1) // _WARNED, 1)
    page = min(max(page, 0), pages - 1)
    shown = [
        t.html(
            WARNINGS[warning.code],
            first=warning.first or "–",
            second=warning.second or "–",
            day=t.day(warning.day) if warning.day is not None else "–",
        )
        for warning in preview.warnings[page * _WARNED : (page + 1) * _WARNED]
    ]
    turn = []
    if page > 0:
        turn.append(Button("◀️", OpenWarnings(preview.plan_id, page - 1).pack()))
    if page + 1 < pages:
        turn.append(Button("▶️", OpenWarnings(preview.plan_id, page + 1).pack()))
    head = headed(t, t.html("⚠️ <b>Please have a look</b>"), page, pages)
    note = t.html("These are warnings only: the map can be published as it is.")
    return Screen(paragraphs(head, *shown, note), back_rows(t, preview.plan_id, tuple(turn)))


def skipped_screen(t: Translator, preview: Preview) -> Screen:
    """Every source row that is no activity, with the reason."""
    shown = [
        t.html(
            "<i>{fate}:</i> {text}",
            fate=t(FATES.get(row.fate, FATES["skipped"])),
            text=shortened(row.text, 90) or "–",
        )
        for row in preview.skipped[:_SKIPPED]
    ]
    rest = len(preview.skipped) - _SKIPPED
    more = t.html("… and {n} more", n=rest) if rest > 0 else None
    head = t.html("🚫 <b>Rows of the document that are not events</b>")
    return Screen(paragraphs(head, *shown, more), back_rows(t, preview.plan_id))


def plans_screen(t: Translator, plans: list[PlanItem]) -> Screen:
    """The coordinator's road maps."""
    text = (
        t.html("📄 <b>Your road maps</b>")
        if plans
        else t.html("📄 No road map is published yet. Send one as a document.")
    )
    return Screen(text, plans_rows(t, plans))


def draft_screen(t: Translator, draft: PlanItem) -> Screen:
    """Nothing is asked, but a map waits for its publication: go on, put it off, drop it."""
    named = f"{draft.place_name}, {draft.year}".rstrip(", ")
    text = paragraphs(
        t.html("📝 The map «{plan}» is not published yet.", plan=shortened(named, 120)),
        t.html("Put off, it waits under «Road map» in the menu as it is."),
    )
    rows = (
        (Button(t("▶️ Go on checking"), OpenPreview(draft.plan_id).pack()),),
        (Button(t("⏳ Put it off"), OpenMenu().pack()),),
        (Button(t("🗑 Delete the draft"), DiscardPlan(draft.plan_id).pack()),),
    )
    return Screen(text, rows)


def discarded_screen(t: Translator) -> Screen:
    """A draft was dropped."""
    return Screen(
        t.html("🗑 Not imported. Send another document whenever you like."), ((menu_button(t),),)
    )


def _doubt(t: Translator, reading: RowReading) -> Html:
    return lines(
        t.html(
            "<b>№ {number}</b> {title}",
            number=reading.number or "–",
            title=shortened(reading.title, 110),
        ),
        t.html(
            "In the document: «{dates}» → {reading}",
            dates=shortened(reading.dates_raw, 80) or "–",
            reading=read_as(t, reading.schedule),
        ),
        t.html("❔ {reasons}", reasons=reasons(t, reading.questions)),
    )
