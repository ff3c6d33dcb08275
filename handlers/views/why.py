"""Why somebody was not reminded, in plain words, and the button that mends it."""

from datetime import date
from zoneinfo import ZoneInfo

from handlers.views.when import when_short
from keyboards.callbacks import OpenAnswers
from keyboards.menu import menu_button
from keyboards.people_callbacks import ChooseRole, OpenSeat
from keyboards.places import turning_row
from keyboards.plan_callbacks import OpenRow
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from keyboards.why_callbacks import WhyBoth, WhyEvent, WhySchool, WhySchools
from keyboards.words import ROLES
from locales import N_, Html, Translator
from roadmap.reminders import is_overdue
from services.fates import REACHED, TO_COME, Entry, Fate, telling
from services.ledger import EventFate, EventLedger, SchoolLedger, SchoolLine, Schools

_PEOPLE = 6

STAGES = {
    "d14": N_("14 days before"),
    "d7": N_("7 days before"),
    "d5": N_("5 days before"),
    "d3": N_("3 days before"),
    "d1": N_("the day before"),
    "d0": N_("on the day"),
    "h1": N_("an hour before"),
    "open": N_("at the beginning"),
    "middle": N_("in the middle"),
    "link": N_("the link when it begins"),
    "after": N_("question afterwards"),
}
# {at} is a moment, {deputy} a name.
FATES = {
    Fate.AHEAD: N_("will come on {at}"),
    Fate.IN_QUEUE: N_("is on its way right now"),
    Fate.RETRYING: N_("Telegram does not take it yet, the bot keeps trying"),
    Fate.NOT_NEEDED: N_("will not come: it is answered already"),
    Fate.SENT: N_("arrived on {at}"),
    Fate.ANSWERED: N_("not sent: it was answered already"),
    Fate.SUPERSEDED: N_("not sent: a nearer reminder or the card of that week says it"),
    Fate.BLOCKED: N_("did not arrive: the bot is blocked since {at}. Phone them"),
    Fate.GONE: N_("did not arrive: the account is no more. Invite them anew"),
    Fate.REFUSED: N_("did not arrive: Telegram refused the message. Tell the administrator"),
    Fate.GIVEN_UP: N_("did not arrive: there was no connection until it was too late. Phone them"),
    Fate.UNSURE: N_("unknown: the connection broke while it was sent. Ask whether it arrived"),
    Fate.PAUSED: N_(
        "not sent: they have switched messages off. Ask to switch them on in /settings"
    ),
    Fate.MUTED: N_("not sent: they asked not to be reminded of it"),
    Fate.OVER_BUDGET: N_(
        "not sent: they already had as many messages this week as they want; "
        "the week's card shows it"
    ),
    Fate.OF_NO_USE: N_("not sent: when its turn came, it was of no use any more"),
    Fate.WITHDRAWN: N_("not sent: the consent was taken back. Invite somebody else"),
    Fate.LEFT: N_("not sent: no longer at this school since {at}"),
    Fate.LATE: N_("not sent: the bot was not running until it was too late. Phone them"),
    Fate.HELD: N_("held back after a restore of the database: the administrator decides"),
    Fate.DISCARDED: N_("not sent: the administrator gave it up after a restore"),
    Fate.STANDS_IN: N_("not sent: {deputy} stands in until {at} and is reminded instead"),
    Fate.JOINED_LATER: N_("not sent: joined the bot only on {at}"),
    Fate.PUBLISHED_LATER: N_("not sent: the road map was published only on {at}"),
    Fate.CAME_LATER: N_("not sent: at that time this date was not planned yet"),
    Fate.NOT_PLANNED: N_("is not planned. Tell the administrator"),
    Fate.EVENT_CANCELLED: N_("the event is cancelled"),
    Fate.NOBODY: N_("nobody represents the school: invite the director"),
    Fate.NO_DAY: N_("only a period is known, not the day: set it, and the reminders will follow"),
    Fate.NEVER: N_(
        "nobody is reminded of this row: it goes on and names no day or term to remind of"
    ),
    Fate.NOT_FOR_SCHOOLS: N_("the row does not speak of schools"),
    Fate.OTHER_SCHOOLS: N_("the row names other schools"),
    Fate.NOT_TAKING_PART: N_("the school does not take part this year"),
}
_WAITING = frozenset({Fate.HELD, Fate.UNSURE})
_BROKEN = frozenset({Fate.BLOCKED, Fate.GONE, Fate.REFUSED, Fate.GIVEN_UP, Fate.LATE, Fate.NOBODY})
_GONE = frozenset({Fate.BLOCKED, Fate.GONE, Fate.WITHDRAWN})


