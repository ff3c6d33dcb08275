"""Cards that show how things stand are drawn anew when a school says something."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from db.repositories.paths import pieces
from db.store import Store

# A card shows a week, and comes at most a few days before it.
CARDS_KEPT = timedelta(days=9)
# Several answers in a row make one edit; and who tapped the card itself has been answered by then.
_GATHERED = timedelta(seconds=2)


async def redraw_week_cards(store: Store, school_ids: Iterable[int], now: datetime) -> int:
    """Queue an edit of the week cards of all who speak for the schools; return how many.

    In the transaction of the answer: an answer that is kept is an answer that is shown.
    """
    # Somebody may speak for several schools.
    cards = {
        card.id: card
        for some in pieces(school_ids)
        for card in await store.weekly.cards_about(some, now - CARDS_KEPT)
    }
    return await store.weekly.redraw(list(cards.values()), now + _GATHERED) if cards else 0
