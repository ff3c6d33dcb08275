"""A table of places against the tree: what it would change, what it changes, who is reminded."""

import io

import pytest
import xlsxwriter
from sqlalchemy import func, select

from db.models import Occurrence, Place, PlaceAlias
from services.access import SYSTEM, Actor
from services.errors import DomainError, NotAllowedError
from services.place_loading import Loaded
from services.place_table import MOST_ROWS
from services.tree_changes import Diff
from tests.support.databases import on_sqlite
from tests.support.plans import SEMINAR, WEBINAR
from tests.support.world import DISTRICT, LYCEUM, NEIGHBOUR, REGION, SCHOOL_1, SCHOOL_2, World, at

HEAD = ["region", "municipality", "school"]


def csv_of(*rows: list[str], head: list[str] | None = None) -> bytes:
    return "\n".join(";".join(row) for row in [head or HEAD, *rows]).encode()


def school(name: str, municipality: str = DISTRICT, *more: str) -> list[str]:
    return [REGION, municipality, name, *more]


async def seen(world: World, data: bytes, actor: Actor = SYSTEM) -> Diff:
    return await world.services.place_loading.preview(actor, data)


async def loads(world: World, data: bytes, actor: Actor = SYSTEM) -> Loaded:
    diff = await seen(world, data, actor)
    loaded = await world.services.place_loading.apply(actor, data, diff.digest)
    assert isinstance(loaded, Loaded)
    return loaded


async def found(world: World, text: str) -> list[str]:
    return [item.name for item in await world.services.places.search(SYSTEM, text)]


# -- other names ------------------------------------------------------------------------------


async def test_a_row_in_other_words_is_the_same_school_and_gives_it_another_name(world: World):
    await loads(world, csv_of(school("МБОУ „СОШ №19 с.Луганское“")))

    diff = await seen(world, csv_of(school("СОШ 19 Луганское")))
    loaded = await loads(world, csv_of(school("СОШ 19 Луганское")))

    assert (diff.new, [alias for _, _, alias in diff.aliases]) == ([], ["СОШ 19 Луганское"])
    assert loaded.new == 0
    assert await world.all(select(PlaceAlias.name)) == ["СОШ 19 Луганское"]
    assert (await seen(world, csv_of(school("СОШ 19 Луганское")))).is_empty


async def test_two_schools_of_one_table_stay_two_however_alike(world: World):
    loaded = await loads(
        world, csv_of(school("СОШ с. Заря"), school("СОШ п. Заря"), school("МБОУ СОШ с. Заря"))
    )

    assert loaded.new == 3


async def test_another_name_is_found_and_leads_to_the_same_school(world: World):
    head = [*HEAD, "aliases"]
    await loads(world, csv_of(school(SCHOOL_1, DISTRICT, "Берёзка|Красная школа"), head=head))

    assert await found(world, "красная школа") == [SCHOOL_1]
    assert (await loads(world, csv_of(school("красная школа")))).new == 0


async def test_a_renamed_school_keeps_its_old_name(world: World):
    head = [*HEAD, "former_name"]
    data = csv_of(school("Школа имени Гагарина", DISTRICT, SCHOOL_1), head=head)
    place_id = await world.place_id(SCHOOL_1)

    await loads(world, data)

    assert await world.place_id("Школа имени Гагарина") == place_id
    assert await found(world, "школа № 1") == ["Школа имени Гагарина"]
    assert (await seen(world, data)).is_empty


async def test_a_municipality_is_renamed_and_has_other_names_too(world: World):
    head = [*HEAD, "former_name", "aliases"]
    district_id = await world.place_id(DISTRICT)

    await loads(world, csv_of(school("", "Заречный округ", DISTRICT, "Заречье"), head=head))

    assert await world.place_id("Заречный округ") == district_id
    assert await found(world, "заречье") == await found(world, DISTRICT) == ["Заречный округ"]
    assert (await loads(world, csv_of(school("Школа № 8")))).new == 1
    assert len(await world.all(select(Place.id).where(Place.kind == "municipality"))) == 2


async def test_a_closed_school_is_not_brought_back_by_an_old_table(world: World):
    await world.services.place_changes.close(SYSTEM, await world.place_id(SCHOOL_1))

    diff = await seen(world, csv_of(school(SCHOOL_1)))

    assert [(p.row, p.code) for p in diff.problems] == [(2, "places_school_closed")]
    assert diff.is_empty


# -- what is wrong with a table ---------------------------------------------------------------


