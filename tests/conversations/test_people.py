"""People come, go and stand in for one another: each ends with the right ones reminded."""

import io
import re

import openpyxl

from services.terms import Role
from tests.conversations.district import (
    DISTRICT,
    LAKES,
    SCHOOL,
    SPRINGS,
    STEPPE,
    District,
    Neighbour,
)

MEETING = "Установочное совещание"
WEEKLY = "Участие в еженедельных вебинарах"
BEFORE_MEETING = "2027-02-16T13:00:00+07:00"


async def token_of(person: Neighbour) -> str:
    """What the link shown to somebody carries."""
    found = re.search(r"start=([\w-]{22})", (await person.last())["text"])
    assert found, await person.transcript()
    return found[1]


async def reminded(people: list[Neighbour], title: str, since: dict[int, int]) -> set[str]:
    """Who was reminded of an event since a moment; the card of the week is no reminder."""
    return {
        person.name
        for person in people
        if any(
            "Напоминаю:" in text and f" {title}" in text
            for text in await person.said(since[person.id])
        )
    }


async def newest(people: list[Neighbour]) -> dict[int, int]:
    return {person.id: await person.newest() for person in people}


async def opens(district: District, name: str, token: str) -> Neighbour:
    """Somebody new opens a link and agrees."""
    person = await district.person(name)
    await person.starts(token)
    await person.taps("Согласен")
    return person


async def goes_to_the_desk(person: Neighbour) -> None:
    """A coordinator looks at her places."""
    await person.sends("/menu")
    await person.taps("Люди")
    await person.taps("Школы и приглашения")


