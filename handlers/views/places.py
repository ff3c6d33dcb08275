"""The tree of places for those who keep it: what a table changes, a place, merging, closing."""

from collections.abc import Sequence

from handlers.views.problems import problem_screen, problem_text
from keyboards.places_callbacks import ClosePlace, MergePlaces
from keyboards.places_tree import (
    card_rows,
    closed_rows,
    merge_rows,
    places_rows,
    preview_rows,
    reopen_rows,
    sure_rows,
)
from keyboards.reports import preview_rows as answer_rows
from keyboards.reports import question_rows
from keyboards.screen import Screen, lines, paragraphs, shortened
from keyboards.words import PLACES
from locales import N_, Html, Translator, escape
from services.dialogs import Turn
from services.errors import DomainError
from services.place_changes import Merged, PlaceCard
from services.place_loading import Loaded
from services.place_years import Narrowed
from services.places import PlaceItem
from services.terms import PlaceKind
from services.tree_changes import Diff

_COLUMNS = {
    PlaceKind.REGION: N_("Region"),
    PlaceKind.MUNICIPALITY: N_("Municipality"),
    PlaceKind.SCHOOL: N_("School"),
}
_EXAMPLES = 5
_PROBLEMS = 10
_CELLS = 12


def reading_screen(t: Translator, name: str) -> Screen:
    """Shown while a table is being compared with the tree."""
    return Screen(t.html("⏳ Comparing «{name}» with the places…", name=shortened(name, 80)))


def diff_screen(t: Translator, diff: Diff, *, changed: bool = False) -> Screen:
    """What a table would change; nothing is changed yet."""
    head = t.html("🏘 <b>A table of places</b>")
    if changed and diff.is_empty:
        text = paragraphs(t.html("✅ <b>Applied already</b>"), *diff_parts(t, diff))
        return Screen(text, places_rows(t))
    if changed:
        note = t.html("The places have changed meanwhile. This is what the table means now:")
        head = paragraphs(head, note)
    return Screen(paragraphs(head, *diff_parts(t, diff)), preview_rows(t, diff))


def refused_screen(t: Translator, error: DomainError) -> Screen:
    """A table that cannot be compared; which columns it lacks, and how they look."""
    if error.code != "table_columns_missing":
        return problem_screen(t, error)
    wanted = str(error.params["columns"]).split(", ")
    names = {kind.value: t(word) for kind, word in _COLUMNS.items()}
    text = paragraphs(
        t.html("This looks like a list of schools, but I need more columns to place them."),
        t.html("Missing: <b>{columns}</b>", columns=", ".join(names[one] for one in wanted)),
        t.html("A sample, the headings first:"),
        lines(
            t.html("<code>{row}</code>", row=" | ".join(names.values())),
            t.html("<code>Green Region | Meadow District | School No. 1</code>"),
        ),
        t.html("Other columns do not matter. Add the missing ones and send the table again."),
    )
    return Screen(text, places_rows(t))


def diff_parts(t: Translator, diff: Diff) -> list[Html]:
    """The changes, what is missing, and the problems, a paragraph each."""
    new = [
        t.html("➕ new: {what}", what=f"{t(PLACES[kind])} – {t.number(count)}")
        for kind in PlaceKind
        if (count := sum(one.kind is kind for one in diff.new))
    ]
    changes = lines(
        t.many("{n} row read", "{n} rows read", diff.rows),
        *new,
        _some(t, t("✏️ renamed"), [f"{old} → {name}" for _, old, name in diff.renamed]),
        _some(t, t("♻️ opened again"), [name for _, name in diff.reopened]),
        _some(t, t("🏷 other names"), [f"{name} = {other}" for _, name, other in diff.aliases]),
        _some(
            t,
            t("🕒 time zone"),
            [f"{name}: {old or '–'} → {zone}" for _, name, old, zone in diff.zones],
        ),
        _some(t, t("🌿 branches"), [""] * len(diff.branches)),
        _some(t, t("🎓 participants and partners of years"), [""] * len(diff.cohorts)),
        _some(t, t("🎓 years taken away"), [""] * len(diff.uncohorted)),
        t("Nothing changes: the places are as the table says.") if diff.is_empty else None,
    )
    left = [left_line(t, one) for one in diff.narrowed[:_PROBLEMS]]
    more = len(diff.narrowed) - _PROBLEMS
    warned = lines(*left, t.many("and {n} more", "and {n} more", more) if more > 0 else None)
    missing = _some(
        t, t("❔ not in the table, stay as they are"), [name for _, name in diff.missing]
    )
    return [part for part in (changes, warned, missing, problems_part(t, diff)) if part]


