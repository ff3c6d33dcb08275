"""Other words for an announcement that was delivered, or none: in every chat, also the latest."""

import pytest

from services.access import Actor
from services.broadcast_content import Media
from services.broadcast_messages import AmendNotice, AnnouncementNotice, RecallNotice
from services.broadcast_progress import Progress
from services.errors import DomainError, NotFoundError
from services.forms.form import Input
from tests.support.announced import WORDS, arrives, launched
from tests.support.databases import on_sqlite
from tests.support.world import World

pytestmark = on_sqlite
READERS = ("Мария", "Анна", "Иван")


@pytest.fixture
async def olga(world: World) -> Actor:
    """The author."""
    return await world.joins("Ольга")


async def changes(world: World, olga: Actor, number: int, words: str) -> Progress:
    """The author writes other words."""
    turn = await world.services.amendments.begin(olga, number, "ru")
    turn = await world.services.dialogs.answer(olga, Input(text=words, html=words))
    assert turn.problem is None
    done = await world.services.dialogs.submit(olga, turn.dialog_id)
    assert isinstance(done.outcome, Progress)
    return done.outcome


async def changed(world: World) -> dict[str, tuple[str, tuple[tuple[int, ...], ...]]]:
    """Let the changes arrive; return whose messages say what now."""
    names = {world.account(name): name for name in READERS}
    found = {}
    for envelope in await world.services.outbox.claim(20):
        opened = await world.services.outbox.open(envelope)
        assert isinstance(opened, tuple)
        notice = opened[1]
        assert isinstance(notice, AmendNotice)
        found[names[envelope.telegram_id]] = (notice.now.content.html("ru"), notice.parts)
        await world.services.outbox.sent(envelope, notice.parts[0][0])
    return found


async def test_everybody_who_has_it_gets_the_new_words(world: World, olga: Actor):
    number = await launched(world, olga, await world.join(*READERS))
    for at, envelope in enumerate(await world.services.outbox.claim(10)):
        await arrives(world, envelope, 10 + at)
    progress = await changes(world, olga, number, "Сбор отменён")
    assert progress.amended is not None
    assert (progress.amended.total, progress.amended.waiting) == (3, 3)
    assert (progress.sent, progress.total) == (3, 3), "the totals are those of the announcement"

    assert await changed(world) == {
        "Мария": ("Сбор отменён", ((10,),)),
        "Анна": ("Сбор отменён", ((11,),)),
        "Иван": ("Сбор отменён", ((12,),)),
    }
    after = await world.services.deliveries.progress(olga, number)
    assert after.amended is not None
    assert (after.amended.done, after.amended.waiting) == (3, 0)


async def test_who_gets_it_in_the_same_moment_gets_the_new_words_too(world: World, olga: Actor):
    number = await launched(world, olga, await world.join(*READERS))
    outbox = world.services.outbox
    maria, anna = await outbox.claim(2)
    await arrives(world, maria, 10)
    opened = await outbox.open(anna)
    assert isinstance(opened, tuple)
    read = opened[1]
    assert isinstance(read, AnnouncementNotice)
    assert read.content.html("ru") == WORDS

    await changes(world, olga, number, "Новые слова")
    await outbox.announced(anna, [[11]], read.edition, None)

    announced = [one for one in await outbox.claim(20) if one.kind == "broadcast"]
    assert len(announced) == 1, "Иван gets the new words at once"
    opened = await outbox.open(announced[0])
    assert isinstance(opened, tuple)
    assert isinstance(opened[1], AnnouncementNotice)
    assert opened[1].content.html("ru") == "Новые слова"
    rows = await world.outbox(kind="broadcast_edit")
    assert {row.telegram_id for row in rows} == {world.account("Мария"), world.account("Анна")}


async def test_two_changes_leave_the_last_words(world: World, olga: Actor):
    number = await launched(world, olga, await world.join("Мария"))
    (envelope,) = await world.services.outbox.claim(10)
    await arrives(world, envelope, 10)
    await changes(world, olga, number, "Раз")
    await changes(world, olga, number, "Два")
    assert await changed(world) == {"Мария": ("Два", ((10,),))}
    assert await changed(world) == {"Мария": ("Два", ((10,),))}


async def test_a_change_makes_no_sound_at_night_and_reaches_who_is_paused(
    world: World, olga: Actor
):
    (maria,) = await world.join("Мария")
    number = await launched(world, olga, [maria])
    (envelope,) = await world.services.outbox.claim(10)
    await arrives(world, envelope, 10)
    await world.services.preferences.pause(maria, True)
    world.clock.advance(hours=15)
    await changes(world, olga, number, "Ночью")
    assert set(await changed(world)) == {"Мария"}


