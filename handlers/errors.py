"""The one border where errors become words."""

import secrets

import structlog
from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.types import CallbackQuery, ErrorEvent, Message
from aiohttp import ClientError

from handlers.show import redraw, reply
from handlers.turns import screen_of
from handlers.views.problems import crash_screen, noted, problem_screen
from handlers.views.welcome import left_rows, menu_screen
from keyboards.screen import Screen
from locales import Translator, translator
from services.access import Action, Actor
from services.audit import Audit
from services.broadcasts import Broadcasts
from services.dialogs import Dialogs, Turn
from services.errors import DomainError, NotAllowedError, NotFoundError
from services.inbox import AlreadyAppliedError

router = Router(name="errors")
log = structlog.get_logger()

_UNSAID = (AiogramError, ClientError, OSError)


@router.error()
async def explain(
    event: ErrorEvent,
    dialogs: Dialogs,
    broadcasts: Broadcasts,
    audit: Audit,
    actor: Actor | None = None,
    t: Translator | None = None,
) -> bool:
    """Say what happened and what to press; our own faults are logged under a number."""
    speak = t or translator("ru")
    error = event.exception
    if isinstance(error, _UNSAID) and not isinstance(error, TelegramBadRequest):
        # Nothing of ours broke: the effect is kept, only Telegram could not be reached to say so.
        raise SkipHandler
    if isinstance(error, NotFoundError) and actor is not None:
        await audit.refused(actor, error.code, _what(event))
    if isinstance(error, DomainError):
        left = await _left(actor, dialogs)
        await _answer(event, problem_screen(speak, _as_told(event, error), left_rows(speak, left)))
    elif isinstance(error, AlreadyAppliedError) and actor is not None:
        await _answer(event, await _resumed(speak, actor, dialogs, broadcasts))
    else:
        incident = secrets.token_hex(3)
        log.error("handler_failed", incident=incident, exc_info=error)
        await _answer(event, crash_screen(speak, incident))
    return True


async def _resumed(t: Translator, actor: Actor, dialogs: Dialogs, broadcasts: Broadcasts) -> Screen:
    """After a crash between an effect and its answer: where the person stands now."""
    turn = await dialogs.current(actor)
    if turn is not None:
        return await screen_of(t, actor, turn, broadcasts)
    return noted(menu_screen(t, actor, await dialogs.left(actor)), t, "welcome_back")


def _as_told(event: ErrorEvent, error: DomainError) -> DomainError:
    """A button tells nothing about what lies behind it: refused and missing look the same."""
    is_tap = event.update.callback_query is not None
    return NotFoundError() if is_tap and isinstance(error, NotAllowedError) else error


async def _left(actor: Actor | None, dialogs: Dialogs) -> Turn | None:
    """A form that waits half-done, to be offered beside a refusal."""
    if actor is None or not actor.may(Action.FILL_IN):
        return None
    return await dialogs.left(actor)


def _what(event: ErrorEvent) -> str:
    """The kind of button, or that something was written: never what exactly."""
    query = event.update.callback_query
    return f"tap:{(query.data or '').partition(':')[0][:3]}" if query is not None else "message"


async def _answer(event: ErrorEvent, screen: Screen) -> None:
    update = event.update
    if isinstance(update.callback_query, CallbackQuery):
        await redraw(update.callback_query, screen)
    elif isinstance(update.message, Message):
        await reply(update.message, screen)
