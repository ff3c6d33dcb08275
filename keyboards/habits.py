"""Rows of buttons about when somebody is written to."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from keyboards.callbacks import BeginReport, OpenSettings
from keyboards.habit_callbacks import (
    AnswerReminded,
    ChooseBudget,
    ChooseDigest,
    ChooseQuiet,
    ChooseSilence,
    ListMutes,
    MuteReminded,
    OpenHabits,
    OpenReminded,
    ReopenReminder,
    SetBudget,
    SetDigest,
    SetQuiet,
    SetSilence,
    SetWorkdays,
    TakeMuteBack,
    WhyReminder,
)
from keyboards.screen import Button, Row, shortened
from keyboards.words import fact_words, intention_words
from locales import Translator
from services.cards import EventCard, PartyState
from services.mutes import MuteList
from services.preferences import HabitsCard
from services.reminder_messages import ReminderEntry, ReminderNotice, Why
from services.terms import Fact, Intention, PartyKind, ReportStatus

QUIET_FROM = (18, 19, 20, 21, 22, 23)
QUIET_UNTIL = (6, 7, 8, 9, 10, 11)
BUDGETS = (5, 10, 15, 25)
DIGEST_HOURS = (7, 8, 9, 10, 12, 14, 16, 18)
# Days that somebody may choose from for the end of his silence.
SILENCE_DAYS = 28
_IN_ROW = 7
# A cell of the calendar without a day.
_EMPTY = "\N{MIDDLE DOT}"
# More rows of answers than that, and who speaks for several parties gets the cards instead.
_ANSWERS = 8
_NAME = 16


def habits_rows(t: Translator, card: HabitsCard) -> tuple[Row, ...]:
    """One row for each habit."""
    workdays = (
        Button(t("📅 Also on days off"), SetWorkdays(0).pack())
        if card.workdays_only
        else Button(t("📅 On working days only"), SetWorkdays(1).pack())
    )
    return (
        (Button(t("🌙 Quiet hours"), ChooseQuiet(-1).pack()), workdays),
        (
            Button(t("✉️ How many a week"), ChooseBudget().pack()),
            Button(t("🗓 Weekly message"), ChooseDigest(-1).pack()),
        ),
        (
            Button(t("🤫 Nothing until …"), ChooseSilence().pack()),
            Button(t("🔕 Muted: {n}", n=card.muted), ListMutes(0).pack()),
        ),
        (Button(t("◀️ Settings"), OpenSettings().pack()),),
    )


def quiet_from_rows(t: Translator, card: HabitsCard) -> tuple[Row, ...]:
    """When the quiet hours begin."""
    hours = [
        Button(_chosen(_hour(hour), card.has_quiet_hours and hour == card.quiet_from), data)
        for hour, data in ((hour, ChooseQuiet(hour).pack()) for hour in QUIET_FROM)
    ]
    none = _chosen(t("No quiet hours"), not card.has_quiet_hours)
    return (*_cut(hours, 3), (Button(none, SetQuiet(0, 0).pack()),), (_back(t),))


def quiet_until_rows(t: Translator, card: HabitsCard, since: int) -> tuple[Row, ...]:
    """When they end."""
    hours = [
        Button(_chosen(_hour(hour), hour == card.quiet_until), SetQuiet(since, hour).pack())
        for hour in QUIET_UNTIL
    ]
    return (*_cut(hours, 3), (Button(t("◀️ Back"), ChooseQuiet(-1).pack()),))


def budget_rows(t: Translator, card: HabitsCard) -> tuple[Row, ...]:
    """How many messages a week."""
    numbers = tuple(
        Button(_chosen(str(number), number == card.budget), SetBudget(number).pack())
        for number in BUDGETS
    )
    unbounded = Button(_chosen(t("No limit"), card.budget == 0), SetBudget(0).pack())
    return (numbers, (unbounded,), (_back(t),))


def weekday_rows(t: Translator, card: HabitsCard) -> tuple[Row, ...]:
    """On which day the week's message comes."""
    days = [
        Button(
            _chosen(t.weekday(_MONDAY + timedelta(days=day)), day == card.digest_weekday),
            ChooseDigest(day).pack(),
        )
        for day in range(7)
    ]
    return (*_cut(days, 4), (_back(t),))


