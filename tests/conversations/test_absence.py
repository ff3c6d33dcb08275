"""The bot was down when a button was pressed: it says so where the button is."""

from datetime import timedelta

from tests.conversations.district import District
from tests.conversations.test_reminders import MEETING, MORNING, director_with

AWAY = "Меня не было с 09:30 до 09:40."


async def test_a_tap_that_nobody_heard_is_asked_for_again(district: District) -> None:
    maria = await director_with(district, MEETING)
    await district.goes_to(MORNING)
    card = await maria.with_button("Будем")
    await district.closes()
    district.world.click(maria.id, card["id"], maria.data_of(card, "Будем"))
    # Telegram forgets what was pressed.
    district.clock.advance(timedelta(minutes=10))
    district.world.take_updates()
    await district.opens()
    await district.passes(seconds=0)
    await district.passes(seconds=20)
    again = await maria.with_button("Будем")
    assert again["id"] == card["id"]
    assert AWAY in again["text"]

    edits = len(district.statuses("editMessageText"))
    await district.reopens()
    await district.passes(minutes=1)
    assert len(district.statuses("editMessageText")) == edits

    await maria.presses(again, "Будем")
    await maria.sees("Всё отвечено")
    assert await maria.count(AWAY) == 0