async def test_the_director_changes_her_phone(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await goes_to_the_desk(olga)
    await olga.taps(SCHOOL[:30])
    await olga.sees("Мария Лебедева, директор школы")
    await olga.taps("Заменить: Мария")
    await olga.taps("Новому человеку по ссылке")
    await olga.sees("доступ потеряет Мария Лебедева")
    await olga.taps("Создать ссылку")
    token = await token_of(olga)
    phone = await opens(district, "Мария Новый-Телефон", token)

    await phone.sees(f"Теперь вы: директор школы · {SCHOOL}")
    await maria.sees("теперь это Мария Новый-Телефон")
    await maria.sends("/report")
    await maria.sees("Вашей роли это недоступно")
    since = await newest([maria, phone])
    await district.goes_to(BEFORE_MEETING)
    assert await reminded([maria, phone], MEETING, since) == {phone.name}
    reminder = await phone.sees("Напоминаю: 2 дела")
    assert f"через 1 час\n👥 {MEETING}" in reminder["text"]
    await phone.presses(reminder, "2. ✅ Будем")
    answered = await phone.sees("14:00 у вас · ✅ Будем")
    assert answered["id"] == reminder["id"], "in place"
    assert len(district.rows("attendance")) == 1
    thief = await opens(district, "Чужой Человек", token)
    await thief.sees("приглашение не")


async def test_a_curator_leaves(district: District, olga: Neighbour, maria: Neighbour) -> None:
    pavel = await district.person("Павел Ершов", Role.CURATOR, SCHOOL)
    await district.invites(pavel, Role.CURATOR, STEPPE)
    vera = await district.person("Вера Сменная", Role.CURATOR, SPRINGS)
    await pavel.sends("/settings")
    await pavel.taps("Передать дела")
    await pavel.taps("куратор")
    await pavel.sees("Переходят все места этого куратора (2)")
    await pavel.taps("Передать: Вера")
    await pavel.sees("Вы в тот же момент потеряете доступ")
    await pavel.taps("Передать")
    await pavel.sees("теперь это Вера Сменная")
    await vera.sees("До вас: Павел Ершов")
    await vera.sends("/menu")
    for school in (SCHOOL, STEPPE, SPRINGS):
        await vera.sees(f"куратор · {school}")
    since = await newest([pavel, vera, maria])
    await district.goes_to(BEFORE_MEETING)
    assert await reminded([pavel, vera], MEETING, since) == {vera.name}
    await pavel.sends("/menu")
    await pavel.sees("Вы пока не выбрали школу")


async def test_a_deputy_for_a_time_that_returns_by_itself(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    anna = await district.person("Анна Ветрова", Role.DEPUTY)
    await maria.sends("/settings")
    await maria.taps("Передать дела")
    await maria.taps("Передать заму на время")
    await maria.taps("Анна")
    await maria.taps("Другая дата")
    await maria.sends("послепослезавтра")
    await maria.sees("Не получилось понять дату")
    await maria.sends("16.02")
    await maria.sees("До 16 февраля 2027 включительно замещает Анна Ветрова")
    await anna.sees("(обычно – Мария Лебедева)")
    await maria.sends("/menu")
    await maria.sees("до 16 февраля 2027 включительно замещает Анна Ветрова")

    since = await newest([maria, anna])
    await district.goes_to(BEFORE_MEETING)
    assert await reminded([maria, anna], MEETING, since) == {anna.name}
    await district.goes_to("2027-02-17T00:00:30+07:00")
    await maria.sees("Анна Ветрова больше не замещает вас")
    await anna.sees("Вы больше не замещаете директора")
    since = await newest([maria, anna])
    await district.goes_to("2027-02-18T09:00:00+07:00")
    assert await reminded([maria, anna], WEEKLY, since) == {maria.name, anna.name}


async def test_the_director_takes_it_back_before_its_day(
    district: District, maria: Neighbour
) -> None:
    await maria.sends("/settings")
    await maria.taps("Передать дела")
    await maria.taps("Передать заму на время")
    await maria.taps("Новый человек по ссылке")
    await maria.taps("до 21 февраля")
    await maria.sees("замещает директора до 21 февраля 2027 включительно")
    anna = await opens(district, "Анна Ветрова", await token_of(maria))
    await anna.sees("Теперь вы: заместитель директора")
    await maria.sees("вас замещает Анна Ветрова")
    await maria.sends("/settings")
    await maria.taps("Передать дела")
    await maria.taps("Вернуть сейчас")
    await maria.sees("Переходят обязанности")
    await anna.sees("Вы больше не замещаете директора")
    since = await newest([maria, anna])
    await district.goes_to(BEFORE_MEETING)
    assert await reminded([maria, anna], MEETING, since) == {maria.name}
    await anna.sends("/menu")
    await anna.sees("Вы пока не выбрали школу")


async def asks(district: District, name: str, role: str) -> Neighbour:
    """Somebody reads the plan of a school and says that he speaks for it."""
    timur = await district.person(name)
    await timur.starts()
    await timur.taps("Согласен")
    await timur.taps(DISTRICT)
    await timur.taps(STEPPE[:30])
    await timur.taps("Я представляю эту школу")
    await timur.taps(role)
    await timur.sees("Ждёт решения")
    return timur


async def test_a_request_is_accepted(district: District, olga: Neighbour, pavel: Neighbour) -> None:
    timur = await asks(district, "Тимур Ясный", "директор школы")
    await olga.sees("Тимур Ясный пишет: директор школы")
    await pavel.sees("Эту школу пока никто не представляет")
    await pavel.taps("Принять")
    await pavel.sees("Принята")
    await timur.sees(f"Теперь вы: директор школы · {STEPPE}")
    await olga.taps("Принять")
    await olga.sees("Уже решено до вас")
    since = await newest([timur])
    await district.goes_to(BEFORE_MEETING)
    assert await reminded([timur], MEETING, since) == {timur.name}
    await timur.taps("Будем")


async def test_a_request_is_refused(district: District, olga: Neighbour) -> None:
    timur = await asks(district, "Тимур Чужой", "заместитель директора")
    await olga.sends("/menu")
    await olga.taps("Люди")
    await olga.taps("Просьбы о роли")
    await olga.sees("Просьбы о роли без ответа: 1")
    await olga.taps("Тимур Чужой")
    await olga.taps("Отказать")
    await olga.sees("Отказать в просьбе?")
    await olga.taps("Да, отказать")
    await olga.sees("Отклонена")
    await timur.sees("Просьба отклонена")
    await timur.sends("/report")
    await timur.sees("Вашей роли это недоступно")
    await olga.taps("Просьбы о роли")
    await olga.sees("Просьб, ожидающих решения, нет")


async def test_a_withdrawn_request_is_not_decided(district: District, olga: Neighbour) -> None:
    timur = await asks(district, "Тимур Быстрый", "директор школы")
    await timur.taps("Отозвать просьбу")
    await timur.sees("Отозвана")
    await olga.taps("Принять")
    await olga.sees("Отозвана")
    await timur.sends("/menu")
    await timur.sees("подписчик")


async def test_a_link_is_made_printed_and_taken_back(district: District, olga: Neighbour) -> None:
    await goes_to_the_desk(olga)
    await olga.taps("Найти школу")
    await olga.sends("степновская")
    await olga.taps(STEPPE[:30])
    await olga.sees("Здесь пока ни у кого нет роли")
    await olga.taps("Пригласить")
    await olga.taps("директор школы")
    await olga.taps("5 человек")
    await olga.taps("1 день")
    await olga.taps("Создать ссылку")
    await olga.sees("Ссылка рассчитана на 5 человек и действует до 16 февраля, 08:30")
    token = await token_of(olga)
    first = await opens(district, "Первый Гость", token)
    await first.sees(f"Теперь вы: директор школы · {STEPPE}")
    await olga.taps("Картинка для печати")
    picture = await olga.sees("директор школы")
    assert picture["media"]["kind"] == "photo", picture
    assert "Ольга" not in picture["text"]
    await olga.taps("Открытые ссылки")
    await olga.sees("Открытых ссылок: 1")
    await olga.taps("директор школы")
    await olga.sees("Осталось: 4 человека")
    await olga.taps("Отозвать")
    await olga.sees("Эта ссылка больше не действует")
    late = await opens(district, "Поздний Гость", token)
    await late.sees("приглашение не")
    await first.starts(token)
    await first.sees("Теперь вы: директор школы")


async def test_all_wrong_links_sound_alike(district: District, olga: Neighbour) -> None:
    used = await district.app.container.registration.invite(Role.DEPUTY, STEPPE)
    await opens(district, "Первый Гость", used)
    heard = set()
    for number, token in enumerate((used, "A" * 22, "x", "y" * 64)):
        guest = await opens(district, f"Гость {number}", token)
        heard.add((await guest.last())["text"])
    assert len(heard) == 1, heard


async def test_links_for_all_schools_as_a_table(district: District, olga: Neighbour) -> None:
    await olga.sends("/menu")
    await olga.taps("👥 Люди")
    await olga.taps("Ссылки всем")
    sent = await olga.sees("создано")
    stored = district.world.files.find(sent["media"]["file_id"])
    assert stored is not None
    page = openpyxl.load_workbook(io.BytesIO(stored.content)).active
    rows = list(page.iter_rows(min_row=2, values_only=True))
    assert {row[0] for row in rows} == {DISTRICT}
    assert SCHOOL in {row[1] for row in rows}
    token = str(next(row[2] for row in rows if row[1] == SPRINGS)).partition("start=")[2]
    ivan = await opens(district, "Иван Ключевой", token)
    await ivan.sees(f"Теперь вы: директор школы · {SPRINGS}")


async def test_in_whose_name_one_acts(district: District, maria: Neighbour) -> None:
    await district.invites(maria, Role.DIRECTOR, SPRINGS)
    await district.invites(maria, Role.CURATOR, STEPPE)
    await maria.sends("/menu")
    await maria.sees("Вы действуете во всех своих ролях сразу")
    await maria.taps("Сменить роль")
    await maria.taps(f"директор школы · {SPRINGS}"[:40])
    await maria.sees(f"Вы действуете как: директор школы · {SPRINGS}")
    assert await deeds(maria) == {"📝 Отчитаться"}
    await maria.sends("/report")
    await maria.sees(f"Вы действуете как: директор школы · {SPRINGS}")
    await maria.sends("/menu")
    await maria.taps("Сменить роль")
    await maria.taps("куратор")
    assert await deeds(maria) == {"📥 Отчёты на проверку"}
    await maria.taps("Сменить роль")
    await maria.taps("Все роли сразу")
    assert await deeds(maria) == {"📝 Отчитаться", "📥 Отчёты на проверку"}


async def deeds(person: Neighbour) -> set[str]:
    """Which of the two kinds of work with reports the menu offers."""
    return {label for label in await person.buttons() if "Отчит" in label or "Отчёты" in label}


async def test_a_coordinator_sees_only_her_own_people(district: District, olga: Neighbour) -> None:
    lakes = await district.app.container.registration.invite(Role.MUNICIPAL_COORDINATOR, LAKES)
    nina = await opens(district, "Нина Приозёрная", lakes)
    await goes_to_the_desk(nina)
    await nina.sees(LAKES)
    labels = " ".join(await nina.buttons())
    assert "Берёзовская" not in labels
    await nina.taps("Найти школу")
    await nina.sends("берёзовская")
    await nina.sees("ничего не нашлось")
