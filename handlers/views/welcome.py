"""First minutes: what this is, the consent, choosing a place, and the menu."""

from collections.abc import Iterator

from handlers.views.privacy import consent_page
from handlers.views.seats import acting_text, last_day, seat_line, seat_text
from keyboards.callbacks import DialogCancel, DialogResume
from keyboards.menu import menu_button, menu_rows
from keyboards.places import MOST_PLACES, consent_rows, found_rows, level_rows
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from keyboards.words import PLACES
from locales import N_, Html, Translator
from services.access import Action, Actor
from services.dialogs import Turn
from services.places import Level, PlaceItem
from services.privacy import ConsentText
from services.registration import Joined

# Forms that are about nothing with a title of its own.
_UNTITLED = {
    "broadcast": N_("announcement"),
    "question": N_("question of the school"),
    "answer": N_("answer to a question"),
}
# Fewer letters find nothing or everything.
_SHORTEST = 3


def consent_screen(
    t: Translator, payload: str = "", text: ConsentText | None = None, page: int = 0
) -> Screen:
    """The consent: in short, or a page of its full text."""
    if text is None or page < 1:
        return Screen(_consent_short(t), consent_rows(t, payload, 0, 0))
    html, at, of = consent_page(t, text, page)
    return Screen(html, consent_rows(t, payload, at, of))


def consent_first_screen(t: Translator) -> Screen:
    """The consent for somebody who began without it: his invitation is in an earlier button."""
    shown = consent_screen(t)
    hint = t.html(
        "If you were invited by a link, please open it once more or agree under the first message."
    )
    return Screen(paragraphs(shown.text, hint), shown.rows)


def _consent_short(t: Translator) -> Html:
    return paragraphs(
        t.html(
            "👋 Hello! I am <b>Marshrut</b>. I remind schools of the road map in time, take "
            "attendance with one tap and short reports in a couple of minutes."
        ),
        t.html(
            "Before we begin I need your consent to process personal data: your name and "
            "account number in the messenger, your role, your answers and reports. Nothing is "
            "stored before you agree."
        ),
    )


def level_screen(t: Translator, level: Level) -> Screen:
    """Choose below a place."""
    if not level.below and level.here is None:
        return Screen(
            t.html(
                "No schools have been loaded yet. Please ask your coordinator for an invitation "
                "link: it opens everything at once."
            ),
            ((menu_button(t),),),
        )
    where = t.html("📁 <b>{name}</b>", name=level.here.name) if level.here else None
    ask = t.html(
        "Choose your school or municipality, or just type a part of its name: "
        "I shall remind you of its events."
    )
    rest = len(level.below) - MOST_PLACES
    more = t.html("… and {n} more: type a part of the name.", n=rest) if rest > 0 else None
    return Screen(paragraphs(where, ask, more), level_rows(t, level))


def found_screen(
    t: Translator, query: str, found: list[PlaceItem], left: Turn | None = None
) -> Screen:
    """What a typed name found; a form left half-done stands first."""
    if not found and len(query.strip()) < _SHORTEST:
        text = t.html("Please write at least {n} letters of the name.", n=_SHORTEST)
        return Screen(text, found_rows(t, []))
    if not found:
        text = t.html(
            "I have found nothing for «{query}». Try a shorter part of the name, "
            "or choose from the list.",
            query=query[:60],
        )
        return Screen(text, found_rows(t, []))
    listed = paragraphs(
        *(
            t.html(
                "{kind}: <b>{name}</b> · {above}",
                kind=t(PLACES[p.kind]),
                name=p.name,
                above=p.above,
            )
            for p in found
        )
    )
    rows = (*left_rows(t, left), *found_rows(t, found))
    return Screen(paragraphs(t.html("Here is what I have found:"), listed), rows)


def joined_screen(t: Translator, joined: Joined, left: Turn | None = None) -> Screen:
    """Somebody got a role, or an invitation did not work."""
    if joined.seat is None:
        text = t.html(
            "Sorry, this invitation does not work: it may have been used or be too old. Ask for a "
            "new one, or choose your school yourself."
        )
        return Screen(text, (*left_rows(t, left), *menu_rows(t, joined.actor)))
    text = paragraphs(
        t.html("✅ You are now: <b>{seat}</b>.", seat=seat_text(t, joined.seat))
        if joined.seat.until is None
        else t.html(
            "✅ You are now: <b>{seat}</b>, until {day}, that day included.",
            seat=seat_text(t, joined.seat),
            day=last_day(t, joined.seat.until, joined.actor.timezone),
        ),
        t.html("Begin with the road map: send the file right here, Word, Excel or PDF.")
        if joined.actor.may(Action.IMPORT_PLAN, joined.seat.path)
        else t.html("I shall write when it is time. The plan is one tap away:"),
    )
    return Screen(text, (*left_rows(t, left), *menu_rows(t, joined.actor)))


