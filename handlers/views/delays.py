"""What is said when answers come late, or not at all."""

from keyboards.menu import menu_button
from keyboards.screen import Screen
from locales import Translator


def too_fast_screen(t: Translator) -> Screen:
    """Somebody sends more than can be answered."""
    text = t.html(
        "🐢 I cannot keep up with you: the last things you sent were not read. Please wait a "
        "minute and send once more what is important."
    )
    return Screen(text, ((menu_button(t),),))


def away_screen(t: Translator) -> Screen:
    """The bot was away; answers come late."""
    text = t.html(
        "🔌 I was away for a while and answer only now. If you pressed a button meanwhile, please "
        "press it again."
    )
    return Screen(text, ((menu_button(t),),))
