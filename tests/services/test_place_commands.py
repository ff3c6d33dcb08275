"""`python -m bot places`: what is printed, what is refused, what is changed."""

import argparse
import io

import pytest
from sqlalchemy import select

from bot.place_commands import add_options, change, complaint, load
from db.models import Cohort, Place
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


YEARS = (
    f"region;municipality;school;participant_years\n{REGION};{DISTRICT};{SCHOOL_1};2026/2027\n"
).encode()


class Terminal(io.StringIO):
    """Somebody who sits at the machine."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def sitting_there(monkeypatch: pytest.MonkeyPatch, sitting: io.StringIO) -> None:
    """Whoever or whatever gives the command."""
    monkeypatch.setattr("sys.stdin", sitting)


@on_sqlite
@pytest.mark.parametrize(
    ("sitting", "arguments", "is_loaded"),
    [
        (io.StringIO(), (), False),
        (io.StringIO(), ("--yes",), True),
        (Terminal("нет"), (), False),
        (Terminal(""), (), False),
        (Terminal("Да\n"), (), True),
    ],
)
@pytest.mark.usefixtures("sitting_there")
async def test_a_year_that_leaves_schools_out_is_told_and_asked_about(
    world: World,
    capsys: pytest.CaptureFixture[str],
    sitting: io.StringIO,
    arguments: tuple[str, ...],
    is_loaded: bool,
):
    sitting.seek(0)
    done = await load(world.services, translator("ru"), YEARS, options("x.csv", *arguments))

    said = capsys.readouterr().err
    assert done is is_loaded
    assert "1 из 3" in said
    assert ("--yes" in said) is (not sitting.isatty() and not arguments)
    assert bool(await world.all(select(Cohort.id))) is is_loaded
