"""Rows of buttons of questions."""

from keyboards.callbacks import OpenEvent
from keyboards.menu import menu_button
from keyboards.question_callbacks import (
    AnswerQuestion,
    AskQuestion,
    CountQuestions,
    ListAsked,
    ListQuestions,
    OpenQuestion,
)
from keyboards.screen import Button, Row, shortened
from locales import Translator
from services.question_cards import MonthCount, QuestionCard, QuestionPage, WhichSchool

_NAME = 50
_SNIPPET = 26


def which_school_rows(t: Translator, which: WhichSchool) -> tuple[Row, ...]:
    """The schools in whose name the reader may ask."""
    rows: list[Row] = [
        (
            Button(
                shortened(school.name, _NAME),
                AskQuestion(which.occurrence_id, school.school_id).pack(),
            ),
        )
        for school in which.schools
    ]
    return (*rows, (menu_button(t),))


def question_card_rows(t: Translator, card: QuestionCard) -> tuple[Row, ...]:
    """Answer, look at the event, go back to the list."""
    rows: list[Row] = []
    if card.may_answer:
        rows.append((Button(t("💬 Answer"), AnswerQuestion(card.question_id).pack()),))
    if card.occurrence_id is not None:
        rows.append((Button(t("📌 The event"), OpenEvent(card.occurrence_id).pack()),))
    back = ListAsked(0) if card.is_own else ListQuestions(0)
    rows.append((Button(t("❓ All questions"), back.pack()), menu_button(t)))
    return tuple(rows)


def asked_rows(t: Translator, page: QuestionPage) -> tuple[Row, ...]:
    """A button for each question, another one to ask."""
    rows = _list_rows(page)
    turns = _turns(t, page, ListAsked)
    ask = Button(t("❓ Ask a question"), AskQuestion(0, 0).pack())
    return tuple(row for row in (*rows, turns, (ask,), (menu_button(t),)) if row)


def waiting_rows(t: Translator, page: QuestionPage) -> tuple[Row, ...]:
    """A button for each question that waits, and the counts."""
    turns = _turns(t, page, ListQuestions)
    counts = Button(t("🧮 How many"), CountQuestions(0).pack())
    return tuple(row for row in (*_list_rows(page), turns, (counts, menu_button(t))) if row)


def count_rows(t: Translator, count: MonthCount) -> tuple[Row, ...]:
    """The month before and after."""
    turns = []
    if count.back + 1 < count.most:
        turns.append(Button(t("◀️ Month"), CountQuestions(count.back + 1).pack()))
    if count.back:
        turns.append(Button(t("Month ▶️"), CountQuestions(count.back - 1).pack()))
    back = Button(t("❓ All questions"), ListQuestions(0).pack())
    return tuple(row for row in (tuple(turns), (back, menu_button(t))) if row)


def _list_rows(page: QuestionPage) -> list[Row]:
    numbers = enumerate(page.cards, 1)
    return [
        (
            Button(
                f"{number}. {shortened(card.text, _SNIPPET)}",
                OpenQuestion(card.question_id).pack(),
            ),
        )
        for number, card in numbers
    ]


def _turns(t: Translator, page: QuestionPage, tap: type[ListAsked] | type[ListQuestions]) -> Row:
    found = []
    if page.page:
        found.append(Button("◀️", tap(page.page - 1).pack()))
    if page.page + 1 < page.pages:
        where = t("{page} of {pages}", page=page.page + 2, pages=page.pages)
        found.append(Button(f"▶️ {where}", tap(page.page + 1).pack()))
    return tuple(found)
