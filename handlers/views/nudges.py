"""What became of «remind the school», and the message that the school gets."""

from handlers.views.event import card_text
from handlers.views.event_answers import answers_screen
from keyboards.event import card_rows
from keyboards.screen import Screen, lines, paragraphs, shortened
from locales import Html, Translator
from services.access import Action, Actor
from services.attendance import Answers
from services.debts import Debt
from services.nudges import NudgeFate, NudgeResult, SchoolNudge
from services.silence_news import NudgeNotice
from services.terms import Role

_NAMES = 5
_NAME = 60


def nudged_screen(t: Translator, actor: Actor, answers: Answers, result: NudgeResult) -> Screen:
    """Who has answered, and below it the schools that the reminder does not reach."""
    shown = answers_screen(t, answers)
    may_invite = actor.may(Action.MANAGE_PEOPLE)
    text = paragraphs(shown.text, unreached_text(t, result, may_invite=may_invite))
    return Screen(text, shown.rows).flashing(nudged_notice(t, result))


def nudged_notice(t: Translator, result: NudgeResult) -> str:
    """The short line over the chat."""
    now, later = result.of(NudgeFate.TOLD), result.of(NudgeFate.LATER)
    if now or later:
        told = t.many("I am reminding {n} person.", "I am reminding {n} people.", result.people)
        if later and not now and later[0].at is not None:
            return t("{told} It is night there: I write in the morning.", told=told)
        return told
    if before := result.of(NudgeFate.BEFORE):
        return _before(t, before[0], result.timezone)
    if result.of(NudgeFate.NOBODY, NudgeFate.BLOCKED, NudgeFate.SILENCED):
        return t("I cannot reach anybody there. Please look below.")
    return t("Nothing is owed here any more.")


def unreached_text(t: Translator, result: NudgeResult, *, may_invite: bool) -> Html | None:
    """Whom the bot cannot tell, and what to do instead."""
    nobody, blocked = result.of(NudgeFate.NOBODY), result.of(NudgeFate.BLOCKED)
    silenced = result.of(NudgeFate.SILENCED)
    if not (nobody or blocked or silenced):
        return None
    invite = (
        t.html(
            "🏫 Nobody is there yet: {schools}. Please invite the director.",
            schools=_names(t, nobody),
        )
        if may_invite
        else t.html(
            "🏫 Nobody is there yet: {schools}. Your coordinator can invite the director.",
            schools=_names(t, nobody),
        )
    )
    return lines(
        invite if nobody else None,
        t.html("🚫 The bot is blocked: {schools}. Please call them.", schools=_names(t, blocked))
        if blocked
        else None,
        t.html("🔕 Asked for silence: {schools}. Please call them.", schools=_names(t, silenced))
        if silenced
        else None,
    )


def nudge_screen(t: Translator, notice: NudgeNotice) -> Screen:
    """The message to the school: who asks for what, then the card with its buttons."""
    is_curator = notice.by is Role.CURATOR
    if notice.debt is Debt.REPORT:
        head = (
            t.html("🔔 <b>Your curator asks for the report</b>")
            if is_curator
            else t.html("🔔 <b>Your coordinator asks for the report</b>")
        )
    else:
        head = (
            t.html("🔔 <b>Your curator asks for an answer</b>")
            if is_curator
            else t.html("🔔 <b>Your coordinator asks for an answer</b>")
        )
    card = notice.card
    return Screen(paragraphs(head, card_text(t, card)), card_rows(t, card, unfolded=False))


def _before(t: Translator, school: SchoolNudge, timezone: str) -> str:
    if school.at is None:
        return t("Reminded today already. Once a day is enough.")
    moment = t.moment(school.at, timezone)
    return t("Reminded already: {moment}. Once a day is enough.", moment=moment)


def _names(t: Translator, schools: tuple[SchoolNudge, ...]) -> str:
    shown = ", ".join(shortened(school.name, _NAME) for school in schools[:_NAMES])
    rest = len(schools) - _NAMES
    more = t("and {n} more", n=rest)
    return f"{shown} {more}" if rest > 0 else shown
