"""What is counted for a row, read from its words: no database, the same row gives the same.

A row has one main figure, that of its indicator or of what it asks for, and one for each of its
thresholds («at least …»).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from db.models import PlanRow
from roadmap.asks import Demand, Goal, Party, Presence, Proof
from roadmap.goals import kind_of_people
from roadmap.indicators import Indicator, read_indicator
from services.indicators.figure import HUNDRED, Counted, Shape
from services.row_demands import demand

PER_CENT = "%"
POINTS = "pp"
YES_NO = "bool"
_READ_CHARS = 3000
_SCHOOLS = frozenset({Party.SCHOOL})
_MUNICIPALITIES = frozenset({Party.MUNICIPALITY})
# Whose share it is, by the unit of the indicator; others are everybody the row concerns.
_WHOM: Mapping[str | None, frozenset[Party]] = {
    "school": _SCHOOLS,
    "team": _SCHOOLS,
    "authority": _MUNICIPALITIES,
    "municipality": _MUNICIPALITIES,
    "coordinator": _MUNICIPALITIES,
    "curator": frozenset({Party.CURATOR}),
}
_BY_HAND = frozenset({Proof.SHARE, Proof.PUPIL_SHARE})
_OF_ANSWERS = frozenset({Counted.CERTIFIED, Counted.LINKS, Counted.NUMBERS, Counted.GROWTH})


@dataclass(frozen=True, slots=True)
class Measure:
    """How one figure of a row is counted.

    `whom` None is everybody; `each_time`: every happening counts for itself, else once is enough.
    """

    shape: Shape
    counted: Counted
    unit: str
    whom: frozenset[Party] | None = None
    each_time: bool = True
    target: float | None = None
    # The answers of a report that are added up: the number, and the whole it is part of.
    number: str = ""
    whole: str = ""
    goal: Goal | None = None


def measures_of(row: PlanRow) -> tuple[Measure, ...]:
    """The figures of a row in their order; `Figure.part` is the place in it."""
    asked = demand(row)
    read = read_indicator(row.indicator_raw[:_READ_CHARS], row.result_raw[:_READ_CHARS])
    return (*_main(row, asked, read), *_thresholds(asked))


def hangs_on_others(row: PlanRow) -> bool:
    """Whether a figure of a row is counted from figures of other rows."""
    return any(one.counted in {Counted.ACTIVITIES, Counted.GROWTH} for one in measures_of(row))


def reads_answers(row: PlanRow) -> bool:
    """Whether a figure of a row is made of what reports say, not only of their being there."""
    return any(one.counted in _OF_ANSWERS for one in measures_of(row))


def _main(row: PlanRow, asked: Demand, read: Indicator) -> Iterator[Measure]:
    match read.type:
        case "share" | "dynamics":
            yield _share(row, asked, read)
        case "count":
            yield _count(asked)
        case "fact":
            yield Measure(Shape.FACT, Counted.HANDED_IN, YES_NO)
        case "threshold":
            if not any(ask.goals for ask in asked.asks):
                yield from _asked_for(asked)
        case None:
            yield from _asked_for(asked)


def _share(row: PlanRow, asked: Demand, read: Indicator) -> Measure:
    proofs = {ask.proof for ask in asked.asks}
    by_hand = next((proof for proof in proofs if proof in _BY_HAND), None)
    if by_hand is not None:
        return _entered(by_hand, is_growth=read.type == "dynamics")
    if read.unit == "activity":
        return Measure(Shape.SHARE, Counted.ACTIVITIES, PER_CENT, target=asked.share)
    is_everyone = asked.share == HUNDRED
    shape = Shape.EVERYONE if is_everyone else Shape.SHARE
    whom = _WHOM.get(read.unit)
    counted = _counted(row, asked, read, proofs)
    return Measure(shape, counted, PER_CENT, whom, each_time=is_everyone, target=asked.share)


def _counted(row: PlanRow, asked: Demand, read: Indicator, proofs: set[Proof]) -> Counted:
    is_about_each = any(ask.each_school for ask in asked.asks)
    if row.kind == "appointment" and read.unit == "school" and not is_about_each:
        return Counted.CURATED
    if read.unit == "team" and Proof.CERTIFICATES in proofs:
        return Counted.CERTIFIED
    if row.kind == "visit" and Proof.VISIT in proofs:
        return Counted.HANDED_IN
    is_attended = asked.presence is not Presence.NONE
    return Counted.ATTENDED if is_attended else Counted.HANDED_IN


def _entered(proof: Proof, *, is_growth: bool) -> Measure:
    number, whole = (
        ("pupils_part", "pupils_whole")
        if proof is Proof.PUPIL_SHARE
        else ("share_part", "share_whole")
    )
    return Measure(
        Shape.SHARE,
        Counted.GROWTH if is_growth else Counted.NUMBERS,
        POINTS if is_growth else PER_CENT,
        _SCHOOLS if proof is Proof.PUPIL_SHARE else None,
        number=number,
        whole=whole,
    )


def _count(asked: Demand) -> Measure:
    if any(ask.proof is Proof.COUNTER for ask in asked.asks):
        return Measure(Shape.COUNT, Counted.NUMBERS, "", number="count")
    if asked.presence is not Presence.NONE:
        return Measure(Shape.COUNT, Counted.ATTENDED, "", _SCHOOLS, each_time=False)
    return Measure(Shape.COUNT, Counted.HANDED_IN, "", each_time=False)


def _asked_for(asked: Demand) -> Iterator[Measure]:
    """A row without an indicator is measured by what it asks for."""
    target = asked.share
    if asked.presence is not Presence.NONE:
        yield Measure(Shape.SHARE, Counted.ATTENDED, PER_CENT, target=target)
    if not asked.asks:
        return
    if all(ask.proof is Proof.CERTIFICATES for ask in asked.asks):
        yield Measure(Shape.SHARE, Counted.CERTIFIED, PER_CENT, each_time=False, target=target)
        return
    is_shared = len({party for ask in asked.asks for party in ask.by}) > 1 or any(
        ask.each_school for ask in asked.asks
    )
    if is_shared:
        yield Measure(Shape.SHARE, Counted.HANDED_IN, PER_CENT, target=target)
    else:
        yield Measure(Shape.FACT, Counted.HANDED_IN, YES_NO)


def _thresholds(asked: Demand) -> Iterator[Measure]:
    for ask in asked.asks:
        for at, goal in enumerate(ask.goals, 1):
            people = kind_of_people(goal)
            if ask.proof is Proof.PUBLICATION and people is not None:
                # So many people, however many links each of them has.
                yield Measure(
                    Shape.THRESHOLD,
                    Counted.HANDED_IN,
                    "",
                    frozenset({people}),
                    each_time=False,
                    target=goal.at_least,
                    goal=goal,
                )
            elif ask.proof is Proof.PUBLICATION:
                yield Measure(
                    Shape.THRESHOLD,
                    Counted.LINKS,
                    "",
                    target=goal.at_least,
                    number="links",
                    goal=goal,
                )
            else:
                yield Measure(
                    Shape.THRESHOLD,
                    Counted.NUMBERS,
                    "",
                    target=goal.at_least,
                    number=f"count_{at}",
                    goal=goal,
                )
