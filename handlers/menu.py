"""The menu, help, cancelling."""

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.turns import cancelled_screen
from handlers.views.roadmap import draft_screen
from handlers.views.welcome import help_screen, menu_screen
from keyboards.callbacks import OpenHelp, OpenMenu
from locales import Translator
from services.access import Action, Actor
from services.curator_desk import CuratorDesk
from services.dialogs import Dialogs
from services.plan_copy import PlanCopy

router = Router(name="menu")


@router.message(Command("menu"), flags=permits(Action.FILL_IN))
async def menu(
    message: Message, actor: Actor, t: Translator, dialogs: Dialogs, curator_desk: CuratorDesk
) -> None:
    """The menu; an open form waits."""
    await dialogs.park(actor)
    left, waiting = await dialogs.left(actor), await curator_desk.waiting(actor)
    await reply(message, menu_screen(t, actor, left, waiting=waiting))


@router.callback_query(Tapped(OpenMenu), flags=permits(Action.FILL_IN))
async def open_menu(
    query: CallbackQuery, actor: Actor, t: Translator, dialogs: Dialogs, curator_desk: CuratorDesk
) -> None:
    """The menu; an open form waits."""
    await dialogs.park(actor)
    left, waiting = await dialogs.left(actor), await curator_desk.waiting(actor)
    await redraw(query, menu_screen(t, actor, left, waiting=waiting))


@router.message(Command("help"), flags=permits(Action.COME_IN))
async def help_(message: Message, actor: Actor, t: Translator, bot: Bot) -> None:
    """What the bot can do."""
    shares = bool((await bot.me()).supports_inline_queries)
    await reply(message, help_screen(t, actor, shares=shares))


@router.callback_query(Tapped(OpenHelp), flags=permits(Action.COME_IN))
async def open_help(query: CallbackQuery, actor: Actor, t: Translator, bot: Bot) -> None:
    """What the bot can do."""
    shares = bool((await bot.me()).supports_inline_queries)
    await redraw(query, help_screen(t, actor, shares=shares))


@router.message(Command("cancel"), flags=permits(Action.FILL_IN))
async def cancel(
    message: Message, actor: Actor, t: Translator, dialogs: Dialogs, plan_copy: PlanCopy
) -> None:
    """Drop the open form; a form or a map that waits is offered to be dropped."""
    turn = await dialogs.cancel(actor)
    left = await dialogs.left(actor)
    if turn is None and left is None and actor.may(Action.IMPORT_PLAN):
        drafts = await plan_copy.drafts(actor)
        if drafts:
            await reply(message, draft_screen(t, drafts[0]))
            return
    screen = cancelled_screen(t, actor, turn, left)
    # Beside a tap it is said in passing; a command has nothing but the message.
    await reply(message, screen.saying_it())
