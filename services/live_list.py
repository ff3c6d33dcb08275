"""Who is there already: the answers about an event, sorted for whoever looks while it goes on."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.attendance import Answers
from services.cards import PartyState
from services.presence import TOOK_PART
from services.terms import Intention, PartyKind

# With a number, a sign and a name a line each: what a phone shows without much scrolling.
PAGE = 15


class Stand(StrEnum):
    """How a school stands; those who are waited for come first."""

    SILENT = "silent"
    # Has promised to come, or that a deputy will.
    PROMISED = "promised"
    # Nobody speaks for it: it was not asked, it is not silent.
    UNMANNED = "unmanned"
    # Has said that nobody comes, or that nobody was there.
    AWAY = "away"
    HERE = "here"


@dataclass(frozen=True, slots=True)
class LiveList:
    """One page of the schools of an event, and how many stand how.

    Where no school is expected, it is a list of the people who are.
    """

    answers: Answers
    counts: dict[Stand, int]
    lines: tuple[tuple[Stand, PartyState], ...]
    page: int
    pages: int
    # Who is expected for himself beside the schools, in the same order.
    people: tuple[tuple[Stand, PartyState], ...] = ()

    @property
    def of(self) -> int:
        """How many are expected."""
        return len(self.answers.listed)

    @property
    def waited_for(self) -> int:
        """How many have not said that they are there, nor that they are not."""
        return self.counts[Stand.SILENT] + self.counts[Stand.PROMISED]


def live_list(answers: Answers, page: int = 0) -> LiveList:
    """Sort the answers about an event: who is waited for comes first."""
    sorted_ = _in_order(answers.listed, answers)
    pages = max((len(sorted_) + PAGE - 1) // PAGE, 1)
    page = min(max(page, 0), pages - 1)
    return LiveList(
        answers,
        {stand: sum(one is stand for one, _ in sorted_) for stand in Stand},
        tuple(sorted_[page * PAGE : (page + 1) * PAGE]),
        page,
        pages,
        tuple(_in_order(answers.people, answers)) if answers.schools else (),
    )


def _in_order(states: Iterable[PartyState], answers: Answers) -> list[tuple[Stand, PartyState]]:
    order = list(Stand)
    found = [(_stand_in(answers, state), state) for state in states]
    return sorted(found, key=lambda one: (order.index(one[0]), one[1].name))


def _stand_in(answers: Answers, state: PartyState) -> Stand:
    stand = stand_of(state)
    is_unmanned = state.party.kind is PartyKind.SCHOOL and state.party.id in answers.unmanned
    return Stand.UNMANNED if is_unmanned and stand is Stand.SILENT else stand


def stand_of(state: PartyState) -> Stand:
    """How one school stands; what it says of the fact counts more than what it had planned."""
    if state.fact is not None:
        return Stand.HERE if state.fact in TOOK_PART else Stand.AWAY
    if state.intention is None:
        return Stand.SILENT
    return Stand.AWAY if state.intention is Intention.ABSENT else Stand.PROMISED
