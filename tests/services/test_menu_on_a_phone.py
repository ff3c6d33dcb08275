"""The menu of whoever has the most in it is seen at once on a phone, and its words are whole."""

from dataclasses import replace

import pytest

from keyboards.menu import menu_rows
from locales import translator
from services.access import HELD_AT, Actor, Seat
from services.terms import PlaceKind, Role

# Rows that stand above the line one writes in, and letters of one button of two in a row.
ROWS, LETTERS = 7, 18


def sitting(role: Role) -> Actor:
    """Somebody with a role, and with a second one that he does not act in."""
    kind = min(HELD_AT[role], key=[*PlaceKind].index)
    seats = tuple(Seat(role, n, f"Место {n}", kind, f"/{n}/", membership_id=n) for n in (1, 2))
    actor = Actor(100, 1, "Анна", "ru", "Europe/Moscow", consent_version="1", seats=seats)
    return replace(actor, acting_id=1)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("role", Role)
def test_the_menu_fits(role: Role, language: str):
    rows = menu_rows(translator(language), sitting(role))

    assert len(rows) <= ROWS
    for row in rows:
        assert len(row) <= 2
        assert len(row) == 1 or max(len(button.text) for button in row) <= LETTERS, row


def test_a_second_role_is_in_what_is_measured():
    texts = [b.text for row in menu_rows(translator("ru"), sitting(Role.OWNER)) for b in row]

    assert {"🔁 Сменить роль", "🏘 Места", "👥 Люди"} <= {*texts}, texts
