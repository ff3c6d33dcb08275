"""«Я на месте»: one tap or the word of the event, the live list, and what is mended afterwards."""

import re

from services.terms import Role
from tests.conversations.district import SCHOOL, STEPPE, District, Neighbour
from tests.conversations.test_attendance import MORNING, open_meeting

# The meeting is on the 16th, 14:00–16:00.
EARLY = "2027-02-16T13:50:00+07:00"
LATER = "2027-02-16T17:10:00+07:00"
CLOSED = "2027-02-17T16:10:00+07:00"


async def test_one_tap_from_a_quarter_of_an_hour_before(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    await district.goes_to("2027-02-16T13:40:00+07:00")
    await open_meeting(maria)
    assert not any("на месте" in label for label in await maria.buttons()), "too early"
    await district.goes_to(EARLY)
    await open_meeting(maria)
    maria.taps_made = 0
    await maria.taps("Я на месте")
    assert await maria.alert() == "Отметил: вы на месте."
    assert maria.taps_made == 1
    assert "● ✅ Я на месте" in await maria.buttons()

    await open_meeting(pavel)
    await pavel.taps("Кто на месте")
    shown = await pavel.sees("На месте: 1 из 5 · ещё молчат: 0\nбез представителя: 4")
    assert f"✅ {SCHOOL}" in shown["text"]
    assert shown["text"].index(f"🏫 {STEPPE}") < shown["text"].index(f"✅ {SCHOOL}")
    steppe = await district.person("Степан Полев", Role.DIRECTOR, STEPPE)
    assert not any("Напомнить" in label for label in await pavel.buttons()), "nobody is there"
    await pavel.taps("Обновить")
    await pavel.taps("Напомнить об ответе: 1 школа")
    shown = await pavel.last()
    assert f"⚪️ {STEPPE} · 🔔 напомнили" in shown["text"]
    await district.pump()
    await steppe.with_button("Я на месте")
    await steppe.taps("Я на месте")
    await pavel.taps("Обновить")
    await pavel.sees("На месте: 2 из 5 · ещё молчат: 0")


async def test_the_word_shown_at_the_event(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await open_meeting(olga)
    await olga.taps("Ещё…")
    await olga.taps("Кодовое слово")
    await olga.sees("Покажите на мероприятии слово")
    await olga.taps("Придумать")
    card = await olga.sees("Кодовое слово: ")
    word = re.search("Кодовое слово: (.+)", card["text"])
    assert word is not None

    await district.goes_to(EARLY)
    await open_meeting(maria)
    assert word[1] not in (await maria.last())["text"]
    await maria.taps("Я на месте")
    await maria.sees("Какое слово показывают на мероприятии?")
    await maria.sends("Мост")
    await maria.sees("Слово не то. Осталось попыток: 4.")
    await district.reopens()
    await maria.sends(word[1].upper().replace(" ", ""))
    await maria.sees("✅ Участвовали")


async def test_five_wrong_words_leave_the_ordinary_answer(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await open_meeting(olga)
    await olga.taps("Ещё…")
    await olga.taps("Кодовое слово")
    await olga.sends("Маяк 12")
    await olga.sees("Кодовое слово: Маяк 12")
    await district.goes_to(EARLY)
    await open_meeting(maria)
    await maria.taps("Я на месте")
    for _ in range(5):
        await maria.sends("Мост")
    await maria.sees("Спросите его у ведущего или у координатора")
    await district.goes_to(LATER)
    await open_meeting(maria)
    await maria.taps("Участвовали")
    await maria.sees("✅ Участвовали")


async def test_a_good_reason_in_a_few_words_and_mended_by_the_coordinator(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await district.goes_to(MORNING)
    await district.goes_to(LATER)
    await maria.sees("Участвовали?")
    await maria.taps("Уважительная причина")
    await maria.sees("Записал: уважительная причина.")
    await maria.sends("Отключили свет")
    await maria.sees("🙏 Уважительная причина · «Отключили свет»")

    await open_meeting(olga)
    await olga.taps("Кто ответил")
    await olga.taps("Исправить ответ")
    await olga.sees("Ответ какой школы исправить?")
    await olga.taps(SCHOOL)
    await olga.sees("Отключили свет")
    await olga.taps("Смотрели запись")
    assert "Смотрели запись" in await olga.alert()
    assert "● 🎬 Смотрели запись" in await olga.buttons()


async def test_who_says_nothing_is_written_down_and_may_still_answer(
    district: District, maria: Neighbour
) -> None:
    await district.goes_to(CLOSED)
    assert district.rows("attendance"), "silence was written down"
    await open_meeting(maria)
    await maria.taps("Смотрели запись")
    await maria.sees("🎬 Смотрели запись")


async def test_a_list_of_participants(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await district.goes_to("2027-02-16T15:50:00+07:00")
    await open_meeting(olga)
    await olga.taps("Ещё…")
    await olga.taps("Список участников")
    await olga.sees("Пришлите список участников")
    await olga.sends("вот он")
    await olga.sees("Пришлите, пожалуйста, список файлом")
    table = "Имя;Организация\nПетрова;Степновская школа\nЛебедева Мария;\nГость;\n"
    await olga.uploads(table.encode("cp1251"), "participants.csv")
    await olga.sees("Нашёл 1 из 5 школ")
    await district.reopens()
    await olga.taps("Посмотреть 1 строку")
    await olga.sees("Лебедева Мария")
    await olga.taps(SCHOOL)
    await olga.sees("Нашёл 2 из 5 школ")
    preview = await olga.with_button("Записать 2 школы")
    data = olga.data_of(preview, "Записать 2 школы")
    for _ in range(2):
        district.world.click(olga.id, preview["id"], data)
    await district.at_once()
    await olga.has("Записал: 2 школы.")
    assert len(district.rows("attendance")) == 2, "tapped twice, written down once"
    await open_meeting(maria)
    await maria.sees("✅ Участвовали")
