"""Indicators of road maps, counted live from attendance, reports and decisions.

`figures_of` gives all figures of a plan; nothing of it is stored but what people enter by hand.
"""

from services.indicators.figure import (
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
from services.indicators.figures import figures_of

__all__ = [
    "Counted",
    "Entry",
    "Figure",
    "Forecast",
    "Named",
    "NamedKind",
    "ProofKind",
    "Shape",
    "Trace",
    "figures_of",
]
