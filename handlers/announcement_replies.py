"""Words that answer an announcement: a reply to its message, or plain words right after it."""

from typing import Any

from aiogram import Router
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import given, quoted, redraw, reply
from handlers.turns import screen_of
from handlers.views.announcement_replies import replies_screen, words_screen
from handlers.views.questions import which_school_screen
from keyboards.announced_callbacks import AskInWords, ListReplies, ReplyInWords
from locales import Translator
from services.access import Action, Actor
from services.announcement_replies import Fresh, Replies
from services.broadcasts import Broadcasts
from services.dialogs import Dialogs, Turn
from services.errors import DomainError
from services.places import Places
from services.questions import Questions

_LONGEST_NAME = 100


class RepliesToAnnouncement(BaseFilter):
    """Words in reply to an announcement's message; hands its number on as `broadcast_id`."""

    async def __call__(
        self, message: Message, actor: Actor, replies: Replies
    ) -> bool | dict[str, Any]:
        """Look at the message first: hardly any replies."""
        if message.reply_to_message is None or not _is_plain(message, actor):
            return False
        meant = await replies.meant(actor, message.reply_to_message.message_id)
        return False if meant is None else {"broadcast_id": meant}


class AfterAnnouncement(BaseFilter):
    """Words out of the blue a while after an announcement; hands it on as `fresh`."""

    async def __call__(
        self, message: Message, actor: Actor, replies: Replies
    ) -> bool | dict[str, Any]:
        """Whoever may ask may answer."""
        if not _is_plain(message, actor):
            return False
        fresh = await replies.fresh(actor)
        return False if fresh is None else {"fresh": fresh}


def _is_plain(message: Message, actor: Actor) -> bool:
    words = message.text or ""
    return bool(words) and not words.startswith("/") and actor.may(Action.ASK_QUESTION)


router = Router(name="announcement_replies")


@router.message(RepliesToAnnouncement(), flags=permits(Action.ASK_QUESTION))
async def answer(
    message: Message,
    actor: Actor,
    t: Translator,
    broadcast_id: int,
    replies: Replies,
    dialogs: Dialogs,
    broadcasts: Broadcasts,
) -> None:
    """It goes at once to whoever made the announcement."""
    turn = await replies.begin(actor, broadcast_id, message.message_id)
    turn = await dialogs.answer(actor, given(message), dialog_id=turn.dialog_id)
    await reply(message, await screen_of(t, actor, turn, broadcasts), quoting=True)


@router.callback_query(Tapped(ReplyInWords), flags=permits(Action.ASK_QUESTION))
async def answer_quoted(
    query: CallbackQuery,
    tap: ReplyInWords,
    actor: Actor,
    t: Translator,
    replies: Replies,
    dialogs: Dialogs,
    broadcasts: Broadcasts,
) -> None:
    """What our question quotes is the answer."""
    source = _source(query)
    turn = await replies.begin(actor, tap.broadcast_id, source.message_id)
    turn = await dialogs.answer(actor, given(source), dialog_id=turn.dialog_id)
    await redraw(query, await screen_of(t, actor, turn, broadcasts))


@router.callback_query(Tapped(AskInWords), flags=permits(Action.ASK_QUESTION))
async def ask_quoted(
    query: CallbackQuery,
    actor: Actor,
    t: Translator,
    questions: Questions,
    dialogs: Dialogs,
    broadcasts: Broadcasts,
) -> None:
    """What our question quotes is a question to whoever advises the school."""
    source = _source(query)
    turn = await questions.begin(actor)
    if not isinstance(turn, Turn):
        await redraw(query, which_school_screen(t, turn))
        return
    take = dialogs.answer if turn.draft.step == "text" else dialogs.give
    turn = await take(actor, dialog_id=turn.dialog_id, step="text", given=given(source))
    await redraw(query, await screen_of(t, actor, turn, broadcasts))


@router.callback_query(Tapped(ListReplies), flags=permits(Action.BROADCAST))
async def listed(
    query: CallbackQuery, tap: ListReplies, actor: Actor, t: Translator, replies: Replies
) -> None:
    """What was answered in words."""
    found = await replies.listed(actor, tap.broadcast_id, tap.page)
    await redraw(query, replies_screen(t, tap.broadcast_id, found))


def _source(query: CallbackQuery) -> Message:
    source = quoted(query)
    if source is None or not source.text:
        raise DomainError("words_gone")
    return source


plain_router = Router(name="after_announcement")


@plain_router.message(AfterAnnouncement(), flags=permits(Action.ASK_QUESTION))
async def offer(
    message: Message, actor: Actor, t: Translator, fresh: Fresh, places: Places
) -> None:
    """They may answer it, ask something else, or name a place."""
    found = await places.search(actor, (message.text or "")[:_LONGEST_NAME])
    await reply(message, words_screen(t, fresh, found), quoting=True)