def left_line(t: Translator, one: Narrowed) -> Html:
    """Who is left in a map once somebody is named for its year."""
    named = {"year": one.year, "name": one.place_name}
    if one.kept == one.of:
        return t.html("ℹ️ In {year} nobody is named for the map of «{name}»: all count.", **named)
    return t.html(
        "⚠️ In {year} only {kept} of {of} schools remain in the map of «{name}»: the bot will not "
        "wait for the others or remind them.",
        kept=one.kept,
        of=one.of,
        **named,
    )


def problems_part(t: Translator, diff: Diff, most: int = _PROBLEMS) -> Html:
    """What is wrong, with the numbers of the rows."""
    if not diff.problems:
        return Html("")
    more = len(diff.problems) - most
    return lines(
        t.html("⚠️ <b>{n}</b>", n=t.many("{n} problem", "{n} problems", len(diff.problems))),
        *(
            escape(problem_text(t, one.code, {"row": one.row, **one.params}))
            for one in diff.problems[:most]
        ),
        t.many("and {n} more", "and {n} more", more) if more > 0 else None,
    )


def _some(t: Translator, label: str, found: Sequence[str]) -> Html | None:
    """«renamed: 12» with the first few."""
    if not found:
        return None
    examples = [shortened(one, 90) for one in found[:_EXAMPLES] if one]
    head = f"{label}: {t.number(len(found))}"
    rest = ["…"] if examples and len(found) > _EXAMPLES else []
    return Html("\n".join(escape(line) for line in (head, *(f"· {e}" for e in examples), *rest)))


def progress_screen(t: Translator, done: int, of: int) -> Screen:
    """How many places are made."""
    filled = round(_CELLS * done / of) if of else 0
    bar = "▓" * filled + "░" * (_CELLS - filled)
    text = lines(
        t.html("🏘 <b>Loading the places…</b>"),
        Html(f"{bar} {t.number(done)} / {t.number(of)}") if of else None,
    )
    return Screen(text)


def made_screen(t: Translator, made: Loaded | Diff) -> Screen:
    """What a table brought, or what it would change by now."""
    return diff_screen(t, made, changed=True) if isinstance(made, Diff) else loaded_screen(t, made)


def loaded_screen(t: Translator, loaded: Loaded) -> Screen:
    """What a table brought."""
    text = lines(
        t.html("✅ <b>The places are loaded</b>"),
        t("Applied already.") if loaded.is_repeated else None,
        t.many("{n} row read", "{n} rows read", loaded.rows),
        t.many("{n} new place", "{n} new places", loaded.new),
        told_text(t, loaded.told),
    )
    return Screen(text, places_rows(t))


def told_text(t: Translator, told: int) -> str | None:
    """Who hears of a corrected zone."""
    if not told:
        return None
    return t.many("{n} message about a moved time", "{n} messages about a moved time", told)


def place_screen(t: Translator, card: PlaceCard) -> Screen:
    """A place: what it is called, its clock, how many schools; what lies below as buttons."""
    here = card.here
    text = lines(
        t.html("🏘 <b>{name}</b>", name=here.name),
        escape(here.above) if here.above else None,
        t("also: {names}", names="; ".join(shortened(a, 60) for a in card.aliases[:_EXAMPLES]))
        if card.aliases
        else None,
        t("time zone: {zone}", zone=t.zone(card.zone, card.now)) if card.now else None,
        t("participant: {years}", years=", ".join(card.years)) if card.years else None,
        t("partner: {years}", years=", ".join(card.helps)) if card.helps else None,
        t.many("{n} school", "{n} schools", card.schools)
        if here.kind is not PlaceKind.SCHOOL
        else None,
    )
    how = t.html("To load or to correct places, send a table (.xlsx or .csv) to this chat.")
    return Screen(paragraphs(text, how if card.parent_id is None else None), card_rows(t, card))


