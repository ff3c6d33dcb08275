"""Hours as people say them: «10 in the morning», «3 in the afternoon»; folded text."""

from __future__ import annotations

import re
from typing import Final

SPOKEN: Final = re.compile(
    r"(?<![\d.:])(?P<hour>1[0-2]|[1-9])(?:[:.](?P<minute>[0-5]\d))?\s*(?:час\w*\s+)?"
    r"(?P<part>утра|дня|вечера|ночи)\b",
    re.IGNORECASE,
)
# «at 15», «at 15-30» and «15-00» at the end of what was typed, or before Moscow's name; «15» alone.
# A month has no day 0, so a dash before it divides an hour from its minutes.
_HOUR = r"(?P<hour>2[0-3]|[01]?\d)"
_END = r"(?=\s*$|\s+мск)"
WRITTEN: Final = (
    re.compile(rf"(?<!\w)в\s+{_HOUR}(?:-(?P<minute>[0-5]\d))?{_END}", re.IGNORECASE),
    re.compile(rf"(?<![\d.:-]){_HOUR}-(?P<minute>00){_END}", re.IGNORECASE),
    re.compile(rf"^\s*{_HOUR}(?P<minute>){_END}", re.IGNORECASE),
)
AFTER_NOON: Final = frozenset({"дня", "вечера"})
NIGHT: Final = "ночи"
