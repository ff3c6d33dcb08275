"""An announcement as its reader gets it: one message or several, neutral data."""

from dataclasses import dataclass

from handlers.views.broadcast_text import announcement_text
from keyboards.announced import have_read_row, was_read_row
from keyboards.screen import CAPTION_LIMIT, File, Row, Screen, file_of, lines, paragraphs, shortened
from locales import Html, Translator
from services.broadcast_content import Content, Poll, length, plain
from services.broadcast_messages import AnnouncementNotice, ReadNotice

_EXCERPT = 300


@dataclass(frozen=True, slots=True)
class Album:
    """Several pictures or files that belong together; their words stand under the first."""

    files: tuple[File, ...]
    caption: Html | None


Part = Screen | Album | Poll


def letter(t: Translator, notice: AnnouncementNotice, *, repeated: bool = False) -> list[Part]:
    """The messages of an announcement, in order."""
    content, words = notice.content, announcement_words(t, notice)
    if repeated:
        word = t.html("<i>I send this once more: the connection broke the first time.</i>")
        words = paragraphs(words, word)
    rows = _rows(t, notice)
    files = tuple(file_of(one.kind, one.file_id) for one in content.media)
    parts: list[Part] = []
    is_under = _fits_under(content, words)
    match files:
        case ():
            parts.append(Screen(words, rows))
        case (file,):
            parts.append(Screen(words, rows, file) if is_under else Screen(Html(""), (), file))
        case _:
            parts.append(Album(files, words if is_under else None))
    if files and not is_under:
        parts.append(Screen(words, rows))
    if content.poll is not None:
        parts.append(content.poll)
    return parts


def announcement_words(t: Translator, notice: AnnouncementNotice) -> Html:
    """The words for a reader of a language, under the name of the place that speaks."""
    return announcement_text(t, notice.place_name, notice.content.html(t.locale))


def changed_words(
    t: Translator, notice: AnnouncementNotice, parts: tuple[tuple[int, ...], ...]
) -> tuple[int, Screen, bool]:
    """Which message of a delivered announcement holds its words, what they are now, and whether
    they stand under a picture."""
    worded = len(parts) - (1 if notice.content.poll is not None else 0)
    at = max(worded - 1, 0)
    is_under = bool(notice.content.media) and at == 0
    rows = () if len(parts[at]) > 1 else _rows(t, notice)
    return parts[at][0], Screen(announcement_words(t, notice), rows), is_under


def withdrawn_text(t: Translator, place_name: str) -> Html:
    """What is left of an announcement that is too old to be deleted."""
    return announcement_text(t, place_name, t.html("<i>This announcement was taken back.</i>"))


def read_notice_screen(t: Translator, notice: ReadNotice) -> Screen:
    """Somebody is asked once more to say that he has read an announcement."""
    said = notice.announcement
    words = plain(said.content.html(t.locale))
    if not words and said.content.poll is not None:
        words = said.content.poll.question
    return Screen(
        paragraphs(
            t.html("🔔 <b>Please say that you have read it</b>"),
            lines(
                t.html(
                    "{place}, {at}:",
                    place=shortened(said.place_name, 60),
                    at=t.moment(notice.sent_at, notice.timezone),
                ),
                t.html("<blockquote>{words}</blockquote>", words=shortened(words, _EXCERPT))
                if words
                else None,
            ),
        ),
        (have_read_row(t, said.broadcast_id),),
    )


def _rows(t: Translator, notice: AnnouncementNotice) -> tuple[Row, ...]:
    if not notice.content.wants_ack:
        return ()
    row = was_read_row if notice.is_read else have_read_row
    return (row(t, notice.broadcast_id),)


def _fits_under(content: Content, words: Html) -> bool:
    """Whether the words stand under the pictures; an album has no buttons."""
    is_album = len(content.media) > 1
    fits = length(words) <= CAPTION_LIMIT
    return bool(content.media) and fits and not (is_album and content.wants_ack)
