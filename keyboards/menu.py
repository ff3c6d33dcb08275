"""The menu: what a person with these seats can do, one button each."""

from keyboards.callbacks import (
    BeginBroadcast,
    ChoosePlace,
    ListReports,
    NextReport,
    OpenHelp,
    OpenMenu,
    OpenSettings,
    OpenWeek,
)
from keyboards.desk_callbacks import OpenCuratorDesk
from keyboards.figure_callbacks import OpenBoard
from keyboards.official_callbacks import OpenPapers
from keyboards.people_callbacks import AskRole, ListRequests, ListRoles
from keyboards.places_callbacks import OpenPlaces
from keyboards.plan_callbacks import OpenPlans
from keyboards.question_callbacks import AskQuestion
from keyboards.screen import Button, Row
from keyboards.staffing_callbacks import OpenPeople
from keyboards.todo_callbacks import OpenTodo
from locales import Translator
from services.access import REPRESENTATIVES, Action, Actor
from services.terms import PlaceKind, Role


def menu_rows(t: Translator, actor: Actor, waiting: int = 0) -> tuple[Row, ...]:
    """Rows of the menu for an actor: what the seat can do in whose name he acts.

    `waiting` is how many reports want his word.
    """
    whole, actor = actor, actor.alone
    if not actor.seats:
        return ((Button(t("🏫 Choose a school or municipality"), ChoosePlace(0).pack()),),)
    rows = _daily_rows(t, actor, waiting)
    if actor.may(Action.READ_FIGURES):
        figures = Button(t("📊 Figures"), OpenBoard().pack())
        rows.append((figures, Button(t("🗂 Papers"), OpenPapers(0).pack())))
    if actor.may(Action.IMPORT_PLAN):
        rows.append(
            (
                Button(t("📄 Road map"), OpenPlans().pack()),
                Button(t("📣 Announce"), BeginBroadcast().pack()),
            )
        )
    people = _people_buttons(t, actor)
    if actor.may(Action.LOAD_PLACES):
        people.append(Button(t("🏘 Places"), OpenPlaces(0, 0).pack()))
    if people:
        rows.append(tuple(people))
    if len(whole.seats) > 1:
        rows.append((Button(t("🔁 In whose name"), ListRoles().pack()),))
    rows.append(
        (
            Button(t("⚙️ Settings"), OpenSettings().pack()),
            Button(t("❓ Help"), OpenHelp().pack()),
        )
    )
    return tuple(rows)


def _daily_rows(t: Translator, actor: Actor, waiting: int) -> list[Row]:
    """What waits for the actor, and the plan; for a school, its report and its question."""
    plan = Button(t("🗓 Plan"), OpenWeek(0, 1).pack())
    first: list[Button] = []
    rows: list[Row] = []
    if actor.may(Action.ANSWER_FOR_SCHOOL):
        first.append(Button(t("📋 To do"), OpenTodo(0).pack()))
        report = Button(t("📝 Report"), ListReports().pack())
        rows.append((report, Button(t("❓ A question"), AskQuestion(0, 0).pack())))
    if actor.may(Action.ANSWER_QUESTION):
        first.append(Button(t("🧭 Desk"), OpenCuratorDesk().pack()))
    if actor.may(Action.DECIDE_REPORT):
        label = t("📥 Reports to check")
        if waiting:
            label = t("📥 Reports to check: {n}", n=waiting)
        rows.append((Button(label, NextReport(0).pack()),))
    return [(*first, plan), *rows]


def _people_buttons(t: Translator, actor: Actor) -> list[Button]:
    """Whom somebody may let in, or that he asks to be let in himself."""
    if actor.may(Action.MANAGE_PEOPLE):
        return [Button(t("👥 People"), OpenPeople().pack())]
    if actor.may(Action.DECIDE_REQUEST):
        return [Button(t("🙋 Requests"), ListRequests(0).pack())]
    spoken_for = {seat.place_id for seat in actor.seats if seat.role in REPRESENTATIVES}
    read = [
        seat.place_id
        for seat in actor.seats
        if seat.role is Role.SUBSCRIBER
        and seat.place_kind is PlaceKind.SCHOOL
        and seat.place_id not in spoken_for
    ]
    return [Button(t("🙋 I represent this school"), AskRole(read[0]).pack())] if read else []


def menu_button(t: Translator) -> Button:
    """The way back to the menu."""
    return Button(t("☰ Menu"), OpenMenu().pack())


def commands(t: Translator, actor: Actor | None) -> list[tuple[str, str]]:
    """Commands with their descriptions for an actor; for everybody when None."""
    found = [("menu", t("Menu")), ("plan", t("Plan week by week"))]
    if actor is not None and actor.may(Action.READ_PLAN):
        found.append(("calendar", t("The plan in the phone's calendar")))
    if actor is not None and actor.may(Action.REPORT):
        found += [("todo", t("What waits for your school")), ("report", t("Report a result"))]
    elif actor is not None and actor.may(Action.FILE_PAPER):
        found.append(("todo", t("What you have to do yourself")))
    if actor is not None and actor.may(Action.ANSWER_QUESTION):
        found.append(("desk", t("What waits for you")))
    if actor is not None and actor.may(Action.READ_FIGURES):
        found += [("stats", t("Figures")), ("papers", t("Notes, sheets, reports as files"))]
    if actor is not None and actor.may(Action.READ_ANSWERS):
        found.append(("why", t("Why a reminder did not come")))
    if actor is not None and actor.may(Action.IMPORT_PLAN):
        found += [
            ("import", t("Send a road map")),
            ("dates", t("Dates to be set")),
            ("broadcast", t("Announce")),
            ("announcements", t("How announcements go")),
            ("people", t("People and invitations")),
            ("audit", t("Who did what")),
        ]
    if actor is not None and actor.may(Action.LOAD_PLACES):
        found.append(("places", t("Regions, municipalities, schools")))
    return [
        *found,
        ("settings", t("Language, time zone, silence")),
        ("help", t("What I can do")),
        ("privacy", t("What is stored about you")),
        ("cancel", t("Drop what was begun")),
    ]
