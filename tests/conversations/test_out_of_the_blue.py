"""Photos and documents that nobody has asked for: one question, one tap, the report is open."""

from datetime import timedelta

import pytest

from sandbox.engine import Upload
from services.terms import Role
from tests.conversations.district import DISTRICT, SAMPLE, District, Neighbour

PHOTO = (SAMPLE / "photo.png").read_bytes()
QUESTION = "К какому мероприятию это отчёт?"
ORDER = "Издание школьного приказа"
CAPTION = "издали приказ о рабочей группе"


@pytest.fixture
async def maria(district: District, maria: Neighbour) -> Neighbour:
    """The director on Saturday: a meeting and two webinars have been, an order is due."""
    district.clock.advance(timedelta(days=5))
    return maria


async def sends_album(
    district: District, person: Neighbour, count: int, caption: str | None = None
) -> None:
    """Several pictures at once, as a gallery sends them."""
    await person.looks_away()
    pictures = [Upload(f"{at}.png", PHOTO + bytes([at])) for at in range(count)]
    district.world.album(person.id, pictures, caption)
    await district.pump()


def labels(message: dict[str, object]) -> list[str]:
    """Texts of a message's buttons."""
    rows: list[list[dict[str, str]]] = message["buttons"]  # type: ignore[assignment]
    return [button["text"] for row in rows for button in row]


def files_in_form(district: District) -> int:
    """How many files the only open form holds."""
    (dialog,) = district.rows("dialog")
    return sum(str(cell).count("file_id") for cell in dialog)


async def test_a_document_finds_its_report_by_its_words(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    await maria.uploads(b"%PDF-1.7", "Приказ.pdf", caption=CAPTION)
    asked = await maria.sees(QUESTION)
    assert "Издание школьного приказа" in labels(asked)[0]
    assert len([label for label in labels(asked) if " · " in label]) == 3, "the likeliest three"
    await maria.taps("Издание")
    assert files_in_form(district) == 1
    assert await maria.count(QUESTION) == 0, "the question has become the report"


async def test_an_album_is_one_question_and_its_buttons_outlive_a_restart(
    district: District, maria: Neighbour
) -> None:
    before = await maria.newest()
    await sends_album(district, maria, 3, CAPTION)
    assert await maria.said(before) == [f"📎 {QUESTION}"]
    await district.reopens()
    await maria.taps(ORDER[:12])
    await district.reopens()
    assert files_in_form(district) == 3


async def test_the_same_button_twice_puts_the_files_in_once(
    district: District, maria: Neighbour
) -> None:
    await sends_album(district, maria, 2, CAPTION)
    message = await maria.with_button(ORDER[:12])
    data = maria.data_of(message, ORDER[:12])
    for _ in range(2):
        await district.forges(maria, data)
    assert files_in_form(district) == 2


async def test_another_event_is_in_the_list(district: District, maria: Neighbour) -> None:
    await maria.uploads(PHOTO, "фото.png", as_photo=True)
    few = labels(await maria.sees(QUESTION))
    await maria.taps("Другое мероприятие")
    many = labels(await maria.sees(QUESTION))
    assert len(many) >= len(few)
    assert "Другое мероприятие" not in " ".join(many)


async def test_two_photos_sent_apart_are_two_questions(
    district: District, maria: Neighbour
) -> None:
    for _ in range(2):
        await maria.uploads(PHOTO, "фото.png", as_photo=True)
        await maria.sees(QUESTION)
    assert await maria.count(QUESTION) == 2


async def test_a_stranger_s_parcel_stays_a_stranger_s(district: District, maria: Neighbour) -> None:
    ivan = await district.person("Иван Громов", Role.DIRECTOR, "МБОУ «Степновская СОШ»")
    await maria.uploads(PHOTO, "фото.png", CAPTION, as_photo=True)
    message = await maria.with_button(ORDER[:12])
    data = maria.data_of(message, ORDER[:12])
    await ivan.sends("/start")
    await district.forges(ivan, data)
    assert district.rows("dialog") == []


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("отчёт.pdf.exe", "программы и скрипты не принимаются"),
        ("таблица.xlsm", "макросами"),
        ("музыка.mp3", "Такие файлы не принимаются"),
    ],
)
async def test_what_is_not_taken_is_refused_kindly(
    district: District, maria: Neighbour, name: str, says: str
) -> None:
    await maria.uploads(b"MZ", name)
    await maria.sees(says)
    assert district.rows("parcel", "dialog") == []


async def test_an_open_question_stays_open_when_a_file_is_refused(
    district: District, maria: Neighbour
) -> None:
    await maria.sends("/report")
    await maria.taps(ORDER[:12])
    (before,) = district.rows("dialog")
    await maria.uploads(b"MZ", "virus.bat")
    await maria.sees("программы и скрипты не принимаются")
    (after,) = district.rows("dialog")
    assert before == after


async def test_a_coordinator_s_document_is_a_road_map_as_before(
    district: District, vera: Neighbour
) -> None:
    await vera.uploads(SAMPLE / "roadmap.txt")
    await vera.taps("Опубликовать")
    await vera.taps("Да, опубликовать")
    await vera.sees("Опубликовано")


async def test_who_speaks_for_a_school_and_for_a_district_is_asked_which(
    district: District, olga: Neighbour
) -> None:
    both = await district.person("Нина Лугова", Role.DIRECTOR)
    await district.invites(both, Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await both.uploads(SAMPLE / "roadmap.txt")
    asked = await both.sees(QUESTION)
    assert f"📁 {DISTRICT}" in labels(asked)
    await both.taps(DISTRICT)
    await both.sees("Эта карта уже опубликована")


async def test_nothing_to_report_on_is_said(district: District, mila: Neighbour) -> None:
    await mila.uploads(PHOTO, "фото.png", as_photo=True)
    await mila.sees("Сейчас ни одно мероприятие не ждёт от вас отчёта")
