"""Who is asked to come to the calls that heads of education authorities attend, by the maps."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from db.enums import PlaceKind, Role
from db.models import PlanRow
from services.access import Seat
from services.audience import concerns, parties_for
from tests.roadmap.shared import compiled, needs_maps

pytestmark = needs_maps
# Rows whose figure is the share of heads of authorities at a call.
HEADS = {"1", "2", "6", "22", "31", "34", "45"}
# Webinars and courses of schools: their share is counted, and no authority is spoken of.
SCHOOLS = {"24", "25", "26", "27", "28", "36", "37", "41", "48"}
COORDINATOR = Seat(
    Role.MUNICIPAL_COORDINATOR, 2, "District", PlaceKind.MUNICIPALITY, "/1/2/", membership_id=1
)
CURATOR = Seat(Role.CURATOR, 2, "District", PlaceKind.MUNICIPALITY, "/1/2/", membership_id=2)


def rows(name: str) -> dict[str, PlanRow]:
    """Rows of a map as they are stored."""
    return {
        row.row_id: cast(
            "PlanRow",
            SimpleNamespace(
                **cast("dict[str, Any]", row.as_dict()),
                rrule="",
                taking_part=None,
                school_ids=None,
                own_form=None,
                steps=None,
            ),
        )
        for row in compiled(name).rows
    }


@pytest.mark.parametrize("number", sorted(HEADS, key=int))
def test_a_coordinator_is_asked_for_his_authority(number: str):
    row = rows("004")[number]
    assert concerns(row, "/1/", COORDINATOR)
    assert [party.id for party, _ in parties_for(row, "/1/", COORDINATOR, 5)] == [5]
    assert not concerns(row, "/1/", CURATOR), "no curator is spoken of"


@pytest.mark.parametrize("number", sorted(SCHOOLS, key=int))
def test_nobody_asks_him_about_what_is_for_schools_alone(number: str):
    assert parties_for(rows("004")[number], "/1/", COORDINATOR, 5) == []


@pytest.mark.parametrize(("name", "number"), [("001", "2.5"), ("002", "32"), ("002", "40")])
def test_where_a_map_counts_the_authority_among_those_who_take_part(name: str, number: str):
    row = rows(name)[number]
    assert "other" in row.participants
    assert parties_for(row, "/1/", COORDINATOR, 5)
