"""Each flow as somebody at the demo page sees it; pictures are kept in tests/artefacts."""

import pytest

from tests.browser.conftest import MARIA, OLGA, PAVEL, PHOTO, TIMUR, Seat, Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def enter(*people: Seat) -> None:
    """Open the invitation and agree."""
    for person in people:
        await person.starts()
        await person.taps("Согласен")
        await person.sees("Теперь вы")


async def publish(olga: Seat) -> None:
    """Send the sample road map and publish it."""
    await olga.sends_sample("roadmap.txt")
    await olga.sees("27 строк")
    await olga.taps("Опубликовать")
    await olga.taps("Да, опубликовать")
    await olga.sees("Опубликовано")


async def report(maria: Seat) -> None:
    """A report up to its last question."""
    await maria.says("/report")
    await maria.taps("Заполнение")
    await maria.sees("1 из 3")
    await maria.taps("Да, заполнена")
    await maria.sees("2 из 3")
    await maria.taps("Сегодня")
    await maria.sees("3 из 3")
    await maria.says("https://example.org/report")
    await maria.sees("Проверьте ответы")


async def test_1_a_stranger_chooses_a_school(phone: Stage) -> None:
    timur = phone.seat(TIMUR)
    await timur.comes_forward()
    await phone.shot("before-start")
    await timur.starts()
    await timur.sees("согласие на обработку персональных данных")
    await phone.shot("consent")
    await timur.taps("Согласен")
    await timur.taps("Луговской район")
    await timur.sees("Выберите школу")
    await phone.shot("schools")
    await timur.says("степновская")
    await timur.sees("Вот что нашлось")
    await timur.taps("Степновская")
    await timur.sees("Теперь вы: подписчик")
    await phone.shot("joined")


async def test_2_a_coordinator_publishes_a_road_map(laptop: Stage) -> None:
    olga = laptop.seat(OLGA)
    await enter(olga)
    await olga.sends_sample("roadmap.docx")
    await olga.sees("27 строк")
    await laptop.shot("preview")
    await olga.taps("сомнительн")
    await olga.sees("№ 1.4")
    await laptop.shot("doubtful")
    await olga.taps("К сводке")
    await olga.taps("Опубликовать")
    await olga.taps("Да, опубликовать")
    await olga.sees("Опубликовано: Луговской район, 2027")
    await laptop.shot("published")


async def test_3_the_plan_and_a_card(phone: Stage) -> None:
    maria = phone.seat(MARIA)
    await enter(phone.seat(OLGA), maria)
    await publish(phone.seat(OLGA))
    await maria.says("/plan")
    await maria.sees("15–21 февраля")
    await phone.shot("week")
    await maria.taps("2")
    await maria.sees("10:00 МСК · 14:00 у вас")
    await phone.shot("card")
    await maria.taps("Подробнее")
    await maria.sees("Раздел:")
    await phone.shot("unfolded")


async def test_4_a_reminder_is_answered_with_one_tap(phone: Stage) -> None:
    maria = phone.seat(MARIA)
    await enter(phone.seat(OLGA), maria)
    await publish(phone.seat(OLGA))
    await phone.page.locator("[data-clock-advance='86400']").click()
    await maria.sees("Напоминаю")
    await phone.shot("reminder")
    # With the window that opens: the second of two.
    await maria.taps("2. ✅ Будем")
    await maria.sees("14:00 у вас · ✅ Будем")
    await phone.shot("answered")
    await maria.taps("2. Открыть")
    await maria.sees("● ✅ Будем")
    await maria.taps("Не сможем")
    await maria.sees("Почему?")
    await phone.shot("reason")
    await maria.says("Отключили отопление")
    await maria.sees("«Отключили отопление»")
    await phone.shot("declined")


