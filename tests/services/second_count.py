"""The indicators of map 004 counted a second time, from exported rows, by the table of the domain.

Written from the list of indicators, row number by row number; no code of the program is used.
"""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.services.year_of_rows import Rows

CAME = {"attended", "recording"}
# By the number of the row in the map.
MUNICIPAL_HEADS = (1, 2, 6, 22, 31, 34, 45)
SCHOOLS_AT_EVENTS = (24, 25, 26, 27, 28, 36, 37, 41, 48)
HEADS_CURATORS_COORDINATORS = (12, 29, 42)
TEAMS_TRAINED = (23, 39)
SCHOOLS_REPORTED = (3, 8)
CONFIRMED_BY_CURATOR = (15, 46)
VISITED = (7,)
REVIEWED = (14, 30, 43)
MAPS_PUBLISHED = (9,)
CURATORS_APPOINTED = (5,)
BY_HAND, GROWTH, PUPILS = 21, 44, 38
FACTS = (4, 11, 13, 16, 32, 40, 47)
COUNTERS = (10, 17, 18)
HEADS_COUNTED = (20,)
# (row, its figure) with the number that is wanted.
THRESHOLDS = {(27, 1): 5, (28, 1): 10, (35, 0): 5, (35, 1): 5, (35, 2): 5}
DONE_ROWS = 33
MONTHLY_POSTS = 19


