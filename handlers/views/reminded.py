"""A message with reminders: one event in full, several as a list, and why it came."""

from datetime import date
from zoneinfo import ZoneInfo

from handlers.views.event import card_screen
from handlers.views.reminder import stage_screen, term_left
from handlers.views.when import day_short, remaining, when_short
from handlers.views.why import stage_text
from keyboards.habits import (
    asked,
    back_to_reminder,
    together_rows,
    unreported,
    which_rows,
    why_button,
    why_rows,
)
from keyboards.screen import Screen, lines, paragraphs, shortened
from keyboards.words import ROLES, emoji, fact_words, intention_words
from locales import Html, Translator
from services.cards import EventCard, PartyState
from services.reminder_messages import ReminderEntry, ReminderNotice, Why


def reminder_screen(t: Translator, notice: ReminderNotice) -> Screen:
    """One event with all its buttons, or a list of several."""
    if len(notice.entries) > 1:
        return _together_screen(t, notice)
    shown = stage_screen(t, notice.card, notice.stage)
    return Screen(shown.text, (*shown.rows, (why_button(t, notice),)))


def reminded_card_screen(t: Translator, notice: ReminderNotice, entry: ReminderEntry) -> Screen:
    """One event of a list, with the way back to it."""
    shown = card_screen(t, entry.card)
    return Screen(shown.text, (*shown.rows, back_to_reminder(t, notice.message_id)))


def which_screen(t: Translator, notice: ReminderNotice) -> Screen:
    """Of several events: which one is the question about."""
    days = [day_short(t, entry.card.when, _today(entry.card)) for entry in notice.entries]
    return Screen(t.html("ⓘ <b>Which reminder do you mean?</b>"), which_rows(t, notice, days))


def why_screen(t: Translator, why: Why) -> Screen:
    """Which rule, in which role, which event, and how many there were this week."""
    card = why.entry.card
    seat = t.html("👤 You are no longer among those it is for.")
    if why.seat is not None:
        seat = t.html(
            "👤 You: {role}, {place}", role=t(ROLES[why.seat.role]), place=why.seat.place_name
        )
    text = paragraphs(
        t.html("ⓘ <b>Why you got this</b>"),
        lines(
            t.html("🔔 Reminder: {stage}", stage=stage_text(t, why.entry.stage)),
            t.html(
                "📌 {when} · {title}",
                when=when_short(t, card.when, _today(card)),
                title=shortened(card.title, 120),
            ),
            seat,
            _spent(t, why),
        ),
        t.html("🔕 You have muted it: no more reminders of it will come.")
        if why.mutes_event or why.mutes_series
        else None,
    )
    return Screen(text, why_rows(t, why))


def _together_screen(t: Translator, notice: ReminderNotice) -> Screen:
    count = len(notice.entries)
    head = t.many("🔔 <b>{n} thing to think of</b>", "🔔 <b>{n} things to think of</b>", count)
    listed = [_line(t, number, entry) for number, entry in enumerate(notice.entries, 1)]
    return Screen(paragraphs(Html(head), *listed), together_rows(t, notice))


def _line(t: Translator, number: int, entry: ReminderEntry) -> Html:
    card = entry.card
    return lines(
        t.html(
            "{number}. <b>{when}</b> · {state}",
            number=number,
            when=when_short(t, card.when, _today(card)),
            state=_state(t, entry),
        ),
        t.html("{emoji} {title}", emoji=emoji(card.kind), title=shortened(card.title, 110)),
    )


def _state(t: Translator, entry: ReminderEntry) -> str:
    """What was said about it, else what it is time for."""
    card = entry.card
    if card.is_cancelled:
        return t("cancelled")
    if card.is_past and entry.stage != "after" and unreported(card):
        left = term_left(t, card) if card.has_term else remaining(t, card.when, card.now)
        return left + t(": no report")
    said = [word for state in card.parties if (word := _said(t, state))]
    if said and not asked(entry):
        if len(card.parties) == 1:
            return said[0]
        signs = [(_said(t, state)[:1], state) for state in card.parties if _said(t, state)]
        return ", ".join(f"{sign} {shortened(state.name, 24)}" for sign, state in signs)
    if entry.stage == "after":
        return t("did you take part?")
    return term_left(t, card) if card.has_term else remaining(t, card.when, card.now)


def _said(t: Translator, state: PartyState) -> str:
    if state.fact is not None:
        return t(fact_words(state.party.kind)[state.fact])
    if state.intention is not None:
        return t(intention_words(state.party.kind)[state.intention])
    return ""


def _spent(t: Translator, why: Why) -> Html:
    if why.budget == 0:
        return t.html("✉️ Messages with reminders this week: {n}, no limit", n=why.spent)
    if why.spent > why.budget:
        return t.html(
            "✉️ Messages with reminders this week: {n} already, the limit is {of}",
            n=why.spent,
            of=why.budget,
        )
    return t.html("✉️ Messages with reminders this week: {n} of {of}", n=why.spent, of=why.budget)


def _today(card: EventCard) -> date:
    return card.now.astimezone(ZoneInfo(card.when.reader_timezone)).date()
