"""Buttons of what curators, methodists and bodies hand in, and of whose word counts."""

from keyboards.callbacks import OpenEvent, OpenReport
from keyboards.menu import menu_button
from keyboards.plan_callbacks import OpenRow
from keyboards.report_callbacks import BeginPaper, ListPapers, SetSteps
from keyboards.report_words import CHOICES, PROOFS
from keyboards.screen import Button, Row, shortened, told_apart
from locales import Translator
from services.paper_states import PapersOfParty, PaperState
from services.papers import PaperPage
from services.row_steps import RowSteps
from services.terms import ReportStatus

_SIGNS = {
    None: "⚪️",
    ReportStatus.RETURNED: "↩️",
    ReportStatus.SUBMITTED: "📨",
    ReportStatus.CONFIRMED: "✔️",
    ReportStatus.ACCEPTED: "✅",
}


def paper_rows(
    t: Translator, occurrence_id: int, papers: tuple[PapersOfParty, ...]
) -> tuple[Row, ...]:
    """On the card of an event: one button for each paper its reader owes."""
    rows: list[Row] = []
    for one in papers:
        what = shortened(", ".join(t(PROOFS[proof]) for proof in one.proofs), 40)
        if one.about_schools:
            label = t(
                "📝 About each school: {what} ({done}/{of})",
                what=what,
                done=one.done,
                of=len(one.states),
            )
            rows.append((Button(label, ListPapers(occurrence_id, one.by, 0).pack()),))
            continue
        for state in one.states:
            label = f"{_SIGNS[state.status]} {t('Hand in')}: {what}"
            if len(one.states) > 1:
                label = f"{label} · {shortened(state.name, 20)}"
            rows.append((_paper_button(label, occurrence_id, state),))
    return tuple(rows)


def _paper_button(label: str, occurrence_id: int, state: PaperState) -> Button:
    if state.report_id is not None:
        return Button(label, OpenReport(state.report_id).pack())
    return Button(label, BeginPaper(occurrence_id, state.by, state.place_id).pack())


def page_rows(t: Translator, page: PaperPage) -> tuple[Row, ...]:
    """The schools of a page, one button each."""
    occurrence_id, by = page.line.occurrence_id, page.papers.by
    names = told_apart([state.name for state in page.shown], 40)
    rows: list[Row] = [
        (_paper_button(f"{_SIGNS[state.status]} {name}", occurrence_id, state),)
        for name, state in zip(names, page.shown, strict=True)
    ]
    turn = []
    if page.page > 0:
        turn.append(Button("◀️", ListPapers(occurrence_id, by, page.page - 1).pack()))
    if page.page + 1 < page.pages:
        turn.append(Button("▶️", ListPapers(occurrence_id, by, page.page + 1).pack()))
    event = Button(t("📌 The event"), OpenEvent(occurrence_id).pack())
    return (*rows, *((tuple(turn),) if turn else ()), (event, menu_button(t)))


def steps_rows(t: Translator, card: RowSteps) -> tuple[Row, ...]:
    """Whose word is needed: one button for each choice."""
    rows: list[Row] = [
        (
            Button(
                f"\N{BLACK CIRCLE} {t(label)}" if choice is card.chosen else t(label),
                SetSteps(card.row_id, choice).pack(),
            ),
        )
        for choice, label in CHOICES.items()
    ]
    return (*rows, (Button(t("◀️ Back"), OpenRow(card.row_id, 1).pack()),))
