"""Makes the official papers that were ordered, one after another, and shows how far each is."""

import time

import structlog
from aiogram import Bot

from bot.failures import FAILURES, classify
from handlers.show import edit
from handlers.views.official import paper_screen
from locales import translator
from services.official.cards import PaperCard
from services.official.child import MakingError, make_in_child
from services.official.order import Order
from services.official_papers import OfficialPapers

log = structlog.get_logger()

# So many at one go: a stop does not wait for a whole queue.
_BATCH = 5
_PAUSE = 1.0


class PaperMaker:
    """Sees to the papers that are due."""

    def __init__(self, bot: Bot, papers: OfficialPapers, database_url: str) -> None:
        """Take the bot that edits, who knows the papers, and where the making reads."""
        self._bot = bot
        self._papers = papers
        self._url = database_url
        self._shown_at = 0.0

    async def make_due(self) -> int:
        """Make what is due; return how many files came of it."""
        made = 0
        for _ in range(_BATCH):
            found = await self._papers.due()
            if found is None:
                break
            made += await self._make(*found)
        return made

    async def _make(self, paper_id: int, order: Order) -> bool:
        async def listen(stage: str, done: int, of: int) -> None:
            card = await self._papers.progressed(paper_id, stage, done, of)
            # One edit a second is what a chat bears; the last word is said by the file.
            if card is not None and time.monotonic() - self._shown_at >= _PAUSE:
                await self._show(card)

        try:
            made = await make_in_child(self._url, order, listen)
        except MakingError as error:
            log.warning("paper_not_made", paper=paper_id, reason=str(error))
            card = await self._papers.failed(paper_id, str(error))
        else:
            card = await self._papers.made(paper_id, made)
            log.info("paper_made", paper=paper_id, kind=order.kind, size=len(made.content))
        if card is not None:
            await self._show(card)
        return card is not None and card.size > 0

    async def _show(self, card: PaperCard) -> None:
        """Change the message that shows it; that one is a nicety, the file comes by itself."""
        self._shown_at = time.monotonic()
        if card.message_id is None or card.telegram_id <= 0:
            return
        try:
            screen = paper_screen(translator(card.locale), card)
            await edit(self._bot, card.telegram_id, card.message_id, screen)
        except FAILURES as error:
            log.info("paper_not_shown", reason=classify(error).reason)
