"""How people write «so many of so many»."""

from __future__ import annotations

import re
from typing import Final

AMOUNT: Final = re.compile(
    r"(?P<amount>[+\-\u2212]?\d{1,12}(?:[.,]\d{1,4})?)\s*(?P<percent>%|проц[а-я]*|percent)?"
    r"(?:\s*(?:из|/|of|от)\s*(?P<whole>\d{1,12}(?:[.,]\d{1,4})?))?",
    re.ASCII,
)
