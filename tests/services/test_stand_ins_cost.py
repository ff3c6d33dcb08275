"""What the question «is somebody away?» costs: it is asked at every press of a button."""

from datetime import date

from sqlalchemy import event as sql_event
from sqlalchemy import select

from db.database import Database
from db.enums import Role
from db.models import Membership
from services.invite_cards import Link
from tests.services.test_succession import seat
from tests.support.databases import on_sqlite
from tests.support.plans import SELF_CHECK, WEBINAR
from tests.support.world import SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at


@on_sqlite
async def test_only_the_stand_ins_of_the_seats_found_are_read(world: World, database: Database):
    for school in (SCHOOL_1, SCHOOL_2, SCHOOL_3):
        director = await world.joins(f"Директор {school}", Role.DIRECTOR, school)
        link = await world.services.succession.lend(director, seat(director), 0, date(2021, 5, 1))
        assert isinstance(link, Link)
        await world.agrees(f"Зам {school}", link.token)
    own = (await world.stranger(f"Директор {SCHOOL_1}")).telegram_id
    asked: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        asked.append((statement, parameters))

    sql_event.listen(database._reader.sync_engine, "before_cursor_execute", note)
    (found,) = (await world.stranger(f"Директор {SCHOOL_1}")).seats

    assert found.deputy_name == f"Зам {SCHOOL_1}"
    # One question with one join along the index (tests/storage/test_query_plans.py) and one key.
    ((_, given),) = [one for one in asked if "stands_in_for" in one[0]]
    assert len(asked) == 1
    assert tuple(value for value in given if isinstance(value, int)) == (own,)
    assert len(await world.all(select(Membership).where(Membership.stands_in_for.is_not(None)))) > 1


@on_sqlite
async def test_who_everybody_is_now_is_asked_once_a_tick(world: World, database: Database):
    olga = await world.joins("Ольга")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    await world.join("Мария", "Анна", "Иван", "Павел", "Фёдор")
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    world.clock.set(at("14.04 14:00"))
    sql_event.listen(database._writer.sync_engine, "before_cursor_execute", note)
    counts = await world.services.reminders.enqueue_due()

    assert counts.queued >= 5
    assert len([s for s in asked if "JOIN place ON" in s and "membership" in s]) == 1
