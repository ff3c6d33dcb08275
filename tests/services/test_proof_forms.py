"""Forms of proofs: every kind can be filled in, survives a restart anywhere and can be read."""

import json
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.views.answers import answers_text
from handlers.views.form import turn_screen
from keyboards.tap import LIMIT_BYTES
from locales import translator
from roadmap.asks import Goal, Proof
from services.dialogs import Turn
from services.forms.catalogue import OWN_QUESTION
from services.forms.form import (
    PREVIEW,
    Attached,
    Draft,
    Form,
    Input,
    Problem,
    answer,
    attach,
    back,
    begin,
    carried_over,
    revise,
)
from services.forms.proofs import form_again, form_of
from services.forms.stored import draft_in, kept_beside

TODAY = date(2027, 3, 16)
GOALS = (Goal(2, "публикаций", "month"), Goal(5, "мастер-классов"))
PHOTO = Attached("photo-1", "photo", "", 1_000)
ONE_TAP = {Proof.MARK, Proof.SURVEY, Proof.TICK}
SUBJECT = {"title": "Самодиагностика", "school": "Школа № 1"}


@dataclass
class Row:
    """What a database keeps of a dialog."""

    form: str
    form_version: int
    step: str
    subject: dict[str, Any]
    answers: dict[str, Any]


def stored(draft: Draft) -> Row:
    subject = {"last": dict(draft.last), **kept_beside(draft.form)}
    kept = json.loads(json.dumps([subject, dict(draft.answers)]))
    return Row(draft.form.name, draft.form.version, draft.step, *kept)


def restarted(draft: Draft) -> Draft:
    """The draft as another process finds it."""
    found = draft_in(stored(draft))
    assert found is not None
    assert (found.step, found.answers) == (draft.step, draft.answers)
    assert found.form.version == draft.form.version
    assert found.form.meanings == draft.form.meanings
    return found


def good(draft: Draft) -> Input:
    """An answer that moves a draft on."""
    step = draft.form.step(draft.step)
    assert step is not None
    match step.kind:
        case "choice":
            return Input(choice=step.choices[-1])
        case "number":
            return Input(text="12")
        case "date":
            return Input(choice="today", today=TODAY)
        case "link":
            return Input(text="https://школа.рф/отчёт")
        case "files" if draft.answers.get(step.name):
            return Input(choice="done")
        case "files":
            return Input(file=PHOTO) if "file" in step.takes else Input(text="https://школа.рф/1")
    return Input(text="Провели самодиагностику.")


def filled(form: Form) -> tuple[Draft, int]:
    """The form filled in, restarted after each step, and how many answers that took."""
    draft, answers = begin(form), 0
    while not draft.is_complete:
        moved = answer(restarted(draft), good(draft))
        assert isinstance(moved, Draft), (draft.step, moved)
        draft, answers = moved, answers + 1
    return restarted(draft), answers


forms = st.builds(
    form_of,
    st.lists(st.sampled_from(Proof), min_size=1, max_size=4, unique=True),
    st.sampled_from([(), GOALS]),
)
inputs = st.one_of(
    st.builds(
        Input,
        text=st.sampled_from(["", "0", "12", "13", "9999999999", "16.03", "31.02", "я" * 4000]),
        today=st.just(TODAY),
    ),
    st.builds(Input, text=st.sampled_from(["https://a.ru/1 https://a.ru/2", "vk.com/1", "нет"])),
    st.builds(
        Input,
        choice=st.sampled_from(
            ["skip", "done", "keep", "again", "clear", "today", "yes", "good", "mend", "c1", ""]
        ),
        today=st.just(TODAY),
    ),
    st.builds(Input, file=st.sampled_from([PHOTO, replace(PHOTO, file_id="photo-2")])),
)
moves = st.lists(
    st.one_of(
        st.just(("good", None)),
        st.tuples(st.just("answer"), inputs),
        st.just(("back", None)),
        st.tuples(st.just("revise"), st.integers(0, 9)),
        st.tuples(st.just("attach"), st.integers(0, 9)),
    ),
    max_size=30,
)


