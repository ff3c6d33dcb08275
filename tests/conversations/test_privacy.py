"""One's own data in the chat: the text page by page, the file, taking it back, being forgotten."""

from pathlib import Path

from db.database import Database
from services.terms import Role
from tests.conversations.district import SCHOOL, District, Neighbour
from tests.conversations.test_attendance import open_meeting
from tests.support.canaries import NAME as ISOLDE
from tests.support.canaries import SURNAME, files_with, tables_with


async def tables(district: District, *canaries: str) -> dict[str, list[str]]:
    """Where the stored tables hold one of the canaries."""
    database = Database(district.settings.database_url)
    try:
        return await tables_with(database, *canaries)
    finally:
        await database.close()


def files(district: District, *canaries: str) -> list[str]:
    """Which files of the database hold one of them, deleted pages and the log included."""
    path = Path(district.settings.database_url.partition(":///")[2])
    return files_with(path.parent, canaries)


async def test_before_the_consent_no_table_and_no_file_knows_a_name(district: District) -> None:
    stranger = await district.person(ISOLDE)
    await district.invites(stranger, Role.DIRECTOR)
    for text in ("/menu", f"Я {ISOLDE}", "/privacy", "/mydata", "/forget"):
        await stranger.sends(text)
    await stranger.starts("wrong-wrong-wrong-1")

    assert await tables(district, SURNAME) == {}
    assert await stranger.count("Сейчас о вас хранится") == 0


async def test_the_whole_text_is_read_page_by_page(district: District) -> None:
    maria = await district.person("Мария Лебедева")
    await district.invites(maria, Role.DIRECTOR)
    await maria.taps("Прочитать полностью")
    await maria.sees("Страница 1 из")
    await maria.taps("Дальше")
    await maria.sees("Страница 2 из")
    await maria.sees("Как отозвать согласие")
    await maria.taps("English")
    await maria.sees("Page 2 of")
    await maria.taps("Before")
    await maria.sees("Consent to the processing")
    await maria.taps("I agree")
    await maria.sees("You are now")


async def test_an_old_button_does_not_agree_to_a_new_text(district: District) -> None:
    maria = await district.person("Мария Лебедева")
    await maria.starts()
    await district.forges(maria, "ok2:1:ru:")
    await maria.has("согласие на обработку персональных данных")
    assert (await district.app.container.registration.actor(maria.id, "ru")).person_id is None


async def test_ones_own_data_as_a_file(district: District, maria: Neighbour) -> None:
    await maria.sends("/privacy")
    await maria.sees("Кто это видит")
    await maria.taps("Мои данные")
    await maria.sees("Всё, что о вас хранится")
    page = (await maria.file()).decode()
    assert "Мария Лебедева" in page
    assert SCHOOL in page
    assert str(maria.id) in page


async def test_taking_the_consent_back_and_coming_again(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await maria.sends("/privacy")
    await maria.taps("Отозвать согласие")
    await maria.sees("С этой минуты я ничего не буду")
    await maria.taps("Да, отозвать")
    await maria.sees("Согласие отозвано")
    told = await maria.newest()

    await district.passes(days=9)
    assert await maria.said(since=told) == []
    await maria.sends("/menu")
    await maria.sees("согласие на обработку персональных данных")
    await maria.sends("/mydata")
    await maria.sees("Всё, что о вас хранится")

    await maria.starts()
    await maria.taps("Согласен")
    await maria.sees("директор школы")


async def test_being_forgotten_leaves_no_trace(district: District, olga: Neighbour) -> None:
    isolde = await district.person(ISOLDE, Role.DIRECTOR)
    assert files(district, SURNAME) != [], "the scan finds it before"
    await isolde.sends("/forget")
    await isolde.sees("Забыть вас навсегда?")
    await isolde.taps("Назад")
    await isolde.sees("Ваши данные")
    await isolde.taps("Забыть меня")
    await district.passes(minutes=11)
    await isolde.taps("Да, стереть всё")
    await isolde.sees("Забыть вас навсегда?")
    await isolde.taps("Да, стереть всё")
    await isolde.sees("я вас больше не знаю")
    await district.passes(seconds=2)

    assert await tables(district, SURNAME) == {}
    assert files(district, SURNAME) == []
    told = await isolde.newest()
    await district.passes(days=9)
    assert await isolde.said(since=told) == []
    await isolde.starts()
    await isolde.sees("согласие на обработку персональных данных")


async def test_who_changed_the_date(district: District, olga: Neighbour, maria: Neighbour) -> None:
    await open_meeting(olga)
    await olga.taps("Изменить")
    await olga.taps("Дата")
    await olga.sends("18.02.2027")
    await olga.taps("Перенести и сообщить")
    await open_meeting(olga)
    await olga.taps("Ещё…")
    await olga.taps("Кто менял дату")
    await olga.sees("Ольга Синицына")
    await olga.sees("дата перенесена")
    await olga.sees("→ 18 февраля 2027")
    await olga.taps("1")
    await olga.sees("Номер записи")
    await olga.taps("Всё, что было в этом месте")
    await olga.sees("получена роль")
    await olga.taps("Назад")
    await olga.sees("Кто что сделал")


async def test_a_director_reads_no_record(district: District, maria: Neighbour) -> None:
    await maria.sends("/audit")
    await maria.sees("Вашей роли это недоступно")
