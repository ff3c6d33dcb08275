"""The audience of an announcement: in words, as lists to tick, as names."""

from collections import Counter

from keyboards.broadcast_audience import (
    audience_rows,
    choices_rows,
    finer_rows,
    names_rows,
    selection_rows,
    title_rows,
)
from keyboards.broadcast_callbacks import More
from keyboards.screen import Screen, lines, paragraphs, shortened
from keyboards.words import ROLES
from locales import N_, Html, Translator
from services.audience_desk import AudienceCard, Choices
from services.audience_lists import Choice, Part
from services.audience_words import Described
from services.audiences import Audience, LeftOut, LeftOutReason, SchoolKind, Selection
from services.dialogs import Turn
from services.terms import Role

_NAMED = 3
_TITLE = 60
_ON_PAGE = 15
ROLES_MANY = {
    Role.OWNER: N_("owners"),
    Role.REGIONAL_COORDINATOR: N_("regional coordinators"),
    Role.MUNICIPAL_COORDINATOR: N_("municipal coordinators"),
    Role.CURATOR: N_("curators"),
    Role.DIRECTOR: N_("school directors"),
    Role.DEPUTY: N_("deputies"),
    Role.METHODIST: N_("methodists"),
    Role.SUBSCRIBER: N_("subscribers"),
}
_KINDS = {
    SchoolKind.PARTICIPANT: N_("participants of the project"),
    SchoolKind.PARTNER: N_("partner schools"),
    SchoolKind.BRANCH: N_("branches"),
}
_REASONS = {
    LeftOutReason.EXCLUDED: N_("left out by you"),
    LeftOutReason.PAUSED: N_("paused messages"),
    LeftOutReason.MUTED: N_("asked for silence for a while"),
    LeftOutReason.BLOCKED: N_("blocked the bot"),
    LeftOutReason.NOBODY: N_("nobody of them is in the bot yet"),
}
_ROWS = {None: audience_rows, More.FINER: finer_rows, More.NAMES: names_rows}
_QUESTIONS = {
    Part.PLACE: N_("📍 <b>Where?</b>"),
    Part.ROLE: N_("🎭 <b>Which roles?</b>"),
    Part.KIND: N_("🎓 <b>Which schools?</b>"),
    Part.YEAR: N_("🗓 <b>Schools of which year of the project?</b>"),
    Part.CONFIRM: N_("❓ <b>Schools that have said nothing about which event?</b>"),
    Part.REPORT: N_("📝 <b>Schools that owe the report on which event?</b>"),
    Part.PERSON: N_("➕ <b>Who gets it in any case?</b>"),
    Part.WITHOUT: N_("➖ <b>Who does not get it?</b>"),
    Part.OUTSIDE: N_("➖ <b>Which places do not get it?</b>"),
    Part.SAVED: N_("📂 <b>Audiences kept by name</b>"),
}


# What is meant while nothing of a list is ticked.
_ALL_MEANT = {
    Part.PLACE: N_("Nothing is ticked so far: everywhere below you."),
    Part.ROLE: N_("So far everyone is meant, whatever the role."),
    Part.KIND: N_("Nothing is ticked so far: all schools."),
}


def audience_screen(t: Translator, card: AudienceCard, more: More | None = None) -> Screen:
    """Whom it is for, as it stands; below it the usual choices, or more of them."""
    rows = _ROWS[more](t, card)
    if card.described.audience.is_nobody:
        text = paragraphs(
            t.html("👥 <b>Who should hear it?</b>"),
            nobody_text(t),
            t.html("Choose somebody: an announcement to nobody does not go out."),
        )
        return Screen(text, rows)
    text = paragraphs(
        t.html("👥 <b>Who should hear it?</b>"),
        audience_text(t, card.described),
        lines(
            t.html("<b>{count}</b>", count=count_text(t, len(card.selection.people))),
            left_out_text(t, card.selection),
        ),
        t.html(
            "⚪️ Silent schools are those that left an event of the last 30 or the next 7 days "
            "unanswered."
        )
        if card.described.audience.is_silent
        else None,
    )
    return Screen(text, rows)


def choices_screen(t: Translator, found: Choices) -> Screen:
    """A list to tick; what is written looks for a name in it."""
    hint = None
    if found.found is not None and not found.lines:
        hint = t.html("There is none of that name. Write it otherwise, or look at the list.")
    elif found.found is not None:
        hint = t.html("Found for «{typed}»:", typed=found.found)
    elif not found.lines:
        hint = t.html("There is nothing to choose from yet.")
    elif found.pages > 1:
        hint = t.html("Turn the pages, or write a part of the name.")
    if found.audience.is_nobody:
        count = nobody_text(t)
    else:
        count = t.html("<b>{count}</b>", count=count_text(t, found.selected))
    text = paragraphs(t.html(_QUESTIONS[found.part]), lines(_all_meant(t, found), count), hint)
    return Screen(text, choices_rows(t, found, [_label(t, found, one) for one in found.lines]))


def _all_meant(t: Translator, found: Choices) -> Html | None:
    audience = found.audience
    is_all = {
        Part.PLACE: not audience.places,
        Part.ROLE: not audience.roles,
        Part.KIND: not audience.kinds,
    }
    if audience.only_people or not is_all.get(found.part, False):
        return None
    return t.html(_ALL_MEANT[found.part])