async def test_5_a_report_with_a_photo_is_accepted(laptop: Stage) -> None:
    maria, pavel = laptop.seat(MARIA), laptop.seat(PAVEL)
    await enter(laptop.seat(OLGA), maria, pavel)
    await publish(laptop.seat(OLGA))
    await maria.says("/report")
    await maria.taps("Издание")
    await maria.sees("Пришлите приказ")
    await maria.attaches(PHOTO)
    await maria.sees("принято 1 из 10")
    await maria.taps("Готово")
    await maria.sees("Проверьте ответы")
    await laptop.shot("preview")
    await maria.taps("Отправить")
    await pavel.sees("Отчёт · МБОУ")
    await pavel.taps("Показать файл")
    await laptop.page.locator(f'[data-chat="{PAVEL}"] .picture img').last.wait_for()
    await laptop.shot("evidence")
    await pavel.taps("Принять")
    await maria.sees("Куратор принял ваш отчёт")
    await laptop.shot("accepted")


async def test_6_a_report_is_returned_and_mended(phone: Stage) -> None:
    maria, pavel = phone.seat(MARIA), phone.seat(PAVEL)
    await enter(phone.seat(OLGA), maria, pavel)
    await publish(phone.seat(OLGA))
    await report(maria)
    await phone.shot("preview")
    await maria.taps("Отправить")
    await pavel.sees("Отчёт · МБОУ")
    await phone.shot("curator-s-card")
    await pavel.taps("Вернуть")
    await pavel.says("Добавьте, какие риски выбрали")
    await pavel.sees("Отчёт возвращён")
    await maria.sees("Ваш отчёт нужно исправить")
    await phone.shot("returned")
    await maria.taps("Ссылка")
    await maria.says("https://example.org/anew")
    await maria.sees("Проверьте ответы")
    await maria.taps("Отправить")
    await pavel.sees("https://example.org/anew")
    await phone.shot("mended")


async def test_7_the_curator_s_monday(phone: Stage) -> None:
    pavel = phone.seat(PAVEL)
    await enter(phone.seat(OLGA), pavel)
    await publish(phone.seat(OLGA))
    await phone.page.locator("[data-clock-advance='3600']").click()
    await pavel.sees("Ваша неделя")
    await phone.shot("digest")
    await pavel.taps("2")
    await pavel.taps("Кто ответил")
    await pavel.sees("Ответили 0 из 5")
    await phone.shot("answers")


async def test_8_an_announcement_and_its_totals(laptop: Stage) -> None:
    olga, maria, pavel = laptop.seat(OLGA), laptop.seat(MARIA), laptop.seat(PAVEL)
    await enter(olga, maria, pavel)
    await olga.says("/broadcast")
    await olga.sees("Напишите объявление")
    await olga.taps("Изменить получателей")
    await olga.sees("Кому объявление?")
    await laptop.shot("audience")
    await olga.taps("Точнее")
    await olga.taps("Все на территории")
    await olga.taps("Готово")
    await olga.says("Завтра в 10:00 собираемся. Захватите планы!")
    await olga.sees("Проверьте")
    await laptop.shot("preview")
    await olga.taps("Отправить")
    await olga.sees("Уйдёт")
    # The minute in which it can be taken back.
    await laptop.page.locator("[data-clock-advance='3600']").click()
    await olga.sees("Объявление отправлено")
    await maria.sees("Захватите планы!")
    await pavel.sees("Захватите планы!")
    await laptop.shot("totals")


async def test_9_figures(phone: Stage) -> None:
    maria, olga = phone.seat(MARIA), phone.seat(OLGA)
    await enter(olga, maria)
    await publish(olga)
    await maria.says("/plan")
    await maria.taps("2")
    await maria.taps("Будем")
    await maria.sees("● ✅ Будем")
    await olga.says("/stats")
    await olga.sees("5 школ")
    await phone.shot("figures")
    await olga.says("/menu")
    await olga.sees("Вы:")
    await phone.shot("menu")


async def test_10_settings_odd_input_and_the_log(laptop: Stage) -> None:
    maria = laptop.seat(MARIA)
    await enter(maria)
    await maria.says("/settings")
    await maria.sees("Язык: ")
    await laptop.shot("settings")
    await maria.taps("Часовой пояс")
    await maria.sees("Где вы находитесь?")
    await laptop.shot("zones")
    await maria.says("<b>Не тег</b> & 👩‍👩‍👧")
    await maria.sees("<b>Не тег</b>")
    await maria.says("/settings")
    await maria.taps("English")
    await maria.sees("Language: ")
    await laptop.page.locator("[data-log]").first.click()
    await laptop.page.locator("#log").wait_for(state="visible")
    await laptop.shot("log")
