"""Where a guided dialog stands, as a screen."""

from handlers.views import broadcast, desk, report, review, succession
from handlers.views.problems import problem_text
from keyboards.screen import Button, Screen, paragraphs, shortened
from locales import Html, Translator, escape
from services.dialogs import Turn
from services.forms.hints import pupil_in

_QUESTIONS = {
    "report": report.question_screen,
    "reason": report.reason_screen,
    "return": report.comment_screen,
    "broadcast": broadcast.question_screen,
    "row_title": review.question_screen,
    "row_date": review.question_screen,
    "row_time": review.question_screen,
    "row_link": review.question_screen,
    "row_move": review.move_screen,
    "invite_place": desk.place_question,
    "stand_in_day": succession.day_question,
}


def _preview(t: Translator, turn: Turn, people: int) -> Screen:
    """What will be sent; when it seems to name a pupil, that stands above it."""
    pupil = pupil_in(turn.draft)
    match turn.draft.form.name:
        case "broadcast":
            screen = broadcast.preview_screen(t, turn, people)
        case "report":
            screen = report.preview_screen(t, turn)
        case _:
            screen = report.words_screen(t, turn)
    if pupil is None:
        return screen
    hint = t.html(
        "⚠️ It looks as if the text names a child: «{pupil}». Personal data of pupils are not "
        "wanted here: please leave the name out, or send it as it is if nobody is named.",
        pupil=shortened(pupil, 60),
    )
    (first, *others), *rest = screen.rows
    anyway = Button(t("Send it as it is"), first.data)
    return Screen(paragraphs(hint, screen.text), ((anyway, *others), *rest))


def turn_screen(t: Translator, turn: Turn, *, people: int = 0) -> Screen:
    """The question or the preview; a problem with the last answer stands above it."""
    if turn.draft.is_complete:
        screen = _preview(t, turn, people)
    else:
        screen = _QUESTIONS[turn.draft.form.name](t, turn)
    if turn.problem is None:
        return screen
    problem = escape(problem_text(t, turn.problem.code, dict(turn.problem.params)))
    return Screen(Html(f"⚠️ {problem}\n\n{screen.text}"), screen.rows)
