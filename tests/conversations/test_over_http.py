"""The nine flows over a real socket: one story for each role, the bot polling as in production."""

from datetime import timedelta

from sandbox.conversation import Visitor
from services.terms import Role
from tests.conversations.district import DISTRICT, SAMPLE, SCHOOL, STEPPE, District

LONG = 20


async def test_the_story_of_a_stranger(http_district: District) -> None:
    """Start, consent, choosing a place, the plan, settings, odd things."""
    district = http_district
    timur = await district.person("Тимур Незнакомов")
    await timur.starts()
    await timur.sees("согласие на обработку персональных данных")
    await timur.taps("Согласен")
    await timur.sees("Выберите школу")
    await timur.sends("берёзовская")
    await timur.sees("Вот что нашлось")
    await timur.taps(SCHOOL)
    await timur.sees("Теперь вы: подписчик")
    await timur.taps("План")
    await timur.sees("ещё не опубликована")
    await timur.does("sticker")
    await timur.sees("Не понял вас")
    await timur.uploads(b"hello", "hello.txt")
    await timur.sees("сначала откройте отчёт")
    await timur.sends("/settings")
    await timur.taps("English")
    await timur.sees("Language: 🇬🇧 English")
    await timur.sends("/privacy")
    await timur.sees("Stored about you now")


async def test_the_story_of_a_coordinator(http_district: District) -> None:
    """Import, publish, announce with a picture, totals, figures."""
    district = http_district
    olga = await district.person("Ольга Синицына", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    await olga.uploads(b"no table here", "letter.txt")
    await olga.sees("нет таблицы с мероприятиями")
    await olga.uploads(SAMPLE / "roadmap.docx")
    await olga.sees("27 строк", within=LONG)
    await olga.taps("Опубликовать")
    await olga.taps("Да, опубликовать")
    await olga.sees("Опубликовано")
    await olga.sends("/broadcast")
    await olga.uploads(SAMPLE / "photo.png", caption="Ждём всех в 10:00", as_photo=True)
    await olga.sees("С приложенным файлом")
    await olga.taps("Отправить")
    await olga.sees("Уйдёт")
    district.clock.advance(timedelta(seconds=61))
    picture = await maria.sees("Ждём всех в 10:00")
    assert picture["media"]["kind"] == "photo"
    totals = await olga.sees("Объявление отправлено", within=LONG)
    assert "доставлено: 1" in totals["text"]
    await olga.sends("/stats")
    await olga.sees("Показатели")


async def test_the_story_of_a_director(http_district: District) -> None:
    """A reminder, one tap, a change with a reason, a report with a photo, the fact."""
    district = http_district
    olga = await district.person("Ольга Синицына", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await district.publishes(olga)
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    pavel = await district.person("Павел Ершов", Role.CURATOR, DISTRICT)
    await maria.looks_away()
    await district.goes_to("2027-02-16T13:00:00+07:00")
    reminder = await maria.sees("Напоминаю: 2 дела", within=LONG)
    assert "14:00 у вас · через 1 час\n👥 Установочное совещание" in reminder["text"]
    await maria.presses(reminder, "2. ✅ Будем")
    assert await maria.alert() == "Записал."
    await maria.presses(reminder, "2. Открыть")
    meeting = await maria.sees("Ожидается: участвовать")
    assert meeting["id"] == reminder["id"], "in place"
    assert maria.data_of(meeting, "● ✅ Будем")
    await maria.presses(meeting, "Не сможем")
    await maria.sees("Почему?")
    await maria.sends("Отключили свет")
    await maria.sees("«Отключили свет»")
    await maria.sends("/report")
    await maria.taps("Заполнение")
    await maria.sees("1 из 3")
    await maria.taps("Да, заполнена")
    await maria.sees("2 из 3")
    await maria.sends("двенадцать")
    await maria.sees("Не получается прочитать дату")
    await maria.sends("14.02")
    await maria.sees("3 из 3")
    await maria.sends("https://example.org/report")
    await maria.sees("Проверьте ответы")
    await maria.taps("Отправить")
    await pavel.sees(f"Отчёт · {SCHOOL}", within=LONG)
    await maria.sends("/stats")
    await maria.sees("1 школа")


async def test_the_story_of_a_curator(http_district: District) -> None:
    """The digest, who answered, a report returned and then accepted."""
    district = http_district
    olga = await district.person("Ольга Синицына", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await district.publishes(olga)
    pavel = await district.person("Павел Ершов", Role.CURATOR, DISTRICT)
    stepan = await district.person("Степан Степнов", Role.DIRECTOR, STEPPE)
    await pavel.looks_away()
    await district.goes_to("2027-02-15T09:00:10+07:00")
    digest = await pavel.sees("Ваша неделя: 15–21 февраля", within=LONG)
    await pavel.presses(digest, "2")
    await pavel.sees("Установочное совещание")
    await pavel.taps("Кто ответил")
    await pavel.sees("Ответили 0 из 5")
    await stepan.sends("/report")
    await stepan.taps("Заполнение")
    await stepan.taps("Да, заполнена")
    for answer, then in (
        ("14.02", "3 из 3"),
        ("https://example.org", "Проверьте"),
    ):
        await stepan.sends(answer)
        await stepan.sees(then)
    await stepan.taps("Отправить")
    await pavel.taps("Вернуть")
    await pavel.sees("Что исправить?")
    await pavel.sends("Допишите итог")
    await pavel.sees("Отчёт возвращён")
    await mends(stepan)
    await pavel.sees("https://example.org/anew", within=LONG)
    await pavel.taps("Принять")
    await pavel.sees("Отчёт принят")
    await stepan.sees("Куратор принял ваш отчёт", within=LONG)


async def mends(director: Visitor) -> None:
    """Open the returned report, say more, send it again."""
    await director.sees("Ваш отчёт нужно исправить", within=LONG)
    await director.taps("Ссылка")
    await director.sees("3 из 3")
    await director.sends("https://example.org/anew")
    await director.sees("Проверьте ответы")
    await director.taps("Отправить")
