"""Words that answer an announcement: what they may be for, and all that were said."""

from handlers.views.questions import question_line
from keyboards.announced import replies_rows, words_rows
from keyboards.screen import Screen, lines, paragraphs, shortened
from locales import Html, Translator
from services.announcement_replies import Fresh
from services.places import PlaceItem
from services.question_cards import QuestionPage

_WORDS = 80


def words_screen(t: Translator, fresh: Fresh, found: list[PlaceItem]) -> Screen:
    """What is to be done with words that nobody has asked for."""
    about = shortened(fresh.words, _WORDS)
    text = paragraphs(
        t.html("✍️ <b>What shall I do with your words?</b>"),
        lines(
            t.html("📣 The last announcement: «{words}»", words=about) if about else None,
            t.html("The answer reaches whoever has made it."),
        ),
        t.html("Or were you looking for a place? It is below.") if found else None,
    )
    return Screen(text, words_rows(t, fresh.broadcast_id, fresh.words, found))


def replies_screen(t: Translator, broadcast_id: int, page: QuestionPage) -> Screen:
    """What was answered in words to an announcement."""
    head = t.html("💬 <b>Answered in words: {n}</b>", n=page.total)
    shown: list[Html] = [
        question_line(t, number, card) for number, card in enumerate(page.cards, 1)
    ]
    return Screen(paragraphs(head, *shown), replies_rows(t, broadcast_id, page))
