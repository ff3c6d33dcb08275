"""The words of an announcement, as every reader and its preview show them."""

from keyboards.screen import paragraphs, shortened
from locales import Html, Translator


def announcement_text(t: Translator, place: str, html: str) -> Html:
    """The announcement itself, under the name of the place that speaks."""
    return paragraphs(t.html("📣 <b>{place}</b>", place=shortened(place, 60)), html)
