"""A document becomes a draft, is looked at, and is published once."""

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from db.models import Occurrence, Plan, PlanRow, Reminder
from roadmap.model import RoadMapError
from services.compiling import DOCUMENT_LIMIT
from services.errors import DomainError
from services.roadmap_import import Preview
from tests.support.databases import on_sqlite
from tests.support.plans import (
    MEETING,
    MONTH,
    ONGOING,
    PROGRAMME,
    SELF_CHECK,
    SEMINAR,
    WEBINAR,
    Line,
    plan_text,
)
from tests.support.world import DISTRICT, NEIGHBOUR, SCHOOL_2, World, at

BY_PLAN = Line("Конкурс школьных команд", "по отдельному плану", "школа")


async def read(
    world: World, lines: Sequence[Line], *, year: int | None = 2021, name: str = "Ольга"
) -> Preview:
    return await world.services.roadmap_import.read(
        await world.stranger(name),
        plan_text(lines, year=year),
        "план.txt",
        place_id=await world.place_id(DISTRICT),
    )


@pytest.fixture(autouse=True)
async def olga(world: World):
    return await world.joins("Ольга")


async def test_a_preview_counts_rows_by_how_exact_they_are(world: World):
    preview = await read(world, [WEBINAR, SEMINAR, PROGRAMME, SELF_CHECK, MONTH, ONGOING, BY_PLAN])

    assert (preview.rows, preview.dated, preview.windows) == (7, 4, 1)
    assert (preview.ongoing, preview.undated) == (1, 1)
    assert (preview.place_name, preview.year, preview.published) == (DISTRICT, "2021", False)


async def test_doubtful_rows_are_shown_with_their_questions(world: World):
    reversed_clock = Line("Вебинар для школ", "16.04.2021 15:00-14:00", "школа", "Участие")

    preview = await read(world, [WEBINAR, reversed_clock, BY_PLAN])

    assert [(row.title, row.questions[0]["code"]) for row in preview.doubtful] == [
        (reversed_clock.title, "time_reversed"),
        (BY_PLAN.title, "date_to_set"),
    ]
    assert preview.doubtful[1].dates_raw == "по отдельному плану"
    assert preview.unchecked == 1, "a day that is to be set later is asked for later"


async def test_a_year_that_the_document_does_not_name_is_asked(world: World, olga):
    undated = Line("Семинар для школьных команд", "20 апреля", "куратор, школа", "Участие школ")
    preview = await read(world, [undated], year=None)
    assert preview.year is None
    with pytest.raises(DomainError) as refusal:
        await world.services.roadmap_import.publish(olga, preview.plan_id)
    assert refusal.value.code == "year_missing"

    told = await world.services.roadmap_import.set_year(olga, preview.plan_id, "2021")
    assert (told.year, told.rows, told.dated) == ("2021", 1, 1)
    await world.services.roadmap_import.publish(olga, preview.plan_id)

    (occurrence,) = await world.all(select(Occurrence))
    assert occurrence.first_day.isoformat() == "2021-04-20"


async def test_a_school_year_puts_months_into_their_own_years(world: World, olga):
    autumn = Line("Семинар для школьных команд", "20 октября", "куратор, школа", "Участие школ")
    spring = Line("Вебинар для школ", "15 марта", "школа", "Участие школ")
    preview = await read(world, [autumn, spring], year=None)

    await world.services.roadmap_import.set_year(olga, preview.plan_id, "2021/2022")
    await world.services.roadmap_import.publish(olga, preview.plan_id)

    days = [o.first_day.isoformat() for o in await world.all(select(Occurrence))]
    assert sorted(days) == ["2021-10-20", "2022-03-15"]


async def test_publishing_lays_out_days_and_promises_reminders(world: World, olga):
    await world.joins("Мария")
    preview = await read(world, [WEBINAR, PROGRAMME])
    published = await world.services.roadmap_import.publish(olga, preview.plan_id)

    assert (published.rows, published.occurrences) == (2, 2)
    # d7, d1, h1, after for two; the four days before the deadline for the school only.
    assert published.reminders == 4 + 4 + 4
    assert published.reminders == len(await world.all(select(Reminder)))


async def test_publishing_twice_is_publishing_once(world: World, olga):
    await world.joins("Мария")
    preview = await read(world, [WEBINAR])
    first = await world.services.roadmap_import.publish(olga, preview.plan_id)
    counted = (await world.all(select(func.count(Reminder.id)))), await world.occurrences(WEBINAR)

    second = await world.services.roadmap_import.publish(olga, preview.plan_id)

    assert (second.plan_id, second.rows, second.occurrences) == (
        first.plan_id,
        first.rows,
        first.occurrences,
    )
    assert (
        await world.all(select(func.count(Reminder.id))),
        await world.occurrences(WEBINAR),
    ) == counted


