"""The record of actions, for those who watch over a place."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import redraw, reply
from handlers.views.audit import audit_screen, deed_screen
from keyboards.privacy_callbacks import (
    AuditOfPerson,
    AuditOfPlace,
    EventHistory,
    OpenAudit,
    OpenDeed,
)
from locales import Translator
from services.access import Action, Actor
from services.audit import Audit
from services.dialogs import Dialogs

router = Router(name="audit")


@router.message(Command("audit"), flags=permits(Action.READ_AUDIT))
async def audit_(
    message: Message, actor: Actor, t: Translator, audit: Audit, dialogs: Dialogs
) -> None:
    """The newest actions; an open form waits."""
    found = await audit.page(actor)
    await dialogs.park(actor)
    await reply(message, audit_screen(t, found))


@router.callback_query(Tapped(OpenAudit), flags=permits(Action.READ_AUDIT))
async def open_audit(
    query: CallbackQuery, tap: OpenAudit, actor: Actor, t: Translator, audit: Audit
) -> None:
    """A page of the record."""
    await redraw(query, audit_screen(t, await audit.page(actor, tap.page)))


@router.callback_query(Tapped(AuditOfPerson), flags=permits(Action.READ_AUDIT))
async def of_person(
    query: CallbackQuery, tap: AuditOfPerson, actor: Actor, t: Translator, audit: Audit
) -> None:
    """What one person did."""
    found = await audit.of_person(actor, tap.person_id, tap.page)
    await redraw(query, audit_screen(t, found, "person", tap.person_id))


@router.callback_query(Tapped(AuditOfPlace), flags=permits(Action.READ_AUDIT))
async def of_place(
    query: CallbackQuery, tap: AuditOfPlace, actor: Actor, t: Translator, audit: Audit
) -> None:
    """What happened at a place and below it."""
    found = await audit.of_place(actor, tap.place_id, tap.page)
    await redraw(query, audit_screen(t, found, "place", tap.place_id))


@router.callback_query(Tapped(EventHistory), flags=permits(Action.READ_AUDIT))
async def of_event(
    query: CallbackQuery, tap: EventHistory, actor: Actor, t: Translator, audit: Audit
) -> None:
    """Who changed the date of an event, and when it was before."""
    found = await audit.of_event(actor, tap.occurrence_id, tap.page)
    await redraw(query, audit_screen(t, found, "event", tap.occurrence_id))


@router.callback_query(Tapped(OpenDeed), flags=permits(Action.READ_AUDIT))
async def open_deed(
    query: CallbackQuery, tap: OpenDeed, actor: Actor, t: Translator, audit: Audit
) -> None:
    """One entry."""
    deed, timezone = await audit.entry(actor, tap.entry_id)
    await redraw(query, deed_screen(t, deed, timezone))
