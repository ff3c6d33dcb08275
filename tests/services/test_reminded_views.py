"""A message with several reminders: how each stands, and what may be said about it at once."""

from datetime import UTC, date, datetime

import pytest

from handlers.views.reminded import reminder_screen, which_screen
from locales import translator
from services.audience import Party
from services.cards import EventCard, PartyState, When
from services.reminder_messages import ReminderEntry, ReminderNotice
from services.terms import Fact, PartyKind, ReportStatus

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
T = translator("ru")


def school(
    number: int = 1, *, report: ReportStatus | None = None, fact: Fact | None = None
) -> PartyState:
    """A school of the reader."""
    party = Party(PartyKind.SCHOOL, number)
    return PartyState(party, f"Школа № {number}", None, None, fact, None, report)


def card(day: date, *parties: PartyState, is_deadline: bool = False) -> EventCard:
    """Something on a day, or to be done by it."""
    when = When(
        first_day=day,
        last_day=day,
        begin_time=None,
        end_time=None,
        timezone="Europe/Moscow",
        reader_timezone="Europe/Moscow",
        precision="day",
        is_deadline=is_deadline,
        begins_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
        ends_at=datetime(day.year, day.month, day.day, 21, tzinfo=UTC),
    )
    return EventCard(
        occurrence_id=day.day,
        number="1",
        section="",
        title="Самодиагностика",
        kind="survey",
        temporal_role="deadline" if is_deadline else "event",
        when=when,
        dates_raw="",
        place_name="Район",
        roles=("school",),
        result="",
        link=None,
        now=NOW,
        attendance_expected=not is_deadline,
        report_expected=True,
        questions=(),
        parties=parties or (school(),),
        can_read_answers=False,
        is_cancelled=False,
        is_day_off=False,
        asks_fact=when.ends_at <= NOW,
        row_id=None,
    )


def together(*told: tuple[EventCard, str]) -> ReminderNotice:
    """One message about several events."""
    return ReminderNotice(
        7, tuple(ReminderEntry(one, stage, number) for number, (one, stage) in enumerate(told))
    )


FUTURE = card(date(2027, 3, 4))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ((card(date(2027, 2, 25), is_deadline=True), "o1"), "просрочено на 4 дня: нет отчёта"),
        ((card(date(2027, 3, 1), is_deadline=True), "d0"), "сегодня последний день"),
        (
            (card(date(2027, 2, 24), school(fact=Fact.ATTENDED)), "o1"),
            "ср, 24 февраля</b> · прошло: нет отчёта",
        ),
        ((card(date(2027, 2, 24)), "after"), "участвовали?"),
        (
            (
                card(date(2027, 2, 25), school(report=ReportStatus.SUBMITTED), is_deadline=True),
                "o1",
            ),
            "просрочено на 4 дня\n",
        ),
    ],
)
def test_what_is_late_is_called_late(entry: tuple[EventCard, str], expected: str):
    assert expected in reminder_screen(T, together(entry, (FUTURE, "d3"))).text


def labels(notice: ReminderNotice) -> list[list[str]]:
    return [[button.text for button in row] for row in reminder_screen(T, notice).rows]


def test_yes_and_no_stand_side_by_side():
    late = card(date(2027, 2, 25), is_deadline=True)

    rows = labels(together((card(date(2027, 2, 24)), "after"), (FUTURE, "d3"), (late, "o1")))

    assert rows == [
        ["1. ✅ Участвовали", "1. ❌"],
        ["2. ✅ Будем", "2. ❌"],
        ["3. 📝 Отчитаться", "1. Открыть"],
        ["2. Открыть", "3. Открыть"],
        ["ⓘ Почему?"],
    ]


def test_a_director_of_two_schools_answers_for_each():
    both = card(date(2027, 3, 4), school(1), school(2))

    shown = reminder_screen(T, together((both, "d3"), (FUTURE, "d3")))

    assert [[button.text for button in row] for row in shown.rows[:2]] == [
        ["1. ✅ Школа № 1", "1. ❌"],
        ["1. ✅ Школа № 2", "1. ❌"],
    ]
    assert [button.data for button in shown.rows[1]] == ["ka:7:0:school:2:0", "ka:7:0:school:2:2"]


def test_for_many_schools_the_cards_are_opened():
    many = card(date(2027, 3, 4), *(school(number) for number in range(1, 9)))

    rows = labels(together((many, "d3"), (FUTURE, "d3")))

    assert rows[0] == ["2. ✅ Будем", "2. ❌"]
    assert rows[1] == ["1. Открыть", "2. Открыть"]


def test_a_curator_answers_for_himself():
    himself = PartyState(Party(PartyKind.PERSON, 9), "Павел", None, None, None, None, None)

    rows = labels(together((card(date(2027, 3, 4), himself), "d3"), (FUTURE, "d3")))

    assert rows[0] == ["1. ✅ Буду", "1. ❌"]


def test_of_a_series_the_days_tell_which_one():
    notice = together((FUTURE, "d3"), (card(date(2027, 3, 11)), "d7"))

    rows = which_screen(T, notice).rows

    assert rows[0][0].text == "1. Самодиагностика · чт, 4 марта"
    assert rows[1][0].text == "2. Самодиагностика · чт, 11 марта"
