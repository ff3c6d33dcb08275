"""Groups that are chats of municipalities: bound by a command, posted to, let go of.

What comes from a group is handled at once and kept nowhere. If the process dies over it, nothing is
lost: a command can be given again, and the next post finds out that the bot was removed.
"""

import asyncio
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramMigrateToChat

from bot.failures import FAILURES, Fate, classify
from bot.groups import Bidding, bidding_in, expelled_from, moved_in
from handlers.addresses import own_address
from handlers.letters import change_words
from handlers.show import send
from handlers.views.groups import bound_screen, post_screen, several_screen, unbound_screen
from handlers.views.letter import withdrawn_text
from keyboards.screen import Screen
from locales import locale_for, translator
from services.access import Action
from services.errors import DomainError, NotAllowedError, NotFoundError
from services.group_posts import Claimed, GroupPosts, Outdated
from services.groups import Groups
from services.registration import Registration

log = structlog.get_logger()

_PATIENCE = 15.0
_UNCHANGED = "message is not modified"


class GroupChats:
    """Hears of groups what concerns the bot itself."""

    def __init__(self, bot: Bot, groups: Groups, registration: Registration) -> None:
        """Take who keeps groups and who knows people."""
        self._bot = bot
        self._groups = groups
        self._registration = registration

    async def hears(self, raw: dict[str, Any], now: datetime) -> bool:
        """Deal with an update from a group; whether it was for us."""
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._deal(raw, now)
        except FAILURES as error:
            log.info("group_reply_failed", reason=classify(error).reason)
        except Exception:
            log.exception("group_failed")
        return True

    async def _deal(self, raw: dict[str, Any], now: datetime) -> bool:
        gone = expelled_from(raw)
        if gone is not None:
            await self._groups.left(gone)
            return True
        moved = moved_in(raw)
        if moved is not None:
            await self._groups.moved(*moved)
            return True
        bidding = bidding_in(raw, now)
        if bidding is None or not await self._is_for_me(bidding):
            return False
        screen = await self._obeyed(bidding)
        if screen is not None:
            await send(self._bot, bidding.chat_id, screen)
        return screen is not None

    async def _is_for_me(self, bidding: Bidding) -> bool:
        me = await self._bot.me()
        named = bidding.addressee
        return named is None or named.lower() == str(me.username).lower()

    async def _obeyed(self, bidding: Bidding) -> Screen | None:
        """What is said in the chat; None to whoever may not bid: he is answered as anybody."""
        actor = await self._registration.actor(bidding.sender_id, locale_for(bidding.language))
        t = translator(actor.locale)
        if not (self._registration.has_consent(actor) and actor.may(Action.BROADCAST)):
            return None
        try:
            if bidding.is_end:
                await self._groups.unbind_chat(actor, bidding.chat_id)
                return unbound_screen(t)
            bound = await self._groups.bind(actor, bidding.chat_id, bidding.place_id)
        except (NotFoundError, NotAllowedError):
            return None
        except DomainError:
            return several_screen(t)
        return bound_screen(t, bound, await own_address(self._bot))


class GroupPoster:
    """Posts what is due, silently, and brings posts in line with what was changed."""

    def __init__(self, bot: Bot, groups: Groups, posts: GroupPosts) -> None:
        """Take the bot that posts and who knows what."""
        self._bot = bot
        self._groups = groups
        self._posts = posts
        self._has_recovered = False

    async def post_due(self) -> int:
        """Post what is due; return how many messages stand in chats now."""
        if not self._has_recovered:
            await self._posts.recover()
            self._has_recovered = True
        await self._posts.enqueue_due()
        posted = 0
        for claimed in await self._posts.claim():
            posted += await self._post(claimed)
        for outdated in await self._posts.outdated():
            await self._bring_up(outdated)
        return posted

    async def _post(self, claimed: Claimed) -> bool:
        if claimed.body is None:
            await self._posts.closed(claimed.post_id, "of_no_use")
            return False
        t = translator(claimed.locale)
        screen = post_screen(t, claimed.body, await own_address(self._bot))
        try:
            message = await send(self._bot, claimed.chat_id, screen, silent=True)
        except FAILURES as error:
            await self._failed(claimed, error)
            return False
        await self._posts.sent(claimed.post_id, message.message_id)
        return True

    async def _failed(self, claimed: Claimed, error: BaseException) -> None:
        failure = classify(error)
        log.warning("group_post_failed", post=claimed.post_id, reason=failure.reason)
        if isinstance(error, TelegramMigrateToChat):
            await self._groups.moved(claimed.chat_id, error.migrate_to_chat_id)
            await self._posts.retry(claimed.post_id, failure.delay)
            return
        match failure.fate:
            case Fate.UNREACHABLE:
                # Removed while nobody looked.
                await self._groups.left(claimed.chat_id)
            case Fate.RETRY:
                await self._posts.retry(claimed.post_id, failure.delay)
            case Fate.REFUSED:
                await self._posts.closed(claimed.post_id, failure.reason[:200])
            case Fate.UNCERTAIN | Fate.STUMBLED:
                await self._posts.closed(claimed.post_id, failure.reason[:200], is_doubtful=True)

    async def _bring_up(self, outdated: Outdated) -> None:
        """Change or delete a post; what cannot be changed any more stays."""
        try:
            if outdated.body is None:
                await self._take_out(outdated)
            else:
                t = translator(outdated.locale)
                screen = post_screen(t, outdated.body, await own_address(self._bot))
                await self._change(outdated, screen)
        except FAILURES as error:
            failure = classify(error)
            if isinstance(error, TelegramMigrateToChat):
                await self._groups.moved(outdated.chat_id, error.migrate_to_chat_id)
            elif failure.fate is Fate.UNREACHABLE:
                await self._groups.left(outdated.chat_id)
            if failure.fate is not Fate.REFUSED or isinstance(error, TelegramMigrateToChat):
                log.info("group_post_waits", post=outdated.post_id, reason=failure.reason)
                return
            log.info("group_post_stays", post=outdated.post_id, reason=failure.reason)
        if outdated.body is None:
            await self._posts.closed(outdated.post_id, "recalled")
        else:
            await self._posts.sent(outdated.post_id, outdated.message_id, outdated.edition)

    async def _take_out(self, outdated: Outdated) -> None:
        """Delete a post; one that is too old for that loses its words, as in private chats."""
        try:
            await self._bot.delete_message(outdated.chat_id, outdated.message_id)
        except TelegramBadRequest as error:
            if classify(error).fate is not Fate.REFUSED:
                raise
            t = translator(outdated.locale)
            await self._change(outdated, Screen(withdrawn_text(t, outdated.place_name)))

    async def _change(self, outdated: Outdated, screen: Screen) -> None:
        try:
            await change_words(
                self._bot,
                outdated.chat_id,
                outdated.message_id,
                screen,
                is_under=outdated.is_under,
            )
        except TelegramBadRequest as error:
            if _UNCHANGED not in error.message:
                raise
