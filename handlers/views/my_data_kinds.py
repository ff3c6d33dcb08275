"""What kinds of messages and forms are called in the file of /mydata."""

from locales import N_

LANGUAGES = {"ru": N_("Russian"), "en": N_("English")}
# Kinds of messages, and of what somebody does not want to hear of.
KIND_WORDS = {
    "occurrence": N_("one event"),
    "row": N_("all events of a row"),
    "reminder": N_("reminder"),
    "report_card": N_("report to decide about"),
    "report_decision": N_("decision about a report"),
    "digest": N_("digest of the week"),
    "broadcast": N_("announcement"),
    "moved": N_("news of a moved event"),
    "open_dates": N_("days to be set"),
    "role_request": N_("request for a role"),
    "role_decision": N_("decision about a role"),
    "role_changed": N_("news of a role"),
    "week_card": N_("card of the week"),
    "coordinator_digest": N_("digest of the coordinator"),
    "redraw": N_("change of a message sent before"),
    "nudge": N_("reminder from your curator or coordinator"),
    "escalation": N_("schools that do not answer"),
    "unreachable": N_("news that somebody cannot be reached"),
    "question": N_("question of a school"),
    "question_answer": N_("answer to a question"),
    "left_draft": N_("mention of a form left half-done"),
    "broadcast_check": N_("announcement to look at before it goes out"),
    "broadcast_checked": N_("what was said about your announcement"),
    "broadcast_nudge": N_("request to say that an announcement was read"),
    "stuck": N_("news for the owner: messages are stuck"),
}
FORMS = {
    "report": N_("report"),
    "reason": N_("reason of absence"),
    "return": N_("return of a report"),
    "excuse": N_("reason of absence after the event"),
    "check_in": N_("check-in at an event"),
    "code_word": N_("code word of an event"),
    "attendance_list": N_("list of participants"),
    "question": N_("question to a curator"),
    "answer": N_("answer to a question"),
    "own_question": N_("question of an own form"),
    "broadcast": N_("announcement"),
    "row_title": N_("title of a row"),
    "row_date": N_("date of a row"),
    "row_time": N_("time of a row"),
    "row_link": N_("link of a row"),
    "row_move": N_("moving an event"),
    "invite_place": N_("place of an invitation"),
    "stand_in_day": N_("last day of a stand-in"),
    "place_name": N_("name of a place"),
}
