"""What a benchmark says: rounds, medians, ratios, and how they are printed.

Variants of one round are shuffled, so that a busy machine is equally unfair to all of them.
"""

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time

_LINE = "{:<4} {:<58} {:>10} {:>9}  {}"


@dataclass
class Sample:
    """One variant in one round: seconds by the clock and of the processor, for each operation."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Scope:
    """How thorough a run is."""

    rounds: int
    quick: bool
    full: bool

    def pick(self, quick: int, usual: int, full: int | None = None) -> int:
        """A size for this run."""
        if self.quick:
            return quick
        return full if self.full and full is not None else usual


@dataclass
class Goal:
    """One figure beside what it should be; None as a limit is for the reader only."""

    name: str
    what: str
    figure: float
    limit: float | None = None
    at_least: bool = False
    note: str = ""
    # What the issue allows as a first step.
    first_step: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the figure is where it should be."""
        return self._within(self.limit)

    @property
    def verdict(self) -> str:
        """In a word or two."""
        if self.limit is None:
            return ""
        if self.is_met:
            return "met"
        if self.first_step is not None and self._within(self.first_step):
            return f"first step ({_number(self.first_step)}) met"
        return "SHORT"

    def _within(self, limit: float | None) -> bool:
        if limit is None:
            return True
        return self.figure >= limit if self.at_least else self.figure <= limit

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        limit = "" if self.limit is None else f"{sign} {_number(self.limit)}"
        return _LINE.format(
            self.name, self.what, _number(self.figure), limit, "; ".join(filter(None, self._words))
        )

    @property
    def _words(self) -> tuple[str, str]:
        return self.verdict, self.note


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.3g}"


def heading() -> str:
    """The first line of the table."""
    return _LINE.format("", "figure", "measured", "goal", "")


Variant = Callable[[], Awaitable[Sample]]


@dataclass
class Series:
    """What the variants of one comparison have shown so far."""

    samples: dict[str, list[Sample]] = field(default_factory=dict)

    def wall(self, name: str) -> float:
        """Median seconds by the clock."""
        return median(sample.wall for sample in self.samples[name])

    def cpu(self, name: str) -> float:
        """Median seconds of the processor."""
        return median(sample.cpu for sample in self.samples[name])

    def ratio(self, name: str, anchor: str, of: Callable[[Sample], float]) -> float:
        """Median of the rounds' own ratios: what disturbs a round disturbs both in it."""
        pairs = zip(self.samples[name], self.samples[anchor], strict=True)
        return median(of(one) / max(of(other), 1e-9) for one, other in pairs)

    def table(self) -> str:
        """Both medians of every variant, in microseconds."""
        return "\n".join(
            f"     {name:<39} {self.wall(name) * 1e6:>9.1f} µs CPU {self.cpu(name) * 1e6:>10.1f} µs"
            for name in self.samples
        )


async def compare(variants: Mapping[str, Variant], rounds: int) -> Series:
    """Run every variant once a round, in a new order each time; the first round is thrown away."""
    series = Series({name: [] for name in variants})
    names = list(variants)
    for number in range(rounds + 1):
        random.shuffle(names)
        for name in names:
            sample = await variants[name]()
            if number:
                series.samples[name].append(sample)
    return series


async def timed(work: Callable[[], Awaitable[object]], operations: int) -> Sample:
    """What some work in this process takes, for each of its operations."""
    wall, cpu = perf_counter(), process_time()
    await work()
    return Sample((perf_counter() - wall) / operations, (process_time() - cpu) / operations)


def share(values: list[float], part: float) -> float:
    """The value that a part of all values does not exceed: 0.99 for the p99."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0
