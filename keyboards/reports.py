"""Buttons of reports and of guided dialogs."""

from collections.abc import Mapping

from keyboards.callbacks import (
    AcceptReport,
    BeginReport,
    DialogBack,
    DialogCancel,
    DialogChoice,
    DialogRevise,
    DialogSubmit,
    NextReport,
    OpenEvent,
    OpenReport,
    ReturnReport,
    ShowEvidence,
)
from keyboards.menu import menu_button
from keyboards.report_callbacks import MendReport, ReadInFull
from keyboards.screen import Button, Row, shortened
from keyboards.words import emoji
from locales import Translator
from services.dialogs import Turn
from services.forms.reading import files_in
from services.reports import ReportCard, ReportChoice
from services.terms import ReportStatus

_MENDED = 6


def choice_rows(t: Translator, choices: list[ReportChoice], labels: list[str]) -> tuple[Row, ...]:
    """What can be reported on, one button each."""
    rows: list[Row] = []
    for choice, label in zip(choices, labels, strict=True):
        sign = "↩️" if choice.status is ReportStatus.RETURNED else emoji(choice.line.kind)
        data = BeginReport(choice.line.occurrence_id, choice.school_id)
        rows.append((Button(f"{sign} {label}", data.pack()),))
    return (*rows, (menu_button(t),))


def question_rows(
    t: Translator, turn: Turn, choices: dict[str, str], drop: str = ""
) -> tuple[Row, ...]:
    """The choices of a question, then back and cancel; `drop` says what cancelling does."""
    step = turn.draft.step
    rows: list[Row] = [
        (Button(label, DialogChoice(turn.dialog_id, step, choice).pack()),)
        for choice, label in choices.items()
    ]
    at, _ = turn.draft.progress
    cancel = Button(drop or t("✖️ Cancel"), DialogCancel(turn.dialog_id).pack())
    if at > 1:
        return (*rows, (Button(t("◀️ Back"), DialogBack(turn.dialog_id).pack()), cancel))
    return (*rows, (cancel,))


def preview_rows(
    t: Translator, turn: Turn, send: str, questions: dict[str, str]
) -> tuple[Row, ...]:
    """Send, or answer one of the questions again; without `send` it cannot be sent as it is."""
    revise = [
        Button(f"✏️ {shortened(label, 20)}", DialogRevise(turn.dialog_id, step).pack())
        for step, label in questions.items()
    ]
    pairs: list[Row] = [tuple(revise[i : i + 2]) for i in range(0, len(revise), 2)]
    first: tuple[Row, ...] = ()
    if send:
        first = ((Button(send, DialogSubmit(turn.dialog_id).pack()),),)
    return (
        *first,
        *pairs,
        (Button(t("✖️ Cancel"), DialogCancel(turn.dialog_id).pack()),),
    )


def report_rows(
    t: Translator, card: ReportCard, labels: Mapping[str, str], *, has_more: bool = False
) -> tuple[Row, ...]:
    """Decide, read it in full, look at the files, mend, go on.

    `labels` are questions that can be mended alone.
    """
    rows: list[Row] = []
    if card.may_decide:
        rows.append(
            (
                Button(t("✅ Accept"), AcceptReport(card.report_id, card.version).pack()),
                Button(t("↩️ Return"), ReturnReport(card.report_id, card.version).pack()),
            )
        )
    if has_more:
        rows.append((full_button(t, card),))
    if files := files_in(card.answers):
        label = t("📎 Show the files") if len(files) > 1 else t("📎 Show the file")
        rows.append((Button(label, ShowEvidence(card.report_id).pack()),))
    if card.may_mend:
        rows += _mend_rows(t, card, labels)
    if card.may_decide or not (card.is_own or card.is_about_reader):
        rows.append((Button(t("⏭ Next report"), NextReport(card.report_id).pack()),))
    rows.append((Button(t("📌 The event"), OpenEvent(card.occurrence_id).pack()), menu_button(t)))
    return tuple(rows)


def full_button(t: Translator, card: ReportCard) -> Button:
    """To what its card shows the beginning of."""
    return Button(t("📖 Read it in full"), ReadInFull(card.report_id, 0).pack())


def full_rows(t: Translator, card: ReportCard, page: int, pages: int) -> tuple[Row, ...]:
    """Turn the pages, then back to the report and its buttons."""
    turns: list[Button] = []
    if page:
        turns.append(Button("◀️", ReadInFull(card.report_id, page - 1).pack()))
    if page + 1 < pages:
        label = f"▶️ {page + 2}/{pages}"
        turns.append(Button(label, ReadInFull(card.report_id, page + 1).pack()))
    back = Button(t("◀️ To the report"), OpenReport(card.report_id).pack())
    return tuple(row for row in (tuple(turns), (back, menu_button(t))) if row)


def _mend_rows(t: Translator, card: ReportCard, labels: Mapping[str, str]) -> list[Row]:
    if card.status is not ReportStatus.RETURNED:
        return [(Button(t("✏️ Correct it"), MendReport(card.report_id, "").pack()),)]
    # A single question is asked again at once; of several each has its button, too.
    only = next(iter(labels), "") if len(labels) == 1 else ""
    rows: list[Row] = [(Button(t("✏️ Mend the report"), MendReport(card.report_id, only).pack()),)]
    buttons = [
        Button(f"✏️ {shortened(label, 22)}", MendReport(card.report_id, step).pack())
        for step, label in list(labels.items())[: 0 if only else _MENDED]
    ]
    return rows + [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