async def test_deleted_everywhere_and_nobody_else_gets_it(world: World, olga: Actor):
    number = await launched(world, olga, await world.join(*READERS))
    outbox = world.services.outbox
    maria, anna = await outbox.claim(2)
    await arrives(world, maria, 10)
    recalled = await world.services.amendments.recall(olga, number)
    assert (recalled.is_recalled, recalled.called_off) == (True, 1)
    await world.services.amendments.recall(olga, number)
    await outbox.announced(anna, [[11], [12, 13]], 0, None)

    found = {}
    for envelope in await outbox.claim(20):
        opened = await outbox.open(envelope)
        assert isinstance(opened, tuple)
        assert isinstance(opened[1], RecallNotice)
        found[envelope.telegram_id] = (opened[1].parts, opened[1].is_old)
        await outbox.sent(envelope, 1)
    assert found == {
        world.account("Мария"): (((10,),), False),
        world.account("Анна"): (((11,), (12, 13)), False),
    }
    after = await world.services.deliveries.progress(olga, number)
    assert after.amended is not None
    assert (after.amended.done, after.amended.total, after.finished) == (2, 2, True)
    with pytest.raises(DomainError):
        await world.services.amendments.begin(olga, number, "ru")


async def test_what_is_two_days_old_loses_its_words_instead(world: World, olga: Actor):
    number = await launched(world, olga, await world.join("Мария"))
    (envelope,) = await world.services.outbox.claim(10)
    await arrives(world, envelope, 10)
    world.clock.advance(hours=48)
    await world.services.amendments.recall(olga, number)
    (envelope,) = await world.services.outbox.claim(10)
    opened = await world.services.outbox.open(envelope)
    assert isinstance(opened, tuple)
    assert isinstance(opened[1], RecallNotice)
    assert opened[1].is_old


async def test_words_under_a_picture_stay_short(world: World, olga: Actor):
    media = [Media("photo", "file-1")]
    number = await launched(world, olga, await world.join("Мария"), media=media)
    turn = await world.services.amendments.begin(olga, number, "ru")
    await world.services.dialogs.answer(olga, Input(text="я" * 901, html="я" * 901))
    with pytest.raises(DomainError) as refusal:
        await world.services.dialogs.submit(olga, turn.dialog_id)
    assert refusal.value.code == "too_long_under_media"


async def test_only_the_author_changes_it(world: World, olga: Actor):
    number = await launched(world, olga, await world.join("Мария"))
    roman = await world.joins("Роман")
    with pytest.raises(NotFoundError):
        await world.services.amendments.begin(roman, number, "ru")
    with pytest.raises(NotFoundError):
        await world.services.amendments.recall(roman, number)
    with pytest.raises(NotFoundError):
        await world.services.amendments.begin(olga, number, "en")


async def test_who_has_read_the_former_words_is_asked_again_only_when_the_author_wishes(
    world: World, olga: Actor
):
    readers, deliveries = world.services.readers, world.services.deliveries
    maria, anna, ivan = await world.join(*READERS)
    number = await launched(world, olga, [maria, anna, ivan], wants_ack=True)
    for at, envelope in enumerate(await world.services.outbox.claim(10)):
        await arrives(world, envelope, 10 + at)
    await readers.acknowledge(maria, number)
    await readers.acknowledge(anna, number)
    assert (await deliveries.progress(olga, number)).read_before == 0
    await changes(world, olga, number, "Сбор в 11")
    await changed(world)
    await readers.acknowledge(anna, number)

    kept = await deliveries.progress(olga, number)
    assert (kept.acknowledged, kept.read_before) == (2, 1), "a mark stays until somebody asks"

    asked = await world.services.amendments.ask_again(olga, number)
    assert (asked.acknowledged, asked.read_before) == (1, 0), "Анна has read these words"
    shown = {}
    for envelope in await world.services.outbox.claim(20):
        opened = await world.services.outbox.open(envelope)
        assert isinstance(opened, tuple)
        assert isinstance(opened[1], AmendNotice)
        shown[envelope.telegram_id] = opened[1].now.is_read
    assert shown == {
        world.account("Мария"): False,
        world.account("Анна"): True,
        world.account("Иван"): False,
    }
    assert (await world.services.amendments.ask_again(olga, number)).read_before == 0
    await readers.acknowledge(maria, number)
    assert (await deliveries.progress(olga, number)).acknowledged == 2
