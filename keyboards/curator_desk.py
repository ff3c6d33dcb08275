"""Rows of buttons of the desk: the queue, the schools, the journal of visits."""

from collections.abc import Callable, Iterator

from keyboards.callbacks import NextReport, OpenEvent, OpenReport, ShowEvidence
from keyboards.desk_callbacks import (
    DeskAccept,
    DeskReturn,
    ListSchools,
    NudgeFromDesk,
    OpenCuratorDesk,
    OpenJournal,
    OpenOwnDebts,
    OpenOwnJournal,
    OpenSchoolDesk,
)
from keyboards.menu import menu_button
from keyboards.people_callbacks import ChooseRole
from keyboards.plan_callbacks import OpenDatesInbox
from keyboards.question_callbacks import ListQuestions
from keyboards.report_callbacks import ListPapers
from keyboards.reports import full_button
from keyboards.screen import Button, Row, shortened
from keyboards.staffing import links_rows
from keyboards.staffing_callbacks import OpenGap
from keyboards.tap import Tap
from keyboards.todo_callbacks import OpenYear
from locales import Translator
from services.curator_desk import Desk, Light, SchoolDesk, SchoolLights
from services.forms.reading import files_in
from services.report_queue import QueuedCard
from services.staffing import Gap
from services.visits import Journal

LIGHTS = {Light.RED: "🔴", Light.YELLOW: "🟡", Light.UNMANNED: "⚪️", Light.GREEN: "🟢"}
_NUMBERS = 4
_TITLE = 36
_BELLS = 3


def desk_button(t: Translator) -> Button:
    """The way back to the desk."""
    return Button(t("🧭 Desk"), OpenCuratorDesk().pack())


def desk_rows(t: Translator, desk: Desk) -> tuple[Row, ...]:
    """Where something waits, first what is most."""
    rows: list[Row] = []
    if desk.own:
        label = t("📝 To do yourself: {n}", n=desk.own)
        rows.append((Button(label, OpenOwnDebts(0).pack()),))
    if desk.may_decide:
        label = t("📥 Reports to check: {n}", n=desk.waiting)
        rows.append((Button(label, NextReport(0).pack()),))
    rows.append((Button(t("❓ Questions: {n}", n=desk.questions), ListQuestions(0).pack()),))
    if desk.may_decide:
        rows.append((Button(t("🚦 Schools"), ListSchools(0).pack()),))
    if desk.undated:
        label = t("📅 Dates to be set: {n}", n=desk.undated)
        rows.append((Button(label, OpenDatesInbox(0).pack()),))
    if desk.unmanned:
        label = t("🏫 Schools without anybody: {count}", count=desk.unmanned)
        rows += [(Button(label, OpenGap(Gap.UNMANNED, 0).pack()),), *links_rows(t, desk.unmanned)]
    rows.append((Button(t("🚗 Visits"), OpenJournal(0).pack()), menu_button(t)))
    return tuple(rows)


def queue_rows(t: Translator, queued: QueuedCard, *, has_more: bool) -> tuple[Row, ...]:
    """Yes, back to its author, the next one; all that was written, the files below."""
    card = queued.card
    rows: list[Row] = []
    if card.may_decide:
        rows.append(
            (
                Button(t("✅ Accept"), DeskAccept(card.report_id, card.version).pack()),
                Button(t("↩️ Return"), DeskReturn(card.report_id, card.version).pack()),
            )
        )
    if has_more:
        rows.append((full_button(t, card),))
    files = Button(t("📎 Show the files"), ShowEvidence(card.report_id).pack())
    event = Button(t("📌 The event"), OpenEvent(card.occurrence_id).pack())
    rows.append((files, event) if files_in(card.answers) else (event,))
    rows.append((Button(t("⏭ Next report"), NextReport(card.report_id).pack()),))
    return (*rows, (desk_button(t), menu_button(t)))


def schools_rows(t: Translator, found: SchoolLights) -> tuple[Row, ...]:
    """A button for each school, by its number: its name stands above."""
    numbers = [
        Button(
            f"{LIGHTS[school.light]} {number}" if found.has_plan else str(number),
            OpenSchoolDesk(school.school_id).pack(),
        )
        for number, school in enumerate(found.schools, 1)
    ]
    rows = [tuple(numbers[at : at + _NUMBERS]) for at in range(0, len(numbers), _NUMBERS)]
    turns = turning(found.page, found.pages, ListSchools)
    return tuple(row for row in (*rows, turns, (desk_button(t), menu_button(t))) if row)


def school_rows(t: Translator, school: SchoolDesk) -> tuple[Row, ...]:
    """Remind it of what it owes, read its last reports."""
    bells = [
        Button(
            f"🔔 {number}", NudgeFromDesk(school.light.school_id, debt.line.occurrence_id).pack()
        )
        for number, debt in enumerate(school.debts, 1)
        if debt.nudged_at is None and not school.light.is_unmanned
    ]
    rows: list[Row] = [tuple(bells[at : at + _BELLS]) for at in range(0, len(bells), _BELLS)]
    if school.light.is_unmanned and school.may_invite:
        rows.append(
            (Button(t("✉️ Invite the director"), ChooseRole(school.light.school_id).pack()),)
        )
    rows += [
        (Button(f"📄 {shortened(one.title, _TITLE)}", OpenReport(one.report_id).pack()),)
        for one in school.reports
    ]
    more = (
        Button(t("❓ Questions"), ListQuestions(0).pack()),
        Button(t("🚗 Visits"), OpenJournal(0).pack()),
    )
    back = Button(t("🚦 Schools"), ListSchools(0).pack())
    return (*rows, more, (back, menu_button(t)))


def journal_rows(t: Translator, journal: Journal) -> tuple[Row, ...]:
    """What still asks for visits, then the visits that were written down."""
    rows: list[Row] = [
        (
            Button(
                f"✍️ {shortened(one.line.title, 26)}: {one.written}/{one.of}",
                ListPapers(one.line.occurrence_id, one.by, 0).pack(),
            ),
        )
        for one in journal.asked
    ]
    opened = tuple(
        Button(f"📄 {number}", OpenReport(one.report_id).pack())
        for number, one in enumerate(journal.visits, 1)
    )
    back = Button(t("📚 The year"), OpenYear(0).pack()) if journal.is_own else desk_button(t)
    turns = turning(journal.page, journal.pages, OpenOwnJournal if journal.is_own else OpenJournal)
    halves = (opened[:3], opened[3:])
    return tuple(row for row in (*rows, *halves, turns, (back, menu_button(t))) if row)


def turning(page: int, pages: int, tap: Callable[[int], Tap]) -> Row:
    """The page before and after, where there are several."""
    return tuple(_turns(page, pages, tap))


def _turns(page: int, pages: int, tap: Callable[[int], Tap]) -> Iterator[Button]:
    if page:
        yield Button("◀️", tap(page - 1).pack())
    if page + 1 < pages:
        yield Button(f"▶️ {page + 2}/{pages}", tap(page + 1).pack())
