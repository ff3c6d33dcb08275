"""Whoever has not agreed to anything is refused by every method itself, before it looks anywhere.

Dialogs, too: they find nothing but the actor's own form, so only this shows that they ask.
"""

import inspect
from typing import Any

import pytest

from services.access import ANYBODY, Actor
from services.errors import NotAllowedError
from tests.access.walk import Shut, methods

NOBODY = Actor(7_000_000_000, None, "", "ru", "Europe/Moscow")
GUARDED = {
    name: method
    for name, method in methods()
    if (actions := set(getattr(method, "actions", ()))) and not actions & ANYBODY
}


@pytest.mark.parametrize("name", sorted(GUARDED))
async def test_nobody_is_refused_at_the_door(name: str):
    method: Any = GUARDED[name]
    needed = [
        parameter
        for parameter in list(inspect.signature(method).parameters.values())[2:]
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
    ]
    placed = [None for one in needed if one.kind is one.POSITIONAL_OR_KEYWORD]
    named = {one.name: None for one in needed if one.kind is one.KEYWORD_ONLY}
    with pytest.raises(NotAllowedError):
        await method(Shut(), NOBODY, *placed, **named)
