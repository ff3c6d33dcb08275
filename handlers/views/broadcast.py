"""Announcements: the questions, the preview with the number of people, the progress."""

from collections.abc import Sequence

from keyboards.broadcast import list_rows, page_rows, unknown_rows
from keyboards.menu import menu_button
from keyboards.reports import preview_rows, question_rows
from keyboards.screen import Row, Screen, lines, paragraphs, shortened
from locales import N_, Html, Translator
from services.broadcasts import Progress
from services.dialogs import Turn

AUDIENCES = {
    "all": N_("👥 Everyone below me"),
    "place": N_("📁 One municipality"),
    "directors": N_("🏫 School directors"),
    "curators": N_("🧭 Curators"),
    "silent": N_("⚪️ Silent schools"),
}
_CELLS = 10
_PLACES = 10
_SEVERAL = 2
# Why there may be nobody in an audience.
_NOBODY = {
    "all": N_("Nobody below you has opened the bot yet."),
    "place": N_("Nobody of this municipality has opened the bot yet."),
    "directors": N_("No director or deputy has opened the bot yet."),
    "curators": N_("No curator has opened the bot yet."),
    "silent": N_(
        "Either all schools have answered about the events of the last 30 and the next 7 days, or "
        "the directors of the silent ones have not opened the bot yet."
    ),
}


def question_screen(t: Translator, turn: Turn) -> Screen:
    """The present question of an announcement."""
    match turn.draft.step:
        case "audience":
            choices = {code: t(label) for code, label in AUDIENCES.items()}
            if len(turn.subject.get("places", ())) < _SEVERAL:
                choices.pop("place")
            text = paragraphs(
                t.html("📣 <b>Who should hear it?</b>"),
                t.html(
                    "⚪️ Silent schools are those that left an event of the last 30 or the next 7 "
                    "days unanswered: their directors and deputies get it."
                ),
            )
        case "place":
            return place_screen(t, turn)
        case _:
            choices = {}
            text = t.html(
                "📣 <b>Write the announcement.</b> Formatting is kept. One photo or document "
                "may be attached, with the text as its caption."
            )
    return Screen(text, question_rows(t, turn, choices))


def place_screen(
    t: Translator, turn: Turn, page: int = 0, found: Sequence[str] | None = None
) -> Screen:
    """Which municipality: a page of all, or those that a typed name can mean."""
    places: dict[str, str] = turn.subject["places"]
    pages = (len(places) + _PLACES - 1) // _PLACES
    page = min(max(page, 0), max(pages - 1, 0))
    shown = list(places)[page * _PLACES : (page + 1) * _PLACES] if found is None else found
    choices = {key: f"📁 {shortened(places[key], 50)}" for key in shown}
    turns = (
        page_rows(t, turn.dialog_id, page, pages) if found is None else list_rows(t, turn.dialog_id)
    )
    hint = None
    if found is not None and not found:
        hint = t.html("There is none of that name. Write it otherwise, or look at the list.")
    elif found is None and pages > 1:
        hint = t.html("Turn the pages, or write a part of the name.")
    text = paragraphs(t.html("📣 <b>Which municipality?</b>"), hint)
    *answers, last = question_rows(t, turn, choices)
    return Screen(text, (*answers, *turns, last))


def preview_screen(t: Translator, turn: Turn, people: int) -> Screen:
    """Exactly what people will get, and how many they are."""
    message = turn.draft.answers["message"]
    audience = t(AUDIENCES[turn.draft.answers["audience"]])
    place = turn.subject.get("places", {}).get(str(turn.draft.answers.get("place")), "")
    count = t.many("{n} person will get it", "{n} people will get it", people)
    head = lines(
        t.html("📣 <b>Please check</b>"),
        t.html("{audience}: {place}", audience=audience, place=place)
        if place
        else t.html("{audience}", audience=audience),
        t.html("<b>{count}</b>", count=count),
    )
    if not people:
        head = lines(head, t.html("🤷 {why}", why=t(_NOBODY[turn.draft.answers["audience"]])))
    attached = t.html("📎 With the attached file.") if message["file"] else None
    body = announcement_text(t, str(turn.subject["speaker"]), message["html"])
    questions = {"audience": t("Audience"), "message": t("Text")}
    send = t.many("📣 Send to {n} person", "📣 Send to {n} people", people) if people else ""
    if not people:
        questions["audience"] = t("Another audience")
    return Screen(
        paragraphs(head, Html("➖➖➖"), body, attached), preview_rows(t, turn, send, questions)
    )


def progress_screen(t: Translator, progress: Progress) -> Screen:
    """How far an announcement has got; at the end the totals."""
    done = progress.total - progress.waiting
    filled = round(_CELLS * done / progress.total) if progress.total else _CELLS
    bar = "▓" * filled + "░" * (_CELLS - filled)
    head = (
        t.html("📣 <b>The announcement is sent</b>")
        if progress.finished
        else t.html("📣 <b>Sending…</b>")
    )
    text = paragraphs(
        head,
        Html(f"{bar} {t.number(done)} / {t.number(progress.total)}"),
        lines(
            t("✅ delivered: {n}", n=progress.sent),
            t("🌙 wait for their morning: {n}", n=progress.asleep) if progress.asleep else None,
            t("🚫 have blocked the bot: {n}", n=progress.blocked),
            t("⚠️ errors: {n}", n=progress.failed),
            t("❔ not known whether delivered: {n}", n=progress.unknown)
            if progress.unknown
            else None,
            t("🔕 wanted no messages any more: {n}", n=progress.skipped)
            if progress.skipped
            else None,
        ),
        t.html(
            "The connection broke while it was on its way to some. Sent once more, it says so: "
            "whoever has it already will not wonder."
        )
        if progress.asks
        else None,
    )
    rows: tuple[Row, ...] = ((menu_button(t),),) if progress.finished else ()
    if progress.asks:
        rows = (*unknown_rows(t, progress.broadcast_id, progress.rounds), *rows)
    return Screen(text, rows)


def announcement_text(t: Translator, place: str, html: str) -> Html:
    """The announcement itself, under the name of the place that speaks."""
    return paragraphs(t.html("📣 <b>{place}</b>", place=shortened(place, 60)), html)
