"""A map of another place or of a past year: said on the preview, and asked about a second time."""

from tests.conversations.district import District, Neighbour
from tests.conversations.small_maps import MEETING, document


async def test_a_map_of_another_district(district: District, vera: Neighbour) -> None:
    foreign = document(MEETING.format(when="10.03.2027")).replace(
        "поддержки школ".encode(), "поддержки школ Приозёрного округа".encode()
    )
    await vera.uploads(foreign, "map.txt")
    preview = await vera.sees("Это другая территория?")
    assert "«Приозёрного округа»" in preview["text"]
    await vera.taps("Опубликовать")
    await vera.sees("Всё равно опубликовать?")
    assert not [row for row in district.rows("plan") if "published" in row]
    await vera.taps("К сводке")
    await vera.taps("Опубликовать")
    await vera.taps("Да, опубликовать")
    await vera.sees("Опубликовано")


async def test_a_map_of_a_year_that_is_over(district: District, vera: Neighbour) -> None:
    old = document(MEETING.format(when="10.03.2022")).replace(b"2027", b"2022")
    await vera.uploads(old, "map.txt")
    await vera.sees("Это карта 2022 года: все события прошли")
    await vera.taps("Опубликовать")
    await vera.sees("Всё равно опубликовать?")
    await vera.taps("Не загружать")
    await vera.sees("Не загружено")


async def test_the_own_map_is_published_with_one_tap(vera: Neighbour) -> None:
    own = document(MEETING.format(when="10.03.2027")).replace(
        "поддержки школ".encode(), "поддержки школ Луговского района Заречного края".encode()
    )
    await vera.uploads(own, "map.txt")
    await vera.taps("Опубликовать")
    await vera.sees("Опубликовано")
