"""Questions: a school asks, whoever advises it answers."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw
from handlers.views.form import turn_screen
from handlers.views.questions import (
    asked_screen,
    count_screen,
    question_screen,
    waiting_screen,
    which_school_screen,
)
from handlers.views.seats import in_name_of
from keyboards.question_callbacks import (
    AnswerQuestion,
    AskQuestion,
    CountQuestions,
    ListAsked,
    ListQuestions,
    OpenQuestion,
)
from locales import Translator
from services.access import Action, Actor
from services.dialogs import Turn
from services.questions import Questions

router = Router(name="questions")


@router.callback_query(Tapped(AskQuestion), flags=permits(Action.ASK_QUESTION))
async def ask(
    query: CallbackQuery, tap: AskQuestion, actor: Actor, t: Translator, questions: Questions
) -> None:
    """What is the question? Or first: which school asks?"""
    found = await questions.begin(actor, tap.occurrence_id, tap.school_id)
    screen = turn_screen(t, found) if isinstance(found, Turn) else which_school_screen(t, found)
    await redraw(query, screen)


@router.callback_query(
    Tapped(OpenQuestion), flags=permits(Action.ANSWER_QUESTION, Action.ASK_QUESTION)
)
async def open_question(
    query: CallbackQuery, tap: OpenQuestion, actor: Actor, t: Translator, questions: Questions
) -> None:
    """A question as it stands now."""
    await redraw(query, question_screen(t, await questions.card(actor, tap.question_id)))


@router.callback_query(Tapped(AnswerQuestion), flags=permits(Action.ANSWER_QUESTION))
async def answer(
    query: CallbackQuery, tap: AnswerQuestion, actor: Actor, t: Translator, questions: Questions
) -> None:
    """What is the answer?"""
    await redraw(query, turn_screen(t, await questions.begin_answer(actor, tap.question_id)))


@router.callback_query(Tapped(ListQuestions), flags=permits(Action.ANSWER_QUESTION))
async def waiting(
    query: CallbackQuery, tap: ListQuestions, actor: Actor, t: Translator, questions: Questions
) -> None:
    """What waits for an answer."""
    screen = waiting_screen(t, await questions.waiting(actor, tap.page))
    await redraw(query, in_name_of(t, actor, screen))


@router.callback_query(Tapped(ListAsked), flags=permits(Action.ASK_QUESTION))
async def asked(
    query: CallbackQuery, tap: ListAsked, actor: Actor, t: Translator, questions: Questions
) -> None:
    """What one's own school has asked."""
    screen = asked_screen(t, await questions.asked(actor, tap.page))
    await redraw(query, in_name_of(t, actor, screen))


@router.callback_query(Tapped(CountQuestions), flags=permits(Action.ANSWER_QUESTION))
async def count(
    query: CallbackQuery, tap: CountQuestions, actor: Actor, t: Translator, questions: Questions
) -> None:
    """How many were asked and answered."""
    screen = count_screen(t, await questions.counted(actor, tap.back))
    await redraw(query, in_name_of(t, actor, screen))
