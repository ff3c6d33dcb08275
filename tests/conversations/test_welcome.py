"""Flow 1: start, the consent, an invitation, choosing a place."""

import pytest

from services.terms import Role
from tests.conversations.district import BRANCH, DISTRICT, LAKES, REGION, SCHOOL, District

CONSENT = "согласие на обработку персональных данных"


async def test_an_invitation_takes_at_most_three_taps(district: District) -> None:
    maria = await district.person("Мария Лебедева")
    await district.invites(maria, Role.DIRECTOR)
    await maria.sees(CONSENT)
    await maria.taps("Согласен")
    await maria.sees(f"Теперь вы: директор школы · {SCHOOL}")
    assert maria.taps_made + 1 <= 3, "Start itself is a tap"
    assert await maria.buttons() == [
        "📋 Дела",
        "🗓 План",
        "📝 Отчитаться",
        "❓ Вопрос куратору",
        "📊 Показатели",
        "🗂 Документы",
        "⚙️ Настройки",
        "❓ Помощь",
    ]


async def test_without_an_invitation_it_takes_at_most_six_taps(district: District) -> None:
    timur = await district.person("Тимур Незнакомов")
    await timur.starts()
    await timur.sees(CONSENT)
    await timur.taps("Согласен")
    await timur.sees(REGION)
    await timur.taps(DISTRICT)
    await timur.sees(DISTRICT)
    await timur.taps(BRANCH[:30])
    await timur.sees("Теперь вы: подписчик")
    assert timur.taps_made + 1 <= 6, "Start itself is a tap"


async def test_choosing_among_several_regions_stays_within_six_taps(district: District) -> None:
    await district.app.container.places.load(
        [{"region": "Другой край", "municipality": "Дальний район", "school": "Дальняя школа"}]
    )
    timur = await district.person("Тимур Незнакомов")
    await timur.starts()
    for label in ("Согласен", "Другой край", "Дальний район", "Дальняя школа"):
        await timur.taps(label)
    await timur.sees("Теперь вы: подписчик · Дальняя школа")
    assert timur.taps_made + 1 <= 6


async def test_the_way_back_up_the_tree(district: District) -> None:
    timur = await district.person("Тимур Незнакомов")
    await timur.starts()
    await timur.taps("Согласен")
    await timur.taps(LAKES)
    await timur.sees(LAKES)
    await timur.taps("Назад")
    await timur.sees(REGION)
    await timur.taps(LAKES)
    await timur.taps("Весь муниципалитет")
    await timur.sees(f"Теперь вы: подписчик · {LAKES}")


@pytest.mark.parametrize(
    "typed", ["берёзовская", "БЕРЕЗОВСКАЯ", "  березов ", "сош берёзов", "Берёзовская СОШ»"]
)
async def test_a_place_is_found_by_a_part_of_its_name(district: District, typed: str) -> None:
    timur = await district.person("Тимур Незнакомов")
    await timur.starts()
    await timur.taps("Согласен")
    await timur.sends(typed)
    await timur.sees(f"школа: {SCHOOL} · {DISTRICT}, {REGION}")
    await timur.taps(SCHOOL)
    await timur.sees(f"Теперь вы: подписчик · {SCHOOL}")


async def test_a_municipality_is_found_too(district: District) -> None:
    timur = await district.person("Тимур Незнакомов")
    await timur.starts()
    await timur.taps("Согласен")
    await timur.sends("приозерный")
    await timur.sees(f"муниципалитет: {LAKES}")


async def test_nothing_is_found_and_the_list_is_offered(district: District) -> None:
    timur = await district.person("Тимур Незнакомов")
    await timur.starts()
    await timur.taps("Согласен")
    await timur.sends("Хогвартс <b>&")
    await timur.sees("По запросу «Хогвартс <b>&» ничего не нашлось")
    await timur.taps("Выбрать из списка")
    await timur.sees("Выберите школу")


async def test_the_consent_can_be_read_in_full_and_folded(district: District) -> None:
    maria = await district.person("Мария Лебедева")
    await district.invites(maria, Role.DIRECTOR)
    await maria.taps("Прочитать полностью")
    await maria.sees("Согласие на обработку персональных данных")
    await maria.sees("Чего не нужно")
    await maria.taps("Коротко")
    await maria.sees("Я — Маршрут")
    await maria.taps("Согласен")
    await maria.sees("Теперь вы: директор школы")


async def test_the_consent_can_be_read_in_another_language(district: District) -> None:
    maria = await district.person("Мария Лебедева")
    await district.invites(maria, Role.DIRECTOR)
    await maria.taps("English")
    await maria.sees("I am Marshrut")
    await maria.taps("Read in full")
    await maria.sees("Consent to the processing of personal data")
    await maria.taps("Русский")
    await maria.sees("Согласие на обработку персональных данных")
    await maria.taps("English")
    await maria.taps("I agree")
    await maria.sees("You are now: school director")
    await maria.sends("/menu")
    await maria.sees("You are:")


