"""A reminder of one event: why it comes now, the event, its buttons."""

from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from handlers.views.event import card_text
from handlers.views.when import remaining
from keyboards.event import card_rows
from keyboards.screen import Button, Row, Screen, paragraphs, shortened
from keyboards.words import emoji
from locales import Html, Translator
from roadmap.reminders import is_overdue
from services.cards import EventCard

_LONGEST_LINK = 1000


def stage_screen(t: Translator, card: EventCard, stage: str) -> Screen:
    """The card of an event under a line that says why it comes now."""
    if stage == "link" and card.link:
        return _link_screen(t, card, card.link)
    text = paragraphs(stage_head(t, card, stage), card_text(t, card, counted=False))
    return Screen(text, card_rows(t, card, unfolded=False))


def stage_head(t: Translator, card: EventCard, stage: str) -> Html:
    """The line that says why a reminder comes now; counted at this moment, so that it is true."""
    if stage == "after":
        head = t.html("❓ <b>Did you take part?</b>")
    elif stage == "open":
        head = t.html("🟢 <b>The work begins</b>")
    elif is_overdue(stage) and _days_left(card) < 0:
        late = -_days_left(card)
        ago = t.many("{n} day ago", "{n} days ago", late)
        head = t.html("⌛️ <b>The term ended {ago}, the report is still awaited</b>", ago=ago)
    elif stage == "middle":
        head = t.html("🕰 <b>Half of the term is over: {left}</b>", left=term_left(t, card))
    elif card.has_term:
        head = t.html("⏳ <b>The term: {left}</b>", left=term_left(t, card))
    elif card.when.begins_at <= card.now and card.when.begin_time is not None:
        head = t.html("🔔 <b>It has begun already</b>")
    else:
        left = remaining(t, card.when, card.now)
        head = t.html("🔔 <b>Reminder: {left}</b>", left=left)
    return head


def term_left(t: Translator, card: EventCard) -> str:
    """How much of a term is left by the calendar of the place."""
    days = _days_left(card)
    if days < 0:
        return t.many("{n} day late", "{n} days late", -days)
    if days == 0:
        return t("today is the last day")
    if days == 1:
        return t("tomorrow is the last day")
    return t.many("{n} day left", "{n} days left", days)


def _days_left(card: EventCard) -> int:
    today = card.now.astimezone(ZoneInfo(card.when.timezone)).date()
    return (card.when.last_day - today).days


def _link_screen(t: Translator, card: EventCard, link: str) -> Screen:
    """Short: whoever gets it is on the way in."""
    head = t.html("▶️ <b>It begins</b>: {link}", link=link)
    title = t.html(
        "{emoji} <b>{title}</b>", emoji=emoji(card.kind), title=shortened(card.title, 120)
    )
    join: tuple[Row, ...] = ((Button(t("🔗 Join"), url=link),),) if _can_be_opened(link) else ()
    return Screen(paragraphs(head, title), (*join, *card_rows(t, card, unfolded=False)))


def _can_be_opened(link: str) -> bool:
    """Whether Telegram would take it for a button: it refuses the whole message otherwise."""
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:
        return False
    is_plain = link.isascii() and link.isprintable() and " " not in link
    return is_plain and len(link) <= _LONGEST_LINK and "." in host.strip(".")
