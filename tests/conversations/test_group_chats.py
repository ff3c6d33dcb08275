"""The chat of a municipality: set up by its coordinator, quiet, and without a word of anybody."""

from typing import Any

from db.enums import BroadcastStatus
from db.models import Broadcast
from services.terms import Role
from tests.conversations.district import DISTRICT, LAKES, REGION, SAMPLE, District, Neighbour

NEXT_MONDAY = "2027-02-22T09:00:30+07:00"


async def payload_for(olga: Neighbour, place: str) -> str:
    """What the link of a municipality says when a group is chosen."""
    await olga.sends("/people")
    await olga.taps("Чаты муниципалитетов")
    shown = await olga.sees("Без звука")
    (url,) = [b["url"] for row in shown["buttons"] for b in row if b["text"] == f"➕ {place}"]
    assert url.startswith("https://t.me/marshrut_test_bot?startgroup=")
    return str(url).partition("startgroup=")[2]


async def test_olga_sets_up_a_chat_and_monday_comes_there_silently(
    district: District, olga: Neighbour, maria: Neighbour
):
    chat = await district.group("Директора", olga, await payload_for(olga, DISTRICT))
    await chat.sees(f"Теперь это чат муниципалитета: {DISTRICT}")
    await olga.taps("Назад")
    await olga.taps("Чаты муниципалитетов")
    await olga.sees(f"💬 {DISTRICT}, с 15 февраля")
    before = await chat.newest()
    await district.goes_to("2027-02-15T09:05:00+07:00")
    # Today is Monday, too: one card of this week.
    assert len(await chat.said(before)) == 1
    before = await chat.newest()
    await district.goes_to(NEXT_MONDAY)
    await district.passes(minutes=10)
    (week,) = await chat.said(before)
    assert f"{DISTRICT}: 22–28 февраля" in week
    weeks = [call["params"] for call in posts(district, chat)][-2:]
    assert [str(one.get("disable_notification")).lower() for one in weeks] == ["true", "true"]
    for personal in ("Мария", "Лебедева", "Ольга", "Берёзовская СОШ"):
        assert all(personal not in text for text in await chat.said())


def posts(district: District, chat: Neighbour) -> list[dict[str, Any]]:
    """What was sent to a chat."""
    calls = district.world.outbox("sendMessage")
    return [call for call in calls if str(call["params"]["chat_id"]) == str(chat.id)]


async def test_an_announcement_to_all_is_posted_once(
    district: District, olga: Neighbour, maria: Neighbour
):
    chat = await district.group("Директора", olga, await payload_for(olga, DISTRICT))
    await chat.looks_away()
    await olga.sends("/broadcast")
    await olga.sends("Совещание переносится в актовый зал")
    await olga.taps("Отправить")
    await district.passes(seconds=70)
    await maria.sees("актовый зал")
    posted = await chat.sees("актовый зал")
    assert DISTRICT in posted["text"]
    assert await chat.count("актовый зал") == 1
    await district.passes(minutes=5)
    assert await chat.count("актовый зал") == 1


async def test_what_is_deleted_everywhere_goes_from_the_chat_too(
    district: District, olga: Neighbour, maria: Neighbour
):
    chat = await district.group("Директора", olga, await payload_for(olga, DISTRICT))
    await chat.looks_away()
    await olga.sends("/broadcast")
    await olga.sends("Совещание переносится в актовый зал")
    await olga.taps("Отправить")
    await district.passes(seconds=70)
    await chat.sees("актовый зал")
    await olga.sends("/menu")
    await olga.sends("/broadcast")
    await olga.taps("Мои объявления")
    await olga.taps("Совещание переносится")
    await olga.taps("Удалить у всех")
    await olga.taps("Да, удалить")
    await district.passes(seconds=10)
    await district.passes(seconds=10)
    assert await chat.count("актовый зал") == 0


async def opens(olga: Neighbour, words: str) -> None:
    """The newest announcement, from the list of them."""
    await olga.sends("/announcements")
    await olga.taps(words)


async def test_words_under_a_picture_change_there_too_and_old_ones_are_taken_away(
    district: District, olga: Neighbour, maria: Neighbour
):
    district.expected_statuses = {400}
    chat = await district.group("Директора", olga, await payload_for(olga, DISTRICT))
    await chat.looks_away()
    await olga.sends("/broadcast")
    await olga.uploads(SAMPLE / "photo.png", caption="Собираемся в актовом зале", as_photo=True)
    await olga.taps("Отправить")
    await district.passes(seconds=70)
    await chat.sees("актовом зале")
    await opens(olga, "Собираемся")
    await olga.taps("Исправить текст")
    await olga.sends("Собираемся в спортзале")
    await olga.taps("Изменить у всех")
    await district.passes(seconds=10)
    assert (await chat.count("актовом зале"), await chat.count("спортзале")) == (0, 1)
    await district.passes(days=3)
    await opens(olga, "Собираемся")
    await olga.taps("Удалить у всех")
    await olga.taps("Да, удалить")
    await district.passes(seconds=10)
    assert await chat.count("спортзале") == 0
    assert await chat.count("объявление отозвано") == 1


