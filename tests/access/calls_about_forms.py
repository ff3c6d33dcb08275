"""How the methods about a coordinator's own form are called by the matrix."""

from services.access import Action
from tests.access.call import Call

CALLS_ABOUT_FORMS: dict[str, Call] = {
    "own_forms.begin_question": Call(
        "district", lambda s, a, o: s.own_forms.begin_question(a, o.occurrence_id)
    ),
    "own_forms.card": Call("district", lambda s, a, o: s.own_forms.card(a, o.occurrence_id)),
    "own_forms.drop": Call("district", lambda s, a, o: s.own_forms.drop(a, o.occurrence_id, 1)),
    "own_forms.move_up": Call(
        "district", lambda s, a, o: s.own_forms.move_up(a, o.occurrence_id, 2, 1)
    ),
    "own_forms.remove": Call("district", lambda s, a, o: s.own_forms.remove(a, o.occurrence_id)),
    "own_forms.require": Call(
        "district", lambda s, a, o: s.own_forms.require(a, o.occurrence_id, 1, optional=True)
    ),
    # Refused for want of questions to those who may, and not found by all others.
    "own_forms.save": Call("district", lambda s, a, o: s.own_forms.save(a, o.occurrence_id)),
    "own_forms.undo": Call("district", lambda s, a, o: s.own_forms.undo(a, o.occurrence_id)),
    # Refused to those who may: the webinar asks for no tick.
    "ticks.hand_in": Call(
        "school",
        lambda s, a, o: s.ticks.hand_in(a, o.occurrence_id, o.school_id, "tick"),
        Action.REPORT,
    ),
}
