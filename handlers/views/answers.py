"""The answers of a report for whoever reads it: every kind of proof, on one screen."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from html import unescape
from typing import Any

from handlers.views.form_words import choice_text, goal_text, label_text
from keyboards.screen import lines, shortened
from locales import Html, Translator, escape
from services.forms.form import Form, Step

# A message holds 4096 letters; the rest is for what stands around the answers.
_ROOM = 2_500
# So much of a long text is shown at least, and of one of very many.
_SHORTEST, _LEAST = 200, 60
# Beyond it a text stands on lines of its own.
_ONE_LINE = 60
_TAG = re.compile(r"<[^>]*>")


def answers_text(
    t: Translator, form: Form, answers: Mapping[str, Any], *, room: int = _ROOM
) -> Html:
    """What was answered, question by question; long texts share the room there is."""
    shown, _ = _fitted(t, form, answers, room)
    return shown


def is_shortened(
    t: Translator, form: Form, answers: Mapping[str, Any], *, room: int = _ROOM
) -> bool:
    """Whether there is more to read than one screen shows."""
    _, is_whole = _fitted(t, form, answers, room)
    return not is_whole


def pages_of_answers(
    t: Translator, form: Form, answers: Mapping[str, Any], *, room: int
) -> list[Html]:
    """All that was answered, letter by letter, on as many pages as it takes."""
    pages: list[Html] = []
    left = 0
    for part in _whole(t, answered(form, answers), answers, room):
        size = _letters(part) + 1
        if size > left:
            pages.append(part)
            left = room - size
        else:
            pages[-1] = lines(pages[-1], part)
            left -= size
    return pages or [t.html("No answers.")]


def answered(form: Form, answers: Mapping[str, Any]) -> list[Step]:
    """The questions there are answers to: a report of a former version has not all of them."""
    return [step for step in (*form.asked(answers), *form.gone) if step.name in answers]


def _fitted(t: Translator, form: Form, answers: Mapping[str, Any], room: int) -> tuple[Html, bool]:
    """The answers as they fit, and whether nothing of them was left out."""
    steps = answered(form, answers)
    if not steps:
        return t.html("No answers."), True
    texts = [len(text) for step in steps for text in _texts(t, answers, step)]
    long_ones = sum(length > _ONE_LINE for length in texts)
    is_whole = sum(texts) <= room or not long_ones
    longest = room if is_whole else max(room // long_ones, _SHORTEST)
    told = {step.at_most for step in steps if isinstance(answers[step.name], int)}
    wanted = [step for step in steps if step.name not in told]
    shown = lines(*(_line(t, step, answers, longest) for step in wanted))
    if _letters(shown) <= room + room // 4:
        return shown, all(length <= longest for length in texts)
    # Very many of them: a little of each, and of the last ones nothing.
    kept, left = list[Html](), room
    for step in wanted:
        line = _line(t, step, answers, _LEAST)
        left -= _letters(line) + 1
        if left < 0:
            return lines(*kept, "…"), False
        kept.append(line)
    return lines(*kept), False


def _whole(
    t: Translator, steps: Iterable[Step], answers: Mapping[str, Any], room: int
) -> Iterator[Html]:
    """Each answer, in pieces where it is longer than a page."""
    for step in steps:
        yield t.html("<b>{label}:</b>", label=label_text(t, step))
        for text in _texts(t, answers, step) or [value_text(t, step, answers[step.name])]:
            for start in range(0, max(len(text), 1), room - 100):
                yield Html(escape(text[start : start + room - 100]))


def _letters(text: Html) -> int:
    """How many letters are read, without what marks them up."""
    return len(unescape(_TAG.sub("", text)))


def value_text(t: Translator, step: Step, value: Any) -> str:
    """An answer in a few words, for a button or a line."""
    if value is None:
        return t("no data") if step.kind in {"number", "choice", "date"} else t("none")
    match step.kind:
        case "number":
            return t.number(int(value))
        case "choice":
            return choice_text(t, step, str(value))
        case "date":
            return t.day(date.fromisoformat(str(value)))
        case "files" | "evidence" | "message":
            return "; ".join(_item_text(t, item) for item in _items(value)) or t("none")
        case _:
            return str(value)


def _line(t: Translator, step: Step, answers: Mapping[str, Any], longest: int) -> Html:
    value, label = answers[step.name], label_text(t, step)
    if isinstance(value, int) and isinstance(whole := answers.get(step.at_most), int):
        share = t(
            "{part} of {whole} ({share})",
            part=t.number(value),
            whole=t.number(whole),
            share=t.percent(value, whole),
        )
        return t.html("<b>{label}:</b> {answer}", label=label, answer=share)
    if step.kind in {"files", "evidence"} and value:
        return _items_lines(t, step, _items(value), longest)
    shown = _cut(value_text(t, step, value), longest)
    if len(shown) > _ONE_LINE or "\n" in shown:
        return t.html("<b>{label}:</b>\n{answer}", label=label, answer=shown)
    return t.html(
        "<b>{label}:</b> {answer}{met}", label=label, answer=shown, met=_met(t, step, value)
    )


def _items_lines(t: Translator, step: Step, items: list[Mapping[str, Any]], longest: int) -> Html:
    label, met = label_text(t, step), _met(t, step, len(items))
    words = [_cut(_item_text(t, item), longest) for item in items]
    if len(words) == 1:
        (word,) = words
        joint = "\n" if "text" in items[0] and len(word) > _ONE_LINE else " "
        return t.html(
            "<b>{label}:</b>{joint}{word}{met}", label=label, joint=joint, word=word, met=met
        )
    listed = lines(*(t.html("• {word}", word=word) for word in words))
    return t.html("<b>{label}:</b>{met}\n{listed}", label=label, met=met, listed=listed)


def _met(t: Translator, step: Step, number: Any) -> str:
    """The threshold beside a number, and whether it is reached."""
    if step.goal is None or not isinstance(number, int):
        return ""
    sign = "✅" if number >= step.goal.at_least else "⚠️"
    return f" · {goal_text(t, step.goal)} {sign}"


def _texts(t: Translator, answers: Mapping[str, Any], step: Step) -> list[str]:
    """What may be long: words, links, names of files."""
    value = answers.get(step.name)
    if step.kind in {"text", "link"} and isinstance(value, str):
        return [value]
    return [_item_text(t, item) for item in _items(value)]


def _items(value: Any) -> list[Mapping[str, Any]]:
    """Files and links of any version of a form: a list, or a single one of former times."""
    if isinstance(value, Mapping):
        return [value]
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _item_text(t: Translator, item: Mapping[str, Any]) -> str:
    if item.get("link"):
        return str(item["link"])
    if item.get("text"):
        return str(item["text"])
    file = item.get("file") or {}
    if file.get("name"):
        return t("file «{name}»", name=file["name"])
    return t("video") if file.get("kind") == "video" else t("photo")


def _cut(text: str, limit: int) -> str:
    """A text as it was typed, or its beginning where it does not fit."""
    return text if len(text) <= limit else shortened(text, limit)
