"""A coordinator looks through a road map row by row, before and after it is published."""

from services.terms import Role
from tests.conversations.district import SAMPLE, District, Neighbour
from tests.conversations.small_maps import MEETING, VISIT, WEBINAR, document, publish


async def test_every_doubtful_row_gets_its_verdict(vera: Neighbour) -> None:
    await vera.uploads(SAMPLE / "roadmap.txt")
    await vera.taps("сомнительн")
    seen = set()
    for verdict in ("Так и есть", "Не событие", "Спросить позже"):
        card = await vera.sees("В документе:")
        seen.add(card["text"].split("\n")[0])
        await vera.taps(verdict)
        await vera.alert()
    assert len(seen) == 3, "each verdict leads to another row"
    for _ in range(20):
        if "✅ Так и есть" not in await vera.buttons():
            break
        await vera.taps("Так и есть")
    summary = await vera.sees("26 строк")
    assert "Отложена 1: спрошу о ней снова" in summary["text"], "the last verdict leads back"
    await vera.taps("1 сомнительная строка")
    await vera.taps("Так и есть")
    await vera.sees("Сомнительных строк больше нет")
    assert "сомнительн" not in " ".join(await vera.buttons())


async def test_a_row_that_is_no_event_is_not_in_the_plan(
    district: District, vera: Neighbour, mila: Neighbour
) -> None:
    await vera.uploads(
        document(WEBINAR.format(when="17.02.2027"), MEETING.format(when="18.02.2027")), "map.txt"
    )
    await vera.taps("Все строки карты")
    await vera.taps("Совещание")
    await vera.taps("Не событие")
    await vera.taps("К сводке")
    await vera.taps("Опубликовать")
    await vera.sees("1 строка")
    await mila.sends("/plan")
    week = await mila.sees("15–21 февраля")
    assert "Чтение" in week["text"]
    assert "Совещание" not in week["text"]


async def test_what_was_left_out_is_told_with_the_reason(vera: Neighbour) -> None:
    await vera.uploads(SAMPLE / "roadmap.txt")
    await vera.taps("Не вошло")
    left_out = await vera.sees("не события")
    assert "шапка таблицы: №" in left_out["text"]
    assert "заголовок: 1. Организационное обеспечение" in left_out["text"]


async def test_title_time_link_kind_and_audience_are_edited(
    district: District, vera: Neighbour, mila: Neighbour
) -> None:
    await publish(
        vera, document(WEBINAR.format(when="17.02.2027"), MEETING.format(when="18.02.2027"))
    )
    await vera.taps("Дорожная карта")
    await vera.taps("Все строки карты")
    await vera.taps("1 Участие")
    await vera.taps("Изменить")
    await vera.taps("Название")
    await vera.sends("Вебинар о чтении")
    await vera.taps("Изменить")
    await vera.taps("Ссылка")
    await vera.sends("не ссылка")
    await vera.sees("начинается с https://")
    await vera.sends("https://example.org/webinar")
    await mila.looks_away()
    await vera.taps("Изменить")
    await vera.taps("Время")
    await vera.sends("поздно")
    await vera.sees("не понял время")
    await vera.sends("10:00-11:30 МСК")
    await vera.sees("Перенести и сообщить 1 человеку?")
    await mila.sees_nothing()
    await vera.taps("Перенести и сообщить")
    moved = await mila.sees("Перенесено")
    assert "10:00–11:30 МСК · 14:00–15:30 у вас" in moved["text"]
    assert "https://example.org/webinar" in moved["text"]
    assert "Вебинар о чтении" in moved["text"]
    await vera.taps("Изменить")
    await vera.taps("Вид мероприятия")
    await vera.taps("документ")
    await vera.sees("📄 документ")
    await vera.taps("школы")
    assert "⬜️ школы" in await vera.buttons()
    await mila.sends("/plan")
    week = await mila.sees("15–21 февраля")
    assert "Вебинар о чтении" not in week["text"], "it concerns schools no more"


async def test_words_may_change_without_a_word_to_anybody(
    district: District, vera: Neighbour, mila: Neighbour
) -> None:
    await publish(vera, document(WEBINAR.format(when="17.02.2027")))
    await vera.taps("Дорожная карта")
    await vera.taps("Все строки карты")
    await vera.taps("1 Участие")
    await vera.taps("Изменить")
    await mila.looks_away()
    await vera.taps("Название")
    await vera.sends("Вебинар о чтении вслух")
    await mila.sees_nothing()


