"""Small things a new user stumbled over."""

from services.terms import Role
from tests.conversations.district import LAKES, District, Neighbour
from tests.conversations.small_maps import MEETING, WEBINAR, document, publish
from tests.conversations.test_report import fill


async def test_an_empty_plan_offers_nothing_to_turn(mila: Neighbour) -> None:
    await mila.sends("/plan")
    await mila.sees("ещё не опубликована")
    assert await mila.buttons() == ["☰ Меню"]


async def test_rows_of_the_map_have_their_dates(vera: Neighbour) -> None:
    await vera.uploads(document(MEETING.format(when="18.02.2027")), "map.txt")
    await vera.taps("Все строки карты")
    shown = await vera.sees("18 февраля 2027")
    assert "1 из 1" not in shown["text"]


async def test_what_was_taken_out_is_counted(vera: Neighbour) -> None:
    await vera.uploads(
        document(WEBINAR.format(when="30.02.2027"), MEETING.format(when="18.02.2027")), "map.txt"
    )
    await vera.taps("сомнительн")
    assert not any("Следующая" in label for label in await vera.buttons()), "this is the only one"
    await vera.taps("Не событие")
    await vera.sees("исключено вами как не событие: 1")


async def test_an_hour_may_be_typed_as_it_is_said(vera: Neighbour) -> None:
    await publish(vera, document(MEETING.format(when="18.03.2027")))
    await vera.taps("Дорожная карта")
    await vera.taps("Все строки карты")
    await vera.taps("2 Совещание")
    await vera.taps("Изменить")
    await vera.taps("Время")
    await vera.sends("10 утра")
    await vera.sees("10:00 МСК+4")


async def test_a_newer_document_took_the_place_of_the_old_one(vera: Neighbour) -> None:
    await vera.uploads(document(MEETING.format(when="18.03.2027")), "first.txt")
    first = await vera.last()
    await vera.uploads(document(WEBINAR.format(when="19.03.2027")), "second.txt")
    await vera.presses(first, "Все строки карты")
    await vera.sees("заменён более новым документом")
    await vera.taps("Продолжить проверку")
    await vera.sees("Луговской район, 2027")


async def test_the_only_report_is_said_to_be_the_only_one(
    maria: Neighbour, pavel: Neighbour
) -> None:
    await fill(maria)
    await maria.taps("Отправить")
    await pavel.sends("/menu")
    await pavel.taps("Отчёты на проверку")
    await pavel.taps("Следующий отчёт")
    assert await pavel.alert() == "Других отчётов на проверку нет."


async def test_who_answered_is_not_asked_where_nobody_is_expected(
    district: District, olga: Neighbour
) -> None:
    lena = await district.person("Лена Озёрная", Role.CURATOR, LAKES)
    await lena.sends("/plan")
    await lena.sees("ещё не опубликована")
    await olga.sends("/plan")
    await olga.taps("5")
    card = await olga.sees("списков пар")
    assert not any("Кто ответил" in label for label in await olga.buttons()), card["text"]


async def test_settings_lead_back(maria: Neighbour) -> None:
    await maria.sends("/settings")
    await maria.taps("Часовой пояс")
    await maria.taps("Назад")
    await maria.sees("Настройки")
    await maria.taps("Выйти")
    asked = await maria.sees("Выйти из роли")
    assert "«МБОУ «" not in asked["text"]
