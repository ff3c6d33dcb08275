"""Who is among the numerator of a figure, by name, with the rows that prove it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from db.enums import Intention, PartyKind, PlaceKind, Role
from db.models import Place, PlanRow
from db.repositories.figures import HandedIn, Said
from db.repositories.plans import Happening
from roadmap import asks
from services.audience import Party
from services.decisions import counts, next_step, steps_of
from services.demands import Owed
from services.indicators.figure import Counted, Named, NamedKind, ProofKind, Trace
from services.indicators.ground import Ground, ReportKey
from services.indicators.measures import Measure
from services.presence import said_fact, took_part

_SCHOOLS = frozenset({asks.Party.SCHOOL})
_MUNICIPALITIES = frozenset({asks.Party.MUNICIPALITY})
_SPEAKERS = (Role.MUNICIPAL_COORDINATOR, Role.OWNER)
_PERSONAL: Mapping[asks.Party, tuple[Role, ...]] = {
    asks.Party.CURATOR: (Role.CURATOR,),
    asks.Party.METHODIST: (Role.METHODIST,),
    asks.Party.REGION: (Role.REGIONAL_COORDINATOR,),
}


def named_of(ground: Ground, row: PlanRow, measure: Measure) -> tuple[Named, ...]:
    """All who stand in the denominator; those with traces stand in the numerator too."""
    match measure.counted:
        case Counted.ATTENDED:
            return tuple(_attending(ground, row, measure))
        case Counted.CURATED:
            return tuple(_curated(ground, row))
        case Counted.ACTIVITIES:
            return ()
    return tuple(_owing(ground, row, measure))


# -- who was there ------------------------------------------------------------------------


def _attending(ground: Ground, row: PlanRow, measure: Measure) -> Iterator[Named]:
    happenings = ground.happenings.get(row.id, ())
    begun = [one for one in happenings if ground.has_come(one.occurrence.begins_at)]
    for name, parties in _invited(ground, row, measure):
        if measure.each_time:
            for found in begun:
                yield _present(ground, [found], name, parties, each_time=True)
        elif happenings:
            yield _present(ground, happenings, name, parties, each_time=False)


def _invited(
    ground: Ground, row: PlanRow, measure: Measure
) -> Iterator[tuple[Named, tuple[Party, ...]]]:
    """Those counted with the parties whose answer is theirs: a body speaks by its people."""
    if measure.whom == _MUNICIPALITIES:
        for place in ground.bodies[PlaceKind.MUNICIPALITY]:
            if ground.is_within(place.path):
                yield _place(place), tuple(_speakers(ground, place))
        return
    if measure.whom == _SCHOOLS:
        for school in ground.schools_of(row):
            yield _place(school), (Party(PartyKind.SCHOOL, school.id),)
        return
    wanted = _people_wanted(ground, measure)
    for one in ground.expected(row).attending:
        is_person = one.party.kind is PartyKind.PERSON
        if wanted is not None and (not is_person or one.party.id not in wanted):
            continue
        kind = NamedKind.PERSON if is_person else NamedKind.PLACE
        yield Named(kind, one.party.id, one.name, one.path), (one.party,)


def _people_wanted(ground: Ground, measure: Measure) -> set[int] | None:
    if measure.whom is None:
        return None
    roles = {role for party in measure.whom for role in _PERSONAL.get(party, ())}
    return {row.person.id for row, seat in ground.people if seat.role in roles}


def _speakers(ground: Ground, place: Place) -> Iterator[Party]:
    for row, seat in ground.people:
        if seat.place_id == place.id and seat.role in _SPEAKERS:
            yield Party(PartyKind.PERSON, row.person.id)


def _place(place: Place) -> Named:
    return Named(NamedKind.PLACE, place.id, place.name, place.path)


def _present(
    ground: Ground,
    happenings: Sequence[Happening],
    name: Named,
    parties: tuple[Party, ...],
    *,
    each_time: bool,
) -> Named:
    days = [found.occurrence for found in happenings]
    answers = [ground.answers.get((day.id, party)) for day in days for party in parties]
    traces = [
        Trace(
            ProofKind.ATTENDANCE,
            answer.id,
            answer.answered_at,
            occurrence_id=answer.occurrence_id,
        )
        for answer in answers
        if answer is not None and took_part(answer) and ground.has_come(answer.answered_at)
    ]
    return replace(
        name,
        occurrence_id=happenings[0].occurrence.id if each_time else 0,
        due_at=max(found.occurrence.ends_at for found in happenings),
        # Nobody is asked about a window: its day is not known yet.
        held_at=min((one.ends_at for one in days if one.precision == "day"), default=None),
        is_open=any(_may_still_come(ground, found, parties) for found in happenings),
        traces=_in_time(traces),
    )


def _may_still_come(ground: Ground, found: Happening, parties: Iterable[Party]) -> bool:
    """Until an event is closed whoever has not said otherwise may have been there."""
    closed = found.occurrence.closed_at
    if closed is not None and ground.has_come(closed):
        return False
    answers = [ground.answers.get((found.occurrence.id, party)) for party in parties]
    return not answers or any(not _has_missed(answer) for answer in answers)


def _has_missed(answer: Said | None) -> bool:
    if answer is None:
        return False
    fact = said_fact(answer)
    return answer.intention == Intention.ABSENT if fact is None else not took_part(answer)


# -- who has handed in --------------------------------------------------------------------


def _owing(ground: Ground, row: PlanRow, measure: Measure) -> Iterator[Named]:
    owed = _of_whom(ground.expected(row).owed, measure)
    happenings = ground.happenings.get(row.id, ())
    if not measure.each_time:
        for one in owed if happenings else ():
            yield _handed_in(ground, happenings, one, measure)
        return
    for found in happenings:
        named = [_handed_in(ground, [found], one, measure) for one in owed]
        # What is ahead nobody has missed yet; it counts from the first who was early.
        if ground.has_come(found.occurrence.begins_at) or any(one.traces for one in named):
            yield from (replace(one, occurrence_id=found.occurrence.id) for one in named)


def _of_whom(owed: Sequence[Owed], measure: Measure) -> list[Owed]:
    if measure.whom is None:
        return list(owed)
    return [one for one in owed if _subject(one) in measure.whom] or list(owed)


def _subject(one: Owed) -> asks.Party:
    """Whose share it counts in: what is written about a school is the school's."""
    return asks.Party.SCHOOL if one.paper.about_schools else one.key.by