async def test_an_amended_document_is_a_diff(
    district: District, vera: Neighbour, mila: Neighbour
) -> None:
    await publish(
        vera,
        document(
            WEBINAR.format(when="17.02.2027"),
            MEETING.format(when="18.02.2027"),
            VISIT.format(when="19.02.2027"),
        ),
    )
    await mila.sends("/plan")
    await mila.taps("1")
    await mila.taps("Будем")
    await vera.uploads(
        document(
            WEBINAR.format(when="24.02.2027"),
            MEETING.format(when="18.02.2027"),
            "4\tКруглый стол директоров школ об итогах зимы\t25.02.2027\tДиректора школ\n",
        ),
        "map.txt",
    )
    preview = await vera.sees("Карта этого года уже опубликована")
    for line in ("новых: 1", "перенесено: 1", "изменён текст: 0", "убрано: 1"):
        assert line in preview["text"]
    await vera.taps("Что изменится")
    await vera.sees("«17.02.2027» → «24.02.2027»")
    await vera.taps("К сводке")
    await mila.looks_away()
    await vera.taps("Применить изменения")
    await vera.sees("3 сообщения об изменениях")
    moved = await mila.sees("Перенесено: 17 февраля → ср, 24 февраля")
    assert "● ✅ Будем" in str(moved["buttons"]), "the answer stays with the event"
    await mila.sees("Теперь в плане: чт, 25 февраля")
    assert "Ожидается" not in (await mila.sees("Отменено"))["text"]
    assert await mila.count("Совещание") <= 1, "what has not changed disturbs nobody"


async def test_the_same_document_again_changes_nothing(
    district: District, vera: Neighbour, mila: Neighbour
) -> None:
    await publish(vera, document(WEBINAR.format(when="17.02.2027"), MEETING.format(when="март")))
    before = district.rows("plan", "plan_row", "occurrence")
    await mila.looks_away()
    await vera.uploads(document(WEBINAR.format(when="17.02.2027"), MEETING.format(when="март")))
    await vera.sees("в ней ничего не изменилось")
    assert "Применить" not in " ".join(await vera.buttons())
    await vera.taps("Не загружать")
    await mila.sees_nothing()
    assert district.rows("plan", "plan_row", "occurrence") == before


async def test_an_edit_by_hand_survives_an_amendment_elsewhere(
    district: District, vera: Neighbour, mila: Neighbour
) -> None:
    await publish(vera, document(WEBINAR.format(when="март 2027"), MEETING.format(when="апрель")))
    await vera.sends("/dates")
    await vera.taps("📅 1 Участие")
    await vera.taps("16")
    await vera.taps("Без времени")
    await vera.uploads(
        document(WEBINAR.format(when="март 2027"), MEETING.format(when="21.04.2027")), "map.txt"
    )
    await vera.taps("Применить изменения")
    await vera.taps("Дорожная карта")
    await vera.taps("Все строки карты")
    await vera.taps("1 Участие")
    await vera.sees("Прочитано: 16 марта 2027")


async def test_a_moved_event_is_reminded_of_anew(
    district: District, vera: Neighbour, mila: Neighbour
) -> None:
    await publish(vera, document(WEBINAR.format(when="25.02.2027"), MEETING.format(when="март")))
    await district.goes_to("2027-02-18T09:00:30+07:00")
    assert await mila.count("Напоминаю: через 7 дней") == 1
    await vera.uploads(
        document(WEBINAR.format(when="04.03.2027"), MEETING.format(when="март")), "map.txt"
    )
    await vera.taps("Применить изменения")
    await district.goes_to("2027-02-24T09:00:30+07:00")
    assert await mila.count("Напоминаю: завтра") == 0, "it is not on the old day"
    await district.goes_to("2027-02-25T09:00:30+07:00")
    assert await mila.count("Напоминаю: через 7 дней") == 2


async def test_last_years_map_becomes_the_base_of_the_next(vera: Neighbour) -> None:
    await publish(
        vera, document(WEBINAR.format(when="17.02.2027"), MEETING.format(when="до 25.03.2027"))
    )
    await vera.taps("Дорожная карта")
    await vera.taps("за основу")
    preview = await vera.sees("Луговской район, 2028")
    assert "Дорожная карта поддержки школ в 2028 году" in preview["text"]
    assert "требуют уточнения: 2" in preview["text"]
    assert "→ 16 февраля 2028" in preview["text"], "a Wednesday again"
    assert "подтвердите" in preview["text"]
    await vera.taps("сомнительн")
    await vera.taps("Так и есть")
    await vera.taps("К сводке")
    await vera.sees("требуют уточнения: 1")
    await vera.taps("Опубликовать")
    await vera.sees("1 строка прочитана с сомнением")
    await vera.taps("Да, опубликовать")
    await vera.sees("Опубликовано: Луговской район, 2028")