def merge_screen(t: Translator, card: PlaceCard) -> Screen:
    """Into which municipality?"""
    text = t.html("🔗 <b>{name}</b>: into which municipality?", name=card.here.name)
    return Screen(text, merge_rows(t, card))


def sure_to_merge_screen(t: Translator, place: PlaceItem, into: PlaceItem) -> Screen:
    """What a merger means, before it is made."""
    text = paragraphs(
        t.html("🔗 <b>{name} → {into}</b>", name=place.name, into=into.name),
        t.html(
            "Its schools keep their people, their road map and their reminders, and get the "
            "coordinator of «{into}». Curators go on with the schools they had. This cannot be "
            "undone with a button.",
            into=into.name,
        ),
    )
    sure = MergePlaces(place.id, into.id, 1).pack()
    return Screen(text, sure_rows(t, t("🔗 Yes, merge"), sure, place.id))


def merged_screen(t: Translator, merged: Merged) -> Screen:
    """It is done."""
    text = lines(
        t.html("✅ <b>{name} is part of {into} now</b>", name=merged.name, into=merged.into),
        t.many("{n} school has moved", "{n} schools have moved", merged.schools),
    )
    return Screen(text, places_rows(t))


def sure_to_close_screen(t: Translator, place: PlaceItem) -> Screen:
    """What closing means, before it is done."""
    text = paragraphs(
        t.html("🚫 <b>Close this school: {name}?</b>", name=place.name),
        t.html("Nobody there is reminded any more, and it leaves every list. Its figures stay."),
    )
    sure = ClosePlace(place.id, 1).pack()
    return Screen(text, sure_rows(t, t("🚫 Yes, close"), sure, place.id))


def closed_screen(t: Translator, place: PlaceItem) -> Screen:
    """It is done."""
    return Screen(t.html("✅ <b>{name}: the school is closed</b>", name=place.name), places_rows(t))


def closed_list_screen(t: Translator, card: PlaceCard) -> Screen:
    """The closed schools of a territory."""
    if card.below:
        text = t.html(
            "🔒 <b>{name}</b>: closed schools. Which one opens again?", name=card.here.name
        )
    else:
        text = t.html("🔒 <b>{name}</b>: no school is closed.", name=card.here.name)
    return Screen(text, closed_rows(t, card))


def sure_to_reopen_screen(t: Translator, place: PlaceItem) -> Screen:
    """What opening again means, before it is done."""
    text = paragraphs(
        t.html("♻️ <b>Open this school again: {name}?</b>", name=place.name),
        t.html(
            "Its people get their roles and reminders back. Links to it stay closed: make new ones."
        ),
    )
    return Screen(text, reopen_rows(t, place))


def reopened_screen(t: Translator, card: PlaceCard) -> Screen:
    """It is done: the school as it is now."""
    return place_screen(t, card).flashing(t("The school is open again."))


def name_question(t: Translator, turn: Turn) -> Screen:
    """What is it called from now on?"""
    text = t.html(
        "✏️ <b>{name}</b>\nWhat is it called from now on? Write the new name.",
        name=str(turn.subject["title"]),
    )
    return Screen(text, question_rows(t, turn, {}))


def name_preview(t: Translator, turn: Turn) -> Screen:
    """The old name and the new one, before everybody reads it."""
    names = t.html(
        "✏️ {old} → <b>{name}</b>",
        old=str(turn.subject["title"]),
        name=" ".join(str(turn.draft.answers["name"]).split()),
    )
    kept = t.html("It is still found under the old name. People, plans and figures stay.")
    rows = answer_rows(t, turn, t("✅ Rename"), {"name": t("Change")})
    return Screen(paragraphs(names, kept), rows)
