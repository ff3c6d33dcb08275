"""The words of a week on paper: what hangs in a school names events, never people or answers."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from handlers.views.when import week_text, when_short
from keyboards.words import KINDS
from locales import N_, Translator
from services.calendar import WeekPage
from services.cards import EventLine, When
from services.week_sheet import Sheet, SheetDay, SheetEntry, sheet_as_pdf

_DAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
_SATURDAY = 5


def sheet_of(t: Translator, page: WeekPage, place: str) -> bytes:
    """The page as a file to print."""
    return sheet_as_pdf(words_of(t, page, place))


def words_of(t: Translator, page: WeekPage, place: str) -> Sheet:
    """All that stands on the page."""
    week = week_text(t, page.monday, page.today)
    return Sheet(
        place=place,
        title=t("The week of {week}", week=week),
        days=tuple(_days(t, page)),
        running_title=t("Going on all the while"),
        running=tuple(
            t("{title} ({when})", title=line.title, when=when_short(t, line.when, page.today))
            for line in page.running
        ),
        footer=_footer(t, page),
        more=lambda hidden: t("… and {n} more", n=hidden),
    )


def _days(t: Translator, page: WeekPage) -> list[SheetDay]:
    found = []
    for number, name in enumerate(_DAYS):
        day = page.monday + timedelta(days=number)
        entries = [_entry(t, line, page) for line in page.lines if _day_of(line, page) == day]
        if number >= _SATURDAY and not entries:
            continue
        nothing = (SheetEntry("", "—"),)
        found.append(SheetDay(t(name), t.day(day, page.today), tuple(entries) or nothing))
    return found


def _day_of(line: EventLine, page: WeekPage) -> date:
    """Where it stands: a term on its last day, all else on the day it begins, within the week."""
    when, sunday = line.when, page.monday + timedelta(days=6)
    begins = when.first_day
    if when.begin_time is not None:
        begins = when.begins_at.astimezone(ZoneInfo(when.reader_timezone)).date()
    if _is_span(line) and when.last_day <= sunday:
        return max(when.last_day, page.monday)
    return min(max(begins, page.monday), sunday)


def _entry(t: Translator, line: EventLine, page: WeekPage) -> SheetEntry:
    when = line.when
    kind = t(KINDS.get(line.kind, KINDS["other"])[1])
    title = t("{title} – {kind}", title=line.title.rstrip(" ."), kind=kind)
    if _is_span(line):
        sunday = page.monday + timedelta(days=6)
        if when.last_day <= sunday:
            return SheetEntry(t("term"), title)
        begun = t("{title} ({when})", title=title, when=when_short(t, when, page.today))
        return SheetEntry(t("begins"), begun)
    if when.begin_time is None:
        days = when_short(t, when, page.today) if when.first_day != when.last_day else ""
        return SheetEntry("", f"{title} ({days})" if days else title)
    return SheetEntry(_clock(t, when), title)


def _clock(t: Translator, when: When) -> str:
    return t.clock(when.begins_at.astimezone(ZoneInfo(when.reader_timezone)))


def _is_span(line: EventLine) -> bool:
    when = line.when
    is_work = line.temporal_role in {"deadline", "period"}
    return is_work or when.is_deadline or when.precision != "day"


def _footer(t: Translator, page: WeekPage) -> str:
    lines = [*page.lines, *page.running]
    if not lines:
        return t("From the road map, as of {day}", day=t.day(page.today))
    when = lines[0].when
    zone = t.zone(when.reader_timezone, when.begins_at)
    return t("From the road map, as of {day} · clocks: {zone}", day=t.day(page.today), zone=zone)
