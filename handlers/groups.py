"""Chats of municipalities, as their coordinator keeps them in private."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery

from handlers.addresses import own_address
from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw
from handlers.views.groups import groups_screen, unbind_screen
from keyboards.group_callbacks import OpenGroups, UnbindGroup
from locales import Translator
from services.access import Action, Actor
from services.errors import NotFoundError
from services.groups import Groups

router = Router(name="groups")


@router.callback_query(Tapped(OpenGroups), flags=permits(Action.BROADCAST))
async def open_groups(
    query: CallbackQuery, tap: OpenGroups, actor: Actor, t: Translator, groups: Groups, bot: Bot
) -> None:
    """The chats there are, and how to set up another."""
    desk = await groups.desk(actor, tap.page)
    await redraw(query, groups_screen(t, desk, actor.timezone, await own_address(bot)))


@router.callback_query(Tapped(UnbindGroup), flags=permits(Action.BROADCAST))
async def unbind_group(
    query: CallbackQuery, tap: UnbindGroup, actor: Actor, t: Translator, groups: Groups, bot: Bot
) -> None:
    """Nothing more there, after a question."""
    if tap.sure:
        await groups.unbind(actor, tap.group_id)
    desk = await groups.desk(actor)
    if not tap.sure:
        own = [group for group in desk.groups if group.id == tap.group_id]
        if not own:
            raise NotFoundError
        await redraw(query, unbind_screen(t, own[0]))
        return
    shown = groups_screen(t, desk, actor.timezone, await own_address(bot))
    await redraw(query, shown.flashing(t("Nothing more is posted there.")))
