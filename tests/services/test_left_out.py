"""A school that takes no part in the year of its map is told so, instead of an empty week."""

import pytest

from handlers.views.event import week_screen
from locales import translator
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR
from tests.support.world import DISTRICT, REGION, SCHOOL_1, SCHOOL_2, World

pytestmark = on_sqlite


async def named(world: World, school: str) -> None:
    await world.services.places.load(
        [
            {
                "region": REGION,
                "municipality": DISTRICT,
                "school": school,
                "participant_years": "2021",
            }
        ]
    )


@pytest.mark.parametrize(
    ("participant", "years"), [(SCHOOL_2, ("2021",)), (SCHOOL_1, ()), ("", ())]
)
async def test_the_week_says_why_it_is_empty(
    world: World, participant: str, years: tuple[str, ...]
):
    olga, maria, pavel = await world.join("Ольга", "Мария", "Павел")
    await world.publish(olga, [WEBINAR])
    if participant:
        await named(world, participant)

    week = await world.services.calendar.week(maria)

    assert (week.left_out, week.lines) == (years, ())
    shown = week_screen(translator("ru"), week).text
    assert ("нет среди участников" in shown) is bool(years)
    assert "Все строки" in str(week_screen(translator("ru"), week).rows)
    # Who sees the whole map is told nothing of the kind.
    assert (await world.services.calendar.week(maria, only_mine=False)).left_out == ()
    assert (await world.services.calendar.week(pavel)).left_out == ()
