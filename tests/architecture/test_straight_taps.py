"""A tap is led to its handler at once, and finds none that the routers in order would not give."""

from typing import Any

import pytest
from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import CallbackQuery, Chat, Message, User

from handlers import buttons, filters
from handlers.buttons import Buttons
from handlers.filters import Tapped
from handlers.routers import routers
from keyboards.callbacks import Intend, OpenEvent
from services.terms import Intention, PartyKind

MARIA = User(id=7_000_000_001, is_bot=False, first_name="Мария")
DATA = Intend(4, PartyKind.SCHOOL, 7, Intention.GOING).pack()


def query(data: str | None) -> CallbackQuery:
    return CallbackQuery(id="1", from_user=MARIA, chat_instance="1", data=data)


def test_nothing_is_asked_of_a_tap_before_its_button():
    """Else the straight way and the way through all routers would end in different places."""
    handlers = [
        (router.name, buttons.tapped(handler))
        for router in routers()
        for handler in router.callback_query.handlers
    ]
    others = [place for place, (_, kind) in enumerate(handlers) if kind is None]
    assert [handlers[place][0] for place in others] == ["stale"]
    assert others == [len(handlers) - 1]
    for router in routers():
        # What a router asks or does for all its taps would be passed by.
        assert not router.callback_query._handler.filters
        assert not list(router.callback_query.middleware)
        assert not list(router.callback_query.outer_middleware)


async def test_one_filter_is_asked_and_the_first_handler_wins(monkeypatch: pytest.MonkeyPatch):
    asked: list[Any] = []
    plain = filters.Tapped.__call__

    async def counted(self: Tapped, event: CallbackQuery) -> Any:
        asked.append(self.kind)
        return await plain(self, event)

    monkeypatch.setattr(filters.Tapped, "__call__", counted)
    heard: list[str] = []
    first, second = Router(name="first"), Router(name="second")

    @first.callback_query(Tapped(OpenEvent))
    async def other(event: CallbackQuery) -> None:
        heard.append("other")

    @first.callback_query(Tapped(Intend))
    async def meant(event: CallbackQuery, tap: Intend) -> None:
        heard.append(f"meant {tap.occurrence_id}")

    @second.callback_query(Tapped(Intend))
    async def later(event: CallbackQuery) -> None:
        heard.append("later")

    table = Buttons([first, second])
    await table.propagate_event("callback_query", query(DATA))
    assert (heard, asked) == (["meant 4"], [Intend])


@pytest.mark.parametrize("data", [None, "", "nowhere:1", DATA + ":1", DATA.replace("4", "+4", 1)])
async def test_what_is_no_button_goes_on_to_who_speaks_of_old_ones(data: str | None):
    heard: list[str] = []
    router = Router(name="only")

    @router.callback_query(Tapped(Intend))
    async def meant(event: CallbackQuery) -> None:
        heard.append("meant")

    table = Buttons([router])
    assert await table.propagate_event("callback_query", query(data)) is UNHANDLED
    words = Message.model_construct(text=DATA, chat=Chat(id=1, type="private"))
    assert await table.propagate_event("message", words) is UNHANDLED
    assert heard == []
