"""A place with its people: who is there, whom to invite, where to go on."""

from handlers.views.seats import last_day
from keyboards.callbacks import DialogCancel
from keyboards.menu import menu_button
from keyboards.people_callbacks import (
    ChooseRole,
    FindDesk,
    ListInvites,
    ListRequests,
    MailLinks,
    OpenDesk,
    OpenSeat,
)
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from keyboards.words import PLACES, ROLES
from locales import Html, Translator
from services.access import Actor
from services.dialogs import Turn
from services.invite_cards import DAYS, Desk, Found, Holder, Spot
from services.names import own_name_first
from services.terms import PlaceKind

_NAME = 45
_HOLDERS = 15


def desk_screen(t: Translator, actor: Actor, desk: Desk) -> Screen:
    """A place: who is there, whom to invite, where to go on."""
    if desk.here is None:
        head = t.html("👥 <b>People and invitations</b>")
        people = None
    else:
        head = t.html("👥 <b>{name}</b>", name=desk.here.name)
        people = lines(*(_holder_line(t, actor, one) for one in desk.holders[:_HOLDERS]))
        people = people or t.html("Nobody has a role here yet.")
    return Screen(paragraphs(head, people), (*_deed_rows(t, desk), *_place_rows(t, desk)))


def _deed_rows(t: Translator, desk: Desk) -> list[Row]:
    rows: list[Row] = []
    if desk.here is not None:
        if desk.may_give:
            rows.append((Button(t("✉️ Invite here"), ChooseRole(desk.here.id).pack()),))
        rows += [
            (
                Button(
                    t("🤝 Replace: {name}", name=shortened(holder.name, 30)),
                    OpenSeat(holder.membership_id).pack(),
                ),
            )
            for holder in desk.holders[:_HOLDERS]
            if holder.may_hand_over
        ]
        if desk.here.kind is PlaceKind.MUNICIPALITY:
            label = t("📋 Links for schools")
            rows.append((Button(label, MailLinks(desk.here.id, DAYS[1], 0).pack()),))
    return rows


def _place_rows(t: Translator, desk: Desk) -> list[Row]:
    rows: list[Row] = [(_spot_button(spot),) for spot in desk.below]
    here = desk.here.id if desk.here is not None else 0
    turns = [
        Button(label, OpenDesk(here, page).pack())
        for label, page in (
            (t("◀️ Earlier"), desk.page - 1),
            (t("Further ▶️"), desk.page + 1),
        )
        if 0 <= page < desk.pages
    ]
    if turns:
        rows.append(tuple(turns))
    rows.append((Button(t("🔎 Find a place"), FindDesk().pack()),))
    if desk.parent_id is not None:
        rows.append((Button(t("🔼 Up"), OpenDesk(desk.parent_id, 0).pack()),))
    rows.append(
        (
            Button(t("🔗 Open links"), ListInvites(0).pack()),
            Button(t("🙋 Requests"), ListRequests(0).pack()),
        )
    )
    rows.append((menu_button(t),))
    return rows


def _spot_button(spot: Spot) -> Button:
    sign = "🏫" if spot.kind is PlaceKind.SCHOOL else "📁"
    return Button(
        f"{sign} {shortened(own_name_first(spot.name), _NAME)}", OpenDesk(spot.id, 0).pack()
    )


def _holder_line(t: Translator, actor: Actor, holder: Holder) -> Html:
    role = t(ROLES[holder.role])
    if holder.away_until is not None:
        return t.html(
            "• {name}, {role} (until {day}, that day included, {deputy} stands in)",
            name=holder.name,
            role=role,
            day=last_day(t, holder.away_until, actor.timezone),
            deputy=holder.deputy_name,
        )
    if holder.until is not None:
        day = last_day(t, holder.until, actor.timezone)
        return t.html(
            "• {name}, {role} (until {day}, that day included)",
            name=holder.name,
            role=role,
            day=day,
        )
    return t.html("• {name}, {role}", name=holder.name, role=role)


def place_question(t: Translator, turn: Turn) -> Screen:
    """Which place?"""
    text = t.html("🔎 Write a part of the name of a school or municipality.")
    return Screen(text, ((Button(t("✖️ Cancel"), DialogCancel(turn.dialog_id).pack()),),))


def places_found_screen(t: Translator, found: Found) -> Screen:
    """What a typed name has found."""
    rows: list[Row] = [(_spot_button(spot),) for spot in found.spots]
    rows.append((Button(t("🔎 Look again"), FindDesk().pack()), Button(t("◀️ Back"), _top())))
    if not found.spots:
        text = t.html("I have found nothing for «{query}» among your places.", query=found.text)
        return Screen(text, tuple(rows))
    listed = lines(
        *(
            t.html(
                "{kind}: <b>{name}</b> · {above}",
                kind=t(PLACES[s.kind]),
                name=s.name,
                above=s.above,
            )
            for s in found.spots
        )
    )
    return Screen(paragraphs(t.html("Here is what I have found:"), listed), tuple(rows))


def _top() -> str:
    return OpenDesk(0, 0).pack()
