"""Rows of buttons below the card of a week: one tap answers, and what is opened stands below."""

from collections.abc import Iterator

from keyboards.screen import Button, Row, shortened
from keyboards.week_callbacks import (
    TurnWeekCard,
    WeekEvent,
    WeekFact,
    WeekIntend,
    WeekPlan,
    WeekReport,
)
from keyboards.words import quick_fact_words, short_intention_words
from locales import Translator
from services.cards import PartyState
from services.terms import Fact, Intention, PartyKind
from services.week_card import Asks, Part, WeekCard, WeekItem

_NAME = 16
_REPORTS_IN_ROW = 2


def week_card_rows(t: Translator, card: WeekCard) -> tuple[Row, ...]:
    """What still waits for an answer, then reports, then each event by its number."""
    numbered = list(enumerate(card.items, card.first))
    rows: list[Row] = []
    reports: list[Button] = []
    for number, item in numbered:
        rows += [_answer_row(t, card, number, item, state) for state in item.unanswered]
        reports += _report_buttons(t, card, number, item)
    rows += [tuple(pair) for pair in _in_twos(reports)]
    opened = tuple(
        Button(f"{number}", WeekEvent(item.line.occurrence_id).pack()) for number, item in numbered
    )
    turns = _turns(t, card)
    return tuple(row for row in (*rows, opened, turns) if row)


def _turns(t: Translator, card: WeekCard) -> Row:
    since, found = card.since.toordinal(), []
    if card.page > 0:
        found.append(Button("◀️", TurnWeekCard(since, card.page - 1).pack()))
    rest = card.total - card.first + 1 - len(card.items)
    if rest > 0:
        more = t("▶️ {n} more", n=rest)
        found.append(Button(more, TurnWeekCard(since, card.page + 1).pack()))
    return (*found, Button(t("🗓 Plan"), WeekPlan().pack()))


def _answer_row(
    t: Translator, card: WeekCard, number: int, item: WeekItem, state: PartyState
) -> Row:
    """Each says in words what it does; the first of several schools is called by its name."""
    where = (card.since.toordinal(), card.page, item.line.occurrence_id, state.party.id)
    words: dict[str, str] = {}
    if item.asks is Asks.FACT:
        words = {
            WeekFact(*where, fact).pack(): t(label)
            for fact, label in quick_fact_words(PartyKind.SCHOOL).items()
        }
        first = WeekFact(*where, Fact.ATTENDED).pack()
    else:
        words = {
            WeekIntend(*where, intention).pack(): t(label)
            for intention, label in short_intention_words().items()
        }
        first = WeekIntend(*where, Intention.GOING).pack()
    named = _label(words[first], number, state, len(item.states) > 1)
    return tuple(Button(named if data == first else text, data) for data, text in words.items())


def _label(text: str, number: int, state: PartyState, many: bool) -> str:
    if not many:
        return f"{number} {text}"
    return f"{number} {text[:1]} {shortened(state.name, _NAME)}"


def _report_buttons(t: Translator, card: WeekCard, number: int, item: WeekItem) -> Iterator[Button]:
    if item.part is Part.EVENT and item.line.when.begins_at > card.now:
        return
    for state in item.unreported:
        label = f"{number}. {t('📝 Report')}"
        if len(item.states) > 1:
            label = f"{number}. 📝 {shortened(state.name, _NAME)}"
        yield Button(label, WeekReport(item.line.occurrence_id, state.party.id).pack())


def _in_twos(buttons: list[Button]) -> Iterator[list[Button]]:
    for start in range(0, len(buttons), _REPORTS_IN_ROW):
        yield buttons[start : start + _REPORTS_IN_ROW]
