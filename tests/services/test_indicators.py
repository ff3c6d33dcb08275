"""Figures of road maps: numerator and denominator by name, targets, forecasts, entries by hand."""

import pytest

from db.models import Plan
from services.access import Actor
from services.indicators import Counted, Figure, Shape, figures_of
from services.terms import Fact
from tests.support.plans import Line
from tests.support.world import SCHOOL_1, SCHOOL_2, World, at

EVERYONE = Line(
    "Вебинар для директоров школ",
    "15.04.2021, 14:00",
    "Муниципальный координатор, директор ОО",
    "100% ОО приняли участие в вебинаре",
)
UPLOAD = Line(
    "Размещение концептуальных документов",
    "до 30 апреля 2021 г.",
    "директор ОО",
    "Доля школ, разместивших документы в ИС МЭДК",
)
PROGRAMME = Line(
    "Разработка программы наставничества",
    "до 20 апреля 2021 г.",
    "муниципальный координатор",
    "Разработана программа",
)


async def figures(world: World, **narrowed: object) -> dict[tuple[str, int], Figure]:
    """The figures of the published plan by title and part."""
    async with world.database.read() as store:
        (plan,) = await store.plans.published_below(["/"])
        assert isinstance(plan, Plan)
        found = await figures_of(store, plan, until=world.clock.now(), **narrowed)  # type: ignore[arg-type]
    return {(one.title, one.part): one for one in found}


@pytest.fixture
async def olga(world: World) -> Actor:
    olga, _, _ = await world.join("Ольга", "Мария", "Иван")
    await world.publish(olga, [EVERYONE, UPLOAD, PROGRAMME])
    return olga


async def came(world: World, name: str, school: str, fact: Fact) -> None:
    await world.services.attendance.state_fact(
        await world.stranger(name),
        await world.occurrence(EVERYONE),
        await world.school(school),
        fact,
    )


async def test_nothing_has_begun_and_nothing_is_counted(world: World, olga: Actor):
    figure = (await figures(world))[(EVERYONE.title, 0)]
    assert (figure.shape, figure.counted, figure.value) == (
        Shape.EVERYONE,
        Counted.ATTENDED,
        None,
    )


async def test_everyone_who_is_named_is_counted_by_name(world: World, olga: Actor):
    world.clock.set(at("15.04 16:00"))
    await came(world, "Мария", SCHOOL_1, Fact.ATTENDED)
    await came(world, "Иван", SCHOOL_2, Fact.MISSED)
    figure = (await figures(world))[(EVERYONE.title, 0)]
    assert [one.name for one in figure.done] == [SCHOOL_1]
    assert figure.forecast is not None
    assert not figure.forecast.is_reachable
    assert figure.target == 100
