"""Flow 7: the curator's Monday."""

from services.terms import Role
from tests.conversations.district import DISTRICT, REEDS, SCHOOL, District, Neighbour
from tests.conversations.test_attendance import open_meeting

DIGEST = "🧭 Ваша неделя"


async def digests(person: Neighbour) -> list[str]:
    """All weekly digests somebody has got."""
    return [text for text in await person.said() if text.startswith(DIGEST)]


async def who_is_silent(person: Neighbour) -> str:
    """The names behind the newest digest."""
    await person.presses(await person.with_button("Кто молчит"), "Кто молчит")
    return str((await person.sees("Кто молчит"))["text"])


async def test_it_comes_on_monday_at_nine(district: District, pavel: Neighbour) -> None:
    await district.goes_to("2027-02-15T08:59:30+07:00")
    assert await digests(pavel) == []
    await district.goes_to("2027-02-15T09:00:30+07:00")
    [text] = await digests(pavel)
    assert "15–21 февраля" in text
    assert "Установочное совещание" in text
    assert "ответили 0 из 5" in text
    silent = await who_is_silent(pavel)
    assert "Не ответили об участии" in silent
    assert "все школы (5)" in silent
    await pavel.taps("К сводке")
    await pavel.sees(DIGEST)


async def test_it_fits_a_phone(district: District, maria: Neighbour, pavel: Neighbour) -> None:
    await open_meeting(maria)
    await maria.taps("Не сможем")
    await maria.taps("Оставить без причины")
    for day in ("02-15", "02-22", "03-01"):
        await district.goes_to(f"2027-{day}T09:01:00+07:00")
        text = (await digests(pavel))[-1]
        assert sum(-(-len(line) // 38) or 1 for line in text.splitlines()) <= 25, text
    assert "не смогут: 1" in (await digests(pavel))[0]


async def test_it_comes_once_a_week(district: District, pavel: Neighbour) -> None:
    await district.goes_to("2027-02-15T09:00:30+07:00")
    for _ in range(3):
        await district.passes(minutes=2)
    await district.reopens()
    await district.passes(hours=1)
    assert len(await digests(pavel)) == 1
    # The 22nd and the 23rd are days off, the message waits for the morning after.
    await district.goes_to("2027-02-22T09:01:00+07:00")
    assert len(await digests(pavel)) == 1
    await district.goes_to("2027-02-24T09:01:00+07:00")
    assert len(await digests(pavel)) == 2


async def test_nothing_is_sent_when_there_is_nothing_to_say(
    district: District, olga: Neighbour
) -> None:
    stranger = await district.person("Камыш Куратов", Role.CURATOR, REEDS)
    await district.goes_to("2027-02-15T09:05:00+07:00")
    assert await digests(stranger) == []


async def test_who_has_answered_is_not_in_it(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    await open_meeting(maria)
    await maria.taps("Будем")
    await district.goes_to("2027-02-15T09:01:00+07:00")
    text = await who_is_silent(pavel)
    line = next(ln for ln in text.splitlines() if ln.startswith("⚪️") and "Установочное" in ln)
    assert f", {SCHOOL}" not in line
    assert f": {SCHOOL}" not in line
    assert "Степновская" in line


async def test_reports_that_wait_are_counted(
    district: District, maria: Neighbour, pavel: Neighbour
) -> None:
    from tests.conversations.test_report import fill

    await fill(maria)
    await maria.taps("Отправить")
    await district.goes_to("2027-02-15T09:01:00+07:00")
    [text] = await digests(pavel)
    assert "📥 1 отчёт" in text
    await pavel.taps("Отчёты на проверку")
    await pavel.sees(f"Отчёт · {SCHOOL}")


async def test_overdue_reports_are_named(district: District, pavel: Neighbour) -> None:
    await district.goes_to("2027-03-09T09:01:00+07:00")
    assert "сданы не все отчёты" in (await digests(pavel))[-1]
    text = await who_is_silent(pavel)
    assert "Нет отчёта" in text
    assert "Заполнение самодиагностики" in text


async def test_after_a_bad_monday_it_comes_late_but_not_too_late(
    district: District, pavel: Neighbour
) -> None:
    await district.goes_to("2027-02-16T20:00:00+07:00")
    assert len(await digests(pavel)) == 1
    other = await district.person("Второй Куратор", Role.CURATOR, DISTRICT)
    await district.goes_to("2027-03-03T12:00:00+07:00")
    assert await digests(other) == []


async def test_monday_is_that_of_his_place_not_of_moscow(
    district: District, pavel: Neighbour
) -> None:
    await district.goes_to("2027-03-01T08:59:00+03:00")
    assert len(await digests(pavel)) == 1, "nine in Barnaul is five in Moscow"


async def test_a_paused_curator_is_left_in_peace(district: District, pavel: Neighbour) -> None:
    await pavel.sends("/settings")
    await pavel.taps("Пауза")
    await district.goes_to("2027-02-15T09:01:00+07:00")
    assert await digests(pavel) == []


async def test_its_buttons_open_the_events(district: District, pavel: Neighbour) -> None:
    await district.goes_to("2027-02-15T09:01:00+07:00")
    digest = next(m for m in await pavel.messages() if m["text"].startswith(DIGEST))
    await pavel.presses(digest, "2")
    await pavel.sees("Установочное совещание")
    await pavel.taps("Кто ответил")
    await pavel.sees("Ответили 0 из 5")
