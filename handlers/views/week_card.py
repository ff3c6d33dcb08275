"""A school's week in one message: a line for each event, with what has been said about it."""

from handlers.views.when import week_text, when_short
from keyboards.screen import Screen, lines, paragraphs, shortened
from keyboards.week import week_card_rows
from keyboards.words import fact_words, intention_words
from locales import Html, Translator
from services.cards import PartyState
from services.terms import Intention, PartyKind, ReportStatus
from services.week_card import Part, WeekCard, WeekItem

_TITLE = 32
_BEHIND = 2
_BEHIND_TITLE = 28
_SCHOOL = 24
_WAITING, _TO_REPORT, _NOTHING, _LATE = "⚪️", "📝", "▫️", "❗️"
_REPORTED = {
    ReportStatus.SUBMITTED: "📨",
    ReportStatus.RETURNED: "↩️",
    ReportStatus.CONFIRMED: "✔️",
    ReportStatus.ACCEPTED: "✅",
}


def week_card_screen(t: Translator, card: WeekCard) -> Screen:
    """The card as it stands now."""
    week = week_text(t, card.since, card.since)
    head = t.html("🏫 <b>Your school's week: {week}</b>", week=week)
    if card.schools > 1:
        head = t.html("🏫 <b>Your schools' week: {week}</b>", week=week)
    shown = [_line(t, card, number, item) for number, item in enumerate(card.items, card.first)]
    return Screen(
        paragraphs(lines(head, _state(t, card)), lines(*shown), _running(t, card)),
        week_card_rows(t, card),
    )


def _state(t: Translator, card: WeekCard) -> Html:
    if card.is_empty:
        return t.html("Nothing is planned for you.")
    if card.waiting:
        return Html(t.many("⚪️ {n} waits for you", "⚪️ {n} wait for you", card.waiting))
    return t.html("✅ Everything is answered, thank you!")


def _line(t: Translator, card: WeekCard, number: int, item: WeekItem) -> Html:
    signs = [_sign(item, state) for state in item.states]
    when = when_short(t, item.line.when, card.since)
    title = shortened(item.line.title, _TITLE)
    said = _said(t, item) if len(item.states) == 1 else _by_school(item, signs)
    sign = _first(signs)
    if item.part is Part.OVERDUE:
        return t.html(
            "❗️ {number}. {title} · {when}{said}", number=number, title=title, when=when, said=said
        )
    return t.html(
        "{sign} {number}. {when} · {title}{said}",
        sign=sign,
        number=number,
        when=when,
        title=title,
        said=said,
    )


def _sign(item: WeekItem, state: PartyState) -> str:
    """How a school stands: what it owes comes before what it has said."""
    if state in item.unanswered:
        return _WAITING
    if state.report_status is not None:
        return _REPORTED[state.report_status]
    if item.part is Part.OVERDUE:
        return _LATE
    if state.fact is not None:
        return fact_words(PartyKind.SCHOOL)[state.fact][:1]
    if state.intention is not None:
        return intention_words(PartyKind.SCHOOL)[state.intention][:1]
    return _TO_REPORT if state in item.unreported and item.part is Part.TERM else _NOTHING


def _first(signs: list[str]) -> str:
    """One sign for all schools: the most pressing one."""
    return next((sign for sign in (_LATE, _WAITING, _TO_REPORT) if sign in signs), signs[0])


def _said(t: Translator, item: WeekItem) -> str:
    """The words that a sign alone would not say."""
    (state,) = item.states
    name = f" · {shortened(state.name, _SCHOOL)}" if item.is_partial else ""
    if state.report_status is ReportStatus.RETURNED:
        return name + t(": mend the report")
    if item.part is Part.OVERDUE:
        return name + t(": no report")
    if state.intention is Intention.DEPUTY and state.fact is None:
        return name + t(": a deputy will come")
    return name


def _by_school(item: WeekItem, signs: list[str]) -> str:
    """Each school with its sign, where they differ or only some are meant."""
    if len(set(signs)) == 1 and not item.is_partial:
        return ""
    told = zip(signs, item.states, strict=True)
    return ": " + ", ".join(f"{sign} {shortened(state.name, _SCHOOL)}" for sign, state in told)


def _running(t: Translator, card: WeekCard) -> Html | None:
    if not card.running:
        return None
    titles = ", ".join(shortened(title, _BEHIND_TITLE) for title in card.running[:_BEHIND])
    rest = len(card.running) - _BEHIND
    if rest > 0:
        titles = f"{titles} {t('and {n} more', n=rest)}"
    return t.html("♾ In the background: {titles}", titles=titles)
