"""An event is shared into a chat of others; answers there count for whoever gives them."""

import pytest

from services.terms import Role
from tests.conversations.district import SPRINGS, District, Neighbour

CHAT = -1_007


@pytest.fixture
async def chat(district: District, olga: Neighbour) -> Neighbour:
    """A chat of directors in which Olga speaks first; the bot is no member."""
    district.world.add_group(CHAT, "Директора района", olga.id)
    return Neighbour(district.backend, CHAT, "чат", patience=district.patience)


async def offered(district: District, chat: Neighbour, words: str) -> list[str]:
    """What the bot offers to whoever types in the chat now."""
    await chat.does("inline", query=words)
    found = district.world.offers[district.world.speaker_of(chat.id)]
    return [one.title for one in found.results]


async def shares(district: District, chat: Neighbour, words: str) -> None:
    """Whoever speaks in the chat puts the first thing offered into it."""
    await offered(district, chat, words)
    found = district.world.offers[district.world.speaker_of(chat.id)]
    await chat.does("choose", result=found.results[0].id)


async def test_olga_shares_a_webinar_and_directors_answer_in_the_chat(
    district: District, olga: Neighbour, maria: Neighbour, chat: Neighbour
):
    await olga.sends("/plan")
    await olga.taps("2")
    ivan = await district.person("Иван Ручьёв", Role.DIRECTOR, SPRINGS)
    assert any("Установочное совещание" in title for title in await offered(district, chat, ""))
    await shares(district, chat, "установочное")
    (card,) = await chat.messages()
    assert "Установочное совещание" in card["text"]
    district.world.speaks(CHAT, maria.id)
    await chat.presses(card, "Будем")
    said = district.world.chat(maria.id).answers[-1]
    assert "Берёзовская" in said["text"]
    assert not said["alert"]
    district.world.speaks(CHAT, ivan.id)
    await chat.presses(card, "Не сможем")
    assert "в личном чате" in district.world.chat(ivan.id).answers[-1]["text"]
    await ivan.sees("Почему")
    # Nothing of it is seen in the chat.
    assert [one["text"] for one in await chat.messages()] == [card["text"]]
    await olga.taps("Кто ответил")
    answered = await olga.sees("Ответили 2")
    assert "✅" in answered["text"]


async def test_the_card_in_full_can_be_shared(district: District, maria: Neighbour):
    await maria.sends("/plan")
    await maria.taps("2")
    await maria.taps("Подробнее")
    shown = await maria.with_button("Поделиться")
    (button,) = [b for row in shown["buttons"] for b in row if "Поделиться" in b["text"]]
    assert button["kind"] == "share"
    await maria.does("inline", query=button["query"])
    (found,) = district.world.offers[maria.id].results
    before = await maria.newest()
    await maria.does("choose", result=found.id)
    # The bot hears of it in its own chat, and does not take it for words of hers.
    assert await maria.said(before) == []
    await maria.starts(found.id)
    await maria.sees("Установочное совещание")


async def test_who_is_not_asked_learns_nothing_and_changes_nothing(
    district: District, olga: Neighbour, maria: Neighbour, chat: Neighbour
):
    guest = await district.person("Гость Случайный")
    far = await district.person("Дальний Директор", Role.DIRECTOR, "МБОУ «Камышинская СОШ»")
    reader = await district.person("Фёдор Читатель", Role.SUBSCRIBER)
    await shares(district, chat, "установочное")
    (card,) = await chat.messages()
    before = district.rows("attendance")
    for somebody in (guest, far, reader):
        district.world.speaks(CHAT, somebody.id)
        await chat.presses(card, "Будем")
    assert district.rows("attendance") == before
    assert district.world.chat(guest.id).answers[-1]["url"].startswith("https://t.me/")
    assert await guest.messages() == []
    assert "не нашёл" in district.world.chat(far.id).answers[-1]["text"]
    for somebody in (guest, far):
        district.world.speaks(CHAT, somebody.id)
        assert await offered(district, chat, "установочное") == []
    assert "Откройте бота" in district.world.offers[guest.id].button


async def test_an_english_speaker_shares_in_english(
    district: District, olga: Neighbour, chat: Neighbour
):
    mary = await district.person("Mary Swan", Role.DIRECTOR, language_code="en")
    district.world.speaks(CHAT, mary.id)
    await shares(district, chat, "")
    (card,) = await chat.messages()
    assert "nobody here sees it" in card["text"]
    await chat.presses(card, "We will come")
    assert "Only you see this" in district.world.chat(mary.id).answers[-1]["text"]
