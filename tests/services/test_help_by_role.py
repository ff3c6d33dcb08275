"""What the bot says it can do for somebody is what the table lets him do."""

from dataclasses import replace

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
    "/calendar": Action.READ_PLAN,
    "/stats": Action.READ_FIGURES,
    "/papers": Action.READ_FIGURES,
    "📄": Action.IMPORT_PLAN,
    "/broadcast": Action.BROADCAST,
    "/announcements": Action.BROADCAST,
    "/people": Action.MANAGE_PEOPLE,
    "чаты муниципалитетов": Action.BROADCAST,
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


@pytest.mark.parametrize("language", ["ru", "en"])
def test_sharing_is_told_of_where_it_can_be_done(language: str):
    seat = Seat(Role.DIRECTOR, 1, "Школа", PlaceKind.SCHOOL, "/1/")
    actor = Actor(100, 1, "Анна", "ru", "Europe/Moscow", consent_version="1", seats=(seat,))
    t = translator(language)

    assert "↗️" in help_screen(t, actor, shares=True).text
    assert "↗️" not in help_screen(t, actor).text
    assert "↗️" not in help_screen(t, replace(actor, seats=()), shares=True).text


def test_the_help_of_somebody_without_a_role():
    text = help_screen(T, Actor(100, None, "", "ru", "Europe/Moscow")).text
    assert not [word for word in TOLD if word in text]
    assert "/plan" in text
