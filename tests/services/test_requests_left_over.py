"""Requests for a school that is no more, and deciders who cannot be written to."""

import pytest
from sqlalchemy import select

from db.enums import RequestStatus, Role
from db.models import RoleRequest
from handlers.views.requests import own_request_screen
from handlers.views.role_news import role_message_screen
from locales import translator
from services.access import SYSTEM
from services.requests import RequestCard
from services.role_news import RequestDecidedNotice
from tests.support.world import SCHOOL_1, SCHOOL_2, World


async def asks(world: World, name: str, place: str = SCHOOL_1) -> RequestCard:
    """Somebody says that he is a school's director."""
    asking = (await world.agrees(name)).actor
    return await world.services.requests.ask(asking, await world.place_id(place), Role.DIRECTOR)


async def told(world: World) -> set[str]:
    """Who got a card about a request."""
    names = {world.account(name): name for name in ("Ольга", "Павел", "Роман")}
    return {names[row.telegram_id] for row in await world.outbox(kind="role_request")}


async def test_a_closed_school_leaves_no_request_open(world: World):
    await world.join("Роман", "Ольга")
    card = await asks(world, "Фёдор")
    other = await asks(world, "Глеб", SCHOOL_2)
    roman = await world.stranger("Роман")

    await world.services.place_changes.close(roman, await world.place_id(SCHOOL_1))

    olga = await world.stranger("Ольга")
    waiting = await world.services.requests.waiting(olga)
    assert [one.request_id for one in waiting.requests] == [other.request_id]
    assert (await world.services.staffing.overview(olga)).requests == 1
    late = await world.services.requests.decide(olga, card.request_id, accept=False)
    assert (late.status, late.was_late) == (RequestStatus.REFUSED, True)
    (row,) = await world.all(select(RoleRequest).where(RoleRequest.id == card.request_id))
    assert (row.decided_by, row.decided_at) == (roman.id, world.clock.now())


async def test_who_asked_hears_why_and_is_led_to_other_schools(world: World):
    await world.join("Ольга")
    await asks(world, "Фёдор")
    await world.services.place_changes.close(SYSTEM, await world.place_id(SCHOOL_1))

    (sent,) = [e for e in await world.deliver() if e.kind == "role_decision"]
    opened = await world.services.outbox.open(sent)
    assert opened is not None
    actor, notice = opened
    assert actor.telegram_id == world.account("Фёдор")
    assert isinstance(notice, RequestDecidedNotice)
    shown = role_message_screen(translator("ru"), notice)
    assert SCHOOL_1 in shown.text
    assert "закрыт" in shown.text
    assert "отклон" not in shown.text
    labels = [button.text for row in shown.rows for button in row]
    assert any("Выбрать школу" in label for label in labels)
    own = own_request_screen(translator("ru"), notice.card)
    assert len(own.rows) == 1, "only the menu: there is nothing to ask for again"


async def test_who_took_his_consent_back_is_told_nothing(world: World):
    card = await asks(world, "Фёдор")
    await world.services.privacy.withdraw(await world.stranger("Фёдор"))
    await world.services.place_changes.close(SYSTEM, await world.place_id(SCHOOL_1))

    assert await world.all(select(RoleRequest.status).where(RoleRequest.id == card.request_id)) == [
        RequestStatus.REFUSED
    ]
    assert await world.outbox(kind="role_decision") == []


@pytest.mark.parametrize("silence", ["paused", "unreachable"])
async def test_whoever_cannot_be_written_to_is_passed_over(world: World, silence: str):
    olga, _ = await world.join("Ольга", "Роман")
    if silence == "paused":
        await world.services.preferences.pause(olga, True)
    else:
        async with world.database.write() as store:
            (await store.people.get(olga.id)).unreachable_since = world.clock.now()
    await asks(world, "Фёдор")
    assert await told(world) == {"Роман"}


async def test_somebody_near_who_can_be_written_to_is_enough(world: World):
    olga, *_ = await world.join("Ольга", "Павел", "Роман")
    await world.services.preferences.pause(olga, True)
    await asks(world, "Фёдор")
    assert await told(world) == {"Павел"}
