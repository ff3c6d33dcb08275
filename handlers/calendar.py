"""The plan outside of the chat: a file and an address for calendars, a week on paper."""

import asyncio

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.addresses import address_of
from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import acknowledge, also, redraw, reply
from handlers.views.calendar import (
    address_screen,
    another_address_screen,
    calendar_file_screen,
    calendar_screen,
    week_sheet_screen,
)
from keyboards.calendar_callbacks import (
    MakeAddress,
    OpenCalendar,
    PrintWeek,
    RevokeAddress,
    TakeCalendarFile,
)
from keyboards.shared_callbacks import EVENT_PAYLOAD
from locales import Translator
from services.access import Action, Actor
from services.calendar import Calendar
from services.calendar_file import CalendarFiles
from services.dialogs import Dialogs

router = Router(name="calendar")

_FARTHEST = 520


@router.message(Command("calendar"), flags=permits(Action.READ_PLAN))
async def calendar_command(
    message: Message, actor: Actor, t: Translator, calendar_files: CalendarFiles, dialogs: Dialogs
) -> None:
    """How the plan gets into a calendar; an open form waits."""
    await dialogs.park(actor)
    state = await calendar_files.address(actor)
    await reply(message, calendar_screen(t, state, actor.timezone))


@router.callback_query(Tapped(OpenCalendar), flags=permits(Action.READ_PLAN))
async def open_calendar(
    query: CallbackQuery, actor: Actor, t: Translator, calendar_files: CalendarFiles
) -> None:
    """The same from a button."""
    state = await calendar_files.address(actor)
    await redraw(query, calendar_screen(t, state, actor.timezone))


@router.callback_query(Tapped(TakeCalendarFile), flags=permits(Action.READ_PLAN))
async def take_file(
    query: CallbackQuery, actor: Actor, t: Translator, calendar_files: CalendarFiles, bot: Bot
) -> None:
    """The file; a year of events takes a moment, in which others are answered."""
    await acknowledge(query)
    file = await calendar_files.events(actor)
    link = await address_of(bot, EVENT_PAYLOAD)
    await also(query, await asyncio.to_thread(calendar_file_screen, t, file, link))


@router.callback_query(Tapped(MakeAddress), flags=permits(Action.READ_PLAN))
async def make_address(
    query: CallbackQuery,
    tap: MakeAddress,
    actor: Actor,
    t: Translator,
    calendar_files: CalendarFiles,
) -> None:
    """An address, shown once; a question first when there is one already."""
    if not tap.sure:
        await redraw(query, another_address_screen(t))
        return
    await redraw(query, address_screen(t, await calendar_files.make_address(actor)))


@router.callback_query(Tapped(RevokeAddress), flags=permits(Action.READ_PLAN))
async def revoke_address(
    query: CallbackQuery, actor: Actor, t: Translator, calendar_files: CalendarFiles
) -> None:
    """The address is of no use from now on."""
    await calendar_files.revoke(actor)
    state = await calendar_files.address(actor)
    shown = calendar_screen(t, state, actor.timezone)
    await redraw(query, shown.flashing(t("The address does not work any more.")))


@router.callback_query(Tapped(PrintWeek), flags=permits(Action.READ_PLAN))
async def print_week(
    query: CallbackQuery, tap: PrintWeek, actor: Actor, t: Translator, calendar: Calendar
) -> None:
    """A week on one page."""
    await acknowledge(query)
    page = max(min(tap.page, _FARTHEST), -_FARTHEST)
    week = await calendar.week(actor.alone, page, only_mine=bool(tap.mine))
    seat = actor.acting
    place = seat.place_name if seat is not None else ""
    await also(query, await asyncio.to_thread(week_sheet_screen, t, week, place))
