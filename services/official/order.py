"""What is to be made: all that a child process needs to know, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from db.enums import OfficialKind
from db.models import OfficialPaper


@dataclass(frozen=True, slots=True)
class Order:
    """A paper as it was ordered; the same order about the same facts gives the same bytes."""

    kind: OfficialKind
    layout: str
    person_id: int
    place_id: int
    plan_id: int | None
    occurrence_id: int | None
    since: date | None
    until: date | None
    as_of: datetime
    timezone: str
    locale: str
    edits: Mapping[str, str | None] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For the way to the child process."""
        return {
            "kind": self.kind.value,
            "layout": self.layout,
            "person_id": self.person_id,
            "place_id": self.place_id,
            "plan_id": self.plan_id,
            "occurrence_id": self.occurrence_id,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "as_of": self.as_of.isoformat(),
            "timezone": self.timezone,
            "locale": self.locale,
            "edits": dict(self.edits),
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Order:
        """Back from it."""
        return cls(
            kind=OfficialKind(plain["kind"]),
            layout=plain["layout"],
            person_id=plain["person_id"],
            place_id=plain["place_id"],
            plan_id=plain["plan_id"],
            occurrence_id=plain["occurrence_id"],
            since=date.fromisoformat(plain["since"]) if plain["since"] else None,
            until=date.fromisoformat(plain["until"]) if plain["until"] else None,
            as_of=datetime.fromisoformat(plain["as_of"]),
            timezone=plain["timezone"],
            locale=plain["locale"],
            edits=plain["edits"],
        )


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file, and the conclusions that stand in it."""

    name: str
    content: bytes
    sentences: tuple[dict[str, Any], ...] = ()


def order_of(row: OfficialPaper) -> Order:
    """The order that a stored paper is."""
    return Order(
        kind=OfficialKind(row.kind),
        layout=row.layout,
        person_id=row.person_id,
        place_id=row.place_id,
        plan_id=row.plan_id,
        occurrence_id=row.occurrence_id,
        since=row.since,
        until=row.until,
        as_of=row.as_of,
        timezone=row.timezone,
        locale=row.locale,
        edits=dict(row.edits),
    )
