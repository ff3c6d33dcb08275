"""Screens of handing over, of a deputy for a time, and the news about one's role."""

from datetime import timedelta

from keyboards.callbacks import DialogCancel
from keyboards.menu import menu_button
from keyboards.people_callbacks import (
    ChooseDeputy,
    ChooseLastDay,
    ChooseRole,
    HandOver,
    HandOverLink,
    Lend,
    ListOwnSeats,
    OpenDesk,
    OpenSeat,
    TakeBack,
    TypeLastDay,
)
from keyboards.screen import Button, Row, Screen, paragraphs, shortened
from keyboards.words import ROLES
from locales import Html, Translator
from services.dialogs import Turn
from services.succession import Heir, SeatCard

_HEIRS = 12
# How many days a deputy stands in, today included.
_SPANS = (7, 14, 28, 56)


def own_seats_screen(t: Translator, cards: tuple[SeatCard, ...]) -> Screen:
    """Which seat?"""
    if not cards:
        return Screen(t.html("You have no role that could be handed over."), ((menu_button(t),),))
    rows = [
        (
            Button(
                f"{t(ROLES[card.role])} · {shortened(card.place_name, 34)}",
                OpenSeat(card.membership_id).pack(),
            ),
        )
        for card in cards
    ]
    return Screen(t.html("🤝 <b>What do you hand over?</b>"), (*rows, (menu_button(t),)))


def seat_screen(t: Translator, card: SeatCard) -> Screen:
    """A seat: hand it over for good, or lend it for a time."""
    head = t.html("🤝 <b>{role}</b> · {place}", role=t(ROLES[card.role]), place=card.place_name)
    holder = None if card.is_own else t.html("Now: {name}", name=card.holder_name)
    rows: list[Row] = []
    if card.away_until is not None:
        rows.append((Button(t("↩️ Take it back now"), TakeBack(card.membership_id).pack()),))
    elif card.may_lend:
        label = t("🗓 To a deputy for a time")
        rows.append((Button(label, ChooseDeputy(card.membership_id).pack()),))
    if card.may_lend:
        rows.append((Button(t("✉️ Invite a deputy"), ChooseRole(card.place_id).pack()),))
    rows += [
        (
            Button(
                t("🤝 To: {heir}", heir=_heir(t, heir)),
                HandOver(card.membership_id, heir.membership_id, 0).pack(),
            ),
        )
        for heir in card.heirs[:_HEIRS]
    ]
    rows.append(
        (Button(t("🔗 To somebody new, by a link"), HandOverLink(card.membership_id, 0).pack()),)
    )
    back = ListOwnSeats().pack() if card.is_own else OpenDesk(card.place_id, 0).pack()
    rows.append((Button(t("◀️ Back"), back), menu_button(t)))
    return Screen(paragraphs(head, holder, _away(t, card), _what(t, card)), tuple(rows))


def _away(t: Translator, card: SeatCard) -> Html | None:
    if card.away_until is None:
        return None
    return t.html(
        "Until {day}, that day included, {name} stands in and gets the reminders.",
        day=t.day(card.away_until),
        name=card.deputy_name,
    )


def _what(t: Translator, card: SeatCard) -> Html:
    if card.seats > 1:
        return t.html(
            "All {n} places of this curator go together: duties, drafts and reminders.",
            n=card.seats,
        )
    return t.html("Duties, drafts and reminders go over; reports and answers stay with the school.")


def _heir(t: Translator, heir: Heir) -> str:
    return f"{shortened(heir.name, 26)}, {t(ROLES[heir.role])}"


def sure_screen(t: Translator, card: SeatCard, heir_id: int) -> Screen:
    """Ask before a seat goes to somebody; 0 is a link."""
    name = next((h.name for h in card.heirs if h.membership_id == heir_id), None)
    role = t(ROLES[card.role])
    if name is None:
        ask = t.html(
            "Make a link that hands over «{place}» ({role})? It works once, for 7 days. Whoever "
            "opens it is in at once.",
            place=card.place_name,
            role=role,
        )
        yes = Button(t("🔗 Make the link"), HandOverLink(card.membership_id, 1).pack())
    else:
        ask = t.html(
            "Hand over «{place}» ({role}) to {name}?", place=card.place_name, role=role, name=name
        )
        yes = Button(t("🤝 Hand over"), HandOver(card.membership_id, heir_id, 1).pack())
    lost = (
        t.html("You lose access at that moment.")
        if card.is_own
        else t.html("{name} loses access at that moment.", name=card.holder_name)
    )
    stay = Button(t("◀️ Back"), OpenSeat(card.membership_id).pack())
    return Screen(paragraphs(ask, lost), ((yes,), (stay, menu_button(t))))


def handed_screen(t: Translator, card: SeatCard) -> Screen:
    """A seat has a new holder."""
    text = t.html(
        "✅ Done. {role} · {place} is now: <b>{name}</b>.",
        role=t(ROLES[card.role]),
        place=card.place_name,
        name=card.holder_name,
    )
    return Screen(text, ((menu_button(t),),))


def deputy_screen(t: Translator, card: SeatCard) -> Screen:
    """Who stands in?"""
    rows: list[Row] = [
        (Button(_heir(t, heir), ChooseLastDay(card.membership_id, heir.membership_id).pack()),)
        for heir in card.heirs[:_HEIRS]
    ]
    new = t("🔗 Somebody new, by a link")
    rows.append((Button(new, ChooseLastDay(card.membership_id, 0).pack()),))
    rows.append((Button(t("◀️ Back"), OpenSeat(card.membership_id).pack()), menu_button(t)))
    text = paragraphs(
        t.html("🗓 <b>Who stands in?</b> {place}", place=card.place_name),
        t.html("The deputy gets the reminders. The director keeps access and can end it any time."),
    )
    return Screen(text, tuple(rows))


def last_day_screen(t: Translator, card: SeatCard, heir_id: int) -> Screen:
    """Until when?"""
    spans = [
        Button(
            t("until {day}", day=t.day(card.today + timedelta(days=span - 1), card.today)),
            Lend(card.membership_id, heir_id, span).pack(),
        )
        for span in _SPANS
    ]
    rows = (
        tuple(spans[:2]),
        tuple(spans[2:]),
        (Button(t("✏️ Another day"), TypeLastDay(card.membership_id, heir_id).pack()),),
        (Button(t("◀️ Back"), ChooseDeputy(card.membership_id).pack()), menu_button(t)),
    )
    return Screen(t.html("🗓 <b>Until which day, that day included?</b>"), rows)


def day_question(t: Translator, turn: Turn) -> Screen:
    """The last day, in writing."""
    text = t.html("🗓 Write the last day, for example «15.07» or «15.07.2027».")
    return Screen(text, ((Button(t("✖️ Cancel"), DialogCancel(turn.dialog_id).pack()),),))
