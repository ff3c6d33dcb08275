"""Whose answers about an event somebody may read, and whose he may mend: schools, and people.

Where a row calls people for themselves (the heads of municipalities, curators), they are asked,
seen and counted like schools; only about himself nobody writes anything down as a coordinator.
"""

from db.enums import PartyKind
from db.models import Attendance
from db.repositories.paths import ids_of
from db.repositories.plans import Happening
from db.store import Store
from services.access import Action, Actor
from services.audience import Party
from services.demands import Expectant, attending


async def below(store: Store, found: Happening, actor: Actor, action: Action) -> list[Expectant]:
    """Those expected at an event below the places where the actor may do something, but himself."""
    scope = actor.scope(action)
    if not scope:
        return []
    return [
        one
        for one in await attending(store, found)
        if one.path.startswith(scope) and not is_oneself(one.party, actor)
    ]


def is_oneself(party: Party, actor: Actor) -> bool:
    """Whether somebody would speak about himself."""
    return party == Party(PartyKind.PERSON, actor.person_id or 0)


def place_of(one: Expectant) -> int:
    """The place of somebody expected: a school, or where the person has his role."""
    return ids_of(one.path)[-1]


async def answers_by_party(store: Store, found: Happening) -> dict[Party, Attendance]:
    """All that was said about an event."""
    return {
        Party(PartyKind(one.party_kind), one.party_id): one
        for one in await store.duties.attendances([found.occurrence.id])
    }
