"""The answers of a report for whoever reads it: every kind of proof, on one screen."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers.views.form_words import choice_text, goal_text, label_text
from keyboards.screen import lines, shortened
from locales import Html, Translator
from services.forms.form import Form, Step

# A message holds 4096 letters; the rest is for what stands around the answers.
_ROOM = 2_900
_SHORTEST = 200
# Beyond it a text stands on lines of its own.
_ONE_LINE = 60


def answers_text(
    t: Translator, form: Form, answers: Mapping[str, Any], *, room: int = _ROOM
) -> Html:
    """What was answered, question by question; long texts share the room there is."""
    # A report of a former version has not answered what is asked now.
    steps = [step for step in (*form.asked(answers), *form.gone) if step.name in answers]
    texts = sum(len(text) > _ONE_LINE for step in steps for text in _texts(answers, step))
    longest = max(room // max(texts, 1), _SHORTEST)
    told = {step.at_most for step in steps if isinstance(answers[step.name], int)}
    shown = [_line(t, step, answers, longest) for step in steps if step.name not in told]
    return lines(*shown) if shown else t.html("No answers.")


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


def _texts(answers: Mapping[str, Any], step: Step) -> list[str]:
    value = answers.get(step.name)
    if step.kind == "text" and isinstance(value, str):
        return [value]
    return [str(item["text"]) for item in _items(value) if "text" in item]


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
