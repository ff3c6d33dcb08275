"""Forms of proofs in the chat: few taps, an album in one message, nothing lost on the way."""

from sandbox.engine import Upload
from services.terms import Role
from tests.conversations.district import DISTRICT, SAMPLE, District, Neighbour
from tests.conversations.small_maps import publish

PHOTO = SAMPLE / "photo.png"
HEAD = (
    "Дорожная карта поддержки школ в 2027 году\n\n"
    "№\tНаименование мероприятия\tСрок исполнения\tОтветственные\tРезультат\n"
)
ORDER = "1\tИздание школьного приказа о рабочей группе\tдо 19.02.2027\tДиректора школ\t{result}\n"


async def director_who_owes(district: District, row: str) -> tuple[Neighbour, Neighbour]:
    """The coordinator, and a director whose road map has this row."""
    vera = await district.person("Вера Новая", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    await publish(vera, (HEAD + row).encode())
    return vera, await district.person("Мария Лебедева", Role.DIRECTOR)


async def opens(maria: Neighbour) -> None:
    await maria.sends("/report")
    await maria.taps("Издание")


async def album(district: District, maria: Neighbour, count: int) -> None:
    await maria.looks_away()
    pictures = [Upload(f"{number}.png", PHOTO.read_bytes()) for number in range(count)]
    district.world.album(maria.id, pictures)
    await district.pump()


async def test_an_order_is_an_album_done_and_sent(district: District) -> None:
    _, maria = await director_who_owes(district, ORDER.format(result="Приказ издан"))
    await opens(maria)
    await maria.sees("Пришлите приказ")
    before = await maria.newest()
    await album(district, maria, 3)
    await maria.sees("принято 3 из 10")
    assert len(await maria.said(before)) == 1, "one answer for the whole album"

    await district.reopens()
    maria.taps_made = 0
    await maria.taps("Готово")
    await maria.sees("Проверьте ответы")
    await maria.taps("Отправить")
    assert maria.taps_made == 2
    (report,) = district.rows("report")
    assert str(report).count("file_id") == 3


async def test_the_coordinator_s_own_form_is_what_a_school_answers(district: District) -> None:
    vera, maria = await director_who_owes(district, ORDER.format(result="Приказ издан"))
    await opens(maria)
    await maria.sees("Пришлите приказ")
    await vera.sends("/plan")
    await vera.taps("Все строки")
    await vera.taps("1")
    await vera.taps("Ещё…")
    await vera.taps("Своя форма")
    for question, kind in (("Сколько человек в группе?", "Число"), ("Группа собралась?", "Да или")):
        await vera.taps("Добавить вопрос")
        await vera.sends(question)
        await vera.taps(kind)
    await vera.taps("Сохранить")

    await album(district, maria, 1)
    await maria.taps("Готово")
    await maria.taps("Отправить")
    await maria.sees("Вопросы тем временем изменились")
    await maria.sees("1 из 2. Сколько человек в группе?")
    await maria.sends("много")
    await maria.sees("целое число")
    await maria.sends("7")
    await maria.taps("Да")
    await maria.sees("Сколько человек в группе: 7")
    await maria.taps("Отправить")
    (report,) = district.rows("report")
    assert '"q1"' in str(report)


async def test_a_report_of_an_event_takes_five_moves_beside_its_text(
    district: District,
) -> None:
    meeting = "1\tСовещание директоров школ\t16.02.2027, 10:00 МСК\tДиректора школ\t\n"
    _, maria = await director_who_owes(district, meeting)
    await district.goes_to("2027-02-16T17:00:00+07:00")
    await maria.sends("/plan")
    await maria.taps("1")
    maria.taps_made = 0

    await maria.taps("📝 Отч")
    await maria.sends("2")
    await maria.sends("Обсудили план на полугодие, назначили ответственных.")
    await album(district, maria, 1)
    await maria.taps("Готово")
    await maria.taps("Отправить")

    messages_beside_text = 2
    assert maria.taps_made + messages_beside_text == 5
    assert len(district.rows("report")) == 1


async def test_a_questionnaire_filled_in_is_one_tap_on_the_card(district: District) -> None:
    survey = "1\tАнкетирование директоров школ\tдо 19.02.2027\tДиректора школ\t\n"
    _, maria = await director_who_owes(district, survey)
    await maria.sends("/plan")
    await maria.taps("1")
    maria.taps_made = 0

    await maria.taps("Анкета заполнена")

    assert maria.taps_made == 1
    await maria.sees("Ваш отчёт")
    assert len(district.rows("report")) == 1
