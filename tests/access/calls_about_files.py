"""How the methods about files are called by the matrix."""

from bot.container import Container
from services.access import Actor
from services.files import ReportFiles
from services.forms.form import Attached
from tests.access.call import Call
from tests.access.scene import Surroundings

_PHOTO = Attached("AgAC-7", "photo", "", 7)
_NONE = ReportFiles("", "", ())


async def _parcel(s: Container, a: Actor) -> int:
    """A photo that the actor sends himself."""
    return (await s.parcels.receive(a, "message:7", _PHOTO)).parcel_id


async def _asked(s: Container, a: Actor, _o: Surroundings) -> object:
    return await s.parcels.question(a, await _parcel(s, a))


async def _listed(s: Container, a: Actor, _o: Surroundings) -> object:
    return await s.parcels.everything(a, await _parcel(s, a))


async def _put(s: Container, a: Actor, o: Surroundings) -> object:
    parcel_id = await _parcel(s, a)
    turn = await s.reports.begin(a, o.occurrence_id, o.school_id)
    return await s.parcels.put(a, parcel_id, turn.dialog_id)


CALLS_ABOUT_FILES: dict[str, Call] = {
    "files.copy": Call("nothing", lambda s, a, o: s.files.copy(a, _NONE, _PHOTO)),
    "files.of_report": Call("school", lambda s, a, o: s.files.of_report(a, o.report.report_id)),
    "files.refusal": Call("nothing", lambda s, a, o: s.files.refusal(a, _PHOTO)),
    "parcels.everything": Call("nothing", _listed),
    "parcels.is_expected": Call("nothing", lambda s, a, o: s.parcels.is_expected(a, _PHOTO, "")),
    "parcels.put": Call("school", _put),
    "parcels.question": Call("nothing", _asked),
    "parcels.receive": Call("nothing", lambda s, a, o: s.parcels.receive(a, "message:7", _PHOTO)),
}
