"""A compiled map survives the trip through JSON; anything else is refused."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.compile import compile_document
from roadmap.model import Position, Question, RoadMap, Row, SourceRow
from roadmap.transport import from_json, to_json
from tests.roadmap.builders import as_text
from tests.roadmap.shared import compiled, needs_maps

TEXT = st.text(max_size=20)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
OBJECT = st.dictionaries(TEXT, PLAIN, max_size=4)
NUMBER = st.none() | st.integers()


def many(strategy):
    return st.lists(strategy, max_size=3).map(tuple)


POSITION = st.builds(
    Position, page=NUMBER, line=NUMBER, row=NUMBER, column=NUMBER, sheet=st.none() | TEXT
)
QUESTION = st.builds(Question, TEXT, st.dictionaries(TEXT, TEXT | st.integers(), max_size=3))
SOURCE_ROW = st.builds(SourceRow, TEXT, POSITION, TEXT, TEXT)
BY_TYPE: dict[str, st.SearchStrategy[Any]] = {
    "str": TEXT,
    "str | None": st.none() | TEXT,
    "bool": st.booleans(),
    "float": st.floats(0, 1),
    "dict[str, Any]": OBJECT,
    "tuple[str, ...]": many(TEXT),
    "tuple[int, ...]": many(st.integers()),
    "tuple[dict[str, Any], ...]": many(OBJECT),
    "tuple[Question, ...]": many(QUESTION),
    "Position": POSITION,
}
ROW = st.builds(Row, **{field.name: BY_TYPE[str(field.type)] for field in fields(Row)})
MAP = st.builds(
    RoadMap,
    title=TEXT,
    heading=TEXT,
    year=st.none() | st.integers() | TEXT,
    year_evidence=TEXT,
    level=TEXT,
    columns=many(TEXT),
    rows=many(ROW),
    accounted=many(SOURCE_ROW),
    warnings=many(QUESTION),
)


@given(MAP)
def test_any_map_comes_back_as_it_was(roadmap):
    assert from_json(json.loads(json.dumps(to_json(roadmap)))) == roadmap


@needs_maps
@pytest.mark.parametrize("name", ["001", "002", "003", "004"])
def test_the_given_maps_come_back_as_they_were(name):
    roadmap = compiled(name)
    assert from_json(json.loads(json.dumps(to_json(roadmap), ensure_ascii=False))) == roadmap


HEADER = ["№", "Мероприятие", "Сроки", "Ответственный"]
SMALL = as_text(["Дорожная карта на 2022 год"], [HEADER, ["1", "Семинар", "март", "ИМЦ"]])


@given(st.data())
def test_a_damaged_map_is_refused(data):
    """One value of the wrong kind anywhere, or one missing, is enough."""
    plain = json.loads(json.dumps(to_json(compile_document(SMALL))))
    targets = [plain, plain["rows"][0], plain["accounted"][0], plain["rows"][0]["position"]]
    target = data.draw(st.sampled_from(targets))
    name = data.draw(st.sampled_from(sorted(set(target) - {"links_clean"})))
    if data.draw(st.booleans()) and target is not targets[3]:
        del target[name]
    else:
        target[name] = 1.5 if name != "confidence" else "sure"
    with pytest.raises(ValueError, match="not a compiled map"):
        from_json(plain)


@given(PLAIN)
def test_garbage_is_refused(garbage):
    with pytest.raises(ValueError, match="not a compiled map"):
        from_json(garbage)
