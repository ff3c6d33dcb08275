"""Proof in one tap, counted: every button pressed and every command sent, typing apart."""

from tests.conversations.district import SAMPLE, District, Neighbour

LINK = "https://example.org/report"
PHOTO = SAMPLE / "photo.png"
# The limits of the promise.
ATTENDANCE, REPORT, MENDED, DECISION = 1, 5, 3, 1


async def hands_in(maria: Neighbour) -> None:
    """Report on the self-assessment from the list of what waits; commands count as taps."""
    await maria.sends("/report")
    maria.taps_made += 1
    await maria.taps("Заполнение")
    await maria.taps("заполнена")
    await maria.taps("Сегодня")
    await maria.sends(LINK)
    await maria.sees("Проверьте ответы")
    await maria.taps("Отправить")
    await maria.sees("ждёт куратора")


async def test_to_say_who_comes_is_one_tap(district: District, maria: Neighbour) -> None:
    # The morning before the meeting its reminder comes, with the buttons.
    await district.goes_to("2027-02-15T14:05:00+07:00")
    await maria.with_button("Будем")
    maria.taps_made = 0
    await maria.taps("Будем")
    assert (await maria.alert()).startswith("Будем: Установочное")
    assert maria.taps_made == ATTENDANCE


async def test_to_say_it_in_the_list_is_one_tap(maria: Neighbour) -> None:
    await maria.sends("/todo")
    maria.taps_made = 0
    await maria.taps("1 ✅ Будем")
    assert (await maria.alert()).startswith("Будем: ")
    assert maria.taps_made == ATTENDANCE


async def test_a_report_costs_at_most_five(maria: Neighbour, pavel: Neighbour) -> None:
    maria.taps_made = 0
    await hands_in(maria)
    assert maria.taps_made <= REPORT
    assert pavel.taps_made == 0


async def test_what_came_of_an_event_costs_at_most_five(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    # The meeting is over: what came of it can be told.
    await district.goes_to("2027-02-16T19:00:00+07:00")
    maria.taps_made = 0
    await maria.sends("/report")
    maria.taps_made += 1
    await maria.taps("Установочное")
    await maria.sees("1 из 3")
    await maria.sends("12")
    await maria.sends("Выбрали риски и разошлись по группам")
    # A photo sent counts as well.
    await maria.uploads(PHOTO, as_photo=True)
    maria.taps_made += 1
    await maria.taps("Готово")
    await maria.taps("Отправить")
    await maria.sees("Ваш отчёт")
    assert maria.taps_made <= REPORT
    assert pavel.taps_made == 0


async def test_a_curator_decides_with_one_tap(maria: Neighbour, pavel: Neighbour) -> None:
    await hands_in(maria)
    await pavel.with_button("Принять")
    pavel.taps_made = 0
    await pavel.taps("Принять")
    assert await pavel.alert() == "Принято, школа узнает."
    assert pavel.taps_made == DECISION
    await maria.sees("Куратор принял ваш отчёт")


async def test_a_return_is_one_tap_and_a_comment_and_mended_in_three(
    maria: Neighbour, pavel: Neighbour
) -> None:
    await hands_in(maria)
    pavel.taps_made = 0
    await pavel.taps("Вернуть")
    await pavel.sends("Ссылка не открывается")
    assert pavel.taps_made == DECISION
    await maria.sees("Ссылка не открывается")
    maria.taps_made = 0
    await maria.taps("✏️ Ссылка")
    await maria.sends("https://example.org/second")
    await maria.taps("Отправить")
    await maria.sees("ждёт куратора")
    assert maria.taps_made <= MENDED
    await pavel.sees("https://example.org/second")
