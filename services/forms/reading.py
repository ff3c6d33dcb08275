"""Reading what a person gave as the answer to one question."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from roadmap.yes_no import says_yes
from services.forms.days import nearest_day
from services.forms.steps import Answers, Attached, Input, Problem, Step

# «12», «1 200», «12 people»: a number of at most nine digits, perhaps with a word behind it.
_NUMBER = re.compile(r"([0-9](?:[ \u00a0]?[0-9]){0,8})(?:[ \u00a0]*[^\W\d]+\.?)?")
# An address without «https://»; its last label is letters, so that no date looks like one.
_BARE_LINK = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?::\d+)?(?:/\S*)?")
_SCHEMES = ("https://", "http://")
_LINK_LIMIT = 500
_DAYS_AGO = {"today": 0, "yesterday": 1}


def read(step: Step, given: Input, answers: Answers) -> Any:
    """The answer as JSON, or a Problem."""
    if given.choice is not None:
        return _choice(step, given, answers)
    return _READERS[step.kind](step, given, answers)


def fits(step: Step, value: Any, answers: Answers) -> bool:
    """Whether a stored answer could be given to this question now."""
    if value is None:
        return step.may_skip(answers)
    match step.kind:
        case "choice":
            return value in step.choices
        case "number":
            return type(value) is int and not isinstance(_bounded(step, value, answers), Problem)
        case "text" | "link":
            return isinstance(value, str) and 0 < len(value) <= step.limit
        case "date":
            return isinstance(value, str) and _is_date(value)
        case "files":
            return _are_taken(step, value)
        case "evidence" | "message" | "marked":
            return isinstance(value, Mapping)


def items_in(step: Step, given: Input) -> list[dict[str, Any]] | Problem:
    """What one message brings to a question for files: several links are several."""
    found: list[dict[str, Any]] = []
    text = given.text.strip()
    if given.file is not None and "file" in step.takes:
        found.append({"file": as_json(given.file)})
    elif given.file is not None:
        return Problem("link_expected" if "link" in step.takes else "text_expected")
    if links := _links_of(step, text):
        found += [{"link": link} for link in links]
    elif text and "text" in step.takes:
        if len(text) > step.limit:
            return Problem("text_too_long", {"limit": step.limit, "length": len(text)})
        found.append({"text": text})
    return found or Problem(_wanted(step))


def as_json(file: Attached) -> dict[str, Any]:
    """A file as it is kept."""
    return {"file_id": file.file_id, "kind": file.kind, "name": file.name, "size": file.size}


def files_in(answers: Answers) -> list[dict[str, Any]]:
    """Every file of the answers of any form, in the order they were given."""
    return list(_files(answers.values()))


def _files(values: Any) -> Iterator[dict[str, Any]]:
    for value in values:
        if isinstance(value, list):
            yield from _files(value)
        elif isinstance(value, Mapping) and isinstance(value.get("file"), Mapping):
            yield dict(value["file"])


def _wanted(step: Step) -> str:
    """Which sentence says what the question takes."""
    if "text" in step.takes:
        return "account_expected"
    if "file" not in step.takes:
        return "link_expected"
    return "evidence_expected" if "link" in step.takes else "file_expected"


def _links_of(step: Step, text: str) -> list[str]:
    """The links of a message that is nothing but links."""
    parts = text.split()
    if "link" not in step.takes or not parts:
        return []
    # Where words are taken as well, «see.it» is a word.
    links = [_link_in(part, is_strict="text" in step.takes) for part in parts]
    return [link for link in links if link] if all(links) else []


def _link_in(text: str, *, is_strict: bool = False) -> str:
    text = text.strip()
    if not is_strict and not text.startswith(_SCHEMES) and _BARE_LINK.fullmatch(text):
        text = f"https://{text}"
    address = text.partition("://")[2]
    is_link = text.startswith(_SCHEMES) and address and not re.search(r"\s", text)
    return text if is_link and len(text) <= _LINK_LIMIT else ""


def _choice(step: Step, given: Input, answers: Answers) -> Any:
    choice = given.choice or ""
    if choice == "skip" and step.may_skip(answers):
        return None
    if step.kind == "date" and choice in _DAYS_AGO and given.today is not None:
        return (given.today - timedelta(days=_DAYS_AGO[choice])).isoformat()
    if choice in step.choices:
        return choice
    return Problem("press_a_button")


def _refuse(_step: Step, _given: Input, _answers: Answers) -> Problem:
    return Problem("press_a_button")


def _worded(step: Step, given: Input, answers: Answers) -> Any:
    """«Yes» and «no» may be typed where they may be tapped."""
    said = says_yes(given.text)
    if said is None:
        return _refuse(step, given, answers)
    choice = "yes" if said else "no"
    return choice if choice in step.choices else _refuse(step, given, answers)


def _number(step: Step, given: Input, answers: Answers) -> Any:
    found = _NUMBER.fullmatch(given.text.strip())
    if found is None:
        return Problem("number_expected", {"limit": step.limit})
    return _bounded(step, int(re.sub(r"\D", "", found[1])), answers)


def _bounded(step: Step, number: int, answers: Answers) -> int | Problem:
    most, least = step.limit, step.least
    if type(whole := answers.get(step.at_most)) is int:
        most = min(most, whole)
    if type(part := answers.get(step.at_least)) is int:
        least = max(least, part)
    if number > most:
        return Problem("number_too_large", {"limit": most})
    if number < least:
        return Problem("number_too_small", {"least": least})
    return number


def _text(step: Step, given: Input, _answers: Answers) -> Any:
    if given.file is not None or not given.text.strip():
        return Problem("text_expected")
    if len(given.text) > step.limit:
        return Problem("text_too_long", {"limit": step.limit, "length": len(given.text)})
    return given.text.strip()


def _date(step: Step, given: Input, _answers: Answers) -> Any:
    day = nearest_day(given.text, given.today) if given.file is None else None
    if day is None:
        return Problem("date_expected", {"example": _example(step, given.today)})
    if given.today is not None:
        before, after = (given.today + timedelta(days=shift) for shift in step.days)
        if day > after:
            return Problem("date_too_late")
        if day < before:
            return Problem("date_too_early")
    return day.isoformat()


def _example(step: Step, today: date | None) -> str:
    """A day that would be taken: yesterday, or today where the past is not asked for."""
    shift = max(min(-1, step.days[1]), step.days[0])
    return f"{today + timedelta(days=shift):%d.%m}" if today is not None else ""


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _link(_step: Step, given: Input, _answers: Answers) -> Any:
    link = _link_in(given.text) if given.file is None else ""
    return link or Problem("link_expected")


def _are_taken(step: Step, items: Any) -> bool:
    return (
        isinstance(items, list)
        and bool(items)
        and all(isinstance(one, Mapping) and set(one) <= set(step.takes) for one in items)
    )


def _evidence(step: Step, given: Input, _answers: Answers) -> Any:
    if given.file is not None:
        return {"file": as_json(given.file)}
    text = given.text.strip()
    if text.startswith(_SCHEMES) and " " not in text and len(text) <= step.limit:
        return {"link": text}
    return Problem("evidence_expected")


def _marked(step: Step, given: Input, _answers: Answers) -> Any:
    """Words with their formatting."""
    if not given.text.strip() or given.file is not None:
        return Problem("text_expected")
    if len(given.text) > step.limit:
        return Problem("text_too_long", {"limit": step.limit, "length": len(given.text)})
    return {"html": given.html or ""}


_READERS: Mapping[str, Callable[[Step, Input, Answers], Any]] = {
    "choice": _worded,
    "number": _number,
    "text": _text,
    "date": _date,
    "link": _link,
    # Files come one by one: the engine gathers them.
    "files": _refuse,
    "evidence": _evidence,
    # An announcement has a desk of its own (services.broadcasts).
    "message": _refuse,
    "marked": _marked,
}
