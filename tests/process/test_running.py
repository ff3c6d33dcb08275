"""Start, talk, die, start again: nothing is lost and nothing is said twice."""

import re

import pytest

from sandbox.conversation import Visitor
from tests.process.conftest import ROOT, Machine

pytestmark = [pytest.mark.process, pytest.mark.timeout(240)]

ROAD_MAP = ROOT.parent / "shared" / "roadmaps" / "002_8dc507559ea856de.txt"
PLACE, SCHOOL = "МО Алапаевское", "МОУ «Заринская СОШ»"
PLACES = (
    "region;region_timezone;municipality;school\n"
    f"Свердловская область;Asia/Yekaterinburg;{PLACE};{SCHOOL}\n"
)
FIVE_TO_NINE = {"ALLOW_CLOCK_CONTROL": "1", "CLOCK_START": "2021-03-22T08:55:00+05:00"}
# Five minutes pass in ten seconds: nine o'clock comes soon, the next morning does not.
HURRIED = {**FIVE_TO_NINE, "CLOCK_SPEED": "30"}

# What is due on Monday, 22 March 2021 at 09:00 (see roadmap/reminders.py):
# - row 23, the conference on 23-24 March («там же» of row 22), «Участие …», responsible: schools;
#   an event, so one day before;
# - row 10, «до 25.03.2021», programmes of the curators: a deadline, so three days before.
# Nothing else: rows 1-8 are past, 9 names no weekday, 11 (25-26 March) is for methodists and
# begins too late, 12 is the coordinator's, 13-42 are months, quarters or later.
# The curator's weekly digest is due in the same minute, and the director's card of the week: it is
# a Monday.
CONFERENCE = "⚪️ 2. 23"
WEEK = "Неделя школы: 22–28 марта"
DUE_CURATOR = ["⏳ Срок: осталось 3 дня|Разработка кураторами программ поддержки"]


def due(texts: list[str]) -> list[str]:
    """Head and title of every reminder."""
    found = []
    for text in texts:
        lines = [line for line in text.splitlines() if line]
        if lines[0].startswith(("🔔", "⏳", "🟢", "❓")):
            found.append(f"{lines[0]}|{lines[1].partition(' ')[2]}")
    return found


async def said(person: Visitor) -> list[str]:
    """Everything the bot has said to somebody."""
    return [m["text"] for m in await person.messages() if m["from"] == "bot"]


def fits(found: list[str], expected: list[str]) -> bool:
    """The same reminders, whatever the length of their titles."""
    return len(found) == len(expected) and all(
        a.startswith(b) for a, b in zip(found, expected, strict=True)
    )


async def invite(machine: Machine, role: str, place: str) -> str:
    """An invitation made on the command line; its bare payload is the last line."""
    done = await machine.command("invite", role, "--place", place, **FIVE_TO_NINE)
    assert done.returncode == 0, done.stderr
    link, payload = done.stdout.split()
    assert link == f"https://t.me/marshrut_test_bot?start={payload}"
    return payload


async def enters(machine: Machine, id: int, name: str, payload: str) -> Visitor:
    """Somebody opens his invitation and agrees."""
    person = await machine.visitor(id, name)
    await person.starts(payload)
    await person.taps("Согласен")
    await person.sees("Теперь вы")
    return person


