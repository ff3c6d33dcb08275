"""Words that answer an announcement: they reach whoever made it, as a question of the school.

Nothing that a school says is lost: the author gets it with «Answer», and counts it there.
"""

from dataclasses import dataclass
from datetime import timedelta

from db.database import Database
from db.enums import OutboxStatus
from db.models import Broadcast, Place
from db.store import Store
from services.access import Action, Actor, needs
from services.broadcast_progress import own_broadcast
from services.clock import Clock
from services.dialogs import Turn, open_dialog
from services.errors import NotFoundError
from services.forms.catalogue import QUESTION
from services.question_cards import QuestionPage, card_of, school_of, words_of_announcement
from services.questions import PAGE, own_schools, turned
from services.reply_address import address_of, speaks_to

# So long after an announcement words out of the blue may be an answer to it.
_FRESH = timedelta(days=2)
_ARRIVED = (OutboxStatus.SENT, OutboxStatus.UNKNOWN, OutboxStatus.SENDING)


@dataclass(frozen=True, slots=True)
class Fresh:
    """An announcement that came a while ago, and how it begins."""

    broadcast_id: int
    words: str


class Replies:
    """Carries words of schools to whoever made an announcement."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where announcements are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.ASK_QUESTION)
    async def meant(self, actor: Actor, message_id: int) -> int | None:
        """The announcement that a message in the actor's chat belongs to, or None."""
        async with self._database.read() as store:
            found = await store.broadcasts.of_message(actor.id, message_id)
            broadcast = await store.broadcasts.get(found) if found is not None else None
            if broadcast is None or await self._answering(store, actor, broadcast) is None:
                return None
            return broadcast.id

    @needs(Action.ASK_QUESTION)
    async def fresh(self, actor: Actor) -> Fresh | None:
        """The announcement that words out of the blue may answer, or None."""
        async with self._database.read() as store:
            found = await store.broadcasts.last_to(actor.id, self._clock.now() - _FRESH)
            if found is None or found.content is None:
                return None
            if await self._answering(store, actor, found) is None:
                return None
            return Fresh(found.id, await words_of_announcement(store, found.id, actor.locale))

    @needs(Action.ASK_QUESTION)
    async def begin(self, actor: Actor, broadcast_id: int, said_in: int) -> Turn:
        """Open an answer to an announcement that has reached the actor.

        `said_in` is the message with the words: each is an answer of its own.
        """
        now = self._clock.now()
        async with self._database.effect() as store:
            message = await store.broadcasts.message_to(broadcast_id, actor.id)
            broadcast = await store.broadcasts.get(broadcast_id)
            if message is None or broadcast is None or message.status not in _ARRIVED:
                raise NotFoundError
            school = await self._answering(store, actor, broadcast)
            if school is None:
                raise NotFoundError
            role, _ = await address_of(store, broadcast_id, school, now)
            return await open_dialog(
                store,
                actor,
                QUESTION,
                {
                    "school_id": school.id,
                    "occurrence_id": 0,
                    "broadcast_id": broadcast_id,
                    "school": school.name,
                    "title": await words_of_announcement(store, broadcast_id, actor.locale),
                    "role": role,
                },
                key=f"reply:{broadcast_id}:{said_in}",
                now=now,
                answers={"whom": role},
                options={"whom": [role]},
            )

    @needs(Action.BROADCAST)
    async def listed(self, actor: Actor, broadcast_id: int, page: int = 0) -> QuestionPage:
        """What was answered in words to an announcement of the actor, the newest first."""
        now = self._clock.now()
        async with self._database.read() as store:
            broadcast = await own_broadcast(store, actor, broadcast_id)
            found = await store.questions.answering(broadcast.id)
            page, pages = turned(page, len(found))
            shown = found[page * PAGE : (page + 1) * PAGE]
            cards = tuple([await card_of(store, one, actor, now) for one in shown])
        return QuestionPage(cards, page, pages, len(found))

    async def _answering(self, store: Store, actor: Actor, broadcast: Broadcast) -> Place | None:
        """In whose name he answers: a school it was for, the one he acts for before others.

        None where he speaks for none of them any more: it concerns nobody above his schools now.
        """
        for school_id in dict.fromkeys((*own_schools(actor.alone), *own_schools(actor))):
            school = await school_of(store, school_id)
            if await speaks_to(store, broadcast, school, self._clock.now()):
                return school
        return None
