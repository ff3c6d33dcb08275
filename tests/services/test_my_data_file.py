"""The file of /mydata can be read, and still nothing about the person is missing from it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeGuard

import pytest
from sqlalchemy import JSON, Boolean, Column, Integer, LargeBinary, Table

from db.enums import BroadcastStatus, MuteKind, OutboxKind
from db.models.base import Base
from db.repositories.personal import speaks_of
from db.types import UtcDateTime
from handlers.views.my_data import my_data_file
from handlers.views.my_data_kinds import FORMS, KIND_WORDS, VALUES
from handlers.views.my_data_words import COLUMNS
from locales import translator
from services.access import Actor
from services.forms import catalogue
from services.forms.form import Form
from services.privacy import Everything
from services.stored_names import StoredNames
from services.terms import Role
from tests.support.databases import on_sqlite
from tests.support.plans import SELF_CHECK, WEBINAR
from tests.support.world import SCHOOL_1, World

NOW = datetime(2021, 3, 1, 9, 0, tzinfo=UTC)
READER = Actor(person_id=77001, telegram_id=900, name="", locale="ru", timezone="Asia/Omsk")
# Numbers of other rows, which mean nothing to a reader; numbers said in other words.
ELSEWHERE = frozenset({"acting_id", "stands_in_for"})
TOLD_OTHERWISE = frozenset({"quiet_from", "quiet_until", "digest_hour", "digest_weekday"})
OWN = frozenset({"id", "telegram_id", "message_id", "progress_message_id", "file_id"})
TABLES = [
    table
    for table in Base.metadata.sorted_tables
    if table.name != "inbox" and list(speaks_of(table, 1, 1))
]


def cell(column: Column[Any], number: int) -> tuple[Any, str | None]:
    """A value that occurs once, and what the file must say of it."""
    label = f"zq{number}<&>"
    said = f"zq{number}&lt;&amp;&gt;"
    if isinstance(column.type, UtcDateTime):
        # Omsk is six hours ahead of Greenwich.
        moment = NOW + timedelta(minutes=number)
        return moment, f"{(moment + timedelta(hours=6)):%H:%M} МСК+3"
    if isinstance(column.type, JSON):
        return {"canary": label, "more": [{"deep": label + "2"}]}, said + "2"
    if isinstance(column.type, Boolean):
        return True, ">да<"
    if isinstance(column.type, Integer):
        is_elsewhere = column.name in ELSEWHERE or (
            column.name.endswith(("_id", "_by")) and column.name not in OWN
        )
        if is_elsewhere or column.name in TOLD_OTHERWISE:
            return 5 if column.name in TOLD_OTHERWISE else 8800000 + number, None
        return 6600000 + number, f">{6600000 + number}<"
    if column.name == "timezone":
        return "Asia/Tomsk", "(Asia/Tomsk)"
    return label, said


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_cell_is_in_the_file_and_escaped(table: Table):
    """Oracle: the columns of the tables themselves, each filled with what occurs once."""
    columns = [c for c in table.columns if not isinstance(c.type, LargeBinary)]
    cells = {c.name: cell(c, number) for number, c in enumerate(columns)}
    row = {name: value for name, (value, _) in cells.items()}
    page = my_data_file(
        translator("ru"), READER, Everything({table.name: (row,)}, StoredNames(), NOW)
    )

    assert [name for name, (_, said) in cells.items() if said and said not in page] == []
    assert "<&>" not in page
    assert "88000" not in page, "a number of another row"
    russian = translator("ru")
    for name in cells.keys() & (TOLD_OTHERWISE | OWN):
        assert russian(COLUMNS[name]) in page


def test_every_kind_form_and_state_of_an_announcement_is_said():
    assert {*OutboxKind, *MuteKind} - KIND_WORDS.keys() == set()
    assert FORMS.keys() >= {form.name for form in vars(catalogue).values() if is_form(form)}
    assert set(BroadcastStatus) - VALUES.keys() == set()


def is_form(value: object) -> TypeGuard[Form]:
    """Whether something of the catalogue's module is a form."""
    return isinstance(value, Form)


@pytest.fixture
async def page(world: World) -> str:
    """The file of a director who has been promised much."""
    olga = await world.joins("Ольга")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    link = await world.services.invites.make(olga, await world.place_id(SCHOOL_1), Role.DIRECTOR)
    maria = (await world.agrees("Мария", link.token)).actor
    return my_data_file(translator("ru"), maria, await everything(world, maria))


async def everything(world: World, actor: Actor) -> Everything:
    """What is stored; something is."""
    found = await world.services.privacy.everything(actor)
    assert found is not None
    return found


@on_sqlite
async def test_stages_people_and_zones_are_said_in_words(page: str):
    assert "за 7 дней" in page
    assert re.search(r">(d\d+|o\d|after|h1)<", page) is None
    assert "<td>кто дал</td><td>муниципальный координатор</td>" in page
    assert "<td>чьё</td><td>вы</td>" in page
    assert re.search(r"\d\d:\d\d(?! МСК)", page) is None, "a moment without its zone"
    assert "Ольга" not in page


@on_sqlite
async def test_the_file_opens_with_its_contents_and_everything_else_folded(page: str):
    contents, rest = page.split("</nav>")
    heads = dict(re.findall(r'<a href="#(\w+)">[^<]+</a> \((\d+)\)', contents))
    folded = re.findall(r'<details id="(\w+)"><summary>[^<]+ \((\d+)\)</summary>', rest)

    assert {"person", "membership", "reminder", "audit"} <= heads.keys()
    assert dict(folded) == heads
    assert "<details open" not in rest
    reminders = rest.split('id="reminder"')[1].split("</article></details>")[0]
    assert reminders.count("<article>") == int(heads["reminder"])


@on_sqlite
async def test_the_newest_stands_first(world: World):
    maria = await world.joins("Мария")
    rows: tuple[Mapping[str, Any], ...] = tuple(
        {"id": number, "at": NOW + timedelta(days=day), "action": f"zq{day}"}
        for number, day in enumerate((5, 9, 1))
    )
    page = my_data_file(
        translator("ru"), maria, Everything({"audit": rows}, StoredNames(), world.clock.now())
    )
    assert re.findall(r"zq\d", page) == ["zq9", "zq5", "zq1"]
