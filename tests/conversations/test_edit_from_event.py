"""An event is edited from its card; a prompt that was answered stays as it is."""

from services.terms import Role
from tests.conversations.district import DISTRICT, District
from tests.conversations.test_reminders import MEETING, director_with


async def test_there_and_back_and_an_answered_prompt(district: District) -> None:
    await director_with(district, MEETING)
    vera = await district.person("Вера Новая", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await vera.sends("/plan")
    await vera.taps("Все строки")
    await vera.taps("1")
    await vera.taps("Изменить")
    await vera.sees("совещание")
    await vera.taps("Ссылка")
    prompt = await vera.last()
    await vera.sends("https://vks.example.org/500")
    await vera.sees("https://vks.example.org/500")

    left = {message["id"]: message["buttons"] for message in await vera.messages()}
    assert not left[prompt["id"]], "the question was answered in words: its buttons are gone"

    assert await vera.count("Отменять нечего") == 0
    await vera.taps("К мероприятию")
    await vera.taps("Ещё…")
    assert "🔔 Напоминания" in await vera.buttons()
