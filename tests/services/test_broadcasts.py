"""Announcements: who gets them, that they are sent once, and that the totals add up."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.enums import OutboxStatus, Role
from db.models import Broadcast
from services.access import Actor
from services.audience_desk import Preset
from services.audience_lists import Part
from services.broadcast_content import Media
from services.broadcast_draft import draft_row
from services.broadcast_messages import AnnouncementNotice
from services.broadcast_progress import Progress
from services.dialogs import Turn
from services.errors import DomainError, NotFoundError
from services.forms.form import Attached, Input
from services.terms import Intention
from tests.support.plans import WEBINAR
from tests.support.world import (
    DISTRICT,
    LYCEUM,
    NEIGHBOUR,
    REGION,
    SCHOOL_1,
    SCHOOL_2,
    World,
    at,
)

EVERYBODY = ("Мария", "Анна", "Иван", "Павел", "Вера", "Фёдор", "Глеб", "Лев", "Нина")


PRESETS = {
    "all": Preset.EVERYBODY,
    "place": Preset.EVERYBODY,
    "directors": Preset.DIRECTORS,
    "curators": Preset.CURATORS,
    "silent": Preset.SILENT,
}


async def draft(
    world: World, author: Actor, audience: str, *, place: str = "", text: str = "Привет"
) -> Turn:
    """An announcement up to its preview."""
    broadcasts, audiences = world.services.broadcasts, world.services.audiences
    turn = await broadcasts.begin(author)
    await audiences.use(author, turn.dialog_id, PRESETS[audience])
    if place:
        place_id = await world.place_id(place)
        async with world.database.write() as store:
            row = await draft_row(store, author, turn.dialog_id)
            row.answers = {"audience": {"roles": [], "places": [place_id]}}
    turn = await broadcasts.take(author, Input(text=text, html=text))
    assert turn.draft.is_complete
    return turn


async def counted(world: World, author: Actor, turn: Turn) -> int:
    """How many people the preview promises."""
    return (await world.services.broadcasts.letter(author, turn)).total


async def announce(world: World, author: Actor, audience: str, **more: str) -> Progress:
    """Write and send an announcement."""
    turn = await draft(world, author, audience, **more)
    promised = await counted(world, author, turn)
    sent = await world.services.dialogs.submit(author, turn.dialog_id)
    assert isinstance(sent.outcome, Progress)
    assert sent.outcome.total == promised, "the preview promised as many"
    # The minute in which it can be taken back.
    world.clock.advance(seconds=60)
    await world.services.deliveries.launch_due()
    return sent.outcome


async def recipients(world: World) -> set[str]:
    accounts = [message.telegram_id for message in await world.outbox(kind="broadcast")]
    assert len(accounts) == len(set(accounts)), "everybody once"
    return {name for name in (*EVERYBODY, "Ольга", "Роман") if world.account(name) in accounts}


@pytest.mark.parametrize(
    ("author", "audience", "place", "expected"),
    [
        ("Ольга", "all", "", {"Мария", "Анна", "Иван", "Павел", "Вера", "Фёдор"}),
        ("Ольга", "directors", "", {"Мария", "Анна", "Иван"}),
        ("Ольга", "curators", "", {"Павел", "Вера"}),
        ("Ольга", "place", DISTRICT, {"Мария", "Анна", "Иван", "Павел", "Вера", "Фёдор"}),
        ("Роман", "place", NEIGHBOUR, {"Глеб", "Лев", "Нина"}),
        ("Роман", "directors", "", {"Мария", "Анна", "Иван", "Глеб"}),
        ("Роман", "curators", "", {"Павел", "Вера", "Лев"}),
        ("Роман", "all", "", {*EVERYBODY, "Ольга"}),
        ("Нина", "all", "", {"Глеб", "Лев"}),
    ],
)
async def test_each_audience(
    world: World, author: str, audience: str, place: str, expected: set[str]
):
    await world.join(*EVERYBODY, "Ольга", "Роман")

    progress = await announce(world, await world.stranger(author), audience, place=place)

    assert await recipients(world) == expected
    assert progress.total == len(expected)


async def test_silent_ones_are_directors_whose_school_left_an_event_unanswered(world: World):
    maria, _, _, olga, _ = await world.join("Мария", "Анна", "Иван", "Ольга", "Павел")
    await world.publish(olga, [WEBINAR])
    await world.services.attendance.intend(
        maria, await world.occurrence(WEBINAR), await world.school(SCHOOL_1), Intention.GOING
    )
    world.clock.set(at("10.04 10:00"))

    await announce(world, olga, "silent")

    assert await recipients(world) == {"Иван"}


@pytest.mark.parametrize("now", ["08.04 13:59", "16.05 12:00"])
async def test_nobody_is_silent_about_what_is_far_away(world: World, now: str):
    olga, _ = await world.join("Ольга", "Иван")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at(now))
    turn = await draft(world, olga, "silent")

    assert await counted(world, olga, turn) == 0
    with pytest.raises(DomainError) as refusal:
        await world.services.dialogs.submit(olga, turn.dialog_id)
    assert refusal.value.code == "audience_empty"
    assert await world.all(select(Broadcast)) == []


async def test_two_seats_are_one_message(world: World):
    olga = await world.joins("Ольга")
    await world.joins("Мария")
    await world.joins("Мария", Role.DIRECTOR, SCHOOL_2)
    await world.joins("Мария", Role.CURATOR, DISTRICT)

    assert (await announce(world, olga, "all")).total == 1


async def test_whoever_paused_or_left_is_not_counted(world: World):
    olga, maria, ivan = await world.join("Ольга", "Мария", "Иван")
    await world.services.preferences.pause(maria, True)
    await world.services.registration.leave(ivan, await world.place_id(SCHOOL_2), Role.DIRECTOR)
    await world.join("Анна")

    await announce(world, olga, "all")

    assert await recipients(world) == {"Анна"}


async def test_a_second_tap_sends_nothing(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    turn = await draft(world, olga, "all")

    outcomes = await asyncio.gather(
        *(world.services.dialogs.submit(olga, turn.dialog_id) for _ in range(5)),
        return_exceptions=True,
    )

    assert sum(isinstance(outcome, Turn) for outcome in outcomes) == 1
    assert len(await world.all(select(Broadcast))) == 1
    assert await recipients(world) == {"Мария"}


async def test_two_announcements_in_a_moment_are_two(world: World):
    """The clock of a trial may stand still."""
    olga, _ = await world.join("Ольга", "Мария")

    first = await announce(world, olga, "all")
    second = await announce(world, olga, "directors")

    assert first.broadcast_id != second.broadcast_id
    assert len(await world.outbox("Мария", "broadcast")) == 2


async def test_the_audience_is_frozen_when_it_is_sent(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    await announce(world, olga, "all")
    await world.join("Иван")

    assert await recipients(world) == {"Мария"}


async def test_totals_add_up_to_the_audience(world: World):
    olga, *_ = await world.join("Ольга", "Мария", "Анна", "Иван", "Павел", "Вера")
    progress = await announce(world, olga, "all")
    outbox, deliveries = world.services.outbox, world.services.deliveries
    assert (progress.total, progress.waiting, progress.finished) == (5, 5, False)

    sent, blocked, refused, unsure, later = await outbox.claim(10)
    await outbox.sent(sent, 77)
    await outbox.unreachable(blocked, "blocked")
    await outbox.fail(refused, "bad_request")
    await outbox.uncertain(unsure, "timeout")
    await outbox.retry(later, timedelta(seconds=5), "flood")

    (progress,) = await deliveries.running()
    assert (progress.sent, progress.blocked, progress.failed, progress.unknown) == (1, 1, 1, 1)
    assert (progress.waiting, progress.finished) == (1, False)

    world.clock.advance(seconds=5)
    (again,) = await outbox.claim(10)
    await outbox.sent(again, 78)
    (progress,) = await deliveries.running()
    assert (progress.sent, progress.waiting, progress.finished) == (2, 0, True)
    assert progress.sent + progress.blocked + progress.failed + progress.unknown == progress.total
    assert await deliveries.running() == [progress], "until the author has seen it"
    await deliveries.close(progress)
    assert await deliveries.running() == []


async def test_the_author_follows_his_own_announcement_only(world: World):
    olga, roman, _ = await world.join("Ольга", "Роман", "Мария")
    progress = await announce(world, olga, "all")

    await world.services.deliveries.follow(olga, progress.broadcast_id, 555)
    with pytest.raises(NotFoundError):
        await world.services.deliveries.follow(roman, progress.broadcast_id, 666)

    (running,) = await world.services.deliveries.running()
    assert (running.message_id, running.author_id) == (555, world.account("Ольга"))


async def test_text_and_attachment_arrive_as_written(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    await world.services.broadcasts.begin(olga)
    turn = await world.services.broadcasts.take(
        olga,
        Input(
            text="Важно",
            html="<b>Важно</b>",
            file=Attached("file-9", "document", "приказ.pdf", 9),
        ),
    )
    await world.services.dialogs.submit(olga, turn.dialog_id)
    world.clock.advance(seconds=60)

    (envelope,) = await world.services.outbox.claim(10)
    actor, notice = await world.services.outbox.open(envelope)

    assert actor.name == "Мария"
    assert isinstance(notice, AnnouncementNotice)
    assert notice.content.html("ru") == "<b>Важно</b>"
    assert notice.content.media == (Media("document", "file-9", "приказ.pdf"),)


async def test_only_places_below_are_offered(world: World):
    roman, nina = await world.join("Роман", "Нина")

    async def offered(author: Actor) -> set[str]:
        turn = await world.services.broadcasts.begin(author)
        found = await world.services.audiences.choices(author, turn.dialog_id, Part.PLACE)
        return {one.name for one in found.lines}

    assert await offered(roman) == {DISTRICT, NEIGHBOUR}
    assert await offered(nina) == {LYCEUM}


async def test_somebody_who_lost_his_role_sends_nothing(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    turn = await draft(world, olga, "all")
    olga = await world.services.registration.leave(
        olga, await world.place_id(DISTRICT), Role.MUNICIPAL_COORDINATOR
    )

    with pytest.raises(NotFoundError):
        await world.services.dialogs.submit(olga, turn.dialog_id)
    assert await world.outbox() == []


async def test_a_crash_in_the_middle_repeats_no_announcement(world: World):
    olga, *_ = await world.join("Ольга", "Мария", "Иван")
    await announce(world, olga, "all")
    first, _ = await world.services.outbox.claim(10)
    await world.services.outbox.sent(first, 1)

    assert await world.services.outbox.recover() == 1

    assert await world.services.outbox.claim(10) == []
    statuses = {message.status for message in await world.outbox(kind="broadcast")}
    assert statuses == {OutboxStatus.SENT, OutboxStatus.UNKNOWN}
    (progress,) = await world.services.deliveries.running()
    assert (progress.sent, progress.unknown, progress.finished) == (1, 1, True)


async def test_silent_schools_of_the_next_municipality_are_not_spoken_to(world: World):
    roman, olga, _, _ = await world.join("Роман", "Ольга", "Мария", "Глеб")
    await world.publish(roman, [WEBINAR], place=REGION)
    world.clock.set(at("10.04 10:00"))

    await announce(world, olga, "silent")

    assert await recipients(world) == {"Мария"}