def menu_screen(
    t: Translator, actor: Actor, left: Turn | None = None, *, waiting: int = 0
) -> Screen:
    """The menu, with in whose name one acts; a form left half-done stands first."""
    if not actor.seats:
        text = t.html("You are not attached to a school yet. Choose one, or open an invitation.")
        return Screen(text, menu_rows(t, actor))
    seats = lines(*(f"• {seat_line(t, actor, seat)}" for seat in actor.seats[:8]))
    paused = t.html("🔕 Messages are paused.") if actor.paused else None
    return Screen(
        paragraphs(
            t.html("<b>Menu</b>"),
            lines(t.html("You are:"), seats),
            acting_text(t, actor),
            paused,
        ),
        (*left_rows(t, left), *menu_rows(t, actor, waiting)),
    )


def left_rows(t: Translator, left: Turn | None) -> tuple[Row, ...]:
    """The button that goes on with a form left half-done."""
    if left is None:
        return ()
    label = t("▶️ Go on: {about}", about=shortened(_about(t, left), 30))
    return ((Button(label, DialogResume(left.dialog_id).pack()),),)


def waiting_screen(t: Translator, left: Turn) -> Screen:
    """Nothing is open, but a form waits half-done: go on with it or drop it."""
    text = t.html(
        "Nothing is open now, but this waits half-done: «{about}».",
        about=shortened(_about(t, left), 160),
    )
    choice = (
        Button(t("▶️ Go on"), DialogResume(left.dialog_id).pack()),
        Button(t("✖️ Drop it"), DialogCancel(left.dialog_id).pack()),
    )
    return Screen(text, (choice, (menu_button(t),)))


def _about(t: Translator, left: Turn) -> str:
    untitled = _UNTITLED.get(left.draft.form.name, N_("what was begun"))
    return str(left.subject.get("title") or t(untitled))


def help_screen(t: Translator, actor: Actor, *, shares: bool = False) -> Screen:
    """What the bot can do for this role; `shares` where it may be asked in other chats."""
    parts = [
        t.html("<b>What I can do</b>"),
        t.html("🗓 /plan shows the road map week by week, with the clock of your zone."),
        t.html("🔔 I write before an event or a deadline. One tap answers."),
        *_help_about_the_plan(t, actor, shares=shares),
        *_help_about_work(t, actor),
        *_help_for_coordinators(t, actor),
        t.html("🔐 /privacy: what I keep of you, and how to have it erased."),
        t.html("✖️ /cancel drops whatever was begun. /settings: language, zone, silence."),
    ]
    return Screen(paragraphs(*parts), ((menu_button(t),),))


def _help_about_the_plan(t: Translator, actor: Actor, *, shares: bool) -> Iterator[Html]:
    if not actor.may(Action.READ_PLAN):
        return
    yield t.html("📅 /calendar: the plan in the phone's calendar, a week on paper.")
    if shares:
        yield t.html("↗️ An event can be shared into any chat: from its card in full.")


def _help_about_work(t: Translator, actor: Actor) -> Iterator[Html]:
    if actor.may(Action.REPORT):
        yield t.html("📋 /todo: what waits for your school, answered in the list itself.")
        yield t.html("📝 /report asks a few questions and sends the report to the curator.")
        yield t.html("❓ A question to your curator or methodist: from the menu or /todo.")
    if actor.may(Action.ANSWER_QUESTION):
        yield t.html("🧭 /desk: what waits for you, questions of schools, visits.")
    if actor.may(Action.DECIDE_REPORT):
        yield t.html("📥 Reports of your schools come by themselves: accept them or return them.")
    if actor.may(Action.READ_FIGURES):
        yield t.html("📊 /stats: figures of the road map, who confirmed, came and reported.")
        yield t.html("🗂 /papers: notes, sheets and pages for a site as files.")


def _help_for_coordinators(t: Translator, actor: Actor) -> Iterator[Html]:
    if actor.may(Action.IMPORT_PLAN):
        yield t.html("📄 Send me the road map as a document and it becomes the plan of the year.")
    if actor.may(Action.BROADCAST):
        yield t.html(
            "📣 /broadcast: an announcement to those you choose, now, later or every week. "
            "/announcements: who has read it; stop it, change it."
        )
    if actor.may(Action.MANAGE_PEOPLE):
        yield t.html("👥 /people: who is where, invitations, requests, chats of municipalities.")
    if actor.may(Action.LOAD_PLACES):
        yield t.html("🏘 /places: schools and territories, a table of places.")
    if actor.may(Action.READ_AUDIT):
        yield t.html("🕓 /audit: who did what, who moved a date.")
