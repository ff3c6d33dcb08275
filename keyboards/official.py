"""Rows of buttons below the screens of official papers."""

from collections.abc import Mapping
from datetime import date

from keyboards.menu import menu_button
from keyboards.official_callbacks import (
    ChooseMonth,
    ChooseNote,
    ChooseNotePlace,
    DropConclusion,
    EditConclusion,
    ListSchoolPages,
    ListSheets,
    MakePaperAgain,
    OpenConclusion,
    OpenPaper,
    OpenPapers,
    OrderMap,
    OrderMonth,
    OrderNote,
    OrderSchoolPage,
    OrderSheet,
    RestoreConclusions,
    SendPaper,
)
from keyboards.screen import Button, Row, shortened
from locales import N_, Translator
from services.official.cards import (
    EventPage,
    NoteChoice,
    PaperCard,
    PaperPeriod,
    PapersDesk,
    SchoolPage,
)
from services.official.conclusions import Sentence
from services.terms import OfficialKind, OfficialStatus
from services.times import month_later

_LABEL = 40
# A year back, two in a row.
_MONTHS, _MONTHS_A_ROW = 12, 2
_IN_ROW = 5
_PLACES = 8
KINDS: Mapping[OfficialKind, str] = {
    OfficialKind.NOTE: N_("Analytic note"),
    OfficialKind.MAP: N_("Road map with what is done"),
    OfficialKind.SHEET: N_("Attendance sheet of an event"),
    OfficialKind.MONTH: N_("Report for a month"),
    OfficialKind.SCHOOL: N_("Page for the school's site"),
}
PERIODS: Mapping[PaperPeriod, str] = {
    PaperPeriod.WHOLE: N_("Since the beginning"),
    PaperPeriod.MONTH: N_("This month"),
    PaperPeriod.LAST_MONTH: N_("Last month"),
    PaperPeriod.QUARTER: N_("This quarter"),
    PaperPeriod.HALF: N_("This half-year"),
}


def desk_rows(t: Translator, desk: PapersDesk) -> tuple[Row, ...]:
    """What can be made of the road map; or which road map."""
    rows: list[Row] = []
    if desk.plan is None:
        rows += [
            (_named(f"{one.place_name}, {one.year}", OpenPapers(one.plan_id)),)
            for one in desk.plans
        ]
    else:
        rows += [(button,) for button in _kinds(t, desk, desk.plan.plan_id)]
    rows += [
        (_named(f"🗂 {t(KINDS[one.kind])} · {one.place_name}", OpenPaper(one.paper_id)),)
        for one in desk.papers
    ]
    if desk.plan is not None and len(desk.plans) > 1:
        rows.append((Button(t("↩️ Another road map"), OpenPapers(0).pack()),))
    return (*rows, (menu_button(t),))


def _named(label: str, tap: OpenPapers | OpenPaper) -> Button:
    return Button(shortened(label, _LABEL), tap.pack())


def _kinds(t: Translator, desk: PapersDesk, plan_id: int) -> list[Button]:
    school = Button("🏫 " + t(KINDS[OfficialKind.SCHOOL]), ListSchoolPages(plan_id, 0).pack())
    if not desk.is_above:
        return [school]
    note = ChooseNote(plan_id, 0, PaperPeriod.WHOLE, "docx")
    return [
        Button("📄 " + t(KINDS[OfficialKind.NOTE]), note.pack()),
        Button("🗺 " + t(KINDS[OfficialKind.MAP]), OrderMap(plan_id).pack()),
        Button("📅 " + t(KINDS[OfficialKind.MONTH]), ChooseMonth(plan_id).pack()),
        Button("👥 " + t(KINDS[OfficialKind.SHEET]), ListSheets(plan_id, 0).pack()),
        school,
    ]


def note_rows(t: Translator, choice: NoteChoice) -> tuple[Row, ...]:
    """The period and the layout, chosen by a tap each; then the order."""
    plan_id, place_id, period, layout = _of(choice)
    periods = [
        Button(
            ("• " if one is period else "") + t(label),
            ChooseNote(plan_id, place_id, one, layout).pack(),
        )
        for one, label in PERIODS.items()
    ]
    rows: list[Row] = [(periods[0],), tuple(periods[1:3]), tuple(periods[3:])]
    rows.append(
        tuple(
            Button(
                ("• " if one == layout else "") + label,
                ChooseNote(plan_id, place_id, period, one).pack(),
            )
            for one, label in (("docx", "Word"), ("xlsx", "Excel"))
        )
    )
    if len(choice.places) > 1:
        where = ChooseNotePlace(plan_id, period, layout, 0)
        label = t("📍 {place}", place=shortened(choice.place_name, _LABEL - 4))
        rows.append((Button(label, where.pack()),))
    order = OrderNote(plan_id, place_id, period, layout)
    rows.append((Button(t("✅ Make it"), order.pack()),))
    rows.append((Button(t("↩️ Papers"), OpenPapers(plan_id).pack()),))
    return tuple(rows)


def _of(choice: NoteChoice) -> tuple[int, int, PaperPeriod, str]:
    return choice.plan.plan_id, choice.place_id, choice.period, choice.layout