def digest_hour_rows(t: Translator, card: HabitsCard, weekday: int) -> tuple[Row, ...]:
    """At which hour."""
    hours = [
        Button(_chosen(_hour(hour), hour == card.digest_hour), SetDigest(weekday, hour).pack())
        for hour in DIGEST_HOURS
    ]
    return (*_cut(hours, 4), (Button(t("◀️ Back"), ChooseDigest(-1).pack()),))


def silence_rows(t: Translator, found: MuteList) -> tuple[Row, ...]:
    """Until which day nothing shall come: the usual ones, then a calendar of some weeks."""
    today = found.today
    monday = today + timedelta(days=7 - today.weekday())
    usual = (
        Button(t("Today"), _silence(today + timedelta(days=1))),
        Button(t("Till Monday"), _silence(monday)),
        Button(t("A week"), _silence(today + timedelta(days=7))),
    )
    end: tuple[Row, ...] = ()
    if found.until is not None:
        end = ((Button(t("🔔 Write to me again"), SetSilence(0).pack()),),)
    return (*end, usual, *_calendar(t, today), (_back(t),))


def _calendar(t: Translator, today: date) -> tuple[Row, ...]:
    """Some weeks from Monday on, under the days of the week; each month below its name."""
    same = ChooseSilence().pack()
    first, last = today + timedelta(days=2), today + timedelta(days=SILENCE_DAYS + 1)
    rows: list[Row] = []
    month = 0
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        week = [monday + timedelta(days=number) for number in range(_IN_ROW)]
        for part in sorted({day.month for day in week if first <= day <= last}, key=_order(week)):
            days = [day if day.month == part and first <= day <= last else None for day in week]
            if part != month:
                named = next(day for day in days if day is not None)
                rows += [(Button(t.month(named), same),), _heads(t, same)]
                month = part
            rows.append(
                tuple(Button(str(d.day), _silence(d)) if d else Button(_EMPTY, same) for d in days)
            )
        monday += timedelta(days=_IN_ROW)
    return tuple(rows)


def _order(week: list[date]) -> Callable[[int], int]:
    """Months in the order in which a week meets them."""
    return [day.month for day in week].index


def _heads(t: Translator, same: str) -> Row:
    return tuple(
        Button(t.weekday(_MONDAY + timedelta(days=number)), same) for number in range(_IN_ROW)
    )


def mute_rows(t: Translator, found: MuteList) -> tuple[Row, ...]:
    """«Return» for each line, pages."""
    rows: list[Row] = [
        (
            Button(
                t("🔔 {number}. Return", number=number),
                TakeMuteBack(item.id, found.page).pack(),
            ),
        )
        for number, item in enumerate(found.items, 1)
    ]
    turning = []
    if found.page > 0:
        turning.append(Button(t("◀️ Before"), ListMutes(found.page - 1).pack()))
    if found.page + 1 < found.pages:
        turning.append(Button(t("Further ▶️"), ListMutes(found.page + 1).pack()))
    return tuple(row for row in (*rows, tuple(turning), (_back(t),)) if row)


def why_button(t: Translator, notice: ReminderNotice) -> Button:
    """The small button below a reminder."""
    number = notice.entries[0].number if len(notice.entries) == 1 else -1
    return Button(t("ⓘ Why?"), WhyReminder(notice.message_id, number).pack())


def why_rows(t: Translator, why: Why) -> tuple[Row, ...]:
    """What one can do about a reminder."""
    where = (why.message_id, why.entry.number)
    rows: list[Row] = []
    if why.mutes_event:
        label = t("🔔 Remind me of this event again")
        rows.append((Button(label, MuteReminded(*where, 0, 0).pack()),))
    elif not why.mutes_series:
        label = t("🔕 Do not remind me of this event")
        rows.append((Button(label, MuteReminded(*where, 0, 1).pack()),))
    if why.mutes_series:
        label = t("🔔 Remind me of the whole series again")
        rows.append((Button(label, MuteReminded(*where, 1, 0).pack()),))
    elif why.is_series:
        label = t("🔕 … of the whole series")
        rows.append((Button(label, MuteReminded(*where, 1, 1).pack()),))
    return (
        *rows,
        (Button(t("🌙 Quieter: settings"), OpenHabits().pack()),),
        (Button(t("◀️ Back"), ReopenReminder(why.message_id).pack()),),
    )


