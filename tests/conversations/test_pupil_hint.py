"""Before a text goes out that seems to name a pupil, its author is asked to look once more."""

from services.terms import Role
from tests.conversations.district import District, Neighbour

HINT = "Похоже, в тексте есть имя ребёнка"


async def begins(district: District, maria: Neighbour) -> None:
    """Maria tells what came of the meeting, after it."""
    await district.goes_to("2027-02-16T17:00:00+07:00")
    await maria.sends("/report")
    await maria.sees("О чём отчёт")
    await maria.taps("Установочное")
    await maria.sends("12")
    await maria.sees("Что сделано")


async def test_a_report_that_names_a_pupil(
    district: District, pavel: Neighbour, maria: Neighbour
) -> None:
    await begins(district, maria)
    await maria.sends("Занимались с ученицей Ивановой Марией")
    await maria.taps("Без подтверждения")
    await maria.sees(HINT)
    await maria.sees("«Ивановой Марией»")
    await maria.taps("Что сделано")
    await maria.sends("Занимались с отстающими учениками")
    await maria.sees("Проверьте ответы")
    assert HINT not in (await maria.last())["text"]
    await maria.taps("Отправить")
    await maria.sees("Отчёт отправлен")


async def test_an_announcement_is_sent_as_it_is(district: District, olga: Neighbour) -> None:
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    await olga.sends("/broadcast")
    await olga.sends("Поздравляем: ученик Петров Саша занял первое место")
    await olga.sees(HINT)
    await olga.taps("Отправить так")
    await district.passes(seconds=62)
    await maria.sees("Поздравляем")


async def test_a_comment_that_has_no_preview_gets_one(
    district: District, pavel: Neighbour, maria: Neighbour
) -> None:
    await begins(district, maria)
    await maria.sends("Провели занятия")
    await maria.taps("Без подтверждения")
    await maria.taps("Отправить")
    await pavel.sees("Провели занятия")
    await pavel.taps("Вернуть")
    await pavel.sends("Что с учеником Петровым Сашей?")
    await pavel.sees(HINT)
    await pavel.taps("Изменить")
    await pavel.sends("Сколько было занятий?")
    await pavel.sees("Отчёт возвращён")
    await maria.sees("Сколько было занятий?")
