"""Asking to speak for a school: who hears of it, who decides, and what comes of it."""

import pytest

from db.enums import RequestStatus, Role
from services.access import Actor
from services.errors import DomainError, NotAllowedError, NotFoundError
from services.requests import RequestCard
from services.role_news import RequestDecidedNotice, RequestNotice
from tests.support.plans import WEBINAR
from tests.support.world import DISTRICT, LYCEUM, SCHOOL_1, SCHOOL_2, World, at


async def asks(world: World, name: str, place: str = SCHOOL_1) -> tuple[Actor, RequestCard]:
    """A reader of a school's plan says that he is its director."""
    fedor = (await world.agrees(name)).actor
    place_id = await world.place_id(place)
    fedor = (await world.services.registration.subscribe(fedor, place_id)).actor
    return fedor, await world.services.requests.ask(fedor, place_id, Role.DIRECTOR)


async def test_those_above_the_school_get_a_card_and_nobody_else(world: World):
    await world.join("Ольга", "Павел", "Нина", "Роман", "Мария", "Зоя")
    _, card = await asks(world, "Фёдор")

    told = {row.telegram_id for row in await world.outbox(kind="role_request")}
    assert told == {world.account("Ольга"), world.account("Павел")}
    (sent,) = [e for e in await world.deliver() if e.telegram_id == world.account("Ольга")]
    opened = await world.services.outbox.open(sent)
    assert opened is not None
    assert isinstance(opened[1], RequestNotice)
    assert (opened[1].card.person_name, opened[1].card.may_decide) == ("Фёдор", True)
    assert opened[1].card.present == ("Мария",)
    assert not card.may_decide


async def test_without_anybody_near_the_region_hears_of_it(world: World):
    await world.join("Роман", "Нина")
    await asks(world, "Фёдор")

    told = {row.telegram_id for row in await world.outbox(kind="role_request")}
    assert told == {world.account("Роман")}


async def test_accepted_makes_a_director_who_is_reminded(world: World):
    olga, _ = await world.join("Ольга", "Павел")
    await world.publish(olga, [WEBINAR])
    _, card = await asks(world, "Фёдор")
    decided = await world.services.requests.decide(olga, card.request_id, accept=True)

    assert decided.status is RequestStatus.ACCEPTED
    fedor = await world.stranger("Фёдор")
    assert [(s.role, s.place_name) for s in fedor.seats] == [(Role.DIRECTOR, SCHOOL_1)]
    assert "after" in await world.promised("Фёдор", WEBINAR), "he owes an answer now"
    (sent,) = [e for e in await world.deliver() if e.kind == "role_decision"]
    opened = await world.services.outbox.open(sent)
    assert opened is not None
    assert isinstance(opened[1], RequestDecidedNotice)
    assert opened[0].id == fedor.id
    names = {name for name, _ in await world.tick(at("15.04 13:00"))}
    assert "Фёдор" in names


async def test_refused_stays_a_reader_and_may_ask_again(world: World):
    (olga,) = await world.join("Ольга")
    fedor, card = await asks(world, "Фёдор")
    await world.services.requests.decide(olga, card.request_id, accept=False)

    assert [s.role for s in (await world.stranger("Фёдор")).seats] == [Role.SUBSCRIBER]
    assert len(await world.outbox("Фёдор", "role_decision")) == 1
    again = await world.services.requests.ask(fedor, card.place_id, Role.DIRECTOR)
    assert again.request_id != card.request_id


async def test_the_first_decision_counts(world: World):
    olga, pavel = await world.join("Ольга", "Павел")
    _, card = await asks(world, "Фёдор")
    requests = world.services.requests
    await requests.decide(pavel, card.request_id, accept=False)
    late = await requests.decide(olga, card.request_id, accept=True)

    assert (late.status, late.was_late, late.may_decide) == (RequestStatus.REFUSED, True, False)
    assert [s.role for s in (await world.stranger("Фёдор")).seats] == [Role.SUBSCRIBER]
    assert len(await world.outbox("Фёдор", "role_decision")) == 1


