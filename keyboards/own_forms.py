"""Buttons below a coordinator's own form."""

from keyboards.callbacks import OpenEvent
from keyboards.own_form_callbacks import (
    AddOwnQuestion,
    DropOwnQuestion,
    OpenOwnForm,
    OpenOwnQuestion,
    PreviewOwnForm,
    RaiseOwnQuestion,
    RemoveOwnForm,
    RequireOwnQuestion,
    SaveOwnForm,
    UndoOwnForm,
)
from keyboards.screen import Button, Row, shortened
from locales import Translator
from services.forms.own import OwnQuestion
from services.own_forms import OwnFormCard

_LABEL = 34


def form_rows(t: Translator, card: OwnFormCard) -> tuple[Row, ...]:
    """Each question, one more, look at it, save it."""
    of = card.occurrence_id
    rows: list[Row] = [
        (
            Button(
                f"{at}. {shortened(question.title, _LABEL)}",
                OpenOwnQuestion(of, question.number).pack(),
            ),
        )
        for at, question in enumerate(card.questions, 1)
    ]
    if card.takes_more:
        rows.append((Button(t("➕ Add a question"), AddOwnQuestion(of).pack()),))
    if card.questions:
        look = Button(t("👀 As schools see it"), PreviewOwnForm(of, 0).pack())
        save = Button(t("💾 Ask schools this"), SaveOwnForm(of).pack())
        rows.append((look, save) if card.is_changed else (look,))
    last = []
    if card.is_changed:
        last.append(Button(t("↩️ Undo changes"), UndoOwnForm(of).pack()))
    if card.is_asked:
        last.append(Button(t("🗑 Remove the form"), RemoveOwnForm(of, 0).pack()))
    if last:
        rows.append(tuple(last))
    return (*rows, (_event_button(t, of),))


def question_rows(t: Translator, card: OwnFormCard, question: OwnQuestion) -> tuple[Row, ...]:
    """What can be done with one question."""
    of, at = card.occurrence_id, card.questions.index(question)
    rows: list[Row] = []
    if at > 0:
        rows.append((Button(t("⬆️ Earlier"), RaiseOwnQuestion(of, question.number, at).pack()),))
    label = t("❗ Must be answered") if question.optional else t("➡️ May be left out")
    flip = RequireOwnQuestion(of, question.number, int(not question.optional))
    rows.append((Button(label, flip.pack()),))
    rows.append((Button(t("🗑 Delete"), DropOwnQuestion(of, question.number).pack()),))
    return (*rows, (_form_button(t, of),))


def preview_rows(t: Translator, card: OwnFormCard, at: int) -> tuple[Row, ...]:
    """The question before and the next one."""
    of = card.occurrence_id
    turns = []
    if at > 0:
        turns.append(Button(t("◀️ Back"), PreviewOwnForm(of, at - 1).pack()))
    if at + 1 < len(card.questions):
        turns.append(Button(t("▶️ Next"), PreviewOwnForm(of, at + 1).pack()))
    rows: tuple[Row, ...] = (tuple(turns),) if turns else ()
    return (*rows, (_form_button(t, of),))


def removal_rows(t: Translator, of: int) -> tuple[Row, ...]:
    """Yes, or back."""
    yes = Button(t("🗑 Yes, remove it"), RemoveOwnForm(of, 1).pack())
    return ((yes,), (_form_button(t, of),))


def _form_button(t: Translator, of: int) -> Button:
    return Button(t("📋 To the form"), OpenOwnForm(of).pack())


def _event_button(t: Translator, of: int) -> Button:
    return Button(t("📌 The event"), OpenEvent(of).pack())
