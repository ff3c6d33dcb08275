"""`python -m bot places`: what is printed, what is refused, what is changed."""

import argparse

import pytest
from sqlalchemy import select

from bot.place_commands import add_options, change, complaint, load
from db.models import Place
from locales import translator
from tests.support.databases import on_sqlite
from tests.support.world import DISTRICT, LYCEUM, NEIGHBOUR, REGION, SCHOOL_1, World

TABLE = f"region;municipality;school\n{REGION};{DISTRICT};Школа № 8\n{REGION};;Школа № 9\n".encode()


def options(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return parser.parse_args(arguments)


async def names(world: World) -> set[str]:
    return set(await world.all(select(Place.name).where(Place.archived_at.is_(None))))


@pytest.mark.parametrize(
    ("arguments", "is_right"),
    [
        ((), False),
        (("a.csv",), True),
        (("a.csv", "--merge", "А", "--into", "Б"), False),
        (("--merge", "А"), False),
        (("--into", "Б"), False),
        (("--merge", "А", "--into", "Б"), True),
        (("--rename", "А"), False),
        (("--close", "А"), True),
    ],
)
def test_options_that_do_not_fit_are_refused(arguments: tuple[str, ...], is_right: bool):
    assert (complaint(options(*arguments)) == "") is is_right


@on_sqlite
async def test_a_wrong_row_refuses_the_file_unless_it_may_be_passed_over(
    world: World, capsys: pytest.CaptureFixture[str]
):
    t = translator("ru")

    assert not await load(world.services, t, TABLE, options("x.csv"))
    assert "строке 3" in capsys.readouterr().err
    assert await load(world.services, t, TABLE, options("x.csv", "--dry-run"))
    assert "новое: школа – 1" in capsys.readouterr().out
    assert "Школа № 8" not in await names(world)
    assert await load(world.services, t, TABLE, options("x.csv", "--skip-wrong"))
    assert "1 новое место" in capsys.readouterr().out
    assert "Школа № 8" in await names(world)


@on_sqlite
async def test_places_are_merged_closed_and_renamed_by_name(world: World):
    await change(world.services, options("--close", SCHOOL_1))
    await change(world.services, options("--rename", LYCEUM, "--to", "Гимназия «Исток»"))
    await change(world.services, options("--merge", NEIGHBOUR, "--into", DISTRICT))

    left = await names(world)
    assert "Гимназия «Исток»" in left
    assert not left & {SCHOOL_1, LYCEUM, NEIGHBOUR}
