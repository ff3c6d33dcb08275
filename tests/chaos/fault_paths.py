"""What is done while calls fail: one path for each kind of effect, up to its last tap."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from services.terms import Role
from tests.conversations.district import (
    DISTRICT,
    LAKES,
    REEDS,
    SCHOOL,
    SPRINGS,
    District,
    Neighbour,
)
from tests.conversations.small_maps import MEETING, WEBINAR, document
from tests.conversations.test_attendance import open_meeting
from tests.conversations.test_broadcast import write
from tests.conversations.test_people import asks
from tests.conversations.test_report import fill


@dataclass(frozen=True)
class People:
    """Who is there when a path begins; the sample road map is published."""

    olga: Neighbour
    maria: Neighbour
    anna: Neighbour
    pavel: Neighbour


# Somebody and the button that causes the effect; nobody when a loop of the bot is what runs.
Ready = tuple[Neighbour, str] | None
Prepare = Callable[[District, People], Awaitable[Ready]]


@dataclass(frozen=True)
class Path:
    """One effect: a tap, a tick of the jobs, or a turn of the sender."""

    name: str
    prepare: Prepare
    kind: str = "tap"
    # How many transactions with an effect of their own; one, unless something is noted later.
    steps: int = 1


async def _attendance(_: District, who: People) -> Ready:
    await open_meeting(who.maria)
    return who.maria, "Будем"


async def _report(_: District, who: People) -> Ready:
    await fill(who.maria)
    return who.maria, "Отправить"


async def _decision(_: District, who: People) -> Ready:
    await fill(who.maria)
    await who.maria.taps("Отправить")
    await who.pavel.sees("Отчёт ·")
    return who.pavel, "Принять"


async def _publishing(district: District, _: People) -> Ready:
    nina = await district.person("Нина Озёрная", Role.MUNICIPAL_COORDINATOR, LAKES)
    await district.person("Глеб Камышин", Role.DIRECTOR, REEDS)
    rows = WEBINAR.format(when="16 марта 2027"), MEETING.format(when="апрель 2027")
    await nina.uploads(document(*rows), "map.txt")
    return nina, "Опубликовать"


async def _move(_: District, who: People) -> Ready:
    await open_meeting(who.olga)
    await who.olga.taps("Изменить")
    await who.olga.taps("Дата")
    await who.olga.sends("18.02.2027")
    return who.olga, "Перенести и сообщить"


async def _announcement(_: District, who: People) -> Ready:
    await write(who.olga, "Директора")
    return who.olga, "Отправить"


async def _request(district: District, who: People) -> Ready:
    await asks(district, "Тимур Ясный", "директор школы")
    return who.pavel, "Принять"


async def _handing_over(district: District, who: People) -> Ready:
    vera = await district.person("Вера Сменная", Role.CURATOR, SPRINGS)
    assert vera
    await who.pavel.sends("/settings")
    await who.pavel.taps("Передать дела")
    await who.pavel.taps("Передать: Вера")
    return who.pavel, "Передать"


async def _forgetting(_: District, who: People) -> Ready:
    await who.maria.sends("/forget")
    await who.maria.sees("Забыть вас навсегда?")
    return who.maria, "Да, стереть всё"


async def _due(district: District, _: People) -> Ready:
    """Move the clock to where something is due, without the tick that would see it."""
    due = await district.app.container.reminders.next_due()
    assert due is not None
    district.clock.advance(due - district.clock.now() + timedelta(seconds=1))
    return None


async def _queued(district: District, who: People) -> Ready:
    await _due(district, who)
    await district.app.container.reminders.enqueue_due()
    return None


PATHS = (
    Path("attendance", _attendance),
    Path("report", _report),
    Path("decision", _decision),
    Path("publishing", _publishing),
    Path("move", _move),
    # Where its progress is shown is noted when it is shown.
    Path("announcement", _announcement, steps=2),
    Path("request", _request),
    Path("handing over", _handing_over),
    Path("forgetting", _forgetting),
    Path("tick", _due, "tick"),
    # Each message is claimed with others and settled by itself.
    Path("sender", _queued, "sender", steps=100),
)


async def people_of(district: District) -> People:
    """The four who are in every path."""
    return People(
        olga=await district.person("Ольга Синицына", Role.MUNICIPAL_COORDINATOR, DISTRICT),
        maria=await district.person("Мария Лебедева", Role.DIRECTOR, SCHOOL),
        anna=await district.person("Анна Замова", Role.DEPUTY, SCHOOL),
        pavel=await district.person("Павел Ершов", Role.CURATOR, DISTRICT),
    )