async def test_all_problems_are_told_with_their_rows_and_the_rest_is_loaded(world: World):
    head = [*HEAD, "school_timezone", "branch_of"]
    data = csv_of(
        school("Школа № 8", DISTRICT, "", ""),
        school("Школа № 9", "", "", ""),
        school("Школа № 8", DISTRICT, "", ""),
        school("#REF!", DISTRICT, "", ""),
        ["", "", "", "", ""],
        school("Школа № 10", DISTRICT, "Asia/Nowhere", ""),
        school("Школа № 11", DISTRICT, "", "Школа № 99"),
        school("Ш" * 201, DISTRICT, "", ""),
        head=head,
    )

    diff = await seen(world, data)
    loaded = await loads(world, data)

    assert [(p.row, p.code) for p in diff.problems] == [
        (3, "places_row_incomplete"),
        (4, "places_row_repeated"),
        (5, "places_cell_without_value"),
        (7, "places_zone_unknown"),
        (8, "places_school_unknown"),
        (9, "places_name_too_long"),
    ]
    assert loaded.new == 2


@on_sqlite
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "table_unreadable"),
        (b"\n;;\n", "table_unreadable"),
        ("№;Мероприятие;Сроки\n1;Вебинар;май".encode(), "table_columns_missing"),
        ("region;municipality\nА;Б".encode(), "table_columns_missing"),
        (b"PK\x03\x04 not a workbook", "table_unreadable"),
        (csv_of(*([["Р", "М", "Ш"]] * (MOST_ROWS + 1))), "places_too_many_rows"),
    ],
    ids=["empty", "blank", "road map", "column missing", "broken", "60 000 rows"],
)
async def test_what_is_no_table_of_places_is_refused_by_name(world: World, data: bytes, code: str):
    with pytest.raises(DomainError) as refusal:
        await seen(world, data)

    assert refusal.value.code == code


@on_sqlite
async def test_a_cell_at_the_end_of_the_world_ends_the_child_alone(world: World):
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write(1_048_575, 16_383, "!")

    with pytest.raises(DomainError) as refusal:
        await seen(world, book.getvalue())

    assert refusal.value.code == "table_unreadable"


@on_sqlite
async def test_a_workbook_with_russian_headings_and_formulas(world: World):
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Список школ края"])
        sheet.write_row(1, 0, ["№", "Регион", "Муниципалитет", "Школа"])
        sheet.write_row(2, 0, [1, REGION, DISTRICT])
        sheet.write_formula(2, 3, '="Школа № "&"77"', None, "Школа № 77")

    await loads(world, book.getvalue())

    assert await found(world, "школа 77") == ["Школа № 77"]


# -- whose places, and what was seen ----------------------------------------------------------


async def test_a_regional_coordinator_loads_below_his_region_only(world: World):
    roman = await world.joins("Роман")
    data = csv_of(school("Школа № 8"), ["Чужой край", "Чужой район", "Школа № 1"])

    diff = await seen(world, data, roman)
    await loads(world, data, roman)

    assert [(p.row, p.code) for p in diff.problems] == [(3, "places_row_not_yours")]
    assert await world.all(select(Place.name).where(Place.name.like("Чуж%"))) == []
    assert await found(world, "школа 8") == ["Школа № 8"]


async def test_nobody_else_loads(world: World):
    olga = await world.joins("Ольга")

    with pytest.raises(NotAllowedError):
        await seen(world, csv_of(school("Школа № 8")), olga)


async def test_what_was_not_seen_is_not_made(world: World):
    data = csv_of(school("Школа № 8"))
    diff = await seen(world, data)
    await loads(world, csv_of(school("Школа № 8")))

    again = await world.services.place_loading.apply(SYSTEM, data, diff.digest)

    assert isinstance(again, Diff)
    assert again.is_empty


async def test_what_the_table_leaves_out_is_reported_and_stays(world: World):
    data = csv_of(school(SCHOOL_1), school("Школа № 8"))

    diff = await seen(world, data)
    await loads(world, data)

    assert [name for _, name in diff.missing] == [SCHOOL_2, "Школа № 3"]
    assert await world.place_id(SCHOOL_2)


async def test_many_new_places_come_in_pieces_and_tell_how_far_they_are(world: World):
    data = csv_of(*(school(f"Школа № {n}", f"Район {n % 50}") for n in range(10, 4510)))
    told: list[tuple[int, int]] = []
    diff = await seen(world, data)

    loaded = await world.services.place_loading.apply(
        SYSTEM, data, diff.digest, lambda done, of: told.append((done, of))
    )

    assert isinstance(loaded, Loaded)
    assert loaded.new == 4550
    assert told == [(2000, 4550), (4000, 4550), (4550, 4550)]
    orphans = select(func.count(Place.id)).where(
        Place.kind == "school", ~Place.path.like("/%/%/%/")
    )
    assert await world.all(orphans) == [0]
    assert (await seen(world, data)).is_empty


