"""The least that aiogram can do about a tap: answer it, change the message. The anchor of G1.

python -m bench.echo '{"api": …}'
"""

import asyncio
import json
import sys
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bench.process import ECHO_TOKEN, Stalls, cpu, obey, quiet, settled

_BUTTON = InlineKeyboardButton(text="Back", callback_data="w:0:1")


async def tapped(query: CallbackQuery) -> None:
    """Show the same text again."""
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.edit_text(
            query.message.text or "",
            reply_markup=InlineKeyboardMarkup(inline_keyboard=[[_BUTTON], [_BUTTON]]),
        )


async def _main(options: dict[str, Any], stalls: Stalls) -> None:
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.callback_query.register(tapped)
    api = TelegramAPIServer.from_base(options["api"])
    async with Bot(ECHO_TOKEN, session=AiohttpSession(api=api)).context() as bot:
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
        settled()
        await obey({"cpu": cpu, "stalls": stalls.told})
        await dispatcher.stop_polling()
        await polling


if __name__ == "__main__":
    quiet()
    asyncio.run(_main(json.loads(sys.argv[1]), Stalls()))
