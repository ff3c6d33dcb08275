"""Flow 9: the shares."""

from services.terms import Role
from tests.conversations.district import DISTRICT, SPRINGS, STEPPE, District, Neighbour
from tests.conversations.test_attendance import open_meeting
from tests.conversations.test_report import fill


async def test_nothing_to_count_yet(district: District) -> None:
    olga = await district.person("Ольга Синицына", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await olga.sends("/stats")
    await olga.sees("Считать пока нечего")


async def test_shares_of_an_event_and_in_total(
    district: District, olga: Neighbour, maria: Neighbour, pavel: Neighbour
) -> None:
    stepan = await district.person("Степан Степнов", Role.DIRECTOR, STEPPE)
    vera = await district.person("Вера Ключева", Role.DIRECTOR, SPRINGS)
    for director, label in ((maria, "Будем"), (stepan, "Будет заместитель"), (vera, "Не сможем")):
        await open_meeting(director)
        await director.taps(label)
    await vera.sends("Болеем")
    await district.goes_to("2027-02-16T16:00:00+07:00")
    asked = await maria.sees("Напоминаю: 2 дела")
    assert "· участвовали?\n👥 Установочное совещание" in asked["text"]
    await maria.presses(asked, "2. ✅ Участвовали")
    asked = await stepan.sees("· участвовали?\n👥 Установочное совещание")
    await stepan.presses(asked, "2. Открыть")
    await stepan.taps("Не участвовали")
    await fill(maria)
    await maria.taps("Отправить")
    await olga.sends("/stats")
    await olga.taps("По мероприятиям")
    shown = await olga.sees("Показатели · 5 школ")
    survey = next(line for line in shown["text"].splitlines() if "самодиагностик" in line)
    assert "📝 0/5" in survey, "its curator's word is wanted"
    await pavel.taps("Принять")
    await pavel.sees("Отчёт принят")
    await olga.sends("/stats")
    await olga.taps("По мероприятиям")
    shown = await olga.sees("Показатели · 5 школ")
    meeting = next(line for line in shown["text"].splitlines() if "Установочное" in line)
    assert "👍 2/5" in meeting
    assert "✅ 1/5" in meeting
    survey = next(line for line in shown["text"].splitlines() if "самодиагностик" in line)
    assert "📝 1/5" in survey
    assert "Подтвердили участие: 1" in shown["text"] or "Подтвердили участие: " in shown["text"]
    assert "Участвовали: 20" in shown["text"]


async def test_a_director_sees_his_own_school(maria: Neighbour) -> None:
    await open_meeting(maria)
    await maria.taps("Будем")
    await maria.sends("/stats")
    await maria.taps("По мероприятиям")
    shown = await maria.sees("Показатели · 1 школа")
    meeting = next(line for line in shown["text"].splitlines() if "Установочное" in line)
    assert "👍 1/1" in meeting


async def test_pages_and_cards(district: District, olga: Neighbour) -> None:
    await district.goes_to("2027-12-10T12:00:00+07:00")
    await olga.sends("/stats")
    await olga.taps("По мероприятиям")
    first = await olga.sees("Показатели")
    assert first["text"].index("Сейчас и впереди") < first["text"].index("Прошли")
    await olga.taps("Стр. 2")
    second = await olga.sees("Показатели")
    assert second["text"] != first["text"]
    assert "Участвовали: " not in second["text"], "the totals are told once"
    await olga.taps("Стр. 1")
    assert (await olga.sees("Показатели"))["text"] == first["text"]
    await olga.taps("1")
    await olga.taps("Кто ответил")
    await olga.sees("Ответили 0 из 5")


async def test_the_menu_leads_there(olga: Neighbour) -> None:
    await olga.sends("/menu")
    await olga.taps("Показатели")
    await olga.sees("5 школ")
