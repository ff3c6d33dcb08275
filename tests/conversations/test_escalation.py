"""A term has passed and a school is silent: who hears of it, and how it stops."""

from services.terms import Role
from tests.conversations.district import DISTRICT, SCHOOL, STEPPE, District, Neighbour
from tests.conversations.small_maps import publish

MAP = (
    "Дорожная карта поддержки школ в 2027 году\n\n"
    "№\tНаименование мероприятия\tСрок исполнения\tОтветственные\tРезультат\n"
    "1\tЗаполнение самодиагностики школы\tдо 01.03.2027\tДиректора школ\tОтчёт школы\n"
)
SILENT = "Школы, от которых нет ответа"
UNMANNED = "Нет представителя:"


async def silent(person: Neighbour) -> list[str]:
    """The lists of schools that owe something that somebody has got."""
    return [text for text in await person.said() if SILENT in text or UNMANNED in text]


async def report(person: Neighbour) -> None:
    """Somebody reports from the card that lies before him."""
    await person.taps("Отчитаться")
    await person.sees("1 из 2")
    await person.taps("Да, заполнена")
    await person.sees("2 из 2")
    await person.sends("Заполнили всё")
    await person.taps("Готово")
    await person.taps("Отправить")
    await person.sees("Отчёт отправлен")


async def test_up_to_the_curator_who_reminds_the_school(
    district: District, vera: Neighbour
) -> None:
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    anna = await district.person("Анна Заместитель", Role.DEPUTY)
    pavel = await district.person("Павел Ершов", Role.CURATOR, DISTRICT)
    await publish(vera, MAP.encode())
    await district.goes_to("2027-02-15T09:30:00+07:00")

    await district.goes_to("2027-03-02T00:01:00+07:00")
    await district.goes_to("2027-03-04T10:00:30+07:00")
    await anna.sees("Ваша школа ещё не ответила")
    assert await maria.count("ещё не ответила") == 0
    [others] = await silent(pavel)
    assert STEPPE in others
    assert SILENT not in others, "where nobody is nobody is silent"
    assert f"<b>{SCHOOL}</b>" not in others
    assert f". {SCHOOL}" not in others

    # Monday, 8 March, is a day off.
    await district.goes_to("2027-03-09T10:00:30+07:00")
    assert len(await silent(pavel)) == 2
    await pavel.has(f"1. {SCHOOL}")
    await pavel.has("Нет отчёта: Заполнение самодиагностики")
    await pavel.taps("🔔 1")
    assert "Напоминаю 2 людям." in str(await pavel.alert())
    await pavel.has("напомнили 9 марта, 10:00")

    await maria.sees("Куратор просит прислать отчёт")
    await report(maria)

    await district.goes_to("2027-03-12T10:00:30+07:00")
    [told] = await silent(vera)
    assert STEPPE in told
    assert f". {SCHOOL}" not in told


async def test_all_silent_schools_of_an_event_are_reminded_with_one_tap(
    district: District, vera: Neighbour
) -> None:
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    await publish(vera, MAP.encode())
    await district.goes_to("2027-02-25T10:00:00+07:00")
    await vera.sends("/stats")
    await vera.taps("По мероприятиям")
    await vera.taps("1")
    await vera.taps("Кто ответил")
    await vera.sees(f"⚪️ {SCHOOL}: нет ответа")
    await vera.has("Без представителя: 4.")

    await vera.taps("Напомнить об отчёте: 1 школа")

    assert "Напоминаю 1 человеку." in str(await vera.alert())
    await vera.has("напомнили 25 февраля, 10:00")
    await maria.sees("Координатор просит прислать отчёт")
    # Who comes back to it sees the ways to mend it.
    await vera.taps("Без представителя: 4 – пригласить")
    await vera.sees("Школы без представителя")
