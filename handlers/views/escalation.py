"""Messages about silence: schools that have not answered, a representative who blocked the bot."""

from datetime import date
from zoneinfo import ZoneInfo

from handlers.views.nudges import nudge_screen, unreached_text
from handlers.views.when import when_short
from keyboards.event import line_button
from keyboards.menu import menu_button
from keyboards.nudge_callbacks import NudgeListed, OpenSilentSchools
from keyboards.people_callbacks import ChooseRole, OpenDesk
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from keyboards.why_callbacks import WhySchool
from locales import Html, Translator
from services.access import Action, Actor
from services.escalation import SilentLine, SilentList
from services.nudges import NudgeResult
from services.silence_news import (
    EscalationNotice,
    NudgeNotice,
    SilenceNews,
    UnreachableNotice,
)
from services.terms import EscalationCause
from services.unreachable import Parked

# With these the message is read on a phone without scrolling.
_LINES = 8
_IN_ROW = 4


def silence_message_screen(t: Translator, actor: Actor, notice: SilenceNews) -> Screen:
    """A message about silence."""
    match notice:
        case NudgeNotice():
            return nudge_screen(t, notice)
        case EscalationNotice():
            return silent_schools_screen(t, actor, notice.found)
        case UnreachableNotice():
            return unreachable_screen(t, actor, notice.parked)


def silent_schools_screen(
    t: Translator, actor: Actor, found: SilentList, result: NudgeResult | None = None
) -> Screen:
    """Who is silent about what; a button to remind each, another to open what it is about."""
    if not found.lines:
        text = t.html("✅ All of these schools have answered meanwhile.")
        return Screen(text, ((menu_button(t),),))
    shown = found.lines[:_LINES]
    rest = len(found.lines) - len(shown)
    today = found.now.astimezone(ZoneInfo(found.timezone)).date()
    body = lines(
        *(_line(t, number, line, found, today) for number, line in enumerate(shown, 1)),
        t.html("… and {n} more", n=rest) if rest > 0 else None,
    )
    if found.is_own:
        head = t.html("⏰ <b>Your school has not answered yet</b>")
        advice = t.html("The director was reminded. Perhaps you can answer for the school.")
    else:
        head = t.html("⏰ <b>Schools that have not answered</b>")
        advice = t.html("🔔 reminds the school, the number opens the event.")
    may_invite = actor.may(Action.MANAGE_PEOPLE)
    if may_invite and not found.is_own:
        advice = t.html("🔔 reminds the school, the number opens the event, 👥 shows whom to call.")
    unreached = unreached_text(t, result, may_invite=may_invite) if result is not None else None
    rows = _rows(t, found, shown, may_invite=may_invite)
    return Screen(paragraphs(head, body, unreached, advice), rows)


def unreachable_screen(t: Translator, actor: Actor, parked: Parked) -> Screen:
    """The bot cannot write to who speaks for a school."""
    text = paragraphs(
        t.html("🚫 <b>{school}</b>", school=parked.school_name),
        t.html(
            "I cannot write to the school's representative: the bot is blocked. Please call the "
            "school, or invite somebody else."
        )
        if actor.may(Action.MANAGE_PEOPLE)
        else t.html(
            "I cannot write to the school's representative: the bot is blocked. Please call the "
            "school."
        ),
    )
    rows: list[Row] = []
    if actor.may(Action.MANAGE_PEOPLE):
        invite = Button(t("✉️ Invite somebody else"), ChooseRole(parked.school_id).pack())
        people = Button(t("👥 People of the school"), OpenDesk(parked.school_id, 0).pack())
        rows += [(invite,), (people,)]
    else:
        why = Button(t("❔ What the school got"), WhySchool(parked.school_id, 0, 0).pack())
        rows.append((why,))
    return Screen(text, (*rows, (menu_button(t),)))


def _line(t: Translator, number: int, line: SilentLine, found: SilentList, today: date) -> Html:
    told = ""
    if line.nudged_at is not None:
        told = " · " + t("🔔 reminded {clock}", clock=t.moment(line.nudged_at, found.timezone))
    if line.cause is EscalationCause.SILENCE:
        missing = t("no answer about three events in a row, the last one")
    else:
        missing = t("no report")
    return t.html(
        "{number}. <b>{school}</b>: {missing} · {title} ({when}){told}",
        number=number,
        school=shortened(line.school_name, 60),
        missing=missing,
        title=shortened(line.line.title, 60),
        when=when_short(t, line.line.when, today),
        told=told,
    )


def _rows(
    t: Translator, found: SilentList, shown: tuple[SilentLine, ...], *, may_invite: bool
) -> tuple[Row, ...]:
    """Three kinds of buttons for each line, and a way to look again."""
    numbered = list(enumerate(shown, 1))
    nudges = [
        Button(f"🔔 {n}", NudgeListed(found.since, one.line.occurrence_id, one.school_id).pack())
        for n, one in numbered
        if one.level > 1 and one.nudged_at is None
    ]
    opened = [line_button(one.line, str(n)) for n, one in numbered]
    people = [
        Button(f"👥 {n}", OpenDesk(one.school_id, 0).pack())
        for n, one in numbered
        if one.level > 1 and may_invite
    ]
    rows = [
        tuple(buttons[start : start + _IN_ROW])
        for buttons in (nudges, opened, people)
        for start in range(0, len(buttons), _IN_ROW)
    ]
    again = Button(t("🔄 How it stands now"), OpenSilentSchools(found.since).pack())
    return (*rows, (again, menu_button(t)))
