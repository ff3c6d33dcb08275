"""Rows of buttons below what a school owes: one tap answers, one opens the report."""

from collections.abc import Iterator

from keyboards.callbacks import BeginReport, OpenEvent
from keyboards.desk_callbacks import OpenOwnJournal
from keyboards.menu import menu_button
from keyboards.question_callbacks import AskQuestion, ListAsked
from keyboards.report_words import ONE_TAPS
from keyboards.screen import Button, Row, shortened
from keyboards.tap import Tap
from keyboards.todo_callbacks import OpenTodo, OpenYear, TodoFact, TodoIntend, TodoTick
from keyboards.words import intention_words, quick_fact_words
from locales import Translator
from services.terms import Fact, Intention, PartyKind
from services.todo import TodoItem, TodoPage, YearPage
from services.week_card import Asks

_NAME = 16


def todo_rows(t: Translator, page: TodoPage) -> tuple[Row, ...]:
    """What each item asks for, then the events by their numbers, then where else to go."""
    rows: list[Row] = []
    for number, item in enumerate(page.items, page.first):
        rows += _item_rows(t, page, number, item)
    opened = tuple(
        Button(f"📌 {number}", OpenEvent(item.line.occurrence_id).pack())
        for number, item in enumerate(page.items, page.first)
    )
    question = AskQuestion(0, 0) if not page.questions else ListAsked(0)
    label = (
        t("❓ A question") if not page.questions else t("❓ Our questions: {n}", n=page.questions)
    )
    rest: tuple[Row, ...] = (
        (Button(label, question.pack()),),
        (Button(t("📚 The year"), OpenYear(0).pack()), menu_button(t)),
    )
    return tuple(row for row in (*rows, opened, _turns(t, page), *rest) if row)


def year_rows(t: Translator, page: YearPage) -> tuple[Row, ...]:
    """The month before and after."""
    turns = []
    if page.back + 1 < page.most:
        turns.append(Button(t("◀️ Month"), OpenYear(page.back + 1).pack()))
    if page.back:
        turns.append(Button(t("Month ▶️"), OpenYear(page.back - 1).pack()))
    todo = Button(t("📋 To do"), OpenTodo(0).pack())
    visits = Button(t("🚗 Visits"), OpenOwnJournal(0).pack())
    return tuple(row for row in (tuple(turns), (visits, todo), (menu_button(t),)) if row)


def _item_rows(t: Translator, page: TodoPage, number: int, item: TodoItem) -> Iterator[Row]:
    many, debt = page.schools > 1, item.debt
    name = f" {shortened(item.school_name, _NAME)}" if many else ""
    if debt.asks is not Asks.NOTHING:
        yield _answer_row(t, page, number, item)
    if debt.owes_report:
        label = t("✏️ Mend the report") if debt.is_returned else t("📝 Report")
        data: Tap = BeginReport(item.line.occurrence_id, item.school_id)
        if item.one_tap in ONE_TAPS:
            label = t(ONE_TAPS[item.one_tap])
            where = (page.page, item.line.occurrence_id, item.school_id)
            data = TodoTick(*where, item.one_tap)
        label = f"{number}. {label.partition(' ')[0]}{name}" if many else f"{number}. {label}"
        yield (Button(label, data.pack()),)


def _answer_row(t: Translator, page: TodoPage, number: int, item: TodoItem) -> Row:
    """The first button says in words what it does, or for which school; the others are signs."""
    where = (page.page, item.line.occurrence_id, item.school_id)
    words: dict[str, str] = {}
    if item.debt.asks is Asks.FACT:
        for fact, label in quick_fact_words(PartyKind.SCHOOL).items():
            words[TodoFact(*where, fact).pack()] = t(label)
        first = TodoFact(*where, Fact.ATTENDED).pack()
    else:
        for intention, label in intention_words(PartyKind.SCHOOL).items():
            words[TodoIntend(*where, intention).pack()] = t(label)
        first = TodoIntend(*where, Intention.GOING).pack()
    sign, _, said = words[first].partition(" ")
    said = shortened(item.school_name, _NAME) if page.schools > 1 else said
    return tuple(
        Button(f"{number} {sign} {said}" if data == first else text.partition(" ")[0], data)
        for data, text in words.items()
    )


def _turns(t: Translator, page: TodoPage) -> Row:
    found = []
    if page.page:
        found.append(Button("◀️", OpenTodo(page.page - 1).pack()))
    rest = page.total - page.first + 1 - len(page.items)
    if rest > 0:
        found.append(Button(t("▶️ {n} more", n=rest), OpenTodo(page.page + 1).pack()))
    return tuple(found)