def schools_screen(t: Translator, found: Schools) -> Screen:
    """The schools to choose from."""
    head = t.html("❔ <b>Why did a school get no reminder?</b>")
    rows: list[Row] = [
        (Button(f"🏫 {shortened(school.name, 50)}", WhySchool(school.id, 0, 0).pack()),)
        for school in found.schools
    ]
    if found.text:
        if not rows:
            body = t.html("I know no school of yours called «{text}».", text=found.text)
        else:
            body = t.html("Which school is meant by «{text}»?", text=found.text)
        rows.append((Button(t("📋 All schools"), WhySchools(0).pack()),))
    else:
        body = t.html("Choose a school, or write its name: <code>/why school 19</code>")
        at, of = found.page + 1, found.page + 1 + found.has_more
        rows.append(turning_row(t, at, of, lambda n: WhySchools(n - 1).pack()))
    return Screen(paragraphs(head, body), (*(row for row in rows if row), (menu_button(t),)))


def school_screen(t: Translator, found: SchoolLedger) -> Screen:
    """The last and next events of a school, one line of fate each."""
    head = t.html("❔ <b>{school}: reminders</b>", school=shortened(found.school_name, 80))
    if found.events:
        body = paragraphs(
            *(_event_line(t, event, number) for number, event in enumerate(found.events, 1))
        )
    else:
        body = t.html("There are no events here.")
    numbers = tuple(
        Button(str(number), WhyBoth(found.school_id, event.occurrence_id).pack())
        for number, event in enumerate(found.events, 1)
    )
    rows: list[Row] = [numbers[:4], numbers[4:]]
    here, everything = found.school_id, int(found.everything)
    turning = []
    if found.has_before:
        data = WhySchool(here, found.page - 1, everything).pack()
        turning.append(Button(t("◀️ Before"), data))
    if found.has_more:
        data = WhySchool(here, found.page + 1, everything).pack()
        turning.append(Button(t("Further ▶️"), data))
    rows.append(tuple(turning))
    other = t("🏫 Only this school's") if found.everything else t("📚 All rows")
    rows += [
        (Button(other, WhySchool(here, 0, 1 - everything).pack()),),
        (Button(t("◀️ Back"), WhySchools(0).pack()), menu_button(t)),
    ]
    return Screen(paragraphs(head, body), tuple(row for row in rows if row))


def event_screen(t: Translator, found: EventLedger) -> Screen:
    """The schools of an event, those that were not reached first."""
    head = t.html(
        "❔ <b>{title}</b>\n{when}: who was reminded",
        title=shortened(found.title, 120),
        when=when_short(t, found.when, _today(found)),
    )
    zone = found.when.reader_timezone
    listed = lines(*(_school_line(t, school, zone) for school in found.schools))
    body = listed or t.html("This event expects no schools of yours.")
    summary = t.html("All is in order at {n} of {of}.", n=found.total - found.wrong, of=found.total)
    rows: list[Row] = [
        (
            Button(
                f"🏫 {shortened(school.name, 50)}", WhyBoth(school.id, found.occurrence_id).pack()
            ),
        )
        for school in found.schools
    ]
    turning = turning_row(
        t, found.page + 1, found.pages, lambda n: WhyEvent(found.occurrence_id, n - 1).pack()
    )
    back = Button(t("◀️ Back"), OpenAnswers(found.occurrence_id).pack())
    return Screen(
        paragraphs(head, body, summary if found.total else None),
        (*rows, *((turning,) if turning else ()), (back, menu_button(t))),
    )


def both_screen(t: Translator, found: EventFate) -> Screen:
    """Every person and stage of one event at one school, and what mends it."""
    zone = found.when.reader_timezone
    head = t.html(
        "❔ <b>{school}</b>\n{when} · {title}",
        school=shortened(found.place_name, 80),
        when=when_short(t, found.when, _today(found)),
        title=shortened(found.title, 120),
    )
    verdict = _marked(t, found.verdict, fate_text(t, found.verdict)) if found.verdict else None
    people: dict[int, list[Entry]] = {}
    for entry in found.present:
        people.setdefault(entry.membership_id, []).append(entry)
    told = [_person(t, entries, zone) for entries in list(people.values())[:_PEOPLE]]
    return Screen(paragraphs(head, verdict, *told), _mending_rows(t, found))


