"""Russian words for territories, as the heading of a map declines them; folded text."""

from __future__ import annotations

import re
from typing import Final

# «of the Lugovskoy district», «of the Altai territory»: an adjective, then the kind of place.
ADJECTIVE: Final = re.compile(
    r"\b(?P<name>[а-я]+(?:-[а-я]+)*?(?:ск|цк|н|ов|ев))(?:ого|ому|ом|ий|ый|ой|ая|ую|ое)\s+"
    r"(?:муниципальн\w+\s+|городск\w+\s+)?(?P<kind>район|округ|кра[йяюе]|област)\w*"
)
# «the republic of Kalmykia», «the municipality Alapayevskoye».
NAMED: Final = re.compile(
    r"\b(?P<kind>республик\w*|муниципальн\w+\s+образовани\w*|мо)\s+"
    r"[«\"„]?(?P<name>[а-я]+(?:-[а-я]+)*)"
)
# Kinds that make a region; the others are municipalities.
REGIONS: Final = ("край", "края", "краю", "крае", "област", "республик")
# Adjectives that tell what sort of territory it is, not which one.
NOT_NAMES: Final = re.compile(
    r"муниципальн|городск|сельск|федеральн|автономн|национальн|административн|территориальн|"
    r"отдельн|образовательн|пилотн|данн|учебн|конкретн|соответственн|определенн|имеющ|город[а-я]{0,2}\b|"
    r"район|округ|субъект|российск"
)
# What declension changes at the end of a name.
ENDINGS: Final = re.compile(
    r"(?:ск)?(?:ого|ому|ое|ая|ий|ый|ой|ом|ую|ии|ия|ию|ей|а|я|и|ы|е|у|ю|ь)?$"
)
QUOTES: Final = '«»"„“.,()'
