"""How the plan gets into the calendar of a phone, and on paper."""

from handlers.views.calendar_file import NAME, calendar_of
from handlers.views.week_sheet import sheet_of
from handlers.views.when import week_text
from keyboards.calendar_callbacks import (
    MakeAddress,
    OpenCalendar,
    PrintWeek,
    RevokeAddress,
    TakeCalendarFile,
)
from keyboards.callbacks import OpenWeek
from keyboards.menu import menu_button
from keyboards.screen import Button, File, Row, Screen, lines, paragraphs
from locales import Translator
from services.calendar import WeekPage
from services.calendar_file import AddressState, CalendarFile


def calendar_screen(t: Translator, state: AddressState, timezone: str) -> Screen:
    """A file for once, an address that keeps up by itself."""
    text = paragraphs(
        t.html("📆 <b>The plan in your calendar</b>"),
        t.html(
            "⬇️ The file holds your events as they are now. Open it on the phone, and they stand in"
            " its calendar. Open a newer one later: what has moved moves there, nothing doubles."
        ),
        _about_address(t, state, timezone),
        t.html("The calendar rings no alarms: reminders come from me."),
    )
    rows: list[Row] = [(Button(t("⬇️ File for the calendar"), TakeCalendarFile().pack()),)]
    if state.made_at is not None:
        rows.append(
            (
                Button(t("🔁 Another address"), MakeAddress(0).pack()),
                Button(t("🚫 End the address"), RevokeAddress().pack()),
            )
        )
    elif state.is_offered:
        rows.append((Button(t("🔗 Make an address"), MakeAddress(1).pack()),))
    rows.append((Button(t("🖨 This week on paper"), PrintWeek(0, 1).pack()),))
    rows.append((Button(t("🗓 Plan"), OpenWeek(0, 1).pack()), menu_button(t)))
    return Screen(text, tuple(rows))


def _about_address(t: Translator, state: AddressState, timezone: str) -> str | None:
    if state.made_at is not None:
        return t.html(
            "🔗 You have an address for a subscription, made on {moment}. I keep only its"
            " fingerprint: if you have lost it, make another one, and the old one ends.",
            moment=t.moment(state.made_at, timezone),
        )
    if state.is_offered:
        return t.html(
            "🔗 The address keeps up by itself: the calendar asks it every few hours, and a moved"
            " webinar moves on the phone."
        )
    return None


def another_address_screen(t: Translator) -> Screen:
    """Ask before an address in use ends."""
    text = t.html(
        "🔁 <b>Another address?</b>\nThe old one ends at once: calendars that ask it will get"
        " nothing any more."
    )
    back = Button(t("◀️ Back"), OpenCalendar().pack())
    return Screen(text, ((Button(t("🔁 Another address"), MakeAddress(1).pack()), back),))


def address_screen(t: Translator, address: str) -> Screen:
    """The address, shown once; where to put it."""
    text = paragraphs(
        t.html("🔗 <b>Your address</b>\n<code>{address}</code>", address=address),
        lines(
            t.html("Tap it to copy it, then:"),
            t.html(
                "• iPhone: Settings → Apps → Calendar → Calendar Accounts → Add Account → Other →"
                " Add Subscribed Calendar;"
            ),
            t.html("• Google, in a browser: Other calendars → + → From URL;"),
            t.html("• Yandex, in a browser: New calendar → Subscription."),
        ),
        t.html(
            "Whoever has the address sees your events, but nothing about you: no name, no answers,"
            " no reports. Do not pass it on. I show it only now and can end it at any time."
        ),
    )
    end = Button(t("🚫 End the address"), RevokeAddress().pack())
    return Screen(text, ((end,), (Button(t("◀️ Back"), OpenCalendar().pack()), menu_button(t))))


def calendar_file_screen(t: Translator, file: CalendarFile, link: str) -> Screen:
    """The events as a file."""
    count = len(file.events)
    text = lines(
        t.html("📆 <b>Your events for the calendar</b>"),
        t.many(
            "{n} event. Open the file on the phone.",
            "{n} events. Open the file on the phone.",
            count,
        ),
    )
    return Screen(text, file=File("document", content=calendar_of(t, file, link), name=NAME))


def week_sheet_screen(t: Translator, page: WeekPage, place: str) -> Screen:
    """A week to hang up."""
    week = week_text(t, page.monday, page.today)
    text = t.html("🖨 <b>{week}</b>: one page to print and hang up.", week=week)
    content = sheet_of(t, page, place)
    name = f"week-{page.monday.isoformat()}.pdf"
    return Screen(text, file=File("document", content=content, name=name))