async def test_a_chat_that_has_lost_the_bot_is_found_by_a_change_of_words(
    district: District, olga: Neighbour, maria: Neighbour
):
    district.expected_statuses = {403}
    chat = await district.group("Директора", olga, await payload_for(olga, DISTRICT))
    await olga.sends("/broadcast")
    await olga.sends("Собираемся в актовом зале")
    await olga.taps("Отправить")
    await district.passes(seconds=70)
    district.world.expel(chat.id)
    district.world.take_updates()
    await opens(olga, "Собираемся")
    await olga.taps("Исправить текст")
    await olga.sends("Собираемся в спортзале")
    await olga.taps("Изменить у всех")
    await district.passes(seconds=10)
    assert district.rows("group_chat", "group_post") == []


async def test_an_announcement_to_the_silent_is_not_for_the_chat(
    district: District, olga: Neighbour, maria: Neighbour
):
    chat = await district.group("Директора", olga, await payload_for(olga, DISTRICT))
    database = district.app.container.groups._database
    for number, audience in enumerate(
        (
            {"roles": ["director"], "is_silent": True},
            {"roles": ["director"], "unreported": 1},
            {"roles": ["director"], "only_people": True, "people": [2]},
            {"roles": ["director"], "without_people": [2]},
            {"roles": ["director"], "kinds": ["partner"]},
            {"roles": ["curator"]},
            None,
            # And one that is.
            {"roles": ["director"]},
        )
    ):
        async with database.write() as store:
            now = district.clock.now()
            group = await store.groups.of_chat(chat.id)
            assert group is not None
            store.groups.add(
                Broadcast(
                    author_id=1,
                    place_id=group.place_id,
                    draft_key=str(number),
                    content={"text": {"ru": f"Только вам: {number}"}},
                    audience=audience,
                    status=BroadcastStatus.DONE,
                    total=1,
                    created_at=now,
                    started_at=now,
                    finished_at=now,
                )
            )
    await district.passes(seconds=10)
    (posted,) = [text for text in await chat.said() if "Только вам" in text]
    assert "Только вам: 7" in posted


async def test_who_may_not_speak_there_binds_nothing(
    district: District, olga: Neighbour, maria: Neighbour
):
    vera = await district.person("Вера Новая", Role.MUNICIPAL_COORDINATOR, LAKES)
    payload = await payload_for(olga, DISTRICT)
    for somebody in (maria, vera):
        chat = await district.group("Чужие", somebody, payload)
        await chat.sends("/bind bind-1")
        assert all("Теперь это чат" not in text for text in await chat.said())
    assert district.rows("group_chat") == []
    # Another's chat is not taken away either.
    chat = await district.group("Директора", olga, payload)
    await chat.sees("Теперь это чат")
    district.world.speaks(chat.id, vera.id)
    await chat.sends("/bind")
    await chat.sends("/unbind")
    assert len(district.rows("group_chat")) == 1


async def test_a_regional_coordinator_names_the_municipality(district: District, olga: Neighbour):
    roman = await district.person("Роман Краев", Role.REGIONAL_COORDINATOR, REGION)
    chat = await district.group("Край", roman)
    await chat.sends("/bind")
    await chat.sees("Какой муниципалитет")
    await chat.sends(f"/bind@marshrut_test_bot {await payload_for(roman, LAKES)}")
    await chat.sees(f"Теперь это чат муниципалитета: {LAKES}")


async def test_a_chat_ends_moves_and_loses_the_bot(district: District, olga: Neighbour):
    payload = await payload_for(olga, DISTRICT)
    chat = await district.group("Директора", olga, payload)
    new = district.world.upgrade(chat.id, -1_000_777)
    await district.pump()
    await district.goes_to(NEXT_MONDAY)
    moved = Neighbour(district.backend, new.id, "новый", patience=district.patience)
    assert await moved.count("22–28 февраля") == 1
    district.world.expel(new.id)
    await district.pump()
    assert district.rows("group_chat") == []
    # Asked in private to let go of another one.
    await district.group("Директора 2", olga, payload)
    await olga.taps("Назад")
    await olga.taps("Чаты муниципалитетов")
    await olga.taps(f"Отключить: {DISTRICT}")
    await olga.sees("Больше ничего не присылать")
    await olga.taps("Отключить")
    assert "🚫" not in str((await olga.with_button(f"➕ {DISTRICT}"))["buttons"])
    assert district.rows("group_chat", "group_post") == []


async def test_a_removal_that_nobody_told_of_is_found_out(district: District, olga: Neighbour):
    district.expected_statuses = {403}
    chat = await district.group("Директора", olga, await payload_for(olga, DISTRICT))
    district.world.expel(chat.id)
    district.world.take_updates()
    await district.goes_to(NEXT_MONDAY)
    assert district.rows("group_chat") == []


async def test_a_move_that_nobody_told_of_is_followed(district: District, olga: Neighbour):
    district.expected_statuses = {400}
    chat = await district.group("Директора", olga, await payload_for(olga, DISTRICT))
    new = district.world.upgrade(chat.id, -1_000_778)
    district.world.take_updates()
    await district.goes_to(NEXT_MONDAY)
    await district.passes(seconds=10)
    moved = Neighbour(district.backend, new.id, "новый", patience=district.patience)
    assert await moved.count("22–28 февраля") == 1


async def test_an_english_coordinator_reads_english(district: District, olga: Neighbour):
    olivia = await district.person(
        "Olivia Finch", Role.MUNICIPAL_COORDINATOR, DISTRICT, language_code="en"
    )
    chat = await district.group("Heads", olivia)
    await chat.sends("/bind")
    await chat.sees("This is the chat of")
    await olivia.sends("/people")
    await olivia.taps("Chats of municipalities")
    await olivia.sees("Without a sound")
    await chat.sends("/unbind")
    await chat.sees("nothing more here")
