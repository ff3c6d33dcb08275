"""Russian words in names of places, and the headings of a table of places.

All words are folded as `services.names.search_key` folds them: lower case, without the two dots of
yo; a hyphen or a dot is a space.
"""

from __future__ import annotations

from typing import Final

# What a school is legally: says nothing about which one is meant.
FORMS: Final[frozenset[str]] = frozenset(
    (
        "мбоу",
        "мкоу",
        "маоу",
        "моу",
        "мбу",
        "мку",
        "мау",
        "боу",
        "коу",
        "аоу",
        "гбоу",
        "гкоу",
        "гаоу",
        "гоу",
        "кгбоу",
        "кгкоу",
        "гобу",
        "обоу",
        "огбоу",
        "огкоу",
        "огаоу",
        "мобу",
        "мбоусош",
        "мкоусош",
        "маоусош",
        "моусош",
        "чоу",
        "ноу",
        "ано",
        "оано",
        "нчоу",
        "фгкоу",
        "фгбоу",
        "гу",
        "оу",
        "оо",
        "муниципальное",
        "муниципального",
        "бюджетное",
        "бюджетного",
        "казенное",
        "казенного",
        "автономное",
        "автономного",
        "государственное",
        "государственного",
        "краевое",
        "областное",
        "республиканское",
        "частное",
        "некоммерческое",
        "учреждение",
        "учреждения",
        "организация",
        "организации",
        "образования",
    )
)
# Words that stand before a name and may be left out: village, town, «named after».
PARTICLES: Final[frozenset[str]] = frozenset(
    (
        "с",
        "п",
        "г",
        "д",
        "х",
        "ст",
        "пос",
        "село",
        "села",
        "поселок",
        "поселка",
        "пгт",
        "рп",
        "рабочий",
        "рабочего",
        "деревня",
        "деревни",
        "город",
        "города",
        "гор",
        "станица",
        "станицы",
        "хутор",
        "хутора",
        "аул",
        "аула",
        "им",
        "имени",
        "№",
        "no",
        "n",
    )
)
# Kinds of school: the short word, and the phrases that mean it. Longer phrases first.
KINDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        "сош",
        (
            "средняя общеобразовательная школа",
            "средней общеобразовательной школы",
            "средняя образовательная школа",
            "средняя школа",
            "сош",
            "сш",
        ),
    ),
    (
        "оош",
        (
            "основная общеобразовательная школа",
            "основной общеобразовательной школы",
            "основная школа",
            "оош",
            "ош",
        ),
    ),
    (
        "нош",
        (
            "начальная общеобразовательная школа",
            "начальной общеобразовательной школы",
            "начальная школа",
            "нош",
        ),
    ),
    ("гимназия", ("гимназия", "гимназии")),
    ("лицей", ("лицей", "лицея")),
    ("интернат", ("школа интернат", "интернат")),
)
# Any school: agrees with every kind above that is one.
SCHOOL: Final = "школа"
SCHOOL_KINDS: Final[frozenset[str]] = frozenset({"сош", "оош", "нош"})
# «Общеобразовательное» of a legal form, which no kind above has taken.
GENERAL: Final[frozenset[str]] = frozenset(
    {"общеобразовательное", "общеобразовательного", "образовательное", "образовательного"}
)
# A branch names its head school: the two must not be taken for one another.
BRANCH: Final[frozenset[str]] = frozenset({"филиал", "филиала"})
# Headings of a table of places, folded, and the names of the columns.
HEADINGS: Final[dict[str, str]] = {
    "регион": "region",
    "субъект": "region",
    "субъект рф": "region",
    "муниципалитет": "municipality",
    "муниципальное образование": "municipality",
    "район": "municipality",
    "школа": "school",
    "оо": "school",
    "образовательная организация": "school",
    "общеобразовательная организация": "school",
    "наименование оо": "school",
    "наименование школы": "school",
    "часовой пояс региона": "region_timezone",
    "часовой пояс муниципалитета": "municipality_timezone",
    "часовой пояс школы": "school_timezone",
    "другие названия": "aliases",
    "прежнее название": "former_name",
    "филиал школы": "branch_of",
    "участник в": "participant_years",
    "годы участия": "participant_years",
    "партнер в": "partner_years",
    "годы партнерства": "partner_years",
    "партнер школы": "partner_of",
    "открыть снова": "reopen",
}

# Before a year that a school has no part in any more: «нет 2027». A minus does the same where a
# spreadsheet leaves it alone.
NOT_IN: Final[frozenset[str]] = frozenset(("нет", "не", "no", "not", "-", "–", "−"))

# A cell that agrees.
YES: Final[frozenset[str]] = frozenset(("да", "yes", "1", "+", "true", "истина"))

# How headings begin in other lists of schools, and in a road map, which is no such list.
OF_SCHOOLS: Final[tuple[str, ...]] = (
    "адрес",
    "населенный",
    "село",
    "телефон",
    "директор",
    "руководитель",
    "инн",
    "email",
    "e mail",
    "почта",
    "электронная",
    "сайт",
    "тип",
    "вид",
    "полное",
    "краткое",
    "address",
    "phone",
)
OF_A_ROAD_MAP: Final[tuple[str, ...]] = (
    "мероприят",
    "срок",
    "дата",
    "ответствен",
    "результат",
    "содержание",
    "activity",
    "term",
)
