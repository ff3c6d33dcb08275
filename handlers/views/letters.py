"""What is said of words that nobody has asked for."""

from services.access import Action, Actor

# Nobody looks for a school, or slips, in so many letters.
_LETTER = 200


def unknown_code(actor: Actor, text: str) -> str:
    """The code of the sentence: a letter was meant for somebody."""
    if len(text) < _LETTER:
        return "unknown_text"
    return "unknown_letter" if actor.alone.may(Action.ASK_QUESTION) else "unknown_letter_staff"
