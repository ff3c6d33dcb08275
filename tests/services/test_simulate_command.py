"""`python -m bot simulate`: what is printed of a published plan, what is refused."""

import argparse
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.simulate_commands import add_options, complaint, simulate
from db.models import OutboxMessage, Reminder
from locales import translator
from services.errors import DomainError
from tests.support.databases import on_sqlite
from tests.support.plans import PROGRAMME, WEBINAR, plan_text
from tests.support.world import DISTRICT, World


def options(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return parser.parse_args(["--place", DISTRICT, *arguments])


@pytest.mark.parametrize(
    ("arguments", "is_right"),
    [
        ((), True),
        (("--schools", "5"), True),
        (("--schools", "0"), False),
        (("--answering", "1.5"), False),
        (("--answering", "0"), True),
    ],
)
def test_options_that_make_no_sense_are_refused(arguments: tuple[str, ...], is_right: bool):
    assert (complaint(options(*arguments)) == "") is is_right


@on_sqlite
async def test_a_published_plan_is_lived_through_and_nothing_is_kept(
    world: World, capsys: pytest.CaptureFixture[str]
):
    (olga,) = await world.join("Ольга")
    await world.publish(olga, [WEBINAR, PROGRAMME])
    before = await world.all(select(func.count(Reminder.id)))

    assert await simulate(
        world.services, world.database, translator("ru"), options("--answering", "0"), None
    )

    told = capsys.readouterr().out
    assert "3 школы" in told, "as many as the place has"
    assert "2021-04-12" in told
    assert "Самый загруженный день" in told
    assert "Недельный предел ничего не удерживает." in told
    assert await world.all(select(func.count(Reminder.id))) == before
    assert await world.all(select(OutboxMessage.id)) == []


@on_sqlite
async def test_a_document_needs_no_published_plan(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    with pytest.raises(DomainError) as refusal:
        await simulate(world.services, world.database, translator("ru"), options(), None)
    assert refusal.value.code == "no_published_plan"

    file = str(tmp_path / "план.txt")
    data = plan_text([WEBINAR])
    assert await simulate(
        world.services, world.database, translator("ru"), options(file, "--schools", "2"), data
    )
    assert "2 школы" in capsys.readouterr().out
