"""The desk of who speaks for a school: what it owes now, and what it has done this year."""

from handlers.views.event_answers import said_by
from handlers.views.welcome import left_rows
from handlers.views.when import when_short
from keyboards.screen import Screen, lines, paragraphs, shortened
from keyboards.todo import todo_rows, year_rows
from keyboards.words import REPORTS, emoji, fact_words, intention_words
from locales import Html, Translator, escape
from services.dialogs import Turn
from services.terms import PartyKind
from services.todo import DoneItem, TodoItem, TodoPage, YearPage
from services.week_card import Asks

_TITLE = 70
_SCHOOL = 40
_COMMENT = 120
_LINES = 12


def todo_screen(t: Translator, page: TodoPage, left: Turn | None = None) -> Screen:
    """What the schools owe, the most pressing on top; the form left half-done goes on above."""
    rows = (*left_rows(t, left), *todo_rows(t, page))
    head = t.html("📋 <b>What waits for your school</b>")
    if page.schools > 1:
        head = t.html("📋 <b>What waits for your schools</b>")
    if not page.items:
        text = t.html(
            "✨ Everything is done: nothing waits for an answer or a report. I shall write when "
            "something does."
        )
        return Screen(paragraphs(head, text), rows)
    late = None
    if page.overdue:
        late = Html(t.many("❗️ {n} is overdue", "❗️ {n} are overdue", page.overdue))
    shown = (_line(t, page, number, item) for number, item in enumerate(page.items, page.first))
    return Screen(paragraphs(lines(head, late), *shown), rows)


def _line(t: Translator, page: TodoPage, number: int, item: TodoItem) -> Html:
    debt = item.debt
    return lines(
        t.html(
            "{sign} <b>{number}. {when}</b> {title}",
            sign=_sign(item),
            number=number,
            when=when_short(t, item.line.when, page.today),
            title=shortened(item.line.title, _TITLE),
        ),
        t.html("🏫 {school}", school=shortened(item.school_name, _SCHOOL))
        if page.schools > 1
        else None,
        t.html("💬 «{comment}»", comment=shortened(debt.comment, _COMMENT))
        if debt.comment
        else None,
        _said(t, item) if item.is_settled else _wanted(t, item),
    )


def _said(t: Translator, item: TodoItem) -> Html | None:
    """What was said of it a moment ago."""
    said = said_by(t, item.said) if item.said is not None else ""
    return Html(escape(said)) if said else None


def _sign(item: TodoItem) -> str:
    if item.is_settled:
        return "✔️"
    if item.debt.is_returned:
        return "↩️"
    if item.debt.is_overdue:
        return "❗️"
    return emoji(item.line.kind)


def _wanted(t: Translator, item: TodoItem) -> Html | None:
    """What is missing, in words; the buttons say enough where it is only asked who comes."""
    debt, wanted = item.debt, list[str]()
    if debt.asks is Asks.INTENTION and not debt.owes_report:
        return None
    if debt.asks is Asks.INTENTION:
        wanted.append(t("say who comes"))
    if debt.asks is Asks.FACT:
        wanted.append(t("say whether you took part"))
    if debt.is_returned:
        wanted.append(t("mend the report"))
    elif debt.owes_report:
        wanted.append(t("report the result"))
    said = ", ".join(wanted)
    if debt.is_overdue:
        return t.html("▫️ {said} – overdue", said=said)
    return t.html("▫️ {said}", said=said)


def year_screen(t: Translator, page: YearPage) -> Screen:
    """What was done in a month."""
    head = t.html("📚 <b>Done: {month}</b>", month=t.month(page.month))
    if not page.items:
        text = t.html("Nothing was answered or reported about this month.")
        return Screen(paragraphs(head, text), year_rows(t, page))
    reports = sum(item.state.report_status is not None for item in page.items)
    total = t.html("Events: {events}, reports: {reports}", events=len(page.items), reports=reports)
    shown = [_done(t, page, item) for item in page.items[:_LINES]]
    rest = len(page.items) - _LINES
    more = t.html("… and {n} more", n=rest) if rest > 0 else None
    return Screen(paragraphs(lines(head, total), *shown, more), year_rows(t, page))


def _done(t: Translator, page: YearPage, item: DoneItem) -> Html:
    state, said = item.state, []
    if state.fact is not None:
        said.append(t(fact_words(PartyKind.SCHOOL)[state.fact]))
    elif state.intention is not None:
        said.append(t(intention_words(PartyKind.SCHOOL)[state.intention]))
    if state.report_status is not None:
        said.append(t(REPORTS[state.report_status]))
    if item.is_late:
        said.append(t("⏰ after the term"))
    name = f"{shortened(state.name, _SCHOOL)}: " if page.schools > 1 else ""
    return lines(
        t.html(
            "{emoji} <b>{when}</b> {title}",
            emoji=emoji(item.line.kind),
            when=when_short(t, item.line.when, page.month),
            title=shortened(item.line.title, _TITLE),
        ),
        t.html("{name}{said}", name=name, said=" · ".join(said)),
    )
