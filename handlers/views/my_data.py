"""The file of /mydata: everything stored about a person, readable in any browser.

Tables and columns that have no words yet are shown under their own names: what is stored must be
in the file whether or not somebody has thought of a word for it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.views.audit import action_words
from handlers.views.my_data_words import COLUMNS, TABLES, VALUES, WORDED
from keyboards.words import ROLES
from locales import Translator, escape
from services.access import Actor
from services.privacy import Everything
from services.terms import Role

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:1rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;margin:0 0 1rem}"
    "td{border-bottom:1px solid #ddd;padding:.2rem .5rem;vertical-align:top;"
    "overflow-wrap:anywhere}td:first-child{width:40%;color:#555}"
)


def my_data_file(t: Translator, actor: Actor, found: Everything) -> str:
    """The whole file."""
    title = escape(t("Everything that is stored about you"))
    made = escape(t("Made on {moment}.", moment=_moment(t, found.at, actor.timezone)))
    note = escape(
        t(
            "Incoming messages are wiped as soon as they are answered and are not kept. "
            "Files that you sent lie with the messenger; here are only their numbers."
        )
    )
    sections = "".join(
        _section(t, actor, found, table, rows) for table, rows in _in_order(found.tables)
    )
    return (
        f'<!doctype html><html lang="{t.locale}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style>"
        f"<h1>{title}</h1><p>{made} {note}</p>{sections}</html>"
    )


def _in_order(
    tables: Mapping[str, tuple[Mapping[str, Any], ...]],
) -> list[tuple[str, tuple[Mapping[str, Any], ...]]]:
    known = list(TABLES)
    return sorted(
        tables.items(),
        key=lambda item: (known.index(item[0]) if item[0] in TABLES else len(known), item[0]),
    )


def _section(
    t: Translator,
    actor: Actor,
    found: Everything,
    table: str,
    rows: tuple[Mapping[str, Any], ...],
) -> str:
    head = escape(t(TABLES[table]) if table in TABLES else table)
    cards = "".join(_card(t, actor, found, row) for row in rows)
    return f"<h2>{head} ({len(rows)})</h2>{cards}"


def _card(t: Translator, actor: Actor, found: Everything, row: Mapping[str, Any]) -> str:
    lines = "".join(
        f"<tr><td>{escape(_label(t, name))}</td>"
        f"<td>{escape(_shown(t, actor, found, name, value))}</td></tr>"
        for name, value in row.items()
        if value is not None and value not in ("", {}, [])
    )
    return f"<table>{lines}</table>"


def _shown(t: Translator, actor: Actor, found: Everything, name: str, value: Any) -> str:
    match value:
        case bool():
            return t("yes") if value else t("no")
        case datetime():
            return _moment(t, value, actor.timezone)
        case date():
            return t.day(value)
        case int():
            return _named(found, name).get(value, str(value))
        case str():
            return _worded(t, name, value)
        case Mapping():
            return "; ".join(
                f"{_label(t, key)}: {_shown(t, actor, found, key, one)}"
                for key, one in value.items()
            )
        case list() | tuple():
            return ", ".join(_shown(t, actor, found, "", one) for one in value)
    return str(value)


def _label(t: Translator, name: str) -> str:
    return t(COLUMNS[name]) if name in COLUMNS else name


def _worded(t: Translator, name: str, value: str) -> str:
    """A text as it stands, or the word for what a column holds."""
    if name == "role":
        return t(ROLES[Role(value)])
    if name == "action":
        return action_words(t, value) or value
    if name in WORDED and value in VALUES:
        return t(VALUES[value])
    # Enums too: what is stored, not what Python calls it.
    return str(value)


def _named(found: Everything, name: str) -> Mapping[int, str]:
    """What the ids of a column are called."""
    if name in {"place_id", "school_id"}:
        return found.places
    return found.events if name == "occurrence_id" else {}


def _moment(t: Translator, value: datetime, zone: str) -> str:
    local = value.astimezone(ZoneInfo(zone))
    return f"{t.day(local.date())}, {t.clock(local)}"
