"""Monday, nine o'clock: the director's card of the week, answered with one tap and always true."""

from sandbox.backends import View
from services.terms import Role
from tests.conversations.district import SCHOOL, STEPPE, District, Neighbour

CARD = "🏫 Неделя"
NINE = "2027-02-15T09:00:30+07:00"
NEEDS = "🧭 Что ждёт вас"


async def cards_of(person: Neighbour) -> list[View]:
    """All cards of a week in somebody's chat."""
    return [m for m in await person.messages() if m["text"].startswith(CARD) and not m["deleted"]]


async def card_of(person: Neighbour) -> View:
    """The newest of them."""
    found = await cards_of(person)
    assert found, await person.transcript()
    return found[-1]


def line(card: View, fragment: str) -> str:
    """The line of a card that speaks of something."""
    return next(text for text in str(card["text"]).splitlines() if fragment in text)


def labels(card: View) -> list[str]:
    """The buttons of a card."""
    return [button["text"] for row in card["buttons"] for button in row]


async def presses_number(person: Neighbour, number: str) -> None:
    """Open an event of the newest card."""
    card = await card_of(person)
    [data] = [b["data"] for row in card["buttons"] for b in row if b["text"] == number]
    await person.does("click", message_id=card["id"], data=data)


async def test_it_is_answered_on_the_card_and_redrawn_when_others_answer(
    district: District, maria: Neighbour
) -> None:
    anna = await district.person("Анна Ким", Role.DEPUTY, SCHOOL)
    await district.goes_to(NINE)
    card = await card_of(maria)
    assert "15–21 февраля" in card["text"]
    assert "3 ждут вашего ответа" in card["text"]
    assert "10:00 МСК · 14:00 у вас" in line(card, "Установочное")
    assert len(card["text"].splitlines()) <= 12

    # One tap on the second row, in place.
    await maria.presses(card, "2 ✅ Будем")
    second = await card_of(maria)
    assert second["id"] == card["id"]
    assert line(second, "в вебинаре").startswith("✅ 2.")
    assert "2 ждут" in second["text"]
    assert "2 ✅ Будем" not in labels(second)

    # A deputy answers for the third event, on a card of his own; the director's knows.
    await anna.presses(await card_of(anna), "3 ✅ Будем")
    assert line(await card_of(maria), "еженедельных").startswith("⚪️")
    await district.passes(seconds=3)
    third = await card_of(maria)
    assert third["id"] == card["id"]
    assert line(third, "еженедельных").startswith("✅ 3.")
    assert len(await cards_of(maria)) == 1
    assert line(await card_of(anna), "в вебинаре").startswith("✅ 2.")


async def test_the_reason_is_asked_below_and_an_answer_from_the_plan_shows(
    district: District, maria: Neighbour
) -> None:
    await district.goes_to(NINE)
    card = await card_of(maria)
    [no] = [row[-1] for row in card["buttons"] if row[0]["text"].startswith("1 ✅")]
    await maria.does("click", message_id=card["id"], data=no["data"])
    await maria.sees("Почему")
    assert line(await card_of(maria), "Установочное").startswith("❌ 1.")
    await maria.taps("Оставить без причины")

    # From the event that the number opens, below the card.
    await presses_number(maria, "2")
    await maria.sees("Рисковый профиль")
    await maria.taps("Будет заместитель")
    await district.passes(seconds=3)
    assert line(await card_of(maria), "в вебинаре").endswith(": будет заместитель")
    assert len(await cards_of(maria)) == 1


async def test_a_deleted_card_disturbs_nobody(district: District, maria: Neighbour) -> None:
    await district.goes_to(NINE)
    card = await card_of(maria)
    await district.app.sender._bot.delete_message(maria.id, card["id"])
    anna = await district.person("Анна Ким", Role.DEPUTY, SCHOOL)
    await anna.sends("/plan")
    await anna.taps("2")
    await anna.taps("Будем")
    district.expected_statuses.add(400)
    await district.passes(seconds=3)
    [fate] = [row for row in district.rows("outbox") if "redraw" in row]
    assert "skipped" in fate
    assert "message_gone" in fate


async def test_a_director_of_two_schools_has_one_card(district: District, maria: Neighbour) -> None:
    await district.invites(maria, Role.DIRECTOR, STEPPE)
    await maria.sees("Теперь вы")
    await district.goes_to(NINE)
    card = await card_of(maria)
    assert card["text"].startswith("🏫 Неделя ваших школ")
    assert len(await cards_of(maria)) == 1
    await maria.presses(card, "1 ✅ «Берёзовская")
    told = line(await card_of(maria), "Установочное")
    assert told.startswith("⚪️ 1.")
    assert told.count("✅") == told.count("⚪️ МБОУ") == 1


async def test_a_curator_reminds_from_the_digest(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    await district.goes_to(NINE)
    await pavel.presses(await pavel.with_button("Кто молчит"), "Кто молчит")
    since = await maria.newest()
    await pavel.taps("🔔 1. напомнить")
    await pavel.sees("Кто молчит")
    await district.passes(seconds=2)
    assert any("Куратор просит" in text for text in await maria.said(since))


async def test_a_coordinator_is_told_what_needs_a_hand(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await district.goes_to("2027-03-01T09:00:30+07:00")
    [text] = [said for said in await olga.said() if said.startswith(NEEDS)]
    assert "Молчат школы: 1" in text
    message = await olga.with_button("Показать, от кого ждём ответ")
    await olga.presses(message, "Показать, от кого ждём ответ")
    shown = await olga.with_button("Берёзовская")
    assert shown["id"] == message["id"]
    assert len(labels(shown)) == 1 + 2
    await olga.presses(shown, "Назад")
    await olga.sees(NEEDS)
