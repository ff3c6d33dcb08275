"""A platform's list of participants: matched, looked through, written down beside what was said."""

import io
from collections.abc import Sequence

import pytest
import xlsxwriter
from sqlalchemy import select

from db.enums import FactSource, PartyKind
from db.models import Attendance, AuditEntry, Dialog
from handlers.views.attendance_list import applied_screen
from locales import translator
from services.access import Actor
from services.attendance_list import MOST_ROWS, ListPreview
from services.dialogs import Turn
from services.errors import DomainError, NotAllowedError, NotFoundError
from services.terms import Fact
from tests.support.databases import on_sqlite
from tests.support.plans import WEBINAR
from tests.support.world import LYCEUM, SCHOOL_1, SCHOOL_2, SCHOOL_3, World, at

pytestmark = on_sqlite


@pytest.fixture
async def olga(world: World) -> Actor:
    """Ольга during the webinar; Мария and Иван speak for two of the three schools."""
    olga, *_ = await world.join("Ольга", "Мария", "Иван", "Павел")
    await world.publish(olga, [WEBINAR])
    world.clock.set(at("15.04 15:50"))
    return olga


def as_xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        for at_row, row in enumerate(rows):
            for at_column, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("="):
                    # As a formula with a value that was worked out elsewhere.
                    sheet.write_formula(at_row, at_column, cell, value="Школа № 3")
                else:
                    sheet.write(at_row, at_column, cell)
    return data.getvalue()


HEADING = ["Имя", "Организация", "Минут"]
ROWS = [HEADING, ["Петрова Анна", "школа №1", 57], ["Гость", "", 3], ["Кто-то", "Школа", 1]]


async def waits(world: World, actor: Actor) -> int:
    begun = await world.services.attendance_lists.begin(actor, await world.occurrence(WEBINAR))
    assert isinstance(begun, Turn)
    return begun.dialog_id


async def reads(world: World, actor: Actor, data: bytes) -> ListPreview:
    return await world.services.attendance_lists.read(actor, await waits(world, actor), data)


async def facts(world: World) -> dict[int, tuple[Fact | None, FactSource | None]]:
    return {
        one.party_id: (one.fact, one.fact_source)
        for one in await world.all(
            select(Attendance).where(Attendance.party_kind == PartyKind.SCHOOL)
        )
    }


def csv_of(rows: Sequence[Sequence[object]], encoding: str, delimiter: str = ";") -> bytes:
    return "\n".join(delimiter.join(map(str, row)) for row in rows).encode(encoding)


@pytest.mark.parametrize(
    "data",
    [
        as_xlsx(ROWS),
        csv_of(ROWS, "utf-8-sig"),
        csv_of(ROWS, "cp1251"),
        csv_of(ROWS, "utf-16", "\t"),
        csv_of(ROWS, "utf-8", ","),
    ],
    ids=["xlsx", "utf-8", "cp1251", "utf-16", "commas"],
)
async def test_what_platforms_export_is_read_and_nothing_written_down(
    world: World, olga: Actor, data: bytes
):
    preview = await reads(world, olga, data)

    assert [school.name for school in preview.found] == [SCHOOL_1]
    assert {school.name for school in preview.missing} == {SCHOOL_2, SCHOOL_3}
    # The row that names the columns is nobody, and no stranger either.
    assert (preview.of, preview.rows, preview.strangers) == (3, 3, 2)
    assert await facts(world) == {}


async def test_a_list_is_written_down_once_with_its_source(world: World, olga: Actor):
    preview = await reads(world, olga, csv_of([*ROWS, ["Х", "Школа № 3", 2]], "utf-8"))
    applied = await world.services.attendance_lists.apply(olga, preview.dialog_id)

    assert (applied.written, applied.left) == (2, 0)
    listed = (Fact.ATTENDED, FactSource.LIST)
    ids = [await world.place_id(name) for name in (SCHOOL_1, SCHOOL_3)]
    assert await facts(world) == dict.fromkeys(ids, listed)
    entries = [e.place_id for e in await world.all(select(AuditEntry)) if e.action == "fact:listed"]
    assert sorted(entries) == sorted(ids)
    with pytest.raises(DomainError) as refusal:
        await world.services.attendance_lists.apply(olga, preview.dialog_id)
    assert refusal.value.code == "dialog_over"


async def test_who_was_marked_before_is_told_apart(world: World, olga: Actor):
    first = await reads(world, olga, csv_of(ROWS, "utf-8"))
    await world.services.attendance_lists.apply(olga, first.dialog_id)
    again = await reads(world, olga, csv_of([*ROWS, ["Х", "Школа № 3", 2]], "utf-8"))
    applied = await world.services.attendance_lists.apply(olga, again.dialog_id)

    assert (applied.written, applied.before) == (1, 1)
    assert "Отмечено раньше: 1." in applied_screen(translator("ru"), applied).text


async def says_missed(world: World) -> None:
    world.clock.set(at("15.04 17:00"))
    await world.services.attendance.state_fact(
        await world.stranger("Мария"),
        await world.occurrence(WEBINAR),
        await world.school(SCHOOL_1),
        Fact.MISSED,
    )


