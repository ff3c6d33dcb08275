"""How the methods about official papers are called by the matrix."""

from bot.container import Container
from services.access import Actor
from services.official.cards import PaperPeriod
from services.official.order import Made
from tests.access.call import Call
from tests.access.scene import Surroundings

_WHOLE = PaperPeriod.WHOLE


async def _note(s: Container, a: Actor, o: Surroundings) -> int:
    """A note of the actor's own, finished."""
    card = await s.official.order_note(a, o.published_id, 0, _WHOLE, "docx")
    said = ({"code": "rows", "text": "Of 3 activities 2 are fulfilled.", "is_own": False},)
    await s.official.made(card.paper_id, Made("note.docx", b"PK", said))
    return card.paper_id


async def _page(s: Container, a: Actor, o: Surroundings) -> int:
    """A page of a school, finished."""
    card = await s.official.order_school(a, o.published_id, o.school_id, "html")
    await s.official.made(card.paper_id, Made("page.html", b"<p>"))
    return card.paper_id


async def _card(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.official.card(a, await _page(s, a, o))


async def _file(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.official.file(a, await _page(s, a, o))


async def _again(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.official.make_again(a, await _page(s, a, o))


async def _asked(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.official.begin_sentence(a, await _note(s, a, o), "rows")


async def _dropped(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.official.drop_sentence(a, await _note(s, a, o), "rows")


async def _restored(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.official.restore_sentences(a, await _note(s, a, o))


CALLS_ABOUT_PAPERS: dict[str, Call] = {
    "official.begin_sentence": Call("plan", _asked),
    "official.card": Call("school", _card),
    "official.desk": Call("plan", lambda s, a, o: s.official.desk(a, o.published_id)),
    "official.drop_sentence": Call("plan", _dropped),
    "official.events": Call("plan", lambda s, a, o: s.official.events(a, o.published_id)),
    "official.file": Call("school", _file),
    "official.make_again": Call("school", _again),
    "official.note": Call(
        "plan", lambda s, a, o: s.official.note(a, o.published_id, 0, _WHOLE, "docx")
    ),
    "official.order_map": Call("plan", lambda s, a, o: s.official.order_map(a, o.published_id)),
    "official.order_month": Call(
        "plan", lambda s, a, o: s.official.order_month(a, o.published_id, 0)
    ),
    "official.order_note": Call(
        "plan", lambda s, a, o: s.official.order_note(a, o.published_id, 0, _WHOLE, "docx")
    ),
    "official.order_school": Call(
        "school",
        lambda s, a, o: s.official.order_school(a, o.published_id, o.school_id, "html"),
    ),
    "official.order_sheet": Call(
        "plan", lambda s, a, o: s.official.order_sheet(a, o.occurrence_id)
    ),
    "official.restore_sentences": Call("plan", _restored),
    "official.schools": Call("plan", lambda s, a, o: s.official.schools(a, o.published_id)),
}
