"""Messages about silence: schools that have not answered, a representative who blocked the bot."""

from collections.abc import Callable, Iterable
from datetime import date
from zoneinfo import ZoneInfo

from handlers.views.nudges import nudge_screen, unreached_text
from handlers.views.when import when_short
from keyboards.callbacks import BeginReport, StateFact
from keyboards.event import line_button
from keyboards.menu import menu_button
from keyboards.nudge_callbacks import NudgeListed, OpenSilentSchools
from keyboards.people_callbacks import ChooseRole, OpenDesk
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from keyboards.staffing_callbacks import OpenGap
from keyboards.why_callbacks import WhySchool
from keyboards.words import emoji, quick_fact_words
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
from services.staffing import Gap
from services.terms import EscalationCause, Fact, PartyKind
from services.unreachable import Parked

# With these the message is read on a phone without scrolling.
_SCHOOLS = 8
_MATTERS = 3
_OWN = 5
_NAMES = 3
_NAME = 40
_TITLE = 20
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
    """Who is silent about what, each named once; buttons to remind and to open what it is about."""
    if not found.lines:
        text = t.html("✅ All of these schools have answered meanwhile.")
        return Screen(text, ((menu_button(t),),))
    if found.is_own:
        return _own_screen(t, found)
    may_invite = actor.may(Action.MANAGE_PEOPLE)
    manned = [line for line in found.lines if line.is_manned]
    schools = _by(manned, lambda line: line.school_id)[:_SCHOOLS]
    shown = [line for lines_ in schools for line in lines_]
    matters = _by(shown, lambda line: (line.line.occurrence_id, line.cause))[:_MATTERS]
    rest = len({line.school_id for line in manned}) - len(schools)
    names = lines(
        *(_school(t, number, of, found) for number, of in enumerate(schools, 1)),
        t.html("… and {n} more", n=rest) if rest > 0 else None,
    )
    about = lines(*(_matter(t, found, of, schools) for of in matters))
    advice = None
    if schools:
        advice = t.html("🔔 reminds the school.")
        if may_invite:
            advice = t.html("🔔 reminds the school, 👥 shows whom to call.")
    text = paragraphs(
        t.html("⏰ <b>Schools that have not answered</b>") if schools else None,
        names if schools else None,
        about if schools else None,
        _unmanned(t, found),
        unreached_text(t, result, may_invite=may_invite) if result is not None else None,
        advice,
    )
    rows = _rows(t, found, schools, matters, may_invite=may_invite)
    again = Button(t("🔄 How it stands now"), OpenSilentSchools(found.since).pack())
    return Screen(text, (*rows, (again, menu_button(t))))


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


def _by(found: Iterable[SilentLine], key: Callable[[SilentLine], object]) -> list[list[SilentLine]]:
    """The lines that have something in common, in the order in which they come."""
    together: dict[object, list[SilentLine]] = {}
    for line in found:
        together.setdefault(key(line), []).append(line)
    return list(together.values())


def _school(t: Translator, number: int, owed: list[SilentLine], found: SilentList) -> Html:
    moments = [line.nudged_at for line in owed if line.nudged_at is not None]
    told = ""
    if moments:
        told = " · " + t("🔔 reminded {clock}", clock=t.moment(max(moments), found.timezone))
    name = shortened(owed[0].school_name, _NAME)
    return t.html("{number}. <b>{school}</b>{told}", number=number, school=name, told=told)


def _matter(
    t: Translator, found: SilentList, owing: list[SilentLine], schools: list[list[SilentLine]]
) -> Html:
    """What is missing, and of which schools unless it is all of them."""
    ids = {line.school_id for line in owing}
    numbers = [str(number) for number, of in enumerate(schools, 1) if of[0].school_id in ids]
    whose = "" if len(numbers) == len(schools) else f" → {', '.join(numbers)}"
    return t.html(
        "{emoji} {missing}: {title} ({when}){whose}",
        emoji=emoji(owing[0].line.kind),
        missing=_missing(t, owing[0]),
        title=shortened(owing[0].line.title, 60),
        when=when_short(t, owing[0].line.when, _today(found)),
        whose=whose,
    )


