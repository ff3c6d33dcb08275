"""The connection breaks while an announcement is on its way: its author says what then."""

from services.terms import Role
from tests.conversations.district import STEPPE, District, Neighbour
from tests.conversations.test_broadcast import write


async def test_the_author_decides_about_those_of_whom_nobody_knows(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    district.expected_statuses.add(502)
    stepan = await district.person("Степан Степнов", Role.DIRECTOR, STEPPE)
    fault = {"kind": "drop-after-executing", "method": "sendMessage", "chat": stepan.id}
    district.world.plan_fault(fault)
    await write(olga, "Директора")
    await olga.taps("Отправить")
    await district.passes(seconds=81)
    totals = await olga.sees("не знаем, доставлено ли: 1")
    assert "2 / 2" in totals["text"]
    assert await olga.buttons() == [
        "🔁 Отправить им ещё раз",
        "👌 Оставить так",
        "📭 Кто не получил: 1",
        "🗂 Мои объявления",
        "☰ Меню",
    ]

    again = olga.data_of(totals, "Отправить им ещё раз")
    leave = olga.data_of(totals, "Оставить так")
    for _ in range(3):
        district.world.click(olga.id, totals["id"], again)
    await district.at_once()
    await district.passes(seconds=2)
    await olga.sees("доставлено: 2")
    assert await olga.buttons() == [
        "✏️ Исправить текст",
        "🗑 Удалить у всех",
        "🗂 Мои объявления",
        "☰ Меню",
    ]
    assert await stepan.count("сбор") == 2
    assert await stepan.count("ещё раз") == 1
    assert await maria.count("сбор") == 1

    # Old buttons, and somebody else's hand.
    for person, data in ((olga, again), (olga, leave), (maria, again), (maria, leave)):
        await district.forges(person, data)
    await district.passes(seconds=2)
    assert await stepan.count("сбор") == 2


async def test_left_so(district: District, olga: Neighbour, maria: Neighbour) -> None:
    district.expected_statuses.add(502)
    fault = {"kind": "drop-after-executing", "method": "sendMessage", "chat": maria.id}
    district.world.plan_fault(fault)
    await write(olga, "Директора")
    await olga.taps("Отправить")
    await district.passes(seconds=81)
    await olga.sees("не знаем, доставлено ли: 1")
    await olga.taps("Оставить так")
    assert await olga.buttons() == ["📭 Кто не получил: 1", "🗂 Мои объявления", "☰ Меню"]
    await district.passes(minutes=1)
    assert "не знаем, доставлено ли: 1" in (await olga.last())["text"]
    assert await maria.count("сбор") == 1
