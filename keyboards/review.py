"""Buttons of one row of a road map: judge it, edit it, pick a day."""

import calendar
from collections.abc import Collection
from datetime import date

from keyboards.callbacks import DialogCancel, DialogChoice, OpenEvent
from keyboards.menu import menu_button
from keyboards.plan_callbacks import (
    ChooseKind,
    ChooseRowZone,
    ConfirmAlike,
    EditRow,
    JudgeRow,
    NextDoubt,
    OpenDatesInbox,
    OpenPreview,
    OpenRow,
    OpenRows,
    PickDay,
    PickMonth,
    SetKind,
    SetOpenDate,
    SetRowZone,
    ToggleRow,
)
from keyboards.report_callbacks import ChooseSteps
from keyboards.screen import Button, Row, shortened
from keyboards.words import AUDIENCE, KINDS
from locales import N_, Translator
from services.dialogs import Turn
from services.forms.catalogue import CLOCKS
from services.missing_days import OpenDate
from services.plan_review import KINDS as ALL_KINDS
from services.plan_review import ROLES
from services.row_cards import RowCard, RowPage
from services.terms import RowState

_STATES = {
    RowState.SURE: "▫️",
    RowState.CONFIRMED: "✅",
    RowState.DOUBTFUL: "🔎",
    RowState.LATER: "⏳",
    RowState.DROPPED: "🚫",
    RowState.REMOVED: "➖",
}
# Doubts that one tap settles for all rows.
_ALIKE = {
    "copied": N_("☑️ Right, and so are all copied rows ({n})"),
    "date_to_set": N_("☑️ Right, and so are all without a day ({n})"),
}
_MONTHS = 12
_MONDAY = date(2024, 1, 1)
# Telegram shows no button without a sign on it.
_EMPTY = "·"


def judge_rows(t: Translator, card: RowCard) -> tuple[Row, ...]:
    """So it is, another day, not an event, ask later."""
    rows: list[Row] = []
    if card.state in {RowState.DOUBTFUL, RowState.LATER}:
        rows.append(
            (
                Button(t("✅ So it is"), JudgeRow(card.row_id, RowState.CONFIRMED).pack()),
                Button(t("📅 Mend the date"), EditRow(card.row_id, "date").pack()),
            )
        )
        rows.append(
            (
                Button(t("🚫 Not an event"), JudgeRow(card.row_id, RowState.DROPPED).pack()),
                Button(t("⏳ Ask later"), JudgeRow(card.row_id, RowState.LATER).pack()),
            )
        )
        if card.alikes > 1:
            label = t(_ALIKE[card.alike], n=card.alikes)
            rows.append((Button(label, ConfirmAlike(card.plan_id, card.alike).pack()),))
    elif card.state is RowState.DROPPED:
        restore = JudgeRow(card.row_id, RowState.CONFIRMED)
        rows.append((Button(t("↩️ It is an event"), restore.pack()),))
    else:
        rows.append(
            (
                Button(t("📅 Mend the date"), EditRow(card.row_id, "date").pack()),
                Button(t("🚫 Not an event"), JudgeRow(card.row_id, RowState.DROPPED).pack()),
            )
        )
    rows.append((Button(t("✏️ Edit"), OpenRow(card.row_id, 1).pack()),))
    # The others: this one is being looked at.
    fresh = card.doubts - card.put_off - (card.state is RowState.DOUBTFUL)
    put_off = card.put_off - (card.state is RowState.LATER)
    if fresh or put_off:
        label = (
            t("🔎 Next doubtful ({n})", n=fresh)
            if fresh
            else t("⏳ Next one put off ({n})", n=put_off)
        )
        rows.append((Button(label, NextDoubt(card.plan_id, card.position).pack()),))
    if card.event_id is not None:
        rows.append((Button(t("◀️ To the event"), OpenEvent(card.event_id).pack()),))
    back = Button(t("◀️ Back to the summary"), OpenPreview(card.plan_id).pack())
    inbox = Button(t("📅 Dates to be set"), OpenDatesInbox(0).pack())
    rows.append((back, inbox) if card.published else (back,))
    return tuple(rows)


def edit_rows(t: Translator, card: RowCard) -> tuple[Row, ...]:
    """What can be changed in a row."""
    row_id = card.row_id
    audience = [
        Button(_switch(t(AUDIENCE[role]), role in card.roles), ToggleRow(row_id, role).pack())
        for role in ROLES
    ]
    # Long words stand alone: half a phone's width would cut them.
    pairs: list[Row] = [tuple(audience[:2]), *((button,) for button in audience[2:])]
    event: Row = ()
    if card.event_id is not None:
        event = (Button(t("◀️ To the event"), OpenEvent(card.event_id).pack()),)
    return (
        (
            Button(t("✏️ Title"), EditRow(row_id, "title").pack()),
            Button(t("📅 Date"), EditRow(row_id, "date").pack()),
        ),
        (
            Button(t("🕒 Time"), EditRow(row_id, "time").pack()),
            Button(t("🌍 Zone"), ChooseRowZone(row_id).pack()),
            Button(t("🔗 Link"), EditRow(row_id, "link").pack()),
        ),
        (Button(t("🏷 Kind"), ChooseKind(row_id).pack()),),
        (
            Button(
                _switch(t("attendance"), card.attendance_expected),
                ToggleRow(row_id, "attendance").pack(),
            ),
            Button(_switch(t("report"), card.report_expected), ToggleRow(row_id, "report").pack()),
        ),
        (Button(t("🗝 Whose word counts"), ChooseSteps(row_id).pack()),),
        *pairs,
        (*event, Button(t("◀️ Done"), OpenRow(row_id, 0).pack())),
    )


