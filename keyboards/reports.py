"""Buttons of reports and of guided dialogs."""

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
    ReturnReport,
    ShowEvidence,
)
from keyboards.menu import menu_button
from keyboards.screen import Button, Row, shortened
from keyboards.words import emoji
from locales import Translator
from services.dialogs import Turn
from services.reports import ReportCard, ReportChoice
from services.terms import ReportStatus


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


def report_rows(t: Translator, card: ReportCard) -> tuple[Row, ...]:
    """Decide, look at the evidence, go on."""
    rows: list[Row] = []
    if card.may_decide:
        rows.append(
            (
                Button(t("✅ Accept"), AcceptReport(card.report_id, card.version).pack()),
                Button(t("↩️ Return"), ReturnReport(card.report_id, card.version).pack()),
            )
        )
    evidence = card.answers.get("evidence") or {}
    if evidence.get("file"):
        rows.append((Button(t("📎 Show the file"), ShowEvidence(card.report_id).pack()),))
    if card.is_own and card.status is ReportStatus.RETURNED:
        mend = BeginReport(card.occurrence_id, card.school_id)
        rows.append((Button(t("✏️ Mend the report"), mend.pack()),))
    if not card.is_own:
        rows.append((Button(t("⏭ Next report"), NextReport(card.report_id).pack()),))
    rows.append((Button(t("📌 The event"), OpenEvent(card.occurrence_id).pack()), menu_button(t)))
    return tuple(rows)
