"""What was begun is never lost: every way leads back to it."""

from tests.conversations.district import SAMPLE, District, Neighbour
from tests.conversations.test_attendance import open_meeting
from tests.conversations.test_report import LINK, TITLE, begin, fill

GO_ON = "▶️ Продолжить"
PHOTO = SAMPLE / "photo.png"


async def left_at_link(maria: Neighbour) -> None:
    """A report lacks its link, its last answer, and something else was opened."""
    await begin(maria)
    await maria.taps("Сегодня")
    await maria.sees("3 из 3.")
    await maria.sends("/plan")


async def test_every_menu_offers_to_go_on(maria: Neighbour) -> None:
    await left_at_link(maria)
    for what in ("/start", "/menu", "куда всё делось", "/unknown"):
        await maria.sends(what)
        assert any(GO_ON in label for label in await maria.buttons()), what
    for verb in ("sticker", "voice"):
        await maria.does(verb)
        assert any(GO_ON in label for label in await maria.buttons()), verb
    await maria.taps(GO_ON)
    await maria.sees("3 из 3.")


async def test_a_photo_is_asked_about_and_the_report_still_waits(maria: Neighbour) -> None:
    await left_at_link(maria)
    await maria.uploads(PHOTO, "a.png", as_photo=True)
    await maria.sees("К какому мероприятию")
    await maria.sends("/menu")
    await maria.taps(GO_ON)
    await maria.sees("3 из 3.")


async def test_a_link_is_offered_to_the_report_that_waits(maria: Neighbour) -> None:
    await left_at_link(maria)
    await maria.sends(LINK)
    shown = await maria.sees("У вас начат отчёт")
    assert TITLE in shown["text"]
    await maria.taps("приложить к отчёту")
    shown = await maria.sees("Проверьте ответы")
    assert LINK in shown["text"]


async def test_old_buttons_of_what_waits_open_it_again(
    district: District, maria: Neighbour
) -> None:
    await begin(maria)
    await maria.taps("Сегодня")
    question = await maria.last()
    await maria.sends("/menu")
    await maria.presses(question, "Назад")
    last = await maria.sees("2 из 3")
    await maria.sends("/plan")
    await maria.presses(last, "Сегодня")
    await maria.sends(LINK)
    check = await maria.sees("Проверьте ответы")
    await maria.sends("/start")
    await maria.presses(check, "Отправить")
    await maria.sees("Отчёт отправлен")
    assert len(district.rows("report")) == 1


async def test_a_second_link_may_take_the_place_of_the_first(maria: Neighbour) -> None:
    await fill(maria)
    await maria.sends("https://example.org/anew")
    await maria.sees("одно подтверждение уже есть")
    await maria.taps("Оставить этот")
    shown = await maria.sees("Проверьте ответы")
    assert "https://example.org/anew" in shown["text"]
    assert LINK not in shown["text"]


async def test_a_late_answer_opens_the_card(district: District, maria: Neighbour) -> None:
    await open_meeting(maria)
    card = await maria.last()
    data = maria.data_of(card, "Не сможем")
    await district.goes_to("2027-02-17T12:00:00+07:00")
    await district.forges(maria, data)
    shown = await maria.sees("Мероприятие прошло")
    assert "Установочное совещание" in shown["text"]
    await maria.taps("Не участвовали")
    assert (await maria.alert()).startswith("Не участвовали: Установочное")


async def test_a_reason_nobody_gave_is_not_asked_for_next_day(
    district: District, maria: Neighbour
) -> None:
    await open_meeting(maria)
    await maria.taps("Не сможем")
    await maria.sees("Почему")
    await district.passes(hours=20)
    await maria.sends("Доброе утро")
    await maria.sees("Не понял вас")
    assert not any(GO_ON in label for label in await maria.buttons())
    assert [row for row in district.rows("attendance") if "absent" in row], "the answer stays"


async def test_an_old_button_goes_on_where_it_is_seen(district: District, maria: Neighbour) -> None:
    await begin(maria)
    old = await maria.last()
    await maria.sends("/plan")
    plan = await maria.last()
    await maria.presses(old, "Сегодня")
    shown = await maria.sees("3 из 3.")
    assert shown["id"] > plan["id"] > old["id"]
    (above,) = [one for one in await maria.messages() if one["id"] == old["id"]]
    assert not above["buttons"], "the answered question asks no more"

    # A phone may still show them, and a new process remembers no messages. What stands there is
    # drawn once more as it is, which Telegram refuses.
    district.expected_statuses.add(400)
    await district.reopens()
    late = maria.data_of(old, "Вчера")
    await district.forges(maria, late)
    assert await maria.alert() == "Этот вопрос уже закрыт. Показываю тот, что открыт сейчас."
    assert "3 из 3." in (await maria.last())["text"], "where one stands is shown"
    await maria.taps("Отмена")
    await district.forges(maria, late)
    await maria.sees("Этот вопрос уже закрыт")
    assert GO_ON not in "".join(await maria.buttons())
