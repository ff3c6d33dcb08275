"""Somebody gives a role up: what hung on it goes with the same step."""

import pytest
from sqlalchemy import delete, select

from db.enums import Role
from db.models import AuditEntry, Dialog, Membership
from services.access import Actor
from services.reports import ReportCard
from tests.services.test_succession import seat
from tests.support.databases import on_sqlite
from tests.support.plans import SELF_CHECK, WEBINAR
from tests.support.world import DISTRICT, NEIGHBOUR, SCHOOL_1, SCHOOL_2, World


@pytest.fixture
async def maria(world: World) -> Actor:
    """A director in the middle of a report, with reminders to come."""
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    await world.fills_report(maria, SELF_CHECK, SCHOOL_1)
    return maria


async def leave(world: World, actor: Actor, place: str = SCHOOL_1, role: Role = Role.DIRECTOR):
    """Somebody gives a role up."""
    return await world.services.registration.leave(actor, await world.place_id(place), role)


async def test_reminders_and_drafts_go_at_once(world: World, maria: Actor):
    assert "planned" in (await world.promised("Мария")).values()
    await leave(world, maria)

    assert await world.promised("Мария") == {}
    assert await world.all(select(Dialog)) == []


async def test_what_another_role_covers_stays(world: World, maria: Actor):
    before = await world.promised("Мария", WEBINAR)
    await world.joins("Мария", Role.DEPUTY, SCHOOL_1)
    await leave(world, maria)

    assert await world.promised("Мария", WEBINAR) == before
    (draft,) = await world.all(select(Dialog))
    assert draft.person_id == maria.id


async def test_the_draft_of_another_school_stays(world: World, maria: Actor):
    maria = await world.joins("Мария", Role.DIRECTOR, SCHOOL_2)
    await leave(world, maria, SCHOOL_2)
    assert len(await world.all(select(Dialog))) == 1

    maria = await world.joins("Мария", Role.SUBSCRIBER, SCHOOL_1)
    await leave(world, maria, SCHOOL_1)
    assert await world.all(select(Dialog)) == [], "a mere reader reports nothing"
    assert "planned" in (await world.promised("Мария")).values(), "but goes on reading"


async def test_a_curator_takes_no_draft_about_his_schools_along(world: World, maria: Actor):
    pavel = await world.joins("Павел")
    (draft_id,) = await world.all(select(Dialog.id))
    report = (await world.services.dialogs.submit(maria, draft_id)).outcome
    assert isinstance(report, ReportCard)
    await world.services.reports.begin_return(pavel, report.report_id, report.version)
    await leave(world, pavel, DISTRICT, Role.CURATOR)

    assert await world.all(select(Dialog)) == []
    assert await world.promised("Павел") == {}


async def test_the_question_about_a_seat_and_links_go_too(world: World, maria: Actor):
    await world.services.succession.ask_day(maria, seat(maria), 0)
    link = await world.services.invites.make(maria, await world.place_id(SCHOOL_1), Role.DEPUTY)
    await leave(world, maria)
    assert await world.all(select(Dialog)) == []
    # Director again: what she had given away before does not come alive with her.
    await world.joins("Мария")

    assert (await world.agrees("Чужой", link.token)).seat is None


async def test_a_director_who_reads_the_district_no_more_keeps_her_links(
    world: World, maria: Actor
):
    maria = await world.joins("Мария", Role.SUBSCRIBER, DISTRICT)
    link = await world.services.invites.make(maria, await world.place_id(SCHOOL_1), Role.DEPUTY)
    await leave(world, maria, DISTRICT, Role.SUBSCRIBER)

    assert (await world.agrees("Зам", link.token)).seat is not None


async def test_a_subscription_is_in_the_log_once(world: World):
    reader = (await world.agrees("Читатель")).actor
    school = await world.place_id(SCHOOL_1)
    await world.services.registration.subscribe(reader, school)
    await world.services.registration.subscribe(reader, school)

    query = select(AuditEntry).where(AuditEntry.action == "join:subscriber")
    (entry,) = await world.all(query)
    assert (entry.person_id, entry.place_id, entry.object_id) == (reader.id, school, school)


@on_sqlite
async def test_a_link_gives_nothing_that_its_maker_may_no_longer_give(world: World):
    olga, pavel = await world.join("Ольга", "Павел")
    invites, succession = world.services.invites, world.services.succession
    school = await world.place_id(SCHOOL_1)
    invited = await invites.make(olga, school, Role.DIRECTOR)
    handed = await succession.link(olga, pavel.seats[0].membership_id)
    await world.services.registration.leave(
        olga, await world.place_id(DISTRICT), Role.MUNICIPAL_COORDINATOR
    )

    assert (await world.agrees("Новый", invited.token)).seat is None
    assert (await world.agrees("Другой", handed.token)).seat is None
    assert (await world.stranger("Павел")).seats, "he keeps what was not given away"


@on_sqlite
async def test_a_link_asks_who_its_maker_is_now_and_not_whether_somebody_withdrew_it(
    world: World,
):
    """A role that ended by other means than the bot's own screens left its links open."""
    olga, ivan = await world.join("Ольга", "Иван")
    await world.joins("Ольга", Role.MUNICIPAL_COORDINATOR, NEIGHBOUR)
    invites, succession = world.services.invites, world.services.succession
    invited = await invites.make(olga, await world.place_id(SCHOOL_1), Role.DIRECTOR)
    handed = await succession.link(olga, ivan.seats[0].membership_id)
    async with world.database.write() as store:
        await store.people.session.execute(
            delete(Membership).where(Membership.id == olga.seats[0].membership_id)
        )

    assert (await world.agrees("Новый", invited.token)).seat is None
    assert (await world.agrees("Другой", handed.token)).seat is None
    assert (await world.stranger("Иван")).seats, "he keeps what was not given away"
