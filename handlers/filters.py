"""When a handler is meant: a button of a class, an open form, or one left half-done."""

from typing import Any

from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message

from handlers.show import attached
from keyboards.tap import Tap
from services.access import Action, Actor
from services.dialogs import Dialogs


class Tapped(BaseFilter):
    """A button of one class; hands its data on as `tap`."""

    def __init__(self, kind: type[Tap]) -> None:
        """Take the class of the button's data."""
        self.kind = kind
        self._begins = f"{kind.prefix}:"

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Any]:
        """Read the data strictly; anything odd is not ours."""
        data = query.data or ""
        # Most are asked about a button that is not theirs.
        if not data.startswith(self._begins) and data != self.kind.prefix:
            return False
        tap = self.kind.unpack(data)
        return False if tap is None else {"tap": tap}


class MayDo(BaseFilter):
    """The person may do something somewhere; the service checks where."""

    def __init__(self, action: Action) -> None:
        """Take the action of the policy table."""
        self.action = action

    async def __call__(self, _message: Message, actor: Actor) -> bool:
        """Ask the table."""
        return actor.may(self.action)


class InDialog(BaseFilter):
    """The person is in a guided dialog; hands its state on as `turn`."""

    async def __call__(
        self, _message: Message, actor: Actor, dialogs: Dialogs
    ) -> bool | dict[str, Any]:
        """Look for an open form; whoever may fill in none is in none."""
        if not actor.may(Action.FILL_IN):
            return False
        turn = await dialogs.current(actor)
        return False if turn is None else {"turn": turn}


class LeftWithoutProof(BaseFilter):
    """A file or a link while a report waits half-done; hands that form on as `left`."""

    async def __call__(
        self, message: Message, actor: Actor, dialogs: Dialogs
    ) -> bool | dict[str, Any]:
        """Look at the message first: most are neither."""
        is_link = (message.text or "").startswith(("https://", "http://"))
        if not (is_link or attached(message)) or not actor.may(Action.FILL_IN):
            return False
        left = await dialogs.left_without_proof(actor, "link" if is_link else "file")
        return False if left is None else {"left": left}
