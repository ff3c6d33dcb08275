"""A report left half-done is mentioned once, and goes on where it was."""

from tests.conversations.district import District, Neighbour

MENTION = "Вы начали отчёт"


async def test_the_next_morning_and_never_again(district: District, maria: Neighbour) -> None:
    await maria.sends("/report")
    await maria.taps("Заполнение")
    await maria.taps("заполнена")
    await maria.taps("Сегодня")
    asked = (await maria.last())["text"]

    await district.goes_to("2027-02-16T07:30:00+07:00")
    assert await maria.count(MENTION) == 0, "nobody is woken by it"
    await district.goes_to("2027-02-16T08:30:00+07:00")
    assert await maria.count(MENTION) == 1
    mention = await maria.with_button("Продолжить")
    assert "всё сохранено" in mention["text"]

    await maria.presses(mention, "Продолжить")
    assert asked in await maria.said()
    await district.goes_to("2027-02-18T12:00:00+07:00")
    assert await maria.count(MENTION) == 0, "its message has become the question"
    mentions = [row for row in district.rows("outbox") if "left_draft" in row]
    assert len(mentions) == 1
