"""Both clocks when the zones differ, one when they do not: in lists as on cards."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from handlers.views.when import day_short, when_short, when_text
from locales import translator
from services.cards import When

AT = datetime(2027, 2, 16, 7, tzinfo=UTC)
MOSCOW = When(
    first_day=date(2027, 2, 16),
    last_day=date(2027, 2, 16),
    begin_time=time(10),
    end_time=time(11, 30),
    timezone="Europe/Moscow",
    reader_timezone="Asia/Barnaul",
    precision="day",
    is_deadline=False,
    begins_at=AT,
    ends_at=datetime(2027, 2, 16, 8, 30, tzinfo=UTC),
)
OWN = replace(MOSCOW, begin_time=time(14), end_time=None, timezone="Asia/Barnaul")
TODAY = date(2027, 2, 15)


@pytest.mark.parametrize(
    ("when", "reader", "listed", "carded"),
    [
        (
            MOSCOW,
            "Asia/Barnaul",
            "10:00 МСК · 14:00 у вас",
            "10:00–11:30 МСК · 14:00–15:30 у вас",
        ),
        (MOSCOW, "Europe/Moscow", "10:00", "10:00–11:30 МСК"),
        (OWN, "Europe/Moscow", "14:00 МСК+4 · 10:00 у вас", "14:00 МСК+4 · 10:00 у вас"),
        (OWN, "Asia/Barnaul", "14:00", "14:00 МСК+4 · 10:00 МСК"),
        (
            MOSCOW,
            "Asia/Kamchatka",
            "10:00 МСК · 19:00 у вас",
            "10:00–11:30 МСК · 19:00–20:30 у вас",
        ),
    ],
)
def test_clocks(when: When, reader: str, listed: str, carded: str):
    t, when = translator("ru"), replace(when, reader_timezone=reader)

    assert when_short(t, when, TODAY) == f"вт, 16 февраля, {listed}"
    assert when_text(t, when, AT) == f"вт, 16 февраля · {carded}"
    assert day_short(t, when, TODAY) == "вт, 16 февраля"
