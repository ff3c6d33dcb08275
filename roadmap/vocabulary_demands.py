"""Russian words by which a row tells who hands something in, how many, and who must agree.

Patterns are matched against folded text.
"""

from __future__ import annotations

import re
from typing import Final

# Who does it, in the instrumental case: «разработка кураторами»; not «договор с кураторами».
_NOT_WITH: Final = r"(?<![:,] )(?<!\bс )(?<!\bсо )(?<!\bи )(?<!\bмежду )(?<!\bнад )\b"
AGENTS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (party, re.compile(_NOT_WITH + pattern))
    for party, pattern in (
        ("curator", r"куратор(?:ами|ом)\b"),
        ("methodist", r"методист(?:ами|ом)\b"),
        ("municipality", r"(?:муниципальным(?:и)? координатор(?:ами|ом)|муниципалитетами)\b"),
        (
            "school",
            r"(?:школами|общеобразовательными организациями|образовательными организациями|"
            r"директорами школ|руководителями (?:оо|школ|шнор))\b",
        ),
    )
)
# Which level a body belongs to that is neither a school nor a coordinator nor an institute.
MUNICIPAL_BODY: Final = re.compile(
    r"моуо\b|омсу\b|муницип|управлени[а-я]+ образовани|отдел[а-я]* образовани|"
    r"местного самоуправлени|администраци"
)
REGIONAL_BODY: Final = re.compile(r"цоко\b|оценки качества|региональн|республикан|краев|областн")
FEDERAL_BODY: Final = re.compile(r"фиоко\b|рособр|федеральн")

# A course that ends with a certificate; «обучение на площадке» does not.
COURSE: Final = re.compile(
    r"повышени[а-я]+ квалификации|\bкпк\b|\bдпп|курс[а-я]* пк\b|переподготовк|"
    r"дополнительн[а-я]+ профессиональн[а-я]+ программ"
)
# Schools agree with each other; otherwise the responsible body signs.
SCHOOLS_AGREE: Final = re.compile(r"взаимодействи[а-я]+ школ|между школами")
COORDINATOR_ACCEPTS: Final = re.compile(
    r"(?:принят|согласован|подтвержден|утвержден)[а-я]*\s+(?:муниципальн[а-я]+ координатор|моуо\b)"
)

# «Не менее 5 онлайн-сессий», «не менее двух лучших практик … в месяц».
AT_LEAST: Final = re.compile(
    r"не менее\s+(?P<number>\d{1,6}|двух|трех|четырех|пяти|десяти)(?:-?[а-я]{1,2})?\s+"
    r"(?P<unit>(?:[а-я0-9-]+(?:ых|их)\s+){0,3}[а-я][а-я0-9-]*)"
    r"(?:\s+(?:в|за|каждый)\s+(?P<per>недел|месяц|квартал|год))?"
)
NUMBERS: Final = {"двух": 2, "трех": 3, "четырех": 4, "пяти": 5, "десяти": 10}
PERIODS: Final = {"недел": "week", "месяц": "month", "квартал": "quarter", "год": "year"}
