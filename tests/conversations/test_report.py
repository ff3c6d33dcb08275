"""Flow 6: a report from the question to the curator's decision."""

import pytest

from services.terms import Role
from tests.conversations.district import SCHOOL, STEPPE, District, Neighbour

TITLE = "Заполнение самодиагностики"


LINK = "https://example.org/report"


async def begin(person: Neighbour) -> None:
    """Open the form about the self-assessment."""
    await person.sends("/report")
    await person.sees("О чём отчёт?")
    await person.taps("Заполнение")
    await person.sees("1 из 3. Анкета")
    await person.taps("Да, заполнена")
    await person.sees("2 из 3. Когда")


async def fill(person: Neighbour, link: str = LINK) -> None:
    """Answer the questions: the questionnaire, when it was placed, where it can be found."""
    await begin(person)
    await person.taps("Сегодня")
    await person.sees("3 из 3.")
    await person.sends(link)
    await person.sees("Проверьте ответы")


async def test_from_the_question_to_the_decision(maria: Neighbour, pavel: Neighbour) -> None:
    await fill(maria)
    preview = await maria.last()
    assert "Размещено: 15 февраля" in preview["text"]
    assert "https://example.org/report" in preview["text"]
    await maria.taps("Отправить")
    assert await maria.alert() == "Отправлено куратору. Спасибо!"
    await maria.sees("Отчёт отправлен, ждёт куратора")
    await pavel.sees(f"Отчёт · {SCHOOL}")
    await pavel.taps("Принять")
    assert await pavel.alert() == "Принято, школа узнает."
    await pavel.sees("Отчёт принят")
    await maria.sees("Куратор принял ваш отчёт")


