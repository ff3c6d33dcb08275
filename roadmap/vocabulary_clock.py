"""Hours as people say them: «10 in the morning», «3 in the afternoon»; folded text."""

from __future__ import annotations

import re
from typing import Final

SPOKEN: Final = re.compile(
    r"(?<![\d.:])(?P<hour>1[0-2]|[1-9])(?:[:.](?P<minute>[0-5]\d))?\s*(?:час\w*\s+)?"
    r"(?P<part>утра|дня|вечера|ночи)\b",
    re.IGNORECASE,
)
AFTER_NOON: Final = frozenset({"дня", "вечера"})
NIGHT: Final = "ночи"
