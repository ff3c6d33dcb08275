"""Questions about who was there; all but the first belong to one event and are soon over."""

from datetime import timedelta

from services.forms.form import Form, Step

# The answer is given already: what is written the next day is no reason any more.
_HOURS = timedelta(hours=12)

EXCUSE = Form(
    "excuse",
    1,
    (Step("reason", "text", limit=300, optional=True),),
    has_preview=False,
    kept=_HOURS,
)

# The word that is shown at an event, entered by whoever is there, and set by who keeps the list.
CHECK_IN = Form("check_in", 1, (Step("word", "text", limit=100),), has_preview=False, kept=_HOURS)
CODE_WORD = Form("code_word", 1, (Step("word", "text", limit=40),), has_preview=False, kept=_HOURS)

# A table is waited for, then its rows are looked through: neither is an answer to a step.
ATTENDANCE_LIST = Form(
    "attendance_list",
    1,
    (Step("table", "text"),),
    has_preview=False,
    kept=timedelta(days=7),
)

ATTENDANCE_FORMS = (EXCUSE, CHECK_IN, CODE_WORD, ATTENDANCE_LIST)
