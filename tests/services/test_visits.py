"""The journal of visits: what a row wants visited, what was written down, what a school reads."""

from datetime import date

from roadmap.asks import Party
from services.access import Actor
from services.forms.form import Input
from tests.support.plans import SELF_CHECK, Line
from tests.support.world import SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at

ROUND = Line(
    "Посещение кураторами школ-участниц в целях верификации РПШ", "12-16.04.2021", "куратор, ОО"
)


async def writes(world: World, visitor: Actor, school: str, day: str) -> None:
    """Somebody writes a visit down."""
    of = await world.occurrence(ROUND)
    turn = await world.services.reports.begin(
        visitor, of, await world.place_id(school), Party.CURATOR
    )
    for given in (Input(text=day), Input(text="Посмотрели уроки"), Input(choice="skip")):
        turn = await world.services.dialogs.answer(visitor, given)
    turn = await world.services.dialogs.submit(visitor, turn.dialog_id)
    assert turn.outcome is not None


async def test_what_a_row_wants_visited(world: World):
    olga, pavel, zoya = await world.join("Ольга", "Павел", "Зоя")
    await world.publish(olga, [ROUND, SELF_CHECK])
    world.clock.set(at("11.04 12:00"))
    assert (await world.services.visits.journal(pavel)).asked == (), "its term has not begun"
    world.clock.set(at("12.04 09:00"))
    (asked,) = (await world.services.visits.journal(pavel)).asked
    assert (asked.line.title, asked.written, asked.of) == (ROUND.title, 0, 3)
    assert asked.by is Party.CURATOR
    # Nobody has asked the methodist.
    assert (await world.services.visits.journal(zoya)).asked == ()


async def test_what_was_written_down_is_read_by_date(world: World):
    maria, olga, pavel, zoya = await world.join("Мария", "Ольга", "Павел", "Зоя")
    await world.publish(olga, [ROUND])
    world.clock.set(at("16.04 12:00"))
    await writes(world, pavel, SCHOOL_1, "15.04.2021")
    await writes(world, pavel, SCHOOL_2, "13.04.2021")
    for reader in (pavel, olga, zoya):
        journal = await world.services.visits.journal(reader)
        assert [(one.school_name, one.day) for one in journal.visits] == [
            (SCHOOL_1, date(2021, 4, 15)),
            (SCHOOL_2, date(2021, 4, 13)),
        ]
    assert (journal.visits[0].visitor, journal.visits[0].by) == ("Павел", Party.CURATOR)
    (asked,) = (await world.services.visits.journal(pavel)).asked
    assert (asked.written, asked.of) == (2, 3)
    await writes(world, pavel, SCHOOL_3, "15.04.2021")
    assert (await world.services.visits.journal(pavel)).asked == (), "nothing is left to write"
    own = await world.services.visits.of_school(maria)
    assert [(one.school_name, one.day) for one in own.visits] == [(SCHOOL_1, date(2021, 4, 15))]


async def test_of_other_places_nothing_is_read(world: World):
    ivan, olga, pavel, nina = await world.join("Иван", "Ольга", "Павел", "Нина")
    await world.publish(olga, [ROUND])
    world.clock.set(at("16.04 12:00"))
    await writes(world, pavel, SCHOOL_1, "15.04.2021")
    assert (await world.services.visits.journal(nina)).visits == ()
    assert (await world.services.visits.of_school(ivan)).visits == ()
