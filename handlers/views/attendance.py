"""Who was there: the word of an event, the live list, mending what a school has answered."""

from handlers.views.event import card_screen
from handlers.views.event_answers import said_line
from handlers.views.nudges import nudged_notice, unreached_text
from keyboards.attendance import (
    live_rows,
    mended_choice_rows,
    mended_rows,
    word_rows,
)
from keyboards.callbacks import DialogCancel, OpenEvent
from keyboards.menu import menu_button
from keyboards.reports import question_rows
from keyboards.screen import Button, Screen, lines, paragraphs, shortened
from keyboards.words import fact_words
from locales import Html, Translator
from services.access import Action, Actor
from services.attendance import Answers
from services.cards import EventCard, PartyState
from services.check_in import TRIES
from services.closing import PartyAnswer
from services.dialogs import Turn
from services.live_list import LiveList, Stand
from services.nudges import NudgeResult
from services.terms import PartyKind

# Of those who come for themselves so many are named.
_PEOPLE = 8
_SIGNS = {
    Stand.SILENT: "⚪️",
    Stand.PROMISED: "🕓",
    Stand.UNMANNED: "🏫",
    Stand.AWAY: "❌",
    Stand.HERE: "✅",
}


def excuse_screen(t: Translator, turn: Turn) -> Screen:
    """Why nobody was there."""
    text = paragraphs(
        t.html("🙏 {title}", title=shortened(str(turn.subject["title"]), 160)),
        t.html("Noted: for a good reason. <b>Which one?</b> A few words are enough."),
    )
    skip = {"skip": t("➡️ Leave it without a reason")}
    return Screen(text, question_rows(t, turn, skip, t("↩️ Take the answer back")))


def word_screen(t: Translator, turn: Turn) -> Screen:
    """Which word is shown? After too many wrong ones: whom to ask."""
    title = t.html("✅ <b>{title}</b>", title=shortened(str(turn.subject["title"]), 160))
    if int(turn.draft.answers.get("tries", 0)) >= TRIES:
        text = t.html(
            "The word did not match {n} times. Please ask whoever holds the event, or the "
            "coordinator of «{place}». Nothing is lost: when it is over, the card asks whether you "
            "took part, and one tap is enough.",
            n=TRIES,
            place=str(turn.subject["place"]),
        )
        event = OpenEvent(int(turn.subject["occurrence_id"])).pack()
        return Screen(
            paragraphs(title, text), ((Button(t("📌 The event"), event), menu_button(t)),)
        )
    text = t.html(
        "<b>Which word is shown at the event?</b> Please type it. Capital letters and spaces do "
        "not matter."
    )
    cancel = Button(t("✖️ Cancel"), DialogCancel(turn.dialog_id).pack())
    return Screen(paragraphs(title, text), ((cancel,),))


def set_word_screen(t: Translator, turn: Turn) -> Screen:
    """For who keeps the attendance: which word will be shown."""
    word = turn.subject.get("word")
    text = paragraphs(
        t.html("🔑 <b>{title}</b>", title=shortened(str(turn.subject["title"]), 160)),
        t.html("The code word now: <b>{word}</b>", word=str(word)) if word else None,
        t.html(
            "Show a word at the event: who types it was there. Please type the word, or let me "
            "make one up. Without a word one tap on «I am here» is enough."
        ),
    )
    return Screen(text, word_rows(t, turn))


def word_set_screen(t: Translator, card: EventCard) -> Screen:
    """The card after its word was set or taken away."""
    said = t("Saved. Show the word at the event.") if card.code_word else t("No word is asked for.")
    return card_screen(t, card).flashing(said)


def arrived_screen(t: Translator, card: EventCard) -> Screen:
    """The card after somebody has checked in."""
    return card_screen(t, card).flashing(t("Noted: you are here."))


