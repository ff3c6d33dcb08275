"""Buttons below the screens of the tree of places."""

from collections.abc import Callable

from keyboards.menu import menu_button
from keyboards.places_callbacks import (
    ApplyTable,
    ChooseMerge,
    ClosePlace,
    ListClosed,
    MergePlaces,
    OpenPlaces,
    RenamePlace,
    ReopenPlace,
)
from keyboards.screen import Button, Row, shortened
from locales import Translator
from services.place_changes import PlaceCard
from services.places import PlaceItem
from services.terms import PlaceKind
from services.tree_changes import Diff

_SIGNS = {PlaceKind.REGION: "🗺", PlaceKind.MUNICIPALITY: "📁", PlaceKind.SCHOOL: "🏫"}


def preview_rows(t: Translator, diff: Diff) -> tuple[Row, ...]:
    """Apply, if anything would change."""
    if diff.is_empty:
        return ((menu_button(t),),)
    label = t("✅ Apply without these rows") if diff.problems else t("✅ Apply")
    return ((Button(label, ApplyTable(diff.digest).pack()),), (menu_button(t),))


def places_rows(t: Translator) -> tuple[Row, ...]:
    """The tree, or the menu."""
    return ((Button(t("🏘 Places"), OpenPlaces(0, 0).pack()),), (menu_button(t),))


def card_rows(t: Translator, card: PlaceCard) -> tuple[Row, ...]:
    """What lies below, what can be done, the way back."""
    rows: list[Row] = [(_button(item, OpenPlaces(item.id, 0).pack()),) for item in card.below]
    here = card.here.id
    rows += _pages(t, card, lambda page: OpenPlaces(here, page).pack())
    rows.append((Button(t("✏️ Rename"), RenamePlace(here).pack()),))
    if card.may_merge:
        rows.append((Button(t("🔗 Merge into another"), ChooseMerge(here, 0).pack()),))
    if card.may_close:
        rows.append((Button(t("🚫 Close the school"), ClosePlace(here, 0).pack()),))
    if card.closed:
        label = t("🔒 Closed schools: {n}", n=card.closed)
        rows.append((Button(label, ListClosed(here, 0).pack()),))
    return (*rows, _back(t, card))


def merge_rows(t: Translator, card: PlaceCard) -> tuple[Row, ...]:
    """The municipalities to choose from."""
    here = card.here.id
    rows: list[Row] = [
        (_button(item, MergePlaces(here, item.id, 0).pack()),) for item in card.below
    ]
    rows += _pages(t, card, lambda page: ChooseMerge(here, page).pack())
    return (*rows, _back(t, card))


def closed_rows(t: Translator, card: PlaceCard) -> tuple[Row, ...]:
    """The closed schools, each to be opened again."""
    rows: list[Row] = [(_button(item, ReopenPlace(item.id, 0).pack()),) for item in card.below]
    rows += _pages(t, card, lambda page: ListClosed(card.here.id, page).pack())
    return (*rows, _back(t, card))


def reopen_rows(t: Translator, place: PlaceItem) -> tuple[Row, ...]:
    """Open a school again, or not."""
    sure = Button(t("♻️ Yes, open again"), ReopenPlace(place.id, 1).pack())
    return ((sure,), *places_rows(t))


def sure_rows(t: Translator, yes: str, sure: str, back: int) -> tuple[Row, ...]:
    """A step that changes much: yes, or back to the place."""
    return (
        (Button(yes, sure),),
        (Button(t("◀️ Back"), OpenPlaces(back, 0).pack()), menu_button(t)),
    )


def _button(item: PlaceItem, data: str) -> Button:
    return Button(f"{_SIGNS[item.kind]} {shortened(item.name, 50)}", data)


def _pages(t: Translator, card: PlaceCard, to: Callable[[int], str]) -> list[Row]:
    if card.pages == 1:
        return []
    row: list[Button] = []
    if card.page > 0:
        row.append(Button(t("◀️ Earlier"), to(card.page - 1)))
    if card.page < card.pages - 1:
        row.append(Button(t("Further ▶️"), to(card.page + 1)))
    return [tuple(row)]


def _back(t: Translator, card: PlaceCard) -> Row:
    if card.parent_id is None:
        return (menu_button(t),)
    return (Button(t("◀️ Back"), OpenPlaces(card.parent_id, 0).pack()), menu_button(t))
