"""Announcements in the chats of municipalities after a restore: dropped, changed, taken back."""

import pytest
from sqlalchemy import delete, select

from db.enums import OutboxStatus
from db.models import GroupPost
from services.access import Actor
from services.forms.form import Input
from services.group_posts import AnnouncementPost, Outdated
from services.recovery import Recovery
from tests.support.announced import launched
from tests.support.databases import on_sqlite
from tests.support.world import World

pytestmark = on_sqlite
CHAT = -100_500
TO_ALL = {"roles": []}


@pytest.fixture
async def olga(world: World) -> Actor:
    """The author, who has set up the chat of her district."""
    olga = await world.joins("Ольга")
    await world.services.groups.bind(olga, CHAT)
    # On Mondays the week is posted, too.
    world.clock.advance(days=1)
    return olga


async def restores(world: World) -> None:
    """The database is that of a backup."""
    world.clock.advance(minutes=5)
    await Recovery(world.database, world.clock).hold()
    world.clock.advance(minutes=5)


async def stands(world: World, olga: Actor) -> int:
    """An announcement that stands in the chat; return its number."""
    number = await launched(world, olga, [], audience=TO_ALL)
    assert await world.services.group_posts.enqueue_due() == 1
    (claimed,) = await world.services.group_posts.claim()
    assert isinstance(claimed.body, AnnouncementPost)
    await world.services.group_posts.sent(claimed.post_id, 77)
    return number


async def test_what_a_chat_may_have_is_not_posted_and_what_comes_later_is(
    world: World, olga: Actor
):
    await launched(world, olga, [], audience=TO_ALL, words="До копии")
    assert await world.services.group_posts.enqueue_due() == 1
    await restores(world)
    rows = await world.all(select(GroupPost))
    assert [(row.status, row.error) for row in rows] == [(OutboxStatus.SKIPPED, "restored")]
    # The copy may be older than the intent to post it.
    async with world.database.write() as store:
        await store.people.session.execute(delete(GroupPost))
    assert await world.services.group_posts.enqueue_due() == 0

    await launched(world, olga, [], audience=TO_ALL, words="После")
    assert await world.services.group_posts.enqueue_due() == 1
    (claimed,) = await world.services.group_posts.claim()
    assert isinstance(claimed.body, AnnouncementPost)
    assert claimed.body.content.html("ru") == "После"


async def outdated(world: World) -> Outdated:
    """The one post that says something else by now."""
    (found,) = await world.services.group_posts.outdated()
    return found


async def test_what_stands_in_a_chat_is_changed_and_taken_back_after_a_restore(
    world: World, olga: Actor
):
    number = await stands(world, olga)
    await restores(world)
    assert await world.services.group_posts.outdated() == []

    turn = await world.services.amendments.begin(olga, number, "ru")
    await world.services.dialogs.answer(olga, Input(text="Иначе", html="Иначе"))
    await world.services.dialogs.submit(olga, turn.dialog_id)
    changed = await outdated(world)
    assert changed.body is not None
    assert (changed.message_id, changed.body.content.html("ru")) == (77, "Иначе")
    await world.services.group_posts.sent(changed.post_id, 77, changed.edition)
    assert await world.services.group_posts.outdated() == []

    await world.services.amendments.recall(olga, number)
    gone = await outdated(world)
    assert (gone.message_id, gone.body) == (77, None)
    await world.services.group_posts.closed(gone.post_id, "recalled")
    assert await world.services.group_posts.outdated() == []