def fate_text(t: Translator, fate: Fate, at: str = "", deputy: str = "") -> str:
    """A fate in words, without its mark."""
    return t(FATES[fate], at=at or "–", deputy=deputy or t("a deputy"))


def entry_text(t: Translator, entry: Entry, zone: str) -> str:
    """The fate of one reminder in words."""
    at = ""
    if entry.at is not None:
        at = t.moment(entry.at, zone)
        if entry.fate in {Fate.BLOCKED, Fate.LEFT, Fate.STANDS_IN}:
            at = t.day(entry.at.astimezone(ZoneInfo(zone)).date())
    return fate_text(t, entry.fate, at, entry.deputy_name)


def stage_text(t: Translator, stage: str) -> str:
    """Which reminder it is."""
    if is_overdue(stage):
        return t.many("{n} week after the term", "{n} weeks after the term", int(stage[1:]))
    return t(STAGES[stage]) if stage in STAGES else stage


def mark(fate: Fate) -> str:
    """A sign that is seen before the words are read."""
    if fate in REACHED:
        return "✅"
    if fate in TO_COME:
        return "⏳"
    if fate in _BROKEN:
        return "❌"
    return "❓" if fate in _WAITING else "▫️"


def _marked(t: Translator, fate: Fate, text: str) -> Html:
    return t.html("{mark} {text}", mark=mark(fate), text=text)


def _event_line(t: Translator, event: EventFate, number: int) -> Html:
    zone = event.when.reader_timezone
    line = SchoolLine(event.place_id, "", event.verdict, telling(event.present, event.now))
    return lines(
        t.html(
            "{number}. <b>{when}</b> {title}",
            number=number,
            when=when_short(t, event.when, _today(event)),
            title=shortened(event.title, 80),
        ),
        _summary(t, line, zone),
    )


def _school_line(t: Translator, school: SchoolLine, zone: str) -> Html:
    name = t.html("<b>{school}</b>", school=shortened(school.name, 60))
    return lines(name, _summary(t, school, zone))


def _summary(t: Translator, line: SchoolLine, zone: str) -> Html:
    """The verdict on a school, else the entry that says most of it."""
    if line.verdict is not None:
        return _marked(t, line.verdict, fate_text(t, line.verdict))
    if line.entry is None:
        return _marked(t, Fate.NOT_PLANNED, fate_text(t, Fate.NOT_PLANNED))
    stage = stage_text(t, line.entry.stage)
    return _marked(t, line.entry.fate, f"{stage}: {entry_text(t, line.entry, zone)}")


def _person(t: Translator, entries: list[Entry], zone: str) -> Html:
    first = entries[0]
    return lines(
        t.html("👤 <b>{name}</b>, {role}", name=name_of(t, first), role=t(ROLES[first.role])),
        *(
            _marked(t, one.fate, f"{stage_text(t, one.stage)}: {entry_text(t, one, zone)}")
            for one in entries
        ),
    )


def name_of(t: Translator, entry: Entry) -> str:
    """The name, as far as it may still be said."""
    return shortened(entry.name, 60) or t("a former representative")


def _mending_rows(t: Translator, found: EventFate) -> tuple[Row, ...]:
    rows: list[Row] = []
    if found.may_invite and found.verdict is Fate.NOBODY:
        rows.append((Button(t("➕ Invite"), ChooseRole(found.place_id).pack()),))
    if found.may_edit and found.verdict is Fate.NO_DAY:
        rows.append((Button(t("✏️ Set the day"), OpenRow(found.row_id, 0).pack()),))
    gone = {
        entry.membership_id: entry
        for entry in found.present
        if entry.fate in _GONE and entry.is_seated and entry.name
    }
    if found.may_invite:
        rows += [
            (
                Button(
                    t("🤝 Replace: {name}", name=shortened(entry.name, 30)),
                    OpenSeat(membership_id).pack(),
                ),
            )
            for membership_id, entry in list(gone.items())[:_PEOPLE]
        ]
    school = Button(t("🏫 All its events"), WhySchool(found.place_id, 0, 0).pack())
    event = Button(t("👥 All schools"), WhyEvent(found.occurrence_id, 0).pack())
    return (*rows, (school, event), (menu_button(t),))


def _today(found: EventFate | EventLedger) -> date:
    return found.now.astimezone(ZoneInfo(found.when.reader_timezone)).date()