def nobody_text(t: Translator) -> Html:
    """The last tick was taken away: that is nobody, not everybody."""
    return t.html("⚠️ <b>Nobody is chosen</b>")


def selection_screen(t: Translator, card: AudienceCard, left: int, page: int) -> Screen:
    """A page of names: who gets it, or who does not and why."""
    named = (
        [_missed(t, one) for one in card.selection.left_out]
        if left
        else [
            t.html(
                "{name}: {role}, {place}",
                name=one.name,
                role=t(ROLES[one.role]),
                place=shortened(one.place_name, _TITLE),
            )
            for one in card.selection.people
        ]
    )
    pages = max((len(named) + _ON_PAGE - 1) // _ON_PAGE, 1)
    page = min(max(page, 0), pages - 1)
    head = (
        t.html("🚫 <b>Who does not get it: {n}</b>", n=len(named))
        if left
        else t.html("👀 <b>Who gets it: {n}</b>", n=len(named))
    )
    body = lines(*named[page * _ON_PAGE : (page + 1) * _ON_PAGE]) or t.html("Nobody.")
    return Screen(paragraphs(head, body), selection_rows(t, card.turn.dialog_id, left, page, pages))


def title_screen(t: Translator, turn: Turn) -> Screen:
    """Under which name an audience is kept."""
    text = t.html("💾 <b>What is this audience to be called?</b> For example «Rural schools».")
    return Screen(text, title_rows(t, turn.dialog_id))


def count_text(t: Translator, people: int) -> str:
    """How many get it."""
    return t.many("{n} person will get it", "{n} people will get it", people)


def audience_text(t: Translator, described: Described) -> Html:
    """Whom an announcement is for, in a few lines."""
    audience = described.audience
    return lines(
        t.html("👥 {who}", who=_who(t, audience)),
        t.html("📍 {places}", places=_some(t, described.places)) if described.places else None,
        t.html("🎓 {schools}", schools=_schools(t, described))
        if audience.kinds or audience.year
        else None,
        t.html("❓ have said nothing about «{title}»", title=_event(t, described.unconfirmed))
        if audience.unconfirmed
        else None,
        t.html("📝 owe the report on «{title}»", title=_event(t, described.unreported))
        if audience.unreported
        else None,
        t.html("⚪️ of silent schools") if audience.is_silent else None,
        t.html("➕ {names}", names=_some(t, described.people)) if described.people else None,
        t.html("➖ except {names}", names=_some(t, described.without))
        if described.without
        else None,
    )


def left_out_text(t: Translator, selection: Selection) -> Html | None:
    """How many do not get it, by reason."""
    if not selection.left_out:
        return None
    counted = Counter(one.reason for one in selection.left_out)
    people = [
        t("{reason}: {n}", reason=t(_REASONS[reason]), n=counted[reason])
        for reason in LeftOutReason
        if counted[reason] and reason is not LeftOutReason.NOBODY
    ]
    schools = counted[LeftOutReason.NOBODY]
    return lines(
        t.html("🚫 Do not get it: {people}", people=", ".join(people)) if people else None,
        t.html(
            "🏫 {schools}",
            schools=t.many("{n} school has nobody in the bot", "{n} schools have nobody", schools),
        )
        if schools
        else None,
    )


def _missed(t: Translator, one: LeftOut) -> Html:
    place = shortened(one.place_name, _TITLE)
    reason = t(_REASONS[one.reason])
    if not one.name:
        return t.html("🏫 {place}: {reason}", place=place, reason=reason)
    return t.html("{name} ({place}): {reason}", name=one.name, place=place, reason=reason)


def _label(t: Translator, found: Choices, one: Choice) -> str:
    match found.part:
        case Part.ROLE:
            return t(ROLES_MANY[Role(one.name)])
        case Part.KIND:
            return t(_KINDS[SchoolKind(one.name)])
    if one.at is not None:
        return f"{t.moment(one.at, found.timezone)} {one.name}"
    return f"{one.name} · {one.about}" if one.about else one.name


def _who(t: Translator, audience: Audience) -> str:
    if audience.is_nobody:
        return t("Nobody is chosen")
    if audience.only_people:
        return t("Only people picked by hand")
    if audience.is_for_everybody:
        return t("Everyone below me") if not audience.asks_about_schools else t("Everyone there")
    said = ", ".join(t(ROLES_MANY[role]) for role in audience.roles)
    return said[:1].upper() + said[1:]


def _schools(t: Translator, described: Described) -> str:
    kinds = [t(_KINDS[kind]) for kind in described.audience.kinds]
    year = [t("year {year}", year=described.year)] if described.year else []
    return ", ".join([*kinds, *year])


def _event(t: Translator, title: str) -> str:
    return shortened(title, _TITLE) if title else t("an event that is no more")


def _some(t: Translator, names: tuple[str, ...]) -> str:
    shown = ", ".join(shortened(name, _TITLE) for name in names[:_NAMED])
    rest = len(names) - _NAMED
    if rest <= 0:
        return shown
    return t.many("{names} and {n} more", "{names} and {n} more", rest, names=shown)
