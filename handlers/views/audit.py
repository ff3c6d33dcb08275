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

# By the code, or by what stands in front of a colon in it; behind it stands a role or a detail.
ACTIONS = {
    "event:moved": N_("moved the date"),
    "event:set": N_("set the date"),
    "event:cancelled": N_("cancelled the event"),
    "edit": N_("changed the event"),
    "reminders": N_("chose the reminders of an event"),
    "own_form": N_("changed the own form of an event"),
    "confirm": N_("confirmed rows of the road map"),
    "import": N_("sent a road map"),
    "paper:order": N_("had a paper made"),
    "publish": N_("published the road map"),
    "discard": N_("discarded a draft of the road map"),
    "broadcast": N_("sent an announcement"),
    "broadcast:again": N_("sent an announcement once more to whom it may not have reached"),
    "broadcast:agreed": N_("agreed to an announcement of somebody else"),
    "broadcast:refused": N_("sent an announcement of somebody else back"),
    "broadcast:stopped": N_("stopped an announcement"),
    "broadcast:paused": N_("paused an announcement"),
    "broadcast:resumed": N_("let an announcement go on"),
    "broadcast:changed": N_("changed the words of an announcement that had arrived"),
    "broadcast:asked_again": N_("asked to read an announcement once more"),
    "broadcast:deleted": N_("deleted an announcement everywhere"),
    "broadcast:nudged": N_("reminded those who had not read an announcement"),
    "broadcast:left": N_("left open whom an announcement has reached"),
    "nudge": N_("reminded the school"),
    "code_word": N_("set the code word of an event"),
    "code_word:dropped": N_("took the code word of an event away"),
    "fact:attended": N_("wrote down: the school took part"),
    "fact:recording": N_("wrote down: the school watched the recording"),
    "fact:missed": N_("wrote down: the school did not take part"),
    "fact:excused": N_("wrote down: the school was away for a good reason"),
    "fact:no_answer": N_("wrote down: the school has not answered"),
    "fact:listed": N_("wrote down from a list: the school took part"),
    "own_fact:attended": N_("wrote down of a participant: took part"),
    "own_fact:recording": N_("wrote down of a participant: watched the recording"),
    "own_fact:missed": N_("wrote down of a participant: did not take part"),
    "own_fact:excused": N_("wrote down of a participant: away for a good reason"),
    "own_fact:no_answer": N_("wrote down of a participant: no answer"),
    "own_fact:listed": N_("wrote down of a participant from a list: took part"),
    "report:submitted": N_("sent a report"),
    "report:confirmed": N_("confirmed a report"),
    "report:accepted": N_("accepted a report of what was done"),
    "report:returned": N_("returned a report"),
    "report:in_time": N_("a report is in time: its term was put off"),
    "row:steps": N_("chose whose word makes a report count"),
    "question:asked": N_("asked a question"),
    "question:answered": N_("answered a question"),
    "invite:revoked": N_("withdrew an invitation"),
    "invite:all_schools": N_("made invitations for all schools"),
    "invite:bare_schools": N_("made invitations for the schools without anybody"),
    "invite": N_("made an invitation"),
    "join": N_("got a role"),
    "leave": N_("gave up a role"),
    "ask": N_("asked for a role"),
    "ask:withdrawn": N_("took back a request for a role"),
    "ask:accepted": N_("accepted a request for a role"),
    "ask:refused": N_("refused a request for a role"),
    "hand_over": N_("handed a role over"),
    "hand_over:link": N_("made a link to hand a role over"),
    "stand_in:link": N_("made a link for a stand-in"),
    "stand_in:begin": N_("began to be stood in for"),
    "stand_in:end": N_("end of standing in"),
    "term:end": N_("end of a term"),
    "places": N_("changed the list of places"),
    "places:table": N_("loaded a table of places"),
    "places:merge": N_("merged municipalities"),
    "places:close": N_("closed a school"),
    "places:reopen": N_("opened a school again"),
    "figures:enter": N_("entered a figure by hand"),
    "figures:take_back": N_("took back a figure entered by hand"),
    "places:rename": N_("renamed a place"),
    "own_data": N_("took out the own data"),
    "consent": N_("gave the consent"),
    "consent:withdrawn": N_("withdrew the consent"),
    "forget": N_("was forgotten"),
    "group:bound": N_("set up the chat of a municipality"),
    "group:unbound": N_("let the chat of a municipality go"),
    "group:left": N_("the bot was removed from the chat of a municipality"),
    "calendar:address": N_("made an address for the calendar"),
    "calendar:revoked": N_("ended the address for the calendar"),
    "restore": N_("restored a backup"),
    "restore_release": N_("let messages out after a backup was restored"),
    "restore_discard": N_("dropped messages after a backup was restored"),
    "export": N_("took a table out"),
    "refused": N_("pressed a button that is not available"),
}
# Nobody does these when nobody is written down: their day has come.
_BY_ITSELF = ("stand_in:end", "term:end")


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
    """What was done, in words; a role is named behind them."""
    return action_words(t, deed.action) or t("another action")


def action_words(t: Translator, action: str) -> str:
    """The words for an action as it is kept; empty when it has none."""
    known = next((code for code in _codes(action) if code in ACTIONS), "")
    if not known:
        return ""
    tail = action.removeprefix(known).removeprefix(":")
    role = next((ROLES[role] for role in Role if role.value == tail), "")
    return f"{t(ACTIONS[known])}: {t(role)}" if role else t(ACTIONS[known])


def _codes(action: str) -> list[str]:
    """«a:b:c», «a:b», «a»."""
    parts = action.split(":")
    return [":".join(parts[:count]) for count in range(len(parts), 0, -1)]


def author_text(t: Translator, deed: Deed) -> str:
    """Who did it, as far as that may be known."""
    if deed.author_id is None:
        is_due = deed.action in _BY_ITSELF
        return t("by itself, in due time") if is_due else t("the operator of the bot")
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
