"""Flow 2: the menu, the plan week by week, the card of an event."""

from services.terms import Role
from tests.conversations.district import DISTRICT, LAKES, REEDS, SAMPLE, STEPPE, District, Neighbour


async def test_the_week_of_a_director(maria: Neighbour) -> None:
    await maria.sends("/plan")
    week = await maria.sees("15–21 февраля")
    both = "вт, 16 февраля, 10:00 МСК · 14:00 у вас Установочное совещание"
    assert both in week["text"], "by both clocks"
    assert "Заполнение самодиагностики" in week["text"]
    assert "муниципальных списков пар" not in week["text"], "this row is not hers"
    assert await maria.buttons() == [
        "1", "2", "3", "4", "◀️ Неделя", "Неделя ▶️", "📆 В календарь", "🖨 На бумагу",
        "📚 Все строки", "☰ Меню",
    ]  # fmt: skip


async def test_paging_forth_and_back(maria: Neighbour) -> None:
    await maria.sends("/plan")
    await maria.taps("Неделя ▶️")
    week = await maria.sees("22–28 февраля")
    assert "Практикум для управленческих команд" in week["text"]
    assert "Идёт всё это время" in week["text"]
    await maria.taps("Сегодня")
    await maria.sees("15–21 февраля")
    await maria.taps("◀️ Неделя")
    await maria.sees("8–14 февраля")
    await maria.sees("ничего не начинается")
    assert len(await maria.said()) == 2, "turned in place"


async def test_over_an_empty_stretch_to_the_next_event(maria: Neighbour) -> None:
    await maria.sends("/plan")
    for _ in range(22):
        await maria.taps("Неделя ▶️")
        if any("К ближайшему" in label for label in await maria.buttons()):
            break
    await maria.taps("К ближайшему")
    assert "ничего не начинается" not in (await maria.last())["text"]


async def test_all_rows_or_only_mine(maria: Neighbour) -> None:
    await maria.sends("/plan")
    await maria.taps("Все строки")
    await maria.sees("муниципальных списков пар")
    await maria.taps("Только моё")
    shown = await maria.sees("15–21 февраля")
    assert "муниципальных списков пар" not in shown["text"]


async def test_a_card_shows_both_clocks(maria: Neighbour) -> None:
    await maria.sends("/plan")
    await maria.taps("2")
    card = await maria.sees("Установочное совещание")
    assert "вт, 16 февраля · 10:00 МСК · 14:00 у вас · завтра" in card["text"]
    assert "Ожидается: участвовать" in card["text"]
    assert await maria.buttons() == [
        "✅ Будем", "❌ Не сможем", "🔁 Будет заместитель",
        "🔽 Подробнее", "❓ Спросить", "🗓 План",
    ]  # fmt: skip


async def test_a_reader_in_moscow_sees_one_clock(maria: Neighbour) -> None:
    await maria.sends("/settings")
    await maria.taps("Часовой пояс")
    await maria.taps("Москва")
    await maria.sends("/plan")
    await maria.sees("1. 👥 вт, 16 февраля, 10:00")
    await maria.taps("1")
    card = await maria.sees("Установочное совещание")
    assert "10:00 МСК · завтра" in card["text"]
    assert "у вас" not in card["text"]


async def test_a_card_unfolds_to_all_that_the_document_says(maria: Neighbour) -> None:
    await maria.sends("/plan")
    await maria.taps("2")
    await maria.taps("Подробнее")
    card = await maria.sees("№ 1.1 · совещание · Луговской район")
    assert "Раздел: " in card["text"]
    assert "Организационное обеспечение" in card["text"]
    assert "В документе: «16.02.2027, 10:00 МСК»" in card["text"]
    assert "Результат: Директора всех школ-участниц" in card["text"]
    await maria.taps("Свернуть")
    folded = await maria.sees("Установочное совещание")
    assert "В документе" not in folded["text"]
    await maria.taps("План")
    await maria.sees("15–21 февраля")


