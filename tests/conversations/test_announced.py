"""After «send», as people see it: taken back, paused, read, silent, changed, deleted."""

from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from db.database import Database
from sandbox.polls import vote
from services.broadcast_content import Media, Poll
from services.terms import Role
from tests.conversations.district import (
    DISTRICT,
    SPRINGS,
    STEPPE,
    District,
    Neighbour,
)
from tests.support.announced import held

WORDS = "Завтра в 10:00 — сбор"


@pytest.fixture
async def stepan(district: District, olga: Neighbour) -> Neighbour:
    """The director of a second school."""
    return await district.person("Степан Степнов", Role.DIRECTOR, STEPPE)


@pytest.fixture
async def ksenia(district: District, olga: Neighbour) -> Neighbour:
    """The director of a third school."""
    return await district.person("Ксения Ключева", Role.DIRECTOR, SPRINGS)


async def announces(
    district: District, olga: Neighbour, readers: Sequence[Neighbour], **what: Any
) -> int:
    """An announcement is sent; its minute begins."""
    database = Database(str(district.settings.database_url))
    services = district.app.container
    world: Any = SimpleNamespace(database=database, clock=district.clock, services=services)
    try:
        author = await services.registration.actor(olga.id, "ru")
        people = [await services.registration.actor(one.id, "ru") for one in readers]
        return await held(world, author, people, words=WORDS, **what)
    finally:
        await database.close()


async def opens(olga: Neighbour) -> None:
    """The author opens her newest announcement from the list of them."""
    await olga.sends("/announcements")
    await olga.sees("Мои объявления")
    await olga.taps(WORDS)


async def heard(person: Neighbour) -> int:
    """How often somebody has got it."""
    return sum(WORDS in text for text in await person.said())