async def test_a_decided_request_is_announced_to_nobody_any_more(world: World):
    olga, _ = await world.join("Ольга", "Павел")
    _, card = await asks(world, "Фёдор")
    await world.services.requests.decide(olga, card.request_id, accept=False)

    sent = await world.deliver()
    assert [e.kind for e in sent] == ["role_decision"]


async def test_one_open_request_per_person_and_school(world: World):
    await world.join("Ольга")
    fedor, card = await asks(world, "Фёдор")
    same = await world.services.requests.ask(fedor, card.place_id, Role.DEPUTY)
    other = await world.services.requests.ask(fedor, await world.place_id(SCHOOL_2), Role.DEPUTY)

    assert same.request_id == card.request_id
    assert other.request_id != card.request_id
    assert len(await world.outbox("Ольга", "role_request")) == 2


async def test_a_withdrawn_request_cannot_be_accepted(world: World):
    (olga,) = await world.join("Ольга")
    fedor, card = await asks(world, "Фёдор")
    withdrawn = await world.services.requests.withdraw(fedor, card.request_id)
    late = await world.services.requests.decide(olga, card.request_id, accept=True)

    assert withdrawn.status is late.status is RequestStatus.WITHDRAWN
    assert [s.role for s in (await world.stranger("Фёдор")).seats] == [Role.SUBSCRIBER]
    assert (await world.services.requests.waiting(olga)).total == 0


async def test_foreign_requests_are_not_found(world: World):
    nina, maria, roman = await world.join("Нина", "Мария", "Роман")
    anna = (await world.agrees("Анна")).actor
    _, card = await asks(world, "Фёдор")
    requests = world.services.requests

    for actor in (nina, maria, anna):
        with pytest.raises(NotFoundError):
            await requests.card(actor, card.request_id)
        with pytest.raises(NotFoundError):
            await requests.withdraw(actor, card.request_id)
    with pytest.raises(NotFoundError):
        await requests.decide(nina, card.request_id, accept=True)
    for actor in (maria, anna):
        with pytest.raises(NotAllowedError):
            await requests.decide(actor, card.request_id, accept=True)
    assert (await requests.waiting(nina)).total == 0
    assert (await requests.waiting(roman)).total == 1


async def test_nobody_decides_about_himself(world: World):
    (pavel,) = await world.join("Павел")
    card = await world.services.requests.ask(pavel, await world.place_id(SCHOOL_1), Role.DIRECTOR)

    with pytest.raises(NotFoundError):
        await world.services.requests.decide(pavel, card.request_id, accept=True)
    assert await world.outbox("Павел", "role_request") == []
    assert (await world.services.requests.waiting(pavel)).total == 0


async def test_what_cannot_be_asked_for(world: World):
    (maria,) = await world.join("Мария")
    requests = world.services.requests
    school, district = await world.place_id(SCHOOL_1), await world.place_id(DISTRICT)

    with pytest.raises(DomainError) as refusal:
        await requests.ask(maria, school, Role.DEPUTY)
    assert refusal.value.code == "role_held_already"
    for place_id, role in (
        (district, Role.DIRECTOR),
        (99_999, Role.DIRECTOR),
        (await world.place_id(LYCEUM), Role.MUNICIPAL_COORDINATOR),
        (await world.place_id(LYCEUM), Role.CURATOR),
    ):
        with pytest.raises(NotFoundError):
            await requests.ask(maria, place_id, role)


async def test_a_nuisance_is_stopped_for_a_day(world: World):
    fedor, card = await asks(world, "Фёдор")
    requests = world.services.requests
    for _ in range(4):
        await requests.withdraw(fedor, card.request_id)
        card = await requests.ask(fedor, card.place_id, Role.DIRECTOR)
    await requests.withdraw(fedor, card.request_id)

    with pytest.raises(DomainError) as refusal:
        await requests.ask(fedor, card.place_id, Role.DIRECTOR)
    assert refusal.value.code == "too_many_requests"
    world.clock.advance(days=1, seconds=1)
    assert (await requests.ask(fedor, card.place_id, Role.DIRECTOR)).status is RequestStatus.OPEN
