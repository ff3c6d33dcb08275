"""Kinds of questions: what each takes, what it refuses, and what is never lost."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from roadmap.asks import Proof
from services.forms.form import (
    MAX_FILES,
    Attached,
    Draft,
    Form,
    Input,
    Problem,
    Step,
    add_proof,
    answer,
    attach,
    begin,
    files_in,
    revise,
)
from services.forms.proofs import form_of

TODAY = date(2027, 3, 16)
PHOTO = Attached("photo-1", "photo", "", 1_000)


def at(step: Step, **answers: Any) -> Draft:
    """A draft that asks this question."""
    return Draft(Form("trial", 1, (step, Step("other", "text"))), step.name, answers)


def code(draft: Draft, given: Input) -> str:
    """What is wrong with an answer."""
    moved = answer(draft, given)
    return moved.code if isinstance(moved, Problem) else ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("16.03", "2027-03-16"),
        ("31.12", "2026-12-31"),
        ("5.1.27", "2027-01-05"),
        ("2027-03-01", "2027-03-01"),
        ("16 марта", "2027-03-16"),
        ("31.02", "date_expected"),
        ("Вчера", "2027-03-15"),
        ("сегодня", "2027-03-16"),
        ("yesterday", "2027-03-15"),
        ("today", "2027-03-16"),
        ("в марте", "date_expected"),
        ("вчера или позавчера", "date_expected"),
        ("", "date_expected"),
        ("17.03", "date_too_late"),
        ("17.03.2019", "date_too_early"),
    ],
)
def test_a_day_is_read_near_the_present_one(text: str, said: str):
    draft = at(Step("day", "date", days=(-400, 0)))
    moved = answer(draft, Input(text=text, today=TODAY))

    assert (moved.code if isinstance(moved, Problem) else moved.answers["day"]) == said


@pytest.mark.parametrize("days", [(-400, 0), (0, 30)])
def test_the_example_of_a_day_would_be_taken(days: tuple[int, int]):
    draft = at(Step("day", "date", days=days))
    refused = answer(draft, Input(text="?", today=date(2027, 2, 16)))

    assert isinstance(refused, Problem)
    taken = Input(text=str(refused.params["example"]), today=date(2027, 2, 16))
    assert code(draft, taken) == ""


def test_days_are_one_tap():
    draft = at(Step("day", "date"))
    moved = answer(draft, Input(choice="yesterday", today=TODAY))

    assert isinstance(moved, Draft)
    assert moved.answers["day"] == "2027-03-15"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://a.ru/x", "https://a.ru/x"),
        ("vk.com/wall1", "https://vk.com/wall1"),
        ("школа.рф", "https://школа.рф"),
        ("javascript:alert(1)", None),
        ("16.03", None),
        ("нет", None),
        ("https://", None),
        ("https://a.ru/" + "x" * 600, None),
    ],
)
def test_a_link_may_lack_its_beginning(text: str, kept: str | None):
    moved = answer(at(Step("link", "link", limit=500)), Input(text=text))

    assert (None if isinstance(moved, Problem) else moved.answers["link"]) == kept


def test_a_number_keeps_within_its_bounds():
    step = Step("n", "number", least=2, limit=10)
    assert [code(at(step), Input(text=text)) for text in ("1", "2", "10", "11", "-3", "1,5")] == [
        "number_too_small",
        "",
        "",
        "number_too_large",
        "number_expected",
        "number_expected",
    ]


def test_the_part_is_never_more_than_the_whole():
    form = form_of([Proof.PUPIL_SHARE])
    draft = begin(form, {"pupils_part": 30})
    assert code(draft, Input(text="29")) == "number_too_small"

    whole = answer(draft, Input(text="40"))
    assert isinstance(whole, Draft)
    again = revise(whole, "pupils_part")
    assert isinstance(again, Draft)
    assert code(again, Input(text="41")) == "number_too_large"


def test_without_data_the_second_number_is_not_asked():
    moved = answer(begin(form_of([Proof.SHARE])), Input(choice="skip"))

    assert isinstance(moved, Draft)
    assert moved.is_complete
    assert moved.given == {"share_part": None}


def test_a_verdict_that_wants_mending_needs_words():
    form = form_of([Proof.EXPERTISE])
    praised = answer(answer(begin(form), Input(choice="good")), Input(choice="skip"))
    assert praised.step == "review"
    done = answer(praised, Input(choice="skip"))
    assert done.is_complete

    changed = answer(revise(done, "verdict"), Input(choice="mend"))

    assert changed.step == "advice", "what was left out is asked for now"
    assert code(changed, Input(choice="skip")) == "press_a_button"


def test_each_message_adds_a_file_and_the_tenth_ends_them():
    draft = begin(form_of([Proof.DOCUMENT]))
    for number in range(MAX_FILES):
        assert not draft.is_complete
        moved = answer(draft, Input(file=replace(PHOTO, file_id=f"file-{number}")))
        assert isinstance(moved, Draft)
        draft = moved

    assert draft.is_complete
    assert len(files_in(draft.answers)) == MAX_FILES
    more = attach(draft, "document", Input(file=replace(PHOTO, file_id="one more")))
    assert isinstance(more, Problem)
    assert more.code == "files_enough"


def test_the_same_file_twice_is_one():
    draft = begin(form_of([Proof.DOCUMENT]))
    once = answer(draft, Input(file=PHOTO))
    twice = answer(once, Input(file=PHOTO))

    assert twice.answers == once.answers


def test_an_old_button_without_them_loses_no_file():
    draft = begin(form_of([Proof.EVENT_RESULT]), {"participants": 1, "done": "да"})
    one = answer(draft, Input(file=PHOTO))

    assert answer(one, Input(choice="skip")).answers["evidence"] == one.answers["evidence"]
    emptied = answer(one, Input(choice="clear"))
    assert "evidence" not in emptied.answers
    assert emptied.step == "evidence"


def test_a_file_that_comes_at_the_preview_is_added_and_the_preview_stays():
    form = form_of([Proof.EVENT_RESULT])
    draft = begin(form, {"participants": 1, "done": "да", "evidence": None})
    assert draft.is_complete

    added = attach(draft, "evidence", Input(file=PHOTO))

    assert isinstance(added, Draft)
    assert added.is_complete
    assert len(files_in(added.answers)) == 1


def test_words_at_the_preview_are_no_part_of_the_report():
    draft = begin(form_of([Proof.REPORT]), {"account": [{"text": "Провели"}]})
    assert draft.is_complete

    slip = add_proof(draft, Input(text="ой, не туда"))
    link = add_proof(draft, Input(text="https://a.ru"))

    assert isinstance(slip, Problem)
    assert slip.code == "press_a_button"
    assert isinstance(link, Draft)
    assert link.answers["account"] == [{"text": "Провели"}, {"link": "https://a.ru"}]
    assert link.is_complete


def test_what_was_said_last_time_is_one_tap_and_never_taken_by_itself():
    form = form_of([Proof.CERTIFICATES])
    draft = begin(form, last={"certificates": 10, "team": 12})
    assert draft.answers == {}
    assert draft.offered == 10

    draft = answer(draft, Input(choice="again"))
    assert draft.offered == 12
    assert answer(draft, Input(choice="again")).given == {"certificates": 10, "team": 12}


def test_what_does_not_fit_any_more_is_not_offered():
    draft = begin(form_of([Proof.CERTIFICATES]), {"certificates": 20}, last={"team": 12})

    assert (draft.step, draft.offered) == ("team", None)
    assert code(draft, Input(choice="again")) == "press_a_button"


def test_an_answer_asked_for_again_may_stay():
    form = form_of([Proof.CERTIFICATES])
    draft = begin(form, {"certificates": 10, "team": 12})
    asked = revise(draft, "certificates")

    assert asked.kept == 10
    assert answer(asked, Input(choice="keep")) == draft


def test_a_link_and_words_beside_each_other():
    draft = begin(form_of([Proof.ANALYTIC_NOTE]))
    draft = answer(draft, Input(text="https://a.ru/1 https://a.ru/2"))
    draft = answer(draft, Input(text="Итоги: см. приложение", file=PHOTO))

    kinds = [next(iter(item)) for item in draft.answers["note"]]
    assert kinds == ["link", "link", "file", "text"]
