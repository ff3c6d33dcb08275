"""What is said about one's week of reminders, also when the limit was lowered below it."""

from dataclasses import replace

from handlers.views.reminded import why_screen
from locales import translator
from services.reminder_messages import ReminderEntry, Why
from tests.services.test_reminded_views import FUTURE

T = translator("ru")
WHY = Why(
    message_id=7,
    number=0,
    of=1,
    entry=ReminderEntry(FUTURE, "d3", 0),
    seat=None,
    spent=5,
    budget=5,
    mutes_event=False,
    mutes_series=True,
    is_series=True,
)


def test_more_than_the_limit_is_no_share_of_it():
    assert "за эту неделю: 5 из 5" in why_screen(T, WHY).text
    assert "за эту неделю: уже 7, предел 5" in why_screen(T, replace(WHY, spent=7)).text
    assert "за эту неделю: 7, без предела" in why_screen(T, replace(WHY, spent=7, budget=0)).text


def test_of_the_whole_series():
    labels = [row[0].text for row in why_screen(T, WHY).rows]
    assert labels[0] == "🔔 Снова напоминать обо всей серии"
