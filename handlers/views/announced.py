"""An announcement after «send»: held, on its way, its totals."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from keyboards.announced import progress_rows, turning_row
from keyboards.announced_callbacks import ListAnnouncements, OpenAnnouncement
from keyboards.callbacks import BeginBroadcast
from keyboards.menu import menu_button
from keyboards.screen import Button, Screen, lines, paragraphs, shortened
from locales import Html, Translator
from services.access import Actor
from services.broadcast_content import plain
from services.broadcast_delivery import AnnouncementList, Listed
from services.broadcast_progress import Progress, Speed
from services.terms import BroadcastStatus

_CELLS = 10
_WORDS = 40
_MINUTE = timedelta(minutes=1)
_SIGNS = {
    BroadcastStatus.WAITING: "👀",
    BroadcastStatus.REFUSED: "↩️",
    BroadcastStatus.HELD: "⏳",
    BroadcastStatus.SCHEDULED: "🗓",
    BroadcastStatus.CANCELLED: "✖️",
    BroadcastStatus.PAUSED: "⏸",
    BroadcastStatus.STOPPED: "⏹",
    BroadcastStatus.SENDING: "📤",
    BroadcastStatus.ASKING: "❔",
    BroadcastStatus.DONE: "✅",
}


def progress_screen(
    t: Translator, actor: Actor, progress: Progress, speed: Speed | None = None
) -> Screen:
    """How far an announcement has got; at the end the totals."""
    head = _head(t, actor, progress)
    if not progress.is_started:
        return Screen(head, progress_rows(t, progress))
    done = progress.total - progress.waiting
    filled = _CELLS * done // progress.total if progress.total else _CELLS
    bar = "▓" * filled + "░" * (_CELLS - filled)
    text = paragraphs(
        head,
        lines(Html(f"{bar} {t.number(done)} / {t.number(progress.total)}"), _speed(t, speed)),
        _counts(t, progress),
        _votes(t, progress),
        t.html("💬 answered in words: {n}", n=progress.replies) if progress.replies else None,
        _changed(t, progress),
        t.html(
            "The connection broke while it was on its way to some. Sent once more, it says so: "
            "whoever has it already will not wonder."
        )
        if progress.asks
        else None,
    )
    return Screen(text, progress_rows(t, progress))


def _head(t: Translator, actor: Actor, progress: Progress) -> Html:
    """Where it stands, in a line or two."""
    if not progress.is_started:
        return _head_before(t, actor, progress)
    match progress.status:
        case BroadcastStatus.PAUSED:
            return t.html("⏸ <b>Paused</b>")
        case BroadcastStatus.STOPPED if progress.finished:
            return t.html("⏹ <b>Stopped: nobody else gets it</b>")
        case BroadcastStatus.STOPPED:
            return t.html("⏹ <b>Stopping: the last ones are on their way…</b>")
    if progress.is_recalled:
        return t.html("🗑 <b>The announcement is deleted</b>")
    if progress.finished:
        return t.html("📣 <b>The announcement is sent</b>")
    return t.html("📣 <b>Sending…</b>")


def _head_before(t: Translator, actor: Actor, progress: Progress) -> Html:
    """Where one stands that has not left yet, or never will."""
    people = t.many("{n} person gets it", "{n} people get it", progress.total)
    at = _moment(t, actor, progress)
    heads = {
        BroadcastStatus.WAITING: t.html(
            "👀 <b>A second pair of eyes looks at it first</b>\n{n}.", n=people
        ),
        BroadcastStatus.REFUSED: t.html("↩️ <b>It was not let through, nobody got it</b>"),
        BroadcastStatus.CANCELLED: t.html("✖️ <b>Taken back, nobody got it</b>"),
        BroadcastStatus.HELD: t.html(
            "⏳ <b>It leaves at {at}</b>\n{n}. Until then you can take it back.", at=at, n=people
        ),
        BroadcastStatus.SCHEDULED: lines(
            t.html("🗓 <b>It leaves on {at}</b>", at=at),
            t("Then every week at that hour.") if progress.is_weekly else None,
            t.html("Who gets it is looked up at that moment; now: {n}.", n=people),
        ),
    }
    late = t.html(
        "⏸ <b>It was to leave on {at}, and I could not send it then</b>\n"
        "It is for you to say whether it is still of use.",
        at=at,
    )
    return heads.get(progress.status, late)


def _moment(t: Translator, actor: Actor, progress: Progress) -> str:
    if progress.send_at is None:
        return ""
    local = progress.send_at.astimezone(ZoneInfo(actor.timezone))
    if progress.status == BroadcastStatus.HELD:
        return f"{t.clock(local)}:{local.second:02d}"
    return t.moment(progress.send_at, actor.timezone)


def _speed(t: Translator, speed: Speed | None) -> str | None:
    if speed is None:
        return None
    rate = t("⚡️ {n} a second", n=t.number(max(round(speed.a_second), 1)))
    if speed.left < _MINUTE:
        return f"{rate} · {t('less than a minute left')}"
    left = t.many("about {n} minute left", "about {n} minutes left", round(speed.left / _MINUTE))
    return f"{rate} · {left}"


def _counts(t: Translator, progress: Progress) -> Html:
    def counted(sentence: str | None, n: int) -> str | None:
        return sentence if n else None

    return lines(
        t("✅ delivered: {n}", n=progress.sent),
        counted(t("🌙 wait for their morning: {n}", n=progress.asleep), progress.asleep),
        t("🚫 have blocked the bot: {n}", n=progress.blocked),
        t("⚠️ errors: {n}", n=progress.failed),
        counted(t("❔ not known whether delivered: {n}", n=progress.unknown), progress.unknown),
        counted(t("🔕 wanted no messages any more: {n}", n=progress.skipped), progress.skipped),
        counted(t("⏹ not sent: {n}", n=progress.called_off), progress.called_off),
    )


def _votes(t: Translator, progress: Progress) -> Html | None:
    """How the readers have voted so far."""
    if not progress.question:
        return None
    voted = t.many("{n} person has voted", "{n} people have voted", progress.voters)
    answers = [
        t.html(
            "{n} · {answer} ({percent})",
            n=t.number(votes),
            answer=answer,
            percent=t.percent(votes, progress.voters),
        )
        for answer, votes in progress.options
    ]
    return lines(t.html("📊 <b>{question}</b>", question=progress.question), *answers, voted)


def _changed(t: Translator, progress: Progress) -> Html | None:
    """How far a change of what was delivered has got."""
    amended = progress.amended
    if amended is None:
        return None
    counts = {"done": t.number(amended.done), "of": t.number(amended.total)}
    head = (
        t("🗑 Deleted in {done} of {of} chats", **counts)
        if progress.is_recalled
        else t("✏️ Changed in {done} of {of} chats", **counts)
    )
    missed = t("⚠️ could not be changed: {n}", n=amended.missed) if amended.missed else None
    n = 0 if progress.is_recalled else progress.read_before
    before = t.many("👁 {n} has read the former text", "👁 {n} have read the former text", n)
    return lines(head, missed, before if n else None)


def announcements_screen(t: Translator, found: AnnouncementList) -> Screen:
    """One's announcements, the newest first."""
    if not found.lines:
        text = t.html("🗂 <b>My announcements</b>\n\nThere are none yet.")
    else:
        text = t.html("🗂 <b>My announcements</b>\n\nOpen one to see how far it has got.")
    rows = [
        (Button(_label(t, one, found.timezone), OpenAnnouncement(one.broadcast_id).pack()),)
        for one in found.lines
    ]
    turns = turning_row(
        t,
        ListAnnouncements(found.page - 1) if found.page else None,
        None if found.is_last else ListAnnouncements(found.page + 1),
    )
    write = Button(t("📣 Write one"), BeginBroadcast().pack())
    return Screen(text, (*rows, *turns, (write, menu_button(t))))


def _label(t: Translator, one: Listed, timezone: str) -> str:
    sign = "🗑" if one.is_recalled else _SIGNS[one.status]
    words = plain(one.content.html(t.locale))
    if not words:
        words = one.content.poll.question if one.content.poll is not None else "📎"
    return f"{sign} {t.moment(one.at, timezone)} · {shortened(words, _WORDS)}"
