"""Each row of the given maps, once published, asks the services for what it asks for.

The truth is that of tests/roadmap/test_demands.py, written by eye.
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from db.models import Plan, PlanRow
from handlers.views.event import card_text
from keyboards.report_words import PROOFS
from locales import translator
from roadmap.asks import Ask, Demand, Party, Presence, Proof, Step
from roadmap.occurrences import expand
from services.access import SYSTEM
from services.cards import EventCard, card_of
from services.demands import Expected, expected, papers_of
from services.expectations import asks_answer, asks_report
from services.indicators.measures import measures_of
from services.row_demands import demand
from tests.roadmap.demands import told
from tests.roadmap.shared import needs_maps, source
from tests.roadmap.test_demands import EXPECTED
from tests.support.world import DISTRICT, REGION, SCHOOL_1, SCHOOL_2, SCHOOL_3, World

# Whose map it is, and the year said where the document does not.
WHERE = {"001": DISTRICT, "002": DISTRICT, "003": REGION, "004": REGION}
YEARS = {"001": "2022", "002": "2021", "003": "2022", "004": "2022"}
T = translator("ru")
# Before everything the maps speak of.
NOW = datetime(2021, 1, 11, tzinfo=UTC)
SCHOOLS = {SCHOOL_1, SCHOOL_2, SCHOOL_3}
_RANK = {Party.SCHOOL: 0, Party.CURATOR: 1, Party.METHODIST: 1, Party.MUNICIPALITY: 2}
_OF_STEP = {Step.CURATOR: 1, Step.MUNICIPALITY: 2, Step.REGION: 3}


async def published(world: World, name: str) -> list[PlanRow]:
    """A given map, sent by the operator and published as it was read."""
    imports = world.services.roadmap_import
    preview = await imports.read(
        SYSTEM, source(name), f"{name}.txt", place_id=await world.place_id(WHERE[name])
    )
    if not preview.year:
        preview = await imports.set_year(SYSTEM, preview.plan_id, YEARS[name])
    await imports.publish(SYSTEM, preview.plan_id)
    rows: list[PlanRow] = await world.all(
        select(PlanRow)
        .join(Plan, Plan.id == PlanRow.plan_id)
        .where(Plan.status == "published")
        .order_by(PlanRow.position)
    )
    return rows


def is_expected(found: Expected, asked: Demand) -> None:
    """Whether the list of an event names those whom the row asks, and nobody else."""
    by = {party for ask in asked.asks for party in ask.by}
    named = {one.key.by for one in found.owed}
    assert named <= by
    for party in by - {Party.METHODIST}:
        assert found.of(party), f"nobody is named as {party}"
    if asked.presence is Presence.NONE:
        assert found.attending == ()
    for party in by:
        kinds = {bool(one.key.person_id) for one in found.of(party)}
        is_each = any(_about_school(ask, party) for ask in asked.asks)
        if party in {Party.CURATOR, Party.METHODIST} and not is_each:
            assert kinds <= {True}
        else:
            assert kinds == {False}


def is_said_on_the_card(card: EventCard, asked: Demand) -> None:
    """Whether a coordinator reads on the card all that the figures count of others."""
    assert card.attendance_expected is (asked.presence is not Presence.NONE)
    assert {proof for _, proofs in card.asked for proof in proofs} == {a.proof for a in asked.asks}
    if card.parties or card.can_read_answers or card.row_id is not None:
        text = card_text(T, card)
        assert "Ожидается: " in text
        if not card.speaks_to_school:
            assert all(T(PROOFS[ask.proof]) in text for ask in asked.asks)


def _about_school(ask: Ask, party: Party) -> bool:
    if not ask.each_school or party not in ask.by or party is Party.SCHOOL:
        return False
    return Party.SCHOOL not in ask.by or ask.proof in {
        Proof.VISIT,
        Proof.EXPERTISE,
        Proof.CONTRACT,
    }


@needs_maps
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", EXPECTED)
async def test_every_row_asks_for_what_it_should_once_published(
    world: World, name: str, record_property: Callable[[str, object], None]
):
    joined = await world.join("Ольга", "Роман", "Павел", "Зоя")
    people = {one.name: one for one in joined}
    rows = await published(world, name)
    assert {row.row_id or "": told(demand(row)) for row in rows} == EXPECTED[name]

    seen: Counter[str] = Counter()
    nobody: list[str | None] = []
    async with world.database.read() as store:
        for row in rows:
            asked = demand(row)
            assert bool(measures_of(row)) is not asked.is_nothing, "figures count what is asked"
            for occurrence in (await store.plans.occurrences(row.id))[:1]:
                happening = await store.plans.happening(occurrence.id)
                assert happening is not None
                found = await expected(store, happening)
                is_expected(found, asked)
                for party, paper in papers_of(happening).items():
                    # Only a word of somebody above its author is waited for.
                    rank = _RANK.get(party, 3)
                    assert all(_OF_STEP[step] > rank for step in paper.steps)
                for name_ in ("Ольга", "Роман"):
                    is_said_on_the_card(await card_of(store, happening, people[name_], NOW), asked)
                assert asks_answer(happening) <= (asked.presence is not Presence.NONE)
                assert asks_report(happening) <= (Party.SCHOOL in papers_of(happening))
                if found.of(Party.SCHOOL) and not row.school_ids:
                    assert {one.name for one in found.of(Party.SCHOOL)} >= SCHOOLS
                seen["attendance"] += bool(found.attending)
                seen["owed"] += bool(found.owed)
                if not (found.attending or found.owed):
                    nobody.append(row.row_id)
            # Nothing is handed in about it until its coordinator sets a day.
            seen["no day yet"] += not expand(row.schedule)
    assert nobody == [], "every row with a day asks somebody for something"
    record_property(f"{name}.expected", dict(seen))
