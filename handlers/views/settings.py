"""Settings."""

from datetime import datetime

from keyboards.callbacks import Leave, OpenSettings
from keyboards.places import language_name, settings_rows, zone_rows
from keyboards.screen import Button, Screen, lines, paragraphs
from keyboards.words import ROLES
from locales import N_, Translator
from services.access import Actor, Seat

# Russia's zones, one well-known city each.
ZONES = {
    "Europe/Kaliningrad": N_("Kaliningrad"),
    "Europe/Moscow": N_("Moscow"),
    "Europe/Samara": N_("Samara, Saratov"),
    "Asia/Yekaterinburg": N_("Yekaterinburg"),
    "Asia/Omsk": N_("Omsk"),
    "Asia/Barnaul": N_("Barnaul, Krasnoyarsk"),
    "Asia/Irkutsk": N_("Irkutsk"),
    "Asia/Yakutsk": N_("Yakutsk"),
    "Asia/Vladivostok": N_("Vladivostok"),
    "Asia/Magadan": N_("Magadan"),
    "Asia/Kamchatka": N_("Kamchatka"),
}


def settings_screen(t: Translator, actor: Actor, now: datetime) -> Screen:
    """What can be set, and how it is now."""
    state = t("paused") if actor.paused else t("on")
    text = paragraphs(
        t.html("⚙️ <b>Settings</b>"),
        lines(
            t.html("Language: {language}", language=language_name(t.locale, chosen=False)),
            t.html(
                "Time zone: {zone}, it is {clock}",
                zone=t.zone(actor.timezone, now),
                clock=t.moment(now, actor.timezone),
            ),
            t.html("Messages: {state}", state=state),
        ),
    )
    return Screen(text, settings_rows(t, actor))


def zones_screen(t: Translator, now: datetime) -> Screen:
    """Choose a zone."""
    labels = [f"{t.zone(zone, now)} · {t(city)}" for zone, city in ZONES.items()]
    return Screen(t.html("🕒 <b>Where are you?</b>"), zone_rows(t, labels))


def leave_screen(t: Translator, seat: Seat) -> Screen:
    """Ask before a role is given up."""
    text = t.html(
        "🚪 <b>{place}</b>\nLeave as {role}? Reminders about it will stop.",
        place=seat.place_name,
        role=t(ROLES[seat.role]),
    )
    rows = (
        (
            Button(t("🚪 Leave"), Leave(seat.place_id, seat.role, 1).pack()),
            Button(t("◀️ Stay"), OpenSettings().pack()),
        ),
    )
    return Screen(text, rows)
