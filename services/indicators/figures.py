"""The figures of a plan: those counted of its rows, with targets, forecasts and manual entries."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil

from db.models import FigureEntry, Plan, PlanRow
from db.store import Store
from roadmap.goals import periods_between, window_of
from services.indicators.counting import named_of
from services.indicators.figure import (
    HUNDRED,
    Counted,
    Entry,
    Figure,
    Forecast,
    Named,
    NamedKind,
    ProofKind,
    Shape,
    Trace,
)
from services.indicators.ground import Ground, survey
from services.indicators.measures import PER_CENT, POINTS, YES_NO, Measure, measures_of

_NUMBERS = frozenset({Counted.NUMBERS, Counted.GROWTH, Counted.LINKS})


async def figures_of(
    store: Store,
    plan: Plan,
    *,
    place_path: str | tuple[str, ...] | None = None,
    cohort: int | None = None,
    until: datetime | None = None,
) -> list[Figure]:
    """All figures of a plan, in the order of its rows.

    `place_path` counts only those below a place or several, `cohort` only schools that take part
    since that year. As of `until`: what was said later is not counted, what begins later is not
    expected; without it everything is.
    """
    ground = await survey(store, plan, place_path=place_path, cohort=cohort, until=until)
    return await counted(ground) if ground is not None else []


async def counted(ground: Ground) -> list[Figure]:
    """The same beside the loop: the figures of a region are a second of arithmetic."""
    return await asyncio.to_thread(count, ground)


def count(ground: Ground) -> list[Figure]:
    """The figures of everything that was fetched: arithmetic only."""
    measured = [
        (row, part, measure) for row in ground.rows for part, measure in enumerate(measures_of(row))
    ]
    figures = [_figure(ground, row, part, measure) for row, part, measure in measured]
    figures = _with_growth(figures, [measure for _, _, measure in measured])
    return [
        _of_activities(ground, figure, figures) if figure.counted is Counted.ACTIVITIES else figure
        for figure in figures
    ]


def _figure(ground: Ground, row: PlanRow, part: int, measure: Measure) -> Figure:
    named = named_of(ground, row, measure)
    done = tuple(one for one in named if one.traces)
    amount, whole = _sums(done, measure)
    target, plan = _target(ground, row, (part, measure), named)
    begins_at = min(
        (one.occurrence.begins_at for one in ground.happenings.get(row.id, ())), default=None
    )
    is_ahead = begins_at is not None and not ground.has_come(begins_at)
    value = _value(measure, done, named, (amount, whole))
    if measure.counted is Counted.ATTENDED and is_ahead and not done:
        # Nobody has missed what is still ahead.
        value = None
    figure = Figure(
        row_id=row.id,
        part=part,
        number=row.number,
        section=row.section,
        title=row.title,
        shape=measure.shape,
        counted=measure.counted,
        done=done,
        of=named,
        value=value,
        target=target,
        plan=plan,
        unit=measure.unit,
        words=measure.goal.unit if measure.goal is not None else "",
        amount=amount,
        whole=whole,
        begins_at=begins_at,
    )
    return _entered(ground, figure)


def _sums(done: Iterable[Named], measure: Measure) -> tuple[float | None, float | None]:
    """What people entered, added up; None where places or people are counted."""
    if measure.counted not in _NUMBERS:
        return None, None
    traces = [trace for one in done for trace in one.traces]
    if not traces:
        return None, None
    whole = sum(trace.whole or 0 for trace in traces) if measure.whole else None
    return sum(trace.amount for trace in traces), whole


def _value(
    measure: Measure,
    done: Sequence[Named],
    named: Sequence[Named],
    sums: tuple[float | None, float | None],
) -> float | None:
    if measure.counted in _NUMBERS:
        amount, whole = sums
        if amount is None or not measure.whole:
            return amount
        return HUNDRED * amount / whole if whole else None
    if not named:
        return None
    if measure.unit == PER_CENT:
        return HUNDRED * len(done) / len(named)
    if measure.unit == YES_NO:
        return float(len(done) == len(named))
    return float(len(done))


def _target(
    ground: Ground, row: PlanRow, of: tuple[int, Measure], named: Sequence[Named]
) -> tuple[float | None, float | None]:
    """What is wanted in the end, and of that by now."""
    part, measure = of
    set_by_hand = ground.entries.get((row.id, part, True))
    target = measure.target
    goal = measure.goal
    if set_by_hand is not None and set_by_hand.amount is not None:
        target = set_by_hand.amount
    elif goal is not None and goal.per:
        return _periodical(ground, row, goal.at_least, goal.per)
    elif measure.unit == YES_NO:
        target = 1.0
    if target is None:
        return None, None
    due = [one.due_at is not None and ground.has_come(one.due_at) for one in named]
    if measure.unit == PER_CENT and due:
        return target, target * sum(due) / len(due)
    return target, target if due and all(due) else None


def _periodical(
    ground: Ground, row: PlanRow, at_least: int, per: str
) -> tuple[float | None, float | None]:
    """So many each month: so many times as there are months."""
    window = window_of(row.schedule or {}, ground.plan.year)
    if window is None:
        return float(at_least), None
    first, last = window
    whole = float(at_least * max(periods_between(per, first, last), 1))
    if ground.until is None:
        return whole, whole
    today = min(ground.until.date(), last)
    return whole, float(at_least * periods_between(per, first, today))


def _entered(ground: Ground, figure: Figure) -> Figure:
    """What a coordinator entered stands for what was counted, of the whole plan only."""
    row = ground.entries.get((figure.row_id, figure.part, False))
    if row is None or row.amount is None or not ground.is_whole:
        return replace(figure, forecast=forecast_of(figure))
    entry = Entry(row.id, row.amount, row.whole, row.added_by, row.added_at)
    return replace(
        figure,
        value=_entered_value(figure, row),
        counted_value=figure.value,
        is_manual=True,
        entry=entry,
    )


def _entered_value(figure: Figure, row: FigureEntry) -> float | None:
    amount = row.amount or 0
    if figure.unit == YES_NO:
        return float(amount > 0)
    if figure.unit in {PER_CENT, POINTS} and row.whole:
        return HUNDRED * amount / row.whole
    return amount


def forecast_of(figure: Figure) -> Forecast | None:
    """Whether the target can still be reached by those who have not done it."""
    if figure.target is None or figure.value is None or figure.counted in _NUMBERS:
        return None
    if not figure.of or figure.shape is Shape.FACT:
        return None
    wanted = figure.target
    if figure.unit == PER_CENT:
        # Six times seven per cent of a hundred is not a little more than forty-two.
        wanted = round(figure.target * len(figure.of) / HUNDRED, 6)
    return Forecast(ceil(wanted) - len(figure.done), sum(one.is_open for one in figure.missing))


def _with_growth(figures: Sequence[Figure], measures: Sequence[Measure]) -> list[Figure]:
    """A growth is what a share has become less what the same share was before."""
    found: list[Figure] = []
    before: float | None = None
    for figure, measure in zip(figures, measures, strict=True):
        is_share = measure.number == "share_part"
        own = figure.value
        grown = figure
        is_counted = figure.entry is None or figure.entry.whole is not None
        if measure.counted is Counted.GROWTH and is_counted:
            growth = own - before if own is not None and before is not None else None
            grown = replace(figure, value=growth)
        if is_share and own is not None:
            before = own
        found.append(grown)
    return found


def _of_activities(ground: Ground, figure: Figure, figures: Sequence[Figure]) -> Figure:
    """The share of rows that are done, of all others of the map."""
    by_row: dict[int, list[Figure]] = {}
    for one in figures:
        by_row.setdefault(one.row_id, []).append(one)
    named = tuple(
        _activity(ground, row, by_row.get(row.id, []))
        for row in ground.rows
        if row.id != figure.row_id
    )
    done = tuple(one for one in named if one.traces)
    counted = HUNDRED * len(done) / len(named) if named else None
    if figure.is_manual:
        return replace(figure, of=named, done=done, counted_value=counted)
    whole = replace(figure, of=named, done=done, value=counted)
    return replace(whole, forecast=forecast_of(whole))


def _activity(ground: Ground, row: PlanRow, figures: Sequence[Figure]) -> Named:
    happenings = ground.happenings.get(row.id, ())
    ends = [one.occurrence.ends_at for one in happenings]
    traces: tuple[Trace, ...] = ()
    if all(ground.has_come(end) for end in ends) and is_fulfilled(figures):
        last = [_last_trace(figure) for figure in figures]
        known = [trace for trace in last if trace is not None]
        traces = (max(known, key=lambda trace: trace.at),) if known else ()
    return Named(
        NamedKind.ROW,
        row.id,
        f"{row.number} {row.title}".strip(),
        ground.place.path,
        due_at=max(ends, default=None),
        traces=traces,
    )


def is_fulfilled(figures: Sequence[Figure]) -> bool:
    """Whether a row is done: each figure at its target; without one, somebody came, all is in."""
    return bool(figures) and all(_is_met(figure) for figure in figures)


def _is_met(figure: Figure) -> bool:
    if figure.value is None:
        return False
    if figure.target is not None:
        return figure.value >= figure.target
    if figure.counted is Counted.HANDED_IN and figure.unit == PER_CENT:
        return figure.value >= HUNDRED
    return figure.value > 0


def _last_trace(figure: Figure) -> Trace | None:
    if figure.entry is not None:
        return Trace(ProofKind.ENTRY, figure.entry.id, figure.entry.added_at)
    traces = [trace for one in figure.done for trace in one.traces]
    return max(traces, key=lambda trace: trace.at, default=None)
