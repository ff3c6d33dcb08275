"""A stored paper as its author sees it."""

from db.enums import OfficialKind, OfficialStatus
from db.models import OfficialPaper
from db.store import Store
from services.official.cards import PaperCard
from services.official.conclusions import Sentence


async def card_of(store: Store, row: OfficialPaper) -> PaperCard:
    """The card of a paper."""
    place = await store.places.get(row.place_id)
    person = await store.people.get(row.person_id)
    content = await store.official.size(row.id)
    known = {one["code"] for one in row.sentences}
    return PaperCard(
        paper_id=row.id,
        kind=OfficialKind(row.kind),
        layout=row.layout,
        place_name=place.name if place is not None else "",
        subject=await _subject(store, row),
        since=row.since,
        until=row.until,
        as_of=row.as_of,
        timezone=row.timezone,
        status=OfficialStatus(row.status),
        stage=row.stage or "",
        done=row.done or 0,
        of=row.of or 0,
        trouble=row.trouble or "",
        name=row.name or "",
        size=content,
        sentences=tuple(
            Sentence(one["code"], one["text"], bool(one.get("is_own"))) for one in row.sentences
        ),
        left_out=tuple(
            code for code, text in row.edits.items() if text is None and code not in known
        ),
        is_stale=row.status == OfficialStatus.MADE and row.digest is None,
        message_id=row.message_id,
        telegram_id=person.telegram_id if person is not None else 0,
        locale=row.locale,
    )


async def _subject(store: Store, row: OfficialPaper) -> str:
    if row.occurrence_id is not None:
        found = await store.plans.happening(row.occurrence_id)
        return found.row.title if found is not None else ""
    plan = await store.plans.get(row.plan_id or 0)
    return plan.title if plan is not None else ""
