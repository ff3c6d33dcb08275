"""A place is renamed in the chat; a school that was closed opens again."""

from services.terms import Role
from tests.conversations.district import DISTRICT, REGION, STEPPE, District


async def test_a_school_is_renamed_and_a_closed_one_opens_again(district: District) -> None:
    roman = await district.person("Роман Зорин", Role.REGIONAL_COORDINATOR, REGION)
    inna = await district.person("Инна Степная", Role.DIRECTOR, STEPPE)
    await roman.sends("/places")
    await roman.taps(DISTRICT)
    await roman.taps("Степновская")
    await roman.taps("Переименовать")
    await roman.sees("Как теперь называется?")
    await roman.sends("МБОУ «Степновский лицей»")
    await roman.sees(f"{STEPPE} → МБОУ «Степновский лицей»")
    await roman.taps("Переименовать")
    await roman.sees(STEPPE)
    await roman.taps("Закрыть школу")
    await roman.taps("Да, закрыть")
    await inna.sends("/plan")
    assert "лицей" not in (await inna.last())["text"]

    await roman.sends("/places")
    await roman.taps(DISTRICT)
    await roman.taps("Закрытые школы: 1")
    await roman.taps("Степновский лицей")
    await roman.sees("Открыть школу снова")
    await roman.taps("Да, открыть снова")
    await roman.sees("Степновский лицей")
    await inna.sends("/menu")
    await inna.sees("Степновский лицей")
