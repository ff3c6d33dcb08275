"""How the methods about a school's desk, its questions and visits are called by the matrix."""

from tests.access.call import Call

CALLS_ABOUT_SCHOOLS: dict[str, Call] = {
    "curator_desk.next_card": Call("nothing", lambda s, a, o: s.curator_desk.next_card(a)),
    "curator_desk.overview": Call("nothing", lambda s, a, o: s.curator_desk.overview(a)),
    "curator_desk.school": Call("school", lambda s, a, o: s.curator_desk.school(a, o.school_id)),
    "curator_desk.waiting": Call("nothing", lambda s, a, o: s.curator_desk.waiting(a)),
    "curator_desk.schools": Call("nothing", lambda s, a, o: s.curator_desk.schools(a)),
    "own_debts.owed": Call("nothing", lambda s, a, o: s.own_debts.owed(a)),
    "visits.journal": Call("nothing", lambda s, a, o: s.visits.journal(a)),
    "visits.of_school": Call("nothing", lambda s, a, o: s.visits.of_school(a)),
    "questions.asked": Call("nothing", lambda s, a, o: s.questions.asked(a)),
    "questions.begin": Call("school", lambda s, a, o: s.questions.begin(a, 0, o.school_id)),
    "questions.begin_answer": Call(
        "school", lambda s, a, o: s.questions.begin_answer(a, o.question_id)
    ),
    "questions.card": Call("school", lambda s, a, o: s.questions.card(a, o.question_id)),
    "questions.counted": Call("nothing", lambda s, a, o: s.questions.counted(a)),
    "questions.waiting": Call("nothing", lambda s, a, o: s.questions.waiting(a)),
    "replies.meant": Call("nothing", lambda s, a, o: s.replies.meant(a, 1)),
    "replies.fresh": Call("nothing", lambda s, a, o: s.replies.fresh(a)),
    "todo.owed": Call("nothing", lambda s, a, o: s.todo.owed(a)),
    "todo.year": Call("nothing", lambda s, a, o: s.todo.year(a)),
}
