"""Calls about calendars of phones, shared cards and chats of municipalities."""

from tests.access.call import Call

CALLS_ABOUT_CALENDARS: dict[str, Call] = {
    "calendar_files.address": Call("nothing", lambda s, a, o: s.calendar_files.address(a)),
    "calendar_files.events": Call("nothing", lambda s, a, o: s.calendar_files.events(a)),
    "calendar_files.make_address": Call(
        "nothing", lambda s, a, o: s.calendar_files.make_address(a)
    ),
    "sharing.found": Call("nothing", lambda s, a, o: s.sharing.found(a, "")),
    "calendar_files.revoke": Call("nothing", lambda s, a, o: s.calendar_files.revoke(a)),
}
