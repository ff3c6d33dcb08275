"""What is kept for how long: the terms of services/retention.py, and the page that tells them."""

import re
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from db.models import (
    AuditEntry,
    Broadcast,
    Dialog,
    InboxUpdate,
    Membership,
    OutboxMessage,
    Person,
    WrongInvite,
)
from services import retention
from services.terms import Role
from tests.support.canaries import tables_with
from tests.support.plans import SELF_CHECK, WEBINAR
from tests.support.world import SCHOOL_1, SCHOOL_2, World

DOCS = Path(__file__).parents[2] / "docs" / "privacy.md"


async def test_what_strangers_wrote_is_gone_after_a_day(world: World):
    maria = await world.joins("Мария")
    received = [(1, 999, "чужое"), (2, maria.telegram_id, "своё")]
    await world.services.inbox.receive(received)
    world.clock.advance(hours=24)
    assert await world.services.retention.sweep_strangers() == 0

    world.clock.advance(seconds=1)
    assert await world.services.retention.sweep_strangers() == 1

    left = {u.update_id: (u.sender_id, u.body) for u in await world.all(select(InboxUpdate))}
    assert left == {1: (None, None), 2: (maria.telegram_id, "своё")}


async def test_who_sent_a_message_is_forgotten_with_its_answer(world: World):
    await world.services.inbox.receive([(1, 999, "{}")])
    await world.services.inbox.done(1)
    (update,) = await world.all(select(InboxUpdate))
    assert (update.sender_id, update.body) == (None, None)


async def test_wrong_invitations_are_remembered_for_an_hour(world: World):
    async with world.database.write() as store:
        store.people.add(WrongInvite(telegram_id=999, at=world.clock.now()))
    world.clock.advance(hours=1)
    await world.services.retention.sweep_strangers()
    assert len(await world.all(select(WrongInvite))) == 1
    world.clock.advance(seconds=1)
    await world.services.retention.sweep_strangers()
    assert await world.all(select(WrongInvite)) == []


async def test_sent_messages_keep_their_numbers_only(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    world.clock.advance(days=9)
    await world.services.reminders.enqueue_due()
    sent = await world.deliver()
    assert sent
    world.clock.advance(days=180)
    await world.services.retention.sweep()
    assert len(await world.outbox("Мария")) > 0

    world.clock.advance(days=1)
    await world.services.retention.sweep()

    assert len(await world.outbox("Мария")) == 0
    kept = await world.all(select(OutboxMessage).where(OutboxMessage.person_id == maria.id))
    assert kept != []
    assert {(m.telegram_id, str(m.payload), m.status) for m in kept} == {(-maria.id, "{}", "sent")}


async def test_half_done_forms_and_past_roles_go(world: World):
    olga, maria, ivan = await world.join("Ольга", "Мария", "Иван")
    await world.publish(olga, [SELF_CHECK])
    await world.services.reports.begin(
        maria, await world.occurrence(SELF_CHECK), await world.place_id(SCHOOL_1)
    )
    await world.services.registration.leave(ivan, await world.place_id(SCHOOL_2), Role.DIRECTOR)
    world.clock.advance(days=30)
    await world.services.retention.sweep()
    assert len(await world.all(select(Dialog))) == 1

    world.clock.advance(days=1)
    await world.services.retention.sweep()
    assert await world.all(select(Dialog)) == []
    of_ivan = select(Membership).where(Membership.person_id == ivan.id)
    assert len(await world.all(of_ivan)) == 1

    world.clock.advance(days=335)
    await world.services.retention.sweep()
    assert await world.all(of_ivan) == []


async def test_announcements_lose_their_words_after_a_year(world: World):
    olga = await world.joins("Ольга")
    async with world.database.write() as store:
        store.outbox.add(
            Broadcast(
                author_id=olga.id,
                place_id=olga.seats[0].place_id,
                draft_key="1",
                content={"text": {"ru": "Собрание с канарейкой"}},
                status="done",
                total=1,
                created_at=world.clock.now(),
                finished_at=world.clock.now(),
            )
        )
    world.clock.advance(days=365)
    await world.services.retention.sweep()
    assert await tables_with(world.database, "канарейкой") != {}
    world.clock.advance(days=1)
    await world.services.retention.sweep()
    assert await tables_with(world.database, "канарейкой") == {}


async def test_who_took_the_consent_back_is_forgotten_after_thirty_days(world: World):
    maria = await world.joins("Мария")
    await world.services.privacy.withdraw(maria)
    world.clock.advance(days=30)
    assert (await world.services.retention.sweep()).people == 0

    world.clock.advance(seconds=1)
    assert (await world.services.retention.sweep()).people == 1

    (person,) = await world.all(select(Person))
    assert (person.name, person.telegram_id) == ("", -maria.id)
    assert await world.services.privacy.clean_up()
    (entry,) = await world.all(select(AuditEntry).where(AuditEntry.action == "forget"))
    assert (entry.person_id, entry.object_id) == (None, maria.id), "nobody asked for it just now"
    assert (await world.services.retention.sweep()).people == 0


def test_the_page_tells_every_term():
    page = DOCS.read_text(encoding="utf-8")
    terms = {name: value for name, value in vars(retention).items() if isinstance(value, timedelta)}
    assert len(terms) == 9
    told = re.findall(r"\| (\d+ (?:hours?|days)) \| `(\w+)`", page)
    assert {name: words for words, name in told} == {
        name: _words(value) for name, value in terms.items()
    }


def _words(value: timedelta) -> str:
    hours = int(value.total_seconds() // 3600)
    if hours <= 24:
        return f"{hours} hour" + ("" if hours == 1 else "s")
    return f"{value.days} days"
