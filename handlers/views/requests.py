"""Screens of asking for a role, and of deciding."""

from keyboards.callbacks import ChoosePlace
from keyboards.menu import menu_button
from keyboards.people_callbacks import (
    AskRefusal,
    AskRole,
    DecideRequest,
    ListRequests,
    OpenRequest,
    SendRequest,
    WithdrawRequest,
)
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from keyboards.words import ROLES
from locales import N_, Html, Translator
from services.access import Actor
from services.requests import Asking, RequestCard, WaitingPage
from services.terms import RequestStatus, Role

_STATES = {
    RequestStatus.OPEN: N_("⏳ Waits for a decision"),
    RequestStatus.ACCEPTED: N_("✅ Accepted"),
    RequestStatus.REFUSED: N_("❌ Refused"),
    RequestStatus.WITHDRAWN: N_("↩️ Withdrawn"),
}


def asking_screen(t: Translator, asking: Asking) -> Screen:
    """As what does somebody speak for the school?"""
    text = paragraphs(
        t.html("🙋 <b>{school}</b>", school=asking.place_name),
        t.html(
            "What are you at this school? The coordinator or the curator will see your name and "
            "decide."
        ),
    )
    rows = tuple(
        (Button(t(ROLES[role]), SendRequest(asking.place_id, role).pack()),)
        for role in (Role.DIRECTOR, Role.DEPUTY)
    )
    return Screen(text, (*rows, (menu_button(t),)))


def own_request_screen(t: Translator, card: RequestCard) -> Screen:
    """One's own request as it stands."""
    text = paragraphs(
        t.html("🙋 <b>{role}</b> · {school}", role=t(ROLES[card.role]), school=card.place_name),
        t.html("{state}", state=t(_STATES[card.status])),
        t.html("I shall write as soon as it is decided.")
        if card.status is RequestStatus.OPEN
        else None,
    )
    rows: list[Row] = []
    if card.status is RequestStatus.OPEN:
        rows.append((Button(t("↩️ Withdraw"), WithdrawRequest(card.request_id).pack()),))
    elif card.status is not RequestStatus.ACCEPTED and not card.is_closed:
        rows.append((Button(t("🙋 Ask again"), AskRole(card.place_id).pack()),))
    return Screen(text, (*rows, (menu_button(t),)))


def request_screen(t: Translator, card: RequestCard) -> Screen:
    """A request with the two answers, or with what was answered."""
    if card.is_own:
        return own_request_screen(t, card)
    late = t.html("It was decided before you.") if card.was_late else None
    state = None if card.may_decide else t.html("{state}", state=t(_STATES[card.status]))
    text = paragraphs(
        t.html("🙋 <b>A request for a role</b>"),
        lines(
            t.html("<b>{name}</b> says: {role}", name=card.person_name, role=t(ROLES[card.role])),
            t.html("{school} · {above}", school=card.place_name, above=card.above),
            t.html("Asked {when}", when=t.moment(card.created_at, card.reader_timezone)),
        ),
        _present(t, card) if card.may_decide else None,
        lines(late, state),
    )
    rows: list[Row] = []
    if card.may_decide:
        rows.append(
            (
                Button(t("✅ Accept"), DecideRequest(card.request_id, 1).pack()),
                Button(t("❌ Refuse"), AskRefusal(card.request_id).pack()),
            )
        )
    rows.append((Button(t("🙋 Requests"), ListRequests(0).pack()), menu_button(t)))
    return Screen(text, tuple(rows))


def refusal_screen(t: Translator, card: RequestCard) -> Screen:
    """Ask before a request is refused; what was decided meanwhile is shown instead."""
    if not card.may_decide:
        return request_screen(t, card)
    text = paragraphs(
        t.html("❌ <b>Refuse the request?</b>"),
        t.html(
            "<b>{name}</b>: {role} · {school}",
            name=card.person_name,
            role=t(ROLES[card.role]),
            school=card.place_name,
        ),
    )
    rows = (
        (Button(t("❌ Yes, refuse"), DecideRequest(card.request_id, 0).pack()),),
        (Button(t("◀️ Back"), OpenRequest(card.request_id).pack()), menu_button(t)),
    )
    return Screen(text, rows)


def _present(t: Translator, card: RequestCard) -> Html:
    if not card.present:
        return t.html("Nobody speaks for this school yet.")
    return t.html("Speaks for this school already: {names}", names=", ".join(card.present))


def decision_notice_screen(t: Translator, card: RequestCard) -> Screen:
    """The answer, to the one who asked."""
    role, school = t(ROLES[card.role]), card.place_name
    if card.status is RequestStatus.ACCEPTED:
        text = t.html(
            "✅ Your request was accepted. You are now: <b>{role} · {school}</b>.",
            role=role,
            school=school,
        )
        return Screen(text, ((menu_button(t),),))
    if card.is_closed:
        text = paragraphs(
            t.html(
                "🏫 The school «{school}» was closed in the list of schools. So your request to be "
                "{role} there is over.",
                school=school,
                role=role,
            ),
            t.html("If you speak for another school now, please choose that one."),
        )
        choose = Button(t("🏫 Choose a school or municipality"), ChoosePlace(0).pack())
        return Screen(text, ((choose,), (menu_button(t),)))
    text = paragraphs(
        t.html("❌ Your request to be {role} of «{school}» was refused.", role=role, school=school),
        t.html("If this is a mistake, please write to your coordinator. The plan stays open."),
    )
    return Screen(text, ((menu_button(t),),))


def waiting_requests_screen(t: Translator, actor: Actor, found: WaitingPage) -> Screen:
    """The requests that wait, a page at a time."""
    if not found.total:
        return Screen(t.html("🙋 No request waits for a decision."), ((menu_button(t),),))
    listed = lines(
        *(
            t.html(
                "• {name}: {role}, {school}, {when}",
                name=one.person_name,
                role=t(ROLES[one.role]),
                school=shortened(one.place_name, 60),
                when=t.moment(one.created_at, actor.timezone),
            )
            for one in found.requests
        )
    )
    rows: list[Row] = [
        (
            Button(
                f"🙋 {shortened(one.person_name, 24)} · {shortened(one.place_name, 26)}",
                OpenRequest(one.request_id).pack(),
            ),
        )
        for one in found.requests
    ]
    turns = [
        Button(sign, ListRequests(page).pack())
        for sign, page in (("◀️", found.page - 1), ("▶️", found.page + 1))
        if 0 <= page < found.pages
    ]
    if turns:
        rows.append(tuple(turns))
    head = t.html("🙋 <b>Requests that wait: {n}</b>", n=found.total)
    return Screen(paragraphs(head, listed), (*rows, (menu_button(t),)))
