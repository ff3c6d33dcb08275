"""When somebody is written to: his quiet hours, days, budget, and what he does not hear of."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from handlers.views.when import when_short
from keyboards.habits import (
    SILENCE_DAYS,
    budget_rows,
    digest_hour_rows,
    habits_rows,
    mute_rows,
    quiet_from_rows,
    quiet_until_rows,
    silence_rows,
    weekday_rows,
)
from keyboards.screen import Screen, lines, paragraphs, shortened
from locales import Html, Translator
from services.access import Actor
from services.mutes import Muted, MuteList
from services.preferences import HabitsCard

_MONDAY = date(2024, 1, 1)


def habits_screen(t: Translator, actor: Actor, card: HabitsCard) -> Screen:
    """All habits at a glance."""
    days = t("on working days only") if card.workdays_only else t("on any day")
    silent = None
    if card.silent_until is not None:
        silent = t.html("🤫 <b>Nothing comes until {day}</b>", day=_day(t, actor, card))
    text = paragraphs(
        t.html("🌙 <b>When I write to you</b>"),
        silent,
        lines(
            t.html("Quiet hours: {hours}", hours=_quiet(t, card)),
            t.html("Reminders: {days}", days=days),
            _budget(t, card),
            t.html(
                "Weekly message: {weekday}, {hour}",
                weekday=t.weekday(_MONDAY + timedelta(days=card.digest_weekday)),
                hour=f"{card.digest_hour:02}:00",
            ),
        ),
    )
    return Screen(text, habits_rows(t, card))


def quiet_screen(t: Translator, card: HabitsCard, since: int | None = None) -> Screen:
    """Choose the quiet hours: first when they begin, then when they end."""
    if since is None:
        question = t.html("🌙 <b>From what hour shall I be quiet?</b>\nNow: {h}", h=_quiet(t, card))
        return Screen(question, quiet_from_rows(t, card))
    question = t.html("🌙 <b>Quiet from {hour}. Until when?</b>", hour=f"{since:02}:00")
    return Screen(question, quiet_until_rows(t, card, since))


def budget_screen(t: Translator, card: HabitsCard) -> Screen:
    """Choose how many messages a week."""
    text = paragraphs(
        t.html("✉️ <b>How many messages with reminders a week at most?</b>"),
        t.html(
            "What cannot wait comes anyway: an hour before an event, on the last day of a term. "
            "The rest you will find in the week's message."
        ),
    )
    return Screen(text, budget_rows(t, card))


def digest_screen(t: Translator, card: HabitsCard, weekday: int | None = None) -> Screen:
    """Choose when the week's message comes."""
    if weekday is None:
        question = t.html("🗓 <b>On which day shall the week's message come?</b>")
        return Screen(question, weekday_rows(t, card))
    day = t.weekday(_MONDAY + timedelta(days=weekday))
    question = t.html("🗓 <b>{weekday}. At what hour?</b>", weekday=day.capitalize())
    return Screen(question, digest_hour_rows(t, card, weekday))


def silence_screen(t: Translator, actor: Actor, found: MuteList) -> Screen:
    """Choose until which day nothing shall come."""
    now_is = None
    if found.until is not None:
        until = found.until.astimezone(ZoneInfo(actor.timezone)).date()
        now_is = t.html("Now: nothing until {day}.", day=t.day(until, found.today))
    text = paragraphs(
        t.html("🤫 <b>For how long shall I be silent?</b>"),
        now_is,
        t.html(
            "Reminders, announcements and weekly messages of that time are not sent later. Answers "
            "to what you do yourself come as always."
        ),
        t.html(
            "The numbers are days, from {first} to {last}: I write again from that day on.",
            first=t.day(found.today + timedelta(days=2), found.today),
            last=t.day(found.today + timedelta(days=SILENCE_DAYS + 1), found.today),
        ),
    )
    return Screen(text, silence_rows(t, found))


def mutes_screen(t: Translator, found: MuteList) -> Screen:
    """What somebody does not hear of."""
    head = t.html("🔕 <b>I do not remind you of</b>")
    if found.items:
        body = lines(*(_line(t, n, item, found.today) for n, item in enumerate(found.items, 1)))
    else:
        body = t.html(
            "Nothing is muted. «ⓘ Why?» below a reminder mutes its event or the whole series."
        )
    return Screen(paragraphs(head, body), mute_rows(t, found))


def _line(t: Translator, number: int, item: Muted, today: date) -> Html:
    when = t("the whole series") if item.when is None else when_short(t, item.when, today)
    return t.html(
        "{number}. <b>{when}</b> {title}",
        number=number,
        when=when,
        title=shortened(item.title, 80),
    )


def _quiet(t: Translator, card: HabitsCard) -> str:
    if not card.has_quiet_hours:
        return t("none")
    return f"{card.quiet_from:02}:00\N{EN DASH}{card.quiet_until:02}:00"


def _budget(t: Translator, card: HabitsCard) -> Html:
    if card.budget == 0:
        return t.html("Messages with reminders this week: {n}, no limit", n=card.spent)
    if card.spent > card.budget:
        return t.html(
            "Messages with reminders this week: {n} already, the limit is {of}",
            n=card.spent,
            of=card.budget,
        )
    return t.html("Messages with reminders this week: {n} of {of}", n=card.spent, of=card.budget)


def _day(t: Translator, actor: Actor, card: HabitsCard) -> str:
    if card.silent_until is None:
        return ""
    return t.day(card.silent_until.astimezone(ZoneInfo(actor.timezone)).date())
