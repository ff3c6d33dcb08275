"""Every registered handler × every role: reached if, and only if, the table says so."""

from dataclasses import replace
from typing import Any

import pytest
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.types import Chat, TelegramObject, Update, User

from bot.middlewares.access import AccessMiddleware
from bot.middlewares.actor import ActorMiddleware
from db.enums import Role
from handlers.permits import FLAG
from handlers.routers import routers
from locales import translator
from services.access import ANYBODY, EVERY_PERSON, POLICY, Action, Actor
from services.errors import NotAllowedError
from tests.access.scene import Scene
from tests.access.test_services import EVERYBODY, actor_named
from tests.support.world import World

# The border where errors become words is no handler of anybody's wishes.
HANDLERS = [
    handler
    for router in routers()
    for name, observer in router.observers.items()
    for handler in observer.handlers
    if name != "error"
]


def name_of(handler: HandlerObject) -> str:
    """Module and function."""
    return f"{handler.callback.__module__}.{handler.callback.__name__}"


def test_every_handler_names_its_actions():
    assert [name_of(handler) for handler in HANDLERS if not handler.flags.get(FLAG)] == []


def test_the_table_says_who_reaches_a_handler(scene: Scene):
    assert len(HANDLERS) > 80
    for who in EVERYBODY:
        actor = actor_named(scene, who)
        for handler in HANDLERS:
            assert expected(handler, actor) == any(
                actor.may(action) for action in handler.flags[FLAG]
            ), f"{name_of(handler)} by {who}"


def expected(handler: HandlerObject, actor: Actor) -> bool:
    """What the table says, worked out without the code that asks it."""
    actions = set(handler.flags[FLAG])
    if actor.consent_version is None:
        return bool(actions & ANYBODY)
    return bool(actions & EVERY_PERSON) or any(actions & POLICY[seat.role] for seat in actor.seats)


@pytest.mark.parametrize("who", EVERYBODY)
async def test_the_middleware_asks_before_each_handler(scene: Scene, who: str):
    actor = actor_named(scene, who)
    for handler in HANDLERS:
        assert await is_reached(handler, actor) == expected(handler, actor), name_of(handler)


async def is_reached(handler: HandlerObject, actor: Actor) -> bool:
    """Whether the middleware lets an update through to a handler."""
    reached = []

    async def noted(_event: TelegramObject, _data: dict[str, Any]) -> None:
        reached.append(True)

    data = {"handler": handler, "actor": actor, "t": translator("ru")}
    try:
        await AccessMiddleware()(noted, TelegramObject(), data)
    except NotAllowedError:
        assert not reached
    return bool(reached)


async def test_a_handler_that_names_nothing_is_reached_by_nobody(scene: Scene):
    handler = HandlerObject(callback=is_reached, flags={})
    for who in EVERYBODY:
        assert not await is_reached(handler, actor_named(scene, who))


async def test_a_consent_to_an_older_text_opens_nothing_new(scene: Scene):
    owner = scene.actors[str(Role.OWNER)]
    stale = replace(owner, consent_version="0")
    for handler in HANDLERS:
        is_open = Action.COME_IN in handler.flags[FLAG]
        assert await is_reached(handler, stale) == is_open, name_of(handler)


@pytest.mark.parametrize(("chat", "is_heard"), [("private", True), ("group", False)])
async def test_what_is_said_in_a_group_reaches_no_handler(world: World, chat: str, is_heard: bool):
    """Answers there would show one person's data to others."""
    heard = []

    async def noted(_event: TelegramObject, _data: dict[str, Any]) -> None:
        heard.append(True)

    user = User(id=1, is_bot=False, first_name="x")
    data = {"event_from_user": user, "event_chat": Chat(id=5, type=chat)}
    await ActorMiddleware(world.services.registration)(noted, Update(update_id=1), data)
    assert bool(heard) == is_heard
