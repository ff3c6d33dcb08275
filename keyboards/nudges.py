"""Buttons «remind» below a list of schools that owe an answer, and «invite» where nobody is."""

from keyboards.nudge_callbacks import NudgeSchool, NudgeSilent
from keyboards.people_callbacks import ChooseRole
from keyboards.screen import Button, Row, shortened
from keyboards.staffing_callbacks import OpenGap
from locales import Translator
from services.attendance import Answers
from services.staffing import Gap

# More schools than this are reminded together only: the screen stays readable.
_ONE_BY_ONE = 4


def nudge_rows(t: Translator, answers: Answers) -> tuple[Row, ...]:
    """Remind all schools that owe something and can be reached, or one of them; invite the rest."""
    if answers.card.is_cancelled:
        return ()
    occurrence_id = answers.card.occurrence_id
    if answers.may_remind_people:
        label = t("🔔 Remind: {n}", n=len(answers.owing_people))
        return ((Button(label, NudgeSilent(occurrence_id).pack()),),)
    wanted = [state for state in answers.schools if state.party.id in answers.to_remind]
    rows: list[Row] = []
    if wanted:
        rows.append((Button(remind_label(t, answers), NudgeSilent(occurrence_id).pack()),))
    if 1 < len(wanted) <= _ONE_BY_ONE:
        rows += [
            (
                Button(
                    f"🔔 {shortened(state.name, 40)}",
                    NudgeSchool(occurrence_id, state.party.id).pack(),
                ),
            )
            for state in wanted
        ]
    return (*rows, *inviting_rows(t, answers))


def remind_label(t: Translator, answers: Answers) -> str:
    """«Remind», with what is missing and of how many schools."""
    wanted, n = answers.to_remind, len(answers.to_remind)
    if wanted <= answers.owing_reports:
        return t.many("🔔 Ask for the report: {n} school", "🔔 Ask for the report: {n} schools", n)
    if wanted.isdisjoint(answers.owing_reports):
        return t.many("🔔 Ask for an answer: {n} school", "🔔 Ask for an answer: {n} schools", n)
    return t.many(
        "🔔 Ask for answers and reports: {n} school",
        "🔔 Ask for answers and reports: {n} schools",
        n,
    )


def inviting_rows(t: Translator, answers: Answers) -> tuple[Row, ...]:
    """The way to invite those whom nobody can remind: their schools have nobody yet."""
    if not answers.unmanned or not answers.may_invite:
        return ()
    label = t("✉️ Without a representative: {n} – invite", n=len(answers.unmanned))
    only, *others = answers.unmanned
    tap = OpenGap(Gap.UNMANNED, 0) if others else ChooseRole(only)
    return ((Button(label, tap.pack()),),)
