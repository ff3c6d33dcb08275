"""Finding a school as people type it: forms, abbreviations, slips, districts, what is closed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.access import SYSTEM
from services.names import KnownSchools, is_named
from services.place_loading import PlaceLoading
from services.place_search import Named, PlaceIndex, is_one_slip
from tests.support.databases import on_sqlite
from tests.support.world import DISTRICT, NEIGHBOUR, REGION, World

LUGANSKOE = "МБОУ «СОШ № 19 с. Луганское»"
SCHOOLS = (
    LUGANSKOE,
    "МКОУ Каменская основная общеобразовательная школа",
    "МАОУ «Гимназия № 4 им. А. С. Пушкина»",
    "Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 3 п. Ёлкино»",
)


@pytest.fixture
def index() -> PlaceIndex:
    return PlaceIndex(Named(number, name) for number, name in enumerate(SCHOOLS))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("СОШ 19 Луганское", 0),
        ("сош №19 луганское", 0),
        ("средняя школа 19", 0),
        ("Средняя общеобразовательная школа № 19", 0),
        ("МОУ СОШ 19 село Луганское", 0),
        ("школа 19", 0),
        ("Лугансоке", 0),
        ("Лганское", 0),
        ("Лугганское", 0),
        ("Луганскае", 0),
        ("лугансое средяя шклоа", 0),
        ("луган", 0),
        ("каменская оош", 1),
        ("Каменская основная школа", 1),
        ("каменская школа", 1),
        ("гимназия 4", 2),
        ("гимназея пушкина", 2),
        ("гимназия имени пушкина", 2),
        ("сош 3 елкино", 3),
        ("СОШ №3 п.Ёлкино", 3),
        ("елкіно", 3),
    ],
)
def test_one_school_is_meant(index: PlaceIndex, typed: str, number: int):
    assert index.find(typed, 8)[:1] == [number]


@pytest.mark.parametrize(
    "typed", ["школа 18", "сош 9 луганское", "лицей 4", "лугонскае", "", "!!", "№"]
)
def test_another_school_is_not(index: PlaceIndex, typed: str):
    assert index.find(typed, 8) == []


WORDS = st.text("абвгд", min_size=3, max_size=7)


@given(WORDS, st.integers(0, 6), st.sampled_from("аэ"), st.sampled_from(["-", "+", "=", "x"]))
def test_any_single_slip_is_forgiven(word: str, at: int, letter: str, how: str):
    at = min(at, len(word) - 1)
    typed = {
        "-": word[:at] + word[at + 1 :],
        "+": word[:at] + letter + word[at:],
        "=": word[:at] + letter + word[at + 1 :],
        "x": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    }[how]

    assert typed == word or is_one_slip(typed, word)
    if len(typed) >= 3:
        assert PlaceIndex([Named(7, word)]).find(typed, 8) == [7]


@given(WORDS, WORDS)
def test_what_differs_by_more_is_not_one_slip(typed: str, meant: str):
    assert is_one_slip(typed, meant) == is_one_slip(meant, typed)
    if abs(len(typed) - len(meant)) > 1:
        assert not is_one_slip(typed, meant)
    if len(typed) == len(meant):
        others = [i for i, (a, b) in enumerate(zip(typed, meant, strict=True)) if a != b]
        if len(others) > 2:
            assert not is_one_slip(typed, meant)


async def test_the_municipality_may_be_typed_too(world: World):
    rows = [
        {"region": REGION, "municipality": place, "school": "Школа № 44"}
        for place in (DISTRICT, NEIGHBOUR)
    ]
    await world.services.places.load(rows)

    (found,) = await world.services.places.search(SYSTEM, "школа 44 соседний")

    assert found.above.startswith(NEIGHBOUR)


@on_sqlite
async def test_what_another_process_has_loaded_is_found_at_once(world: World):
    assert await world.services.places.search(SYSTEM, "новенькая") == []
    other = PlaceLoading(world.database, world.clock, "Europe/Moscow")

    await other.load(
        SYSTEM, [{"region": REGION, "municipality": DISTRICT, "school": "Школа «Новенькая»"}]
    )

    assert len(await world.services.places.search(SYSTEM, "новенькая")) == 1


@pytest.mark.parametrize(
    ("ours", "quoted", "expected"),
    [
        (LUGANSKOE, "СОШ 19 Луганское", True),
        (LUGANSKOE, "Средняя общеобразовательная школа № 19", True),
        (LUGANSKOE, "ООШ № 19", False),
        ("Филиал МБОУ «Берёзовская СОШ» – «Родниковская ООШ»", "Берёзовская СОШ", False),
        ("Гимназия № 4", "Школа № 4", False),
    ],
)
def test_a_document_means_a_school_in_other_words(ours: str, quoted: str, expected: bool):
    assert is_named(ours, quoted) is expected
    assert (KnownSchools([(1, ours)]).meant([quoted]) == [1]) is expected


def test_a_school_is_meant_by_any_of_its_names():
    known = KnownSchools([(1, "Школа № 1"), (1, "Берёзовая роща"), (2, "Школа № 2")])

    assert known.meant(["СОШ «Берёзовая роща»", "школа 2"]) == [1, 2]
