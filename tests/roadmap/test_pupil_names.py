"""The hint that a text seems to name a pupil: how often it is right, and how often silent."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.people import child_named, without_name

LINES = [
    line.split("\t", 1)
    for line in (Path(__file__).parent / "samples" / "pupil_names.txt")
    .read_text(encoding="utf-8")
    .splitlines()
    if line[0] in "+-"
]


def test_precision_and_recall():
    named = [(label == "+", child_named(text), text) for label, text in LINES]
    right = sum(1 for is_child, found, _ in named if is_child and found)
    wrong = [(text, found) for is_child, found, text in named if found and not is_child]
    missed = [text for is_child, found, text in named if is_child and not found]

    assert right / (right + len(wrong)) >= 0.9, wrong
    assert right / (right + len(missed)) >= 0.9, missed


@given(st.text())
def test_any_text_is_answered(text: str):
    found = child_named(text)
    assert found is None or found


def test_a_long_text_is_answered_at_once():
    assert child_named("Провели работу. " * 2000) is None
    child_named("Иванов " * 2000)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Провела Мария Лебедева, для Лебедевой", "Провела … …, для …"),
        ("ЛЕБЕДЕВА М.", "… М."),
        ("Лебединое озеро", "Лебединое озеро"),
        ("файл_Лебедева.docx", "файл_….docx"),
    ],
)
def test_a_name_is_left_out_in_whatever_case(text: str, left: str):
    assert without_name(text, "Мария Лебедева") == left
