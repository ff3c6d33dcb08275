"""A form and its draft out of a stored dialog: pure, so that nothing but the row is needed.

Beside the answers stand the recipe of a form that is in no catalogue, and what each question
meant: after a change of the form the answers to unchanged questions are kept.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from services.forms.catalogue import FORMS
from services.forms.form import PREVIEW, Draft, Form, Problem, begin, carried_over, revise
from services.forms.proofs import form_again

FORM_CHANGED = Problem("form_changed")


class Kept(Protocol):
    """What of a stored dialog is needed."""

    form: str
    form_version: int
    step: str

    @property
    def subject(self) -> Mapping[str, Any]: ...

    @property
    def answers(self) -> Mapping[str, Any]: ...


def kept_beside(form: Form) -> dict[str, Any]:
    """What goes into the subject of a dialog, so that its form can be made again."""
    kept: dict[str, Any] = {"meanings": form.meanings}
    if form.recipe is not None:
        kept["recipe"] = dict(form.recipe)
    return kept


def form_in(row: Kept) -> Form | None:
    """The form of a stored dialog as it is now; None when there is none any more."""
    recipe = row.subject.get("recipe")
    if recipe is None:
        return FORMS.get(row.form)
    try:
        form = form_again(recipe)
    except (KeyError, TypeError, ValueError):
        return None
    return form.named(row.form) if form.steps else None


def draft_in(row: Kept) -> Draft | None:
    """Where a stored dialog stands; over a change of its form as far as its answers fit."""
    form = form_in(row)
    if form is None:
        return None
    if form.version != row.form_version:
        return reopened(row, form)
    step = row.step if row.step == PREVIEW or form.step(row.step) else form.steps[0].name
    options, last = row.subject.get("options", {}), row.subject.get("last", {})
    return Draft(form, step, dict(row.answers), options, last)


def reopened(row: Kept, form: Form) -> Draft:
    """The answers of a stored dialog under another form; its question too, if it is the same."""
    meanings = row.subject.get("meanings")
    answers = carried_over(form, row.answers, meanings)
    options, last = row.subject.get("options", {}), row.subject.get("last", {})
    draft = begin(form, answers, options, last)
    present = form.step(row.step)
    is_same = present is not None and (meanings or {}).get(row.step) == present.meaning
    moved = revise(draft, row.step) if is_same else draft
    return draft if isinstance(moved, Problem) else moved
