"""Who has said that he comes has answered: what is still to be handed in is counted apart."""

from dataclasses import replace
from datetime import timedelta

from handlers.views.event_answers import answers_screen
from locales import translator
from services.attendance import Answers
from services.audience import Party
from services.cards import PartyState
from services.terms import Intention, PartyKind, ReportStatus
from tests.services.test_reminded_views import FUTURE

T = translator("ru")


def school(number: int, **said: object) -> PartyState:
    blank = PartyState(
        Party(PartyKind.SCHOOL, number), f"Школа № {number}", intention=None, reason=None,
        fact=None, report_id=None, report_status=None,
    )  # fmt: skip
    return replace(blank, **said)  # type: ignore[arg-type]


def shown(*, report_expected: bool, nudged: tuple[int, ...] = ()) -> str:
    coming = school(1, intention=Intention.GOING)
    filed = school(2, intention=Intention.GOING, report_id=1, report_status=ReportStatus.SUBMITTED)
    card = replace(FUTURE, attendance_expected=True, report_expected=report_expected)
    at = card.now - timedelta(minutes=5)
    answers = Answers(
        card,
        (coming, filed, school(3)),
        owing=frozenset({1, 3}),
        nudged=dict.fromkeys(nudged, at),
    )
    return answers_screen(T, answers).text


def test_two_counts_where_two_things_are_asked():
    text = shown(report_expected=True)
    assert "Ответили 2 из 3." in text
    assert "Отчитались: 1 из 3." in text


def test_one_count_where_only_presence_is_asked():
    text = shown(report_expected=False)
    assert "Ответили 2 из 3." in text
    assert "Отчитались" not in text


def test_who_comes_is_reminded_of_his_report_and_not_called_silent():
    text = shown(report_expected=True, nudged=(1, 3))
    assert "📝 Школа № 1: ✅ Будем, отчёта нет · 🔔 напомнили" in text
    assert "⚪️ Школа № 3: нет ответа · 🔔 напомнили" in text