def kind_rows(t: Translator, row_id: int) -> tuple[Row, ...]:
    """Kinds of events, two in a row."""
    buttons = [
        Button(f"{KINDS[kind][0]} {t(KINDS[kind][1])}", SetKind(row_id, kind).pack())
        for kind in ALL_KINDS
    ]
    pairs: list[Row] = [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]
    return (*pairs, (Button(t("◀️ Back"), OpenRow(row_id, 1).pack()),))


def zone_rows(t: Translator, row_id: int, zones: list[str]) -> tuple[Row, ...]:
    """Zones for the clock of a row."""
    buttons = [Button(label, SetRowZone(row_id, n).pack()) for n, label in enumerate(zones)]
    pairs: list[Row] = [tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2)]
    return (*pairs, (Button(t("◀️ Back"), OpenRow(row_id, 1).pack()),))


def month_rows(
    t: Translator, row_id: int, month: int, picked: Collection[int] = ()
) -> tuple[Row, ...]:
    """A date picker: one month under the days of the week; `picked` ordinals are marked."""
    year, number = divmod(month, _MONTHS)
    first = date(year, number + 1, 1)
    same = PickMonth(row_id, month).pack()
    heads = tuple(
        Button(t.weekday(date.fromordinal(_MONDAY.toordinal() + day)), same) for day in range(7)
    )

    def cell(day: date) -> Button:
        if day.month != first.month:
            return Button(_EMPTY, same)
        label = f"✅{day.day}" if day.toordinal() in picked else str(day.day)
        return Button(label, PickDay(row_id, day.toordinal()).pack())

    weeks = calendar.Calendar().monthdatescalendar(year, number + 1)
    turn = (
        Button("◀️", PickMonth(row_id, month - 1).pack()),
        Button(t.month(first), same),
        Button("▶️", PickMonth(row_id, month + 1).pack()),
    )
    return (turn, heads, *(tuple(map(cell, week)) for week in weeks))


def day_rows(t: Translator, turn: Turn) -> tuple[Row, ...]:
    """An odd day: keep it, or choose another one."""
    row_id = int(turn.subject["row_id"])
    other = SetOpenDate(row_id) if turn.subject.get("from_inbox") else EditRow(row_id, "date")
    keep = DialogChoice(turn.dialog_id, "meant", "yes")
    return (
        (Button(t("✅ Yes, that day"), keep.pack()),),
        (Button(t("📅 Choose another day"), other.pack()),),
        (Button(t("✖️ Cancel"), DialogCancel(turn.dialog_id).pack()),),
    )


def clock_rows(t: Translator, turn: Turn) -> tuple[Row, ...]:
    """The usual hours of a gathering, and none."""

    def chosen(choice: str, label: str) -> Button:
        return Button(label, DialogChoice(turn.dialog_id, "clock", choice).pack())

    hours = [chosen(hour, f"{hour}:00") for hour in CLOCKS]
    return (
        tuple(hours[:3]),
        tuple(hours[3:]),
        (chosen("none", t("Without a time")),),
        (Button(t("✖️ Cancel"), DialogCancel(turn.dialog_id).pack()),),
    )


def list_rows(t: Translator, page: RowPage) -> tuple[Row, ...]:
    """All rows of a plan, one button each."""
    rows: list[Row] = [
        (
            Button(
                f"{_STATES[line.state]} {line.number} {shortened(line.title, 40)}",
                OpenRow(line.row_id, 0).pack(),
            ),
        )
        for line in page.lines
    ]
    turn = []
    if page.page > 0:
        turn.append(Button("◀️", OpenRows(page.plan_id, page.page - 1).pack()))
    if page.page + 1 < page.pages:
        turn.append(Button("▶️", OpenRows(page.plan_id, page.page + 1).pack()))
    back = Button(t("◀️ Back to the summary"), OpenPreview(page.plan_id).pack())
    return (*rows, *((tuple(turn),) if turn else ()), (back,))


def date_rows(t: Translator, dates: tuple[OpenDate, ...], page: int, pages: int) -> tuple[Row, ...]:
    """Events without a day, one button each."""
    rows: list[Row] = [
        (Button(f"📅 {one.number} {shortened(one.title, 40)}", SetOpenDate(one.row_id).pack()),)
        for one in dates
    ]
    turn = []
    if page > 0:
        turn.append(Button("◀️", OpenDatesInbox(page - 1).pack()))
    if page + 1 < pages:
        turn.append(Button("▶️", OpenDatesInbox(page + 1).pack()))
    return (*rows, *((tuple(turn),) if turn else ()), (menu_button(t),))


def _switch(label: str, on: bool) -> str:
    return f"☑️ {label}" if on else f"⬜️ {label}"
