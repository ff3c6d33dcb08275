"""First minutes: what this is, the consent, choosing a place, and the menu."""

from keyboards.callbacks import DialogCancel, DialogResume
from keyboards.menu import menu_button, menu_rows
from keyboards.places import MOST_PLACES, consent_rows, found_rows, level_rows
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from keyboards.words import PLACES, ROLES
from locales import N_, Html, Translator, escape
from services.access import Action, Actor, Seat
from services.dialogs import Turn
from services.places import Level, PlaceItem
from services.registration import Joined

# The one form that is about nothing with a title of its own.
_UNTITLED = N_("announcement")


def consent_screen(t: Translator, payload: str = "", *, full: bool = False) -> Screen:
    """The consent: in short, or its full text."""
    text = consent_full(t) if full else _consent_short(t)
    return Screen(text, consent_rows(t, payload, full=full))


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


def consent_full(t: Translator) -> Html:
    """The full text of the consent; raise CONSENT_VERSION when it changes."""
    return paragraphs(
        t.html("<b>Consent to the processing of personal data</b>"),
        t.html(
            "<b>What:</b> name and account number in the messenger, language and time zone, "
            "role and school, answers about attendance, result reports with their files, time of "
            "each action."
        ),
        t.html(
            "<b>What for:</b> to remind of the events of the road map, to count attendance and "
            "reports, to show them to the school's curator and to the coordinators of its "
            "municipality and region."
        ),
        t.html(
            "<b>What is not wanted:</b> personal data of pupils. Please do not write them into "
            "reports."
        ),
        t.html(
            "<b>How long:</b> until the project ends or you withdraw the consent: leave all your "
            "places in /settings and write to your coordinator to have your data erased."
        ),
    )


def privacy_screen(t: Translator, actor: Actor) -> Screen:
    """What is stored about this person."""
    known = (
        lines(
            t.html("<b>Stored about you now</b>"),
            t.html("Name: {name}", name=actor.name),
            t.html("Time zone: {zone}", zone=actor.timezone),
            t.html("Consent: version {version}", version=actor.consent_version or ""),
            *(t.html("Role: {role}", role=_seat_text(t, seat)) for seat in actor.seats),
        )
        if actor.person_id is not None
        else t.html("Nothing is stored about you.")
    )
    return Screen(paragraphs(consent_full(t), known), ((menu_button(t),),))


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


def found_screen(t: Translator, query: str, found: list[PlaceItem]) -> Screen:
    """What a typed name found."""
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
    return Screen(paragraphs(t.html("Here is what I have found:"), listed), found_rows(t, found))


def joined_screen(t: Translator, joined: Joined) -> Screen:
    """Somebody got a role, or an invitation did not work."""
    if joined.seat is None:
        text = t.html(
            "Sorry, this invitation does not work: it may have been used or be too old. Ask for a "
            "new one, or choose your school yourself."
        )
        return Screen(text, menu_rows(t, joined.actor))
    text = paragraphs(
        t.html("✅ You are now: <b>{seat}</b>.", seat=_seat_text(t, joined.seat)),
        t.html("Begin with the road map: send the file right here, Word, Excel or PDF.")
        if joined.actor.may(Action.IMPORT_PLAN, joined.seat.path)
        else t.html("I shall write when it is time. The plan is one tap away:"),
    )
    return Screen(text, menu_rows(t, joined.actor))


def menu_screen(t: Translator, actor: Actor, left: Turn | None = None) -> Screen:
    """The menu, with in whose name one acts; a form left half-done stands first."""
    if not actor.seats:
        text = t.html("You are not attached to a school yet. Choose one, or open an invitation.")
        return Screen(text, menu_rows(t, actor))
    seats = lines(*(f"• {escape(_seat_text(t, seat))}" for seat in actor.seats[:8]))
    paused = t.html("🔕 Messages are paused.") if actor.paused else None
    return Screen(
        paragraphs(t.html("<b>Menu</b>"), lines(t.html("You are:"), seats), paused),
        (*_left_rows(t, left), *menu_rows(t, actor)),
    )


def _left_rows(t: Translator, left: Turn | None) -> tuple[Row, ...]:
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
    return str(left.subject.get("title") or t(_UNTITLED))


def help_screen(t: Translator, actor: Actor) -> Screen:
    """What the bot can do for this role."""
    parts = [
        t.html("<b>What I can do</b>"),
        t.html("🗓 /plan shows the road map week by week, with the clock of your zone."),
        t.html("🔔 I write before an event or a deadline. One tap answers."),
    ]
    if actor.may(Action.REPORT):
        parts.append(t.html("📝 /report asks three questions and sends the report to the curator."))
    if actor.may(Action.READ_FIGURES):
        parts.append(t.html("📊 /stats shows who confirmed, came and reported."))
    if actor.may(Action.IMPORT_PLAN):
        parts.append(
            t.html("📄 Send me the road map as a document and it becomes the plan of the year.")
        )
        parts.append(t.html("📣 /broadcast sends an announcement to those you choose."))
    parts.append(t.html("✖️ /cancel drops whatever was begun. /settings: language, zone, silence."))
    return Screen(paragraphs(*parts), ((menu_button(t),),))


def _seat_text(t: Translator, seat: Seat) -> str:
    return f"{t(ROLES[seat.role])} · {seat.place_name}"
