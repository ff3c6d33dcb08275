"""A lone reminder: two buttons in a row fit a phone, and «why?» stays after an answer."""

from datetime import UTC, datetime

from aiogram.types import CallbackQuery, Chat, Message, User

from handlers.kept import keeping_why
from handlers.show import markup
from handlers.views.event import answered_screen, card_screen
from handlers.views.reminded import reminder_screen
from keyboards.screen import Screen
from locales import translator
from tests.services.test_reminded_views import FUTURE, together

T = translator("ru")
AT = datetime(2027, 3, 1, tzinfo=UTC)


def tapped(screen: Screen) -> CallbackQuery:
    """Somebody taps a message that shows a screen."""
    user = User(id=1, is_bot=False, first_name="Мария")
    message = Message(
        message_id=5, date=AT, chat=Chat(id=1, type="private"), reply_markup=markup(screen)
    )
    return CallbackQuery(id="1", from_user=user, chat_instance="1", message=message)


def test_why_stays_after_an_answer():
    reminder = reminder_screen(T, together((FUTURE, "d3")))

    shown = keeping_why(tapped(reminder), answered_screen(T, FUTURE))

    assert shown.rows[-1] == reminder.rows[-1]
    assert shown.rows[-1][0].text == "ⓘ Почему?"
    assert shown.notice
    again = keeping_why(tapped(shown), answered_screen(T, FUTURE))
    assert again.rows == shown.rows, "once"


def test_a_card_of_the_plan_is_no_reminder():
    card = card_screen(T, FUTURE)

    assert keeping_why(tapped(card), card) == card


def test_two_in_a_row_at_most():
    assert all(len(row) <= 2 for row in reminder_screen(T, together((FUTURE, "d3"))).rows)