def which_rows(t: Translator, notice: ReminderNotice, days: Sequence[str]) -> tuple[Row, ...]:
    """Which event of a message is meant; of one series only the days differ."""
    rows: list[Row] = [
        (
            Button(
                f"{number}. {shortened(entry.card.title, 24)} · {day}",
                WhyReminder(notice.message_id, entry.number).pack(),
            ),
        )
        for number, (entry, day) in enumerate(zip(notice.entries, days, strict=True), 1)
    ]
    return (*rows, (Button(t("◀️ Back"), ReopenReminder(notice.message_id).pack()),))


def together_rows(t: Translator, notice: ReminderNotice) -> tuple[Row, ...]:
    """For each event of several «yes» and «no»; then reports and the cards, two in a row."""
    numbered = list(enumerate(notice.entries, 1))
    is_short = sum(len(asked(entry)) for entry in notice.entries) <= _ANSWERS
    answers: list[Row] = []
    reports: list[Button] = []
    for number, entry in numbered:
        where, card = (notice.message_id, entry.number), entry.card
        if is_short or len(card.parties) == 1:
            answers += [_answer(t, number, card, state, where) for state in asked(entry)]
        owing = unreported(card)
        if len(owing) == 1 and not asked(entry) and (card.has_term or card.is_past):
            label = f"{number}. {t('📝 Report')}"
            reports.append(Button(label, BeginReport(card.occurrence_id, owing[0].party.id).pack()))
    opened = [
        Button(
            t("{number}. Open", number=number), OpenReminded(notice.message_id, one.number).pack()
        )
        for number, one in numbered
    ]
    return (*answers, *_cut([*reports, *opened], 2), (why_button(t, notice),))


def back_to_reminder(t: Translator, message_id: int) -> Row:
    """Back to the list."""
    return (Button(t("◀️ Back to the list"), ReopenReminder(message_id).pack()),)


def asked(entry: ReminderEntry) -> list[PartyState]:
    """Those for whom the reader still has to say something about an event."""
    card = entry.card
    if not card.attendance_expected or card.is_cancelled:
        return []
    return [
        state
        for state in card.parties
        if (state.fact is None if card.asks_fact else state.intention is None)
        # A school that is visited says nothing before it.
        and (card.asks_fact or not (card.is_visited and state.party.kind is PartyKind.SCHOOL))
    ]


def unreported(card: EventCard) -> list[PartyState]:
    """The schools of the reader that owe a report about an event."""
    if not card.report_expected or card.is_cancelled:
        return []
    return [
        state
        for state in card.parties
        if state.party.kind is PartyKind.SCHOOL
        and state.report_status in {None, ReportStatus.RETURNED}
    ]


def _answer(
    t: Translator, number: int, card: EventCard, state: PartyState, where: tuple[int, int]
) -> Row:
    """«Yes» in words, or with the name where the reader speaks for several; «no» is a sign."""
    kind = state.party.kind
    yes = t(intention_words(kind)[Intention.GOING])
    no = t(intention_words(kind)[Intention.ABSENT])
    if card.asks_fact:
        yes, no = t(fact_words(kind)[Fact.ATTENDED]), t(fact_words(kind)[Fact.MISSED])
    if len(card.parties) > 1:
        yes = f"{yes[:1]} {shortened(state.name, _NAME)}"
    of, fact = (*where, kind, state.party.id), int(card.asks_fact)
    return (
        Button(f"{number}. {yes}", AnswerReminded(*of, fact).pack()),
        Button(f"{number}. {no[:1]}", AnswerReminded(*of, fact + 2).pack()),
    )


_MONDAY = date(2024, 1, 1)


def _silence(day: date) -> str:
    return SetSilence(day.toordinal()).pack()


def _back(t: Translator) -> Button:
    return Button(t("◀️ Back"), OpenHabits().pack())


def _hour(hour: int) -> str:
    return f"{hour:02}:00"


def _chosen(text: str, chosen: bool) -> str:
    return f"\N{BLACK CIRCLE} {text}" if chosen else text


def _cut(buttons: list[Button], size: int) -> tuple[Row, ...]:
    return tuple(tuple(buttons[i : i + size]) for i in range(0, len(buttons), size))
