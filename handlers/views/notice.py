"""Messages the bot sends by itself."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from handlers.views.alarm import stuck_screen
from handlers.views.broadcast_check import check_screen, checked_screen
from handlers.views.escalation import silence_message_screen
from handlers.views.event import card_text
from handlers.views.left_draft import left_draft_screen
from handlers.views.letter import announcement_words, read_notice_screen, withdrawn_text
from handlers.views.official import paper_notice_screen
from handlers.views.questions import question_message_screen
from handlers.views.reminded import reminder_screen
from handlers.views.report import decision_screen, report_screen
from handlers.views.review import open_dates_screen
from handlers.views.role_news import role_message_screen
from handlers.views.weekly import weekly_screen
from handlers.views.when import when_short
from keyboards.event import card_rows
from keyboards.screen import Screen, lines, paragraphs
from locales import Html, Translator
from services.absence import Absence
from services.access import Actor
from services.alerts import StuckNotice
from services.broadcast_checks import CheckCard, CheckedNotice, CheckNews
from services.broadcast_messages import (
    AmendNotice,
    AnnouncementNotice,
    BroadcastNews,
    ReadNotice,
    RecallNotice,
)
from services.left_drafts import LeftDraftNotice
from services.messages import EditNotice, Notice
from services.official.cards import PaperNotice
from services.plan_news import DecisionNotice, MovedNotice, OpenDatesNotice, ReportNotice
from services.question_news import QuestionNotice
from services.reminder_messages import ReminderNotice
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
        case MovedNotice() | OpenDatesNotice():
            return _plan_screen(t, notice)
        case RequestNotice() | RequestDecidedNotice() | RoleNotice():
            return role_message_screen(t, notice)
        case NudgeNotice() | EscalationNotice() | UnreachableNotice():
            return silence_message_screen(t, actor, notice)
        case EditNotice():
            return _edited_screen(t, actor, notice)
        case _:
            return _told_screen(t, notice)


def _told_screen(
    t: Translator,
    notice: StuckNotice
    | BroadcastNews
    | CheckNews
    | QuestionNotice
    | LeftDraftNotice
    | PaperNotice,
) -> Screen:
    match notice:
        case StuckNotice():
            return stuck_screen(t, notice)
        case QuestionNotice():
            return question_message_screen(t, notice)
        case LeftDraftNotice():
            return left_draft_screen(t, notice)
        case PaperNotice():
            return paper_notice_screen(t, notice)
        case ReadNotice():
            return read_notice_screen(t, notice)
        case CheckCard():
            return check_screen(t, notice)
        case CheckedNotice():
            return checked_screen(t, notice)
        case AnnouncementNotice() | AmendNotice() | RecallNotice():
            return _announced_screen(t, notice)


def _announced_screen(
    t: Translator, notice: AnnouncementNotice | AmendNotice | RecallNotice
) -> Screen:
    """The words of an announcement, for whoever looks at it outside its chat."""
    if isinstance(notice, RecallNotice):
        return Screen(withdrawn_text(t, notice.place_name))
    said = notice.now if isinstance(notice, AmendNotice) else notice
    return Screen(announcement_words(t, said))


def _plan_screen(t: Translator, notice: MovedNotice | OpenDatesNotice) -> Screen:
    if isinstance(notice, MovedNotice):
        return moved_screen(t, notice)
    return open_dates_screen(t, notice.month, notice.dates)


def _edited_screen(t: Translator, actor: Actor, notice: EditNotice) -> Screen:
    screen = notice_screen(t, actor, notice.now)
    if notice.absence is None:
        return screen
    word = absence_text(t, notice.absence, actor.timezone)
    return replace(screen, text=paragraphs(screen.text, word))


def absence_text(t: Translator, absence: Absence, timezone: str) -> Html:
    """From when to when nobody heard a tap, by the reader's clock."""
    zone = ZoneInfo(timezone)
    since, until = absence.since.astimezone(zone), absence.until.astimezone(zone)
    is_one_day = since.date() == until.date()
    return t.html(
        "<i>I was away from {since} to {until}. If you pressed a button in that time, please"
        " press it once more.</i>",
        since=t.clock(since) if is_one_day else t.moment(since, timezone),
        until=t.clock(until) if is_one_day else t.moment(until, timezone),
    )


def repeated_screen(t: Translator, screen: Screen) -> Screen:
    """The same message once more: a reader who already has it learns why it came again."""
    word = t.html("<i>I send this once more: the connection broke the first time.</i>")
    return replace(screen, text=paragraphs(screen.text, word))


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
