"""Buttons of an event: answers for each party, report, who answered, back."""

from dataclasses import replace

from keyboards.attendance_callbacks import Arrive, AskList, AskWord, OpenLive
from keyboards.callbacks import (
    BeginReport,
    Intend,
    MoreOfEvent,
    OpenAnswers,
    OpenEvent,
    OpenWeek,
    StateFact,
    UnfoldEvent,
)
from keyboards.menu import menu_button
from keyboards.own_form_callbacks import OpenOwnForm
from keyboards.papers import paper_rows
from keyboards.plan_callbacks import OpenRow
from keyboards.privacy_callbacks import EventHistory
from keyboards.question_callbacks import AskQuestion
from keyboards.reminder_callbacks import OpenRules
from keyboards.report_callbacks import TickReport
from keyboards.report_words import ONE_TAPS
from keyboards.screen import Button, Row, shortened
from keyboards.words import fact_words, intention_words
from locales import Translator
from services.cards import EventCard, EventLine, PartyState
from services.terms import Fact, Intention, PartyKind, ReportStatus


def answer_rows(t: Translator, card: EventCard) -> tuple[Row, ...]:
    """What the reader may answer now: plan before the end, fact once it has begun."""
    if not card.attendance_expected:
        return ()
    many = len(card.parties) > 1
    if card.is_visited and not card.asks_fact:
        # Who is visited is at home anyway: after it he says whether somebody came.
        people = tuple(one for one in card.parties if one.party.kind is not PartyKind.SCHOOL)
        card = replace(card, parties=people)
    here = _check_in_rows(t, card, many)
    if card.asks_fact:
        rows = [_fact_row(t, card, state, many) for state in card.parties]
        return (*(rows if many else (pair for row in rows for pair in (row[:2], row[2:]))), *here)
    # Who is there already has said more than that he will come.
    coming = [state for state in card.parties if state.fact is not Fact.ATTENDED]
    rows = [_intention_row(t, card, state, many) for state in coming]
    if many or not rows:
        return (*here, *rows)
    # Three full labels do not fit a phone's width: the deputy goes below, or beside «here».
    ((going, deputy, absent),) = rows
    return ((*here[0], deputy), (going, absent)) if here else ((going, absent), (deputy,))


def report_rows(t: Translator, card: EventCard) -> tuple[Row, ...]:
    """A report button for each school that still owes one."""
    if not (card.takes_reports or (card.attendance_expected and card.asks_fact)):
        return ()
    schools = [s for s in card.parties if s.party.kind is PartyKind.SCHOOL]
    rows = []
    for state in schools:
        if state.report_status not in {None, ReportStatus.RETURNED}:
            continue
        label = t("📝 Report")
        if state.report_status is ReportStatus.RETURNED:
            label = t("↩️ Mend the report")
        data = BeginReport(card.occurrence_id, state.party.id).pack()
        if card.one_tap in ONE_TAPS and state.report_status is None:
            label = t(ONE_TAPS[card.one_tap])
            data = TickReport(card.occurrence_id, state.party.id, card.one_tap).pack()
        if len(schools) > 1:
            label = f"{label}: {shortened(state.name, 24)}"
        rows.append((Button(label, data),))
    return tuple(rows)


def card_rows(t: Translator, card: EventCard, *, unfolded: bool) -> tuple[Row, ...]:
    """All buttons of a card."""
    rows: list[Row] = []
    if not card.is_cancelled:
        rows += [*answer_rows(t, card), *report_rows(t, card)]
        rows += paper_rows(t, card.occurrence_id, card.papers)
    rows += _staff_rows(t, card)
    fold = (
        Button(t("🔼 Shorter"), OpenEvent(card.occurrence_id).pack())
        if unfolded
        else Button(t("🔽 In full"), UnfoldEvent(card.occurrence_id).pack())
    )
    plan = Button(t("🗓 Plan"), OpenWeek(0, 1).pack())
    if card.speaks_to_school:
        # Three beside each other are cut on a phone.
        rows.append((fold, Button(t("❓ Ask"), AskQuestion(card.occurrence_id, 0).pack())))
        rows.append((plan,))
    else:
        rows.append((fold, plan))
    return tuple(rows)


def more_rows(t: Translator, card: EventCard) -> tuple[Row, ...]:
    """What its coordinator needs seldom: behind one button, so that the card fits a phone."""
    rows = [*keeper_rows(t, card), *_chosen_rows(t, card)]
    if card.row_id is not None:
        history = EventHistory(card.occurrence_id, 0).pack()
        rows.append((Button(t("🕓 Who changed the date"), history),))
    back = Button(t("◀️ Back"), OpenEvent(card.occurrence_id).pack())
    return (*rows, (back, menu_button(t)))


