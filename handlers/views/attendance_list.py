"""A list of participants: what it says, rows to look at one by one, what was written down."""

from handlers.views.event_answers import answers_screen
from keyboards.attendance import list_rows, other_rows, review_rows
from keyboards.attendance_callbacks import OpenList
from keyboards.callbacks import DialogCancel
from keyboards.screen import Button, Screen, lines, paragraphs, shortened
from locales import Html, Translator
from services.attendance_list import ListApplied, ListPreview, Named, Unsure
from services.dialogs import Turn

_NAMES = 12
_NAME = 50


def ask_list_screen(t: Translator, turn: Turn) -> Screen:
    """Which file is wanted; a list that was sent already is one tap away."""
    text = paragraphs(
        t.html("📋 <b>{title}</b>", title=shortened(str(turn.subject["title"]), 160)),
        t.html(
            "Please send the list of participants that the webinar platform gives: .xlsx or .csv. "
            "I look in it for the names of those expected; nothing is written down before you say "
            "so."
        ),
    )
    cancel = Button(t("✖️ Cancel"), DialogCancel(turn.dialog_id).pack())
    read = Button(t("📋 What was read already"), OpenList(turn.dialog_id).pack())
    return Screen(text, ((read,), (cancel,)) if turn.draft.answers.get("rows") else ((cancel,),))


def reading_list_screen(t: Translator, done: int = 0, of: int = 0) -> Screen:
    """While a list is read."""
    if not of:
        return Screen(t.html("⏳ I am reading the list…"))
    return Screen(t.html("⏳ I am reading the list: {done} of {of} rows", done=done, of=of))


def list_screen(t: Translator, preview: ListPreview) -> Screen:
    """How many of those expected are in the list, by name."""
    said = (
        t.html("Found <b>{n}</b> of {of} schools in {rows} rows.", **_counted(preview))
        if preview.are_schools
        else t.html("Found <b>{n}</b> of {of} expected in {rows} rows.", **_counted(preview))
    )
    text = paragraphs(
        t.html("📋 <b>{title}</b>", title=shortened(preview.title, 160)),
        lines(said, _strangers(t, preview)),
        _named(t, t("✅ In the list"), preview.found),
        _named(t, t("⚪️ Not in the list"), preview.missing),
        _named(t, t("❗ Have said otherwise themselves"), preview.against),
        t.html("Nothing is written down yet."),
    )
    return Screen(text, list_rows(t, preview))


def _counted(preview: ListPreview) -> dict[str, int]:
    return {"n": len(preview.found), "of": preview.of, "rows": preview.rows}


def _strangers(t: Translator, preview: ListPreview) -> Html | None:
    if not preview.strangers:
        return None
    if not preview.are_schools:
        return t.html("Rows that look like nobody who is expected: {n}.", n=preview.strangers)
    return t.html("Rows that look like no school: {n}.", n=preview.strangers)


def _named(t: Translator, head: str, schools: tuple[Named, ...]) -> Html | None:
    if not schools:
        return None
    names = ", ".join(shortened(school.name, _NAME) for school in schools[:_NAMES])
    rest = len(schools) - _NAMES
    if rest > 0:
        names = f"{names} {t('and {n} more', n=rest)}"
    return t.html("{head} ({n}): {names}", head=head, n=len(schools), names=names)


def review_screen(t: Translator, preview: ListPreview, row: Unsure) -> Screen:
    """One row that may mean somebody who is expected."""
    question = (
        t.html("Which school is it?") if row.guesses else t.html("Is it a school, and which one?")
    )
    if not preview.are_schools:
        question = t.html("Who is it?")
    left = t.many("{n} row to look at", "{n} rows to look at", len(preview.unsure))
    text = paragraphs(
        t.html("🔎 <b>Row {number}</b> · {left}", number=row.number, left=left),
        t.html("«{text}»", text=row.text),
        question,
    )
    return Screen(text, review_rows(t, preview, row))


def next_screen(t: Translator, preview: ListPreview) -> Screen:
    """The next row that is unsure, or the list when none is left."""
    if not preview.unsure:
        return list_screen(t, preview)
    return review_screen(t, preview, preview.unsure[0])


def other_screen(t: Translator, preview: ListPreview, number: int, page: int) -> Screen:
    """All that the list has not named yet; when the row was decided, the next one."""
    row = next((one for one in preview.unsure if one.number == number), None)
    if row is None:
        return next_screen(t, preview)
    question = t.html("Which of the schools that are missing is it?")
    if not preview.are_schools:
        question = t.html("Who of those that are missing is it?")
    text = paragraphs(t.html("«{text}»", text=row.text), question)
    return Screen(text, other_rows(t, preview, number, page))


def applied_screen(t: Translator, applied: ListApplied) -> Screen:
    """Who answered, after a list was written down."""
    said = t.many("Written down: {n} school.", "Written down: {n} schools.", applied.written)
    if not applied.are_schools:
        said = t("Written down: {n}.", n=applied.written)
    if applied.before:
        before = t.many("{n} was marked already.", "{n} were marked already.", applied.before)
        said = f"{said} {before}"
    if applied.left and not applied.are_schools:
        left = t("Have said otherwise, left as it is: {n}.", n=applied.left)
        said = f"{said} {left}"
    elif applied.left:
        left = t.many(
            "{n} school has said otherwise: left as it is.",
            "{n} schools have said otherwise: left as they are.",
            applied.left,
        )
        said = f"{said} {left}"
    shown = answers_screen(t, applied.answers)
    note = t.html("📋 {said}", said=said)
    return Screen(paragraphs(note, shown.text), shown.rows).flashing(said)
