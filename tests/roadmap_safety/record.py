"""Counts of a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Record:
    """How the files ended, the slowest, the largest, and how long the loop was kept waiting."""

    seed: int
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    largest_kib: int = 0
    lag: float = 0.0

    def note(self, name: str, outcome: str, seconds: float) -> None:
        """One file has ended."""
        self.outcomes[outcome] += 1
        self.slowest = max(self.slowest, (seconds, name))

    def summary(self) -> str:
        """One line for the end of the run."""
        counts = ", ".join(f"{code} {count}" for code, count in self.outcomes.most_common())
        return (
            f"road-map safety, seed {self.seed}: {self.outcomes.total()} files ({counts}); "
            f"slowest {self.slowest[0]:.1f} s ({self.slowest[1]!r:.40}); largest child "
            f"{self.largest_kib / 1024:.0f} MiB; loop lag {self.lag * 1000:.0f} ms"
        )
