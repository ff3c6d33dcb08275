"""The record of actions: complete, read within one's places, never changed."""

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from db.enums import RowState
from db.models import AuditEntry, Occurrence
from services.access import Actor
from services.errors import NotFoundError
from services.forms.form import Input
from tests.support.plans import SELF_CHECK, WEBINAR
from tests.support.world import DISTRICT, SCHOOL_1, World


@pytest.fixture
async def olga(world: World) -> Actor:
    """The coordinator of Заречный район, who has published a map and moved an event."""
    olga = await world.joins("Ольга")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    (row_id,) = await world.all(
        select(Occurrence.row_id).where(Occurrence.id == await world.occurrence(WEBINAR))
    )
    world.clock.advance(minutes=1)
    # Nobody else is there to be told, so nothing is asked first.
    await world.services.plan_review.begin_edit(olga, row_id, "date")
    await world.services.dialogs.answer(olga, Input(text="20.04.2021"))
    return olga


async def test_who_changed_the_date(world: World, olga: Actor):
    occurrence = await world.occurrence(WEBINAR)
    found = await world.services.audit.of_event(olga, occurrence)

    (deed, *_) = found.deeds
    assert (deed.author, deed.action, deed.title) == ("Ольга", "event:moved", WEBINAR.title)
    assert deed.at == world.clock.now()
    assert (deed.was.first_day.day, deed.now.first_day.day) == (15, 20)
    assert deed.place_name == DISTRICT


async def test_the_newest_stands_first_and_pages_do_not_overlap(world: World, olga: Actor):
    for number in range(20):
        world.clock.advance(minutes=1)
        await world.services.audit.refused(olga, "not_found", f"tap:{number}")
    pages = [(await world.services.audit.page(olga, page)) for page in range(3)]

    ids = [deed.id for page in pages for deed in page.deeds]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == len(set(ids)) == 24
    assert [page.has_more for page in pages][:2] == [True, True]


async def test_it_is_read_below_ones_own_places_only(world: World, olga: Actor):
    nina, maria = await world.join("Нина", "Мария")
    audit = world.services.audit
    occurrence = await world.occurrence(WEBINAR)

    assert all(deed.author != "Ольга" for deed in (await audit.page(nina)).deeds)
    with pytest.raises(NotFoundError):
        await audit.of_event(nina, occurrence)
    with pytest.raises(NotFoundError):
        await audit.of_place(nina, await world.place_id(DISTRICT))
    with pytest.raises(NotFoundError):
        await audit.of_person(nina, olga.id)
    (deed, *_) = (await audit.page(olga)).deeds
    with pytest.raises(NotFoundError):
        await audit.entry(nina, deed.id)
    with pytest.raises(NotFoundError):
        await audit.page(maria)


async def test_the_record_of_a_person_and_of_a_place(world: World, olga: Actor):
    maria = await world.joins("Мария")
    audit = world.services.audit

    of_olga = (await audit.of_person(olga, olga.id)).deeds
    assert {deed.author for deed in of_olga} == {"Ольга"}
    assert {"import", "publish", "edit", "event:moved"} <= {deed.action for deed in of_olga}
    at_school = await audit.of_place(olga, await world.place_id(SCHOOL_1))
    assert {deed.place_name for deed in at_school.deeds} == {SCHOOL_1}
    assert ("join:director", maria.id) in {(d.action, d.author_id) for d in at_school.deeds}
    (newest, *_) = at_school.deeds
    assert (await audit.entry(olga, newest.id))[0] == newest


async def test_somebody_forgotten_has_no_name_in_it(world: World, olga: Actor):
    maria = await world.joins("Мария")
    await world.services.privacy.forget(maria)

    found = await world.services.audit.of_person(olga, maria.id)
    assert {deed.author for deed in found.deeds} == {""}


async def test_refusals_are_written_down_but_fill_nothing(world: World, olga: Actor):
    for _ in range(40):
        await world.services.audit.refused(olga, "not_allowed", "message")
    stranger = await world.stranger("Тимур")
    await world.services.audit.refused(stranger, "not_found", "message")

    refused = await world.all(select(AuditEntry).where(AuditEntry.action == "refused"))
    assert len(refused) == 30
    assert {(e.person_id, e.result) for e in refused} == {(olga.id, "not_allowed")}


async def test_every_change_below_a_place_names_it(world: World, olga: Actor):
    await world.join("Мария", "Павел")
    placeless = await world.all(select(AuditEntry.action).where(AuditEntry.place_id.is_(None)))

    assert {action.partition(":")[0] for action in placeless} <= {"consent", "places"}


@pytest.mark.parametrize("statement", [update(AuditEntry).values(result="x"), delete(AuditEntry)])
async def test_nothing_in_it_can_be_changed_or_taken_out(world: World, olga: Actor, statement):
    before = len(await world.all(select(AuditEntry.id)))
    with pytest.raises(DBAPIError, match="append-only"):
        async with world.database.write() as store:
            await store.people.session.execute(statement)

    assert len(await world.all(select(AuditEntry.id))) == before
    assert "x" not in await world.all(select(AuditEntry.result))


async def test_a_cancelled_event_is_in_its_history(world: World, olga: Actor):
    occurrence = await world.occurrence(SELF_CHECK)
    (row_id,) = await world.all(select(Occurrence.row_id).where(Occurrence.id == occurrence))
    await world.services.plan_review.judge(olga, row_id, RowState.DROPPED)

    (deed, *_) = (await world.services.audit.of_event(olga, occurrence)).deeds
    assert deed.action == "event:cancelled"
