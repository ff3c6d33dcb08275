"""The forms of the bot."""

from datetime import timedelta

from services.forms.attendance_forms import ATTENDANCE_FORMS
from services.forms.own import MAX_OPTIONS, OPTION_LIMIT, OWN_KINDS, TITLE_LIMIT
from services.forms.steps import Answers, Form, Step


def _never(_answers: Answers) -> bool:
    return False


RESULT_REPORT = Form(
    "report",
    1,
    (
        Step("participants", "number", limit=10_000),
        Step("done", "text", limit=2_000),
        Step("evidence", "evidence", optional=True, limit=500),
    ),
)

ABSENCE_REASON = Form(
    "reason",
    1,
    (Step("reason", "text", limit=300, optional=True),),
    has_preview=False,
    # The answer is given already: what is written the next day is no reason any more.
    kept=timedelta(hours=12),
)

# A school asks; whom, where it has both a curator and a methodist.
QUESTION = Form(
    "question", 1, (Step("text", "text", limit=1_000), Step("whom", "choice")), has_preview=False
)
ANSWER = Form("answer", 1, (Step("text", "text", limit=2_000),), has_preview=False)

# Other words for a conclusion of an analytic note, or one more.
CONCLUSION = Form("conclusion", 1, (Step("text", "text", limit=1_500),), has_preview=False)

RETURN_COMMENT = Form("return", 1, (Step("comment", "text", limit=500),), has_preview=False)

# Its words come first; all else is chosen by buttons on the screen that shows the whole, or asked
# there in words (services.broadcasts).
BROADCAST = Form(
    "broadcast",
    2,
    (
        Step("content", "message"),
        *(Step(name, "message", is_asked=_never) for name in ("audience", "moment")),
        *(
            Step(name, "text", is_asked=_never)
            for name in ("other", "poll", "when", "find", "title")
        ),
    ),
)

# Other words for an announcement that was delivered; they are looked at once more before they go.
BROADCAST_WORDS = Form("broadcast_words", 1, (Step("words", "marked", limit=3_500),))

# Editing a row of a road map: one question each, checked by the service that completes it.
ROW_TITLE = Form("row_title", 1, (Step("title", "text", limit=600),), has_preview=False)
ROW_DATE = Form("row_date", 1, (Step("date", "text", limit=200),), has_preview=False)
ROW_TIME = Form("row_time", 1, (Step("time", "text", limit=60),), has_preview=False)
ROW_LINK = Form("row_link", 1, (Step("link", "text", limit=500),), has_preview=False)

# A day that is past already, or of another year: was it meant? Then the hour of a gathering; «9» is
# nine o'clock.
ROW_DAY = Form(
    "row_day", 1, (Step("meant", "text", limit=60, choices=("yes",)),), has_preview=False
)
CLOCKS = ("9", "10", "11", "14", "15")
ROW_CLOCK = Form(
    "row_clock", 1, (Step("clock", "text", limit=60, choices=(*CLOCKS, "none")),), has_preview=False
)

# A change that moves a day people live by: asked before it is made and told.
ROW_MOVE = Form("row_move", 1, (Step("sure", "choice", choices=("yes",)),), has_preview=False)

# Where somebody is invited to, and until which day a deputy stands in: one question each.
INVITE_PLACE = Form("invite_place", 1, (Step("place", "text", limit=100),), has_preview=False)
STAND_IN_DAY = Form("stand_in_day", 1, (Step("day", "text", limit=60),), has_preview=False)
# What a place is called from now on: looked at once more before everybody reads it.
PLACE_NAME = Form("place_name", 1, (Step("name", "text", limit=200),))

# A figure entered by hand, read by the service that completes it: «12 of 15», or one number.
FIGURE_VALUE = Form("figure_value", 1, (Step("value", "text", limit=60),), has_preview=False)
FIGURE_TARGET = Form("figure_target", 1, (Step("target", "text", limit=60),), has_preview=False)


def _has_options(answers: Answers) -> bool:
    return answers.get("kind") == "choice"


# One question of a form that a coordinator makes for an event.
OWN_QUESTION = Form(
    "own_question",
    1,
    (
        Step("title", "text", limit=TITLE_LIMIT),
        Step("kind", "choice", choices=OWN_KINDS),
        Step("options", "text", limit=MAX_OPTIONS * OPTION_LIMIT, is_asked=_has_options),
    ),
    has_preview=False,
)

FORMS = {
    form.name: form
    for form in (
        RESULT_REPORT,
        ABSENCE_REASON,
        RETURN_COMMENT,
        CONCLUSION,
        QUESTION,
        ANSWER,
        BROADCAST,
        BROADCAST_WORDS,
        ROW_TITLE,
        ROW_DATE,
        ROW_TIME,
        ROW_LINK,
        ROW_DAY,
        ROW_CLOCK,
        ROW_MOVE,
        INVITE_PLACE,
        STAND_IN_DAY,
        PLACE_NAME,
        FIGURE_VALUE,
        FIGURE_TARGET,
        OWN_QUESTION,
        *ATTENDANCE_FORMS,
    )
}
