"""A coordinator's own form: its questions, one of them, as schools see it."""

from handlers.views.form_words import choice_text, question_text, skip_text
from keyboards.form import step_rows
from keyboards.own_forms import form_rows, preview_rows, question_rows, removal_rows
from keyboards.screen import Screen, lines, paragraphs, shortened
from locales import N_, Html, Translator
from services.dialogs import Turn
from services.forms.own import MAX_OPTIONS, OWN_KINDS, OwnQuestion, step_of
from services.own_forms import OwnFormCard

KINDS = {
    "text": N_("✍️ Text"),
    "number": N_("🔢 Number"),
    "yes_no": N_("☑️ Yes or no"),
    "choice": N_("🔘 A choice"),
    "date": N_("📅 Day"),
    "link": N_("🔗 Link"),
    "files": N_("📎 Files"),
}
_PAIR = 2
_OPTIONS_SHOWN = 60


def own_form_screen(t: Translator, card: OwnFormCard) -> Screen:
    """What is asked, and what can be done."""
    if not card.questions:
        state = t.html(
            "Schools are asked here what the road map says. If you need something else, put your "
            "own questions together: they will stand in its place."
        )
    elif card.is_changed:
        state = t.html("⚠️ Not saved yet: schools do not see these questions so far.")
    else:
        state = t.html("✅ Schools are asked these questions.")
    text = paragraphs(
        t.html("📋 <b>Own form</b> · {title}", title=shortened(card.title, 120)),
        lines(*(_line(t, at, one) for at, one in enumerate(card.questions, 1))),
        state,
        t.html("It holds for all days of this row.") if card.is_series else None,
        _opening(t, card),
    )
    return Screen(text, form_rows(t, card))


def _opening(t: Translator, card: OwnFormCard) -> Html | None:
    """Of an event nobody can report before it has begun: whoever wants to test it should know."""
    if card.opens_at is None:
        return None
    return t.html(
        "⏳ Schools can answer from the beginning of the event: {at}. Until then its card has no "
        "button for it.",
        at=t.moment(card.opens_at, card.timezone),
    )


def own_question_screen(t: Translator, card: OwnFormCard, number: int) -> Screen:
    """One question; the form, when it has been deleted."""
    question = card.question(number)
    if question is None:
        return own_form_screen(t, card)
    at = card.questions.index(question) + 1
    text = paragraphs(
        t.html("📋 <b>Question {at} of {of}</b>", at=at, of=len(card.questions)),
        Html(t.html("«{title}»", title=question.title)),
        lines(
            t(KINDS[question.kind]),
            *(t.html("• {option}", option=option) for option in question.options),
            t.html("May be left without an answer.") if question.optional else None,
        ),
    )
    return Screen(text, question_rows(t, card, question))


def own_preview_screen(t: Translator, card: OwnFormCard, at: int) -> Screen:
    """A question as a school sees it, its buttons told in words."""
    if not card.questions:
        return own_form_screen(t, card)
    at = min(max(at, 0), len(card.questions) - 1)
    step = step_of(card.questions[at])
    buttons = [choice_text(t, step, choice) for choice in step.choices]
    if step.kind == "date":
        buttons += [t("Today"), t("Yesterday")]
    if step.kind == "files":
        buttons.append(t("✅ Done"))
    if step.optional:
        buttons.append(skip_text(t, step))
    asked = t.html(
        "<b>{at} of {of}.</b> {question}",
        at=at + 1,
        of=len(card.questions),
        question=question_text(t, step),
    )
    text = paragraphs(
        t.html("👀 <b>This is what a school sees</b>"),
        t.html("📝 {title}", title=shortened(card.title, 160)),
        asked,
        lines(*(t.html("▫️ {button}", button=button) for button in buttons)),
    )
    return Screen(text, preview_rows(t, card, at))


def removal_screen(t: Translator, card: OwnFormCard) -> Screen:
    """Is she sure?"""
    text = t.html(
        "Remove the own form of «{title}»? Schools will be asked what the road map says. Reports "
        "that have been sent stay as they are.",
        title=shortened(card.title, 160),
    )
    return Screen(text, removal_rows(t, card.occurrence_id))


def asking_question_screen(t: Translator, turn: Turn) -> Screen:
    """What is asked about a new question: its words, its kind, its choices."""
    at, of = turn.draft.progress
    title = turn.draft.answers.get("title")
    rows: list[dict[str, str]] = []
    match turn.draft.step:
        case "title":
            asked = t.html("Write the question as schools shall read it.")
        case "kind":
            asked = t.html("How is it answered?")
            kinds = [(kind, t(KINDS[kind])) for kind in OWN_KINDS]
            rows = [dict(kinds[i : i + _PAIR]) for i in range(0, len(kinds), _PAIR)]
        case _:
            asked = t.html(
                "Write the choices, each on its own line: from two to {most}.", most=MAX_OPTIONS
            )
    text = paragraphs(
        t.html("📋 {title}", title=shortened(str(turn.subject["title"]), 120)),
        t.html("«{title}»", title=str(title)) if title else None,
        t.html("<b>{at}.</b> {asked}", at=at, asked=asked)
        if turn.draft.may_grow
        else t.html("<b>{at} of {of}.</b> {asked}", at=at, of=of, asked=asked),
    )
    return Screen(text, step_rows(t, turn, rows))


def _line(t: Translator, at: int, question: OwnQuestion) -> Html:
    """«1. How many? – Number»."""
    kind = t(KINDS[question.kind])
    if question.options:
        kind = f"{kind}: {shortened(', '.join(question.options), _OPTIONS_SHOWN)}"
    if question.optional:
        kind = t("{kind}, may be left out", kind=kind)
    return t.html("{at}. {title}\n<i>{kind}</i>", at=at, title=question.title, kind=kind)