@pytest.mark.parametrize("over", [False, True])
async def test_a_schools_own_word_stands_above_a_list(world: World, olga: Actor, over: bool):
    await says_missed(world)
    preview = await reads(world, olga, csv_of(ROWS, "utf-8"))
    assert [school.name for school in preview.against] == [SCHOOL_1]

    applied = await world.services.attendance_lists.apply(
        olga, preview.dialog_id, over_own_word=over
    )

    school = await world.place_id(SCHOOL_1)
    expected = (Fact.ATTENDED, FactSource.LIST) if over else (Fact.MISSED, FactSource.SELF)
    assert (await facts(world))[school] == expected
    assert applied.left == (0 if over else 1)


async def test_silence_gives_way_to_a_list(world: World, olga: Actor):
    world.clock.set(at("17.04 12:00"))
    await world.services.closing.close_due()
    preview = await reads(world, olga, csv_of(ROWS, "utf-8"))
    assert preview.against == ()
    await world.services.attendance_lists.apply(olga, preview.dialog_id)
    school = await world.place_id(SCHOOL_1)
    assert (await facts(world))[school] == (Fact.ATTENDED, FactSource.LIST)


async def test_rows_that_are_unsure_are_decided_one_by_one(world: World, olga: Actor):
    lists = world.services.attendance_lists
    people = [["Мария", "x"], ["Иван", "Школ № 2 (район)"], ["Смирнов", "Шкoла"]]
    preview = await reads(world, olga, csv_of([["Школа № 2, Школа № 3"], *people], "utf-8"))
    assert preview.unsure, "a row names two schools"
    row = preview.unsure[0]
    assert {school.name for school in row.guesses} == {SCHOOL_2, SCHOOL_3}
    second = await world.place_id(SCHOOL_2)

    for _ in range(2):
        after = await lists.decide(olga, preview.dialog_id, row.number, second)
    assert second in {school.id for school in after.found}
    assert row.number not in {one.number for one in after.unsure}
    # Another tap on an old card of the same row changes nothing.
    again = await lists.decide(olga, preview.dialog_id, row.number, await world.place_id(SCHOOL_3))
    assert again.found == after.found
    with pytest.raises(NotFoundError):
        await lists.decide(olga, preview.dialog_id, row.number, await world.place_id(LYCEUM))


async def test_what_was_decided_outlives_a_restart_and_names_go(world: World, olga: Actor):
    preview = await reads(world, olga, csv_of(ROWS, "utf-8"))
    begun = await world.services.attendance_lists.begin(olga, await world.occurrence(WEBINAR))
    assert isinstance(begun, ListPreview)
    assert (begun.dialog_id, begun.found) == (preview.dialog_id, preview.found)
    (row,) = await world.all(select(Dialog))
    assert "Петрова" not in str(row.answers), "who was there is nobody's business any more"
    await world.services.attendance_lists.drop(olga, preview.dialog_id)
    assert await world.all(select(Dialog)) == []


async def test_a_formula_is_never_worked_out(world: World, olga: Actor):
    cell = '=HYPERLINK("http://x","Школа № 2")'
    preview = await reads(world, olga, csv_of([["Имя"], [cell.replace(";", ",")]], "utf-8"))
    names = {school.name for school in preview.found}
    assert names <= {SCHOOL_2}, "text of a cell, nothing more"
    await world.services.attendance_lists.drop(olga, preview.dialog_id)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "list_empty"),
        (b"\n ; \n", "list_empty"),
        (b"PK\x03\x04 no workbook at all", "table_unreadable"),
        (b"a;b\n" * (MOST_ROWS + 1), "list_too_long"),
        (b"x" * (10 * 1024 * 1024 + 1), "document_too_large"),
    ],
    ids=["nothing", "blanks", "broken", "long", "large"],
)
async def test_what_is_no_list_is_refused_and_still_waited_for(
    world: World, olga: Actor, data: bytes, code: str
):
    dialog_id = await waits(world, olga)
    with pytest.raises(DomainError) as refusal:
        await world.services.attendance_lists.read(olga, dialog_id, data)
    assert refusal.value.code == code
    turn = await world.services.dialogs.current(olga)
    assert turn is not None
    assert turn.dialog_id == dialog_id


async def test_only_who_keeps_the_attendance_sends_a_list(world: World, olga: Actor):
    pavel = await world.stranger("Павел")
    with pytest.raises(NotAllowedError):
        await world.services.attendance_lists.begin(pavel, await world.occurrence(WEBINAR))
    nina = await world.joins("Нина")
    with pytest.raises(NotFoundError):
        await world.services.attendance_lists.begin(nina, await world.occurrence(WEBINAR))
    dialog_id = await waits(world, olga)
    roman = await world.joins("Роман")
    with pytest.raises(DomainError) as refusal:
        await world.services.attendance_lists.preview(roman, dialog_id)
    assert refusal.value.code == "dialog_over", "somebody else's list"


async def test_before_the_event_there_is_no_list(world: World, olga: Actor):
    world.clock.set(at("15.04 13:00"))
    with pytest.raises(DomainError) as refusal:
        await world.services.attendance_lists.begin(olga, await world.occurrence(WEBINAR))
    assert refusal.value.code == "event_not_begun"


async def test_it_says_how_far_it_is(world: World, olga: Actor):
    told: list[tuple[int, int]] = []
    rows = [[f"Гость {n}"] for n in range(120)]
    dialog_id = await waits(world, olga)
    await world.services.attendance_lists.read(
        olga, dialog_id, csv_of(rows, "utf-8"), lambda done, of: told.append((done, of))
    )
    assert told == [(50, 120), (100, 120), (120, 120)]
