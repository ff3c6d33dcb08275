"""Where a guided dialog stands, as a screen."""

from handlers.views import (
    attendance,
    attendance_list,
    desk,
    figure_card,
    official,
    own_forms,
    places,
    questions,
    readers,
    report,
    review,
    succession,
)
from handlers.views.form_steps import check_screen, step_screen
from handlers.views.problems import problem_text
from handlers.views.welcome import left_rows
from keyboards.callbacks import DialogGive
from keyboards.menu import menu_button
from keyboards.roadmap import place_rows
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from locales import Html, Translator, escape
from services.access import Seat
from services.dialogs import Turn
from services.forms.form import Proof
from services.forms.hints import pupil_in

_QUESTIONS = {
    "report": report.question_screen,
    "reason": report.reason_screen,
    "excuse": attendance.excuse_screen,
    "check_in": attendance.word_screen,
    "code_word": attendance.set_word_screen,
    "attendance_list": attendance_list.ask_list_screen,
    "return": report.comment_screen,
    "question": questions.asking_screen,
    "answer": questions.answering_screen,
    "broadcast_words": readers.words_question,
    "row_title": review.question_screen,
    "row_date": review.question_screen,
    "row_time": review.question_screen,
    "row_link": review.question_screen,
    "row_day": review.day_screen,
    "row_clock": review.clock_screen,
    "row_move": review.move_screen,
    "invite_place": desk.place_question,
    "stand_in_day": succession.day_question,
    "place_name": places.name_question,
    "figure_value": figure_card.entering_screen,
    "figure_target": figure_card.entering_screen,
    "own_question": own_forms.asking_question_screen,
    "conclusion": official.words_question,
}

# A second proof was sent where the form keeps one.
PROOF_KEPT = "evidence_given"


def _preview(t: Translator, turn: Turn) -> Screen:
    """What will be sent; when it seems to name a pupil, that stands above it."""
    match turn.draft.form.name:
        case _ if turn.draft.form.recipe is not None:
            screen = check_screen(t, turn)
        case "report":
            screen = report.preview_screen(t, turn)
        case "broadcast_words":
            screen = readers.words_preview(t, turn)
        case "place_name":
            screen = places.name_preview(t, turn)
        case _:
            screen = report.words_screen(t, turn)
    return hinted(t, turn, screen)


def hinted(t: Translator, turn: Turn, screen: Screen) -> Screen:
    """What will be sent, below a hint when it seems to name a pupil."""
    pupil = pupil_in(turn.draft)
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


def turn_screen(t: Translator, turn: Turn) -> Screen:
    """The question or the preview; a problem with the last answer stands above it."""
    if turn.draft.is_complete:
        screen = _preview(t, turn)
    elif turn.draft.form.recipe is not None:
        screen = step_screen(t, turn)
    else:
        screen = _QUESTIONS[turn.draft.form.name](t, turn)
    return headed(t, turn, screen)


def headed(t: Translator, turn: Turn, screen: Screen) -> Screen:
    """A screen below the problem with the last answer, if there was one."""
    if turn.problem is None:
        return screen
    problem = escape(problem_text(t, turn.problem.code, dict(turn.problem.params)))
    rows = screen.rows
    if turn.problem.code == PROOF_KEPT:
        rows = (_give_row(t("🔄 Keep this one instead"), turn, "link"), *rows)
    return Screen(Html(f"⚠️ {problem}\n\n{screen.text}"), rows)


def proof_screen(t: Translator, left: Turn, what: Proof, seats: tuple[Seat, ...]) -> Screen:
    """A file or a link was sent while a report waits: does it belong there?

    `seats` are those for which the file may be a road map instead.
    """
    title = shortened(str(left.subject.get("title", "")), 160)
    text = t.html("📎 You have begun a report: «{title}». Does this belong to it?", title=title)
    if seats:
        text = lines(text, t.html("Or is it the road map of one of these places?"))
    rows = (_give_row(t("📎 Yes, attach it to the report"), left, what), *left_rows(t, left))
    return Screen(text, (*rows, *place_rows(seats), (menu_button(t),)))


def _give_row(label: str, turn: Turn, what: Proof) -> Row:
    taking = turn.draft.form.taking(what)
    step = taking.name if taking is not None else ""
    return (Button(label, DialogGive(turn.dialog_id, step).pack()),)