async def test_within_the_minute_it_can_be_taken_back(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await announces(district, olga, [maria])
    await opens(olga)
    await olga.sees("Уйдёт в 08:31:00")
    await olga.sees("До этого его можно отменить")
    await district.passes(seconds=50)
    assert await heard(maria) == 0
    await olga.taps("Отменить отправку")
    await olga.sees("никто его не получил")
    await district.passes(minutes=10)
    assert await heard(maria) == 0


async def test_after_the_minute_everybody_gets_it_and_the_author_sees_the_totals(
    district: District, olga: Neighbour, maria: Neighbour, stepan: Neighbour
) -> None:
    await announces(district, olga, [maria, stepan])
    await opens(olga)
    await district.passes(seconds=61)
    assert (await heard(maria), await heard(stepan)) == (1, 1)
    await olga.sees("Объявление отправлено")
    await olga.sees("доставлено: 2")
    await district.passes(minutes=1)
    assert await heard(maria) == 1
    # What two directors say to it in words reaches her, by a reply and out of the blue.
    await maria.looks_away()
    got = next(one for one in await maria.messages() if WORDS in one["text"])
    district.world.text(maria.id, "Можно к одиннадцати?", reply_to=got["id"])
    await district.pump()
    await maria.sees("Ответ на объявление")
    await stepan.sends("Степной школы не будет")
    await stepan.taps("Ответить на «Завтра")
    await stepan.sees("Передано тому, кто прислал")
    await district.passes(seconds=2)
    await olga.sees("Степной школы не будет")
    assert any("Можно к одиннадцати?" in said for said in await olga.said())
    await opens(olga)
    await olga.taps("Ответили словами: 2")
    await olga.sees("Можно к одиннадцати?")


async def test_paused_and_gone_on(
    district: District, olga: Neighbour, maria: Neighbour, stepan: Neighbour
) -> None:
    await announces(district, olga, [maria, stepan])
    await opens(olga)
    district.clock.advance(timedelta(seconds=61))
    await district.app.jobs.tick()
    await district.app.board.refresh()
    await olga.sees("Отправляю")
    sender, district.app.sender.send_batch = district.app.sender.send_batch, _nothing  # type: ignore[method-assign]
    await olga.taps("Пауза")
    await olga.sees("Приостановлено")
    district.app.sender.send_batch = sender  # type: ignore[method-assign]
    await district.passes(minutes=5)
    assert (await heard(maria), await heard(stepan)) == (0, 0)
    await olga.taps("Продолжить")
    await district.passes(seconds=2)
    assert (await heard(maria), await heard(stepan)) == (1, 1)
    await olga.sees("доставлено: 2")


async def _nothing() -> int:
    return 0


async def test_who_has_read_it_and_a_reminder_to_the_silent(
    district: District, olga: Neighbour, maria: Neighbour, stepan: Neighbour
) -> None:
    await announces(district, olga, [maria, stepan], wants_ack=True)
    await opens(olga)
    await district.passes(seconds=61)
    await maria.taps("Ознакомлен")
    await maria.with_button("Вы ознакомились")
    await maria.taps("Вы ознакомились")

    await opens(olga)
    await olga.taps("Ознакомились: 1 из 2")
    await olga.sees("школы: 1 из 2")
    await olga.sees(STEPPE)
    assert "Берёзовская" not in (await olga.last())["text"]
    await olga.taps("Напомнить только им")
    await district.pump()
    await stepan.sees("Подтвердите, пожалуйста, что ознакомились")
    assert await maria.count("Подтвердите") == 0
    await olga.sees("напомнили")
    assert not any("Напомнить" in label for label in await olga.buttons())
    await stepan.taps("Ознакомлен")
    await olga.taps("К объявлению")
    await olga.taps("Ознакомились: 2 из 2")
    await olga.sees("Ознакомились все")


async def test_who_did_not_get_it_and_why(
    district: District, olga: Neighbour, maria: Neighbour, stepan: Neighbour
) -> None:
    district.expected_statuses.add(403)
    await announces(district, olga, [maria, stepan])
    await opens(olga)
    await stepan.does("block")
    await district.passes(seconds=61)
    totals = await olga.with_button("Кто не получил: 1")
    assert "заблокировали: 1" in totals["text"]
    await olga.presses(totals, "Кто не получил")
    listed = await olga.with_button("К объявлению")
    assert "Степан Степнов" in listed["text"]
    assert "заблокировали бота: 1" in listed["text"]
    await olga.presses(listed, "К объявлению")
    assert "Объявление отправлено" in (await olga.with_button("Кто не получил"))["text"]


async def test_the_words_are_changed_in_every_chat(
    district: District, olga: Neighbour, maria: Neighbour, stepan: Neighbour
) -> None:
    await announces(district, olga, [maria, stepan], wants_ack=True)
    await opens(olga)
    await district.passes(seconds=61)
    await maria.taps("Ознакомлен")
    await olga.taps("Исправить текст")
    await olga.sees("Напишите новый текст")
    await olga.sends("Завтра в 11:00 — сбор")
    await olga.sees("Проверьте")
    await olga.taps("Изменить у всех")
    await district.passes(seconds=2)
    for person in (maria, stepan):
        assert await heard(person) == 0
        assert await person.count("Завтра в 11:00 — сбор") == 1
    await maria.with_button("Вы ознакомились")
    await stepan.with_button("Ознакомлен")
    await olga.sees("Изменено в чатах: 2 из 2")
    await olga.sees("1 ознакомился с прежним текстом")
    await olga.taps("Попросить ознакомиться снова")
    await district.passes(seconds=2)
    assert all("с прежним текстом" not in said for said in await olga.said())
    await maria.taps("👁 Ознакомлен")
    await maria.with_button("Вы ознакомились")


async def test_it_is_deleted_everywhere(
    district: District, olga: Neighbour, maria: Neighbour, stepan: Neighbour
) -> None:
    await announces(district, olga, [maria, stepan])
    await opens(olga)
    await district.passes(seconds=61)
    await olga.taps("Удалить у всех")
    await olga.sees("из 2 чатов")
    await olga.taps("Да, удалить у всех")
    await district.passes(seconds=2)
    assert (await heard(maria), await heard(stepan)) == (0, 0)
    await olga.sees("Удалено в чатах: 2 из 2")


async def test_what_is_too_old_to_delete_loses_its_words(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await announces(district, olga, [maria])
    await opens(olga)
    await district.passes(seconds=61)
    await district.passes(days=3)
    await opens(olga)
    await olga.taps("Удалить у всех")
    await olga.taps("Да, удалить у всех")
    await district.passes(seconds=2)
    assert await heard(maria) == 0
    assert await maria.count("Это объявление отозвано") == 1
    await olga.sees("Удалено в чатах: 1 из 1")


async def test_an_album_with_a_button_is_changed_and_deleted_whole(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    photos = [Media("photo", await _photo(district, olga, name)) for name in ("1.png", "2.png")]
    await announces(district, olga, [maria], media=photos, wants_ack=True)
    await opens(olga)
    since = await maria.newest()
    await district.passes(seconds=61)
    came = [m for m in await maria.messages() if m["id"] > since]
    assert len(came) == 3, "two pictures, then the words with their button"
    assert await heard(maria) == 1
    await maria.taps("Ознакомлен")

    await olga.taps("Исправить текст")
    await olga.sends("Сбор перенесён")
    await olga.taps("Изменить у всех")
    await district.passes(seconds=2)
    assert (await heard(maria), await maria.count("Сбор перенесён")) == (0, 1)

    await olga.taps("Удалить у всех")
    await olga.taps("Да, удалить")
    await district.passes(seconds=2)
    left = [m for m in await maria.messages() if m["id"] > since and not m["deleted"]]
    assert left == []


async def test_words_under_an_album_are_changed_there(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    photos = [Media("photo", await _photo(district, olga, name)) for name in ("1.png", "2.png")]
    await announces(district, olga, [maria], media=photos)
    await opens(olga)
    since = await maria.newest()
    await district.passes(seconds=61)
    assert len([m for m in await maria.messages() if m["id"] > since]) == 2
    await olga.taps("Исправить текст")
    await olga.sends("Под снимком — другое")
    await olga.taps("Изменить у всех")
    await district.passes(seconds=2)
    assert (await heard(maria), await maria.count("Под снимком — другое")) == (0, 1)


async def _photo(district: District, olga: Neighbour, name: str) -> str:
    """A picture that Telegram knows."""
    from sandbox.params import Upload

    return district.world.files.add("photo", Upload(name, PIXEL, "image/png")).file_id


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0"
    "000003010100c9fe92ef0000000049454e44ae426082"
)


async def test_a_stranger_who_forges_the_button_learns_nothing(
    district: District, olga: Neighbour, maria: Neighbour, stepan: Neighbour
) -> None:
    number = await announces(district, olga, [maria], wants_ack=True)
    await district.passes(seconds=61)
    await district.forges(stepan, f"br:{number}")
    await stepan.sees("не наш")
    assert DISTRICT not in (await stepan.last())["text"]


async def test_a_poll_comes_behind_the_words_and_its_votes_are_counted(
    district: District, olga: Neighbour, maria: Neighbour, stepan: Neighbour
) -> None:
    poll = Poll("Когда удобно & <b>?", ("Во вторник", "В среду"))
    await announces(district, olga, [maria, stepan], poll=poll)
    await opens(olga)
    await district.passes(seconds=61)
    for person, choice in ((maria, 0), (stepan, 1)):
        asked = await person.last()
        assert "📊 Когда удобно & <b>?" in asked["text"]
        vote(district.world, person.id, asked["id"], [choice])
    await district.pump()
    vote(district.world, stepan.id, (await stepan.last())["id"], [0])
    await district.pump()
    await opens(olga)
    text = (await olga.last())["text"]
    assert "2 · Во вторник (100" in text
    assert "0 · В среду" in text
    assert "Проголосовали 2 человека" in text


async def test_what_broke_behind_the_words_goes_on_there(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    district.expected_statuses.add(502)
    district.world.plan_fault({"kind": "drop-before", "method": "sendPoll", "times": 1})
    poll = Poll("Когда удобно?", ("Во вторник", "В среду"))
    await announces(district, olga, [maria], poll=poll)
    await opens(olga)
    await district.passes(seconds=61)
    assert (await heard(maria), await maria.count("📊 Когда")) == (1, 0)
    await olga.taps("Отправить им ещё раз")
    await district.passes(seconds=2)
    assert (await heard(maria), await maria.count("📊 Когда")) == (1, 1)
    await olga.sees("доставлено: 1")