async def test_nothing_is_kept_before_the_consent(district: District) -> None:
    timur = await district.person("Тимур Незнакомов")
    await timur.starts()
    for command in ("/menu", "/plan", "/settings", "/cancel", "/report", "/stats", "привет"):
        await timur.sends(command)
        await timur.sees(CONSENT)
        await timur.sees("откройте её ещё раз")
    await timur.sends("/privacy")
    await timur.sees("О вас ничего не хранится")
    actor = await district.app.container.registration.actor(timur.id, "ru")
    assert actor.person_id is None


async def test_the_consent_is_kept_with_its_version(district: District) -> None:
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    await maria.sends("/privacy")
    await maria.sees("Согласие: версия 2")
    await maria.sees("Имя: Мария Лебедева")
    await maria.sees(f"Роль: директор школы · {SCHOOL}")


async def test_an_invitation_works_once(district: District) -> None:
    payload = await district.app.container.registration.invite(Role.DIRECTOR, SCHOOL)
    maria = await district.person("Мария Лебедева")
    await maria.starts(payload)
    await maria.taps("Согласен")
    await maria.sees("Теперь вы: директор школы")
    thief = await district.person("Захар Чужой")
    await thief.starts(payload)
    await thief.taps("Согласен")
    await thief.sees("приглашение не действует")
    await thief.taps("Выбрать школу")
    await thief.sees("Выберите школу")


async def test_an_invitation_grows_too_old(district: District) -> None:
    payload = await district.app.container.registration.invite(Role.DIRECTOR, SCHOOL)
    await district.passes(days=8)
    maria = await district.person("Мария Лебедева")
    await maria.starts(payload)
    await maria.taps("Согласен")
    await maria.sees("приглашение не действует")


async def test_opening_the_own_invitation_again_does_no_harm(district: District) -> None:
    payload = await district.app.container.registration.invite(Role.DIRECTOR, SCHOOL, uses=2)
    maria = await district.person("Мария Лебедева")
    await maria.starts(payload)
    await maria.taps("Согласен")
    await maria.starts(payload)
    await maria.sees("Теперь вы: директор школы")
    anna = await district.person("Анна Вторая")
    await anna.starts(payload)
    await anna.taps("Согласен")
    await anna.sees("Теперь вы: директор школы")


async def test_somebody_known_takes_a_second_role(district: District) -> None:
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    await district.invites(maria, Role.DEPUTY, BRANCH)
    await maria.sees("Теперь вы: заместитель директора · Филиал")
    await maria.sends("/menu")
    await maria.sees("директор школы · МБОУ «Берёзовская СОШ»")
    await maria.sees("заместитель директора · Филиал")


@pytest.mark.parametrize("payload", ["0", "x" * 64, "-" * 40, "_menu", "A" * 22, "ok"])
async def test_rubbish_after_start(district: District, payload: str) -> None:
    timur = await district.person("Тимур Незнакомов")
    await timur.starts(payload)
    await timur.taps("Согласен")
    await timur.sees("приглашение не действует")
    await timur.sends(f"/start {payload}")
    await timur.sees("приглашение не действует")


@pytest.mark.parametrize(
    "typed", ["/start привет", "/start a b c", "/start <b>", "/start " + "я" * 900]
)
async def test_rubbish_typed_after_start(district: District, typed: str) -> None:
    timur = await district.person("Тимур Незнакомов")
    await timur.sends(typed)
    await timur.sees(CONSENT)
    await timur.taps("Согласен")
    await timur.sees("Выберите школу")
    await timur.sends(typed)
    await timur.sees("приглашение не действует")


async def test_start_again_opens_the_menu(district: District) -> None:
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    await maria.starts()
    await maria.sees("Меню")
    await maria.sees("директор школы")


@pytest.mark.parametrize(
    "name",
    [
        "<b>Мария</b> & Ко",
        "Маша 👩‍👩‍👧‍👦🏳️‍🌈",
        "א" * 60,
        "\N{RIGHT-TO-LEFT OVERRIDE}Мария\N{POP DIRECTIONAL FORMATTING}",
        "A" * 64,
    ],
)
async def test_odd_names(district: District, name: str) -> None:
    odd = await district.person(name, Role.DIRECTOR)
    await odd.sends("/privacy")
    await odd.sees("Имя: ")
    await odd.sends("/menu")
    await odd.sees("директор школы")


async def test_a_name_with_markup_is_shown_as_it_is(district: District) -> None:
    odd = await district.person("<b>Мария</b>", Role.DIRECTOR)
    await odd.sends("/privacy")
    await odd.sees("Имя: <b>Мария</b>")


async def test_the_bot_speaks_of_commands_in_the_menu(district: District) -> None:
    await district.app._introduce()
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    shown = {item["command"] for item in district.world.commands(maria.id)}
    assert {"menu", "plan", "settings", "help", "privacy", "cancel"} <= shown
