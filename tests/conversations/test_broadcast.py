"""Flow 8: an announcement, from the audience to the totals."""

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.pace import Rates
from services.clock import TrialClock
from services.terms import Role
from tests.conversations.district import (
    DISTRICT,
    MONDAY,
    REEDS,
    SAMPLE,
    SPRINGS,
    STEPPE,
    District,
    Neighbour,
    open_district,
)
from tests.conversations.test_attendance import open_meeting


@pytest.fixture
async def stepan(district: District, olga: Neighbour) -> Neighbour:
    """The director of a second school."""
    return await district.person("Степан Степнов", Role.DIRECTOR, STEPPE)


@pytest.fixture
async def reader(district: District, olga: Neighbour) -> Neighbour:
    """Somebody who only reads the plan."""
    return await district.person("Ася Чтец", Role.SUBSCRIBER, DISTRICT)


# The minute in which it can be taken back, and a moment more.
HOLD = 62
PRESETS = {
    "Все на моей территории": ("Точнее", "Все на территории"),
    "Директора школ": ("Все школы",),
    "Директора": ("Все школы",),
    "Кураторы": ("Точнее", "Кураторы"),
    "Молчащие школы": ("Точнее", "Молчащие"),
}


async def write(olga: Neighbour, audience: str, text: str = "Завтра в 10:00 — сбор") -> None:
    """As far as the preview."""
    await choose(olga, audience)
    await olga.sends(text)
    await olga.sees("Проверьте")


async def choose(olga: Neighbour, audience: str) -> None:
    """As far as the words."""
    await olga.sends("/broadcast")
    await olga.sees("Напишите объявление")
    await olga.taps("Изменить получателей")
    await olga.sees("Кому объявление?")
    for label in PRESETS[audience]:
        await olga.taps(label)
    await olga.taps("Готово")
    await olga.sees("Напишите")


async def heard(person: Neighbour, text: str = "Завтра в 10:00 — сбор") -> bool:
    """Whether an announcement has come."""
    return any(text in said for said in await person.said())


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ("Все на моей территории", {"maria", "stepan", "pavel", "reader"}),
        ("Директора школ", {"maria", "stepan"}),
        ("Кураторы", {"pavel"}),
    ],
)
async def test_every_audience(  # noqa: PLR0917 - a crowd
    district: District,
    olga: Neighbour,
    maria: Neighbour,
    stepan: Neighbour,
    pavel: Neighbour,
    reader: Neighbour,
    audience: str,
    expected: set[str],
) -> None:
    outside = await district.person("Кира Камышова", Role.DIRECTOR, REEDS)
    await write(olga, audience)
    preview = await olga.last()
    assert f"{len(expected)} человек" in preview["text"]
    assert "После «Отправить» будет минута" in preview["text"]
    await olga.taps("Отправить")
    await district.passes(seconds=HOLD)
    await olga.sees("Объявление отправлено")
    await olga.sees(f"доставлено: {len(expected)}")
    people = {"maria": maria, "stepan": stepan, "pavel": pavel, "reader": reader}
    assert {name for name, person in people.items() if await heard(person)} == expected
    assert not await heard(outside)
    assert not await heard(olga), "the author knows it already"


async def test_silent_schools(
    district: District, olga: Neighbour, maria: Neighbour, stepan: Neighbour
) -> None:
    for week_row in ("2", "3", "4"):
        await maria.sends("/plan")
        await maria.taps(week_row)
        await maria.taps("Будем")
        await maria.alert()
    await write(olga, "Молчащие школы", "Ответьте, пожалуйста")
    await olga.taps("Отправить")
    await district.passes(seconds=HOLD)
    assert await heard(stepan, "Ответьте, пожалуйста")
    assert not await heard(maria, "Ответьте, пожалуйста")


