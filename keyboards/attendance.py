"""Buttons about who was there: the live list, mending an answer, a sent list, the word."""

from keyboards.attendance_callbacks import (
    ApplyList,
    AskList,
    ChooseMended,
    DecideRow,
    DropList,
    DropWord,
    MakeUpWord,
    MendFact,
    NudgeLive,
    OpenList,
    OpenLive,
    OpenMended,
    OtherSchool,
    ReviewList,
)
from keyboards.callbacks import DialogCancel, OpenAnswers, OpenEvent
from keyboards.menu import menu_button
from keyboards.nudges import inviting_rows, remind_label
from keyboards.places import turning_row
from keyboards.screen import Button, Row, shortened, told_apart
from keyboards.words import fact_words
from locales import Translator
from services.attendance import Answers
from services.attendance_list import ListPreview, Unsure
from services.closing import PartyAnswer
from services.dialogs import Turn
from services.live_list import LiveList
from services.terms import Fact, PartyKind

MENDED_PAGE = 8
_OTHERS_PAGE = 8


def mending_rows(t: Translator, answers: Answers) -> tuple[Row, ...]:
    """For who keeps the attendance of some of these schools, once the event has begun."""
    card = answers.card
    has_begun = card.when.begins_at <= card.now
    if not answers.mendable or not card.attendance_expected or card.is_cancelled or not has_begun:
        return ()
    of = card.occurrence_id
    return (
        (
            Button(t("✏️ Mend an answer"), ChooseMended(of, 0).pack()),
            Button(t("📋 List of participants"), AskList(of).pack()),
        ),
    )


def live_rows(t: Translator, live: LiveList) -> tuple[Row, ...]:
    """Refresh, remind those who are waited for, turn the page, mend."""
    card = live.answers.card
    of = card.occurrence_id
    rows: list[Row] = [(Button(t("🔄 Refresh"), OpenLive(of, live.page).pack()),)]
    if live.answers.to_remind and not card.is_cancelled:
        rows.append((Button(remind_label(t, live.answers), NudgeLive(of).pack()),))
    elif live.answers.may_remind_people and not card.is_cancelled:
        label = t("🔔 Remind: {n}", n=len(live.answers.owing_people))
        rows.append((Button(label, NudgeLive(of).pack()),))
    if not card.is_cancelled:
        rows += inviting_rows(t, live.answers)
    turning = turning_row(
        t, live.page + 1, live.pages, lambda number: OpenLive(of, number - 1).pack()
    )
    if turning:
        rows.append(turning)
    rows += mending_rows(t, live.answers)
    rows.append((Button(t("📌 The event"), OpenEvent(of).pack()), menu_button(t)))
    return tuple(rows)


