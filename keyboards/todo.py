"""Rows of buttons below what a school owes: one tap answers, one opens the report."""

from collections.abc import Iterable, Iterator

from keyboards.callbacks import BeginReport, OpenEvent
from keyboards.desk_callbacks import OpenOwnJournal
from keyboards.menu import menu_button
from keyboards.question_callbacks import AskQuestion, ListAsked
from keyboards.report_words import ONE_TAPS
from keyboards.screen import Button, Row, shortened
from keyboards.tap import Tap
from keyboards.todo_callbacks import OpenTodo, OpenYear, TodoFact, TodoIntend, TodoTick
from keyboards.words import quick_fact_words, short_intention_words
from locales import Translator
from services.terms import PartyKind
from services.todo import TodoItem, TodoPage, YearPage
from services.week_card import Asks

_NAME = 16
_CHOSEN = "\N{BLACK CIRCLE}"


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


def items_shown(packed: Iterable[str]) -> list[tuple[int, int]]:
    """The events and schools of a list that was sent, by its buttons, in its order."""
    found: dict[tuple[int, int], None] = {}
    for data in packed:
        for kind in (TodoIntend, TodoFact, TodoTick, BeginReport):
            tap = kind.unpack(data)
            if tap is not None:
                found[tap.occurrence_id, tap.school_id] = None
    return list(found)


def _item_rows(t: Translator, page: TodoPage, number: int, item: TodoItem) -> Iterator[Row]:
    many, debt = page.schools > 1, item.debt
    name = f" {shortened(item.school_name, _NAME)}" if many else ""
    if debt.asks is not Asks.NOTHING:
        yield _answer_row(t, page, number, item)
    if not debt.owes_report:
        return
    label = t("✏️ Mend the report") if debt.is_returned else t("📝 Report")
    data: Tap = BeginReport(item.line.occurrence_id, item.school_id)
    if item.one_tap in ONE_TAPS:
        label = t("✔️ Said") if item.is_settled else t(ONE_TAPS[item.one_tap])
        where = (page.page, item.line.occurrence_id, item.school_id)
        data = TodoTick(*where, item.one_tap)
    label = f"{number}. {label.partition(' ')[0]}{name}" if many else f"{number}. {label}"
    yield (Button(label, data.pack()),)


def _answer_row(t: Translator, page: TodoPage, number: int, item: TodoItem) -> Row:
    """Each says in words what it does; for which school, says the line of that number."""
    where = (page.page, item.line.occurrence_id, item.school_id)
    words: dict[str, str] = {}
    said, chosen = item.said, ""
    if item.debt.asks is Asks.FACT:
        if said is not None and said.fact:
            chosen = TodoFact(*where, said.fact).pack()
        for fact, label in quick_fact_words(PartyKind.SCHOOL).items():
            words[TodoFact(*where, fact).pack()] = t(label)
    else:
        if said is not None and said.intention:
            chosen = TodoIntend(*where, said.intention).pack()
        for intention, label in short_intention_words().items():
            words[TodoIntend(*where, intention).pack()] = t(label)
    labels = [f"{_CHOSEN} {text}" if data == chosen else text for data, text in words.items()]
    labels[0] = f"{number} {labels[0]}"
    return tuple(map(Button, labels, words))


def _turns(t: Translator, page: TodoPage) -> Row:
    found = []
    if page.page:
        found.append(Button("◀️", OpenTodo(page.page - 1).pack()))
    if page.rest > 0:
        found.append(Button(t("▶️ {n} more", n=page.rest), OpenTodo(page.more).pack()))
    return tuple(found)
