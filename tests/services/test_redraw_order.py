"""Cards that are to be drawn anew are locked in one order."""

from sqlalchemy import event as sql_event
from sqlalchemy.dialects import postgresql

from services.terms import Intention
from tests.support.plans import WEBINAR
from tests.support.world import SCHOOL_1, World, at


async def test_edits_are_locked_in_one_order(world: World):
    """Two who answer at once and lock the same rows in two orders would wait for each other."""
    olga, maria, _ = await world.join("Ольга", "Мария", "Анна")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("12.04 09:00"))
    await world.services.week_cards.enqueue_due()
    await world.deliver()
    locks: list[str] = []

    def note(_connection, clauses, *_rest):
        words = str(clauses.compile(dialect=postgresql.dialect())) if clauses.is_select else ""
        if "FOR UPDATE" in words and "dedupe_key IN" in words:
            locks.append(words)

    engine = world.database._writer.sync_engine
    sql_event.listen(engine, "before_execute", note)
    try:
        await world.services.attendance.intend(
            maria, await world.occurrence(WEBINAR), await world.school(SCHOOL_1), Intention.GOING
        )
    finally:
        sql_event.remove(engine, "before_execute", note)
    assert locks
    assert all("ORDER BY outbox.id" in words for words in locks), locks