def moved_on(draft: Draft, kind: str, what: Any) -> Draft | Problem:
    steps = draft.form.steps
    match kind:
        case "back":
            return back(draft)
        case "revise":
            return revise(draft, steps[what % len(steps)].name)
        case "attach":
            return attach(draft, steps[what % len(steps)].name, Input(file=PHOTO))
        case "good" if not draft.is_complete:
            return answer(draft, good(draft))
    return answer(draft, what or Input())


@settings(max_examples=600, deadline=None)
@given(forms, moves)
def test_whatever_is_pressed_nothing_is_lost_and_a_restart_changes_nothing(form, walk):
    draft = begin(form)
    for kind, what in walk:
        before = draft
        moved = moved_on(draft, kind, what)
        if isinstance(moved, Problem):
            continue
        others = {name: v for name, v in before.answers.items() if name != before.step}
        if kind in {"back", "revise"}:
            assert moved.answers == before.answers
        elif kind != "attach":
            assert {n: v for n, v in moved.answers.items() if n != before.step} == others
        draft = restarted(moved)
        asked = [step.name for step in form.asked(draft.answers)]
        assert draft.step in {*asked, PREVIEW}
        if draft.is_complete:
            assert set(asked) <= set(draft.answers)
        for part, whole in (("certificates", "team"), ("pupils_part", "pupils_whole")):
            if draft.is_complete and draft.given.get(part) is not None and part in asked:
                assert draft.given[part] <= draft.given[whole]
        check_screen_of(draft)


def check_screen_of(draft: Draft) -> None:
    """Every state has a screen that fits."""
    subject = {**SUBJECT, "comment": "Добавьте, пожалуйста, фото."}
    screen = turn_screen(translator("ru"), Turn(2**31 - 1, draft, subject))
    assert len(unescape(screen.text)) <= 4096
    for row in screen.rows:
        assert 1 <= len(row) <= 2
        for button in row:
            assert len(button.text) <= 64
            assert len(button.data.encode()) <= LIMIT_BYTES


@pytest.mark.parametrize("proof", Proof)
def test_every_proof_can_be_filled_in_and_read(proof: Proof):
    form = form_of([proof], GOALS)
    draft, _ = filled(form)

    shown = answers_text(translator("ru"), form, draft.answers)

    assert shown
    assert form.has_preview == (proof not in ONE_TAP)
    assert (form.one_tap is not None) == (proof in ONE_TAP)
    assert all(len(step.name) <= 32 for step in form.steps)


def test_all_proofs_together_are_one_form_with_a_name_for_each_question():
    form = form_of(Proof, GOALS)
    names = [step.name for step in form.steps]

    assert len(set(names)) == len(names)
    assert filled(form)[0].is_complete


def test_a_report_of_an_event_is_four_answers_and_one_tap():
    _, answers = filled(form_of([Proof.EVENT_RESULT]))

    # A number, the words, a photo, «done»; then «send».
    assert answers == 4


@given(forms, forms)
def test_the_version_tells_forms_apart(one: Form, other: Form):
    same = [step.shape for step in one.steps] == [step.shape for step in other.steps]

    assert (one.version == other.version) == same
    assert 0 <= one.version < 2**31


def test_the_version_changes_with_any_question():
    form = form_of([Proof.EVENT_RESULT])
    for change in ({"limit": 7}, {"optional": True}, {"version": 2}, {"title": "?"}):
        (first, *rest) = form.steps
        changed = (replace(first, **change), *rest)
        assert [s.shape for s in changed] != [s.shape for s in form.steps]


def test_a_recipe_makes_the_same_form_again():
    own = {"version": 1, "steps": [{"name": "q1", "kind": "text", "title": "Что нового?"}]}
    for form in (form_of(Proof, GOALS), form_of([Proof.TICK], own=own)):
        again = form_again(json.loads(json.dumps(form.recipe)))
        assert (again.version, again.meanings) == (form.version, form.meanings)