async def test_a_new_plan_takes_the_place_of_the_earlier_one(world: World, olga):
    (maria,) = await world.join("Мария")
    await world.publish(olga, [WEBINAR, SEMINAR])
    await world.publish(olga, [WEBINAR, MEETING])

    for page, expected in ((1, {WEBINAR.title, MEETING.title}), (2, set())):
        week = await world.services.calendar.week(olga, page)
        assert {line.title for line in week.lines} == expected
    world.clock.set(at("20.04 12:00"))
    await world.tick()
    seminar = [
        reminder
        for reminder, fate in (await world.promised("Мария", SEMINAR)).items()
        if fate == "queued"
    ]
    assert seminar == [], "nobody is reminded of what is not in the plan any more"
    assert maria.id


async def test_plans_of_other_years_and_places_stay(world: World, olga):
    (nina,) = await world.join("Нина")
    await world.publish(olga, [WEBINAR])
    next_year = Line("Семинар для школ", "20.04.2022", "школа", "Участие школ")
    await world.publish(olga, [next_year], year=2022)
    await world.publish(nina, [SEMINAR], place=NEIGHBOUR)

    statuses = [plan.status for plan in await world.all(select(Plan))]
    assert statuses == ["published"] * 3
    assert len(await world.occurrences(WEBINAR)) == 1


async def test_what_is_past_is_not_announced(world: World, olga):
    await world.joins("Мария")
    world.clock.set(at("14.04 20:00"))
    await world.publish(olga, [WEBINAR, MEETING])

    assert await world.promised("Мария", WEBINAR) == {"h1": "planned", "after": "planned"}
    assert await world.promised("Ольга", MEETING) == {}
    assert await world.tick() == []


async def test_an_event_in_another_zone_keeps_that_zone(world: World, olga):
    moscow = Line("Вебинар для школ", "16.04.2021 10:00 (МСК)", "школа", "Участие школ")
    await world.publish(olga, [moscow])

    card = await world.card(olga, moscow)

    assert card.when.timezone == "Europe/Moscow"
    assert card.when.begins_at == at("16.04 12:00")
    assert card.when.reader_timezone == "Asia/Yekaterinburg"


async def test_only_named_schools_are_meant(world: World, olga):
    maria, ivan = await world.join("Мария", "Иван")
    visit = Line("Вебинар для МКОУ «Школа № 2»", "16.04.2021 10:00", "школа")
    await world.publish(olga, [visit])

    assert [party.name for party in (await world.card(ivan, visit)).parties] == [SCHOOL_2]
    assert (await world.card(maria, visit)).parties == ()
    assert await world.promised("Мария") == {}
    assert set(await world.promised("Иван")) == {"d7", "d1", "h1", "after"}


async def test_a_second_document_replaces_ones_own_draft_only(world: World):
    first = await read(world, [WEBINAR])
    roman = await world.joins("Роман")
    others = await read(world, [WEBINAR], name="Роман")
    second = await read(world, [WEBINAR, SEMINAR])

    plans = {plan.id for plan in await world.all(select(Plan))}
    assert plans == {others.plan_id, second.plan_id}
    assert first.plan_id not in plans or first.plan_id == second.plan_id
    assert (await world.services.roadmap_import.preview(roman, others.plan_id)).rows == 1


async def test_a_discarded_draft_leaves_nothing(world: World, olga):
    preview = await read(world, [WEBINAR])
    await world.services.roadmap_import.discard(olga, preview.plan_id)

    assert await world.all(select(Plan)) == []
    assert await world.all(select(PlanRow)) == []


async def test_a_published_plan_is_not_discarded_or_read_again(world: World, olga):
    published = await world.publish(olga, [WEBINAR])

    for attempt in (
        world.services.roadmap_import.discard(olga, published.plan_id),
        world.services.roadmap_import.set_year(olga, published.plan_id, "2022"),
    ):
        with pytest.raises(DomainError) as refusal:
            await attempt
        assert refusal.value.code == "plan_published_already"
    assert (await world.services.roadmap_import.preview(olga, published.plan_id)).published


@on_sqlite
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document_empty_file"),
        ("Привет, это не дорожная карта.".encode(), "document_not_a_road_map"),
        (b"x" * (DOCUMENT_LIMIT + 1), "document_too_large"),
    ],
)
async def test_what_is_not_a_road_map_is_refused_by_name(world: World, olga, data, code):
    with pytest.raises(DomainError) as refusal:
        await world.services.roadmap_import.read(
            olga, data, "план.txt", place_id=await world.place_id(DISTRICT)
        )

    assert refusal.value.code == code
    assert not isinstance(refusal.value, RoadMapError)
    assert await world.all(select(Plan)) == []


async def test_a_long_name_of_a_file_is_kept_short(world: World, olga):
    preview = await world.services.roadmap_import.read(
        olga,
        plan_text([WEBINAR]),
        "п\u202eлан" * 200 + ".txt",
        place_id=await world.place_id(DISTRICT),
    )

    (plan,) = await world.all(select(Plan).where(Plan.id == preview.plan_id))
    assert len(plan.source_name) <= 255
    assert "\u202e" not in plan.source_name


async def test_a_place_is_known_to_the_command_line_by_its_name(world: World):
    imports = world.services.roadmap_import

    assert await imports.place_named("ЗАРЕЧНЫЙ район") == await world.place_id(DISTRICT)
    with pytest.raises(DomainError) as refusal:
        await imports.place_named("Дальний район")
    assert refusal.value.code == "place_unknown"
