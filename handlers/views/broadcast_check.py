"""A second pair of eyes: the announcement it looks at, and what it said."""

from dataclasses import replace

from handlers.views.broadcast import moment_text, whole_text
from handlers.views.broadcast_audience import audience_text, count_text
from handlers.views.letter import Part
from handlers.views.letter import letter as parts_of
from keyboards.announced_callbacks import OpenAnnouncement
from keyboards.broadcast_audience import check_rows
from keyboards.menu import menu_button
from keyboards.screen import Button, Screen, lines, paragraphs, shortened
from locales import Html, Translator, translator
from services.broadcast_checks import CheckCard, CheckedNotice
from services.broadcast_content import Content, plain
from services.broadcast_messages import AnnouncementNotice
from services.broadcasts import Letter
from services.terms import BroadcastStatus

_NAME = 60
_WORDS = 80


def check_screen(t: Translator, card: CheckCard) -> Screen:
    """An announcement of a colleague, whom it would reach, and what can be said."""
    names = ", ".join(shortened(one.name, _NAME) for one in card.sample)
    head = lines(
        _head(t, card),
        audience_text(t, card.audience),
        t.html("<b>{count}</b>", count=count_text(t, card.total)),
        t.html("Among them: {names}…", names=names) if card.is_open and names else None,
        t.html("🚫 Do not get it: {n}", n=card.left_out)
        if card.is_open and card.left_out
        else None,
        moment_text(t, card.send_at, card.timezone, is_weekly=card.repeats is not None)
        if card.status is not BroadcastStatus.HELD
        else None,
    )
    text = whole_text(
        t, head, card.content, speaker=card.speaker, locale=t.locale, wants_ack=card.is_open
    )
    if card.is_open:
        return Screen(text, check_rows(t, card.broadcast_id))
    return Screen(text, ((menu_button(t),),))


def checked_screen(t: Translator, notice: CheckedNotice) -> Screen:
    """What a second pair of eyes said, to the author."""
    words = shortened(plain(notice.content.html(t.locale)), _WORDS)
    by = shortened(notice.by, _NAME)
    if notice.agreed:
        head = t.html("👀 <b>{by} agrees: your announcement goes out</b>", by=by)
    else:
        head = t.html("↩️ <b>{by} sends your announcement back: nobody got it</b>", by=by)
    rows = (
        (Button(t("📣 The announcement"), OpenAnnouncement(notice.broadcast_id).pack()),),
        (menu_button(t),),
    )
    return Screen(paragraphs(head, t.html("«{words}»", words=words) if words else None), rows)


def tried_parts(letter: Letter) -> list[Part]:
    """All messages of an announcement that is being written, in each of its languages."""
    return _parts(letter.content, letter.speaker, letter.locale)


def checked_parts(card: CheckCard) -> list[Part]:
    """All messages of the announcement of a colleague, in each of its languages."""
    return _parts(card.content, card.speaker, "ru")


def _parts(content: Content, speaker: str, locale: str) -> list[Part]:
    # Whoever tries it out has nothing to confirm.
    notice = AnnouncementNotice(speaker, replace(content, wants_ack=False))
    languages = content.languages or (locale,)
    return [part for one in languages for part in parts_of(translator(one), notice)]


def _head(t: Translator, card: CheckCard) -> Html:
    author = shortened(card.author, _NAME)
    match card.status:
        case BroadcastStatus.WAITING:
            return t.html(
                "👀 <b>{author} asks you to look at an announcement before it goes out</b>",
                author=author,
            )
        case BroadcastStatus.REFUSED:
            return t.html("↩️ <b>Sent back to {author}: nobody gets it</b>", author=author)
        case BroadcastStatus.CANCELLED:
            return t.html("✖️ <b>{author} has taken it back</b>", author=author)
    return t.html("✅ <b>It goes out: {author} has been told</b>", author=author)
