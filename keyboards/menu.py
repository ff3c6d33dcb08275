"""The menu: what a person with these seats can do, one button each."""

from keyboards.callbacks import (
    BeginBroadcast,
    ChoosePlace,
    ListReports,
    NextReport,
    OpenFigures,
    OpenHelp,
    OpenMenu,
    OpenSettings,
    OpenWeek,
)
from keyboards.plan_callbacks import OpenPlans
from keyboards.screen import Button, Row
from locales import Translator
from services.access import Action, Actor


def menu_rows(t: Translator, actor: Actor) -> tuple[Row, ...]:
    """Rows of the menu for an actor."""
    if not actor.seats:
        return ((Button(t("🏫 Choose a school or municipality"), ChoosePlace(0).pack()),),)
    rows: list[Row] = [(Button(t("🗓 Plan"), OpenWeek(0, 1).pack()),)]
    if actor.may(Action.REPORT):
        rows.append((Button(t("📝 Report"), ListReports().pack()),))
    if actor.may(Action.DECIDE_REPORT):
        rows.append((Button(t("📥 Reports to check"), NextReport(0).pack()),))
    if actor.may(Action.READ_FIGURES):
        rows.append((Button(t("📊 Figures"), OpenFigures(0).pack()),))
    if actor.may(Action.IMPORT_PLAN):
        rows.append(
            (
                Button(t("📄 Road map"), OpenPlans().pack()),
                Button(t("📣 Announce"), BeginBroadcast().pack()),
            )
        )
    rows.append(
        (
            Button(t("⚙️ Settings"), OpenSettings().pack()),
            Button(t("❓ Help"), OpenHelp().pack()),
        )
    )
    return tuple(rows)


def menu_button(t: Translator) -> Button:
    """The way back to the menu."""
    return Button(t("☰ Menu"), OpenMenu().pack())


def commands(t: Translator, actor: Actor | None) -> list[tuple[str, str]]:
    """Commands with their descriptions for an actor; for everybody when None."""
    found = [("menu", t("Menu")), ("plan", t("Plan week by week"))]
    if actor is not None and actor.may(Action.REPORT):
        found.append(("report", t("Report a result")))
    if actor is not None and actor.may(Action.READ_FIGURES):
        found.append(("stats", t("Figures")))
    if actor is not None and actor.may(Action.IMPORT_PLAN):
        found += [
            ("import", t("Send a road map")),
            ("dates", t("Dates to be set")),
            ("broadcast", t("Announce")),
        ]
    return [
        *found,
        ("settings", t("Language, time zone, silence")),
        ("help", t("What I can do")),
        ("privacy", t("What is stored about you")),
        ("cancel", t("Drop what was begun")),
    ]