def note_place_rows(t: Translator, choice: NoteChoice, page: int) -> tuple[Row, ...]:
    """All territories, by page."""
    plan_id, place_id, period, layout = _of(choice)
    pages = max((len(choice.places) + _PLACES - 1) // _PLACES, 1)
    page = min(max(page, 0), pages - 1)
    rows: list[Row] = [
        (Button(shortened(name, _LABEL), ChooseNote(plan_id, id_, period, layout).pack()),)
        for id_, name in choice.places[page * _PLACES : (page + 1) * _PLACES]
    ]
    turns = [
        Button(sign, ChooseNotePlace(plan_id, period, layout, to).pack())
        for sign, to in (("◀️", page - 1), ("▶️", page + 1))
        if 0 <= to < pages
    ]
    if turns:
        rows.append(tuple(turns))
    back = ChooseNote(plan_id, place_id, period, layout)
    return (*rows, (Button(t("↩️ Back"), back.pack()),))


def month_rows(t: Translator, plan_id: int, today: date) -> tuple[Row, ...]:
    """The last months, the newest first."""
    months = [
        Button(t.month(month_later(today, -back)).capitalize(), OrderMonth(plan_id, back).pack())
        for back in range(_MONTHS)
    ]
    rows = [tuple(months[at : at + _MONTHS_A_ROW]) for at in range(0, len(months), _MONTHS_A_ROW)]
    return (*rows, (Button(t("↩️ Papers"), OpenPapers(plan_id).pack()),))


def event_rows(t: Translator, page: EventPage, today: date) -> tuple[Row, ...]:
    """Events, the nearest to today first."""
    rows: list[Row] = [
        (
            Button(
                shortened(f"{t.day(one.first, today)} · {one.title}", _LABEL + 10),
                OrderSheet(one.occurrence_id).pack(),
            ),
        )
        for one in page.events
    ]
    turns = [
        Button(sign, ListSheets(page.plan_id, to).pack())
        for sign, to in (("◀️", page.page - 1), ("▶️", page.page + 1))
        if 0 <= to < page.pages
    ]
    if turns:
        rows.append(tuple(turns))
    return (*rows, (Button(t("↩️ Papers"), OpenPapers(page.plan_id).pack()),))


def school_rows(t: Translator, page: SchoolPage) -> tuple[Row, ...]:
    """Schools: as a page for a browser, or as a Word document."""
    rows: list[Row] = [
        (
            Button(shortened(name, _LABEL), OrderSchoolPage(page.plan_id, id_, "html").pack()),
            Button("Word", OrderSchoolPage(page.plan_id, id_, "docx").pack()),
        )
        for id_, name in page.schools
    ]
    turns = [
        Button(sign, ListSchoolPages(page.plan_id, to).pack())
        for sign, to in (("◀️", page.page - 1), ("▶️", page.page + 1))
        if 0 <= to < page.pages
    ]
    if turns:
        rows.append(tuple(turns))
    return (*rows, (Button(t("↩️ Papers"), OpenPapers(page.plan_id).pack()),))


def paper_rows(t: Translator, card: PaperCard) -> tuple[Row, ...]:
    """What can be done with a paper: its conclusions, its file, making it again."""
    back: Row = (Button(t("↩️ Papers"), OpenPapers(0).pack()), menu_button(t))
    if card.status is OfficialStatus.WAITING:
        return (back,)
    if card.status is OfficialStatus.FAILED:
        return ((Button(t("🔄 Try again"), MakePaperAgain(card.paper_id).pack()),), back)
    rows: list[Row] = []
    if card.kind is OfficialKind.NOTE:
        rows += _conclusion_rows(t, card)
    if card.is_stale:
        rows.append((Button(t("🔄 Make it with these"), MakePaperAgain(card.paper_id).pack()),))
    rows.append((Button(t("📎 Send the file once more"), SendPaper(card.paper_id).pack()),))
    return (*rows, back)


def _conclusion_rows(t: Translator, card: PaperCard) -> list[Row]:
    numbers = [
        Button(f"✏️ {number}", OpenConclusion(card.paper_id, one.code).pack())
        for number, one in enumerate(card.sentences, 1)
    ]
    rows: list[Row] = [tuple(numbers[at : at + _IN_ROW]) for at in range(0, len(numbers), _IN_ROW)]
    add = Button(t("➕ One more conclusion"), EditConclusion(card.paper_id, "").pack())
    rows.append((add,))
    if card.left_out or any(one.is_own for one in card.sentences):
        restore = RestoreConclusions(card.paper_id)
        rows.append((Button(t("↩️ Conclusions as computed"), restore.pack()),))
    return rows


def sent_rows(t: Translator, card: PaperCard) -> tuple[Row, ...]:
    """Below the file itself."""
    opened = OpenPaper(card.paper_id).pack()
    if card.kind is OfficialKind.NOTE:
        return ((Button(t("✏️ Conclusions"), opened),),)
    return ()


def conclusion_rows(t: Translator, card: PaperCard, one: Sentence) -> tuple[Row, ...]:
    """Other words, none, or back."""
    return (
        (Button(t("✏️ Other words"), EditConclusion(card.paper_id, one.code).pack()),),
        (Button(t("🗑 Leave it out"), DropConclusion(card.paper_id, one.code).pack()),),
        (Button(t("↩️ Back"), OpenPaper(card.paper_id).pack()),),
    )
