"""Whatever people send, wherever they stand: a helpful answer, and nothing breaks."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.chains import MOST_OF_ONE
from keyboards.callbacks import Tap
from services.terms import Role
from tests.conversations.district import LAKES, REEDS, SAMPLE, District, Neighbour
from tests.conversations.test_attendance import open_meeting
from tests.conversations.test_report import begin, fill

LONG = "Очень длинный текст. " * 240
FAMILY = "👩‍👩‍👧‍👦🏳️‍🌈🇷🇺é"
TYPED = (
    LONG[:4096],
    "<b>",
    FAMILY * 40,
    "</i> & <a href='x'>",
    "\N{RIGHT-TO-LEFT OVERRIDE}задом наперёд",
    "/unknown",
    "99999999999999999999",
    "'; DROP TABLE person; --",
    "{name} %s {0}",
    "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH SPACE}x",
)
State = Callable[[Neighbour], Awaitable[Any]]


async def in_menu(person: Neighbour) -> None:
    await person.sends("/menu")


async def in_reason(person: Neighbour) -> None:
    await open_meeting(person)
    await person.taps("Не сможем")


async def in_report_text(person: Neighbour) -> None:
    await begin(person)
    await person.sends("12")


async def in_report_evidence(person: Neighbour) -> None:
    await in_report_text(person)
    await person.sends("Сделали")


async def in_audience(person: Neighbour) -> None:
    await person.sends("/broadcast")
    await person.taps("Изменить получателей")


async def in_announcement(person: Neighbour) -> None:
    await person.sends("/broadcast")


async def in_announcement_preview(person: Neighbour) -> None:
    await in_announcement(person)
    await person.sends("Сбор")


async def in_import(person: Neighbour) -> None:
    await person.sends("/import")


async def in_preview_of_a_plan(person: Neighbour) -> None:
    await person.uploads(SAMPLE / "roadmap.txt")


async def test_every_kind_of_message(district: District, maria: Neighbour) -> None:
    for verb in ("sticker", "voice", "location", "contact"):
        await maria.does(verb)
        await maria.sees("Не понял вас")
    await maria.does("poll", question="Как дела?", options=["Да", "Нет"])
    await maria.sees("Не понял вас")
    await maria.uploads(b"\0\1", "a.bin")
    await maria.sees("Такие файлы не принимаются")
    await maria.uploads(b"\0\1", "b.docx")
    await maria.sees("К какому мероприятию это отчёт?")


async def bombard(district: District, person: Neighbour, state: State) -> None:
    """Send one odd thing after another, each from the same state; every one is answered."""

    async def answered(what: str) -> None:
        fresh = person._fresh(await person.messages())
        assert fresh, f"no answer to {what}\n{await person.transcript()}"
        assert fresh[-1]["text"].strip(), what
        shown = [b for m in fresh for row in m["buttons"] or [] for b in row]
        assert shown, f"no way on after {what}: {fresh[-1]['text']}"

    async def again() -> None:
        await person.sends("/cancel")
        await state(person)

    # Every state meets the first few; the rest is shared out among the states.
    shared = TYPED[3:]
    for text in (*TYPED[:3], shared[sum(state.__name__.encode()) % len(shared)]):
        await again()
        await person.sends(text)
        await answered(text[:40])
    await again()
    await person.does("sticker")
    await answered("sticker")
    await again()
    await person.uploads(b"", "пусто.txt")
    await answered("an empty document")
    await again()
    await person.uploads(SAMPLE / "photo.png", "a.png", caption="<b>" + FAMILY, as_photo=True)
    await answered("photo")
    await person.sends("/cancel")
    await answered("/cancel")


@pytest.mark.parametrize(
    "state", [in_menu, open_meeting, in_reason, begin, in_report_text, in_report_evidence, fill]
)
async def test_a_director_sends_odd_things(
    district: District, maria: Neighbour, state: State
) -> None:
    await bombard(district, maria, state)


@pytest.mark.parametrize(
    "state",
    [in_audience, in_announcement, in_announcement_preview, in_import, in_preview_of_a_plan],
)
async def test_a_coordinator_sends_odd_things(
    district: District, olga: Neighbour, maria: Neighbour, state: State
) -> None:
    await bombard(district, olga, state)


async def test_a_curator_returning_a_report_sends_odd_things(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    async def returning(curator: Neighbour) -> None:
        await maria.sends("/report")
        if any("Заполнение" in label for label in await maria.buttons()):
            await maria.taps("Заполнение")
            if "Проверьте" not in (await maria.last())["text"]:
                await maria.taps("Да, заполнена")
                await maria.sends("14.02")
                await maria.sends("https://example.org")
            await maria.taps("Отправить")
        await curator.sends("/menu")
        await curator.taps("Отчёты на проверку")
        await curator.taps("Вернуть")
        await curator.sees("Что исправить?")

    await bombard(district, pavel, returning)


async def test_a_stranger_sends_odd_things(district: District) -> None:
    async def new(person: Neighbour) -> None:
        await person.starts()

    await bombard(district, await district.person("<b>Тимур</b> 👩‍👩‍👧"), new)


async def test_a_stranger_who_sends_a_link_or_a_picture_is_asked_to_agree_first(
    district: District,
) -> None:
    timur = await district.person("Тимур Незнакомов")
    await timur.starts()
    for send in (
        timur.sends("https://example.org/report"),
        timur.uploads(SAMPLE / "photo.png", "a.png", as_photo=True),
    ):
        await send
        await timur.sees("Если вас пригласили по ссылке")
        assert any("Согласен" in label for label in await timur.buttons())


async def test_somebody_choosing_a_place_sends_odd_things(district: District) -> None:
    timur = await district.person("Тимур Незнакомов")
    await timur.starts()
    await timur.taps("Согласен")

    async def choosing(person: Neighbour) -> None:
        await person.starts()

    await bombard(district, timur, choosing)


async def test_a_corrected_message_changes_nothing(district: District, maria: Neighbour) -> None:
    await begin(maria)
    await maria.sends("12")
    before = district.rows("dialog")
    await maria.edits("15")
    assert district.rows("dialog") == before


# --- buttons

# As many as the bot lets wait of one person: Telegram forgets a tap in fifteen seconds.
TAPS_AT_ONCE = MOST_OF_ONE
VALUES = ("", "0", "1", "-1", "9999999999999999", "12345678901234567", "+1", "٣", "owner", "x" * 60)


def forged_data(known: list[str]) -> list[str]:
    """Bent copies of real data, every class with odd fields, and plain rubbish."""
    rubbish = ["", ":", "::::", "\0", "m\0", "a:1", "ok", "я" * 32, "x" * 64, "null", "{}", "m:1"]
    bent = [data + tail for data in known for tail in (":1", "\0")]
    bent += [data[:cut] for data in known for cut in (1, len(data) - 1)]
    classes = [cls for cls in Tap.__subclasses__() if cls.prefix]
    filled = [
        ":".join([cls.prefix, *([value] * len(cls.__dataclass_fields__))])
        for cls in classes
        for value in VALUES
    ]
    return [data for data in dict.fromkeys([*rubbish, *bent, *filled]) if len(data.encode()) <= 64]


async def test_forged_buttons_have_no_effect_and_an_answer(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await open_meeting(maria)
    card = await maria.last()
    known = [button["data"] for row in card["buttons"] for button in row]
    outsider = await district.person("Кира Камышова", Role.DIRECTOR, REEDS)
    before = district.rows("attendance", "broadcast", "plan", "plan_row", "occurrence", "report")
    forged = forged_data(known)
    assert len(forged) > 300
    # An outsider replays what works for somebody else, and everything bent.
    queries: dict[str, str] = {}
    everything = [*known, *forged]
    for start in range(0, len(everything), TAPS_AT_ONCE):
        district.is_live = True
        for data in everything[start : start + TAPS_AT_ONCE]:
            queries[data] = await district.forges(outsider, data)
        district.is_live = False
        await district.pump()
    assert len(queries) >= len(forged)
    unanswered = [d for d, query in queries.items() if not district.world.callbacks[query].answered]
    assert unanswered == []
    assert before == district.rows(
        "attendance", "broadcast", "plan", "plan_row", "occurrence", "report"
    )


async def test_somebody_else_s_things_look_like_nothing(
    district: District, olga: Neighbour, maria: Neighbour, pavel: Neighbour
) -> None:
    await fill(maria)
    await maria.taps("Отправить")
    card = await pavel.with_button("Принять")
    outsider = await district.person("Чужой Куратор", Role.CURATOR, LAKES)
    director = await district.person("Кира Камышова", Role.DIRECTOR, REEDS)
    before = district.effects()
    for label in ("Принять", "Вернуть", "Мероприятие"):
        for person in (outsider, director):
            await district.forges(person, pavel.data_of(card, label))
            await person.has("Извините, не нашёл")
    assert district.effects() == before


async def test_a_director_cannot_decide_about_his_own_report(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    await fill(maria)
    await maria.taps("Отправить")
    card = await pavel.with_button("Принять")
    before = district.effects()
    await district.forges(maria, pavel.data_of(card, "Принять"))
    await maria.sees("не нашёл")
    assert district.effects() == before


async def test_a_button_of_an_old_message(district: District, maria: Neighbour) -> None:
    await maria.sends("/plan")
    old = await maria.last()
    await district.passes(days=40)
    await maria.presses(old, "2")
    card = await maria.sees("Ожидается: участвовать")
    assert card["id"] == old["id"], "in place"
    assert "👥 Установочное совещание" in card["text"]
    await maria.presses(card, "План")
    week = await maria.sees("22–28 марта")
    assert week["id"] == old["id"], "in place"


async def test_a_message_too_old_to_be_edited(district: District, maria: Neighbour) -> None:
    await maria.sends("/menu")
    menu = await maria.last()
    data = maria.data_of(menu, "План")
    district.world.click(maria.id, menu["id"], data, inaccessible=True)
    await district.pump()
    assert "15–21 февраля" in (await maria.last())["text"]
    assert (await maria.last())["id"] != menu["id"], "said anew"


async def test_the_message_was_deleted_meanwhile(district: District, maria: Neighbour) -> None:
    district.expected_statuses.add(400)
    await maria.sends("/menu")
    menu = await maria.last()
    data = maria.data_of(menu, "План")
    district.world.click(maria.id, menu["id"], data)
    district.world.call(
        district.world.token, "deleteMessage", {"chat_id": maria.id, "message_id": menu["id"]}
    )
    await district.pump()
    assert "15–21 февраля" in (await maria.last())["text"]


async def test_a_tap_that_was_answered_too_late(district: District, maria: Neighbour) -> None:
    district.expected_statuses.add(400)
    await maria.sends("/menu")
    menu = await maria.last()
    district.world.click(maria.id, menu["id"], maria.data_of(menu, "План"))
    district.world.expire_callbacks()
    await district.pump()
    assert "15–21 февраля" in (await maria.last())["text"]


async def test_a_button_of_an_older_release(district: District, maria: Neighbour) -> None:
    await maria.sends("/menu")
    await district.forges(maria, "old_feature:17:yes")
    await maria.sees("Эта кнопка из старого сообщения")
    assert "🗓 План" in await maria.buttons()


async def test_dialog_buttons_after_the_dialog(district: District, maria: Neighbour) -> None:
    await begin(maria)
    await maria.sends("14.02")
    question = await maria.last()
    await maria.sends("/cancel")
    await district.forges(maria, maria.data_of(question, "Назад"))
    assert (await maria.last())["buttons"]
    # There is nothing to cancel any more: the question itself loses its buttons, nothing else does.
    shown = await maria.last()
    district.world.click(maria.id, question["id"], maria.data_of(question, "Отмена"))
    await district.pump()
    after = {message["id"]: message["buttons"] for message in await maria.messages()}
    assert after[question["id"]] == []
    assert after[shown["id"]] == shown["buttons"]
    await begin(maria)
    rows = district.rows("dialog")
    await district.forges(maria, maria.data_of(question, "Отмена"))
    assert district.rows("dialog") == rows, "the new form is not touched by the old one's button"
