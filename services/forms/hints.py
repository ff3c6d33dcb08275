"""A hint before something is sent: does it name a pupil?"""

import html
import re
from typing import Any

from roadmap.people import child_named
from services.forms.form import Draft, Step

# What other people read; titles and dates of a road map hold no names of pupils.
_READ_BY_OTHERS = frozenset(
    {"report", "broadcast", "broadcast_words", "reason", "excuse", "return", "question", "answer"}
)
_TAG = re.compile(r"<[^>]*>")


def pupil_in(draft: Draft) -> str | None:
    """What in the answers of a draft looks like a pupil's name; None where nothing does."""
    if draft.form.name not in _READ_BY_OTHERS:
        return None
    for name, answer in draft.answers.items():
        step = draft.form.step(name)
        for text in _written(step, answer) if step is not None and answer else ():
            if found := child_named(text):
                return found
    return None


def _written(step: Step, answer: Any) -> list[str]:
    """The words of an answer; names of files and links are not read."""
    match step.kind:
        case "text":
            return [str(answer)]
        case "message":
            said = (answer.get("text") or {}).values()
            poll = answer.get("poll") or {}
            asked = [str(poll.get("question", "")), *map(str, poll.get("options", ()))]
            return [*(html.unescape(_TAG.sub(" ", one)) for one in said if one), *asked]
        case "marked":
            return [html.unescape(_TAG.sub(" ", answer["html"]))]
        case "files":
            return [str(one["text"]) for one in answer if "text" in one]
    return []
