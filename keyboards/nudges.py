"""Buttons «remind» below a list of schools that owe an answer."""

from keyboards.nudge_callbacks import NudgeSchool, NudgeSilent
from keyboards.screen import Button, Row, shortened
from locales import Translator
from services.attendance import Answers

# More schools than this are reminded together only: the screen stays readable.
_ONE_BY_ONE = 4


def nudge_rows(t: Translator, answers: Answers) -> tuple[Row, ...]:
    """Remind all schools that owe something and were not reminded today, or one of them."""
    if answers.card.is_cancelled:
        return ()
    if answers.may_remind_people:
        label = t("🔔 Remind: {n}", n=len(answers.owing_people))
        return ((Button(label, NudgeSilent(answers.card.occurrence_id).pack()),),)
    wanted = [
        state
        for state in answers.schools
        if state.party.id in answers.owing and state.party.id not in answers.nudged
    ]
    if not wanted:
        return ()
    occurrence_id = answers.card.occurrence_id
    label = t.many("🔔 Remind {n} school", "🔔 Remind {n} schools", len(wanted))
    rows: list[Row] = [(Button(label, NudgeSilent(occurrence_id).pack()),)]
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
    return tuple(rows)
