"""What the messages of a week say, read when they are sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.enums import OutboxKind
from services.access import Actor
from services.coordinator_digest import CoordinatorDigest, CoordinatorDigests
from services.digests import Digest, Digests
from services.errors import NotFoundError
from services.week_card import WeekCard, WeekCards


@dataclass(frozen=True, slots=True)
class DigestNotice:
    """A curator's week."""

    digest: Digest


@dataclass(frozen=True, slots=True)
class WeekCardNotice:
    """The week of a school."""

    card: WeekCard


@dataclass(frozen=True, slots=True)
class CoordinatorNotice:
    """What needs a coordinator's hand."""

    digest: CoordinatorDigest


WeeklyNews = DigestNotice | WeekCardNotice | CoordinatorNotice
WEEKLY = frozenset(
    {
        OutboxKind.DIGEST,
        OutboxKind.WEEK_CARD,
        OutboxKind.COORDINATOR_DIGEST,
    }
)


class WeeklyMessages:
    """Reads weekly messages as things stand now."""

    def __init__(
        self,
        digests: Digests,
        week_cards: WeekCards,
        coordinator_digests: CoordinatorDigests,
    ) -> None:
        """Take the services that know what they are about."""
        self._digests = digests
        self._week_cards = week_cards
        self._coordinator_digests = coordinator_digests

    async def notice(
        self, actor: Actor, kind: OutboxKind, payload: Mapping[str, Any]
    ) -> WeeklyNews:
        """What one of them says; raises NotFoundError when it is of no use any more."""
        match kind:
            case OutboxKind.WEEK_CARD:
                since, page = date.fromisoformat(str(payload["since"])), int(payload["page"])
                card = await self._week_cards.card(actor, since, page)
                return _unless(card.is_empty, WeekCardNotice(card))
            case OutboxKind.COORDINATOR_DIGEST:
                desk = await self._coordinator_digests.digest(actor, dates=bool(payload["dates"]))
                return _unless(desk.is_empty, CoordinatorNotice(desk))
        digest = await self._digests.digest(actor, date.fromisoformat(str(payload["monday"])))
        return _unless(digest.is_empty, DigestNotice(digest))

    async def card_again(self, actor: Actor, outbox_id: int) -> WeekCardNotice:
        """A card that was sent, as things stand now; with nothing left on it, too."""
        card, _ = await self._week_cards.to_redraw(actor, outbox_id)
        return WeekCardNotice(card)


def _unless(is_empty: bool, notice: WeeklyNews) -> WeeklyNews:
    if is_empty:
        raise NotFoundError
    return notice
