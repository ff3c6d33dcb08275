"""Asking for a role at a school, and deciding about it."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw
from handlers.views.requests import (
    asking_screen,
    own_request_screen,
    refusal_screen,
    request_screen,
    waiting_requests_screen,
)
from keyboards.people_callbacks import (
    AskRefusal,
    AskRole,
    DecideRequest,
    ListRequests,
    OpenRequest,
    SendRequest,
    WithdrawRequest,
)
from locales import Translator
from services.access import Action, Actor
from services.requests import Requests

router = Router(name="requests")


@router.callback_query(Tapped(AskRole), flags=permits(Action.ASK_FOR_ROLE, Action.DECIDE_REQUEST))
async def ask_role(
    query: CallbackQuery, tap: AskRole, actor: Actor, t: Translator, requests: Requests
) -> None:
    """As what? An open request is shown instead."""
    asking = await requests.asking(actor, tap.place_id)
    if asking.open_id is None:
        await redraw(query, asking_screen(t, asking))
        return
    await redraw(query, own_request_screen(t, await requests.card(actor, asking.open_id)))


@router.callback_query(Tapped(SendRequest), flags=permits(Action.ASK_FOR_ROLE))
async def send_request(
    query: CallbackQuery, tap: SendRequest, actor: Actor, t: Translator, requests: Requests
) -> None:
    """Ask."""
    await redraw(query, own_request_screen(t, await requests.ask(actor, tap.place_id, tap.role)))


@router.callback_query(Tapped(WithdrawRequest), flags=permits(Action.ASK_FOR_ROLE))
async def withdraw_request(
    query: CallbackQuery, tap: WithdrawRequest, actor: Actor, t: Translator, requests: Requests
) -> None:
    """Take it back."""
    await redraw(query, own_request_screen(t, await requests.withdraw(actor, tap.request_id)))


@router.callback_query(Tapped(ListRequests), flags=permits(Action.DECIDE_REQUEST))
async def list_requests(
    query: CallbackQuery, tap: ListRequests, actor: Actor, t: Translator, requests: Requests
) -> None:
    """What waits for a decision."""
    found = await requests.waiting(actor, tap.page)
    await redraw(query, waiting_requests_screen(t, actor, found))


@router.callback_query(
    Tapped(OpenRequest), flags=permits(Action.ASK_FOR_ROLE, Action.DECIDE_REQUEST)
)
async def open_request(
    query: CallbackQuery, tap: OpenRequest, actor: Actor, t: Translator, requests: Requests
) -> None:
    """A request as it stands now."""
    await redraw(query, request_screen(t, await requests.card(actor, tap.request_id)))


@router.callback_query(Tapped(AskRefusal), flags=permits(Action.DECIDE_REQUEST))
async def ask_refusal(
    query: CallbackQuery, tap: AskRefusal, actor: Actor, t: Translator, requests: Requests
) -> None:
    """Is it meant?"""
    await redraw(query, refusal_screen(t, await requests.card(actor, tap.request_id)))


@router.callback_query(Tapped(DecideRequest), flags=permits(Action.DECIDE_REQUEST))
async def decide_request(
    query: CallbackQuery, tap: DecideRequest, actor: Actor, t: Translator, requests: Requests
) -> None:
    """Accept or refuse."""
    card = await requests.decide(actor, tap.request_id, accept=bool(tap.accept))
    await redraw(query, request_screen(t, card))
