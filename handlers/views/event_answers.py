"""Who has said what about an event: schools first, then those who answer for themselves."""

from zoneinfo import ZoneInfo

from handlers.views.when import when_short
from keyboards.attendance import mending_rows
from keyboards.callbacks import OpenEvent
from keyboards.menu import menu_button
from keyboards.nudges import nudge_rows
from keyboards.official_callbacks import OrderSheet
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from keyboards.why_callbacks import WhyEvent
from keyboards.words import REPORTS, fact_words, intention_words
from locales import Html, Translator
from services.attendance import Answers
from services.cards import EventCard, PartyState
from services.presence import TOOK_PART
from services.terms import Intention, PartyKind

_SCHOOLS = 20


def answers_screen(t: Translator, answers: Answers) -> Screen:
    """Those expected by what they said, the silent ones first."""
    card = answers.card
    today = card.now.astimezone(ZoneInfo(card.when.reader_timezone)).date()
    head = t.html(
        "👀 <b>{title}</b>\n{when}",
        title=shortened(card.title, 120),
        when=when_short(t, card.when, today),
    )
    # Colleagues' reasons are for whoever keeps the attendance.
    keeps = any(state.party in answers.mendable for state in answers.people)
    people = answers.people if keeps else ()
    rows: tuple[Row, ...] = (
        (Button(t("📌 The event"), OpenEvent(card.occurrence_id).pack()), menu_button(t)),
    )
    if not (answers.schools or people):
        return Screen(paragraphs(head, t.html("This event expects nobody of yours.")), rows)
    if answers.schools:
        why = Button(t("❔ Why did they not get it?"), WhyEvent(card.occurrence_id, 0).pack())
        below: Row = (why,)
        if card.attendance_expected:
            sheet = OrderSheet(card.occurrence_id).pack()
            below = (why, Button(t("👥 Sheet"), sheet))
        rows = (below, *rows)
    rows = (*nudge_rows(t, answers), *mending_rows(t, answers), *rows)
    room = _SCHOOLS - min(len(people), _SCHOOLS // 2) if answers.schools else 0
    return Screen(
        paragraphs(
            head,
            *_answered(t, answers, answers.schools, room),
            t.html("👤 <b>For themselves</b>") if answers.schools and people else None,
            *_answered(t, answers, people, _SCHOOLS - min(len(answers.schools), room)),
        ),
        rows,
    )


def _answered(
    t: Translator, answers: Answers, states: tuple[PartyState, ...], room: int
) -> tuple[Html, ...]:
    """Some of those expected, the silent ones first, and how many have answered."""
    if not states:
        return ()
    card = answers.card
    owing = answers.owing
    order = sorted(states, key=lambda s: (not _is_silent(card, s), s.party.id not in owing, s.name))
    more = len(states) - room
    listed = lines(
        *(_school_line(t, answers, state) for state in order[:room]),
        t.html("… and {n} more", n=more) if more > 0 else None,
    )
    silent, of = sum(_is_silent(card, state) for state in states), len(states)
    told = t.html("Answered {done} of {of}.", done=of - silent, of=of)
    if card.attendance_expected and card.report_expected and states is answers.schools:
        # Who has said that he comes has answered, whatever is still to be handed in.
        filed = sum(state.report_status is not None for state in states)
        told = lines(told, t.html("Reported: {done} of {of}.", done=filed, of=of))
    if answers.unmanned and states is answers.schools:
        n = len(answers.unmanned)
        told = lines(told, t.html("🏫 Without a representative: {n}.", n=n))
    return listed, told


def _is_silent(card: EventCard, state: PartyState) -> bool:
    if card.attendance_expected:
        return state.intention is None and state.fact is None and state.report_status is None
    if state.party.kind is not PartyKind.SCHOOL:
        return False
    return card.report_expected and state.report_status is None


def said_line(t: Translator, state: PartyState) -> Html:
    """What a school or a person has said so far."""
    said = said_by(t, state)
    return t.html("Said so far: {said}", said=said or t("no answer"))


def _school_line(t: Translator, answers: Answers, state: PartyState) -> Html:
    said, school = said_by(t, state), shortened(state.name, 60)
    is_school = state.party.kind is PartyKind.SCHOOL
    at = answers.nudged.get(state.party.id) if is_school else None
    if at is not None and state.party.id in answers.owing:
        clock = t.moment(at, answers.card.when.reader_timezone)
        if said and not _is_silent(answers.card, state):
            return t.html(
                "📝 {school}: {said}, no report · 🔔 reminded {clock}",
                school=school,
                said=said,
                clock=clock,
            )
        told = said or t("no answer")
        return t.html(
            "⚪️ {school}: {said} · 🔔 reminded {clock}", school=school, said=told, clock=clock
        )
    if is_school and state.party.id in answers.unmanned:
        told = f"{said} · " if said else ""
        return t.html("🏫 {school}: {told}nobody represents it yet", school=school, told=told)
    if is_school and state.party.id in answers.unreached:
        told = said or t("no answer")
        return t.html(
            "🚫 {school}: {said} · the bot is blocked, please call", school=school, said=told
        )
    if not said:
        return t.html("⚪️ {school}: no answer", school=school)
    return t.html("{said} · {school}", said=said, school=school)


def said_by(t: Translator, state: PartyState) -> str:
    parts, reason = [], None
    if state.fact is not None:
        parts.append(t(fact_words(state.party.kind)[state.fact]))
        reason = state.fact_reason
    elif state.intention is not None:
        parts.append(t(intention_words(state.party.kind)[state.intention]))
    if state.intention is Intention.ABSENT and state.fact not in TOOK_PART:
        reason = reason or state.reason
    if reason:
        parts.append(f"«{shortened(reason, 60)}»")
    if state.is_closed and parts:
        parts.append(t("did not say whether they came"))
    if state.report_status is not None:
        parts.append(t(REPORTS[state.report_status]))
    return " · ".join(parts)
