"""The list of commands follows the person's roles; /people leads to who is missing."""

from sandbox.profile import commands_for
from services.terms import Role
from tests.conversations.district import SPRINGS, District, Neighbour


def offered(district: District, person: Neighbour) -> list[str]:
    """The commands that Telegram shows to somebody now."""
    found = commands_for(district.world, district.world.people[person.id])
    return [command["command"] for command in found]


async def test_everybody_is_offered_what_his_role_can_do(
    district: District, olga: Neighbour
) -> None:
    maria = await district.person("Мария", Role.DIRECTOR)
    assert {"report", "stats"} <= set(offered(district, maria))
    assert not {"broadcast", "people", "import"} & set(offered(district, maria))
    assert {"broadcast", "people", "import", "dates"} <= set(offered(district, olga))
    assert "report" not in offered(district, olga)


async def test_a_role_that_is_given_up_takes_its_commands_along(district: District) -> None:
    maria = await district.person("Мария", Role.DIRECTOR)
    assert "report" in offered(district, maria)
    await maria.sends("/settings")
    await maria.taps("Выйти")
    await maria.taps("Выйти")
    await maria.sees("Настройки")
    assert "report" not in offered(district, maria)


def has_list(district: District, person: Neighbour) -> bool:
    """Whether Telegram keeps a list for the very chat."""
    lists = district.world.profile.commands
    return any(str(person.id) in scope for scope, _ in lists)


async def test_who_takes_the_consent_back_keeps_no_list(district: District) -> None:
    maria = await district.person("Мария", Role.DIRECTOR)
    assert has_list(district, maria)
    await maria.sends("/privacy")
    await maria.taps("Отозвать согласие")
    assert has_list(district, maria), "it was a question"
    await maria.taps("Да, отозвать")
    await maria.sees("Согласие отозвано")
    assert not has_list(district, maria)
    assert "report" not in offered(district, maria)

    await maria.sends("/menu")
    await maria.taps("Согласен")
    assert "report" in offered(district, maria)


async def test_who_is_forgotten_keeps_no_list(district: District) -> None:
    maria = await district.person("Мария", Role.DIRECTOR)
    assert has_list(district, maria)
    await maria.sends("/forget")
    await maria.taps("Да")
    assert not has_list(district, maria)
    assert "report" not in offered(district, maria)


async def test_the_descriptions_speak_the_person_s_language(district: District) -> None:
    john = await district.person("John", Role.DIRECTOR, language_code="en")
    person = district.world.people[john.id]
    told = {c["command"]: c["description"] for c in commands_for(district.world, person)}
    assert told["report"] == "Report a result"
    await john.sends("/settings")
    await john.taps("Русский")
    told = {c["command"]: c["description"] for c in commands_for(district.world, person)}
    assert told["report"] != "Report a result"


async def test_commands_are_told_once(district: District) -> None:
    maria = await district.person("Мария", Role.DIRECTOR)
    told = len(district.world.outbox("setMyCommands"))
    for command in ("/plan", "/menu", "/help", "/stats"):
        await maria.sends(command)
    assert len(district.world.outbox("setMyCommands")) == told


async def test_a_school_without_anybody_gets_its_director(
    district: District, olga: Neighbour
) -> None:
    await olga.sends("/people")
    await olga.taps("Школы без представителя")
    await olga.sees("Там никто не получает напоминаний")
    await olga.taps("Ключевская")
    await olga.taps("директор")
    await olga.taps("Создать ссылку")
    await olga.sees("https://t.me/")
    payload = (await olga.last())["text"].partition("?start=")[2].split()[0]

    ivan = await district.person("Иван")
    await ivan.starts(payload)
    await ivan.taps("Согласен")
    await ivan.sees(SPRINGS)

    await olga.sends("/people")
    await olga.taps("Школы без представителя")
    buttons = [b["text"] for row in (await olga.last())["buttons"] for b in row]
    assert buttons
    assert not [label for label in buttons if "Ключевская" in label]


async def test_who_blocked_the_bot_is_found_and_replaced(
    district: District, olga: Neighbour
) -> None:
    maria = await district.person("Мария Берёзова", Role.DIRECTOR)
    district.expected_statuses = {403}
    await maria.does("block")
    await olga.sends("/broadcast")
    await olga.sends("Проверка связи")
    await olga.taps("Отправить")
    await district.passes(seconds=62)
    await olga.sends("/people")
    await olga.taps("Заблокировали бота: 1")
    await olga.sees("До них ничего не дойдёт")
    await olga.taps("Мария Берёзова")
    await olga.sees("Берёзовская")


async def test_a_director_has_no_such_desk(district: District) -> None:
    maria = await district.person("Мария", Role.DIRECTOR)
    await maria.sends("/people")
    await maria.sees("недоступно")