async def test_formatting_is_kept_and_markup_is_text(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await write(olga, "Директора", "Сбор <b>в 10</b> & не позже 👩‍👩‍👧")
    await olga.taps("Отправить")
    await district.passes(seconds=HOLD)
    await maria.sees("Сбор <b>в 10</b> & не позже 👩‍👩‍👧")


@pytest.mark.parametrize("as_photo", [True, False])
async def test_with_a_picture_or_a_document(
    district: District, olga: Neighbour, maria: Neighbour, as_photo: bool
) -> None:
    await choose(olga, "Директора")
    await olga.uploads(SAMPLE / "photo.png", caption="Так было", as_photo=as_photo)
    await olga.sees("С приложенным файлом")
    await olga.taps("Отправить")
    await district.passes(seconds=HOLD)
    got = await maria.sees("Так было")
    assert got["media"]["kind"] == ("photo" if as_photo else "document")


async def test_a_picture_that_telegram_has_lost(district: District, olga: Neighbour) -> None:
    await choose(olga, "Директора")
    await olga.uploads(SAMPLE / "photo.png", caption="Так было", as_photo=True)
    shown = await olga.sees("С приложенным файлом")
    district.world.files.forget(next(iter(district.world.files._files)))
    district.expected_statuses.add(400)
    await olga.taps("Как увидят")
    await district.at_once()
    refused, desk = (await olga.said())[-2:]
    assert "Telegram не принимает объявление" in refused
    assert desk == shown["text"]


async def test_a_picture_without_words(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await choose(olga, "Директора")
    await olga.uploads(SAMPLE / "photo.png", as_photo=True)
    await olga.sees("С приложенным файлом")
    await olga.taps("Отправить")
    await district.passes(seconds=HOLD)
    assert (await maria.last())["media"]["kind"] == "photo"


async def test_somebody_has_blocked_the_bot(
    district: District, olga: Neighbour, maria: Neighbour, stepan: Neighbour
) -> None:
    district.expected_statuses.add(403)
    await stepan.does("block")
    await write(olga, "Директора")
    await olga.taps("Отправить")
    await district.passes(seconds=HOLD)
    totals = await olga.sees("Объявление отправлено")
    assert "доставлено: 1" in totals["text"]
    assert "заблокировали: 1" in totals["text"]
    assert "2 / 2" in totals["text"]


async def test_refused_and_unknown_are_told_apart(
    district: District, olga: Neighbour, maria: Neighbour, stepan: Neighbour
) -> None:
    district.expected_statuses |= {400, 502}
    district.world.plan_fault(
        {"kind": "error", "method": "sendMessage", "chat": maria.id, "code": 400,
         "description": "Bad Request: something odd"}
    )  # fmt: skip
    district.world.plan_fault(
        {"kind": "drop-after-executing", "method": "sendMessage", "chat": stepan.id}
    )
    await write(olga, "Директора")
    await olga.taps("Отправить")
    await district.passes(seconds=HOLD + 20)
    totals = await olga.sees("Объявление отправлено")
    assert "ошибка: 1" in totals["text"]
    assert "не знаем, доставлено ли: 1" in totals["text"]
    assert sum("сбор" in text for text in await stepan.said()) == 1, "never twice"


async def test_nobody_in_the_audience(district: District, olga: Neighbour) -> None:
    await write(olga, "Кураторы")
    shown = await olga.sees("получат 0 человек")
    assert "Таких пока никого нет" in shown["text"]
    assert not any("Отправить" in label for label in await olga.buttons())
    drop = olga.data_of(shown, "Отмена")
    await district.forges(olga, drop.replace("dx:", "ds:"))
    await olga.sees("пока никого нет")
    assert district.rows("broadcast") == []


async def test_revise_and_cancel(district: District, olga: Neighbour, maria: Neighbour) -> None:
    await write(olga, "Кураторы", "Черновик")
    await olga.taps("Текст")
    await olga.taps("Назад")
    await olga.has("Черновик")
    await olga.taps("Текст")
    await olga.sends("Чистовик")
    await olga.has("Чистовик")
    await olga.taps("Кому")
    await olga.taps("Все школы")
    await olga.taps("Готово")
    await olga.has("Чистовик")
    await olga.taps("Отмена")
    await olga.sees("Отменено")
    assert not await heard(maria, "Чистовик")
    assert district.rows("broadcast") == []


async def test_the_text_may_be_long_but_not_too_long(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await choose(olga, "Директора")
    await olga.sends("я" * 3501)
    await olga.sees("3501 знаков, а можно 3500")
    await olga.sends("&" * 3500)
    await olga.sees("Проверьте")
    await olga.taps("Отправить")
    await district.passes(seconds=HOLD)
    await maria.sees("&" * 3500)


async def test_a_caption_has_its_own_limit(olga: Neighbour) -> None:
    await choose(olga, "Директора")
    await olga.uploads(SAMPLE / "photo.png", caption="я" * 1025, as_photo=True)
    await olga.sees("знаков, а можно")


async def test_sending_twice_sends_once(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await write(olga, "Директора")
    preview = await olga.last()
    data = olga.data_of(preview, "Отправить")
    for _ in range(5):
        district.world.click(olga.id, preview["id"], data)
    await district.at_once()
    await district.passes(seconds=HOLD)
    assert sum("сбор" in text for text in await maria.said()) == 1
    assert len(district.rows("broadcast")) == 1


async def test_a_paused_person_is_not_counted(
    district: District, olga: Neighbour, maria: Neighbour, stepan: Neighbour
) -> None:
    await stepan.sends("/settings")
    await stepan.taps("Пауза")
    await write(olga, "Директора")
    await olga.sees("получит 1 человек")


async def test_the_draft_waits_while_the_coordinator_looks_elsewhere(
    olga: Neighbour, maria: Neighbour
) -> None:
    await write(olga, "Директора")
    await olga.sends("/stats")
    await olga.sends("/broadcast")
    await olga.sees("Проверьте")
    await olga.sees("сбор")


async def test_progress_is_edited_at_most_once_a_second(template: Path, scratch: Path) -> None:
    """On a running clock, with thirty-four people: more than two seconds of sending."""
    clock = TrialClock(datetime.fromisoformat(MONDAY))
    async with open_district(template, scratch / "busy.db", clock=clock) as district:
        olga = await district.person("Ольга Синицына", Role.MUNICIPAL_COORDINATOR, DISTRICT)
        invite = await district.app.container.registration.invite(Role.DIRECTOR, SPRINGS, uses=34)
        for number in range(34):
            guest = await district.person(f"Гость {number}")
            await guest.starts(invite)
            await guest.taps("Согласен")
        district.rates = Rates(overall=15)
        await district.reopens()
        async with district.live():
            olga.patience = 15
            await write(olga, "Директора")
            await olga.taps("Отправить")
            await olga.sees("Уйдёт")
            clock.advance(timedelta(seconds=58))
            await olga.sees("Объявление отправлено")
        progress = [
            datetime.fromisoformat(call["time"])
            for call in district.world.outbox("editMessageText")
            if (call["chat"] == olga.id and "▓" in str(call["params"]))
            or "░" in str(call["params"])
        ]
        gaps = [(b - a).total_seconds() for a, b in pairwise(progress)]
        assert len(progress) >= 3, "it was seen to move"
        # The first edit is the answer to the tap; from then on the board ticks.
        assert all(gap > 0.9 for gap in gaps[1:]), gaps
        totals = (await olga.last())["text"]
        assert "доставлено: 34" in totals
        assert "34 / 34" in totals
        assert district.problems() == []


async def test_an_event_card_still_works_after_an_announcement(
    district: District, olga: Neighbour, maria: Neighbour
) -> None:
    await open_meeting(maria)
    card = await maria.last()
    await write(olga, "Директора")
    await olga.taps("Отправить")
    await district.passes(seconds=HOLD)
    await maria.presses(card, "Будем")
    await maria.sees("✅ Будем")
