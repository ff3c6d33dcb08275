"""«100 %» of map 001 counted a second time, from exported rows, by the table of the domain.

Written from the document, row number by row number; no code of the program is used.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tests.services.year_of_rows import Rows

BOTH = ("curator", "municipal_coordinator")


class SecondCountOfNamed:
    """Which records count in a row, and how many there would be if everybody had done it."""

    # Who is to be there beside the schools.
    ATTENDED: Mapping[str, tuple[str, ...]] = {
        "2.1": BOTH,
        "2.3": ("municipal_coordinator",),
        "2.4": BOTH,
        "2.5": (),
        **dict.fromkeys(("3.1", "3.2", "3.3", "3.4", "3.5", "3.6"), BOTH),
    }
    # Who hands it in, about each school or else about the district.
    HANDED_IN: Mapping[str, tuple[tuple[str, bool], ...]] = {
        "1.1": (("municipality", False),),
        "1.2": (("municipality", False),),
        **dict.fromkeys(("4.1", "4.2", "4.3", "4.4"), (("school", True),)),
        **dict.fromkeys(("5.1", "5.2", "5.3"), (("municipality", True),)),
        # «The coordinator … on his site; the school on its own.»
        "5.4": (("municipality", False), ("school", True)),
    }

    def __init__(self, rows: Rows, plan_id: int, home: str, until: datetime) -> None:
        self.rows, self.until = rows, until
        self.lines = {
            one["number"].rstrip("."): one for one in rows["plan_row"] if one["plan_id"] == plan_id
        }
        (self.home,) = [one for one in rows["place"] if one["name"] == home]
        self.schools = {
            one["id"]
            for one in rows["place"]
            if one["kind"] == "school" and one["path"].startswith(self.home["path"])
        }

    def of(self, number: str) -> tuple[set[int], int]:
        """The ids of the records that count, and how many could."""
        row = self.lines[number]
        events = {one["id"] for one in self.rows["occurrence"] if one["row_id"] == row["id"]}
        named = set(json.loads(row["school_ids"] or "[]")) or self.schools
        if number in self.ATTENDED:
            return self.there(number, events, named)
        keys = {
            (by, place_id)
            for by, about_schools in self.HANDED_IN[number]
            for place_id in (named if about_schools else {self.home["id"]})
        }
        done = {
            one["id"]
            for one in self.rows["report"]
            if one["occurrence_id"] in events
            and (one["by"], one["place_id"]) in keys
            and not one["person_id"]
            and one["status"] != "returned"
            and self.is_over(one["submitted_at"])
        }
        return done, len(events) * len(keys)

    def there(self, number: str, events: set[int], named: set[int]) -> tuple[set[int], int]:
        wanted: set[tuple[str, int]] = {("school", key) for key in named}
        wanted |= {
            ("person", one["person_id"])
            for one in self.rows["membership"]
            if one["role"] in self.ATTENDED[number]
        }
        came = {
            one["id"]
            for one in self.rows["attendance"]
            if one["occurrence_id"] in events
            and (one["party_kind"], one["party_id"]) in wanted
            and one["fact"] in {"attended", "recording"}
            and self.is_over(one["answered_at"])
        }
        return came, len(events) * len(wanted)

    def is_over(self, moment: Any) -> bool:
        found = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return found.replace(tzinfo=found.tzinfo or UTC) <= self.until
