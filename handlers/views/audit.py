"""The record of actions for a coordinator: a page, one entry, the history of an event."""

from keyboards.callbacks import OpenEvent
from keyboards.menu import menu_button
from keyboards.places import turning_row
from keyboards.privacy_callbacks import (
    AuditOfPerson,
    AuditOfPlace,
    EventHistory,
    OpenAudit,
    OpenDeed,
)
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from keyboards.words import ROLES
from locales import N_, Html, Translator
from services.audit import Deed, Deeds
from services.scheduling import Was
from services.terms import Role

# By what stands before the colon; behind it stands a role or a state.
ACTIONS = {
    "event:moved": N_("moved the date"),
    "event:set": N_("set the date"),
    "event:cancelled": N_("cancelled the event"),
    "edit": N_("changed the event"),
    "confirm": N_("confirmed rows of the road map"),
    "import": N_("sent a road map"),
    "publish": N_("published the road map"),
    "discard": N_("discarded a draft of the road map"),
    "broadcast": N_("sent an announcement"),
    "report:submitted": N_("sent a report"),
    "report:confirmed": N_("confirmed a report"),
    "report:returned": N_("returned a report"),
    "invite:revoked": N_("withdrew an invitation"),
    "invite:all_schools": N_("made invitations for all schools"),
    "invite": N_("made an invitation"),
    "join": N_("got a role"),
    "leave": N_("gave up a role"),
    "places": N_("changed the list of places"),
    "export": N_("took a table out"),
    "refused": N_("tried what is not allowed"),
}


def audit_screen(t: Translator, found: Deeds, kind: str = "", key: int = 0) -> Screen:
    """A page of the record; `kind` and `key` say what it is narrowed to."""
    head = t.html("🕓 <b>Who did what</b>")
    if found.about:
        head = t.html("🕓 <b>Who did what: {about}</b>", about=shortened(found.about, 120))
    if not found.deeds:
        nothing = t.html("Nothing is written down here yet.")
        return Screen(paragraphs(head, nothing), (_way_back(t, kind, key),))
    listed = paragraphs(
        *(_line(t, deed, number, found) for number, deed in enumerate(found.deeds, 1))
    )
    numbers = tuple(
        Button(str(number), OpenDeed(deed.id).pack()) for number, deed in enumerate(found.deeds, 1)
    )
    turning = turning_row(
        t, found.page + 1, found.page + 1 + found.has_more, lambda n: _data(kind, key, n - 1)
    )
    rows: list[Row] = [numbers[:4], numbers[4:], turning, _way_back(t, kind, key)]
    return Screen(paragraphs(head, listed), tuple(row for row in rows if row))


def deed_screen(t: Translator, deed: Deed, timezone: str) -> Screen:
    """One entry, and the ways to what belongs to it."""
    text = paragraphs(
        t.html("🕓 <b>{action}</b>", action=action_text(t, deed)),
        lines(
            t.html("When: {moment}", moment=_moment(t, deed, timezone)),
            t.html("Who: {author}", author=author_text(t, deed)),
            t.html("Where: {place}", place=deed.place_name),
            t.html("What: {title}", title=shortened(deed.title, 200)) if deed.title else None,
            _change(t, deed),
            t.html("Number: {number}", number=deed.id),
        ),
    )
    rows: list[Row] = []
    if deed.author_id is not None:
        data = AuditOfPerson(deed.author_id, 0).pack()
        rows.append((Button(t("👤 All that this person did"), data),))
    data = AuditOfPlace(deed.place_id, 0).pack()
    rows.append((Button(t("📁 All that happened there"), data),))
    if deed.object_kind == "occurrence" and deed.object_id is not None:
        history = EventHistory(deed.object_id, 0).pack()
        rows.append((Button(t("🕓 Who changed the date"), history),))
    return Screen(text, (*rows, (Button(t("◀️ Back"), OpenAudit(0).pack()), menu_button(t))))


def action_text(t: Translator, deed: Deed) -> str:
    """What was done, in words; what has no words yet is shown by its code."""
    head, _, tail = deed.action.partition(":")
    if deed.action in ACTIONS:
        return t(ACTIONS[deed.action])
    word = t(ACTIONS[head]) if head in ACTIONS else head
    role = next((ROLES[role] for role in Role if role.value == tail), "")
    shown = t(role) if role else "" if head in ACTIONS else tail
    return f"{word}: {shown}" if shown else word


def author_text(t: Translator, deed: Deed) -> str:
    """Who did it, as far as that may be known."""
    if deed.author_id is None:
        return t("the operator of the bot")
    return deed.author or t("a former representative")


def _line(t: Translator, deed: Deed, number: int, found: Deeds) -> Html:
    where = deed.title if deed.title and deed.title != found.about else deed.place_name
    return lines(
        t.html(
            "<b>{number}.</b> {moment} · {author}",
            number=number,
            moment=_moment(t, deed, found.timezone),
            author=author_text(t, deed),
        ),
        t.html("{action} · {where}", action=action_text(t, deed), where=shortened(where, 80)),
        _change(t, deed),
    )


def _change(t: Translator, deed: Deed) -> Html | None:
    if deed.now is None:
        return None
    if deed.was is None:
        return t.html("📅 {day}", day=_day(t, deed.now))
    return t.html("📅 {was} → {now}", was=_day(t, deed.was), now=_day(t, deed.now))


def _day(t: Translator, when: Was) -> str:
    day = t.day(when.first_day)
    if when.last_day != when.first_day:
        day = f"{day} – {t.day(when.last_day)}"
    return f"{day}, {t.clock(when.begin_time)}" if when.begin_time is not None else day


def _moment(t: Translator, deed: Deed, timezone: str) -> str:
    return t.moment(deed.at, timezone)


def _data(kind: str, key: int, page: int) -> str:
    match kind:
        case "person":
            return AuditOfPerson(key, page).pack()
        case "place":
            return AuditOfPlace(key, page).pack()
        case "event":
            return EventHistory(key, page).pack()
    return OpenAudit(page).pack()


def _way_back(t: Translator, kind: str, key: int) -> Row:
    if kind == "event":
        return (Button(t("◀️ Back"), OpenEvent(key).pack()), menu_button(t))
    if kind:
        return (Button(t("◀️ Back"), OpenAudit(0).pack()), menu_button(t))
    return (menu_button(t),)
