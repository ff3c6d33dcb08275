"""A day set by hand is asked about when it is odd, and a gathering for its hour."""

from datetime import date

import pytest

from services.access import Actor
from services.chosen_days import doubt_of
from services.dialogs import Turn
from services.forms.form import Input
from services.plan_review import Inbox
from services.row_cards import RowCard
from tests.support.plans import Line
from tests.support.world import World

SEMINAR = Line("Семинар по плану школ", "май 2021", "школа", "Участие школ")


@pytest.fixture
async def olga(world: World) -> Actor:
    (olga,) = await world.join("Ольга")
    await world.publish(olga, [SEMINAR])
    return olga


async def row_of(world: World, olga: Actor) -> int:
    (one,) = await world.services.open_dates.inbox(olga)
    return one.row_id


async def test_a_past_day_is_kept_only_when_it_is_said_to_be_meant(
    world: World, olga: Actor
) -> None:
    review, row_id = world.services.plan_review, await row_of(world, olga)

    asked = await review.set_day(olga, row_id, date(2021, 4, 1))

    assert isinstance(asked, Turn)
    assert (asked.draft.form.name, asked.subject["days_ago"]) == ("row_day", 4)
    assert (await review.row(olga, row_id)).schedule["type"] == "month", "nothing is set yet"
    kept = await world.services.dialogs.answer(olga, Input(choice="yes"))
    settled = kept.outcome
    assert isinstance(settled, Turn)
    assert settled.draft.form.name == "row_clock"
    done = (await world.services.dialogs.answer(olga, Input(choice="none"))).outcome
    assert isinstance(done, RowCard)
    assert done.schedule["date"] == "2021-04-01"


async def test_a_typed_day_is_asked_about_as_well(world: World, olga: Actor) -> None:
    review, row_id = world.services.plan_review, await row_of(world, olga)
    await review.begin_edit(olga, row_id, "date")

    turn = await world.services.dialogs.answer(olga, Input(text="1.04"))

    assert isinstance(turn.outcome, Turn)
    assert turn.outcome.subject["why"] == "past"
    again = await review.begin_edit(olga, row_id, "date")
    assert [t.draft.form.name for t in await _waiting(world, olga)] == [], "no question is left"
    assert again.draft.form.name == "row_date"


async def _waiting(world: World, olga: Actor) -> list[Turn]:
    left = await world.services.dialogs.left(olga)
    return [left] if left is not None else []


@pytest.mark.parametrize(
    ("said", "clock"),
    [
        (Input(choice="15"), "15:00"),
        (Input(text="9"), "09:00"),
        (Input(text="в 15.30"), "15:30"),
        (Input(choice="none"), None),
    ],
)
async def test_a_gathering_is_asked_for_its_hour_before_anybody_is_told(
    world: World, olga: Actor, said: Input, clock: str | None
) -> None:
    review, row_id = world.services.plan_review, await row_of(world, olga)
    asked = await review.set_day(olga, row_id, date(2021, 5, 20))
    assert isinstance(asked, Turn)
    assert asked.draft.form.name == "row_clock"

    card = (await world.services.dialogs.answer(olga, said)).outcome

    assert isinstance(card, RowCard)
    assert (card.schedule["date"], card.schedule.get("time")) == ("2021-05-20", clock)


async def test_a_day_with_its_hour_may_be_typed_where_the_hour_is_asked(
    world: World, olga: Actor
) -> None:
    review, row_id = world.services.plan_review, await row_of(world, olga)
    await review.set_day(olga, row_id, date(2021, 5, 20))

    card = (await world.services.dialogs.answer(olga, Input(text="26.05 в 15.00"))).outcome

    assert isinstance(card, RowCard)
    assert (card.schedule["date"], card.schedule["time"]) == ("2021-05-26", "15:00")


async def test_a_date_from_the_inbox_goes_back_there_when_it_is_dropped(
    world: World, olga: Actor
) -> None:
    review, row_id = world.services.plan_review, await row_of(world, olga)
    await review.begin_edit(olga, row_id, "date", from_inbox=True)
    await review.begin_edit(olga, row_id, "date", 2021 * 12 + 5)

    dropped = await world.services.dialogs.cancel(olga)

    assert dropped is not None
    assert isinstance(dropped.outcome, Inbox)
    assert [one.row_id for one in dropped.outcome.dates] == [row_id]
    await review.begin_edit(olga, row_id, "date")
    dropped = await world.services.dialogs.cancel(olga)
    assert dropped is not None
    assert isinstance(dropped.outcome, RowCard)


@pytest.mark.parametrize(
    ("day", "year", "why"),
    [
        ("2027-08-31", "2026/2027", None),
        ("2027-09-01", "2026/2027", "outside"),
        ("2028-01-10", "2027", "outside"),
        ("2026-11-21", "2026/2027", "past"),
        ("2026-11-22", "2026/2027", None),
        ("2027-05-01", None, None),
    ],
)
def test_which_days_are_odd(day: str, year: str | None, why: str | None) -> None:
    schedule = {"type": "day", "date": day, "window": {"start": day, "end": day}}
    doubt = doubt_of(schedule, (), year, date(2026, 11, 22))
    assert (doubt.why if doubt else None) == why


@pytest.mark.parametrize(
    ("said", "day", "hour"),
    [
        ("завтра в 15:00", "2021-04-06", "15:00"),
        ("Послезавтра, 10 утра", "2021-04-07", "10:00"),
        ("сегодня в 15", "2021-04-05", "15:00"),
    ],
)
async def test_a_day_may_be_named_by_its_distance(
    world: World, olga: Actor, said: str, day: str, hour: str
) -> None:
    row_id = await row_of(world, olga)
    await world.services.plan_review.begin_edit(olga, row_id, "date")

    done = (await world.services.dialogs.answer(olga, Input(text=said))).outcome

    schedule = done.schedule if isinstance(done, RowCard) else done.subject["will_be"]
    assert (schedule["date"], schedule["time"]) == (day, hour)


async def test_an_odd_day_is_answered_in_words_or_with_another_day(
    world: World, olga: Actor
) -> None:
    review, row_id = world.services.plan_review, await row_of(world, olga)
    await review.set_day(olga, row_id, date(2021, 4, 1))

    meant = (await world.services.dialogs.answer(olga, Input(text="да"))).outcome

    assert isinstance(meant, Turn)
    assert (meant.draft.form.name, meant.subject["will_be"]["date"]) == ("row_clock", "2021-04-01")
    await review.set_day(olga, row_id, date(2021, 4, 1))
    anew = (await world.services.dialogs.answer(olga, Input(text="20.05 10:00"))).outcome
    assert isinstance(anew, RowCard)
    assert (anew.schedule["date"], anew.schedule["time"]) == ("2021-05-20", "10:00")
