"""Whoever stands in and takes his consent back, or is forgotten, leaves nobody unreminded."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from db.models import Person
from handlers.views.role_news import role_news_screen
from locales import translator
from services.access import Actor
from services.handing import Change
from services.invite_cards import Link
from services.recovery import Gone, Recovery
from services.role_news import RoleNotice
from services.terms import Role
from tests.services.test_succession import heir, reminded, seat
from tests.support.plans import WEBINAR
from tests.support.world import World, at


@pytest.fixture
async def maria(world: World) -> Actor:
    """A director who is away; Anna is the deputy of long standing."""
    olga, maria, _ = await world.join("Ольга", "Мария", "Анна")
    await world.publish(olga, [WEBINAR])
    return maria


async def new_deputy(world: World, maria: Actor) -> Actor:
    """Somebody comes by a link and stands in."""
    link = await world.services.succession.lend(maria, seat(maria), 0, date(2021, 4, 30))
    assert isinstance(link, Link)
    return (await world.agrees("Зам", link.token)).actor


async def is_back(world: World) -> bool:
    """Whether nobody stands in for the director, and she knows it."""
    (own,) = (await world.stranger("Мария")).seats
    told = [row.payload["change"] for row in await world.outbox("Мария", "role_changed")]
    return own.away_until is None and told[-1:] == ["returned"]


async def test_a_stand_in_takes_his_consent_back(world: World, maria: Actor):
    deputy = await new_deputy(world, maria)
    await world.services.privacy.withdraw(deputy)

    assert await is_back(world)
    assert await reminded(world, "12.04 14:00") == {"Мария", "Анна", "Ольга"}
    sent = [row.status for row in await world.outbox("Зам")]
    assert set(sent) <= {"skipped", "sent"}, "nothing is sent to him any more"


async def test_a_stand_in_is_forgotten(world: World, maria: Actor):
    deputy = await new_deputy(world, maria)
    await world.services.privacy.forget(deputy)

    assert await is_back(world)
    assert await reminded(world, "12.04 14:00") == {"Мария", "Анна", "Ольга"}
    world.clock.set(at("02.05 10:00"))
    assert await world.services.succession.end_terms() == 0


async def test_the_news_of_somebody_forgotten_is_a_whole_sentence(world: World, maria: Actor):
    await world.services.privacy.forget(await new_deputy(world, maria))
    outbox, texts = world.services.outbox, []
    while envelopes := await outbox.claim(100):
        for envelope in envelopes:
            opened = await outbox.open(envelope)
            notice = opened[1] if opened is not None else None
            if isinstance(notice, RoleNotice) and notice.change is Change.RETURNED:
                texts.append(role_news_screen(translator("ru"), notice).text)
            await outbox.sent(envelope, 1000 + envelope.id)

    (text,) = texts
    assert "бывший представитель" in text


async def test_a_deputy_of_long_standing_comes_back_as_no_stand_in(world: World, maria: Actor):
    anna_id = await heir(world, maria, seat(maria), "Анна")
    await world.services.succession.lend(maria, seat(maria), anna_id, date(2021, 4, 30))
    await world.services.privacy.withdraw(await world.stranger("Анна"))
    assert await is_back(world)
    await world.agrees("Анна")

    assert [s.role for s in (await world.stranger("Анна")).seats] == [Role.DEPUTY]
    assert (await world.stranger("Мария")).seats[0].away_until is None
    assert await reminded(world, "12.04 14:00") == {"Мария", "Анна", "Ольга"}


async def withdrawn_of_old(world: World, deputy: Actor) -> None:
    """A consent taken back by a release that did not know of standing in."""
    async with world.database.write() as store:
        await store.people.session.execute(
            update(Person).where(Person.id == deputy.id).values(withdrawn_at=world.clock.now())
        )


async def test_nobody_is_away_for_a_deputy_without_consent(world: World, maria: Actor):
    await withdrawn_of_old(world, await new_deputy(world, maria))

    assert (await world.stranger("Мария")).seats[0].away_until is None


async def test_the_sweep_forgets_a_stand_in(world: World, maria: Actor):
    link = await world.services.succession.lend(maria, seat(maria), 0, date(2021, 6, 30))
    assert isinstance(link, Link)
    await withdrawn_of_old(world, (await world.agrees("Зам", link.token)).actor)
    world.clock.set(world.clock.now() + timedelta(days=31))
    assert (await world.services.retention.sweep()).people == 1

    assert await is_back(world)


async def test_a_stand_in_who_had_gone_before_the_backup_came_back(world: World, maria: Actor):
    deputy = await new_deputy(world, maria)
    (row,) = await world.all(select(Person.created_at).where(Person.id == deputy.id))
    gone = Gone(deputy.id, row, world.clock.now(), False)
    assert await Recovery(world.database, world.clock).let_go_again([gone]) == 1

    assert await is_back(world)
    assert await reminded(world, "12.04 14:00") == {"Мария", "Анна", "Ольга"}