async def test_returned_and_mended_in_three_steps(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    await fill(maria)
    await maria.taps("Отправить")
    await pavel.taps("Вернуть")
    await pavel.sees("Что исправить?")
    await pavel.sends("Допишите <b>итоги</b> & даты")
    await pavel.sees("Отчёт возвращён")
    told = await maria.sees("Ваш отчёт нужно исправить")
    assert "«Допишите <b>итоги</b> & даты»" in told["text"]
    assert LINK in told["text"], "what was answered is quoted"
    # One: the question that is wrong. Two: the answer. Three: send.
    await maria.taps("Ссылка")
    await maria.sees("«Допишите")
    await maria.sends("https://example.org/anew")
    await maria.sees("Проверьте ответы")
    await maria.taps("Отправить")
    card = await pavel.sees("https://example.org/anew")
    assert "возвращён" in card["text"], "what was before stands in one line"
    await pavel.taps("Принять")
    await maria.sees("Куратор принял ваш отчёт")
    assert len(district.rows("report")) == 1
    assert len(district.rows("report_version")) == 2


async def test_a_sent_report_is_corrected(maria: Neighbour, pavel: Neighbour) -> None:
    await fill(maria)
    await maria.taps("Отправить")
    old = await pavel.with_button("Принять")
    await maria.taps("Уточнить")
    await maria.sees("Проверьте ответы")
    await maria.taps("Ссылка")
    await maria.sends("https://example.org/anew")
    await maria.taps("Отправить")
    await pavel.sees("https://example.org/anew")
    assert old is not None


async def test_back_and_forth(maria: Neighbour) -> None:
    await begin(maria)
    await maria.taps("Сегодня")
    await maria.taps("Назад")
    await maria.sees("2 из 3")
    await maria.sends("14.02")
    await maria.sees("3 из 3")
    await maria.taps("Назад")
    await maria.sees("2 из 3")
    await maria.taps("Назад")
    await maria.sees("1 из 3")
    await maria.taps("Да, заполнена")
    await maria.sees("3 из 3")
    await maria.sends("https://example.org/more")
    preview = await maria.sees("Проверьте ответы")
    assert "Размещено: 14 февраля" in preview["text"]
    assert "https://example.org/more" in preview["text"]


async def test_revising_one_answer_from_the_preview(maria: Neighbour) -> None:
    await fill(maria)
    await maria.taps("Размещено")
    await maria.sends("14.02")
    preview = await maria.sees("Размещено: 14 февраля")
    assert LINK in preview["text"], "the other answers stay"


async def test_cancel_by_button_and_by_command(district: District, maria: Neighbour) -> None:
    await begin(maria)
    await maria.taps("Отмена")
    await maria.sees("Отменено")
    await begin(maria)
    await maria.sends("/cancel")
    await maria.sees("Отменено")
    await maria.sends("14.02")
    await maria.sees("Не понял вас")
    assert district.rows("dialog") == []


@pytest.mark.parametrize(
    ("step", "given", "answer"),
    [
        (3, "вот ссылка", "ссылку, которая начинается с https://"),
        (3, "ftp://example.org", "ссылку, которая начинается с https://"),
        (3, "javascript:alert(1)", "ссылку, которая начинается с https://"),
    ],
)
async def test_wrong_answers_are_explained(
    maria: Neighbour, step: int, given: str, answer: str
) -> None:
    await begin(maria)
    await maria.taps("Сегодня")
    await maria.sends(given)
    shown = await maria.sees(answer)
    assert f"{step} из 3" in shown["text"], "the question stands below"


async def test_who_has_not_done_it_yet_is_told_until_when(
    district: District, maria: Neighbour
) -> None:
    await maria.sends("/report")
    await maria.taps("Заполнение")
    await maria.taps("Ещё нет")
    shown = await maria.sees("Хорошо, ничего не отправлено")
    assert "Срок: " in shown["text"]
    assert (district.rows("dialog"), district.rows("report")) == ([], [])
    await maria.taps("Отчитаться")
    await maria.sees("1 из 3. Анкета")


async def test_a_question_that_was_answered_in_words_has_no_buttons_left(maria: Neighbour) -> None:
    await begin(maria)
    await maria.taps("Сегодня")
    first = (await maria.last())["id"]
    await maria.sends("вот ссылка")
    await maria.sees("ссылку, которая начинается с https://")
    asked = {one["id"]: one["buttons"] for one in await maria.messages()}
    assert not asked[first]
    assert await maria.buttons(), "the question that stands has them"


async def test_the_card_s_button_opens_the_form(maria: Neighbour) -> None:
    await maria.sends("/plan")
    await maria.taps("1")
    await maria.sees(TITLE)
    await maria.taps("Отчитаться")
    await maria.sees("1 из 3")


async def test_after_a_restart_the_next_answer_continues(
    district: District, maria: Neighbour
) -> None:
    await begin(maria)
    await district.reopens()
    await maria.taps("Сегодня")
    await maria.sees("3 из 3")
    await district.reopens()
    await maria.sends(LINK)
    await maria.sees("Размещено: 15 февраля")
    await district.reopens()
    await maria.taps("Отправить")
    await maria.sees("Отчёт отправлен")
    assert len(district.rows("report")) == 1


async def test_looking_into_the_plan_and_going_on(maria: Neighbour) -> None:
    await begin(maria)
    await maria.taps("Сегодня")
    await maria.sends("/plan")
    await maria.sees("15–21 февраля")
    await maria.sends("/report")
    await maria.taps("Заполнение")
    await maria.sees("3 из 3.")


async def test_help_in_the_middle_keeps_the_form(maria: Neighbour) -> None:
    await begin(maria)
    await maria.sends("/help")
    await maria.sees("Что я умею")
    await maria.sends("14.02")
    await maria.sees("2 из 3")


async def test_sending_twice_sends_once(district: District, maria: Neighbour) -> None:
    await fill(maria)
    preview = await maria.last()
    data = maria.data_of(preview, "Отправить")
    for _ in range(5):
        district.world.click(maria.id, preview["id"], data)
    answered = len(district.world.outbox("answerCallbackQuery"))
    await district.at_once()
    assert len(district.world.outbox("answerCallbackQuery")) - answered == 5
    assert len(district.rows("report")) == 1


async def test_it_cannot_be_sent_again_while_it_waits(district: District, maria: Neighbour) -> None:
    await maria.sends("/report")
    choices = await maria.last()
    data = maria.data_of(choices, "Заполнение")
    await fill(maria)
    await maria.taps("Отправить")
    await district.forges(maria, data)
    await maria.sees("уже отправлен и ждёт куратора")


async def test_two_curators_one_decision(district: District, maria: Neighbour) -> None:
    first = await district.person("Павел Ершов", Role.CURATOR)
    second = await district.person("Полина Ершова", Role.CURATOR)
    await fill(maria)
    await maria.taps("Отправить")
    await first.taps("Принять")
    await second.taps("Принять")
    await second.sees("тем временем изменился")
    assert await maria.count("Куратор принял ваш отчёт") == 1


async def test_a_curator_s_old_card_after_mending(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    await fill(maria)
    await maria.taps("Отправить")
    old = await pavel.with_button("Принять")
    await pavel.taps("Вернуть")
    await pavel.sends("Ещё раз")
    await maria.taps("Исправить отчёт")
    await maria.taps("Отправить")
    data = pavel.data_of(old, "Принять")
    await district.forges(pavel, data)
    await pavel.sees("тем временем изменился")
    waiting = [r for r in district.rows("report") if "submitted" in r]
    assert len(waiting) == 1


async def test_the_curator_s_queue(district: District, maria: Neighbour, pavel: Neighbour) -> None:
    stepan = await district.person("Степан Степнов", Role.DIRECTOR, STEPPE)
    await pavel.sends("/menu")
    await pavel.taps("Отчёты на проверку")
    await pavel.sees("Отчётов на проверку нет")
    for director in (maria, stepan):
        await fill(director)
        await director.taps("Отправить")
    await pavel.sends("/menu")
    await pavel.taps("Отчёты на проверку")
    await pavel.sees(f"Отчёт · {SCHOOL}")
    await pavel.taps("Следующий отчёт")
    await pavel.sees(f"Отчёт · {STEPPE}")


async def test_a_curator_of_another_school_hears_nothing(
    district: District, maria: Neighbour
) -> None:
    other = await district.person("Чужой Куратор", Role.CURATOR, STEPPE)
    since = await other.newest()
    await fill(maria)
    await maria.taps("Отправить")
    assert await other.said(since) == []


async def test_a_late_report_says_so(district: District, maria: Neighbour) -> None:
    await district.goes_to("2027-03-05T12:00:00+07:00")
    await fill(maria)
    await maria.taps("Отправить")
    await maria.sees("Отправлен после срока")


async def test_nothing_to_report_on(district: District) -> None:
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    await maria.sends("/report")
    await maria.sees("Отчитываться пока не о чем")


async def test_a_director_of_two_schools_chooses(district: District, maria: Neighbour) -> None:
    await district.invites(maria, Role.DIRECTOR, STEPPE)
    await maria.sees("Теперь вы")
    await maria.sends("/report")
    await maria.sees("О чём отчёт?")
    labels = [label for label in await maria.buttons() if "Заполнен" in label]
    assert len(labels) == 2
    await maria.taps(labels[1].partition(" ")[2])
    await maria.sees("1 из 3")
