"""Russian words by which two rows are known to speak of the same work.

Patterns are matched against folded text.
"""

from __future__ import annotations

import re
from typing import Final

# What schools make and others look through: «концептуальные документы», «антирисковые программы».
WORK: Final = re.compile(
    r"\b([а-я]{5,}(?:ые|ие|ых|их|ым|им|ыми|ими|ая|ую|ой|ой|ого|его))\s+"
    r"(документ|программ|материал|концепци|отчет|анкет|практик|паспорт|дорожн)[а-я]*"
)
# Which round of it: «1 этапа», «2 мониторинга», «II этап», «второго этапа».
ROUND: Final = re.compile(
    r"\b(?:([1-4])(?:-?[а-я]{1,3})?|(i{1,3}|iv)|(перв|втор|трет|четверт)[а-я]+)\s+"
    r"(?:этап|мониторинг|тур|волн|полугоди|период)"
)
ROUND_WORDS: Final[dict[str, str]] = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4",
    "перв": "1", "втор": "2", "трет": "3", "четверт": "4",
}  # fmt: skip