@pytest.mark.skipif(not ROAD_MAP.exists(), reason="the given road map 002 is not on this machine")
async def test_a_real_road_map_from_the_command_line_to_the_reminder(machine: Machine) -> None:
    (machine.folder / "places.csv").write_text(PLACES, encoding="utf-8")
    done = await machine.command("places", "places.csv")
    assert (done.returncode, done.stderr) == (0, "")
    done = await machine.command(
        "import", str(ROAD_MAP), "--place", PLACE, "--publish", **FIVE_TO_NINE
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^42 строки$", done.stdout, re.MULTILINE)
    assert "Опубликовано: 42 строки" in done.stdout

    director_s = await invite(machine, "director", SCHOOL)
    curator_s = await invite(machine, "curator", PLACE)
    await machine.starts(**FIVE_TO_NINE)
    maria = await enters(machine, 21, "Мария", director_s)
    pavel = await enters(machine, 22, "Павел", curator_s)
    await maria.sends("/report")
    await maria.taps("Обучение директоров")
    await maria.sees("1 из 2")
    assert due(await said(maria)) == due(await said(pavel)) == [], "it is five to nine"
    await machine.has_answered()
    await machine.is_killed()

    # The dialog goes on where it was; nine o'clock comes.
    await machine.starts(**HURRIED)
    await maria.sends("12")
    await maria.sees("2 из 2")
    await pavel.looks_away()
    # Tomorrow's conference is on the card that comes this morning: it is not told of twice.
    card = await maria.sees(WEEK, within=40)
    assert CONFERENCE in card["text"]
    await pavel.sees("Ваша неделя: 22–28 марта", within=40)
    await pavel.sees("Срок", within=40)
    assert due(await said(maria)) == [], await maria.transcript()
    assert fits(due(await said(pavel)), DUE_CURATOR), await pavel.transcript()
    await machine.has_noted()
    await machine.is_killed()

    # Its clock begins at five to nine once more: what was said is not said again.
    before = (await said(maria), await said(pavel))
    await machine.starts(**{**HURRIED, "CLOCK_SPEED": "150"})
    await maria.looks_away()
    await maria.sees_nothing(during=4)
    assert (await said(maria), await said(pavel)) == before
    await maria.sends("15")
    shown = await maria.sees("Проверьте ответы")
    assert "Удостоверения: 12 из 15" in shown["text"]
    code, seconds = await machine.is_stopped()
    assert code == 0
    assert seconds < 25


@pytest.mark.skipif(not ROAD_MAP.exists(), reason="the given road map 002 is not on this machine")
async def test_killed_between_a_delivery_and_its_note(machine: Machine) -> None:
    (machine.folder / "places.csv").write_text(PLACES, encoding="utf-8")
    await machine.command("places", "places.csv")
    await machine.command("import", str(ROAD_MAP), "--place", PLACE, "--publish", **FIVE_TO_NINE)
    director_s = await invite(machine, "director", SCHOOL)
    curator_s = await invite(machine, "curator", PLACE)
    await machine.starts(**HURRIED)
    maria = await enters(machine, 21, "Мария", director_s)
    pavel = await enters(machine, 22, "Павел", curator_s)
    # Maria's card of the week arrives, but the bot does not hear that it did.
    machine.world.plan_fault({"kind": "delay", "method": "sendMessage", "chat": 21, "seconds": 30})
    await pavel.sees("Ваша неделя: 22–28 марта", within=40)
    await pavel.sees("Срок", within=40)
    await maria.sees(WEEK, within=40)
    await machine.is_killed()
    unsure = [fate for fate in machine.fates() if fate[1] == "sending"]
    assert unsure, "nothing was on its way when the bot was killed"

    # Nobody can know whether it arrived: it comes once more, says so, and is marked.
    await machine.starts(**{**HURRIED, "CLOCK_SPEED": "150"})
    await maria.sees("ещё раз", within=20)
    await machine.has_noted()
    await maria.looks_away()
    await maria.sees_nothing(during=3)
    assert due(await said(maria)) == []
    twice = [text for text in await said(maria) if "ещё раз" in text]
    assert len(twice) == 1
    assert WEEK in twice[0]
    assert sum(WEEK in text for text in await said(maria)) == 2
    again = [text for text in await said(pavel) if "ещё раз" in text]
    assert 1 + len(again) == len(unsure), "only what was on its way may be repeated"
    fates = machine.fates()
    assert {status for _, status, _ in fates} == {"sent"}
    assert sum(repeated for _, _, repeated in fates) == len(unsure)


async def test_telegram_is_away_when_the_bot_starts(machine: Machine) -> None:
    machine.world.plan_fault({"kind": "html", "method": "setMyCommands", "times": 1})
    await machine.starts()
    timur = await machine.visitor(31, "Тимур")
    await timur.starts()
    await timur.sees("согласие")
    code, seconds = await machine.is_stopped()
    assert code == 0
    assert seconds < 25
    assert "api_unreachable" in machine.log()
    machine.world.history.clear()