def mended_choice_rows(t: Translator, answers: Answers, page: int) -> tuple[Row, ...]:
    """The schools and people whose answer the reader may mend, one button each."""
    of = answers.card.occurrence_id
    states = [s for s in (*answers.schools, *answers.people) if s.party in answers.mendable]
    pages = max((len(states) + MENDED_PAGE - 1) // MENDED_PAGE, 1)
    page = min(max(page, 0), pages - 1)
    shown = states[page * MENDED_PAGE : (page + 1) * MENDED_PAGE]
    names = told_apart([state.name for state in shown], 50)
    rows: list[Row] = [
        (Button(name, OpenMended(of, state.party.kind, state.party.id).pack()),)
        for name, state in zip(names, shown, strict=True)
    ]
    turning = turning_row(t, page + 1, pages, lambda number: ChooseMended(of, number - 1).pack())
    if turning:
        rows.append(turning)
    return (*rows, (Button(t("👀 Who answered"), OpenAnswers(of).pack()), menu_button(t)))


def mended_rows(t: Translator, answer: PartyAnswer) -> tuple[Row, ...]:
    """All that may be written down about a school or a person."""
    of, party = answer.card.occurrence_id, answer.state.party
    is_school = party.kind is PartyKind.SCHOOL
    words = {fact: t(label) for fact, label in fact_words(party.kind).items()}
    words[Fact.NO_ANSWER] = t("⚪️ No answer")
    chosen = Fact.NO_ANSWER if answer.state.is_closed else answer.state.fact
    buttons = [
        Button(
            f"\N{BLACK CIRCLE} {word}" if fact is chosen else word,
            MendFact(of, party.kind, party.id, fact).pack(),
        )
        for fact, word in words.items()
    ]
    label = t("◀️ Another school") if is_school else t("◀️ Somebody else")
    other = Button(label, ChooseMended(of, 0).pack())
    return (
        *((button,) for button in buttons),
        (other, Button(t("👀 Who answered"), OpenAnswers(of).pack())),
    )


def word_rows(t: Translator, turn: Turn) -> tuple[Row, ...]:
    """Let the bot think of a word, or do without one."""
    of = int(turn.subject["occurrence_id"])
    rows: list[Row] = [(Button(t("🎲 Make one up"), MakeUpWord(of).pack()),)]
    if turn.subject.get("word"):
        rows.append((Button(t("🗑 Without a word"), DropWord(of).pack()),))
    return (*rows, (Button(t("◀️ Back"), DialogCancel(turn.dialog_id).pack()),))


def list_rows(t: Translator, preview: ListPreview) -> tuple[Row, ...]:
    """Look through what is unsure, write down, or forget."""
    of, rows = preview.dialog_id, list[Row]()
    if preview.unsure:
        label = t.many("🔎 Look at {n} row", "🔎 Look at {n} rows", len(preview.unsure))
        rows.append((Button(label, ReviewList(of).pack()),))
    sure = len(preview.found) - len(preview.against)
    if sure:
        if preview.are_schools:
            label = t.many("✅ Write down {n} school", "✅ Write down {n} schools", sure)
        else:
            label = t("✅ Write down: {n}", n=sure)
        rows.append((Button(label, ApplyList(of, 0).pack()),))
    if preview.against:
        label = t.many(
            "❗ Write down all {n}, also against their word",
            "❗ Write down all {n}, also against their word",
            len(preview.found),
        )
        rows.append((Button(label, ApplyList(of, 1).pack()),))
    drop = Button(t("🗑 Forget this list"), DropList(of).pack())
    return (*rows, (drop,), (Button(t("📌 The event"), OpenEvent(preview.occurrence_id).pack()),))


def review_rows(t: Translator, preview: ListPreview, row: Unsure) -> tuple[Row, ...]:
    """Yes to one of the guesses, another school, or none."""
    of, rows = preview.dialog_id, list[Row]()
    for one in row.guesses:
        label = t("✅ {school}", school=shortened(one.name, 50))
        rows.append((Button(label, DecideRow(of, row.number, one.id).pack()),))
    another = t("🔁 Another school") if preview.are_schools else t("🔁 Somebody else")
    rows.append(
        (
            Button(another, OtherSchool(of, row.number, 0).pack()),
            Button(t("⏭ Skip"), DecideRow(of, row.number, 0).pack()),
        )
    )
    return (*rows, (Button(t("◀️ To the list"), OpenList(of).pack()),))


def other_rows(t: Translator, preview: ListPreview, number: int, page: int) -> tuple[Row, ...]:
    """Those whom the list has not named yet."""
    of, missing = preview.dialog_id, preview.missing
    pages = max((len(missing) + _OTHERS_PAGE - 1) // _OTHERS_PAGE, 1)
    page = min(max(page, 0), pages - 1)
    rows: list[Row] = [
        (Button(shortened(one.name, 50), DecideRow(of, number, one.id).pack()),)
        for one in missing[page * _OTHERS_PAGE : (page + 1) * _OTHERS_PAGE]
    ]
    turning = turning_row(
        t, page + 1, pages, lambda there: OtherSchool(of, number, there - 1).pack()
    )
    if turning:
        rows.append(turning)
    return (*rows, (Button(t("◀️ Back"), ReviewList(of).pack()),))