def live_screen(t: Translator, live: LiveList) -> Screen:
    """How many are there, who is waited for; by name, the silent ones first."""
    card = live.answers.card
    at = t.moment(card.now, card.when.reader_timezone)
    head = t.html("📍 <b>{title}</b>", title=shortened(card.title, 120))
    if not live.of:
        body = t.html("This event expects nobody of yours.")
        return Screen(paragraphs(head, body), live_rows(t, live))
    counted = lines(
        t.html(
            "Here: <b>{n}</b> of {of} · still silent: <b>{silent}</b>",
            n=live.counts[Stand.HERE],
            of=live.of,
            silent=live.waited_for,
        ),
        _beside(t, live),
    )
    listed = lines(*(_live_line(t, live, stand, state) for stand, state in live.lines))
    legend = t.html("⚪️ nothing yet · 🕓 promised to come · ❌ will not come · ✅ here")
    if live.counts[Stand.UNMANNED]:
        legend = lines(legend, t.html("🏫 nobody represents the school yet"))
    asked = t.html("As of {moment}", moment=at)
    text = paragraphs(head, counted, listed, _people(t, live), lines(legend, asked))
    return Screen(text, live_rows(t, live))


def _people(t: Translator, live: LiveList) -> Html | None:
    """Who is expected for himself, in one line: a screen is for the schools."""
    if not live.people:
        return None
    here = sum(stand is Stand.HERE for stand, _ in live.people)
    names = ", ".join(
        f"{_SIGNS[stand]} {shortened(state.name, 30)}" for stand, state in live.people[:_PEOPLE]
    )
    rest = len(live.people) - _PEOPLE
    if rest > 0:
        names = f"{names} {t('and {n} more', n=rest)}"
    return t.html(
        "👤 For themselves: {n} of {of} here. {names}", n=here, of=len(live.people), names=names
    )


def live_nudged_screen(t: Translator, actor: Actor, live: LiveList, result: NudgeResult) -> Screen:
    """The same after a reminder; below it the schools that it does not reach."""
    shown = live_screen(t, live)
    may_invite = actor.may(Action.MANAGE_PEOPLE)
    text = paragraphs(shown.text, unreached_text(t, result, may_invite=may_invite))
    return Screen(text, shown.rows).flashing(nudged_notice(t, result))


def _beside(t: Translator, live: LiveList) -> Html | None:
    parts = []
    if live.counts[Stand.PROMISED]:
        parts.append(t("of them promised to come: {n}", n=live.counts[Stand.PROMISED]))
    if live.counts[Stand.AWAY]:
        parts.append(t("will not come: {n}", n=live.counts[Stand.AWAY]))
    if live.counts[Stand.UNMANNED]:
        parts.append(t("without a representative: {n}", n=live.counts[Stand.UNMANNED]))
    return t.html("{parts}", parts=" · ".join(parts)) if parts else None


def _live_line(t: Translator, live: LiveList, stand: Stand, state: PartyState) -> Html:
    is_school = state.party.kind is PartyKind.SCHOOL
    at = live.answers.nudged.get(state.party.id) if is_school else None
    if at is not None and state.party.id in live.answers.owing:
        return t.html(
            "{sign} {school} · 🔔 reminded {clock}",
            sign=_SIGNS[stand],
            school=shortened(state.name, 60),
            clock=t.moment(at, live.answers.card.when.reader_timezone),
        )
    shown = t.html("{sign} {school}", sign=_SIGNS[stand], school=shortened(state.name, 60))
    if is_school and state.party.id in live.answers.unreached:
        return t.html("{school} · 🚫 the bot is blocked, please call", school=shown)
    return shown


def mended_choice_screen(t: Translator, answers: Answers, page: int) -> Screen:
    """Whose answer should be mended?"""
    text = paragraphs(
        t.html("✏️ <b>{title}</b>", title=shortened(answers.card.title, 120)),
        t.html("Of which school do you want to mend the answer?")
        if all(party.kind is PartyKind.SCHOOL for party in answers.mendable)
        else t.html("Whose answer do you want to mend?"),
    )
    return Screen(text, mended_choice_rows(t, answers, page))


def mended_screen(t: Translator, answer: PartyAnswer) -> Screen:
    """What a school or a person has answered so far, and what else may be written down."""
    text = paragraphs(
        t.html("✏️ <b>{school}</b>", school=answer.state.name),
        t.html("{title}", title=shortened(answer.card.title, 160)),
        said_line(t, answer.state),
        t.html("What should be written down? The record says that it was you."),
    )
    return Screen(text, mended_rows(t, answer))


def mend_noted_screen(t: Translator, answer: PartyAnswer) -> Screen:
    """The same after a tap."""
    fact = answer.state.fact
    said = t(fact_words(answer.state.party.kind)[fact]) if fact is not None else t("⚪️ No answer")
    return mended_screen(t, answer).flashing(t("Written down: {said}", said=said))
