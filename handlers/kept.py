"""What a message keeps when a tap turns it into another screen."""

from aiogram.types import CallbackQuery, Message

from keyboards.habit_callbacks import WhyReminder
from keyboards.screen import Button, Screen


def keeping_why(query: CallbackQuery, screen: Screen) -> Screen:
    """The screen with «why?» below it, when the tapped message is a reminder that has it."""
    message = query.message
    board = message.reply_markup if isinstance(message, Message) else None
    for row in board.inline_keyboard if board is not None else ():
        for button in row:
            tap = WhyReminder.unpack(button.callback_data or "")
            if tap is not None:
                kept = (*screen.rows, (Button(button.text, tap.pack()),))
                return Screen(screen.text, kept, screen.file, screen.notice)
    return screen
