"""Flow 3: a document becomes the plan."""

import asyncio

import pytest

from services.terms import Role
from tests.conversations.district import DISTRICT, LAKES, REGION, SAMPLE, District, Neighbour

TABLE = "№\tНаименование мероприятия\tСрок исполнения\tОтветственные\n"
NO_YEAR = (
    "Дорожная карта поддержки школ\n\n"
    + TABLE
    + "1\tСовещание директоров школ\t10 марта\tДиректора школ\n"
    + "2\tУчастие в вебинаре «Чтение»\t17 марта\tДиректора школ, кураторы\n"
    + "3\tСдача планов работы\tдо 25 марта\tДиректора школ\n"
).encode()
MARKUP = (
    "Дорожная карта <b>поддержки</b> школ & гимназий на 2027 год\n\n"
    + TABLE
    + "1\tСовещание <b>директоров</b> школ & <script>alert(1)</script>\t10.03.2027\tДиректора\n"
    + "2\tУчастие в вебинаре «<i>Чтение\t17.03.2027\tДиректора школ, кураторы\n"
    + "3\tСдача планов </b> работы 👩‍👩‍👧\tкак-нибудь <u>потом\tДиректора школ\n"
).encode()


@pytest.mark.parametrize("document", ["roadmap.txt", "roadmap.docx"])
async def test_preview_then_one_tap(district: District, vera: Neighbour, document: str) -> None:
    vera.taps_made = 0
    await vera.uploads(SAMPLE / document)
    preview = await vera.sees("Луговской район, 2027")
    assert "27 строк" in preview["text"]
    assert "с датой: " in preview["text"]
    assert "требуют уточнения: " in preview["text"]
    assert preview["text"].count("В документе:") == 2, "the first doubtful rows"
    await vera.taps("Опубликовать")
    asked = await vera.sees("прочитаны с сомнением")
    assert "🔎 Посмотреть сомнительные" in await vera.buttons(), asked["text"]
    await vera.taps("Да, опубликовать")
    done = await vera.sees("Опубликовано: Луговской район, 2027")
    assert "всем вместе" in done["text"]
    assert vera.taps_made == 2
    await vera.taps("План")
    await vera.sees("15–21 февраля")


async def test_import_command_and_menu_say_what_to_send(vera: Neighbour) -> None:
    await vera.sends("/import")
    await vera.sees("Пришлите дорожную карту документом")
    await vera.sends("/menu")
    await vera.taps("Дорожная карта")
    await vera.sees("Пришлите её документом")


async def test_what_is_wrong_is_named(vera: Neighbour) -> None:
    await vera.uploads(SAMPLE / "roadmap.txt")
    await vera.taps("сомнительн")
    await vera.sees("№ 1.4")
    seen = ""
    for _ in range(9):
        await vera.taps("Спросить позже")
        seen += (await vera.last())["text"]
    assert "такой даты не бывает" in seen, "30 February"
    assert "конец раньше начала" in seen, "20.05 - 12.05"
    await vera.taps("К сводке")
    await vera.sees("27 строк")


async def test_the_year_is_asked_when_the_document_names_none(
    district: District, vera: Neighbour
) -> None:
    await vera.uploads(NO_YEAR, "карта.txt")
    await vera.sees("Какой это год?")
    labels = await vera.buttons()
    assert labels[:3] == ["2027", "2027/2028", "2028"]
    assert not any("Опубликовать" in label for label in labels)
    old = await vera.last()
    await vera.taps("2027")
    await vera.sees("Луговской район, 2027")
    await vera.taps("Опубликовать")
    await vera.sees("Опубликовано")
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    await maria.sends("/plan")
    for _ in range(3):
        await maria.taps("Неделя ▶️")
    await maria.sees("Совещание директоров школ")
    await district.forges(vera, vera.data_of(old, "2028"))
    await vera.sees("уже опубликована")


async def test_publishing_without_the_year_is_refused(district: District, vera: Neighbour) -> None:
    await vera.uploads(NO_YEAR, "карта.txt")
    await vera.sees("Какой это год?")
    await district.forges(vera, "pp:1")
    await vera.sees("Сначала выберите год")


async def test_a_school_year(vera: Neighbour) -> None:
    await vera.uploads(NO_YEAR, "карта.txt")
    await vera.taps("2027/2028")
    await vera.sees("Луговской район, 2027/2028")


async def test_a_year_that_is_over_is_said_to_be(vera: Neighbour) -> None:
    await vera.uploads(
        NO_YEAR.replace("Дорожная карта".encode(), "Карта на 2025 год".encode()), "к.txt"
    )
    await vera.sees("Это карта 2025 года: все события прошли")


async def test_publishing_twice_publishes_once(district: District, vera: Neighbour) -> None:
    await vera.uploads(SAMPLE / "roadmap.txt")
    preview = await vera.last()
    data = vera.data_of(preview, "Опубликовать").replace("pp:", "ppa:")
    await vera.presses(preview, "Опубликовать")
    await vera.taps("Да, опубликовать")
    await vera.sees("Опубликовано")
    before = district.effects()
    await district.forges(vera, data)
    await vera.alert()
    assert "Опубликовано" in (await vera.last())["text"]
    assert district.effects() == before