def _handed_in(
    ground: Ground, happenings: Sequence[Happening], one: Owed, measure: Measure
) -> Named:
    sent = [
        (found, report)
        for found in happenings
        for report in ground.reports.get(_key(found, one), ())
    ]
    traces = [
        trace
        for found, report in sent
        if (trace := trace_of(ground, found, report, measure)) is not None
    ]
    key = one.key
    return Named(
        NamedKind.PERSON if key.person_id else NamedKind.PLACE,
        key.person_id or key.place_id,
        one.name,
        one.path,
        by=key.by,
        due_at=max(found.occurrence.ends_at for found in happenings),
        is_with_curator=any(
            next_step(report.status, steps_of(found, report.by)) is asks.Step.CURATOR
            and ground.has_come(report.submitted_at)
            for found, report in sent
        ),
        traces=_in_time(traces),
    )


def _key(found: Happening, one: Owed) -> ReportKey:
    key = one.key
    place_id = 0 if key.person_id else key.place_id
    return found.occurrence.id, key.by, place_id, key.person_id


def trace_of(ground: Ground, found: Happening, report: HandedIn, measure: Measure) -> Trace | None:
    """What a report adds to a figure; None where it does not count, or not yet."""
    steps = steps_of(found, report.by)
    decided = report.decided_at if steps else None
    at = decided or report.submitted_at
    if not counts(report.status, steps) or not ground.has_come(at):
        return None
    amount, whole = _amounts(report.answers, measure)
    if amount is None:
        return None
    return Trace(ProofKind.REPORT, report.id, at, amount, whole, found.occurrence.id)


def _amounts(answers: Mapping[str, Any], measure: Measure) -> tuple[float | None, float | None]:
    match measure.counted:
        case Counted.CERTIFIED:
            # A team is trained when somebody of it is.
            return _number(answers, "certificates") or None, _number(answers, "team")
        case Counted.LINKS:
            given = answers.get(measure.number) or ()
            return float(sum(isinstance(one, Mapping) and "link" in one for one in given)), None
        case Counted.NUMBERS | Counted.GROWTH:
            whole = _number(answers, measure.whole) if measure.whole else None
            if measure.whole and not whole:
                return None, None
            return _number(answers, measure.number), whole
    return 1, None


def _number(answers: Mapping[str, Any], name: str) -> float | None:
    value = answers.get(name)
    return float(value) if isinstance(value, int | float) else None


# -- who has a curator --------------------------------------------------------------------


def _curated(ground: Ground, row: PlanRow) -> Iterator[Named]:
    schools = ground.schools_of(row) or ground.schools_taking_part(row)
    happenings = ground.happenings.get(row.id, ())
    due_at = max((one.occurrence.ends_at for one in happenings), default=None)
    for school in schools:
        traces = [
            Trace(ProofKind.MEMBERSHIP, one.membership_id, one.at)
            for one in ground.curators
            if school.path.startswith(one.path) and ground.has_come(one.at)
        ]
        yield replace(_place(school), due_at=due_at, traces=_in_time(traces))


def _in_time(traces: Iterable[Trace]) -> tuple[Trace, ...]:
    return tuple(sorted(traces, key=lambda trace: (trace.at, trace.id)))
