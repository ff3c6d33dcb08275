"""A hint before something is sent: does it name a pupil?"""

import html
import re

from roadmap.people import child_named
from services.forms.form import Draft

# What other people read; titles and dates of a road map hold no names of pupils.
_READ_BY_OTHERS = frozenset({"report", "broadcast", "reason", "return"})
_TAG = re.compile(r"<[^>]*>")


def pupil_in(draft: Draft) -> str | None:
    """What in the answers of a draft looks like a pupil's name; None where nothing does."""
    if draft.form.name not in _READ_BY_OTHERS:
        return None
    for name, answer in draft.answers.items():
        step = draft.form.step(name)
        if step is None or step.kind not in {"text", "message"} or not answer:
            continue
        text = answer if step.kind == "text" else html.unescape(_TAG.sub(" ", answer["html"]))
        if found := child_named(str(text)):
            return found
    return None
