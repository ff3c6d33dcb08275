"""How the methods about who was there are called by the matrix."""

from services.access import Action
from services.terms import Fact
from tests.access.call import Call

CALLS_ABOUT_ATTENDANCE: dict[str, Call] = {
    "attendance.excuse": Call(
        "school",
        lambda s, a, o: s.attendance.excuse(a, o.occurrence_id, o.school),
        Action.ANSWER_FOR_SCHOOL,
    ),
    "attendance_lists.apply": Call("nothing", lambda s, a, o: s.attendance_lists.apply(a, 1)),
    "attendance_lists.begin": Call(
        "plan", lambda s, a, o: s.attendance_lists.begin(a, o.occurrence_id)
    ),
    "attendance_lists.decide": Call(
        "nothing", lambda s, a, o: s.attendance_lists.decide(a, 1, 1, o.school_id)
    ),
    "attendance_lists.drop": Call("nothing", lambda s, a, o: s.attendance_lists.drop(a, 1)),
    "attendance_lists.preview": Call("nothing", lambda s, a, o: s.attendance_lists.preview(a, 1)),
    "attendance_lists.read": Call(
        "nothing", lambda s, a, o: s.attendance_lists.read(a, 1, b"a;b\n1;2")
    ),
    "check_in.arrive": Call(
        "school",
        lambda s, a, o: s.check_in.arrive(a, o.occurrence_id, o.school),
        Action.ANSWER_FOR_SCHOOL,
    ),
    "check_in.begin_word": Call(
        "district", lambda s, a, o: s.check_in.begin_word(a, o.occurrence_id)
    ),
    "check_in.drop_word": Call(
        "district", lambda s, a, o: s.check_in.drop_word(a, o.occurrence_id)
    ),
    "check_in.make_up_word": Call(
        "district", lambda s, a, o: s.check_in.make_up_word(a, o.occurrence_id)
    ),
    "check_in.say_word": Call("nothing", lambda s, a, o: s.check_in.say_word(a, 1, "?")),
    "closing.answer_of": Call(
        "school", lambda s, a, o: s.closing.answer_of(a, o.occurrence_id, o.school)
    ),
    "closing.mend": Call(
        "school", lambda s, a, o: s.closing.mend(a, o.occurrence_id, o.school, Fact.ATTENDED)
    ),
}
