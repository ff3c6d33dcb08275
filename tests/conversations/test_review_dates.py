"""A coordinator sets, gathers and moves the days of a road map; those concerned are told."""

from tests.conversations.district import District, Neighbour
from tests.conversations.small_maps import MEETING, WEBINAR, document, publish


async def test_a_day_is_picked_and_those_concerned_are_told(
    district: District, vera: Neighbour, mila: Neighbour
) -> None:
    await publish(vera, document(WEBINAR.format(when="март 2027"), MEETING.format(when="апрель")))
    await vera.sends("/dates")
    inbox = await vera.sees("Даты к назначению: 2")
    assert inbox["text"].index("Чтение") < inbox["text"].index("Совещание"), "nearest first"
    await mila.looks_away()
    await vera.taps("📅 1 Участие")
    await vera.taps("16")
    await vera.sees("Во сколько?")
    await vera.sends("/cancel")
    await vera.sees("Отменено.\n\n📅 Даты к назначению: 2")
    await vera.taps("📅 1 Участие")
    await vera.taps("16")
    await vera.taps("Без времени")
    card = await vera.sees("Прочитано: 16 марта 2027")
    assert "Так и есть" not in str(card["buttons"])
    await mila.sees("Назначена дата: вт, 16 марта")
    await vera.taps("Даты к назначению")
    await vera.sees("Даты к назначению: 1")


async def test_a_date_is_typed_with_its_clock(
    district: District, vera: Neighbour, mila: Neighbour
) -> None:
    await publish(vera, document(WEBINAR.format(when="март 2027"), MEETING.format(when="май")))
    await vera.sends("/dates")
    await vera.taps("📅 1 Участие")
    await vera.sends("когда-нибудь")
    await vera.sees("не понял дату")
    await mila.looks_away()
    await vera.sends("16.03 14:00 мск")
    await vera.sees("Прочитано: 16 марта 2027, 14:00")
    told = await mila.sees("Назначена дата: вт, 16 марта")
    assert "14:00 МСК · 18:00 у вас" in told["text"]


async def test_next_month_without_days_is_asked_for_once(
    district: District, vera: Neighbour
) -> None:
    await publish(vera, document(WEBINAR.format(when="март 2027"), MEETING.format(when="март")))
    await district.goes_to("2027-02-19T12:00:00+07:00")
    assert await vera.count("без даты") == 0
    await district.goes_to("2027-02-20T09:00:30+07:00")
    nudge = await vera.sees("март 2027: 2 мероприятия без даты")
    assert "Чтение" in nudge["text"]
    await district.passes(hours=5)
    assert await vera.count("без даты") == 1
    await vera.taps("📅 2 Совещание")
    await vera.taps("10")
    await vera.taps("15:00")
    await vera.sees("Прочитано: 10 марта 2027, 15:00")


async def test_a_day_off_is_pointed_out(vera: Neighbour) -> None:
    await publish(vera, document(WEBINAR.format(when="февраль 2027"), MEETING.format(when="май")))
    await vera.sends("/dates")
    await vera.taps("📅 1 Участие")
    await vera.taps("23")
    await vera.sends("26.02 15-00")
    await vera.sees("Прочитано: 26 февраля 2027, 15:00")
    await vera.taps("Исправить дату")
    await vera.taps("23")
    await vera.sees("Выходной день: 23 февраля")
    await vera.taps("Исправить дату")
    await vera.taps("11")
    await vera.sees("Этот день уже прошёл – 4 дня назад")
    await vera.taps("Выбрать другой день")
    await vera.sees("Когда?")


async def test_days_of_a_quarterly_meeting_are_gathered_one_by_one(
    vera: Neighbour, mila: Neighbour
) -> None:
    await publish(
        vera, document(WEBINAR.format(when="17.02.2027"), MEETING.format(when="ежеквартально"))
    )
    await vera.sends("/dates")
    await vera.sees("Даты к назначению: 1")
    await vera.taps("📅 2 Совещание")
    await vera.taps("16")
    await vera.taps("Исправить дату")
    await vera.taps("23")
    await mila.sends("/plan")
    await mila.taps("Неделя ▶️")
    await vera.sends("/dates")
    await vera.sees("Ни одно предстоящее мероприятие не ждёт даты")
    await mila.sends("/plan")
    week = await mila.sees("15–21 февраля")
    assert "вт, 16 февраля Совещание" in week["text"]
    await mila.taps("Неделя ▶️")
    week = await mila.sees("22–28 февраля")
    assert "вт, 23 февраля Совещание" in week["text"]


async def test_a_picked_day_is_taken_away_by_another_tap(vera: Neighbour, mila: Neighbour) -> None:
    await publish(
        vera, document(WEBINAR.format(when="17.02.2027"), MEETING.format(when="ежеквартально"))
    )
    await vera.sends("/dates")
    await vera.taps("📅 2 Совещание")
    await vera.taps("16")
    await vera.taps("Исправить дату")
    await vera.taps("23")
    await vera.sees("Прочитано: 16 февраля, 23 февраля 2027")
    await vera.taps("Исправить дату")
    await vera.sees("на отмеченный — чтобы убрать")
    assert [label for label in await vera.buttons() if "✅" in label] == ["✅16", "✅23"]
    await mila.looks_away()
    await vera.taps("✅16")
    await vera.sees("Убрать день и сообщить 1 человеку?")
    await vera.taps("Убрать день и сообщить")
    await vera.sees("Прочитано: 23 февраля 2027")
    await mila.sees("Отменено")
    await vera.taps("Исправить дату")
    await vera.taps("✅23")
    await vera.taps("Убрать день и сообщить")
    await vera.sends("/dates")
    await vera.sees("Даты к назначению: 1")


