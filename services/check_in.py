"""«I am here»: one tap around an event, or the word that is shown there.

The word is a courtesy to the list, no lock: who has mistyped it five times is told whom to ask, and
answers the ordinary question after the event like everybody else.
"""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from db.database import Database
from db.enums import Fact, FactSource, PartyKind
from db.models import Dialog
from db.repositories.plans import Happening
from db.store import Store
from roadmap.vocabulary_words import CODE_WORDS
from services.access import Action, Actor, internal, needs
from services.attendance import answerable, keep_answer
from services.audience import Party
from services.calendar import reachable
from services.cards import EventCard, card_of
from services.clock import Clock
from services.dialog_errors import AnswerRefusedError
from services.dialogs import Turn, open_dialog, turn_of
from services.errors import DomainError, NotFoundError
from services.forms.attendance_forms import CHECK_IN, CODE_WORD
from services.forms.form import Problem
from services.names import clean, search_key
from services.presence import said_fact, window_of

TRIES = 5
WORD_LIMIT = 40
_SHORTEST = 2
_NUMBERS = range(10, 100)
# What of a word is kept in a form that waits for it: enough to see that it is another one now.
_MARK = 12


class CheckIn:
    """Takes the answers of those who are there, and keeps the word of an event."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where answers are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.ANSWER_FOR_SCHOOL, Action.ANSWER_FOR_SELF)
    async def arrive(self, actor: Actor, occurrence_id: int, party: Party) -> EventCard | Turn:
        """Say «I am here»; where the event has a word, be asked for it.

        Raises DomainError `check_in_not_open` or `check_in_over`.
        """
        return await self._database.brief(
            lambda store: self._arrived(store, actor, occurrence_id, party)
        )

    @needs(Action.ANSWER_FOR_SCHOOL, Action.ANSWER_FOR_SELF)
    async def say_word(self, actor: Actor, dialog_id: int, text: str) -> EventCard | Turn:
        """Enter the word; a wrong one is counted and the question stays.

        Raises DomainError `dialog_over`, or `check_in_over` when it is too late; the question is
        over then as well.
        """
        try:
            return await self._said(actor, dialog_id, text)
        except DomainError:
            async with self._database.write() as store:
                row = await store.dialogs.own(actor.id, dialog_id)
                if row is not None and row.form == CHECK_IN.name:
                    await store.dialogs.drop(row.id)
            raise

    async def _arrived(
        self, store: Store, actor: Actor, occurrence_id: int, party: Party
    ) -> EventCard | Turn:
        found = await answerable(store, actor, occurrence_id, party)
        self._require_open(found)
        word = found.occurrence.code_word
        row = await store.duties.attendance(occurrence_id, party.kind, party.id)
        is_known = said_fact(row) is Fact.ATTENDED
        if word is None or is_known:
            return await self._keep(store, actor, found, party)
        key = f"{occurrence_id}:{party.kind}:{party.id}"
        left = await store.dialogs.about(actor.id, CHECK_IN.name, key)
        if left is not None and left.subject.get("mark") != _mark(word):
            # Mistyped was another word.
            await store.dialogs.drop(left.id)
        turn = await open_dialog(
            store,
            actor,
            CHECK_IN,
            {
                "occurrence_id": occurrence_id,
                "party_kind": party.kind,
                "party_id": party.id,
                "title": found.row.title,
                "place": found.place.name,
                "mark": _mark(word),
            },
            key=key,
            now=self._clock.now(),
        )
        row_of = await store.dialogs.own(actor.id, turn.dialog_id)
        if row_of is not None and tries_of(row_of) >= TRIES:
            # It is told whom to ask: what is typed next is meant for something else.
            row_of.active = False
        return turn

    async def _said(self, actor: Actor, dialog_id: int, text: str) -> EventCard | Turn:
        async with self._database.effect() as store:
            row = await store.dialogs.own(actor.id, dialog_id)
            if row is None or row.form != CHECK_IN.name:
                raise DomainError("dialog_over")
            party = Party(PartyKind(row.subject["party_kind"]), int(row.subject["party_id"]))
            found = await answerable(store, actor, int(row.subject["occurrence_id"]), party)
            self._require_open(found)
            word = found.occurrence.code_word
            if word is None or (tries_of(row) < TRIES and folded(text) == folded(word)):
                await store.dialogs.drop(row.id)
                return await self._keep(store, actor, found, party)
            return self._mistaken(row)

    @internal
    async def complete_check_in(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> EventCard:
        """The word by the way of all forms; a wrong one is asked for again."""
        party = Party(PartyKind(subject["party_kind"]), int(subject["party_id"]))
        found = await answerable(store, actor, int(subject["occurrence_id"]), party)
        self._require_open(found)
        word = found.occurrence.code_word
        if word is not None and folded(str(answers["word"])) != folded(word):
            raise AnswerRefusedError("word_wrong_again")
        return await self._keep(store, actor, found, party)

    @internal
    async def cancel(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], _answers: Mapping[str, Any]
    ) -> EventCard | None:
        """No word after all: the event as it stands, if it is still to be seen."""
        try:
            found = await reachable(store, actor, int(subject["occurrence_id"]))
        except NotFoundError:
            return None
        return await card_of(store, found, actor, self._clock.now())

    def _mistaken(self, row: Dialog) -> Turn:
        tries = min(tries_of(row) + 1, TRIES)
        row.answers = {**row.answers, "tries": tries}
        row.updated_at = self._clock.now()
        if tries >= TRIES:
            # What is typed next is meant for something else.
            row.active = False
            return turn_of(row)
        turn = turn_of(row)
        problem = Problem("word_wrong", {"left": TRIES - tries})
        return Turn(turn.dialog_id, turn.draft, turn.subject, problem)

    @needs(Action.KEEP_ATTENDANCE)
    async def begin_word(self, actor: Actor, occurrence_id: int) -> Turn:
        """Ask which word will be shown at the event."""
        async with self._database.effect() as store:
            found = await self._kept_by(store, actor, occurrence_id)
            return await open_dialog(
                store,
                actor,
                CODE_WORD,
                {
                    "occurrence_id": occurrence_id,
                    "title": found.row.title,
                    "word": found.occurrence.code_word,
                },
                key=str(occurrence_id),
                now=self._clock.now(),
            )

    @internal
    async def complete_word(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> EventCard:
        """Keep the word that was typed."""
        word = clean(" ".join(str(answers["word"]).split()), WORD_LIMIT)
        if len(folded(word)) < _SHORTEST:
            raise AnswerRefusedError("word_unreadable")
        found = await self._kept_by(store, actor, int(subject["occurrence_id"]))
        return await self._set(store, actor, found, word)

    @needs(Action.KEEP_ATTENDANCE)
    async def make_up_word(self, actor: Actor, occurrence_id: int) -> EventCard:
        """Let the bot think of a word, when it has been asked for; a second tap changes nothing."""
        async with self._database.effect() as store:
            found = await self._kept_by(store, actor, occurrence_id)
            if await self._asked(store, actor, found) is None:
                return await card_of(store, found, actor, self._clock.now())
            word = f"{secrets.choice(CODE_WORDS).capitalize()} {secrets.choice(_NUMBERS)}"
            return await self._set(store, actor, found, word)

    @needs(Action.KEEP_ATTENDANCE)
    async def drop_word(self, actor: Actor, occurrence_id: int) -> EventCard:
        """Ask for no word: one tap is enough again."""
        async with self._database.effect() as store:
            found = await self._kept_by(store, actor, occurrence_id)
            return await self._set(store, actor, found, None)

    async def _set(
        self, store: Store, actor: Actor, found: Happening, word: str | None
    ) -> EventCard:
        is_new = found.occurrence.code_word != word
        found.occurrence.code_word = word
        # The question for it, if it is open, is answered.
        asked = await self._asked(store, actor, found)
        if asked is not None:
            asked.active = False
        if is_new:
            store.intake.audit(
                self._clock.now(),
                actor.person_id,
                "code_word" if word is not None else "code_word:dropped",
                object_kind="occurrence",
                object_id=found.occurrence.id,
                place_id=found.place.id,
            )
        await store.flush()
        if asked is not None:
            await store.dialogs.drop(asked.id)
        return await card_of(store, found, actor, self._clock.now())

    @staticmethod
    async def _asked(store: Store, actor: Actor, found: Happening) -> Dialog | None:
        """The actor's open question for the word of an event."""
        return await store.dialogs.about(actor.id, CODE_WORD.name, str(found.occurrence.id))

    async def _kept_by(self, store: Store, actor: Actor, occurrence_id: int) -> Happening:
        """An event whose attendance the actor keeps; raises NotFoundError or DomainError."""
        found = await reachable(store, actor, occurrence_id)
        actor.require(Action.KEEP_ATTENDANCE, found.place.path)
        window = window_of(found)
        if window is None:
            raise DomainError("nobody_is_asked")
        if window.closes_at <= self._clock.now():
            raise DomainError("check_in_over")
        return found

    def _require_open(self, found: Happening) -> None:
        window, now = window_of(found), self._clock.now()
        if window is None:
            raise DomainError("nobody_is_asked")
        if now < window.opens_at:
            raise DomainError("check_in_not_open")
        if window.closes_at <= now:
            raise DomainError("check_in_over")

    async def _keep(self, store: Store, actor: Actor, found: Happening, party: Party) -> EventCard:
        now = self._clock.now()
        return await keep_answer(
            store, actor, found, party, Fact.ATTENDED, now=now, source=FactSource.CHECK_IN
        )


def tries_of(row: Dialog) -> int:
    """How often the word was mistyped in a form."""
    return int(row.answers.get("tries", 0))


def folded(word: str) -> str:
    """A word as it is compared: case, the two dots of yo, spaces and marks do not matter."""
    return "".join(search_key(word).split())


def _mark(word: str) -> str:
    """Tells one word from another without saying it."""
    return hashlib.sha256(folded(word).encode()).hexdigest()[:_MARK]
