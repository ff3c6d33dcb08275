"""Updates that a fuzzer has found to do harm: each is taken, and the next goes on."""

from datetime import datetime
from typing import Any

from bot.intake import is_update
from services.terms import Role
from tests.conversations.district import MONDAY, District, Neighbour

# Of this minute: to what was written long ago the bot says besides that it has been away.
NOW = int(datetime.fromisoformat(MONDAY).timestamp())


def typed(person: Neighbour, update_id: int, **changed: Any) -> dict[str, Any]:
    """What the API hands over when somebody writes /menu."""
    message = {
        "message_id": 10_000_000 + update_id,
        "date": NOW,
        "chat": {"id": person.id, "type": "private", "first_name": "x"},
        "from": {"id": person.id, "is_bot": False, "first_name": "x"},
        "text": "/menu",
    }
    return {"update_id": update_id, "message": message | changed}


async def test_what_no_database_takes_keeps_nobody_waiting(district: District):
    mila = await district.person("Мила Ровная", Role.DIRECTOR)
    impossible = {"id": 10**20, "is_bot": False, "first_name": "x"}
    batch = [
        typed(mila, 1, text="половина \ud83d знака"),
        typed(mila, 2, **{"from": impossible}),
        typed(mila, 3),
    ]
    before = await mila.newest()
    district.expected_errors = {"update_quarantined"}
    for update in batch:
        await district.app.intake.receive(update)

    assert "Меню" in (await mila.said(before))[-1]
    states = {row[1]: (row[3], row[4]) for row in district.rows("inbox")}
    assert [states[number] for number in (1, 2, 3)] == [
        (None, "done"),
        (None, "quarantined"),
        (None, "done"),
    ]


def test_a_number_that_no_database_takes_is_no_update():
    assert [is_update({"update_id": n}) for n in (1, -(1 << 63), 1 << 63, True, "1", None)] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert not is_update([])


async def test_who_deletes_what_he_sent_is_answered(district: District, maria: Neighbour):
    await maria.sends("/report")
    await maria.taps("Издание")
    await maria.sends("/menu")
    before = await maria.newest()
    gone = typed(maria, 5, photo=[], document={"file_id": "f", "file_unique_id": "u"})
    del gone["message"]["text"]
    await district.app.intake.receive(gone)

    assert "Такие файлы не принимаются" in (await maria.said(before))[-1]


async def test_marks_inside_a_character_cost_only_the_marks(district: District, maria: Neighbour):
    await maria.sends("/report")
    await maria.taps("Издание")
    await maria.sends("12")
    before = await maria.newest()
    halves = [{"type": "bold", "offset": 1, "length": 1}]
    await district.app.intake.receive(typed(maria, 6, text="👍 <Сделали>", entities=halves))

    assert "фото" in (await maria.said(before))[-1].lower()


async def test_somebody_with_an_impossible_number_reacts_to_something(district: District):
    mila = await district.person("Мила Ровная", Role.DIRECTOR)
    reaction = {
        "chat": {"id": mila.id, "type": "private", "first_name": "x"},
        "message_id": 1,
        "date": NOW,
        "user": {"id": 10**20, "is_bot": False, "first_name": "x"},
        "old_reaction": [],
        "new_reaction": [],
    }
    await district.app.intake.receive({"update_id": 7, "message_reaction": reaction})

    assert [row[4] for row in district.rows("inbox") if row[1] == 7] == ["done"]


async def test_whoever_is_gone_when_he_is_answered_is_no_fault_of_ours(district: District):
    mila = await district.person("Мила Ровная", Role.DIRECTOR)
    gone = typed(mila, 8)
    gone["message"]["chat"] = gone["message"]["from"] = {
        "id": 77_000,
        "type": "private",
        "is_bot": False,
        "first_name": "x",
    }
    district.expected_statuses = {400}
    await district.app.intake.receive(gone)

    assert [row[4] for row in district.rows("inbox") if row[1] == 8] == ["done"]
    assert district.errors.texts == []
