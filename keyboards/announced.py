"""Buttons under an announcement that was sent."""

from keyboards.announced_callbacks import (
    AmendAnnouncement,
    AskAgain,
    AskInWords,
    HaveRead,
    LeaveSo,
    ListAnnouncements,
    ListReplies,
    NudgeReaders,
    OpenAnnouncement,
    PauseAnnouncement,
    RecallAnnouncement,
    ReplyInWords,
    ResumeAnnouncement,
    SendAgain,
    ShowMissed,
    ShowSilent,
    StopAnnouncement,
)
from keyboards.menu import menu_button
from keyboards.places import place_button
from keyboards.question_callbacks import OpenQuestion
from keyboards.screen import Button, Row, shortened
from keyboards.tap import Tap
from locales import Translator
from services.broadcast_progress import Progress
from services.places import PlaceItem
from services.question_cards import QuestionPage
from services.terms import BroadcastStatus

_TO_COME = frozenset({BroadcastStatus.HELD, BroadcastStatus.SCHEDULED, BroadcastStatus.WAITING})
_SNIPPET = 26
_LANGUAGES = {"ru": "🇷🇺", "en": "🇬🇧"}


def progress_rows(t: Translator, progress: Progress) -> tuple[Row, ...]:
    """What can be done with an announcement as it stands."""
    own = progress.broadcast_id
    rows: list[Row] = []
    if progress.status in _TO_COME:
        rows.append((Button(t("✖️ Do not send"), StopAnnouncement(own).pack()),))
    elif progress.status == BroadcastStatus.PAUSED:
        rows.append((Button(t("▶️ Go on"), ResumeAnnouncement(own).pack()),))
        rows.append((Button(t("⏹ Stop"), StopAnnouncement(own).pack()),))
    elif not progress.finished and progress.status == BroadcastStatus.SENDING:
        pause = Button(t("⏸ Pause"), PauseAnnouncement(own).pack())
        rows.append((pause, Button(t("⏹ Stop"), StopAnnouncement(own).pack())))
    if progress.asks:
        rows += _unknown_rows(t, own, progress.rounds)
    if progress.is_started:
        rows += _after_rows(t, progress)
    if not progress.finished:
        return tuple(rows)
    return (*rows, (Button(t("🗂 My announcements"), ListAnnouncements(0).pack()), menu_button(t)))


def _unknown_rows(t: Translator, broadcast_id: int, rounds: int) -> tuple[Row, ...]:
    """What becomes of those of whom nobody knows whether they got it."""
    return (
        (Button(t("🔁 Send it to them again"), SendAgain(broadcast_id, rounds).pack()),),
        (Button(t("👌 Leave it so"), LeaveSo(broadcast_id, rounds).pack()),),
    )


def _after_rows(t: Translator, progress: Progress) -> list[Row]:
    """Who has read it, who did not get it, other words, no words."""
    own = progress.broadcast_id
    rows: list[Row] = []
    if progress.wants_ack and not progress.is_recalled:
        label = t("👁 Have read: {n} of {of}", n=progress.acknowledged, of=progress.sent)
        rows.append((Button(label, ShowSilent(own, 0).pack()),))
        if progress.read_before:
            rows.append((Button(t("🔁 Ask to read it once more"), AskAgain(own).pack()),))
    if progress.replies:
        label = t("💬 Answered in words: {n}", n=progress.replies)
        rows.append((Button(label, ListReplies(own, 0).pack()),))
    if progress.missed:
        label = t("📭 Who did not get it: {n}", n=progress.missed)
        rows.append((Button(label, ShowMissed(own, 0).pack()),))
    can_change = progress.sent and progress.finished and not progress.asks
    can_change = can_change and not progress.is_forgotten
    if can_change and not progress.is_recalled:
        rows.append(
            tuple(
                Button(
                    t("✏️ Change the words")
                    if len(progress.languages) == 1
                    else t("✏️ Change {flag}", flag=_LANGUAGES[one]),
                    AmendAnnouncement(own, one).pack(),
                )
                for one in progress.languages
            )
        )
        rows.append((Button(t("🗑 Delete it everywhere"), RecallAnnouncement(own, 0).pack()),))
    return [row for row in rows if row]


def back_row(t: Translator, broadcast_id: int) -> Row:
    """The way back to the announcement."""
    return (Button(t("◀️ To the announcement"), OpenAnnouncement(broadcast_id).pack()),)


def turning_row(t: Translator, earlier: Tap | None, further: Tap | None) -> tuple[Row, ...]:
    """Earlier and further pages, where there are any."""
    row = [Button(t("◀️ Earlier"), earlier.pack())] if earlier is not None else []
    if further is not None:
        row.append(Button(t("Further ▶️"), further.pack()))
    return (tuple(row),) if row else ()


def silent_rows(t: Translator, broadcast_id: int, people: int) -> tuple[Row, ...]:
    """Ask once more those who have said nothing, when there is somebody to ask today."""
    if not people:
        return ()
    label = t.many("🔔 Remind only them: {n} person", "🔔 Remind only them: {n} people", people)
    return ((Button(label, NudgeReaders(broadcast_id).pack()),),)


def recall_rows(t: Translator, broadcast_id: int) -> tuple[Row, ...]:
    """It cannot be undone: once more, surely."""
    sure = Button(t("🗑 Yes, delete it everywhere"), RecallAnnouncement(broadcast_id, 1).pack())
    return ((sure,), back_row(t, broadcast_id))


def words_rows(
    t: Translator, broadcast_id: int, words: str, found: list[PlaceItem]
) -> tuple[Row, ...]:
    """What words out of the blue may be: an answer, a question, the name of a place."""
    label = t("↩️ Answer «{words}»", words=shortened(words, _SNIPPET)) if words else ""
    answer = Button(label or t("↩️ Answer the announcement"), ReplyInWords(broadcast_id).pack())
    ask = Button(t("❓ Ask whoever advises us"), AskInWords().pack())
    return ((answer,), (ask,), *((place_button(one),) for one in found), (menu_button(t),))


def replies_rows(t: Translator, broadcast_id: int, page: QuestionPage) -> tuple[Row, ...]:
    """A button for each answer, pages, back to the announcement."""
    rows = [
        (
            Button(
                f"{number}. {shortened(card.text, _SNIPPET)}",
                OpenQuestion(card.question_id).pack(),
            ),
        )
        for number, card in enumerate(page.cards, 1)
    ]
    turns = turning_row(
        t,
        ListReplies(broadcast_id, page.page - 1) if page.page else None,
        ListReplies(broadcast_id, page.page + 1) if page.page < page.pages - 1 else None,
    )
    return (*rows, *turns, back_row(t, broadcast_id))


def was_read_row(t: Translator, broadcast_id: int) -> Row:
    """The same button when its reader has said so."""
    return (Button(t("✅ You have read it"), HaveRead(broadcast_id).pack()),)


def have_read_row(t: Translator, broadcast_id: int) -> Row:
    """Under the announcement in everybody's chat."""
    return (Button(t("👁 I have read it"), HaveRead(broadcast_id).pack()),)
