"""Buttons of what somebody above schools owes himself: one for each."""

from keyboards.callbacks import OpenEvent, OpenReport
from keyboards.curator_desk import desk_button, turning
from keyboards.desk_callbacks import OpenOwnDebts
from keyboards.menu import menu_button
from keyboards.report_callbacks import BeginPaper, ListPapers
from keyboards.report_words import PROOFS
from keyboards.screen import Button, Row, shortened
from keyboards.tap import Tap
from locales import Translator
from services.own_debts import OwnDebt, OwnPage
from services.week_card import Asks

_WHAT = 34


def own_rows(t: Translator, page: OwnPage, *, has_desk: bool) -> tuple[Row, ...]:
    """What each item asks for, then where else to go."""
    rows: list[Row] = [
        (Button(f"{number}. {_label(t, one)}", _tap(one).pack()),)
        for number, one in enumerate(page.items, page.first)
    ]
    turns = turning(page.page, page.pages, OpenOwnDebts)
    back = (desk_button(t), menu_button(t)) if has_desk else (menu_button(t),)
    return tuple(row for row in (*rows, turns, back) if row)


def _label(t: Translator, one: OwnDebt) -> str:
    if one.asks is Asks.INTENTION:
        return t("🙋 Say whether you come")
    if one.asks is Asks.FACT:
        return t("🙋 Say whether you were there")
    if one.report_id is not None:
        return t("↩️ Mend the report")
    return f"📝 {shortened(what_of(t, one), _WHAT)}"


def what_of(t: Translator, one: OwnDebt) -> str:
    """What is handed in, in words."""
    return ", ".join(t(PROOFS[proof]) for proof in one.proofs)


def _tap(one: OwnDebt) -> Tap:
    of = one.line.occurrence_id
    if one.by is None:
        return OpenEvent(of)
    if one.about_schools:
        return ListPapers(of, one.by, 0)
    if one.report_id is not None:
        return OpenReport(one.report_id)
    return BeginPaper(of, one.by, one.place_id)
