"""Calls about calendars of phones, shared cards and chats of municipalities."""

from bot.container import Container
from services.access import SYSTEM, Actor
from tests.access.call import Call
from tests.access.scene import Surroundings

_CHAT = -1_000_000_000_001


async def _unbound(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.groups.unbind(a, (await s.groups.bind(SYSTEM, _CHAT, o.district_id)).id)


async def _unbound_chat(s: Container, a: Actor, o: Surroundings) -> object:
    await s.groups.bind(SYSTEM, _CHAT, o.district_id)
    return await s.groups.unbind_chat(a, _CHAT)


CALLS_ABOUT_CALENDARS: dict[str, Call] = {
    "calendar_files.address": Call("nothing", lambda s, a, o: s.calendar_files.address(a)),
    "calendar_files.events": Call("nothing", lambda s, a, o: s.calendar_files.events(a)),
    "calendar_files.make_address": Call(
        "nothing", lambda s, a, o: s.calendar_files.make_address(a)
    ),
    "groups.desk": Call("nothing", lambda s, a, o: s.groups.desk(a)),
    "groups.bind": Call("district", lambda s, a, o: s.groups.bind(a, _CHAT, o.district_id)),
    "groups.unbind": Call("district", _unbound),
    "groups.unbind_chat": Call("district", _unbound_chat),
    "sharing.found": Call("nothing", lambda s, a, o: s.sharing.found(a, "")),
    "calendar_files.revoke": Call("nothing", lambda s, a, o: s.calendar_files.revoke(a)),
}
