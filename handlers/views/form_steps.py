"""The questions of a report and its preview: one screen for every kind of step."""

from collections.abc import Mapping

from handlers.views.answers import answers_text, value_text
from handlers.views.form_words import (
    choice_text,
    goal_text,
    label_text,
    question_text,
    skip_text,
)
from keyboards.form import check_rows, not_yet_row, step_rows
from keyboards.screen import Screen, lines, paragraphs, shortened
from locales import Html, Translator
from services.dialogs import Turn
from services.forms.form import MAX_FILES, Draft, Step, known

# The preview holds the title and perhaps a comment beside the answers.
_ROOM = 2_600
_QUOTED = 600
_IN_ROW = 2


def step_screen(t: Translator, turn: Turn) -> Screen:
    """The present question."""
    draft = turn.draft
    step = draft.form.step(draft.step) or draft.form.steps[0]
    step = known(draft, step)
    have = len(draft.answers.get(step.name) or ()) if step.kind == "files" else 0
    is_sent = bool(turn.subject.get("version"))
    text = paragraphs(
        _about(t, turn),
        _question(t, draft, step, have),
        t.html("🎯 Wanted: {goal}", goal=goal_text(t, step.goal)) if step.goal else None,
        _standing(t, draft, step),
    )
    choices = _gathered(t, have, is_sent=is_sent) if have else _choices(t, draft, step)
    rows = step_rows(t, turn, choices)
    if _may_be_undone(turn, step):
        rows = (*rows[:1], not_yet_row(t, turn), *rows[1:])
    return Screen(text, rows)


def _may_be_undone(turn: Turn, step: Step) -> bool:
    """Whether «is it done?» is asked of who has said nothing yet: «not yet» is an answer too."""
    is_first = not turn.subject.get("version") and turn.draft.progress[0] == 1
    return is_first and step.kind == "choice" and step.choices == ("yes",) and not step.title


def _question(t: Translator, draft: Draft, step: Step, have: int) -> Html:
    """«2 of 5. …»; a single question needs no number."""
    at, of = draft.progress
    asked = _asked(t, step, have)
    if draft.may_grow:
        return t.html("<b>{at}.</b> {question}", at=at, question=asked)
    if of == 1:
        return t.html("<b>{question}</b>", question=asked)
    return t.html("<b>{at} of {of}.</b> {question}", at=at, of=of, question=asked)


def check_screen(t: Translator, turn: Turn) -> Screen:
    """The whole report before it is sent."""
    draft = turn.draft
    text = paragraphs(
        t.html("📝 <b>Please check the answers</b>"),
        _about(t, turn),
        answers_text(t, draft.form, draft.answers, room=_ROOM),
    )
    labels = {step.name: label_text(t, step) for step in draft.form.asked(draft.answers)}
    return Screen(text, check_rows(t, turn, labels))


def _about(t: Translator, turn: Turn) -> Html:
    subject = turn.subject
    wrote = subject.get("comment")
    return lines(
        t.html("📝 {title}", title=shortened(str(subject.get("title", "")), 160)),
        t.html("🏫 {school}", school=shortened(str(subject["school"]), 80))
        if subject.get("school")
        else None,
        t.html("↩️ Returned: «{comment}»", comment=shortened(str(wrote), 500)) if wrote else None,
    )


def _asked(t: Translator, step: Step, have: int) -> str:
    if not have:
        return question_text(t, step)
    return t(
        "{label}: {have} of {most} taken. What you send now is added to them; then press «Done».",
        label=label_text(t, step),
        have=have,
        most=MAX_FILES,
    )


def _standing(t: Translator, draft: Draft, step: Step) -> Html | None:
    """The answer there is already, or that of last time."""
    if step.kind == "files" and draft.kept:
        return lines(
            t.html("📎 Attached now:"),
            *(
                t.html("{n}. {what}", n=n, what=_quoted(t, step, [item]))
                for n, item in enumerate(draft.kept, 1)
            ),
        )
    if draft.kept is not None:
        return t.html("Now: {value}", value=_quoted(t, step, draft.kept))
    if draft.offered is not None:
        return t.html("Last time: {value}", value=_quoted(t, step, draft.offered))
    return None


def _quoted(t: Translator, step: Step, value: object) -> str:
    return shortened(value_text(t, step, value), _QUOTED)


def _gathered(t: Translator, have: int, *, is_sent: bool) -> list[Mapping[str, str]]:
    """Files are there: that is all, others in their stead, or without one of them."""
    anew = t("🔄 Replace: send others") if is_sent else t("🗑 Take them back, start anew")
    drops = {f"drop-{n}-{have}": t("🗑 Without {n}", n=n) for n in range(1, have + 1)}
    some = list(drops.items())
    return [
        {"done": t.many("✅ Done ({n} taken)", "✅ Done ({n} taken)", have)},
        {"clear": anew},
        *(dict(some[at : at + _IN_ROW]) for at in range(0, have, _IN_ROW) if have > 1 or is_sent),
    ]


def _choices(t: Translator, draft: Draft, step: Step) -> list[Mapping[str, str]]:
    """Rows of buttons: what can be chosen, what was said, and going on without."""
    rows: list[Mapping[str, str]] = [
        {choice: choice_text(t, step, choice)} for choice in step.choices
    ]
    if step.kind == "date":
        rows.append({"today": t("Today"), "yesterday": t("Yesterday")})
    if draft.offered is not None:
        value = shortened(value_text(t, step, draft.offered), 20)
        rows.append({"again": t("🔁 As last time: {value}", value=value)})
    if draft.kept is not None:
        rows.append({"keep": t("➡️ Leave it as it is")})
    if step.may_skip(draft.answers):
        rows.append({"skip": skip_text(t, step)})
    return rows
