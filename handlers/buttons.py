"""A tap goes straight to the handlers of its button, past all those of others.

There are some two hundred kinds of buttons, and each would be asked whether a tap is its own.
"""

from collections.abc import Iterable
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.types import CallbackQuery, TelegramObject

from handlers.filters import Tapped
from keyboards.tap import Tap


class Buttons(Router):
    """Stands before all routers; what it does not know, or what is read by nobody, goes on."""

    def __init__(self, routers: Iterable[Router]) -> None:
        """Take the routers in order; the handlers of one button keep it."""
        super().__init__(name="buttons")
        self._of: dict[str, Router] = {}
        for router in routers:
            for handler in router.callback_query.handlers:
                kind = tapped(handler)
                if kind is not None:
                    of = self._of.setdefault(kind.prefix, Router(name=router.name))
                    of.callback_query.handlers.append(handler)
        # Their taps pass the middlewares of the whole.
        for of in self._of.values():
            of._parent_router = self

    async def propagate_event(self, update_type: str, event: TelegramObject, **kwargs: Any) -> Any:
        """Lead a tap to whose button it is."""
        if not isinstance(event, CallbackQuery):
            return UNHANDLED
        of = self._of.get((event.data or "").split(":", 1)[0])
        if of is None:
            return UNHANDLED
        return await of.propagate_event(update_type, event, **kwargs)


def tapped(handler: HandlerObject) -> type[Tap] | None:
    """Of which button a handler is; None when it looks at something else first."""
    first = handler.filters[0].callback if handler.filters else None
    return first.kind if isinstance(first, Tapped) else None
