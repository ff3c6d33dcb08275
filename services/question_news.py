"""What messages about questions say, read at the moment they are sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.enums import OutboxKind
from services.access import Actor, internal
from services.errors import NotFoundError
from services.question_cards import QuestionCard
from services.questions import Questions


@dataclass(frozen=True, slots=True)
class QuestionNotice:
    """A school asks, or its question is answered."""

    card: QuestionCard


class QuestionMessages:
    """Reads what the outbox should say about questions."""

    def __init__(self, questions: Questions) -> None:
        """Take who knows them."""
        self._questions = questions

    @internal
    async def notice(
        self, actor: Actor, kind: OutboxKind, payload: Mapping[str, Any]
    ) -> QuestionNotice:
        """The news of a message; raises NotFoundError when it is of no use any more."""
        card = await self._questions.card(actor, int(payload["question_id"]))
        is_answer = kind is OutboxKind.QUESTION_ANSWER
        if is_answer == card.is_open or not (card.is_own if is_answer else card.may_answer):
            raise NotFoundError
        return QuestionNotice(card)
