"""Other words for an announcement that was delivered, or none at all: in every chat."""

from collections.abc import Iterable, Mapping
from typing import Any

from db.database import Database
from db.enums import OutboxKind
from db.models import Broadcast
from db.store import Store
from services.access import Action, Actor, internal, needs
from services.broadcast_amending import amend
from services.broadcast_content import content_of, length, plain
from services.broadcast_draft import CAPTION, WORDS
from services.broadcast_progress import CALLED_OFF, Progress, own_broadcast, progress_of
from services.clock import Clock
from services.dialogs import Turn, open_dialog
from services.errors import DomainError, NotFoundError
from services.forms.catalogue import BROADCAST_WORDS


class Amendments:
    """Changes announcements where they have arrived."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where announcements are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.BROADCAST)
    async def begin(self, actor: Actor, broadcast_id: int, locale: str) -> Turn:
        """Ask for the new words in one language."""
        async with self._database.effect() as store:
            broadcast = await own_broadcast(store, actor, broadcast_id)
            content = content_of(broadcast.content)
            if broadcast.recalled_at is not None:
                raise DomainError("announcement_deleted")
            if locale not in content.languages:
                raise NotFoundError
            return await open_dialog(
                store,
                actor,
                BROADCAST_WORDS,
                {
                    "broadcast_id": broadcast.id,
                    "locale": locale,
                    "title": plain(content.html(locale)),
                },
                key=f"{broadcast.id}:{locale}",
                now=self._clock.now(),
            )

    @internal
    async def complete(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> Progress:
        """Write the new words down and queue the change of every message, in one transaction."""
        broadcast = await own_broadcast(store, actor, int(subject["broadcast_id"]))
        if broadcast.recalled_at is not None:
            raise DomainError("announcement_deleted")
        locale, html = str(subject["locale"]), str(answers["words"]["html"])
        content = content_of(broadcast.content)
        if content.media and _is_caption(content.texts.values()) and not _is_caption([html]):
            raise DomainError("too_long_under_media", limit=CAPTION)
        if length(html) > WORDS:
            raise DomainError("text_too_long", limit=WORDS, length=length(html))
        broadcast.content = content.saying(locale, html).as_json()
        broadcast.edition += 1
        now = self._clock.now()
        people = await amend(store, broadcast, OutboxKind.BROADCAST_EDIT, now)
        self._audit(store, actor, broadcast, "broadcast:changed", people)
        return await progress_of(store, broadcast, now)

    @needs(Action.BROADCAST)
    async def ask_again(self, actor: Actor, broadcast_id: int) -> Progress:
        """Whoever has read the former words is asked to say so of the new ones.

        Their buttons come back in every chat. Who has read these words already is left alone.
        """
        now = self._clock.now()
        async with self._database.effect() as store:
            broadcast = await own_broadcast(store, actor, broadcast_id)
            if broadcast.recalled_at is not None:
                raise DomainError("announcement_deleted")
            if not content_of(broadcast.content).wants_ack:
                raise NotFoundError
            if people := await store.broadcasts.read_anew(broadcast.id, broadcast.edition):
                # The same words as an edition of their own: every message is written once more.
                broadcast.edition += 1
                await store.broadcasts.keep_read(broadcast.id, broadcast.edition)
                await amend(store, broadcast, OutboxKind.BROADCAST_EDIT, now)
                self._audit(store, actor, broadcast, "broadcast:asked_again", people)
            return await progress_of(store, broadcast, now)

    @needs(Action.BROADCAST)
    async def recall(self, actor: Actor, broadcast_id: int) -> Progress:
        """Take it out of every chat; whoever has not got it gets it no more."""
        now = self._clock.now()
        async with self._database.effect() as store:
            broadcast = await own_broadcast(store, actor, broadcast_id)
            if broadcast.content is None:
                raise NotFoundError
            if broadcast.recalled_at is None:
                broadcast.recalled_at = now
                await store.broadcasts.call_off(broadcast.id, now, CALLED_OFF)
                people = await amend(store, broadcast, OutboxKind.BROADCAST_RECALL, now)
                self._audit(store, actor, broadcast, "broadcast:deleted", people)
            return await progress_of(store, broadcast, now)

    def _audit(
        self, store: Store, actor: Actor, broadcast: Broadcast, action: str, people: int
    ) -> None:
        store.intake.audit(
            self._clock.now(),
            actor.id,
            action,
            object_kind="broadcast",
            object_id=broadcast.id,
            place_id=broadcast.place_id,
            detail={"people": people},
        )


def _is_caption(texts: Iterable[str]) -> bool:
    return all(length(text) <= CAPTION for text in texts)