async def test_not_importing(district: District, vera: Neighbour) -> None:
    await vera.uploads(SAMPLE / "roadmap.txt")
    preview = await vera.last()
    data = vera.data_of(preview, "Опубликовать")
    await vera.taps("Не загружать")
    await vera.sees("Не загружено")
    await district.forges(vera, data)
    await vera.sees("не нашёл")
    assert district.rows("plan") == []


async def test_a_newer_draft_replaces_the_older_one(district: District, vera: Neighbour) -> None:
    await vera.uploads(SAMPLE / "roadmap.txt")
    old = await vera.last()
    await vera.uploads(SAMPLE / "roadmap.docx")
    await vera.sees("27 строк")
    await vera.presses(old, "Опубликовать")
    await vera.sees("не нашёл")
    assert len(district.rows("plan")) == 1


@pytest.mark.parametrize(
    ("name", "content", "answer"),
    [
        ("пусто.txt", b"", "файл пустой"),
        ("пробелы.txt", b"  \n \n", "пуст"),
        ("письмо.txt", "Уважаемые коллеги! Всего доброго.".encode(), "нет таблицы с мероприятиями"),
        ("снимок.jpg", b"\xff\xd8\xff\xe0" + bytes(2000), "прочитать не могу"),
        ("карта.docx", b"PK\x03\x04" + bytes(300), "поврежд"),
        ("карта.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Извините"),
        ("карта.pdf", b"%PDF-1.4\n%%EOF", "Извините"),
        ("карта", bytes(range(256)) * 20, "Извините"),
    ],
)
async def test_what_is_not_a_road_map(
    vera: Neighbour, name: str, content: bytes, answer: str
) -> None:
    await vera.uploads(content, name)
    await vera.sees(answer)
    assert await vera.buttons() == ["☰ Меню"]


async def test_a_document_that_is_too_large(vera: Neighbour) -> None:
    await vera.uploads(b"x" * (10 * 1024 * 1024 + 1), "огромная.txt")
    await vera.sees("документ больше 10 МБ")


async def test_markup_in_the_document_does_no_harm(district: District, vera: Neighbour) -> None:
    await vera.uploads(MARKUP, "карта <b>&.txt")
    preview = await vera.sees("Луговской район, 2027")
    assert "как-нибудь" in preview["text"]
    await vera.taps("сомнительн")
    await vera.taps("К сводке")
    await vera.taps("Опубликовать")
    await vera.taps("Да, опубликовать")
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    await maria.sends("/plan")
    for _ in range(3):
        await maria.taps("Неделя ▶️")
    await maria.sees("Совещание директоров школ & alert(1)")
    await maria.taps("1")
    await maria.taps("Подробнее")
    await maria.sees("Совещание директоров школ & alert(1)")


async def test_whose_road_map_it_is(district: District, vera: Neighbour) -> None:
    await district.invites(vera, Role.MUNICIPAL_COORDINATOR, LAKES)
    await vera.sees("Теперь вы")
    await vera.uploads(SAMPLE / "roadmap.docx")
    await vera.sees("Чья это дорожная карта?")
    assert await vera.buttons() == [f"📁 {DISTRICT}", f"📁 {LAKES}"]
    await vera.taps(LAKES)
    await vera.sees(f"{LAKES}, 2027")
    await vera.taps("Опубликовать")
    await vera.sees("В заголовке документа — «Луговского района»")
    await vera.taps("Да, опубликовать")
    await vera.sees(f"Опубликовано: {LAKES}, 2027")


async def test_the_region_s_road_map_is_everybody_s(district: District) -> None:
    rita = await district.person("Рита Краева", Role.REGIONAL_COORDINATOR, REGION)
    await district.publishes(rita, "roadmap.docx")
    maria = await district.person("Мария Лебедева", Role.DIRECTOR)
    await maria.sends("/plan")
    await maria.sees("Установочное совещание")


async def test_a_file_that_cannot_be_fetched(district: District, vera: Neighbour) -> None:
    district.expected_statuses.add(500)
    district.world.plan_fault({"kind": "error", "method": "getFile", "times": 5, "code": 500})
    await vera.uploads(SAMPLE / "roadmap.txt")
    await vera.sees("не удалось скачать файл")
    district.world.faults.clear()
    await vera.uploads(SAMPLE / "roadmap.txt")
    await vera.sees("27 строк")


async def test_others_documents_are_not_road_maps(maria: Neighbour) -> None:
    await maria.uploads(SAMPLE / "roadmap.txt")
    await maria.sees("К какому мероприятию это отчёт?")


async def test_the_chat_goes_on_while_a_document_is_read(
    district: District, vera: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services import roadmap_import

    started, go_on = asyncio.Event(), asyncio.Event()
    real = roadmap_import._compile

    async def slow(*args):
        started.set()
        await go_on.wait()
        return await real(*args)

    monkeypatch.setattr(roadmap_import, "_compile", slow)
    boris = await district.person("Борис Другой", Role.DIRECTOR)
    async with district.live():
        vera.patience = boris.patience = 8
        await vera.uploads(SAMPLE / "roadmap.txt")
        await asyncio.wait_for(started.wait(), 5)
        await vera.sees("Читаю «roadmap.txt»")
        await boris.sends("/menu")
        await boris.sees("Вы:")
        go_on.set()
        await vera.sees("27 строк")
