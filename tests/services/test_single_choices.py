"""A choice for one meeting outlives a choice for its series, until it is asked to give way."""

import pytest
from sqlalchemy import select

from db.models import Reminder
from handlers.views.reminder_rules import rules_screen
from locales import translator
from services.access import Actor
from services.errors import NotFoundError
from tests.support.databases import on_sqlite
from tests.support.plans import Line
from tests.support.world import World

pytestmark = on_sqlite
WEEKLY = Line("Вебинар для школ", "каждый четверг апреля 2021 года в 15:00", "школа", "Участие")


async def stages(world: World, occurrence_id: int) -> set[str]:
    return set(
        await world.all(
            select(Reminder.stage).where(
                Reminder.occurrence_id == occurrence_id, Reminder.status == "planned"
            )
        )
    )


async def olga_with_a_choice(world: World) -> tuple[Actor, int, int]:
    olga = await world.joins("Ольга")
    await world.joins("Мария")
    await world.publish(olga, [WEEKLY])
    _past, first, second, *_ = await world.occurrences(WEEKLY)
    await world.services.reminder_rules.switch(olga, second, "h1", on=False)
    return olga, first, second


async def test_a_single_choice_is_kept_counted_and_said(world: World):
    olga, first, second = await olga_with_a_choice(world)
    rules = world.services.reminder_rules
    coming = len(await world.occurrences(WEEKLY)) - 1

    card = await rules.switch(olga, first, "d1", on=False, whole=True)

    assert (card.to_come, card.own) == (coming - 1, 1)
    assert await stages(world, first) & {"d1", "h1"} == {"h1"}
    assert await stages(world, second) & {"d1", "h1"} == {"d1"}
    screen = rules_screen(translator("ru"), card)
    assert "впереди 3" in screen.text
    assert "У 1 встречи свой выбор: он остаётся" in screen.text
    assert "🔁 Заменить и у них (1)" in [button.text for row in screen.rows for button in row]


async def test_it_gives_way_when_asked(world: World):
    olga, first, second = await olga_with_a_choice(world)
    rules = world.services.reminder_rules
    await rules.switch(olga, first, "d1", on=False, whole=True)
    nina = await world.joins("Нина")
    with pytest.raises(NotFoundError):
        await rules.replace_own(nina, first)

    card = await rules.replace_own(olga, first)

    assert (card.own, card.is_whole) == (0, True)
    assert await stages(world, second) & {"d1", "h1"} == {"h1"}
    assert "свой выбор" not in rules_screen(translator("ru"), card).text