async def test_the_date_picker_has_days_of_the_week_and_keeps_its_buttons(
    vera: Neighbour,
) -> None:
    await publish(vera, document(WEBINAR.format(when="март 2027"), MEETING.format(when="май")))
    await vera.sends("/dates")
    await vera.taps("📅 1 Участие")
    asked = await vera.sees("Когда?")
    assert asked["buttons"][0][1]["text"] == "март 2027"
    assert [b["text"] for b in asked["buttons"][1]] == ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]
    assert [len(row) for row in asked["buttons"][2:-1]] == [7] * 5, "each day under its weekday"
    await vera.taps("▶️")
    turned = await vera.sees("Когда?")
    assert turned["buttons"][0][1]["text"] == "апрель 2027"
    assert turned["text"] == asked["text"]
    assert [b["text"] for b in turned["buttons"][2]] == ["·", "·", "·", "1", "2", "3", "4"]
    assert turned["buttons"][-1] == asked["buttons"][-1], "still «Отмена»"
    await vera.sends("7.04")
    await vera.sees("Прочитано: 7 апреля 2027")


async def test_the_picker_opens_at_the_day_of_the_place(
    district: District, vera: Neighbour
) -> None:
    await publish(
        vera, document(WEBINAR.format(when="по плану"), MEETING.format(when="17.02.2027"))
    )
    await district.goes_to("2027-03-01T02:00:00+07:00")
    await vera.sends("/dates")
    await vera.taps("📅 1 Участие")
    assert "март 2027" in await vera.buttons(), "in London it is February still"


async def test_a_move_is_asked_about_before_anybody_is_told(
    district: District, vera: Neighbour, mila: Neighbour
) -> None:
    await publish(vera, document(WEBINAR.format(when="17.02.2027")))
    await vera.taps("Дорожная карта")
    await vera.taps("Все строки карты")
    await vera.taps("1 Участие")
    await mila.looks_away()
    await vera.taps("Исправить дату")
    await vera.taps("24")
    asked = await vera.sees("Перенести и сообщить 1 человеку?")
    assert "17 февраля 2027 → 24 февраля 2027" in asked["text"]
    await vera.taps("Отмена")
    await vera.sees("Прочитано: 17 февраля 2027")
    await mila.sees_nothing()
    await vera.taps("Исправить дату")
    await vera.sends("25.02 14:00 мск")
    await vera.sees("25 февраля 2027, 14:00 МСК")
    await vera.taps("Перенести и сообщить")
    await mila.sees("Перенесено: 17 февраля → чт, 25 февраля, 14:00 МСК")
    await mila.looks_away()
    await vera.taps("Исправить дату")
    await vera.taps("26")
    await vera.taps("Перенести и сообщить")
    moved = await mila.sees("Перенесено: 25 февраля, 14:00 МСК → пт, 26 февраля, 14:00 МСК")
    assert "18:00 у вас" in moved["text"]
    await mila.looks_away()
    await vera.taps("Не событие")
    await vera.sees("Отменить и сообщить 1 человеку?")
    await mila.sees_nothing()
    await vera.taps("Отменить и сообщить")
    await vera.sees("Не событие: никому не напоминаю")
    await mila.sees("Отменено")


async def test_a_move_that_concerns_nobody_is_made_at_once(vera: Neighbour) -> None:
    await publish(vera, document(WEBINAR.format(when="17.02.2027")))
    await vera.taps("Дорожная карта")
    await vera.taps("Все строки карты")
    await vera.taps("1 Участие")
    await vera.taps("Исправить дату")
    await vera.taps("24")
    await vera.sees("Прочитано: 24 февраля 2027")


async def test_another_last_day_is_a_last_day_still(vera: Neighbour) -> None:
    await vera.uploads(document(MEETING.format(when="до 25.03.2027")), "map.txt")
    await vera.taps("Все строки карты")
    await vera.taps("2 Совещание")
    await vera.taps("Исправить дату")
    await vera.taps("26")
    await vera.sees("Прочитано: до 26 марта 2027")


async def test_several_months_are_not_read_as_one_long_time(vera: Neighbour) -> None:
    await vera.uploads(document(WEBINAR.format(when="апрель, август, октябрь 2027 г.")), "map.txt")
    await vera.taps("Все строки карты")
    await vera.taps("1 Участие")
    await vera.sees("Прочитано: апрель 2027, август 2027, октябрь 2027")


async def test_another_clock_is_told_as_such(vera: Neighbour, mila: Neighbour) -> None:
    await publish(vera, document(WEBINAR.format(when="17.02.2027 10:00 МСК")))
    await vera.taps("Дорожная карта")
    await vera.taps("Все строки карты")
    await vera.taps("1 Участие")
    await vera.taps("Изменить")
    await vera.taps("Пояс")
    await mila.looks_away()
    await vera.taps("МСК+4")
    asked = await vera.sees("Перенести и сообщить 1 человеку?")
    assert "10:00 МСК → 17 февраля 2027, 10:00 МСК+4" in asked["text"]
    await vera.taps("Перенести и сообщить")
    await mila.sees("Перенесено: 17 февраля, 10:00 МСК → ср, 17 февраля, 10:00 МСК+4")
