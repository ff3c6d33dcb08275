"""What the bot says it can do for somebody is what the table lets him do."""

import pytest

from handlers.views.welcome import help_screen
from locales import translator
from services.access import POLICY, Action, Actor, Seat
from services.terms import PlaceKind, Role

T = translator("ru")
# A word of the help that is there for those who may do it, and for nobody else.
TOLD = {
    "/report": Action.REPORT,
    "📥": Action.DECIDE_REPORT,
    "/stats": Action.READ_FIGURES,
    "📄": Action.IMPORT_PLAN,
    "/broadcast": Action.IMPORT_PLAN,
    "/people": Action.MANAGE_PEOPLE,
    "/places": Action.LOAD_PLACES,
    "/audit": Action.READ_AUDIT,
}


@pytest.mark.parametrize("role", Role)
def test_the_help_of_a_role(role: Role):
    seat = Seat(role, 1, "Район", PlaceKind.MUNICIPALITY, "/1/")
    actor = Actor(100, 1, "Анна", "ru", "Europe/Moscow", consent_version="1", seats=(seat,))
    text = help_screen(T, actor).text

    assert {word for word in TOLD if word in text} == {
        word for word, action in TOLD.items() if action in POLICY[role]
    }


def test_the_help_of_somebody_without_a_role():
    text = help_screen(T, Actor(100, None, "", "ru", "Europe/Moscow")).text
    assert not [word for word in TOLD if word in text]
    assert "/plan" in text
