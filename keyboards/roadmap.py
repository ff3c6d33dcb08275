"""Buttons of an imported road map: publish, look at doubts, at changes, at what was left out."""

from datetime import date

from keyboards.callbacks import OpenWeek
from keyboards.figure_callbacks import OpenBoard
from keyboards.menu import menu_button
from keyboards.plan_callbacks import (
    AskForDocument,
    ConfirmAlike,
    CopyPlan,
    DiscardPlan,
    ImportHere,
    NextDoubt,
    OpenChanges,
    OpenDatesInbox,
    OpenForecast,
    OpenPreview,
    OpenRows,
    OpenSkipped,
    OpenWarnings,
    PublishPlan,
    SetPlanYear,
)
from keyboards.screen import Button, Row, shortened
from keyboards.staffing import links_rows
from locales import Translator
from services.access import Seat
from services.plan_copy import PlanItem
from services.roadmap_import import Preview, RowReading

# A code of roadmap.model.Question: the row stands as it stood last year.
_COPIED = "copied"


def place_rows(seats: tuple[Seat, ...]) -> tuple[Row, ...]:
    """Whose road map a document is."""
    return tuple(
        (Button(f"📁 {shortened(seat.place_name, 40)}", ImportHere(seat.place_id).pack()),)
        for seat in seats
    )


def preview_rows(t: Translator, preview: Preview, today: date) -> tuple[Row, ...]:
    """Publish, look closer, or drop; first of all the year when it is unknown."""
    rows: list[Row] = []
    if preview.year is None:
        rows.append(_years(preview.plan_id, today.year))
    elif preview.amendment is not None and preview.amendment.is_empty:
        current = OpenPreview(preview.amendment.plan_id)
        rows.append((Button(t("📄 Open the published one"), current.pack()),))
    elif not preview.published:
        label = t("✅ Publish") if preview.amendment is None else t("✅ Apply the changes")
        rows.append((Button(label, PublishPlan(preview.plan_id).pack()),))
    if preview.amendment is not None and not preview.amendment.is_empty:
        rows.append((Button(t("🔀 What changes"), OpenChanges(preview.plan_id, 0).pack()),))
    rows += _doubts(t, preview)
    if preview.forecast is not None:
        ahead = OpenForecast(preview.plan_id)
        rows.append((Button(t("📊 The year's messages"), ahead.pack()),))
    closer = [Button(t("📋 All rows of the map"), OpenRows(preview.plan_id, 0).pack())]
    if preview.skipped:
        closer.append(Button(t("🚫 Left out"), OpenSkipped(preview.plan_id).pack()))
    rows.append(tuple(closer))
    if not preview.published:
        rows.append((Button(t("🗑 Do not import"), DiscardPlan(preview.plan_id).pack()),))
    else:
        rows.append((Button(t("♻️ Copy to the next year"), CopyPlan(preview.plan_id).pack()),))
        rows.append((Button(t("🗓 Plan"), OpenWeek(0, 1).pack()), menu_button(t)))
    return tuple(rows)


def _doubts(t: Translator, preview: Preview) -> list[Row]:
    """What to look at before a plan is published."""
    rows: list[Row] = []
    if preview.doubtful:
        label = t.many("🔎 {n} doubtful row", "🔎 {n} doubtful rows", len(preview.doubtful))
        rows.append((Button(label, NextDoubt(preview.plan_id, -1).pack()),))
    if sum(_is_copied(reading) for reading in preview.doubtful) > 1:
        confirm = ConfirmAlike(preview.plan_id, _COPIED)
        rows.append((Button(t("☑️ Confirm all that was copied"), confirm.pack()),))
    if preview.warnings:
        label = t.many("⚠️ {n} warning", "⚠️ {n} warnings", len(preview.warnings))
        rows.append((Button(label, OpenWarnings(preview.plan_id, 0).pack()),))
    return rows


def _is_copied(reading: RowReading) -> bool:
    return {question["code"] for question in reading.questions} == {_COPIED}


def _years(plan_id: int, year: int) -> Row:
    choices = (
        (str(year), year, 0),
        (f"{year}/{year + 1}", year, year + 1),
        (str(year + 1), year + 1, 0),
    )
    return tuple(
        Button(label, SetPlanYear(plan_id, first, second).pack())
        for label, first, second in choices
    )


def back_rows(t: Translator, plan_id: int, turn: Row = ()) -> tuple[Row, ...]:
    """Pages, then back to the summary."""
    back = Button(t("◀️ Back to the summary"), OpenPreview(plan_id).pack())
    return ((turn,) if turn else ()) + ((back,),)


def plans_rows(t: Translator, plans: list[PlanItem]) -> tuple[Row, ...]:
    """Published road maps, the inbox of open dates, and how to send another."""
    rows: list[Row] = list(plan_rows(t, plans))
    if any(not plan.is_draft for plan in plans):
        rows.append((Button(t("📅 Dates to be set"), OpenDatesInbox(0).pack()),))
    rows.append((Button(t("➕ Send a road map"), AskForDocument().pack()), menu_button(t)))
    return tuple(rows)


def plan_rows(t: Translator, plans: list[PlanItem]) -> tuple[Row, ...]:
    """Road maps, one button each."""
    return tuple(
        (Button(_plan_label(t, plan), OpenPreview(plan.plan_id).pack()),) for plan in plans
    )


def _plan_label(t: Translator, plan: PlanItem) -> str:
    named = f"{shortened(plan.place_name, 28)}, {plan.year}".rstrip(", ")
    return t("📝 Go on checking: {plan}", plan=named) if plan.is_draft else f"📄 {named}"


def published_rows(
    t: Translator, plan_id: int, open_dates: int, unmanned: int | None
) -> tuple[Row, ...]:
    """What to do after a publication: days to be set, schools to be invited."""
    label = t("📅 Dates to be set: {n}", n=open_dates) if open_dates else t("📅 Dates to be set")
    return (
        (Button(label, OpenDatesInbox(0).pack()),),
        *links_rows(t, unmanned),
        # Some figures of a map are entered by hand: the board has a button for them.
        (Button(t("📊 Figures"), OpenBoard().pack()),),
        (
            Button(t("🗓 Plan"), OpenWeek(0, 1).pack()),
            Button(t("📄 Road map"), OpenPreview(plan_id).pack()),
        ),
    )
