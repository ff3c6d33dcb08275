"""Nobody outside the author's places is reached, however long an announcement is on its way."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.enums import OutboxStatus, Role
from db.models import GroupPost
from keyboards.announced import progress_rows
from locales import translator
from services.access import Actor
from services.audience_lists import Part
from services.broadcast_content import Media, Poll
from services.broadcast_messages import AmendNotice, AnnouncementNotice, RecallNotice
from services.broadcast_progress import Progress
from services.errors import DomainError, NotFoundError
from services.forms.form import Input, Problem
from services.terms import BroadcastStatus
from tests.support.announced import arrives, held, launched, written
from tests.support.databases import on_sqlite
from tests.support.world import DISTRICT, LYCEUM, NEIGHBOUR, SCHOOL_1, World

pytestmark = on_sqlite


@pytest.fixture
async def olga(world: World) -> Actor:
    """The author."""
    return await world.joins("Ольга")


async def leaves(world: World, actor: Actor, place: str, role: Role) -> None:
    """Somebody gives up a role."""
    await world.services.registration.leave(actor, await world.place_id(place), role)


# -- who must not get it any more ----------------------------------------------------------


async def test_who_has_left_before_it_arrives_gets_nothing(world: World, olga: Actor):
    maria, ivan = await world.join("Мария", "Иван")
    await launched(world, olga, [maria, ivan])
    await leaves(world, maria, SCHOOL_1, Role.DIRECTOR)
    # He is somebody still, but elsewhere.
    await world.joins("Мария", Role.DIRECTOR, LYCEUM)
    assert [one.person_id for one in await world.deliver()] == [ivan.id]


async def test_who_speaks_for_two_places_reaches_the_people_of_both(world: World, olga: Actor):
    gleb = await world.joins("Глеб")
    olga = await world.joins("Ольга", Role.MUNICIPAL_COORDINATOR, NEIGHBOUR)
    number = await held(world, olga, [gleb])
    async with world.database.write() as store:
        broadcast = await store.broadcasts.get(number)
        assert broadcast is not None
        broadcast.place_id = await world.place_id(DISTRICT)
    world.clock.advance(seconds=60)
    await world.services.deliveries.launch_due()
    assert [one.person_id for one in await world.deliver()] == [gleb.id]
    assert (await world.services.deliveries.progress(olga, number)).sent == 1


async def test_who_has_left_is_not_asked_whether_he_has_read_it(world: World, olga: Actor):
    (maria,) = await world.join("Мария")
    number = await launched(world, olga, [maria], wants_ack=True)
    (envelope,) = await world.services.outbox.claim(10)
    await arrives(world, envelope, 5)
    assert (await world.services.readers.nudge_silent(olga, number)).nudged == 1
    await leaves(world, maria, SCHOOL_1, Role.DIRECTOR)
    await world.joins("Мария", Role.DIRECTOR, LYCEUM)
    assert await world.deliver() == []


async def test_nobody_is_asked_about_what_a_colleague_has_read_meanwhile(world: World, olga: Actor):
    maria, anna, ivan = await world.join("Мария", "Анна", "Иван")
    number = await launched(world, olga, [maria, anna, ivan], wants_ack=True)
    for at, envelope in enumerate(await world.services.outbox.claim(10)):
        await arrives(world, envelope, at + 1)
    assert (await world.services.readers.nudge_silent(olga, number)).nudged == 3
    await world.services.readers.acknowledge(anna, number)
    assert [one.person_id for one in await world.deliver()] == [ivan.id]


@pytest.mark.parametrize("is_claimed", [False, True])
async def test_who_loses_his_role_within_the_minute_sends_nothing(
    world: World, olga: Actor, *, is_claimed: bool
):
    (maria,) = await world.join("Мария")
    number = await held(world, olga, [maria])
    await leaves(world, olga, DISTRICT, Role.MUNICIPAL_COORDINATOR)
    world.clock.advance(seconds=60)
    if is_claimed:
        # The sender was quicker than the tick.
        (envelope,) = await world.services.outbox.claim(10)
        assert await world.services.outbox.open(envelope) is None
        await world.services.outbox.skip(envelope, "of_no_use")
    await world.services.deliveries.launch_due()
    assert await world.services.outbox.claim(10) == []
    async with world.database.read() as store:
        broadcast = await store.broadcasts.get(number)
    assert broadcast is not None
    assert broadcast.status == BroadcastStatus.CANCELLED


async def test_whom_an_excluded_place_has_is_left_out_though_picked(world: World, olga: Actor):
    maria, ivan = await world.join("Мария", "Иван")
    turn = await world.services.broadcasts.begin(olga)
    desk = world.services.audiences
    await desk.toggle(olga, turn.dialog_id, Part.PERSON, maria.id)
    await desk.toggle(olga, turn.dialog_id, Part.OUTSIDE, await world.place_id(SCHOOL_1))
    card = await desk.card(olga, turn.dialog_id)
    assert [one.id for one in card.selection.people] == [ivan.id]


async def test_a_kept_audience_names_nobody_of_elsewhere(world: World):
    roman, gleb, _ = await world.join("Роман", "Глеб", "Мария")
    desk = world.services.audiences
    turn = await world.services.broadcasts.begin(roman)
    await desk.toggle(roman, turn.dialog_id, Part.PERSON, gleb.id)
    await desk.toggle(roman, turn.dialog_id, Part.PLACE, await world.place_id(NEIGHBOUR))
    await world.joins("Роман", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await leaves(world, roman, "Заречный край", Role.REGIONAL_COORDINATOR)
    card = await desk.card(await world.stranger("Роман"), turn.dialog_id)
    assert (card.described.places, card.described.people) == ((), ())
    assert card.selection.people == ()


# -- chats of municipalities ---------------------------------------------------------------


async def posted(world: World) -> list[int]:
    """In how many chats something stands or is to stand, by their places."""
    await world.services.group_posts.enqueue_due()
    posts = await world.all(select(GroupPost).where(GroupPost.kind == "announcement"))
    return [post.group_id for post in posts]


async def test_no_chat_of_elsewhere_is_posted_to(world: World, olga: Actor):
    roman, _, _ = await world.join("Роман", "Глеб", "Мария")
    own, other = await world.place_id(DISTRICT), await world.place_id(NEIGHBOUR)
    chat = await world.services.groups.bind(roman, -1, own)
    await world.services.groups.bind(roman, -2, other)
    # An audience kept at a time when she spoke for both.
    both = {"roles": ["director"], "places": [own, other]}
    await launched(world, olga, [], audience=both)
    assert await posted(world) == [chat.id]


async def test_what_is_for_everybody_is_for_the_chat_too(world: World, olga: Actor):
    own = await world.place_id(DISTRICT)
    chat = await world.services.groups.bind(olga, -1, own)
    world.clock.advance(seconds=1)
    await launched(world, olga, [], audience={"roles": []})
    assert await posted(world) == [chat.id]


async def test_a_post_that_cannot_be_read_keeps_no_other_chat_waiting(
    world: World, olga: Actor, monkeypatch: pytest.MonkeyPatch
):
    nina = await world.joins("Нина")
    await world.services.groups.bind(olga, -1)
    await world.services.groups.bind(nina, -2)
    await world.services.group_posts.enqueue_due()
    calendar, read = world.services.group_posts._calendar, 0

    async def broken(actor: Actor) -> object:
        nonlocal read
        read += 1
        if read == 1:
            raise LookupError
        return await type(calendar).week(calendar, actor)

    monkeypatch.setattr(calendar, "week", broken)
    claimed = await world.services.group_posts.claim()
    assert [one.chat_id for one in claimed] == [-1, -2]


# -- changed and taken back ----------------------------------------------------------------


async def test_what_is_taken_back_while_telegram_says_wait_never_leaves(world: World, olga: Actor):
    maria, anna = await world.join("Мария", "Анна")
    number = await launched(world, olga, [maria, anna])
    first, second = await world.services.outbox.claim(10)
    await world.services.amendments.recall(olga, number)
    await world.services.outbox.retry(first, timedelta(seconds=3), "flood")
    # Opened after it was taken back.
    assert await world.services.outbox.open(second) is None
    await world.services.outbox.skip(second, "of_no_use")
    world.clock.advance(seconds=10)
    assert await world.services.outbox.claim(10) == []
    progress = await world.services.deliveries.progress(olga, number)
    assert (progress.finished, progress.asks, progress.waiting) == (True, False, 0)


async def test_of_what_was_taken_back_nobody_asks_whether_to_send_it_again(
    world: World, olga: Actor
):
    maria, anna = await world.join("Мария", "Анна")
    number = await launched(world, olga, [maria, anna])
    first, second = await world.services.outbox.claim(10)
    await arrives(world, first, 5)
    await world.services.outbox.uncertain(second, "TimeoutError")
    await world.services.amendments.recall(olga, number)
    progress = await world.services.deliveries.progress(olga, number)
    assert (progress.unknown, progress.asks) == (1, False)
    assert (await world.services.deliveries.send_again(olga, number, 0)).waiting == 0


async def changes(world: World, olga: Actor, number: int, words: str) -> None:
    """The author writes other words."""
    turn = await world.services.amendments.begin(olga, number, "ru")
    await world.services.dialogs.answer(olga, Input(text=words, html=words))
    await world.services.dialogs.submit(olga, turn.dialog_id)


async def test_words_that_change_between_two_messages_of_one_are_changed_in_the_first(
    world: World, olga: Actor
):
    maria, anna = await world.join("Мария", "Анна")
    number = await launched(world, olga, [maria, anna], poll=Poll("Когда?", ("Днём", "Вечером")))
    first, second = await world.services.outbox.claim(10)
    await arrives(world, second, 6)
    # The words have arrived, the poll behind them has not.
    await world.services.outbox.partly(first, [[5]], 0, None)
    await world.services.outbox.retry(first, timedelta(seconds=3), "flood")
    await changes(world, olga, number, "Новые слова")
    world.clock.advance(seconds=10)
    (again,) = [one for one in await world.services.outbox.claim(10) if one.parts]
    opened = await world.services.outbox.open(again)
    assert isinstance(opened, tuple)
    assert isinstance(opened[1], AnnouncementNotice)
    await world.services.outbox.announced(again, [[5], [7]], opened[1].edition, "poll")
    told = {one.person_id for one in await world.outbox(kind="broadcast_edit")}
    assert told == {first.person_id, second.person_id}


@pytest.mark.parametrize(
    ("what", "parts"),
    [
        ({}, ((77,),)),
        ({"media": [Media("photo", "p")]}, ((77,),)),
        ({"media": [Media("photo", "p"), Media("photo", "q")]}, ((), (77,))),
        ({"poll": Poll("Когда?", ("Днём", "Вечером"))}, ((77,), ())),
    ],
)
async def test_who_has_read_what_was_lost_gets_its_other_words(
    world: World, olga: Actor, what: dict[str, object], parts: tuple[tuple[int, ...], ...]
):
    maria, anna = await world.join("Мария", "Анна")
    number = await launched(world, olga, [maria, anna], wants_ack=True, **what)
    for envelope in await world.services.outbox.claim(10):
        if envelope.person_id == anna.id:
            await arrives(world, envelope, 6)
        else:
            await world.services.outbox.uncertain(envelope, "TimeoutError")
    await changes(world, olga, number, "Новые слова")
    await world.services.readers.acknowledge(maria, number, 77)
    (edit,) = await world.outbox("Мария", "broadcast_edit")
    opened = {
        one.person_id: await world.services.outbox.open(one)
        for one in await world.services.outbox.claim(10)
    }
    mine = opened[maria.id]
    assert edit.status == OutboxStatus.QUEUED
    assert isinstance(mine, tuple)
    assert isinstance(mine[1], AmendNotice)
    assert mine[1].parts == parts


async def test_who_has_read_what_was_lost_loses_it_when_it_is_taken_back(world: World, olga: Actor):
    (maria,) = await world.join("Мария")
    number = await launched(world, olga, [maria], wants_ack=True)
    (envelope,) = await world.services.outbox.claim(10)
    await world.services.outbox.uncertain(envelope, "TimeoutError")
    await world.services.amendments.recall(olga, number)
    await world.services.readers.acknowledge(maria, number, 77)
    (again,) = await world.services.outbox.claim(10)
    opened = await world.services.outbox.open(again)
    assert isinstance(opened, tuple)
    assert isinstance(opened[1], RecallNotice)
    assert opened[1].parts == ((77,),)


async def test_what_was_forgotten_months_later_is_not_said_to_be_deleted(world: World, olga: Actor):
    (maria,) = await world.join("Мария")
    number = await launched(world, olga, [maria], wants_ack=True)
    (envelope,) = await world.services.outbox.claim(10)
    await arrives(world, envelope, 5)
    (running,) = await world.services.deliveries.running()
    await world.services.deliveries.close(running)
    buttons = announced_buttons(await world.services.deliveries.progress(olga, number))
    assert any("Delete" in label for label in buttons)
    world.clock.advance(days=366)
    await world.services.retention.sweep()
    progress = await world.services.deliveries.progress(olga, number)
    assert (progress.sent, progress.is_forgotten) == (1, True)
    assert not any("Delete" in label or "Change" in label for label in announced_buttons(progress))
    with pytest.raises(NotFoundError):
        await world.services.amendments.recall(olga, number)
    # Who reads it as late as that may still say so.
    await world.services.readers.acknowledge(maria, number)
    assert await world.deliver() == []


def announced_buttons(progress: Progress) -> list[str]:
    """What an English author can do."""
    return [button.text for row in progress_rows(translator("en"), progress) for button in row]


# -- as long as Telegram counts ------------------------------------------------------------


async def test_signs_are_counted_as_telegram_counts_them(world: World, olga: Actor):
    await world.join("Мария")
    broadcasts = world.services.broadcasts
    await broadcasts.begin(olga)
    refused = await broadcasts.take(olga, Input(text="🎉" * 2_000))
    assert refused.problem == Problem("text_too_long", {"limit": 3_500, "length": 4_000})
    assert (await broadcasts.take(olga, Input(text="🎉" * 1_750))).problem is None


async def test_new_words_are_no_longer_than_a_message(world: World, olga: Actor):
    (maria,) = await world.join("Мария")
    number = await launched(world, olga, [maria])
    await world.deliver()
    with pytest.raises(DomainError) as refused:
        await changes(world, olga, number, "🎉" * 2_000)
    assert refused.value.code == "text_too_long"


# -- one that breaks -----------------------------------------------------------------------


async def test_one_that_cannot_be_read_keeps_no_other_waiting(world: World, olga: Actor):
    (maria,) = await world.join("Мария")
    now = world.clock.now()
    await written(world, olga, words="Первое", audience={"roles": ["king"]}, send_at=now)
    world.clock.advance(seconds=1)
    await written(world, olga, words="Второе", audience={"roles": ["director"]}, send_at=now)
    assert await world.services.deliveries.launch_due() == 1
    assert [one.person_id for one in await world.services.outbox.claim(10)] == [maria.id]


async def test_a_stop_that_comes_behind_the_last_one_stops_nothing(world: World, olga: Actor):
    (maria,) = await world.join("Мария")
    number = await launched(world, olga, [maria])
    (envelope,) = await world.services.outbox.claim(10)
    await world.services.outbox.uncertain(envelope, "TimeoutError")
    progress = await world.services.deliveries.stop(olga, number)
    assert (progress.status, progress.asks) == (BroadcastStatus.SENDING, True)
