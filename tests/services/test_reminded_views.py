"""A message with several reminders: how each stands, and what may be said about it at once."""

from datetime import UTC, date, datetime

import pytest

from handlers.views.reminded import reminder_screen
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
        is_for_schools=True,
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