def _missing(t: Translator, line: SilentLine) -> str:
    if line.cause is EscalationCause.SILENCE:
        return t("No answer about three events in a row, the last one")
    return t("No report")


def _unmanned(t: Translator, found: SilentList) -> Html | None:
    names = {line.school_id: line.school_name for line in found.lines if not line.is_manned}
    if not names:
        return None
    rest = len(names) - _NAMES
    listed = ", ".join(shortened(name, _NAME) for name in list(names.values())[:_NAMES])
    if rest > 0:
        listed = f"{listed} {t('and {n} more', n=rest)}"
    return t.html("🏫 <b>Nobody represents them yet:</b> {schools}", schools=listed)


def _rows(
    t: Translator,
    found: SilentList,
    schools: list[list[SilentLine]],
    matters: list[list[SilentLine]],
    *,
    may_invite: bool,
) -> tuple[Row, ...]:
    """Whom to remind, whom to call, what it is about; then who is to be invited."""
    numbered = list(enumerate(schools, 1))
    nudges = [
        Button(
            f"🔔 {number}",
            NudgeListed(found.since, of[0].line.occurrence_id, of[0].school_id).pack(),
        )
        for number, of in numbered
        if of[0].level > 1 and all(line.nudged_at is None for line in of)
    ]
    people = [
        Button(f"👥 {number}", OpenDesk(of[0].school_id, 0).pack())
        for number, of in numbered
        if of[0].level > 1 and may_invite
    ]
    opened = [
        line_button(of[0].line, f"{emoji(of[0].line.kind)} {shortened(of[0].line.title, _TITLE)}")
        for of in matters
    ]
    invite: list[Button] = []
    if may_invite and not all(line.is_manned for line in found.lines):
        invite.append(Button(t("✉️ Invite representatives"), OpenGap(Gap.UNMANNED, 0).pack()))
    return tuple(
        tuple(buttons[start : start + size])
        for buttons, size in ((nudges, _IN_ROW), (people, _IN_ROW), (opened, 2), (invite, 1))
        for start in range(0, len(buttons), size)
    )


def _own_screen(t: Translator, found: SilentList) -> Screen:
    """What the reader's own school has not said: he answers at once."""
    shown = list(enumerate(found.lines[:_OWN], 1))
    rest = len(found.lines) - len(shown)
    many = len({line.school_id for line in found.lines}) > 1
    text = paragraphs(
        t.html("⏰ <b>Your school has not answered yet</b>"),
        lines(
            *(_own_line(t, number, line, found, named=many) for number, line in shown),
            t.html("… and {n} more", n=rest) if rest > 0 else None,
        ),
        t.html("The director was reminded. Perhaps you can answer for the school."),
    )
    again = Button(t("🔄 How it stands now"), OpenSilentSchools(found.since).pack())
    rows = [
        (*_said(t, number, line), line_button(line.line, str(number))) for number, line in shown
    ]
    return Screen(text, (*rows, (again, menu_button(t))))


def _own_line(t: Translator, number: int, line: SilentLine, found: SilentList, named: bool) -> Html:
    return t.html(
        "{number}. {missing}: {title} ({when}){school}",
        number=number,
        missing=_missing(t, line),
        title=shortened(line.line.title, 60),
        when=when_short(t, line.line.when, _today(found)),
        school=f" · {shortened(line.school_name, _NAME)}" if named else "",
    )


def _said(t: Translator, number: int, line: SilentLine) -> Row:
    """What the school may say about it."""
    about = line.line.occurrence_id
    if line.cause is not EscalationCause.SILENCE:
        report = BeginReport(about, line.school_id).pack()
        return (Button(f"{number}. {t('📝 Report')}", report),)
    words = {fact: t(label) for fact, label in quick_fact_words(PartyKind.SCHOOL).items()}
    return tuple(
        Button(
            f"{number}. {word}" if fact is Fact.ATTENDED else word[:1],
            StateFact(about, PartyKind.SCHOOL, line.school_id, fact).pack(),
        )
        for fact, word in words.items()
    )


def _today(found: SilentList) -> date:
    return found.now.astimezone(ZoneInfo(found.timezone)).date()
