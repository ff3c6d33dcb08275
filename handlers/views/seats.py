"""Seats in words: a role at a place, until when, who stands in; and the switch between them."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from keyboards.menu import menu_button
from keyboards.people_callbacks import ActAs
from keyboards.screen import Button, Screen, lines, paragraphs, shortened
from keyboards.words import ROLES
from locales import Html, Translator
from services.access import Actor, Seat

# From the midnight that ends a term back to the noon of its last day: it is the same day in every
# zone of Russia, wherever the reader is.
_TO_NOON = timedelta(hours=12)
_MOST = 20


def seat_text(t: Translator, seat: Seat) -> str:
    """«school director · School 1»."""
    return f"{t(ROLES[seat.role])} · {seat.place_name}"


def last_day(t: Translator, until: datetime, timezone: str) -> str:
    """The last day of a term that ends at midnight."""
    return t.day((until - _TO_NOON).astimezone(ZoneInfo(timezone)).date())


def seat_line(t: Translator, actor: Actor, seat: Seat) -> Html:
    """A seat with its term, and who stands in."""
    named = seat_text(t, seat)
    if seat.away_until is not None:
        return t.html(
            "{seat} (until {day}, that day included, {name} stands in)",
            seat=named,
            day=last_day(t, seat.away_until, actor.timezone),
            name=seat.deputy_name,
        )
    if seat.until is not None:
        day = last_day(t, seat.until, actor.timezone)
        return t.html("{seat} (until {day}, that day included)", seat=named, day=day)
    return t.html("{seat}", seat=named)


def acting_text(t: Translator, actor: Actor) -> Html | None:
    """In whose name somebody with several roles acts; None for whoever has one."""
    if len(actor.seats) < 2:
        return None
    acting = actor.acting
    if acting is None or acting.membership_id != actor.acting_id:
        return t.html("👥 You act in all your roles together.")
    return t.html("👤 You act as: <b>{seat}</b>", seat=seat_text(t, acting))


def in_name_of(t: Translator, actor: Actor, screen: Screen) -> Screen:
    """A list under the name in which it was made, when somebody has chosen one of his roles."""
    if actor.alone is actor:
        return screen
    return replace(screen, text=paragraphs(acting_text(t, actor), screen.text))


def roles_screen(t: Translator, actor: Actor) -> Screen:
    """Choose in whose name to act."""
    text = paragraphs(
        t.html("<b>In whose name do you act?</b>"),
        acting_text(t, actor),
        t.html("The plan, the reports and the menu then show what belongs to this role."),
    )
    rows = [
        (Button(_marked(seat_text(t, seat), actor, seat), ActAs(seat.membership_id).pack()),)
        for seat in actor.seats[:_MOST]
    ]
    rows.append((Button(t("👥 All together"), ActAs(0).pack()),))
    return Screen(lines(text), (*rows, (menu_button(t),)))


def _marked(label: str, actor: Actor, seat: Seat) -> str:
    chosen = seat.membership_id == actor.acting_id
    return ("\N{BLACK CIRCLE} " if chosen else "") + shortened(label, 55)
