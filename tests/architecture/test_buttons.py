"""What buttons carry fits, is told apart, and cannot be forged into something else."""

import pkgutil
from collections import Counter
from dataclasses import fields
from enum import StrEnum
from importlib import import_module
from typing import Any, get_type_hints

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import keyboards
from keyboards.callbacks import TAPS
from locales import LOCALES
from roadmap.reminder_rules import OFFERED
from services.forms.catalogue import FORMS
from services.plan_review import EDITS, KINDS, ROLES

# Telegram's own limit.
LIMIT_BYTES = 64
# Rows are numbered far below this; it is the longest number a button may hold.
MAX_ID = 2**31 - 1

_STEPS = [step for form in FORMS.values() for step in form.steps]
# The longest words that each field of text is filled with.
_WORDS = {
    "payload": ["x" * 40],
    "step": [*(step.name for step in _STEPS), "whole"],
    # Of an announcement that is being written.
    "part": ["files", "poll", "other", "when", "ack", "weekly"],
    "until": ["tomorrow", "monday"],
    "choice": ["skip", str(MAX_ID), *(choice for step in _STEPS for choice in step.choices)],
    "locale": list(LOCALES),
    "what": [*EDITS, *ROLES, "attendance", "report"],
    "kind": list(KINDS),
    "digest": ["0123456789ab"],
    "layout": ["docx", "xlsx", "html"],
    "code": sorted({code for codes in OFFERED.values() for code in codes}),
}


def _kinds(kind: type) -> dict[str, type]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _largest(name: str, kind: type) -> Any:
    if kind is int:
        return MAX_ID
    if issubclass(kind, StrEnum):
        return max(kind, key=len)
    return max(_WORDS[name], key=len)


def _values(name: str, kind: type) -> st.SearchStrategy[Any]:
    if kind is int:
        return st.integers(-MAX_ID, MAX_ID)
    if issubclass(kind, StrEnum):
        return st.sampled_from(list(kind))
    return st.sampled_from(_WORDS[name])


_taps = st.one_of(
    *(
        st.builds(kind, **{name: _values(name, type_) for name, type_ in _kinds(kind).items()})
        for kind in TAPS
    )
)
_prefixes = [kind.prefix for kind in TAPS]
_part = st.one_of(
    st.text(max_size=8),
    st.integers().map(str),
    st.from_regex(r"[+-]?[ _0-9]{1,18}", fullmatch=True),
    st.sampled_from([word for words in _WORDS.values() for word in words]),
    st.sampled_from(["-0", "00", "01", "1_0", "1.0", " 7 ", "+7", "\u0661", "school", "going"]),
)
_garbage = st.one_of(
    st.text(max_size=64),
    st.builds(
        lambda prefix, parts: ":".join([prefix, *parts]),
        st.sampled_from(_prefixes),
        st.lists(_part, max_size=5),
    ),
)


def _read(data: str) -> list[Any]:
    return [tap for kind in TAPS if (tap := kind.unpack(data)) is not None]


def test_no_button_is_left_out():
    modules = [
        import_module(f"keyboards.{m.name}") for m in pkgutil.iter_modules(keyboards.__path__)
    ]
    found = {
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and getattr(kind, "prefix", "")
    }

    assert found == set(TAPS)


def test_prefixes_are_told_apart():
    assert [prefix for prefix, n in Counter(_prefixes).items() if n > 1] == []
    assert all(0 < len(prefix) <= 3 and prefix.isalnum() for prefix in _prefixes)


@pytest.mark.parametrize("kind", TAPS, ids=lambda kind: kind.__name__)
def test_the_largest_data_fit_in_a_button(kind):
    tap = kind(*(_largest(name, type_) for name, type_ in _kinds(kind).items()))

    assert len(tap.pack().encode()) <= LIMIT_BYTES
    assert kind.unpack(tap.pack()) == tap


@given(_taps)
def test_what_is_packed_is_read_back_by_its_own_class_alone(tap):
    assert _read(tap.pack()) == [tap]


@given(_garbage)
@example("wk:-0:1")
@example("e: 7")
@example("e:+7")
@example("e:1_0")
@example("e:99999999999999999999999999")
@example("e:\u0661")
@example("e:7\n")
def test_odd_data_is_either_exactly_a_button_or_nothing(data):
    assert all(tap.pack() == data for tap in _read(data))


def test_what_does_not_fit_is_refused_when_packed():
    too_long = next(kind for kind in TAPS if str in _kinds(kind).values())
    values = ["x" * 64 if type_ is str else 0 for type_ in _kinds(too_long).values()]

    with pytest.raises(ValueError, match="does not fit"):
        too_long(*values).pack()