# -- zones ------------------------------------------------------------------------------------


async def test_a_corrected_zone_moves_what_is_promised_with_the_same_step(world: World):
    olga = await world.joins("Ольга")
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR, SEMINAR])
    head = [*HEAD, "municipality_timezone"]

    loaded = await loads(world, csv_of(school("", DISTRICT, "Asia/Omsk"), head=head))

    # 14:00 in Omsk is an hour earlier than in Yekaterinburg.
    begins = await world.all(select(Occurrence.begins_at).where(Occurrence.begin_time.is_not(None)))
    assert begins == [at("15.04 13:00")]
    assert sorted(await world.tick(at("12.04 14:00"))) == [("Мария", "d7"), ("Ольга", "d7")]
    # The seminar, seven days before it; at nine by the new clock.
    assert await world.tick(at("13.04 07:59")) == []
    assert await world.tick(at("13.04 08:00")) == [("Мария", "d7")]
    assert await world.tick(at("14.04 12:59")) == []
    assert ("Мария", "d1") in await world.tick(at("14.04 13:00"))
    # The webinar has a clock; the seminar is the same day as ever.
    assert loaded.told == 2
    assert len(await world.outbox("Мария", "moved")) == 1


async def test_a_zone_that_keeps_all_clocks_disturbs_nobody(world: World):
    olga = await world.joins("Ольга")
    await world.joins("Мария")
    await world.publish(olga, [WEBINAR])
    head = [*HEAD, "region_timezone"]

    loaded = await loads(world, csv_of(school("", DISTRICT, "Asia/Tashkent"), head=head))

    assert loaded.told == 0
    assert await world.outbox(kind="moved") == []
    assert ("Мария", "d7") in await world.tick(at("08.04 14:00"))


async def test_a_zone_below_is_not_moved_by_one_above(world: World):
    head = [*HEAD, "region_timezone", "municipality_timezone"]
    await loads(world, csv_of(school(LYCEUM, NEIGHBOUR, "", "Asia/Omsk"), head=head))
    nina = await world.joins("Нина")
    await world.publish(nina, [WEBINAR], place=NEIGHBOUR)

    loaded = await loads(world, csv_of(school(LYCEUM, NEIGHBOUR, "Europe/Moscow", ""), head=head))

    assert loaded.told == 0
    assert await world.all(select(Occurrence.begins_at)) == [at("15.04 13:00")]


# -- cohorts and branches ---------------------------------------------------------------------


async def test_only_this_years_participants_are_expected_and_reminded(world: World):
    olga = await world.joins("Ольга")
    await world.join("Мария", "Иван")
    await world.publish(olga, [WEBINAR])
    head = [*HEAD, "participant_years", "partner_years", "partner_of"]

    await loads(
        world,
        csv_of(
            school(SCHOOL_1, DISTRICT, "2021/2022", "", ""),
            school(SCHOOL_2, DISTRICT, "", "2021", SCHOOL_1),
            head=head,
        ),
    )

    names = {name for name, _ in await world.tick(at("12.04 14:00"))}
    assert names == {"Ольга", "Мария"}
    answers = await world.services.attendance.answers(olga, await world.occurrence(WEBINAR))
    assert [state.name for state in answers.schools] == [SCHOOL_1]


async def test_a_cohort_of_another_year_changes_nothing(world: World):
    olga = await world.joins("Ольга")
    await world.join("Мария", "Иван")
    await world.publish(olga, [WEBINAR])
    head = [*HEAD, "participant_years"]

    await loads(world, csv_of(school(SCHOOL_1, DISTRICT, "2020|2022"), head=head))

    names = {name for name, _ in await world.tick(at("12.04 14:00"))}
    assert names == {"Ольга", "Мария", "Иван"}


async def test_a_branch_hangs_below_its_head_school_and_takes_part_by_itself(world: World):
    olga = await world.joins("Ольга")
    await world.publish(olga, [WEBINAR])
    head = [*HEAD, "branch_of"]

    await loads(
        world,
        csv_of(
            school("Филиал «Ручей»", DISTRICT, SCHOOL_1),
            school(SCHOOL_2, DISTRICT, SCHOOL_1),
            head=head,
        ),
    )

    maria = await world.joins("Мария")
    paths = await world.all(select(Place.path).where(Place.name.in_(["Филиал «Ручей»", SCHOOL_2])))
    assert all(path.startswith(maria.seats[0].path) for path in paths)
    level = await world.services.places.level(SYSTEM, await world.place_id(DISTRICT))
    assert len(level.below) == 4
    answers = await world.services.attendance.answers(olga, await world.occurrence(WEBINAR))
    assert len(answers.schools) == 4
