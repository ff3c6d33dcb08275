"""Rows of a platform's list: a school is sure only when nothing speaks for another."""

import pytest

from services.list_matching import KnownSchool, ListMatcher

BEREZA, ONE, ELEVEN, LYCEUM, KEYS, SPRINGS = range(1, 7)
MATCHER = ListMatcher(
    [
        KnownSchool(BEREZA, "МБОУ «Берёзовская СОШ»", ("Берёзовка",), ("Мария Лебедева",)),
        KnownSchool(ONE, "Школа № 1"),
        KnownSchool(ELEVEN, "Школа № 11"),
        KnownSchool(LYCEUM, "Лицей № 5", (), ("Глеб Петрович Орлов",)),
        KnownSchool(KEYS, "МБОУ «Ключевская СОШ № 2»", (), ("Иван Сидоров",)),
        KnownSchool(SPRINGS, "Филиал МБОУ «Берёзовская СОШ» – «Родниковская ООШ»"),
    ]
)


@pytest.mark.parametrize(
    ("cells", "school"),
    [
        (["Иванова М.", "Березовская школа", "10:15"], BEREZA),
        (["школа 1"], ONE),
        (["Школа №11 Катя"], ELEVEN),
        (["лицей 5, директор", "57"], LYCEUM),
        (["Ключевская СОШ №2, завуч Петрова"], KEYS),
        (["Родниковская ООШ"], SPRINGS),
    ],
)
def test_a_school_named_in_a_cell_is_sure(cells: list[str], school: int):
    found = MATCHER.match(1, cells)
    assert found is not None
    assert found.sure == school


@pytest.mark.parametrize(
    ("cells", "guesses"),
    [
        (["Сидоров Иван", "", "12"], (KEYS,)),
        # In two columns, as many platforms have it.
        (["Лебедева", "Мария", "maria@example.org"], (BEREZA,)),
        (["Орлов Глеб"], (LYCEUM,)),
        (["Ключевская"], (KEYS,)),
        # A village as well as a school.
        (["БЕРЁЗОВКА, учитель"], (BEREZA,)),
        (["Берёзовкая сош"], (BEREZA, SPRINGS)),
    ],
)
def test_what_only_looks_like_one_is_to_be_looked_at(cells: list[str], guesses: tuple[int, ...]):
    found = MATCHER.match(1, cells)
    assert found is not None
    assert found.sure is None
    assert set(guesses) <= set(found.guesses)


@pytest.mark.parametrize(
    "cells",
    [
        ["гость"],
        ["1 час 30 мин", "11"],
        ["МБОУ СОШ"],
        ["=HYPERLINK(1)"],
        ["", "  "],
        ["Имя", "Фамилия", "Время входа"],
        ["Мария"],
    ],
)
def test_strangers_and_numbers_are_no_school(cells: list[str]):
    assert MATCHER.match(1, cells) is None


def test_the_name_of_a_representative_tells_namesakes_apart():
    matcher = ListMatcher(
        [
            KnownSchool(1, "Ивановская СОШ", (), ("Пётр Белов",)),
            KnownSchool(2, "Ивановская СОШ", (), ("Анна Чернова",)),
        ]
    )
    unsure = matcher.match(1, ["Кто-то", "Ивановская СОШ"])
    assert unsure is not None
    assert (unsure.sure, unsure.guesses) == (None, (1, 2))
    sure = matcher.match(2, ["Чернова Анна", "Ивановская СОШ"])
    assert sure is not None
    assert sure.sure == 2


def test_a_name_beside_a_school_is_looked_at():
    matcher = ListMatcher(
        [
            KnownSchool(1, "Школа № 1"),
            KnownSchool(-7, "Анна Белова", (), ("Анна Белова",), is_person=True),
        ]
    )
    alone, beside = (
        matcher.match(1, ["Белова Анна"]),
        matcher.match(2, ["Белова Анна", "Школа № 1"]),
    )
    assert alone is not None
    assert beside is not None
    assert (alone.sure, beside.sure, beside.guesses) == (-7, None, (-7, 1))
