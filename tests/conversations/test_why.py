"""Why a school was not reminded: /why, and the button beside who answered."""

from services.terms import Role
from tests.conversations.district import SCHOOL, SPRINGS, District, Neighbour
from tests.conversations.test_attendance import MEETING, open_meeting


async def test_a_coordinator_learns_why_and_mends_it(district: District, olga: Neighbour) -> None:
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    await olga.sends("/why ключевская")
    shown = await olga.sees(f"{SPRINGS}: напоминания")
    assert "у школы нет представителя – пригласите директора" in shown["text"]
    number = next(line.split(".")[0] for line in shown["text"].splitlines() if MEETING in line)
    await olga.taps(number)
    await olga.sees("у школы нет представителя")
    await olga.taps("Пригласить")
    await olga.sees(SPRINGS)

    district.expected_statuses = {403}
    await maria.does("block")
    await district.goes_to("2027-02-15T14:00:00+07:00")
    await olga.sends("/why")
    await olga.sees("Выберите школу")
    await olga.taps(SCHOOL)
    await olga.sees("накануне: не дошло: бот заблокирован с 15 февраля 2027")
    await olga.taps("Все строки")
    await olga.sees("эта строка не для школ")
    await olga.sends("/why нет такой")
    await olga.sees("Среди ваших школ нет «нет такой»")


async def test_from_who_answered_to_one_school(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    await district.goes_to("2027-02-15T14:00:00+07:00")
    await open_meeting(pavel)
    await pavel.taps("Кто ответил")
    await pavel.taps("Почему не получили?")
    shown = await pavel.sees("Всё в порядке: 1 из 5")
    assert shown["text"].index(SPRINGS) < shown["text"].index(SCHOOL), "the unreached come first"
    await pavel.taps(f"🏫 {SCHOOL}")
    card = await pavel.sees("Мария Лебедева, директор школы")
    assert "накануне: дошло 15 февраля, 14:00" in card["text"]
    assert "за час: придёт 16 февраля" in card["text"]
    assert not [label for label in await pavel.buttons() if "Заменить" in label]
    await pavel.taps("Все школы")
    await pavel.taps("Назад")
    await pavel.sees("Ответили")


async def test_a_director_has_no_such_command(maria: Neighbour) -> None:
    await maria.sends("/why")
    await maria.sees("недоступно")
