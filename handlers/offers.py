"""What somebody may put into a chat by writing the bot's name there."""

import contextlib
from collections.abc import Sequence

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)

from handlers.show import QUIET_LINKS, markup
from keyboards.screen import Offer

_OFFER_SECONDS = 5


async def offer(query: InlineQuery, offers: Sequence[Offer], button: str = "") -> None:
    """Let somebody choose what to put into a chat; `button` leads into the bot instead.

    What is found for one is not for others, and stays for a moment only.
    """
    results = [
        InlineQueryResultArticle(
            id=one.key,
            title=one.title,
            description=one.description,
            input_message_content=InputTextMessageContent(
                message_text=one.screen.text, link_preview_options=QUIET_LINKS
            ),
            reply_markup=markup(one.screen),
        )
        for one in offers
    ]
    leads = InlineQueryResultsButton(text=button, start_parameter="share") if button else None
    # Who types on has asked anew meanwhile.
    with contextlib.suppress(TelegramBadRequest):
        await query.answer(list(results), cache_time=_OFFER_SECONDS, is_personal=True, button=leads)
