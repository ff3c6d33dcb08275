"""Flow 5: who will come, who came."""

import pytest

from services.terms import Role
from tests.conversations.district import BRANCH, SCHOOL, District, Neighbour

MEETING = "Установочное совещание"
# What is due that morning has come by then.
MORNING = "2027-02-15T09:30:00+07:00"


async def open_meeting(person: Neighbour) -> None:
    """From the plan to the card of the first meeting."""
    await person.sends("/plan")
    week = await person.sees(MEETING)
    number = next(line.split(".")[0] for line in week["text"].splitlines() if MEETING in line)
    await person.taps(number)
    await person.sees(MEETING)


async def test_one_tap_answers_and_is_thanked(maria: Neighbour) -> None:
    await open_meeting(maria)
    await maria.taps("Будем")
    assert (await maria.alert()).startswith("Будем: Установочное")
    assert "● ✅ Будем" in await maria.buttons()


async def test_an_answer_straight_from_the_reminder(district: District, maria: Neighbour) -> None:
    await district.goes_to(MORNING)
    await district.goes_to("2027-02-15T14:00:00+07:00")
    await maria.sees("Напоминаю: завтра")
    maria.taps_made = 0
    await maria.taps("Будет заместитель")
    await maria.sees("🔁 Будет заместитель")
    assert maria.taps_made == 1


async def test_an_answer_can_be_changed(district: District, maria: Neighbour) -> None:
    await open_meeting(maria)
    for label in ("Будем", "Будет заместитель", "Будем"):
        await maria.taps(label)
        await maria.alert()
    assert "● ✅ Будем" in await maria.buttons()
    assert len(district.rows("attendance")) == 1


async def test_no_is_asked_why(maria: Neighbour, pavel: Neighbour) -> None:
    await open_meeting(maria)
    await maria.taps("Не сможем")
    await maria.sees("Записал: не сможете. Почему?")
    await maria.sends("Все на <b>курсах</b> & в пути 👩‍👩‍👧")
    await maria.sees("❌ Не сможем · «Все на <b>курсах</b> & в пути")
    await open_meeting(pavel)
    await pavel.taps("Кто ответил")
    await pavel.sees("«Все на <b>курсах</b> & в пути")


async def test_no_counts_even_when_the_reason_is_not_told(
    district: District, maria: Neighbour
) -> None:
    await open_meeting(maria)
    await maria.taps("Не сможем")
    await maria.taps("Оставить без причины")
    await maria.sees("❌ Не сможем")
    await open_meeting(maria)
    assert "● ❌ Не сможем" in await maria.buttons()


async def test_a_refusal_dropped_leaves_the_answer_before_it(maria: Neighbour) -> None:
    await open_meeting(maria)
    await maria.taps("Будем")
    await maria.taps("Не сможем")
    await maria.taps("Отменить ответ")
    assert "Отменено" in await maria.alert()
    assert "● ✅ Будем" in await maria.buttons()


async def test_the_reason_goes_when_the_answer_changes(maria: Neighbour) -> None:
    await open_meeting(maria)
    await maria.taps("Не сможем")
    await maria.sends("Болеем")
    await maria.sees("«Болеем»")
    await maria.taps("Будем")
    card = await maria.sees("Установочное совещание")
    assert "Болеем" not in card["text"]


@pytest.mark.parametrize("odd", ["sticker", "voice", "location"])
async def test_a_reason_is_words(maria: Neighbour, odd: str) -> None:
    await open_meeting(maria)
    await maria.taps("Не сможем")
    await maria.does(odd)
    await maria.sees("напишите словами")
    await maria.sees("Почему?")
    await maria.sends("т" * 301)
    await maria.sees("301 знаков, а можно 300")
    await maria.sends("Болеем")
    await maria.sees("«Болеем»")


