"""A card for a chat of others, and the short words that answer a tap on it."""

from handlers.views.when import when_short, when_text
from keyboards.screen import Button, Offer, Row, Screen, lines, paragraphs, shortened
from keyboards.shared_callbacks import EVENT_PAYLOAD, SharedIntend
from keyboards.words import emoji, intention_words
from locales import Translator
from services.sharing import SharedAnswer, SharedEvent
from services.terms import Intention, PartyKind

_TITLE = 400
_LISTED = 120


def offers(t: Translator, found: tuple[SharedEvent, ...], address: str) -> tuple[Offer, ...]:
    """What one may put into the chat; `address` is that of the bot, without an event."""
    return tuple(
        Offer(
            key=f"{EVENT_PAYLOAD}{event.occurrence_id}",
            title=f"{emoji(event.kind)} {shortened(event.title, _LISTED)}",
            description=when_short(t, event.when, event.now.date()),
            screen=shared_screen(t, event, address),
        )
        for event in found
    )


def shared_screen(t: Translator, event: SharedEvent, address: str) -> Screen:
    """The card: what the road map says, by the clock of the event."""
    link = event.link if event.link and event.link.startswith(("https://", "http://")) else None
    text = paragraphs(
        t.html(
            "{emoji} <b>{title}</b>",
            emoji=emoji(event.kind),
            title=shortened(event.title, _TITLE),
        ),
        lines(
            t.html("🗓 {when}", when=when_text(t, event.when, event.now)),
            t.html("📍 {place}", place=event.place_name),
            t.html("🔗 {link}", link=link) if link else None,
            t.html("🚫 <b>Cancelled</b>") if event.is_cancelled else None,
        ),
        t.html("<i>An answer counts for the school of whoever gives it; nobody here sees it.</i>")
        if event.takes_answers
        else None,
    )
    rows: list[Row] = []
    if event.takes_answers:
        words = intention_words(PartyKind.SCHOOL)
        buttons = {
            one: Button(t(words[one]), SharedIntend(event.occurrence_id, one).pack())
            for one in (Intention.GOING, Intention.ABSENT, Intention.DEPUTY)
        }
        rows.append((buttons[Intention.GOING], buttons[Intention.ABSENT]))
        rows.append((buttons[Intention.DEPUTY],))
    opened = f"{address}{EVENT_PAYLOAD}{event.occurrence_id}"
    rows.append((Button(t("📌 Open in the bot"), url=opened),))
    return Screen(text, tuple(rows))


def stranger_text(t: Translator) -> str:
    """What stands where events are offered to who has none."""
    return t("Open the bot: it does not know you yet")


def counted_text(t: Translator, answer: SharedAnswer) -> str:
    """What flashes over the chat, for nobody but whoever tapped."""
    if answer.turn is not None:
        return t("{name}: noted. I have asked you why in our private chat.", name=answer.name)
    said = t(intention_words(PartyKind.SCHOOL)[answer.intention])
    return t("{name}: {said}. Only you see this.", name=answer.name, said=said)
