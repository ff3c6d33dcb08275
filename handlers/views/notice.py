"""Messages the bot sends by itself."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from handlers.views.broadcast import announcement_text
from handlers.views.event import card_text
from handlers.views.report import decision_screen, report_screen
from handlers.views.review import open_dates_screen
from handlers.views.role_news import role_message_screen
from handlers.views.when import remaining, week_text, when_short
from keyboards.callbacks import NextReport, OpenWeek
from keyboards.event import card_rows, line_button
from keyboards.menu import menu_button
from keyboards.screen import Button, Row, Screen, file_of, lines, paragraphs, shortened
from keyboards.words import emoji
from locales import Html, Translator
from services.access import Actor
from services.digests import Digest, Silence
from services.outbox import (
    AnnouncementNotice,
    DecisionNotice,
    DigestNotice,
    MovedNotice,
    Notice,
    OpenDatesNotice,
    ReminderNotice,
    ReportNotice,
)
from services.role_news import RequestDecidedNotice, RequestNotice, RoleNotice

_LINES = 8
# How many silent schools are named: fewer when the digest would not fit in a message.
_NAMES = (6, 3, 1, 0)
_DIGEST_LIMIT = 3800


def notice_screen(t: Translator, actor: Actor, notice: Notice) -> Screen:
    """A message that nobody asked for just now."""
    match notice:
        case ReminderNotice():
            return reminder_screen(t, notice)
        case ReportNotice():
            return report_screen(t, notice.card)
        case DecisionNotice():
            return decision_screen(t, notice.card)
        case DigestNotice():
            return digest_screen(t, actor, notice.digest)
        case MovedNotice():
            return moved_screen(t, notice)
        case OpenDatesNotice():
            return open_dates_screen(t, notice.month, notice.dates)
        case RequestNotice() | RequestDecidedNotice() | RoleNotice():
            return role_message_screen(t, notice)
        case AnnouncementNotice():
            file = file_of(notice.file_kind, notice.file_id) if notice.file_id else None
            return Screen(announcement_text(t, notice.place_name, notice.html), file=file)


def repeated_screen(t: Translator, screen: Screen) -> Screen:
    """The same message once more: a reader who already has it learns why it came again."""
    word = t.html("<i>I send this once more: the connection broke the first time.</i>")
    return replace(screen, text=paragraphs(screen.text, word))


def reminder_screen(t: Translator, notice: ReminderNotice) -> Screen:
    """The card of an event under a line that says why it comes now."""
    card = notice.card
    left = remaining(t, card.when, card.now)
    if notice.stage == "after":
        head = t.html("❓ <b>Did you take part?</b>")
    elif notice.stage == "open":
        head = t.html("🟢 <b>The work begins</b>")
    elif card.when.is_deadline or card.temporal_role in {"deadline", "period"}:
        head = t.html("⏳ <b>The term: {left}</b>", left=_term_left(t, notice))
    elif card.when.begins_at <= card.now and card.when.begin_time is not None:
        head = t.html("🔔 <b>It has begun already</b>")
    else:
        head = t.html("🔔 <b>Reminder: {left}</b>", left=left)
    text = card_text(t, card, counted=False)
    return Screen(paragraphs(head, text), card_rows(t, card, unfolded=False))


def moved_screen(t: Translator, notice: MovedNotice) -> Screen:
    """What has changed in time, then the card."""
    card, was = notice.card, notice.was
    today = card.now.astimezone(ZoneInfo(card.when.reader_timezone)).date()
    now_is = when_short(t, card.when, today)
    if card.is_cancelled:
        head = t.html("🚫 <b>Cancelled</b>")
    elif was is None:
        head = t.html("📅 <b>In the plan now: {day}</b>", day=now_is)
    elif was.first_day != was.last_day:
        head = t.html("📅 <b>The day is set: {day}</b>", day=now_is)
    else:
        # Both by the clock that the event had and has: the card below tells the reader's own.
        zone = t.zone(card.when.timezone, card.when.begins_at)
        before = t.day(was.first_day, card.when.first_day)
        if was.begin_time is not None:
            zone_was = t.zone(was.timezone or card.when.timezone, card.when.begins_at)
            before = f"{before}, {t.clock(was.begin_time)} {zone_was}"
        if card.when.begin_time is not None:
            day = f"{t.weekday(card.when.first_day)}, {t.day(card.when.first_day, today)}"
            now_is = f"{day}, {t.clock(card.when.begin_time)} {zone}"
        head = t.html("🔁 <b>Moved: {before} → {day}</b>", before=before, day=now_is)
    if notice.more:
        more = t.many("and {n} more day with it", "and {n} more days with it", notice.more)
        head = lines(head, Html(more))
    text = card_text(t, card, counted=not card.is_cancelled)
    if was is not None and any(state.intention for state in card.parties):
        text = paragraphs(
            text, t.html("Your answer stays. Change it if the new time does not suit.")
        )
    return Screen(paragraphs(head, text), card_rows(t, card, unfolded=False))


def _term_left(t: Translator, notice: ReminderNotice) -> str:
    when = notice.card.when
    today = notice.card.now.astimezone(ZoneInfo(when.timezone)).date()
    days = (when.last_day - today).days
    if days <= 0:
        return t("today is the last day")
    if days == 1:
        return t("tomorrow is the last day")
    return t.many("{n} day left", "{n} days left", days)


def digest_screen(t: Translator, actor: Actor, digest: Digest) -> Screen:
    """A curator's week."""
    today = digest.monday
    head = t.html("🧭 <b>Your week: {week}</b>", week=week_text(t, digest.monday, today))
    due = None
    if digest.due:
        shown = [
            t.html(
                "{number}. {emoji} {when} {title}",
                number=number,
                emoji=emoji(line.kind),
                when=when_short(t, line.when, today),
                title=shortened(line.title, 60),
            )
            for number, line in enumerate(digest.due[:_LINES], 1)
        ]
        due = lines(t.html("<b>Due this week</b>"), *shown, _more(t, len(digest.due) - _LINES))
    waiting = None
    if digest.waiting:
        waiting = Html(
            t.many(
                "📥 {n} report waits for your decision",
                "📥 {n} reports wait for your decision",
                digest.waiting,
            )
        )
    text = head
    for names in _NAMES:
        text = paragraphs(
            head,
            due,
            _silence(t, t("No answer about attendance"), digest.unanswered, (today, names)),
            _silence(t, t("No report"), digest.unreported, (today, names)),
            waiting,
        )
        if len(text) <= _DIGEST_LIMIT:
            break
    return Screen(text, _digest_rows(t, digest))


