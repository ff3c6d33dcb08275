"""Where a guided dialog stands, as a screen."""

from handlers.views import broadcast, desk, report, review, succession
from handlers.views.problems import problem_text
from keyboards.screen import Screen
from locales import Html, Translator, escape
from services.dialogs import Turn

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


def turn_screen(t: Translator, turn: Turn, *, people: int = 0) -> Screen:
    """The question or the preview; a problem with the last answer stands above it."""
    if turn.draft.is_complete:
        if turn.draft.form.name == "broadcast":
            screen = broadcast.preview_screen(t, turn, people)
        else:
            screen = report.preview_screen(t, turn)
    else:
        screen = _QUESTIONS[turn.draft.form.name](t, turn)
    if turn.problem is None:
        return screen
    problem = escape(problem_text(t, turn.problem.code, dict(turn.problem.params)))
    return Screen(Html(f"⚠️ {problem}\n\n{screen.text}"), screen.rows)