def test_what_fits_of_a_former_form_stays():
    former = form_of([Proof.EVENT_RESULT, Proof.CERTIFICATES])
    draft, _ = filled(former)
    now = form_of([Proof.EVENT_RESULT, Proof.UPLOAD])

    kept = carried_over(now, draft.answers, former.meanings)

    assert set(kept) == {"participants", "done", "evidence"}
    assert begin(now, kept).step == "upload_day"


def test_long_texts_share_the_room_of_one_message():
    form = form_of([Proof.ANALYTIC_NOTE, Proof.REPORT, Proof.VISIT])
    draft, _ = filled(form)
    answers = {**draft.answers, "note": [{"text": "слово " * 500}] * 9, "visit_notes": "я " * 1500}
    shown = answers_text(translator("ru"), form, answers)

    assert len(shown) < 4096


def test_answers_of_former_times_are_read_as_well():
    form = form_of([Proof.EVENT_RESULT])
    link = {"participants": 12, "done": "Провели", "evidence": {"link": "https://a.ru"}}

    assert "https://a.ru" in answers_text(translator("en"), form, link)
    assert "none" in answers_text(translator("en"), form, {**link, "evidence": None})


def test_goals_stand_beside_the_numbers():
    form = form_of([Proof.COUNTER], GOALS)
    shown = answers_text(translator("en"), form, {"count_1": 1, "count_2": 5})

    assert "at least 2 публикаций a month ⚠️" in shown
    assert "at least 5 мастер-классов ✅" in shown


def test_nothing_typed_becomes_markup():
    form = form_of([Proof.EVENT_RESULT])
    shown = answers_text(translator("ru"), form, {"participants": 1, "done": "<b>x</b>&"})

    assert "&lt;b&gt;x&lt;/b&gt;&amp;" in shown


def test_a_file_is_replaced_and_taken_back_alone():
    draft = begin(form_of([Proof.DOCUMENT]))
    photos = [Attached(f"photo-{n}", "photo", "", 1_000) for n in (1, 2, 3)]
    for photo in photos:
        taken = answer(draft, Input(file=photo))
        assert isinstance(taken, Draft)
        draft = taken
    screen = turn_screen(translator("ru"), Turn(7, draft, {**SUBJECT, "version": 1}))
    assert "📎 Сейчас приложено:\n1. фото\n2. фото\n3. фото" in unescape(screen.text)
    labels = [button.text for row in screen.rows for button in row]
    assert labels[1:5] == ["🔄 Заменить: прислать другие", "🗑 Без 1", "🗑 Без 2", "🗑 Без 3"]
    without = answer(draft, Input(choice="drop-2-3"))
    assert isinstance(without, Draft)
    assert [one["file"]["file_id"] for one in without.answers[draft.step]] == ["photo-1", "photo-3"]
    # A second tap on the same button takes no other away, and forged ones none at all.
    for choice in ("drop-2-3", "drop-0-2", "drop-3-2", "drop-99-99"):
        assert answer(without, Input(choice=choice)) == without
    emptied = answer(replace(without, answers={draft.step: [{}]}), Input(choice="drop-1-1"))
    assert isinstance(emptied, Draft)
    assert (emptied.answers, emptied.step) == ({}, draft.step)


def test_no_sum_is_named_while_questions_may_come():
    draft = begin(OWN_QUESTION)
    told = []
    for given_ in (Input(text="В каком формате?"), Input(choice="choice"), None):
        told.append((draft.progress, draft.may_grow))
        moved = answer(draft, given_) if given_ is not None else draft
        assert isinstance(moved, Draft)
        draft = moved
    assert told == [((1, 2), True), ((2, 2), True), ((3, 3), False)]
    first = turn_screen(translator("ru"), Turn(7, begin(OWN_QUESTION), SUBJECT)).text
    assert "<b>1.</b>" in first
    assert "<b>3 из 3.</b>" in turn_screen(translator("ru"), Turn(7, draft, SUBJECT)).text
