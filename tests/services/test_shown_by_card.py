"""A morning with a card of the week: what it shows is not said twice, and nothing is lost."""

from tests.services.test_week_card import cards
from tests.support.databases import on_sqlite
from tests.support.plans import Line
from tests.support.world import World, at

pytestmark = on_sqlite
TALK = Line("Семинар о целях", "15.04.2021", "школа", "Участие команд школ")
TODAY = Line("Совещание школ", "12.04.2021", "школа", "Участие команд школ")
NEXT = Line("Форум школ", "19.04.2021", "школа", "Участие команд школ")
TERM = Line("Анкета школы", "до 13.04.2021", "школа", "Отчёт школы")


async def test_the_card_settles_what_it_shows_and_only_that(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    await world.publish(olga, [TALK, TODAY, NEXT, TERM])
    rules = world.services.reminder_rules
    await rules.switch(olga, await world.occurrence(TALK), "d3", on=True)

    world.clock.set(at("12.04 08:55"))
    assert await cards(world) == {}
    world.clock.set(at("12.04 09:00"))
    card = (await cards(world))["Мария"]
    sent = await world.tick()

    assert {item.line.title for item in card.items} == {TALK.title, TODAY.title, TERM.title}
    # Said by the card.
    assert (await world.promised("Мария", TALK))["d3"] == "superseded"
    # Pressing: the day itself, the last day but one of a term; and what the card does not show.
    assert {stage for name, stage in sent if name == "Мария"} >= {"d0", "d7"}
    assert (await world.promised("Мария", TERM))["d1"] == "queued"
    assert (await world.promised("Мария", NEXT))["d7"] == "queued"
    # What comes on other days is promised as before.
    assert (await world.promised("Мария", TALK))["d1"] == "planned"


async def test_who_gets_no_card_is_reminded_of_all(world: World):
    olga, *_ = await world.join("Ольга", "Мария", "Фёдор")
    await world.publish(olga, [TALK])
    await world.services.reminder_rules.switch(olga, await world.occurrence(TALK), "d3", on=True)
    world.clock.set(at("12.04 08:55"))
    await cards(world)
    world.clock.set(at("12.04 09:00"))

    assert ("Фёдор", "d3") in await world.tick()
    assert (await world.promised("Мария", TALK))["d3"] == "superseded"


async def test_a_missed_deadline_goes_on_week_by_week(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    line = Line("Анкета школы", "до 05.04.2021", "школа", "Отчёт школы")
    world.clock.set(at("01.04 08:00"))
    await world.publish(olga, [line])
    for day in ("02.04", "04.04", "05.04"):
        await world.tick(at(f"{day} 10:00"))
    assert (await world.promised("Мария", line))["o1"] == "planned"

    world.clock.set(at("12.04 08:55"))
    await cards(world)

    found = await world.promised("Мария", line)
    assert {stage: found[stage] for stage in ("o1", "o2")} == {"o1": "superseded", "o2": "planned"}