class SecondCount:
    """All indicators as of a moment, by row number and place in the row."""

    def __init__(self, rows: Rows, plan_id: int, until: datetime) -> None:
        self.rows, self.until = rows, until
        self.lines = {
            int(row["number"].rstrip(".")): row
            for row in rows["plan_row"]
            if row["plan_id"] == plan_id
        }
        self.schools = [p["id"] for p in rows["place"] if p["kind"] == "school"]
        self.municipalities = [p["id"] for p in rows["place"] if p["kind"] == "municipality"]
        self.region = next(p["id"] for p in rows["place"] if p["kind"] == "region")

    def all(self) -> dict[tuple[int, int], float | None]:
        """Every indicator of the table that says «bot can compute», and those by hand."""
        found: dict[tuple[int, int], float | None] = {}
        groups: list[tuple[Iterable[int], Callable[[int], float | None]]] = [
            (MUNICIPAL_HEADS, self.municipal_heads),
            (SCHOOLS_AT_EVENTS, self.schools_at),
            (HEADS_CURATORS_COORDINATORS, self.all_invited),
            (TEAMS_TRAINED, self.teams),
            (SCHOOLS_REPORTED, lambda n: self.schools_with(n, "school", self.is_not_returned)),
            (CONFIRMED_BY_CURATOR, lambda n: self.schools_with(n, "school", self.is_confirmed)),
            (VISITED, lambda n: self.schools_with(n, "curator", self.is_not_returned)),
            (REVIEWED, lambda n: self.schools_with(n, "region", self.is_not_returned)),
            (MAPS_PUBLISHED, self.maps_published),
            (CURATORS_APPOINTED, self.with_curator),
            (FACTS, self.fact),
            (COUNTERS, lambda n: self.sum(n, "region", "count")),
            (HEADS_COUNTED, self.heads),
            ((BY_HAND,), lambda n: self.ratio(n, "share_part", "share_whole", [self.region])),
            ((PUPILS,), lambda n: self.ratio(n, "pupils_part", "pupils_whole", self.schools)),
            ((GROWTH,), self.growth),
        ]
        for numbers, counted in groups:
            for number in numbers:
                found[number, 0] = counted(number)
        found[27, 1] = self.sum(27, "region", "count_1")
        found[28, 1] = self.sum(28, "region", "count_1")
        for part, (by, places) in enumerate(
            (
                ("school", self.schools),
                ("curator", None),
                ("municipality", self.municipalities),
            )
        ):
            found[35, part] = self.authors(35, by, places)
        found[MONTHLY_POSTS, 0] = self.links(MONTHLY_POSTS)
        found[DONE_ROWS, 0] = self.rows_done(found)
        return found

    # -- what happened --------------------------------------------------------------------

    def happenings(self, number: int) -> list[dict[str, Any]]:
        row_id = self.lines[number]["id"]
        return [
            one
            for one in self.rows["occurrence"]
            if one["row_id"] == row_id and one["cancelled_at"] is None
        ]

    def came(self, number: int, kind: str, ids: set[int]) -> set[int]:
        events = {one["id"] for one in self.happenings(number)}
        return {
            one["party_id"]
            for one in self.rows["attendance"]
            if one["occurrence_id"] in events
            and one["party_kind"] == kind
            and one["party_id"] in ids
            and one["fact"] in CAME
            and _moment(one["answered_at"]) <= self.until
        }

    def reports(
        self, number: int, by: str, good: Callable[[dict[str, Any]], bool]
    ) -> list[dict[str, Any]]:
        events = {one["id"] for one in self.happenings(number)}
        return [
            one
            for one in self.rows["report"]
            if one["occurrence_id"] in events and one["by"] == by and good(one)
        ]

    def is_not_returned(self, report: dict[str, Any]) -> bool:
        return report["status"] != "returned" and _moment(report["submitted_at"]) <= self.until

    def is_confirmed(self, report: dict[str, Any]) -> bool:
        at = report["decided_at"]
        return report["status"] in {"confirmed", "accepted"} and _moment(at) <= self.until

    def people(self, *roles: str) -> set[int]:
        return {
            one["person_id"]
            for one in self.rows["membership"]
            if one["role"] in roles and one["revoked_at"] is None
        }

    # -- shares ---------------------------------------------------------------------------

    def municipal_heads(self, number: int) -> float | None:
        came = self.came(number, "person", self.people("municipal_coordinator"))
        places = {
            one["place_id"]
            for one in self.rows["membership"]
            if one["role"] == "municipal_coordinator" and one["person_id"] in came
        }
        return self.of_event(number, len(places), len(self.municipalities))

    def schools_at(self, number: int) -> float | None:
        came = self.came(number, "school", set(self.schools))
        return self.of_event(number, len(came), len(self.schools))

    def all_invited(self, number: int) -> float | None:
        people = self.people("curator", "municipal_coordinator")
        came = len(self.came(number, "school", set(self.schools)))
        came += len(self.came(number, "person", people))
        return self.of_event(number, came, len(self.schools) + len(people))

    def teams(self, number: int) -> float | None:
        trained = {
            one["place_id"]
            for one in self.reports(number, "school", self.is_not_returned)
            if json.loads(one["answers"])["certificates"] > 0
        }
        return self.percent(number, len(trained), len(self.schools))

    def schools_with(
        self, number: int, by: str, good: Callable[[dict[str, Any]], bool]
    ) -> float | None:
        marked = {one["place_id"] for one in self.reports(number, by, good)} & set(self.schools)
        return self.percent(number, len(marked), len(self.schools))

    def maps_published(self, number: int) -> float | None:
        done = {
            one["place_id"] for one in self.reports(number, "municipality", self.is_not_returned)
        } & set(self.municipalities)
        return self.percent(number, len(done), len(self.municipalities))

    def with_curator(self, number: int) -> float | None:
        paths = {one["id"]: one["path"] for one in self.rows["place"]}
        curated = [
            paths[one["place_id"]]
            for one in self.rows["membership"]
            if one["role"] == "curator" and one["revoked_at"] is None
        ]
        done = [s for s in self.schools if any(paths[s].startswith(path) for path in curated)]
        return 100 * len(done) / len(self.schools)

    def of_event(self, number: int, came: int, of: int) -> float | None:
        """Nothing can be said of an event before it begins."""
        return self.percent(number, came, of) if came or self.has_begun(number) else None

    def has_begun(self, number: int) -> bool:
        return any(_moment(one["begins_at"]) <= self.until for one in self.happenings(number))

    def percent(self, number: int, done: int, of: int) -> float | None:
        return 100 * done / of if self.happenings(number) else None

    # -- numbers --------------------------------------------------------------------------

    def in_force(self, number: int, by: str, places: list[int]) -> list[dict[str, Any]]:
        return [
            json.loads(one["answers"])
            for one in self.reports(number, by, self.is_not_returned)
            if one["place_id"] in places and not one["person_id"]
        ]

    def ratio(self, number: int, part: str, whole: str, places: list[int]) -> float | None:
        by = "school" if places == self.schools else "region"
        given = self.in_force(number, by, places)
        if not given:
            return None
        return 100 * sum(one[part] for one in given) / sum(one[whole] for one in given)

    def growth(self, number: int) -> float | None:
        after = self.ratio(number, "share_part", "share_whole", [self.region])
        before = self.ratio(BY_HAND, "share_part", "share_whole", [self.region])
        return after - before if after is not None and before is not None else None

    def sum(self, number: int, by: str, name: str) -> float | None:
        given = self.in_force(number, by, [self.region])
        return float(sum(one[name] for one in given)) if given else None

    def links(self, number: int) -> float | None:
        given = self.in_force(number, "region", [self.region])
        return float(sum(len(one["links"]) for one in given)) if given else None

    def posts_wanted(self) -> int:
        """Two in every month that ends before the row does."""
        (one,) = self.happenings(MONTHLY_POSTS)
        day, last = _day(one["first_day"]), _day(one["last_day"])
        ends = 0
        while day <= last:
            day += timedelta(days=1)
            ends += day.day == 1
        return 2 * ends

    def fact(self, number: int) -> float | None:
        happenings = self.happenings(number)
        if not happenings:
            return None
        done = {
            one["occurrence_id"]
            for one in self.reports(number, "region", self.is_not_returned)
            if one["place_id"] == self.region
        }
        due = [one for one in happenings if _moment(one["begins_at"]) <= self.until]
        due += [one for one in happenings if one["id"] in done and one not in due]
        return float(all(one["id"] in done for one in due)) if due else None

    def heads(self, number: int) -> float | None:
        came = self.came(number, "school", set(self.schools))
        return float(len(came)) if came or self.has_begun(number) else None

    def authors(self, number: int, by: str, places: list[int] | None) -> float | None:
        if not self.happenings(number):
            return None
        sent = self.reports(number, by, self.is_not_returned)
        if places is None:
            curators = self.people("curator")
            return float(len({one["person_id"] for one in sent} & curators))
        return float(len({one["place_id"] for one in sent} & set(places)))

    # -- the map itself -------------------------------------------------------------------

    def rows_done(self, found: dict[tuple[int, int], float | None]) -> float:
        done = [
            number for number in self.lines if number != DONE_ROWS and self.is_done(number, found)
        ]
        return 100 * len(done) / (len(self.lines) - 1)

    def is_done(self, number: int, found: dict[tuple[int, int], float | None]) -> bool:
        if any(_moment(one["ends_at"]) > self.until for one in self.happenings(number)):
            return False
        values = {part: value for (row, part), value in found.items() if row == number}
        return all(self.is_met(number, part, value) for part, value in values.items())

    def is_met(self, number: int, part: int, value: float | None) -> bool:
        if value is None:
            return False
        if (number, part) in THRESHOLDS:
            return value >= THRESHOLDS[number, part]
        if number == MONTHLY_POSTS:
            return value >= self.posts_wanted()
        handed_in = (*SCHOOLS_REPORTED, *CONFIRMED_BY_CURATOR, *VISITED, *REVIEWED, *MAPS_PUBLISHED)
        if number in handed_in:
            return value >= 100
        return value >= 1 if number in FACTS else value > 0


def _day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _moment(value: Any) -> datetime:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)
