"""How rows and figures are said in papers and in the chat: the same things by the same names."""

from dataclasses import replace
from datetime import timedelta

from handlers.views.figure_card import thing_counted
from locales import translator
from services.indicators import Counted
from services.official import words
from services.official.facts import Day, RowFacts, Verdict
from tests.services.test_figure_parts import EARLIER, LATER, NOW, figure, school

T = translator("ru")
_DAY = timedelta(days=1)


def row(*figures: object, days: tuple[Day, ...] = (), has_days: bool = True) -> RowFacts:
    return RowFacts(
        1, "6.1", "", "Новости школ", "Новости школ", {}, days, tuple(figures), has_days, NOW
    )  # type: ignore[arg-type]


def test_work_whose_term_is_not_over_is_in_hand_as_on_the_board():
    begun = Day(EARLIER.date(), LATER.date(), EARLIER, LATER, is_event=False)
    running = row(figure(school(1)), days=(begun,))
    assert running.verdict is Verdict.RUNNING
    assert words.fact_of(T, running) == "В работе, срок не истёк"
    assert words.shares_of(T, running) == "–"
    ahead = replace(begun, begins_at=LATER - _DAY)
    assert row(figure(school(1)), days=(ahead,)).verdict is Verdict.AHEAD
    assert row(days=(begun,)).verdict is Verdict.RUNNING


def test_several_figures_of_a_row_are_told_apart_by_the_same_words():
    came = replace(figure(school(1, EARLIER)), counted=Counted.ATTENDED)
    told = replace(figure(school(1, EARLIER)), part=1)
    both = row(came, told)
    assert words.named(T, both, told) == "Новости школ (материалы)"
    assert thing_counted(T, told) == " (материалы)"
    assert words.named(T, row(told), told) == "Новости школ", "there is nothing to tell apart"


def test_what_ends_at_midnight_ends_on_the_day_before():
    midnight = EARLIER.replace(hour=0)
    assert words.term_of(T, midnight, "UTC") == "31.03.2022"
    assert words.day_of(T, midnight, "UTC") == "01.04.2022"
