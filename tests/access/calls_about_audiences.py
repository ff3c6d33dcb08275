"""Calls about announcements being written, their audiences, a second pair of eyes."""

from collections.abc import Awaitable, Callable
from itertools import count

from bot.container import Container
from db.models import Broadcast
from services.access import Actor
from services.audience_desk import Preset
from services.audience_lists import Part
from services.dialogs import Turn
from services.forms.form import Input
from services.terms import BroadcastStatus
from tests.access.call import Call
from tests.access.scene import Surroundings

_NUMBERS = count()


def _draft(use: Callable[[Container, Actor, Turn], Awaitable[object]]) -> Call:
    """A call about the actor's own draft, which is begun first."""

    async def begun(s: Container, a: Actor, _o: Surroundings) -> object:
        return await use(s, a, await s.broadcasts.begin(a))

    return Call("nothing", begun)


async def _waiting(s: Container, o: Surroundings) -> int:
    """An announcement of somebody else that waits for a word."""
    async with s.broadcasts._database.write() as store:
        broadcast = Broadcast(
            author_id=o.director_id,
            place_id=o.district_id,
            draft_key=f"access:{next(_NUMBERS)}",
            content={"text": {"ru": "Сбор"}},
            audience={"roles": ["director"]},
            status=BroadcastStatus.WAITING,
            total=1,
            created_at=s.clock.now(),
        )
        store.outbox.add(broadcast)
        await store.flush()
        return broadcast.id


async def _looks(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.broadcast_checks.card(a, await _waiting(s, o))


async def _refuses(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.broadcast_checks.decide(a, await _waiting(s, o), agrees=False)


CALLS_ABOUT_AUDIENCES: dict[str, Call] = {
    "broadcasts.begin": Call("nothing", lambda s, a, o: s.broadcasts.begin(a)),
    "broadcasts.letter": _draft(lambda s, a, turn: s.broadcasts.letter(a, turn)),
    "broadcasts.take": _draft(lambda s, a, turn: s.broadcasts.take(a, Input(text="Сбор"))),
    "broadcasts.ask": _draft(lambda s, a, turn: s.broadcasts.ask(a, turn.dialog_id, "when")),
    "broadcasts.drop": _draft(lambda s, a, turn: s.broadcasts.drop(a, turn.dialog_id, "poll")),
    "broadcasts.switch": _draft(lambda s, a, turn: s.broadcasts.switch(a, turn.dialog_id, "ack")),
    "broadcasts.put_off": _draft(
        lambda s, a, turn: s.broadcasts.put_off(a, turn.dialog_id, "monday")
    ),
    "audiences.card": _draft(lambda s, a, turn: s.audiences.card(a, turn.dialog_id)),
    "audiences.use": _draft(lambda s, a, turn: s.audiences.use(a, turn.dialog_id, Preset.CURATORS)),
    "audiences.toggle": _draft(
        lambda s, a, turn: s.audiences.toggle(a, turn.dialog_id, Part.ROLE, 1)
    ),
    "audiences.choices": _draft(
        lambda s, a, turn: s.audiences.choices(a, turn.dialog_id, Part.PLACE)
    ),
    "audiences.find": _draft(lambda s, a, turn: s.audiences.find(a, "школа")),
    "audiences.clear": _draft(lambda s, a, turn: s.audiences.clear(a, turn.dialog_id, Part.ROLE)),
    "audiences.ask_title": _draft(lambda s, a, turn: s.audiences.ask_title(a, turn.dialog_id)),
    "audiences.save": _draft(lambda s, a, turn: s.audiences.save(a, "Сельские")),
    "audiences.forget_saved": _draft(
        lambda s, a, turn: s.audiences.forget_saved(a, turn.dialog_id, 1)
    ),
    "deliveries.listed": Call("nothing", lambda s, a, o: s.deliveries.listed(a)),
    "broadcast_checks.card": Call("district", _looks),
    "broadcast_checks.decide": Call("district", _refuses),
}
