"""Charts as pictures for a chat: read on a phone, on a light and on a dark background."""

from services.pictures.charts import Bar, Bars, Chart, HeatMap, HeatRow, Lines, Point
from services.pictures.painting import paint, painted

__all__ = [
    "Bar",
    "Bars",
    "Chart",
    "HeatMap",
    "HeatRow",
    "Lines",
    "Point",
    "paint",
    "painted",
]
