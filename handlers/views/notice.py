"""Messages the bot sends by itself."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from handlers.views.broadcast import announcement_text
from handlers.views.escalation import silence_message_screen
from handlers.views.event import card_text
from handlers.views.report import decision_screen, report_screen
from handlers.views.review import open_dates_screen
from handlers.views.role_news import role_message_screen
from handlers.views.weekly import weekly_screen
from handlers.views.when import remaining, when_short
from keyboards.event import card_rows
from keyboards.screen import Screen, file_of, lines, paragraphs
from locales import Html, Translator
from services.access import Actor
from services.outbox import (
    AnnouncementNotice,
    DecisionNotice,
    MovedNotice,
    Notice,
    OpenDatesNotice,
    ReminderNotice,
    ReportNotice,
)
from services.role_news import RequestDecidedNotice, RequestNotice, RoleNotice
from services.silence_news import EscalationNotice, NudgeNotice, UnreachableNotice
from services.weekly_news import CoordinatorNotice, DigestNotice, WeekCardNotice


def notice_screen(t: Translator, actor: Actor, notice: Notice) -> Screen:
    """A message that nobody asked for just now."""
    match notice:
        case ReminderNotice():
            return reminder_screen(t, notice)
        case ReportNotice() | DecisionNotice():
            is_decided = isinstance(notice, DecisionNotice)
            return (decision_screen if is_decided else report_screen)(t, notice.card)
        case DigestNotice() | WeekCardNotice() | CoordinatorNotice():
            return weekly_screen(t, notice)
        case MovedNotice():
            return moved_screen(t, notice)
        case OpenDatesNotice():
            return open_dates_screen(t, notice.month, notice.dates)
        case RequestNotice() | RequestDecidedNotice() | RoleNotice():
            return role_message_screen(t, notice)
        case NudgeNotice() | EscalationNotice() | UnreachableNotice():
            return silence_message_screen(t, actor, notice)
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
    elif card.has_term:
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