async def test_all_that_was_copied_is_confirmed_with_one_tap(vera: Neighbour) -> None:
    await publish(
        vera,
        document(
            WEBINAR.format(when="17.02.2027"),
            MEETING.format(when="до 25.03.2027"),
            VISIT.format(when="24.02.2027"),
        ),
    )
    await vera.taps("Дорожная карта")
    await vera.taps("за основу")
    await vera.sees("требуют уточнения: 3")
    await vera.taps("Подтвердить всё")
    summary = await vera.sees("Подтверждены 2 строки")
    assert "требуют уточнения: 1" in summary["text"]
    assert "23 февраля 2028" in summary["text"], "what falls on a day off is looked at"
    assert "Подтвердить всё" not in " ".join(await vera.buttons())


async def test_a_verdict_from_the_list_stays_at_its_row(vera: Neighbour) -> None:
    await vera.uploads(
        document(WEBINAR.format(when="март 2027"), MEETING.format(when="18.02.2027")), "map.txt"
    )
    await vera.taps("Все строки карты")
    await vera.taps("2 Совещание")
    await vera.taps("Не событие")
    await vera.sees("Совещание директоров школ")


async def test_a_round_of_putting_off_ends(vera: Neighbour) -> None:
    await vera.uploads(
        document(WEBINAR.format(when="март 2027"), MEETING.format(when="30.02.2027")), "map.txt"
    )
    await vera.taps("сомнительн")
    await vera.taps("Спросить позже")
    await vera.sees("Совещание")
    await vera.taps("Спросить позже")
    await vera.sees("Отложены 2: спрошу о них снова")
    await vera.taps("сомнительн")
    await vera.sees("Участие в вебинаре")
    assert "⏳ Следующая отложенная (1)" in await vera.buttons(), "this one is not counted"
    await vera.sends("Да.")
    await vera.sees("Записал.\n\n№ 2 Совещание")
    await vera.sends("/cancel")
    await vera.sees("Карта «Луговской район, 2027» ещё не опубликована")
    await vera.taps("Продолжить проверку")
    await vera.taps("сомнительн")
    await vera.sends("нет")
    await vera.sees("Когда?")


async def test_rows_with_the_same_harmless_doubt_are_confirmed_together(vera: Neighbour) -> None:
    await vera.uploads(
        document(
            WEBINAR.format(when="март 2027"),
            MEETING.format(when="30.02.2027"),
            VISIT.format(when="апрель 2027"),
        ),
        "map.txt",
    )
    await vera.taps("сомнительн")
    await vera.taps("Верны все без точного дня (2)")
    summary = await vera.sees("Подтверждены 2 строки")
    assert "требуют уточнения: 1" in summary["text"], "a date that does not exist is asked about"
    await vera.taps("Опубликовать")
    await vera.taps("Посмотреть сомнительные")
    await vera.sees("Совещание")
    await vera.taps("К сводке")
    await vera.taps("Опубликовать")
    await vera.taps("Да, опубликовать")
    await vera.sends("/dates")
    await vera.sees("Даты к назначению: 3")


async def test_what_clashes_is_pointed_out(vera: Neighbour) -> None:
    await vera.uploads(
        document(WEBINAR.format(when="17.02.2027"), MEETING.format(when="17.02.2027")), "map.txt"
    )
    await vera.taps("предупреждение")
    await vera.sees("17 февраля 2027: № 1 и № 2 зовут одних и тех же людей в один день")


async def test_rows_of_others_cannot_be_reached(district: District, vera: Neighbour) -> None:
    await publish(vera, document(WEBINAR.format(when="17.02.2027")))
    row_id = district.rows("plan_row")[0][1]
    mila = await district.person("Мила Ровная", Role.DIRECTOR)
    before = district.rows("plan_row", "occurrence")
    for data in ("w:{}:0", "wj:{}:dropped", "we:{}:title", "wd:{}:739671", "wt:{}:school"):
        await district.forges(mila, data.format(row_id))
        assert "не нашёл" in (await mila.last())["text"]
    assert district.rows("plan_row", "occurrence") == before
