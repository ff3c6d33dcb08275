"""What a stored row asks for, with what its coordinator has changed about it.

The words of a row say it (`roadmap.demands`); an own form and the choice of whose word counts are
kept beside them. Nothing is looked up: reading a row's words is remembered for rows just like it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from db.models import PlanRow
from roadmap.asks import Ask, Demand, Goal, Party, Presence, Proof, Step
from roadmap.demands import called_by, demand_of
from services.forms.own import is_asked

# So many different rows are remembered: those of some dozens of road maps.
_REMEMBERED = 4096
# Who is above whom: nobody's own word is asked of him once more.
_RANKS: Mapping[str, int] = {
    Party.SCHOOL: 0,
    Party.CURATOR: 1,
    Party.METHODIST: 1,
    Party.MUNICIPALITY: 2,
    Party.REGION: 3,
}
# Written for each school, also where the party does it for itself elsewhere in the same row.
_ABOUT_SCHOOLS = frozenset({Proof.VISIT, Proof.EXPERTISE, Proof.CONTRACT})


@dataclass(frozen=True, slots=True)
class Paper:
    """All that one party hands in about a row: blocks of one form, one report for each key."""

    by: Party
    proofs: tuple[Proof, ...]
    goals: tuple[Goal, ...] = ()
    # In this order; empty: it counts when it is sent.
    steps: tuple[Step, ...] = ()
    # One for every school of the row, written by somebody else about it.
    about_schools: bool = False


class _Words(NamedTuple):
    """The fields of a row that its demand is read from."""

    title: str
    responsible_raw: str
    result_raw: str
    indicator_raw: str
    level_raw: str
    rrule: str
    kind: str
    roles: tuple[str, ...]
    participants: tuple[str, ...]
    attendance_expected: bool
    report_expected: bool

    @property
    def schedule(self) -> Mapping[str, Any]:
        """The rule of repetition is all that a demand takes from a schedule."""
        return {"rrule": self.rrule}


@lru_cache(maxsize=_REMEMBERED)
def _read(words: _Words) -> Demand:
    return demand_of(words)


@lru_cache(maxsize=_REMEMBERED)
def _called(words: _Words) -> tuple[Party, ...]:
    return called_by(words)


def _words_of(row: PlanRow) -> _Words:
    return _Words(
        row.title,
        row.responsible_raw,
        row.result_raw,
        row.indicator_raw,
        row.level_raw,
        str((row.schedule or {}).get("rrule", "")),
        row.kind,
        tuple(row.roles),
        tuple(row.participants),
        row.attendance_expected,
        row.report_expected,
    )


def demand(row: PlanRow) -> Demand:
    """What a stored row asks for, with its coordinator's own form and choice of steps."""
    read = _read(_words_of(row))
    if not is_asked(row.own_form) and row.steps is None:
        return read
    asks = read.asks
    if is_asked(row.own_form):
        asks = _with_own_form(asks, is_event=row.attendance_expected)
    if row.steps is not None:
        steps = _in_order(Step(step) for step in row.steps)
        asks = tuple(replace(ask, steps=steps) for ask in asks)
    return replace(read, asks=asks)


def _with_own_form(asks: Iterable[Ask], *, is_event: bool) -> tuple[Ask, ...]:
    """The own form stands for all that schools would hand in; others do what they did."""
    kept: list[Ask] = []
    steps: tuple[Step, ...] = ()
    for ask in asks:
        others = tuple(party for party in ask.by if party is not Party.SCHOOL)
        if len(others) < len(ask.by):
            steps = steps or ask.steps
        if others or not ask.by:
            kept.append(replace(ask, by=others))
    proof = Proof.EVENT_RESULT if is_event else Proof.REPORT
    return (Ask(proof, (Party.SCHOOL,), each_school=True, steps=steps), *kept)


def _in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    wanted = set(steps)
    return tuple(step for step in Step if step in wanted)


def called_parties(row: PlanRow) -> tuple[Party, ...]:
    """Whom a gathering calls, where bodies without a role of their own are named as well."""
    return _called(_words_of(row))


def has_presence(row: PlanRow) -> bool:
    """Whether people are asked if they come and came."""
    return demand(row).presence is not Presence.NONE


def papers(row: PlanRow, publisher: Party = Party.MUNICIPALITY) -> dict[Party, Paper]:
    """What is handed in about a row, by party.

    What names nobody is up to the `publisher`: the body whose road map it is.
    """
    return dict(_papers(demand(row), publisher))


@lru_cache(maxsize=_REMEMBERED)
def _papers(asked: Demand, publisher: Party) -> tuple[tuple[Party, Paper], ...]:
    parties = dict.fromkeys(party for ask in asked.asks for party in ask.by or (publisher,))
    return tuple(
        (party, _paper(party, [ask for ask in asked.asks if party in (ask.by or (publisher,))]))
        for party in parties
    )


def _paper(party: Party, asks: list[Ask]) -> Paper:
    steps = _in_order(step for ask in asks for step in ask.steps)
    return Paper(
        by=party,
        proofs=tuple(ask.proof for ask in asks),
        goals=tuple(dict.fromkeys(goal for ask in asks for goal in ask.goals)),
        # Whoever writes it has said his word with it.
        steps=tuple(step for step in steps if _RANKS[step] > _RANKS[party]),
        about_schools=any(_is_about_schools(ask, party) for ask in asks),
    )


def _is_about_schools(ask: Ask, party: Party) -> bool:
    if not ask.each_school or party is Party.SCHOOL:
        return False
    return ask.proof in _ABOUT_SCHOOLS or Party.SCHOOL not in ask.by


def is_visited(row: PlanRow) -> bool:
    """Whether somebody comes to the schools: they need not say beforehand that they will."""
    visits = [ask for ask in demand(row).asks if ask.proof is Proof.VISIT]
    return bool(visits) and not any(Party.SCHOOL in ask.by for ask in visits)


def is_owed_by_schools(row: PlanRow) -> bool:
    """Whether each school of a row hands something in about itself."""
    return any(Party.SCHOOL in ask.by for ask in demand(row).asks)


def owing_parties(row: PlanRow) -> frozenset[Party]:
    """All who are named to hand something in about a row."""
    return frozenset(party for ask in demand(row).asks for party in ask.by)


def is_above(step: Step, by: Party) -> bool:
    """Whether somebody who speaks at a step may judge what the party has written."""
    return _RANKS[step] > _RANKS[by]