async def test_an_open_lesson_is_only_for_those_it_names(
    district: District, olga: Neighbour
) -> None:
    stepan = await district.person("Степан Степнов", Role.DIRECTOR, STEPPE)
    await stepan.sends("/plan")
    await stepan.taps("Неделя ▶️")
    await stepan.sees("День открытых уроков")


async def test_no_road_map_yet(district: District) -> None:
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    await maria.sends("/plan")
    await maria.sees("Дорожная карта здесь ещё не опубликована")


async def test_the_plan_of_another_municipality_is_not_seen(
    district: District, olga: Neighbour
) -> None:
    kira = await district.person("Кира Камышова", Role.DIRECTOR, REEDS)
    await kira.sends("/plan")
    await kira.sees("ещё не опубликована")
    subscriber = await district.person("Ася Чтец", Role.SUBSCRIBER, LAKES)
    await subscriber.sends("/plan")
    await subscriber.sees("ещё не опубликована")


async def test_a_subscriber_reads_but_answers_for_nobody(
    district: District, olga: Neighbour
) -> None:
    reader = await district.person("Ася Чтец", Role.SUBSCRIBER, DISTRICT)
    await reader.sends("/plan")
    await reader.taps("1")
    assert await reader.buttons() == ["🔽 Подробнее", "🗓 План"]
    await reader.sends("/stats")
    await reader.sees("недоступно")
    await reader.sends("/report")
    await reader.sees("недоступно")


async def test_the_card_outlives_the_same_map_in_another_file(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await maria.sends("/plan")
    old = await maria.last()
    await maria.presses(old, "2")
    card = await maria.sees("Установочное совещание")
    await olga.uploads(SAMPLE / "roadmap.docx")
    await olga.sees("в ней ничего не изменилось")
    await maria.presses(card, "Будем")
    await maria.sees("✅ Будем")


async def test_the_card_of_an_event_that_is_gone(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await maria.sends("/plan")
    await maria.taps("2")
    card = await maria.sees("Установочное совещание")
    await maria.sends("/settings")
    await maria.taps("Выйти")
    await maria.taps("Выйти")
    await maria.presses(card, "Будем")
    await maria.sees("Извините, не нашёл")
    await maria.taps("Меню")
    await maria.sees("не выбрали школу")


async def test_menu_help_privacy_cancel(maria: Neighbour, olga: Neighbour) -> None:
    await maria.sends("/menu")
    await maria.sees("Вы:")
    await maria.taps("Помощь")
    help_text = (await maria.sees("Что я умею"))["text"]
    assert "/report" in help_text
    assert "/broadcast" not in help_text
    await olga.sends("/help")
    assert "/broadcast" in (await olga.sees("Что я умею"))["text"]
    await maria.sends("/privacy")
    await maria.sees("Сейчас о вас хранится")
    await maria.sends("/cancel")
    await maria.sees("Отменять нечего")


async def test_commands_of_others_say_that_they_are_of_others(maria: Neighbour) -> None:
    for command in ("/import", "/broadcast"):
        await maria.sends(command)
        await maria.sees("недоступно")
        assert await maria.buttons() == ["☰ Меню"]
    await maria.sends("/nonsense")
    await maria.sees("Не понял")
    await maria.sends("Коллеги, рассказываю, как прошёл семинар. " * 40)
    await maria.sees("никому не передал")
    assert {"📝 Отчитаться", "❓ Вопрос куратору"} <= set(await maria.buttons())


async def test_cancel_names_what_waits_half_done(olga: Neighbour) -> None:
    await olga.sends("/broadcast")
    await olga.sends("/menu")
    await olga.sends("/cancel")
    await olga.sees("отложено незаконченное: «объявление»")
    assert await olga.buttons() == ["▶️ Продолжить", "✖️ Удалить", "☰ Меню"]
    await olga.taps("Продолжить")
    await olga.sees("Напишите объявление")
    await olga.sends("/menu")
    await olga.sends("/cancel")
    await olga.taps("Удалить")
    await olga.sees("Меню")
    assert not any("Продолжить" in label for label in await olga.buttons())
    await olga.sends("/cancel")
    await olga.sees("Отменять нечего")