def _silence(
    t: Translator, title: str, silent: tuple[Silence, ...], today_names: tuple[date, int]
) -> Html | None:
    if not silent:
        return None
    shown = [
        t.html(
            "⚪️ {when} {title}: {schools}",
            when=when_short(t, one.line.when, today_names[0]),
            title=shortened(one.line.title, 44),
            schools=_names(t, one, today_names[1]),
        )
        for one in silent[:_LINES]
    ]
    return lines(t.html("<b>{title}</b>", title=title), *shown, _more(t, len(silent) - _LINES))


def _names(t: Translator, silent: Silence, most: int) -> str:
    names = silent.schools
    if len(names) == silent.of > 1:
        return t("all schools ({n})", n=silent.of)
    shown = ", ".join(shortened(name, 64) for name in names[:most])
    rest = len(names) - most
    more = t("and {n} more", n=rest)
    return f"{shown} {more}" if rest > 0 else shown


def _more(t: Translator, rest: int) -> Html | None:
    return t.html("… and {n} more", n=rest) if rest > 0 else None


def _digest_rows(t: Translator, digest: Digest) -> tuple[Row, ...]:
    numbers = tuple(
        line_button(line, str(number)) for number, line in enumerate(digest.due[:_LINES], 1)
    )
    rows: list[Row] = [numbers] if numbers else []
    if digest.waiting:
        rows.append((Button(t("📥 Reports to check"), NextReport(0).pack()),))
    rows.append((Button(t("🗓 Plan"), OpenWeek(0, 1).pack()), menu_button(t)))
    return tuple(rows)