async def test_a_director_of_two_schools_answers_for_each(
    district: District, maria: Neighbour
) -> None:
    await district.invites(maria, Role.DIRECTOR, BRANCH)
    await maria.sees("Теперь вы")
    await open_meeting(maria)
    labels = await maria.buttons()
    assert [label.split(" ")[0] for label in labels[:6]] == ["✅", "🔁", "❌"] * 2
    await maria.taps("✅ МБОУ")
    await maria.sees(f"{SCHOOL}: ✅ Будем")
    await maria.taps("✅ …«Родниковская ООШ»")
    card = await maria.sees("…«Родниковская ООШ»: ✅")
    assert card["text"].count("✅ Будем") == 2
    assert len(district.rows("attendance")) == 2


async def test_a_curator_answers_for_himself(district: District, pavel: Neighbour) -> None:
    await open_meeting(pavel)
    await pavel.taps("Буду")
    await pavel.sees("✅ Буду")
    assert [row[3] for row in district.rows("attendance")] == ["person"]


async def test_who_answered(maria: Neighbour, olga: Neighbour, pavel: Neighbour) -> None:
    await open_meeting(maria)
    await maria.taps("Будем")
    await open_meeting(pavel)
    await pavel.taps("Кто ответил")
    shown = await pavel.sees("Ответили 1 из 5")
    assert f"✅ Будем · {SCHOOL}" in shown["text"]
    assert shown["text"].count(": без представителя") == 4
    assert shown["text"].index("без представителя") < shown["text"].index("Будем"), "silent first"
    await pavel.taps("Мероприятие")
    await pavel.sees(MEETING)


async def test_after_the_event_one_question(district: District, maria: Neighbour) -> None:
    await district.goes_to(MORNING)
    await district.goes_to("2027-02-16T16:00:00+07:00")
    await maria.sees("Участвовали?")
    await maria.taps("Участвовали")
    await maria.sees("✅ Участвовали")
    assert await maria.count("❓ Участвовали?") == 0, "the question became the answered card"
    await district.passes(days=2)
    again = [t for t in await maria.said() if t.startswith("❓") and MEETING in t]
    assert again == []


async def test_not_having_come_can_be_said_and_changed(
    district: District, maria: Neighbour
) -> None:
    await district.goes_to(MORNING)
    await district.goes_to("2027-02-16T16:00:00+07:00")
    await maria.taps("Не участвовали")
    await maria.sees("❌ Не участвовали")
    await maria.taps("✅ Участвовали")
    await maria.sees("✅ Участвовали")
    assert len(district.rows("attendance")) == 1


async def test_a_button_from_before_the_event_after_it(
    district: District, maria: Neighbour
) -> None:
    await open_meeting(maria)
    old = await maria.last()
    await district.goes_to("2027-02-16T16:30:00+07:00")
    before = district.effects()
    await maria.presses(old, "Будем")
    await maria.sees("Мероприятие прошло")
    await maria.taps("Меню")
    await maria.sees("Вы:")
    assert district.effects() == before


async def test_a_forged_fact_before_the_event(district: District, maria: Neighbour) -> None:
    await open_meeting(maria)
    data = maria.data_of(await maria.last(), "Будем")
    await district.forges(maria, data.replace("a:", "f:", 1).replace("going", "attended"))
    await maria.sees("ещё не началось")
    assert district.rows("attendance") == []


async def test_two_people_of_one_school_speak_with_one_voice(
    district: District, maria: Neighbour
) -> None:
    deputy = await district.person("Денис Замов", Role.DEPUTY)
    await open_meeting(maria)
    await open_meeting(deputy)
    await maria.taps("Будем")
    await deputy.taps("Не сможем")
    await deputy.sends("Директор в отпуске")
    await deputy.sees("Не сможем")
    await open_meeting(maria)
    await maria.sees("Директор в отпуске")
    assert len(district.rows("attendance")) == 1


async def test_five_taps_at_once_are_one_answer(district: District, maria: Neighbour) -> None:
    await open_meeting(maria)
    card = await maria.last()
    data = maria.data_of(card, "Будем")
    answered = len(district.world.outbox("answerCallbackQuery"))
    for _ in range(5):
        district.world.click(maria.id, card["id"], data)
    updates = await district.at_once()
    assert len(updates) == 5
    answers = district.world.outbox("answerCallbackQuery")[answered:]
    assert len(answers) == 5, "each tap is answered"
    assert len(district.rows("attendance")) == 1
    assert "● ✅ Будем" in await maria.buttons()
