"""Buttons of the questions and previews of reports."""

from collections.abc import Mapping, Sequence

from keyboards.callbacks import (
    DialogBack,
    DialogCancel,
    DialogChoice,
    DialogNotYet,
    DialogRevise,
    DialogSubmit,
)
from keyboards.screen import Button, Row, shortened
from locales import Translator
from services.dialogs import Turn

_LABEL = 40


def step_rows(t: Translator, turn: Turn, choices: Sequence[Mapping[str, str]]) -> tuple[Row, ...]:
    """Rows of choices, each code → label, then back and cancel."""
    rows = [
        tuple(
            Button(
                shortened(label, _LABEL), DialogChoice(turn.dialog_id, turn.draft.step, code).pack()
            )
            for code, label in row.items()
        )
        for row in choices
        if row
    ]
    at, _ = turn.draft.progress
    back = Button(t("◀️ Back"), DialogBack(turn.dialog_id).pack())
    cancel = Button(t("✖️ Cancel"), DialogCancel(turn.dialog_id).pack())
    return (*rows, (back, cancel) if at > 1 else (cancel,))


def not_yet_row(t: Translator, turn: Turn) -> Row:
    """It is not done yet."""
    return (Button(t("⏳ Not yet"), DialogNotYet(turn.dialog_id).pack()),)


def check_rows(t: Translator, turn: Turn, labels: Mapping[str, str]) -> tuple[Row, ...]:
    """Send, or answer one of the questions again; `labels` are code → its short name."""
    revise = [
        Button(f"✏️ {shortened(label, 22)}", DialogRevise(turn.dialog_id, name).pack())
        for name, label in labels.items()
    ]
    pairs = [tuple(revise[at : at + 2]) for at in range(0, len(revise), 2)]
    return (
        (Button(t("📨 Send"), DialogSubmit(turn.dialog_id).pack()),),
        *pairs,
        (Button(t("✖️ Cancel"), DialogCancel(turn.dialog_id).pack()),),
    )
