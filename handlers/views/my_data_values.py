"""What a stored value is called in the file of /mydata: words, names, roles, moments."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers.views.audit import action_words
from handlers.views.my_data_kinds import FORMS, KIND_WORDS, LANGUAGES, VALUES, WORDED
from handlers.views.my_data_words import COLUMNS
from handlers.views.why import stage_text
from keyboards.words import ROLES
from locales import Translator
from services.access import Actor
from services.privacy import Everything
from services.stored_names import meaning
from services.terms import Role

# Numbers of other rows end so; those of the messenger are the reader's own.
_NUMBERS = ("_id", "_ids", "_by")
_OWN_NUMBERS = frozenset({"telegram_id", "message_id", "progress_message_id", "file_id"})
_SEATS = frozenset({"acting_id", "hands_over_id", "stands_in_for"})
_HOURS = frozenset({"quiet_from", "quiet_until", "digest_hour"})
_MONDAY = date(2021, 3, 1)
_WEEK = range(7)
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?")
_DAY_LENGTH = len("2021-03-01")
_TABLES = {"form": FORMS, "kind": KIND_WORDS, "locale": LANGUAGES, "step": COLUMNS}


class Teller:
    """Says values in the reader's language, by the reader's clock."""

    def __init__(self, t: Translator, actor: Actor, found: Everything) -> None:
        """Take who reads and what was found."""
        self.t = t
        self._actor = actor
        self._found = found

    def moment(self, value: datetime) -> str:
        """Day and clock, with the name of the reader's zone."""
        local = value.astimezone(ZoneInfo(self._actor.timezone))
        zone = self.t.zone(self._actor.timezone, value)
        return f"{self.t.day(local.date())}, {self.t.clock(local)} {zone}"

    def told(self, row: Mapping[str, Any], name: str, value: Any) -> str | None:
        """A value in words; None for the number of another row that has no name here."""
        match value:
            case bool():
                return self.t("yes") if value else self.t("no")
            case datetime():
                return self.moment(value)
            case date():
                return self.t.day(value)
            case int():
                return self._number(row, name, value)
            case str():
                return self._words(row, name, value)
            case Mapping():
                return "; ".join(self._inside(value))
            case list() | tuple():
                said = (self.told(row, name, one) for one in value)
                return ", ".join(one for one in said if one) or None
        return str(value)

    def _inside(self, value: Mapping[str, Any]) -> list[str]:
        """What is kept as JSON, without the numbers of rows."""
        said = (
            (key, self.told(value, key, _read(one)))
            for key, one in value.items()
            if one is not None and key != "id"
        )
        return [
            f"{self.t(COLUMNS[key]) if key in COLUMNS else key}: {one}"
            for key, one in said
            if one is not None
        ]

    def _number(self, row: Mapping[str, Any], name: str, value: int) -> str | None:
        if name in _HOURS:
            return f"{value}:00"
        if name == "digest_weekday" and value in _WEEK:
            return self.t.weekday(_MONDAY + timedelta(days=value))
        if name in _SEATS:
            return self._seat(value)
        if name in _OWN_NUMBERS or not name.endswith(_NUMBERS):
            return str(value)
        names, kind = self._found.names, meaning(row, name)
        if kind.endswith("_by") or kind in {"person_id", "author_id", "person"}:
            return self._person(kind, value)
        return {
            "place_id": names.places,
            "school_id": names.places,
            "occurrence_id": names.events,
            "row": names.rows,
        }.get(kind, {}).get(value)

    def _person(self, kind: str, value: int) -> str:
        """«You», or what the other is: nobody else's name is in the file."""
        if value == self._actor.person_id:
            return self.t("you")
        if not kind.endswith("_by"):
            return self.t("another person")
        role = self._found.names.roles.get(value)
        return self.t(ROLES[role]) if role is not None else self.t("a former representative")

    def _seat(self, value: int) -> str | None:
        """One of the reader's own roles."""
        for held in self._found.tables.get("membership", ()):
            if held["id"] == value and "role" in held:
                place = self._found.names.places.get(held["place_id"], "")
                return f"{self.t(ROLES[Role(held['role'])])} · {place}"
        return None

    def _words(self, row: Mapping[str, Any], name: str, value: str) -> str:
        """A text as it stands, or the word for what a column holds."""
        if name in {"role", "by"} and value in set(Role):
            return self.t(ROLES[Role(value)])
        if name == "action":
            return action_words(self.t, value) or value
        if name == "stage":
            return stage_text(self.t, value)
        if name == "timezone":
            return f"{self.t.zone(value, self._found.at)} ({value})"
        if value in _TABLES.get(name, {}):
            return self.t(_TABLES[name][value])
        if name in WORDED and value in VALUES:
            return self.t(VALUES[value])
        # Enums too: what is stored, not what Python calls it.
        return str(value)


def _read(value: Any) -> Any:
    """A day or moment that JSON could keep only as a text."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if len(value) == _DAY_LENGTH:
        return moment.date()
    return moment if moment.tzinfo is not None else value
