"""How the methods about a school's desk, its questions and visits are called by the matrix."""

from bot.container import Container
from services.access import Actor
from services.dialogs import Turn
from services.forms.form import Input
from tests.access.call import Call
from tests.access.scene import Surroundings


async def _question(s: Container, o: Surroundings) -> int:
    """A question of the school, asked a moment ago by its director."""
    director = await s.registration.actor_of(o.director_id)
    turn = await s.questions.begin(director, 0, o.school_id)
    assert isinstance(turn, Turn)
    turn = await s.dialogs.answer(director, Input(text="Когда придёт форма?"))
    if turn.outcome is None:
        turn = await s.dialogs.answer(director, Input(choice="curator"))
    return int(turn.outcome.question_id)


async def _opened(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.questions.card(a, await _question(s, o))


async def _answered(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.questions.begin_answer(a, await _question(s, o))


CALLS_ABOUT_SCHOOLS: dict[str, Call] = {
    "questions.asked": Call("nothing", lambda s, a, o: s.questions.asked(a)),
    "questions.begin": Call("school", lambda s, a, o: s.questions.begin(a, 0, o.school_id)),
    "questions.begin_answer": Call("school", _answered),
    "questions.card": Call("school", _opened),
    "questions.counted": Call("nothing", lambda s, a, o: s.questions.counted(a)),
    "questions.waiting": Call("nothing", lambda s, a, o: s.questions.waiting(a)),
    "todo.owed": Call("nothing", lambda s, a, o: s.todo.owed(a)),
    "todo.year": Call("nothing", lambda s, a, o: s.todo.year(a)),
}
