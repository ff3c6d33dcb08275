"""The honest plan that every damaged file has been once."""

from __future__ import annotations

File = tuple[str, bytes]

HEAD = ["Дорожная карта по поддержке школ на 2022 год"]
HEADER = ["№", "Мероприятие", "Сроки", "Ответственный", "Результат"]
_TERMS = ("24.02.2022", "до 25.03.2022", "март", "еженедельно по четвергам", "постоянно", "II кв.")
ROWS = [
    HEADER,
    *(
        [f"{at}.", f"Семинар для школ, часть {at}", _TERMS[at % 6], "ИМЦ, куратор", "100% школ"]
        for at in range(1, 13)
    ),
]
