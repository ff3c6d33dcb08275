"""The message about silent schools: each school and event is named once, and it fits a phone."""

from dataclasses import replace
from datetime import UTC, datetime

from handlers.views.escalation import silent_schools_screen, unreachable_screen
from keyboards.screen import Screen
from locales import translator
from services.access import Actor, Seat
from services.cards import EventLine
from services.escalation import SilentLine, SilentList
from services.terms import EscalationCause, PlaceKind, Role
from services.unreachable import Parked
from tests.services.test_when import MOSCOW as ELSEWHERE

T = translator("ru")
NOW = datetime(2027, 3, 4, 7, tzinfo=UTC)
MOSCOW = replace(ELSEWHERE, reader_timezone="Europe/Moscow")
REPORT = EventLine(11, "1", "Самодиагностика школы", "survey", "deadline", MOSCOW, True)
SEMINAR = EventLine(12, "2", "Практикум команд", "training", "event", MOSCOW, True)


def lines_of(schools: int, level: int = 3) -> list[SilentLine]:
    """Each school owes a report and has been silent about events."""
    return [
        SilentLine(number, f"Школа № {number}", line, cause, level, None)
        for line, cause in (
            (SEMINAR, EscalationCause.SILENCE),
            (REPORT, EscalationCause.DEADLINE),
        )
        for number in range(1, schools + 1)
    ]


def screen_of(found: list[SilentLine], role: Role) -> Screen:
    seat = Seat(role, 1, "Район", PlaceKind.MUNICIPALITY, "/1/")
    actor = Actor(100, 1, "Анна", "ru", "Europe/Moscow", consent_version="1", seats=(seat,))
    return silent_schools_screen(T, actor, SilentList(5, tuple(found), NOW, "Europe/Moscow"))


def labels(screen: Screen) -> list[str]:
    return [button.text for row in screen.rows for button in row]


def test_ten_schools_with_two_debts_each_fit_a_phone():
    shown = screen_of(lines_of(10), Role.MUNICIPAL_COORDINATOR)

    for number in range(1, 9):
        assert shown.text.count(f"<b>Школа № {number}</b>") == 1
    assert "Школа № 9" not in shown.text
    assert "и ещё 2" in shown.text
    assert shown.text.count("Самодиагностика школы") == shown.text.count("Практикум команд") == 1
    assert len([line for line in shown.text.splitlines() if line]) <= 15
    assert len(shown.rows) <= 8
    assert max(len(row) for row in shown.rows) <= 4


def test_what_only_some_owe_names_their_numbers():
    found = [line for line in lines_of(3) if (line.school_id, line.line) != (2, REPORT)]

    shown = screen_of(found, Role.CURATOR).text

    assert "Нет отчёта: Самодиагностика школы (вт, 16 февраля, 10:00) → 1, 3" in shown
    assert "последнее: Практикум команд (вт, 16 февраля, 10:00)\n" in shown


def test_who_was_reminded_is_not_to_be_reminded_again():
    first, *others = lines_of(2)
    found = [replace(first, nudged_at=NOW), *others]

    shown = screen_of(found, Role.CURATOR)

    assert "🔔 1" not in labels(shown)
    assert "🔔 2" in labels(shown)
    assert "1. <b>Школа № 1</b> · 🔔 напомнили 4 марта, 10:00" in shown.text


def test_schools_without_anybody_are_to_be_invited_and_not_reminded():
    found = [replace(line, is_manned=line.school_id == 1) for line in lines_of(5)]

    coordinator = screen_of(found, Role.MUNICIPAL_COORDINATOR)
    curator = screen_of(found, Role.CURATOR)

    told = "Нет представителя:</b> Школа № 2, Школа № 3, Школа № 4 и ещё 1"
    assert told in coordinator.text
    assert told in curator.text
    assert [label for label in labels(coordinator) if "🔔" in label] == ["🔔 1"]
    assert "✉️ Пригласить представителей" in labels(coordinator)
    assert "✉️ Пригласить представителей" not in labels(curator)


def test_without_anybody_to_remind_it_speaks_of_no_silence():
    shown = screen_of([replace(line, is_manned=False) for line in lines_of(2)], Role.CURATOR)

    assert shown.text == "🏫 <b>Нет представителя:</b> Школа № 1, Школа № 2"


def test_a_deputy_answers_at_once():
    shown = screen_of(lines_of(1, level=1), Role.DEPUTY)

    rows = [[button.text for button in row] for row in shown.rows]
    assert rows[0] == ["1. ✅ Участвовали", "❌", "1"]
    assert rows[1] == ["2. 📝 Отчитаться", "2"]
    assert shown.rows[0][0].data == "f:12:school:1:attended"
    assert shown.rows[1][0].data == "r:11:1"
    assert "Школа № 1" not in shown.text, "his only one"


def test_the_way_on_from_a_blocked_bot_is_the_one_the_reader_may_go():
    parked = Parked(7, "Школа № 7", Role.DIRECTOR)
    shown = {}
    for role in (Role.MUNICIPAL_COORDINATOR, Role.CURATOR):
        seat = Seat(role, 1, "Район", PlaceKind.MUNICIPALITY, "/1/")
        actor = Actor(100, 1, "Анна", "ru", "Europe/Moscow", consent_version="1", seats=(seat,))
        shown[role] = unreachable_screen(T, actor, parked)
    coordinator, curator = shown.values()

    assert {"✉️ Пригласить другого", "👥 Люди школы"} <= set(labels(coordinator))
    assert not [label for label in labels(curator) if "✉️" in label or "👥" in label]
    assert "пригласите" in coordinator.text
    assert "пригласите" not in curator.text
