"""A year of answers and reports put straight into the tables, and the tables as plain rows.

Nothing of the program that counts is used: neither to say who owes what nor to read it back.
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select, text

from db.models import Attendance, Occurrence, Person, Place, Plan, PlanRow, Report
from services.access import Actor
from tests.support.world import World

_FACTS = ("attended", "recording", "missed", "excused", "no_answer", None)
_STATUSES = ("submitted", "returned", "confirmed", "accepted")
_TABLES = (
    "place",
    "person",
    "membership",
    "plan",
    "plan_row",
    "occurrence",
    "attendance",
    "report",
)


@dataclass
class Rows:
    """The tables of a database as lists of dictionaries."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def __getitem__(self, table: str) -> list[dict[str, Any]]:
        return self.tables[table]


async def exported(world: World) -> Rows:
    """Every row of the tables, as the database gives them; JSON as its words, as SQLite has it."""
    rows = Rows()
    async with world.database.read() as store:
        for table in _TABLES:
            found = await store.people.session.execute(text(f"SELECT * FROM {table} ORDER BY id"))
            rows.tables[table] = [
                {name: _as_words(value) for name, value in row.items()} for row in found.mappings()
            ]
    return rows


def _as_words(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _answers(dice: Random) -> dict[str, Any]:
    """Answers to every question that is ever counted."""
    whole = dice.randint(1, 60)
    return {
        "certificates": dice.choice((0, 0, 2, 5)),
        "team": 6,
        "share_part": dice.randint(0, whole),
        "share_whole": whole,
        "pupils_part": dice.randint(0, whole),
        "pupils_whole": whole,
        "count": dice.randint(0, 9),
        "count_1": dice.randint(0, 9),
        "links": [{"link": f"https://example.org/{n}"} for n in range(dice.randint(1, 3))],
        "verdict": "good",
    }


async def simulate(world: World, author: Actor, seed: int) -> None:
    """Everybody who might answers about everything, or does not: also who was never asked."""
    dice = Random(seed)  # noqa: S311
    async with world.database.write() as store:
        session = store.people.session
        places = list(await session.scalars(select(Place).order_by(Place.id)))
        people = list(await session.scalars(select(Person).order_by(Person.id)))
        occurrences = await session.scalars(
            select(Occurrence)
            .join(PlanRow, PlanRow.id == Occurrence.row_id)
            .join(Plan, Plan.id == PlanRow.plan_id)
            .where(Plan.status == "published")
            .order_by(Occurrence.id)
        )
        keys = [("school", place.id, 0) for place in places if place.kind == "school"]
        keys += [("region", place.id, 0) for place in places if place.kind != "municipality"]
        keys += [("curator", place.id, 0) for place in places if place.kind == "school"]
        keys += [("municipality", place.id, 0) for place in places if place.kind == "school"]
        keys += [("municipality", p.id, 0) for p in places if p.kind == "municipality"]
        keys += [("curator", places[0].id, person.id) for person in people]
        for occurrence in occurrences.all():
            parties = [("school", place.id) for place in places if place.kind == "school"]
            parties += [("person", person.id) for person in people]
            for kind, id_ in parties:
                if (fact := dice.choice(_FACTS)) is not None:
                    at = occurrence.begins_at + timedelta(hours=dice.randint(1, 400))
                    session.add(
                        Attendance(
                            occurrence_id=occurrence.id,
                            party_kind=kind,
                            party_id=id_,
                            intention=dice.choice(("going", "absent", None)),
                            fact=fact,
                            answered_at=at,
                        )
                    )
            for by, place_id, person_id in keys:
                if dice.random() < 0.6:
                    sent = occurrence.ends_at - timedelta(hours=dice.randint(-200, 300))
                    status = dice.choice(_STATUSES)
                    is_decided = status != "submitted"
                    session.add(
                        Report(
                            occurrence_id=occurrence.id,
                            by=by,
                            place_id=place_id,
                            person_id=person_id,
                            status=status,
                            proofs=[],
                            form_version=1,
                            answers=_answers(dice),
                            submitted_by=author.id,
                            submitted_at=sent,
                            decided_at=sent + timedelta(hours=30) if is_decided else None,
                        )
                    )
