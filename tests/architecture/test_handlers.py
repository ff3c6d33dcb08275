"""Handlers get what they ask for, every button has one, and they stay thin."""

import ast
import inspect
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, get_type_hints

import pytest
from aiogram import Bot
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters import Command, CommandObject

from bot.container import Container
from handlers.announcement_replies import AfterAnnouncement, RepliesToAnnouncement
from handlers.attendance import EntersWord
from handlers.attendance_list import SendsList
from handlers.filters import InDialog, LeftWithoutProof, Tapped
from handlers.out_of_the_blue import OutOfTheBlue, Unwelcome
from handlers.routers import routers
from handlers.row_words import SaysOfRow
from keyboards.callbacks import TAPS
from locales import Translator
from services.access import Actor
from services.announcement_replies import Fresh
from services.dialogs import Turn
from services.forms.form import Attached, Problem
from tests.architecture.tree import parsed, relative, sources

HANDLER_LINES = 25
HANDLER_FILE_LINES = 300
FILE_LINES = 400

# What every handler may ask for, by name: the services, and what the middlewares add.
SERVICES = get_type_hints(Container)
ALWAYS = {**SERVICES, "actor": Actor, "t": Translator, "bot": Bot}
# What filters hand on, whatever they were made with.
HANDED_ON: dict[type, dict[str, Any]] = {
    LeftWithoutProof: {"left": Turn},
    Unwelcome: {"problem": Problem, "open_form": Turn},
    OutOfTheBlue: {"file": Attached, "begun": int},
    RepliesToAnnouncement: {"broadcast_id": int},
    AfterAnnouncement: {"fresh": Fresh},
    SaysOfRow: {"is_so": bool, "shown": tuple[int, int]},
}


def _handlers() -> Iterator[HandlerObject]:
    for router in routers():
        for observer in router.observers.values():
            yield from observer.handlers


HANDLERS = list(_handlers())


def _name(handler: HandlerObject) -> str:
    return f"{handler.callback.__module__}.{handler.callback.__name__}"


def _filters(handler: HandlerObject) -> list[Any]:
    return [found.callback for found in handler.filters or ()]


def _given(handler: HandlerObject) -> dict[str, Any]:
    """What the handler's own filters hand on."""
    given: dict[str, Any] = {}
    for found in _filters(handler):
        match found:
            case Tapped():
                given["tap"] = found.kind
            case InDialog() | EntersWord() | SendsList():
                given["turn"] = Turn
            case Command():
                given["command"] = CommandObject
            case _:
                given |= HANDED_ON.get(type(found), {})
    return given


def test_there_are_handlers():
    assert len(HANDLERS) > 30
    assert {field.name for field in fields(Container)} == set(SERVICES)


@pytest.mark.parametrize("handler", HANDLERS, ids=_name)
def test_a_handler_asks_only_for_what_it_is_given(handler):
    function = inspect.unwrap(handler.callback)
    event, *asked = inspect.signature(function).parameters.values()
    known = {**ALWAYS, **_given(handler)}
    hints = get_type_hints(function)

    assert event.name in {"message", "query", "event"}
    for parameter in asked:
        assert parameter.name in known, f"nobody gives «{parameter.name}»"
        kind = known[parameter.name]
        assert hints[parameter.name] in (kind, kind | None), f"«{parameter.name}» is {kind}"


@pytest.mark.parametrize("handler", HANDLERS, ids=_name)
def test_a_filter_asks_only_for_what_it_is_given(handler):
    for found in _filters(handler):
        if type(found).__module__.startswith("handlers"):
            _event, *asked = inspect.signature(found.__call__).parameters
            assert set(asked) <= set(ALWAYS)


def test_every_button_has_exactly_one_handler():
    taken = Counter(found.kind for h in HANDLERS for found in _filters(h) if type(found) is Tapped)

    assert {kind: taken[kind] for kind in TAPS} == dict.fromkeys(TAPS, 1)


def test_handlers_do_not_think_about_roles():
    for path in sources("handlers"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.If | ast.IfExp):
                asked = ast.unparse(node.test)
                assert ".role" not in asked, f"{relative(path)}:{node.lineno}: if {asked}"


def test_handlers_are_short():
    for path in sources("handlers"):
        if "views" in path.parts:
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.body[0].lineno + 1
                assert lines <= HANDLER_LINES, f"{relative(path)}: {node.name} has {lines} lines"


@pytest.mark.parametrize(
    ("folders", "limit"),
    [(("handlers",), HANDLER_FILE_LINES), ((), FILE_LINES), (("tests",), FILE_LINES)],
    ids=["handlers", "packages", "tests"],
)
def test_files_are_readable_at_a_sitting(folders, limit):
    long = {
        relative(path): lines
        for path in sources(*folders)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > limit
    }

    assert long == {}
