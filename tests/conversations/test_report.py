"""Flow 6: a report from the question to the curator's decision."""

import pytest

from services.terms import Role
from tests.conversations.district import SAMPLE, SCHOOL, STEPPE, District, Neighbour

TITLE = "Заполнение самодиагностики"
PHOTO = SAMPLE / "photo.png"


async def begin(person: Neighbour) -> None:
    """Open the form about the self-assessment."""
    await person.sends("/report")
    await person.sees("О чём отчёт?")
    await person.taps("Заполнение")
    await person.sees("1 из 3. Сколько человек")


async def fill(person: Neighbour, done: str = "Заполнили всё") -> None:
    """Answer the questions with a link."""
    await begin(person)
    await person.sends("12")
    await person.sees("2 из 3. Что сделано?")
    await person.sends(done)
    await person.sees("3 из 3. Пришлите фото")
    await person.sends("https://example.org/report")
    await person.sees("Проверьте отчёт")


async def test_from_the_question_to_the_decision(maria: Neighbour, pavel: Neighbour) -> None:
    await fill(maria)
    preview = await maria.last()
    assert "Участвовало: 12" in preview["text"]
    assert "Заполнили всё" in preview["text"]
    assert "https://example.org/report" in preview["text"]
    await maria.taps("Отправить куратору")
    assert await maria.alert() == "Отправлено куратору. Спасибо!"
    await maria.sees("Отчёт отправлен, ждёт куратора")
    await pavel.sees(f"Отчёт · {SCHOOL}")
    await pavel.taps("Принять")
    assert await pavel.alert() == "Принято, школа узнает."
    await pavel.sees("Отчёт принят")
    await maria.sees("Куратор принял ваш отчёт")


async def test_returned_and_mended(district: District, maria: Neighbour, pavel: Neighbour) -> None:
    await fill(maria, "Не всё")
    await maria.taps("Отправить куратору")
    await pavel.taps("Вернуть")
    await pavel.sees("Что исправить?")
    await pavel.sends("Допишите <b>итоги</b> & даты")
    await pavel.sees("Отчёт возвращён")
    await maria.sees("Куратор просит исправить отчёт")
    await maria.sees("«Допишите <b>итоги</b> & даты»")
    await maria.taps("Исправить отчёт")
    await maria.sees("Проверьте отчёт")
    await maria.taps("Что сделано")
    await maria.sees("Что сделано? Достаточно")
    await maria.sees("Куратор написал: «Допишите")
    await maria.sends("Теперь всё")
    await maria.sees("Теперь всё")
    await maria.taps("Отправить куратору")
    await pavel.sees("Теперь всё")
    await pavel.taps("Принять")
    await maria.sees("Куратор принял ваш отчёт")
    assert len(district.rows("report")) == 1


async def test_back_and_forth(maria: Neighbour) -> None:
    await begin(maria)
    await maria.sends("12")
    await maria.taps("Назад")
    await maria.sees("1 из 3")
    await maria.sends("15")
    await maria.sees("2 из 3")
    await maria.sends("Сделали")
    await maria.taps("Назад")
    await maria.sees("2 из 3")
    await maria.sends("Сделали больше")
    await maria.taps("Без подтверждения")
    preview = await maria.sees("Проверьте отчёт")
    assert "Участвовало: 15" in preview["text"]
    assert "Сделали больше" in preview["text"]
    assert "Подтверждение: нет" in preview["text"]


async def test_revising_one_answer_from_the_preview(maria: Neighbour) -> None:
    await fill(maria)
    await maria.taps("Сколько")
    await maria.sends("7")
    preview = await maria.sees("Участвовало: 7")
    assert "Заполнили всё" in preview["text"], "the other answers stay"
    await maria.taps("Подтверждение")
    await maria.taps("Без подтверждения")
    await maria.sees("Подтверждение: нет")


async def test_cancel_by_button_and_by_command(district: District, maria: Neighbour) -> None:
    await begin(maria)
    await maria.taps("Отмена")
    await maria.sees("Отменено")
    await begin(maria)
    await maria.sends("/cancel")
    await maria.sees("Отменено")
    await maria.sends("12")
    await maria.sees("Не понял вас")
    assert district.rows("dialog") == []


@pytest.mark.parametrize(
    ("step", "given", "answer"),
    [
        (1, "двенадцать", "целое число"),
        (1, "-3", "целое число"),
        (1, "12.5", "целое число"),
        (1, "10001", "не больше 10000"),
        (1, "9" * 40, "целое число"),
        (2, "я" * 2001, "2001 знаков, а можно 2000"),
        (3, "вот ссылка", "ссылку, которая начинается с https://"),
        (3, "ftp://example.org", "ссылку, которая начинается с https://"),
        (3, "javascript:alert(1)", "ссылку, которая начинается с https://"),
    ],
)
async def test_wrong_answers_are_explained(
    maria: Neighbour, step: int, given: str, answer: str
) -> None:
    await begin(maria)
    for right in ("12", "Сделали")[: step - 1]:
        await maria.sends(right)
    await maria.sends(given)
    shown = await maria.sees(answer)
    assert f"{step} из 3" in shown["text"], "the question stands below"


