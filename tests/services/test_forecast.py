"""How many messages a plan will bring, told beforehand; and that a lived year agrees with it."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.simulator import Cast, stage
from db.enums import PlaceKind, Role
from services.forecast import Due, messages
from tests.support.plans import SEMINAR, WEBINAR, plan_text
from tests.support.world import DISTRICT, ZONE, World

BEGIN = datetime(2021, 3, 1, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")

dues = st.lists(
    st.builds(
        Due,
        at=st.integers(0, 60 * 24 * 30).map(lambda minutes: BEGIN + timedelta(minutes=minutes)),
        is_pressing=st.booleans(),
        may_come_early=st.booleans(),
    ),
    max_size=60,
)


@given(dues, st.integers(0, 5))
def test_a_full_week_keeps_back_only_what_can_wait(found: list[Due], budget: int):
    sent, kept_back = messages(found, budget, MOSCOW)

    assert len(sent) + kept_back <= len(found)
    assert set(sent) >= {due.at for due in found if due.is_pressing and not due.may_come_early}
    assert sent == sorted(set(sent))
    if budget >= len(found):
        assert kept_back == 0


@given(dues)
def test_what_is_due_within_an_hour_is_one_message(found: list[Due]):
    patient = [Due(due.at, due.is_pressing, True) for due in found]
    sent, _ = messages(patient, len(found), MOSCOW)

    assert all(later - earlier >= timedelta(hours=1) for earlier, later in pairwise(sent))


async def test_the_summary_before_publishing_says_what_directors_will_get(world: World):
    (olga,) = await world.join("Ольга")
    read = await world.services.roadmap_import.read(
        olga,
        plan_text([WEBINAR, SEMINAR]),
        "план.txt",
        place_id=await world.place_id(DISTRICT),
    )

    assert read.forecast is not None
    director = read.forecast.director
    assert director is not None
    assert director.people == 3, "schools count also before their directors are there"
    assert director.kept_back == 0
    assert sum(number for _, number in read.forecast.months) == director.usual
    assert {month for month, _ in read.forecast.months} == {date(2021, 4, 1)}
    assert [one.role for one in read.forecast.burdens][:1] == [Role.MUNICIPAL_COORDINATOR]


async def test_a_year_lived_through_brings_what_was_foretold():
    start = datetime(2021, 1, 1, tzinfo=UTC)
    async with stage(ZONE.key, start) as simulator:
        cast = Cast(schools=4, answering=0.0)
        await simulator.settle(cast, DISTRICT, PlaceKind.MUNICIPALITY, ZONE.key)
        draft = await simulator.read(plan_text([WEBINAR, SEMINAR]), "план.txt", DISTRICT, None)
        foretold = await simulator.forecast(draft)
        year = await simulator.live(draft, cast)

    assert foretold is not None
    assert foretold.director is not None
    assert year.kinds[Role.DIRECTOR, "reminder"] == 4 * foretold.director.usual
    assert year.people[Role.DIRECTOR] == 4
    assert year.answers == year.reports == 0
    assert set(year.fates) == {"queued"}


async def test_whoever_answers_is_reminded_less():
    years = []
    for answering in (0.0, 1.0, 1.0):
        async with stage(ZONE.key, datetime(2021, 1, 1, tzinfo=UTC)) as simulator:
            cast = Cast(schools=3, answering=answering)
            await simulator.settle(cast, DISTRICT, PlaceKind.MUNICIPALITY, ZONE.key)
            draft = await simulator.read(plan_text([WEBINAR, SEMINAR]), "план.txt", DISTRICT, None)
            years.append(await simulator.live(draft, cast))

    silent, willing, again = years
    assert willing.kinds[Role.DIRECTOR, "reminder"] < silent.kinds[Role.DIRECTOR, "reminder"]
    assert willing.answers >= 3 * 2
    assert willing.fates["answered"] > 0
    assert (willing.weeks, willing.kinds) == (again.weeks, again.kinds), (
        "the same seed, the same year"
    )
