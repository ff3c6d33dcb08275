"""An announcement nobody would get is not sent: the bot says why, and asks for whom else."""

from services.terms import Role
from tests.conversations.district import District, Neighbour


async def test_nobody_to_send_to(district: District, olga: Neighbour) -> None:
    await olga.sends("/broadcast")
    await olga.taps("Изменить получателей")
    await olga.has("Кому объявление?")
    await olga.taps("Точнее")
    await olga.taps("Молчащие школы")
    await olga.taps("Готово")
    await olga.sends("Ответьте, пожалуйста")
    shown = await olga.sees("получат 0 человек")
    assert "пока никого нет" in shown["text"]
    assert not any("Отправить" in label for label in await olga.buttons())
    await olga.sends("/menu")
    await district.person("Мария Лебедева", Role.DIRECTOR)
    await olga.sends("/broadcast")
    await olga.taps("Кому")
    await olga.taps("Все школы")
    await olga.taps("Готово")
    again = await olga.sees("получит 1 человек")
    assert "Ответьте, пожалуйста" in again["text"], "the text was kept"
    assert any("Отправить" in label for label in await olga.buttons())
