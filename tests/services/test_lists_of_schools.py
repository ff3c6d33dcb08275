"""What is taken for a table of places, and how a branch is told from its head school."""

import pytest

from services.errors import DomainError
from services.names import own_name_first
from services.place_loading import looks_like_places
from services.place_table import rows_of


@pytest.mark.parametrize(
    ("heading", "is_one"),
    [
        ("Школа;Адрес", True),
        ("Муниципалитет;Школа", True),
        ("№;Наименование ОО;Телефон;Директор", True),
        ("№;Мероприятие;Сроки;Школа;Адрес", False),
        ("Школа;Мероприятие;Дата", False),
        ("Школа", False),
        ("ФИО;Адрес", False),
    ],
)
async def test_a_list_of_schools_is_known_without_all_its_columns(heading: str, is_one: bool):
    assert await looks_like_places(f"{heading}\nа;б;в;г;д".encode()) is is_one


@pytest.mark.parametrize(
    ("heading", "missing"),
    [
        (["Муниципалитет", "Школа"], "region"),
        (["Школа", "Адрес"], "region, municipality"),
    ],
)
def test_the_missing_columns_are_named(heading: list[str], missing: str):
    with pytest.raises(DomainError) as refusal:
        rows_of([heading, ["а", "б"]])
    assert refusal.value.params["columns"] == missing


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (
            "Филиал МБОУ «Берёзовская СОШ» – «Родниковская ООШ»",
            "«Родниковская ООШ» – Филиал МБОУ «Берёзовская СОШ»",
        ),
        ("МБОУ «Школа – центр»", "МБОУ «Школа – центр»"),
        ("МБОУ «Берёзовская СОШ»", "МБОУ «Берёзовская СОШ»"),
    ],
)
def test_a_branch_is_called_by_its_own_name(name: str, shown: str):
    assert own_name_first(name) == shown
