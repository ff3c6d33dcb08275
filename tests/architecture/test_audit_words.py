"""Every action that services write into the record has words for who reads it."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from handlers.views.audit import action_text
from locales import translator
from services.terms import ReportStatus, RequestStatus, Role

ROOT = Path(__file__).parents[2]
# What an action ends with, by the name of what is put into it.
ENDINGS = {
    "role": list(Role),
    "seat.role": list(Role),
    "Role.SUBSCRIBER": [Role.SUBSCRIBER],
    "held.role": list(Role),
    "request.status": list(RequestStatus),
    "report.status": list(ReportStatus),
    "code": ["any"],
}
# Which argument is the action, in the call of the record and of what wraps it.
AT = {"audit": 2, "_audit": 3, "_done": 2}


@dataclass(frozen=True)
class Written:
    """An entry of the record, as far as words for its action are concerned."""

    action: str


def actions(node: ast.expr, module: ast.Module) -> set[str]:
    """All codes that an expression can be; the empty set for a parameter of a wrapper."""
    match node:
        case ast.Constant(value=str() as code):
            return {code}
        case ast.IfExp(body=one, orelse=other):
            return actions(one, module) | actions(other, module)
        case ast.JoinedStr(values=[ast.Constant(value=str() as head), ast.FormattedValue(value=v)]):
            return {f"{head}{ending}" for ending in ENDINGS[ast.unparse(v)]}
        case ast.Subscript(value=ast.Name(id=name)) | ast.Name(id=name):
            return {
                constant.value
                for made in ast.walk(module)
                if isinstance(made, ast.Assign | ast.AugAssign)
                and name in ast.unparse(made).partition("=")[0]
                for constant in ast.walk(made.value)
                if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
            }
    raise AssertionError(f"an action that cannot be read: {ast.unparse(node)}")


def written() -> set[str]:
    found: set[str] = set()
    for folder in ("services", "handlers", "bot", "db"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            module = ast.parse(path.read_text("utf-8"))
            for call in ast.walk(module):
                if not isinstance(call, ast.Call):
                    continue
                name = ast.unparse(call.func).rpartition(".")[2]
                if name in AT and len(call.args) > AT[name]:
                    found |= actions(call.args[AT[name]], module)
    return found


CODES = sorted(written())


def test_the_search_finds_them():
    assert {
        "hand_over:link:director",
        "stand_in:begin",
        "ask:refused",
        "event:moved",
        "invite:all_schools",
        "places:merge",
        "places:table",
        "refused",
    } <= set(CODES)
    assert "another action" in action_text(translator("en"), Written("no_such_action"))


@pytest.mark.parametrize("code", CODES)
def test_it_has_words_in_both_languages(code: str):
    english, russian = (action_text(translator(lang), Written(code)) for lang in ("en", "ru"))

    assert english != "another action"
    assert ":" not in english or english.partition(": ")[2]
    assert "_" not in english
    assert re.search("[a-z]", russian) is None


def test_changes_of_places_are_told_apart():
    words = {
        code: action_text(translator("ru"), Written(code))
        for code in CODES
        if code.startswith("places")
    }
    assert set(words) == {
        "places:close",
        "places:merge",
        "places:rename",
        "places:reopen",
        "places:table",
    }
    assert len(set(words.values())) == len(words)
