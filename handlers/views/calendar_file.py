"""Events as the calendar of a phone reads them (RFC 5545), without alarms: the bot reminds."""

from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from handlers.views.when import when_text
from keyboards.words import KINDS
from locales import Translator
from services.calendar_file import CalendarEvent, CalendarFile

NAME = "marshrut.ics"
_TITLE = 250
_REFRESH = timedelta(hours=1)
_AROUND = timedelta(days=2)


def fingerprint(file: CalendarFile) -> str:
    """What changes when the events do, and only then."""
    return sha256(repr((file.locale, file.events)).encode()).hexdigest()[:32]


def calendar_of(t: Translator, file: CalendarFile, link: str = "") -> bytes:
    """The file; `link` is what the number of an event is put behind to open it in the bot."""
    calendar = Calendar()
    calendar.add("prodid", "-//Marshrut//Road map//RU")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", t("Marshrut: the road map"))
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for event in file.events:
        calendar.add_component(_entry(t, event, file.now, link))
    days = [day for event in file.events for day in (event.when.first_day, event.when.last_day)]
    if days:
        # A little around them: a zone must know what holds on each of these days.
        calendar.add_missing_timezones(min(days) - _AROUND, max(days) + _AROUND)
    return bytes(calendar.to_ical())


def _entry(t: Translator, event: CalendarEvent, now: datetime, link: str) -> Event:
    entry = Event()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", now)
    title = " ".join(event.title.split())[:_TITLE]
    entry.add("summary", t("Due: {title}", title=title) if event.is_span else title)
    _put_in_time(entry, event)
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    entry.add("description", _description(t, event, now, link))
    if event.link is not None and event.link.startswith(("https://", "http://")):
        entry.add("url", event.link)
    return entry


def _put_in_time(entry: Event, event: CalendarEvent) -> None:
    """A clock in the zone of the event; whole days, which keep nobody busy; a term's last day."""
    when = event.when
    if not event.is_span and when.begin_time is not None:
        zone = ZoneInfo(when.timezone)
        entry.add("dtstart", when.begins_at.astimezone(zone))
        entry.add("dtend", when.ends_at.astimezone(zone))
        entry.add("transp", "OPAQUE")
        return
    entry.add("dtstart", when.last_day if event.is_span else when.first_day)
    entry.add("dtend", when.last_day + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")


def _description(t: Translator, event: CalendarEvent, now: datetime, link: str) -> str:
    kind = t(KINDS.get(event.kind, KINDS["other"])[1])
    parts = [f"{kind} · {event.place_name}", when_text(t, event.when, now), event.link or ""]
    if link:
        parts.append(t("Open in the bot: {link}", link=f"{link}{event.occurrence_id}"))
    return "\n".join(part for part in parts if part)
