"""The one border where errors become words."""

import secrets

import structlog
from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.types import CallbackQuery, ErrorEvent, Message
from aiohttp import ClientError

from handlers.kept import keeping_why
from handlers.offers import offer
from handlers.show import redraw, reply, tell
from handlers.turns import screen_of
from handlers.views.event import card_screen
from handlers.views.problems import crash_screen, noted, problem_screen
from handlers.views.welcome import left_rows, menu_screen
from keyboards.attendance_callbacks import Arrive
from keyboards.callbacks import Intend, StateFact
from keyboards.plan_callbacks import PLAN_TAPS
from keyboards.roadmap import plan_rows
from keyboards.screen import Screen
from locales import Translator, translator
from services.access import Action, Actor
from services.audit import Audit
from services.broadcasts import Broadcasts
from services.calendar import Calendar
from services.dialogs import Dialogs, Turn
from services.errors import DomainError, NotAllowedError, NotFoundError
from services.inbox import AlreadyAppliedError
from services.plan_copy import PlanCopy, PlanItem

router = Router(name="errors")
log = structlog.get_logger()

# An answer about coming, given with one tap.
_ANSWERS = (Intend, StateFact, Arrive)
_UNSAID = (AiogramError, ClientError, OSError)


@router.error()
async def explain(
    event: ErrorEvent,
    dialogs: Dialogs,
    broadcasts: Broadcasts,
    audit: Audit,
    plan_copy: PlanCopy,
    calendar: Calendar,
    actor: Actor | None = None,
    t: Translator | None = None,
) -> bool:
    """Say what happened and what to press; our own faults are logged under a number."""
    speak = t or translator("ru")
    error = event.exception
    if isinstance(error, _UNSAID) and not _is_refused(error):
        # Nothing of ours broke: the effect is kept, only nobody could be reached to say so.
        raise SkipHandler
    # A typed command of another role is a slip; a button that was never ours to press is not.
    is_tap = event.update.callback_query is not None
    if is_tap and isinstance(error, NotFoundError | NotAllowedError) and actor is not None:
        await audit.refused(actor, error.code, _what(event))
    if isinstance(error, DomainError):
        screen = await _problem(event, speak, error, actor, dialogs, plan_copy)
    elif isinstance(error, AlreadyAppliedError) and actor is not None:
        # Where a question is open, it comes first: the answer may have asked it.
        is_asked = await dialogs.current(actor) is not None
        shown = None if is_asked else await _tapped_card(event, speak, actor, calendar)
        screen = shown or await _resumed(speak, actor, dialogs, broadcasts)
    else:
        incident = secrets.token_hex(3)
        log.error("handler_failed", incident=incident, exc_info=error)
        screen = crash_screen(speak, incident)
    await _answer(event, screen)
    return True


async def _problem(
    event: ErrorEvent,
    t: Translator,
    error: DomainError,
    actor: Actor | None,
    dialogs: Dialogs,
    plan_copy: PlanCopy,
) -> Screen:
    rows = left_rows(t, await _left(actor, dialogs))
    told = _as_told(event, error)
    if isinstance(told, NotFoundError) and actor is not None and _is_about_plan(event):
        draft = await _newer_draft(actor, plan_copy)
        told = DomainError("plan_replaced") if draft else told
        rows = (*plan_rows(t, draft), *rows)
    return problem_screen(t, told, rows)


def _is_refused(error: BaseException) -> bool:
    """Whether Telegram refuses what we say, not whom we say it to."""
    return isinstance(error, TelegramBadRequest) and "chat not found" not in error.message


async def _tapped_card(
    event: ErrorEvent, t: Translator, actor: Actor, calendar: Calendar
) -> Screen | None:
    """The event whose answer a crash has left without its card; None for any other button."""
    query = event.update.callback_query
    data = (query.data if query is not None else None) or ""
    tap = next((found for kind in _ANSWERS if (found := kind.unpack(data)) is not None), None)
    if query is None or not isinstance(tap, _ANSWERS):
        return None
    try:
        card = await calendar.card(actor, tap.occurrence_id)
    except DomainError:
        return None
    return noted(keeping_why(query, card_screen(t, card)), t, "welcome_back")


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


def _is_about_plan(event: ErrorEvent) -> bool:
    query = event.update.callback_query
    data = (query.data if query is not None else None) or ""
    return any(tap.unpack(data) is not None for tap in PLAN_TAPS)


async def _newer_draft(actor: Actor, plan_copy: PlanCopy) -> list[PlanItem]:
    """The draft that may have taken the place of what a button was about."""
    if not actor.may(Action.IMPORT_PLAN):
        return []
    return [plan for plan in await plan_copy.plans(actor) if plan.is_draft][:1]


async def _left(actor: Actor | None, dialogs: Dialogs) -> Turn | None:
    """A form that waits half-done, to be offered beside a refusal."""
    # Who has not agreed has begun nothing.
    if actor is None or actor.consent_version is None:
        return None
    return await dialogs.left(actor)


def _what(event: ErrorEvent) -> str:
    """The kind of button: never what exactly it was about."""
    query = event.update.callback_query
    return f"tap:{((query.data if query is not None else None) or '').partition(':')[0][:3]}"


async def _answer(event: ErrorEvent, screen: Screen) -> None:
    update, query = event.update, event.update.callback_query
    if update.inline_query is not None:
        # Nobody is told off for typing: there is nothing to choose.
        await offer(update.inline_query, ())
    elif query is not None and query.inline_message_id is not None:
        await tell(query, screen)
    elif isinstance(update.callback_query, CallbackQuery):
        await redraw(update.callback_query, screen)
    elif isinstance(update.message, Message):
        await reply(update.message, screen)
