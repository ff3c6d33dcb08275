"""A word about a form that was left half-done."""

from keyboards.callbacks import DialogCancel, DialogResume
from keyboards.menu import menu_button
from keyboards.screen import Button, Screen, paragraphs, shortened
from locales import Translator
from services.left_drafts import LeftDraftNotice


def left_draft_screen(t: Translator, notice: LeftDraftNotice) -> Screen:
    """What waits and how far it has got."""
    turn = notice.turn
    given, asked = len(turn.draft.given), len(turn.draft.form.asked(turn.draft.answers))
    title = turn.subject.get("title")
    text = paragraphs(
        t.html("✍️ You have begun a report: «{title}».", title=shortened(str(title), 160))
        if title
        else t.html("✍️ You have begun an announcement."),
        t.html("Everything is answered, it only has to be sent.")
        if turn.draft.is_complete
        else t.html("{given} of {asked} answered, all is kept.", given=given, asked=asked),
        t.html("<i>I mention it this once only.</i>"),
    )
    choice = (
        Button(t("▶️ Go on"), DialogResume(turn.dialog_id).pack()),
        Button(t("✖️ Drop it"), DialogCancel(turn.dialog_id).pack()),
    )
    return Screen(text, (choice, (menu_button(t),)))
