"""Buttons of an announcement that is being written."""

from keyboards.announced_callbacks import ListAnnouncements
from keyboards.broadcast_callbacks import (
    LetterAsk,
    LetterDrop,
    LetterPutOff,
    LetterSwitch,
    LetterTry,
    OpenAudience,
)
from keyboards.callbacks import DialogCancel, DialogSubmit
from keyboards.screen import Button, Row
from locales import Translator
from services.broadcasts import Letter


def letter_rows(t: Translator, letter: Letter, send: str) -> tuple[Row, ...]:
    """Everything that can be changed about it; without `send` it cannot go out as it is."""
    id_ = letter.turn.dialog_id
    content = letter.content
    first: tuple[Row, ...] = ()
    if send:
        first = ((Button(send, DialogSubmit(id_).pack()),),)
    ack = t("✅ «I have read it»") if content.wants_ack else t("▫️ «I have read it»")
    when = t("⏰ When") if letter.send_at is None else t("⏰ Another time")
    return (
        *first,
        (
            Button(t("👥 Whom"), OpenAudience(id_).pack()),
            Button(t("✏️ Text"), LetterAsk(id_, "content").pack()),
        ),
        (
            Button(when, LetterAsk(id_, "when").pack()),
            Button(t("📊 Poll"), LetterAsk(id_, "poll").pack()),
        ),
        (
            Button(_language(t, letter.other_locale), LetterAsk(id_, "other").pack()),
            *(
                (Button(t("📎 Without files"), LetterDrop(id_, "files").pack()),)
                if content.media
                else ()
            ),
        ),
        (
            Button(ack, LetterSwitch(id_, "ack").pack()),
            Button(t("👁 As they get it"), LetterTry(id_).pack()),
        ),
        (cancel_button(t, id_),),
    )


def words_rows(t: Translator, letter: Letter) -> tuple[Row, ...]:
    """Below the question for the words: whom it is for can be changed before."""
    id_ = letter.turn.dialog_id
    rows: list[Row] = [(Button(t("👥 Somebody else"), OpenAudience(id_).pack()),)]
    if letter.content.is_empty:
        rows.append((Button(t("📊 Only a poll"), LetterAsk(id_, "poll").pack()),))
        rows.append((Button(t("🗂 My announcements"), ListAnnouncements(0).pack()),))
        return (*rows, (cancel_button(t, id_),))
    return (*rows, (back_button(t, id_), cancel_button(t, id_)))


def part_rows(t: Translator, dialog_id: int, drop: str, label: str) -> tuple[Row, ...]:
    """Below the question for a part: take it out, or leave all as it was."""
    first: tuple[Row, ...] = ()
    if label:
        first = ((Button(label, LetterDrop(dialog_id, drop).pack()),),)
    return (*first, (back_button(t, dialog_id), cancel_button(t, dialog_id)))


def when_rows(t: Translator, letter: Letter) -> tuple[Row, ...]:
    """Usual moments; once there is one, every week; or at once again."""
    id_ = letter.turn.dialog_id
    rows: list[Row] = [
        (
            Button(t("🌅 Tomorrow at 9:00"), LetterPutOff(id_, "tomorrow").pack()),
            Button(t("🗓 Monday at 9:00"), LetterPutOff(id_, "monday").pack()),
        )
    ]
    if letter.send_at is not None:
        weekly = t("✅ Every week") if letter.repeats else t("🔁 Every week")
        rows.append(
            (
                Button(weekly, LetterSwitch(id_, "weekly").pack()),
                Button(t("📣 At once"), LetterDrop(id_, "when").pack()),
            )
        )
    return (*rows, (back_button(t, id_), cancel_button(t, id_)))


def back_button(t: Translator, dialog_id: int) -> Button:
    """To the whole announcement."""
    return Button(t("◀️ Back"), LetterAsk(dialog_id, "whole").pack())


def cancel_button(t: Translator, dialog_id: int) -> Button:
    """Drop the announcement."""
    return Button(t("✖️ Cancel"), DialogCancel(dialog_id).pack())


def _language(t: Translator, locale: str) -> str:
    return t("🌐 In English too") if locale == "en" else t("🌐 In Russian too")