def _staff_rows(t: Translator, card: EventCard) -> list[Row]:
    """What whoever looks after it needs daily, two beside each other."""
    staff = []
    if card.can_read_answers:
        if card.takes_check_in:
            live = OpenLive(card.occurrence_id, 0).pack()
            staff.append(Button(t("📍 Who is here"), live))
        staff.append(Button(t("👀 Who answered"), OpenAnswers(card.occurrence_id).pack()))
    if card.row_id is not None:
        staff.append(Button(t("✏️ Edit"), OpenRow(card.row_id, 1).pack()))
    if card.row_id is not None or keeper_rows(t, card):
        staff.append(Button(t("➕ More…"), MoreOfEvent(card.occurrence_id).pack()))
    return [tuple(staff[at : at + 2]) for at in range(0, len(staff), 2)]


def _chosen_rows(t: Translator, card: EventCard) -> tuple[Row, ...]:
    """What its coordinator may choose: its reminders, and the questions of its report."""
    row = []
    if _has_reminders(card):
        row.append(Button(t("🔔 Reminders"), OpenRules(card.occurrence_id, 0).pack()))
    if card.row_id is not None and not card.is_cancelled:
        row.append(Button(t("📋 Own form"), OpenOwnForm(card.occurrence_id).pack()))
    return (tuple(row),) if row else ()


def _has_reminders(card: EventCard) -> bool:
    """Whether its coordinator may choose what is still to come of an event with a day."""
    is_to_come = not card.is_cancelled and not card.is_past
    has_stages = card.temporal_role in {"event", "deadline", "period", "recurring"}
    return card.row_id is not None and is_to_come and has_stages


def line_button(line: EventLine, label: str) -> Button:
    """A button that opens an event of a list."""
    return Button(label, OpenEvent(line.occurrence_id).pack())


def _check_in_rows(t: Translator, card: EventCard, many: bool) -> tuple[Row, ...]:
    """«I am here» around an event; once it is over only where its word says more than a tap."""
    if not card.takes_check_in or (card.asks_fact and not card.asks_word):
        return ()
    rows = []
    for state in card.parties:
        is_here = state.fact is Fact.ATTENDED
        if is_here and card.asks_fact:
            continue
        label = t("🔑 Enter the word") if card.asks_fact else t("✅ I am here")
        if many:
            label = f"{label}: {shortened(state.name, 24)}"
        data = Arrive(card.occurrence_id, state.party.kind, state.party.id)
        rows.append((Button(_chosen(label, is_here), data.pack()),))
    return tuple(rows)


def keeper_rows(t: Translator, card: EventCard) -> tuple[Row, ...]:
    """For who keeps the attendance: the word until it is over, the list once it has begun."""
    if not card.keeps_attendance or card.is_cancelled:
        return ()
    row = []
    if not card.is_past or card.takes_check_in:
        row.append(Button(t("🔑 Code word"), AskWord(card.occurrence_id).pack()))
    if card.when.begins_at <= card.now:
        row.append(Button(t("📋 List of participants"), AskList(card.occurrence_id).pack()))
    return (tuple(row),) if row else ()


def _intention_row(t: Translator, card: EventCard, state: PartyState, many: bool) -> Row:
    buttons = []
    for intention, label in intention_words(state.party.kind).items():
        data = Intend(card.occurrence_id, state.party.kind, state.party.id, intention)
        text = _label(t(label), intention is Intention.GOING, state, many)
        buttons.append(Button(_chosen(text, state.intention is intention), data.pack()))
    return tuple(buttons)


def _fact_row(t: Translator, card: EventCard, state: PartyState, many: bool) -> Row:
    buttons = []
    for fact, label in fact_words(state.party.kind).items():
        data = StateFact(card.occurrence_id, state.party.kind, state.party.id, fact)
        text = _label(t(label), fact is Fact.ATTENDED, state, many)
        buttons.append(Button(_chosen(text, state.fact is fact), data.pack()))
    return tuple(buttons)


def _label(text: str, is_first: bool, state: PartyState, many: bool) -> str:
    """With several parties only the sign stays; the first button names the party."""
    if not many:
        return text
    sign = text.split(" ", 1)[0]
    return f"{sign} {shortened(state.name, 22)}" if is_first else sign


def _chosen(text: str, chosen: bool) -> str:
    return f"\N{BLACK CIRCLE} {text}" if chosen else text
