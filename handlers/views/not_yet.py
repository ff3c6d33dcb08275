"""A form was left because what it asks about is not done yet."""

from handlers.views.event import card_screen
from handlers.views.when import when_text
from keyboards.screen import Screen, paragraphs
from locales import Translator
from services.cards import EventCard


def not_yet_screen(t: Translator, card: EventCard) -> Screen:
    """What was to be done is not done yet: there is time, or at least there was a term."""
    kindly = t.html("👌 All right, nothing was sent. Come back here when it is done.")
    if card.has_term:
        kindly = t.html(
            "👌 All right, nothing was sent. The term: {when}. Come back here when it is done.",
            when=when_text(t, card.when, card.now),
        )
    shown = card_screen(t, card)
    return Screen(paragraphs(kindly, shown.text), shown.rows)
