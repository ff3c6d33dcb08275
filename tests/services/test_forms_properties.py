"""Random walks through every form: whatever is pressed, the engine keeps its promises."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.broadcast_content import Content
from services.forms.catalogue import FORMS
from services.forms.form import (
    PREVIEW,
    Attached,
    Draft,
    Form,
    Input,
    Problem,
    Step,
    answer,
    back,
    begin,
    known,
    revise,
)

# Choices that only the services which open these forms know.
OPTIONS = {"place": ("7", "8"), "whom": ("7", "8")}

inputs = st.one_of(
    st.builds(Input, text=st.sampled_from(["", "0", "12", "10001", "текст", "я" * 4000])),
    st.builds(Input, text=st.just("https://школа.рф"), html=st.just("https://школа.рф")),
    st.builds(
        Input, choice=st.sampled_from(["skip", "all", "place", "silent", "yes", "7", "8", "9", ""])
    ),
    st.just(Input(file=Attached("id", "photo", "фото.jpg", 5))),
    st.just(Input(text="подпись", html="подпись", file=Attached("id", "document", "a.pdf", 5))),
)
# A good answer to whatever is asked, so that walks get far.
GOOD = {
    "number": Input(text="3"),
    "text": Input(text="текст"),
    "evidence": Input(choice="skip"),
    "marked": Input(text="текст", html="<b>текст</b>"),
}
# What is gathered by the service that opens the form, not by the engine: an announcement.
COMPOSED = {"broadcast": {"content": Content(texts={"ru": "текст"}).as_json()}}
moves = st.lists(
    st.one_of(
        st.tuples(st.just("good"), st.none()),
        st.tuples(st.just("good"), st.none()),
        st.tuples(st.just("answer"), inputs),
        st.tuples(st.just("back"), st.none()),
        st.tuples(st.just("revise"), st.integers(0, 3)),
    ),
    max_size=25,
)
forms = st.sampled_from(sorted(FORMS))


def check(draft: Draft) -> None:
    """What holds after every move."""
    asked = [step.name for step in draft.form.asked(draft.answers)]
    at, of = draft.progress
    assert of == len(asked)
    assert 1 <= at <= of
    assert draft.step in {*asked, PREVIEW}
    assert draft.is_complete == (draft.step == PREVIEW)
    if draft.is_complete:
        assert set(asked) <= set(draft.answers), "complete only when everything is answered"
    assert json.loads(json.dumps(draft.answers)) == draft.answers, "survives a restart as it is"


def good_answer(draft: Draft) -> Input:
    """What moves a draft on, whatever it asks."""
    step = draft.form.step(draft.step)
    if step is None or step.kind == "choice":
        offered = known(draft, step).choices if step is not None else ()
        # The way with the most questions.
        return Input(choice="place" if "place" in offered else next(iter(offered), ""))
    return GOOD.get(step.kind, Input(text="текст", html="текст"))


def start(name: str, *, is_filled: bool) -> Draft:
    """A form at its first question, or at its preview."""
    draft = begin(FORMS[name], COMPOSED.get(name) if is_filled else None, options=OPTIONS)
    while is_filled and not draft.is_complete:
        moved = answer(draft, good_answer(draft))
        assert isinstance(moved, Draft)
        draft = moved
    return draft


def move(draft: Draft, kind: str, what: Input | int | None) -> Draft | Problem:
    if kind == "back":
        return back(draft)
    if kind == "revise":
        steps = draft.form.steps
        return revise(draft, steps[what % len(steps)].name)
    return answer(draft, good_answer(draft) if kind == "good" else what)


@settings(max_examples=1_000)
@given(forms, st.booleans(), moves)
def test_any_walk_keeps_the_promises(name, is_filled, walk):
    draft = start(name, is_filled=is_filled)
    check(draft)
    for kind, what in walk:
        before = draft
        moved = move(draft, kind, what)
        if isinstance(moved, Problem):
            assert moved.code
            continue
        if kind == "back":
            assert moved.answers == before.answers, "back never loses an answer"
        if kind in {"answer", "good"}:
            assert before.step in moved.answers
            others = {k: v for k, v in before.answers.items() if k != before.step}
            assert {k: v for k, v in moved.answers.items() if k != before.step} == others
            # Back and revise stand at a question on purpose; an answer moves to what is left.
            asked = {step.name for step in moved.form.asked(moved.answers)}
            assert moved.is_complete == (asked <= set(moved.answers))
        draft = moved
        check(draft)


@given(forms, st.booleans(), moves)
def test_going_back_often_enough_reaches_the_first_question(name, is_filled, walk):
    draft = start(name, is_filled=is_filled)
    for kind, what in walk:
        moved = move(draft, kind, what)
        draft = draft if isinstance(moved, Problem) else moved
    for _ in FORMS[name].steps:
        draft = back(draft)

    assert draft.step == FORMS[name].steps[0].name
    assert back(draft) == draft


@given(forms, st.text(max_size=30))
def test_a_choice_that_was_not_offered_is_never_taken(name, choice):
    draft = begin(FORMS[name], options=OPTIONS)
    step = draft.form.step(draft.step)
    offered = {*known(draft, step).choices, *(["skip"] if step.optional else [])}

    moved = answer(draft, Input(choice=choice))

    assert isinstance(moved, Problem) == (choice not in offered)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_form_can_be_finished_and_names_its_steps_once(name: str):
    form = FORMS[name]
    draft = begin(form, COMPOSED.get(name), options=OPTIONS)
    while not draft.is_complete:
        moved = answer(draft, good_answer(draft))
        assert isinstance(moved, Draft), (draft.step, moved)
        draft = moved

    assert draft.is_complete
    assert len({step.name for step in form.steps}) == len(form.steps)
    assert PREVIEW not in {step.name for step in form.steps}


def test_only_what_is_composed_elsewhere_needs_another_hand():
    composed = {
        (form.name, step.name)
        for form in FORMS.values()
        for step in form.asked({})
        if step.kind == "message"
    }

    assert composed == {(name, step) for name, begun in COMPOSED.items() for step in begun}


@given(inputs)
def test_the_engine_itself_never_takes_an_announcement(given_):
    """A message of several pictures is several updates: one of them is not the answer."""
    draft = begin(FORMS["broadcast"])

    assert isinstance(answer(draft, given_), Problem)


def test_a_form_begun_with_answers_asks_the_rest():
    form = Form("trial", 1, (Step("a", "text"), Step("b", "text"), Step("c", "text")))

    assert begin(form, {"a": "1"}).step == "b"
    assert begin(form, {"b": "1"}).step == "a"
    assert begin(form, {"a": "1", "b": "2", "c": "3"}).is_complete
