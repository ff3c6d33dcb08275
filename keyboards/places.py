"""Buttons for choosing a place, for the consent, and for settings."""

from collections.abc import Callable

from babel import Locale

from keyboards.callbacks import (
    Agree,
    ChoosePlace,
    ChooseZone,
    Leave,
    OpenPrivacy,
    OpenSettings,
    ReadConsent,
    SetLocale,
    SetPause,
    SetZone,
    Subscribe,
)
from keyboards.habit_callbacks import OpenHabits
from keyboards.menu import menu_button
from keyboards.people_callbacks import ListOwnSeats
from keyboards.screen import Button, Row, shortened
from keyboards.words import ROLES
from locales import LOCALES, Translator
from services.access import Actor
from services.consent import CONSENT_VERSION
from services.handing import OWN_TO_GIVE
from services.places import Level, PlaceItem
from services.terms import PlaceKind

_FLAGS = {"ru": "🇷🇺", "en": "🇬🇧"}
MOST_PLACES = 40


def consent_rows(t: Translator, payload: str, page: int, of: int) -> tuple[Row, ...]:
    """Agree, turn the pages (0 is the short form), or read it in another language."""
    other = (
        Button(t("🔼 In short"), ReadConsent(t.locale, 0, payload).pack())
        if page
        else Button(t("📖 Read in full"), ReadConsent(t.locale, 1, payload).pack())
    )
    languages = tuple(
        Button(language_name(code, chosen=False), ReadConsent(code, page, payload).pack())
        for code in LOCALES
        if code != t.locale
    )
    turning = turning_row(t, page, of, lambda number: ReadConsent(t.locale, number, payload).pack())
    agree = Agree(int(CONSENT_VERSION), t.locale, payload).pack()
    return (
        *((turning,) if turning else ()),
        (Button(t("✅ I agree, go on"), agree),),
        (other, *languages),
    )


def turning_row(t: Translator, at: int, of: int, data: Callable[[int], str]) -> Row:
    """Buttons to the pages before and after the page `at`; none where there are no such."""
    row: list[Button] = []
    if at > 1:
        row.append(Button(t("◀️ Before"), data(at - 1)))
    if 0 < at < of:
        row.append(Button(t("Further ▶️"), data(at + 1)))
    return tuple(row)


def level_rows(t: Translator, level: Level) -> tuple[Row, ...]:
    """The places below one; a municipality can be subscribed to as a whole."""
    rows: list[Row] = [(place_button(place),) for place in level.below[:MOST_PLACES]]
    here = level.here
    if here is not None and here.kind is PlaceKind.MUNICIPALITY:
        rows.append((Button(t("📚 The whole municipality"), Subscribe(here.id).pack()),))
    if level.parent_id is not None:
        rows.append((Button(t("◀️ Back"), ChoosePlace(level.parent_id).pack()),))
    return tuple(rows)


def found_rows(t: Translator, found: list[PlaceItem]) -> tuple[Row, ...]:
    """Places that a search found."""
    rows: list[Row] = [(place_button(place),) for place in found]
    return (*rows, (Button(t("📋 Choose from the list"), ChoosePlace(0).pack()),))


def place_button(place: PlaceItem) -> Button:
    """A school is subscribed to at once; anything above it opens."""
    if place.kind is PlaceKind.SCHOOL:
        return Button(f"🏫 {shortened(place.name, 50)}", Subscribe(place.id).pack())
    return Button(f"📁 {shortened(place.name, 50)}", ChoosePlace(place.id).pack())


def settings_rows(t: Translator, actor: Actor) -> tuple[Row, ...]:
    """Language, zone, silence, one's places."""
    languages = tuple(
        Button(language_name(code, chosen=code == t.locale), SetLocale(code).pack())
        for code in LOCALES
    )
    pause = (
        Button(t("🔔 Resume messages"), SetPause(0).pack())
        if actor.paused
        else Button(t("🔕 Pause messages"), SetPause(1).pack())
    )
    places = [
        (
            Button(
                t(
                    "🚪 Leave: {place} ({role})",
                    place=shortened(seat.place_name, 26),
                    role=t(ROLES[seat.role]),
                ),
                Leave(seat.place_id, seat.role, 0).pack(),
            ),
        )
        for seat in actor.seats
    ]
    handing: list[Row] = []
    if any(seat.role in OWN_TO_GIVE for seat in actor.seats):
        handing.append((Button(t("🤝 Hand over, for good or for a time"), ListOwnSeats().pack()),))
    return (
        languages,
        (Button(t("🕒 Time zone"), ChooseZone().pack()), pause),
        (Button(t("🌙 When to write"), OpenHabits().pack()),),
        *places,
        *handing,
        (Button(t("➕ Another school or municipality"), ChoosePlace(0).pack()),),
        (Button(t("🔒 My data"), OpenPrivacy().pack()), menu_button(t)),
    )


def zone_rows(t: Translator, zones: list[str]) -> tuple[Row, ...]:
    """Zones to choose from, two in a row."""
    buttons = [Button(label, SetZone(number).pack()) for number, label in enumerate(zones)]
    rows: list[Row] = [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]
    back = Button(t("◀️ Back"), OpenSettings().pack())
    return (*rows, (Button(t("🏫 As at my school"), SetZone(-1).pack()), back))


def language_name(code: str, *, chosen: bool) -> str:
    """A language in its own words, with a mark when it is the chosen one."""
    own_name = Locale.parse(code).get_display_name(code) or code
    named = f"{_FLAGS[code]} {own_name.capitalize()}"
    return f"\N{BLACK CIRCLE} {named}" if chosen else named