@pytest.mark.parametrize(("typed", "shown"), [("1 200", "1200"), (" 0 ", "0"), ("007", "7")])
async def test_numbers_as_people_write_them(maria: Neighbour, typed: str, shown: str) -> None:
    await begin(maria)
    await maria.sends(typed)
    await maria.sends("Сделали")
    await maria.taps("Без подтверждения")
    await maria.sees(f"Участвовало: {shown}")


async def test_a_photo_as_evidence(maria: Neighbour, pavel: Neighbour) -> None:
    await begin(maria)
    await maria.sends("12")
    await maria.sends("Сделали")
    await maria.uploads(PHOTO, as_photo=True)
    await maria.sees("Подтверждение: фото")
    await maria.taps("Отправить куратору")
    await pavel.taps("Показать файл")
    shown = await pavel.last()
    assert shown["media"]["kind"] == "photo"
    assert SCHOOL in shown["text"]


async def test_a_document_as_evidence(maria: Neighbour, pavel: Neighbour) -> None:
    await begin(maria)
    await maria.sends("12")
    await maria.sends("Сделали")
    await maria.uploads(b"%PDF-1.4 order", "приказ <b>&.pdf", caption="Приказ")
    await maria.sees("файл «приказ <b>&.pdf»")
    await maria.taps("Отправить куратору")
    await pavel.taps("Показать файл")
    assert await pavel.file("приказ") == b"%PDF-1.4 order"


async def test_an_album_as_evidence_is_not_lost(district: District, maria: Neighbour) -> None:
    from sandbox.engine import Upload

    await begin(maria)
    await maria.sends("12")
    await maria.sends("Сделали")
    await maria.looks_away()
    uploads = [Upload("a.png", PHOTO.read_bytes()), Upload("b.png", PHOTO.read_bytes())]
    district.world.album(maria.id, uploads)
    await district.pump()
    await maria.sees("Проверьте отчёт")


async def test_a_video_as_evidence_is_welcome_or_explained(
    district: District, maria: Neighbour
) -> None:
    await begin(maria)
    await maria.sends("12")
    await maria.sends("Сделали")
    await maria.does("voice")
    await maria.sees("Пришлите фото, документ или ссылку")


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
    await maria.sends("12")
    await district.reopens()
    await maria.sends("Сделали")
    await maria.sees("3 из 3")
    await district.reopens()
    await maria.taps("Без подтверждения")
    await maria.sees("Участвовало: 12")
    await district.reopens()
    await maria.taps("Отправить куратору")
    await maria.sees("Отчёт отправлен")
    assert len(district.rows("report")) == 1


async def test_looking_into_the_plan_and_going_on(maria: Neighbour) -> None:
    await begin(maria)
    await maria.sends("12")
    await maria.sends("/plan")
    await maria.sees("15–21 февраля")
    await maria.sends("/report")
    await maria.taps("Заполнение")
    await maria.sees("2 из 3. Что сделано?")


async def test_help_in_the_middle_keeps_the_form(maria: Neighbour) -> None:
    await begin(maria)
    await maria.sends("/help")
    await maria.sees("Что я умею")
    await maria.sends("12")
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
    await maria.taps("Отправить куратору")
    await district.forges(maria, data)
    await maria.sees("уже отправлен и ждёт куратора")


async def test_two_curators_one_decision(district: District, maria: Neighbour) -> None:
    first = await district.person("Павел Ершов", Role.CURATOR)
    second = await district.person("Полина Ершова", Role.CURATOR)
    await fill(maria)
    await maria.taps("Отправить куратору")
    await first.taps("Принять")
    await second.taps("Принять")
    await second.sees("тем временем изменился")
    assert await maria.count("Куратор принял ваш отчёт") == 1


async def test_a_curator_s_old_card_after_mending(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    await fill(maria)
    await maria.taps("Отправить куратору")
    old = await pavel.with_button("Принять")
    await pavel.taps("Вернуть")
    await pavel.sends("Ещё раз")
    await maria.taps("Исправить отчёт")
    await maria.taps("Отправить куратору")
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
        await director.taps("Отправить куратору")
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
    await maria.taps("Отправить куратору")
    assert await other.said(since) == []


async def test_a_late_report_says_so(district: District, maria: Neighbour) -> None:
    await district.goes_to("2027-03-05T12:00:00+07:00")
    await fill(maria)
    await maria.taps("Отправить куратору")
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


async def test_a_report_s_text_with_markup(maria: Neighbour, pavel: Neighbour) -> None:
    await fill(maria, "Сделали <b>всё</b> & даже <script> 👩‍👩‍👧")
    await maria.sees("Сделали <b>всё</b> & даже <script> 👩‍👩‍👧")
    await maria.taps("Отправить куратору")
    await pavel.sees("Сделали <b>всё</b> & даже <script> 👩‍👩‍👧")


async def test_the_longest_report_fits(maria: Neighbour, pavel: Neighbour) -> None:
    await fill(maria, "&<>" * 666)
    await maria.taps("Отправить куратору")
    await pavel.sees("&<>&<>")
