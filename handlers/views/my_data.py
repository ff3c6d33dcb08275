"""The file of /mydata: everything stored about a person, readable in any browser.

Tables and columns that have no words yet are shown under their own names: what is stored must be
in the file whether or not somebody has thought of a word for it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from keyboards.words import ROLES
from locales import N_, Translator, escape
from services.access import Actor
from services.privacy import Everything
from services.terms import Role

TABLES = {
    "person": N_("You"),
    "membership": N_("Your roles"),
    "role_request": N_("Your requests for a role"),
    "invite": N_("Invitations you made"),
    "wrong_invite": N_("Invitations that did not work"),
    "attendance": N_("Your answers about events"),
    "report": N_("Reports you sent or decided about"),
    "reminder": N_("Reminders promised to you"),
    "outbox": N_("Messages to you"),
    "broadcast": N_("Your announcements"),
    "dialog": N_("Forms you have begun"),
    "plan": N_("Road maps you sent"),
    "audit": N_("Your actions"),
}
COLUMNS = {
    "id": N_("number"),
    "telegram_id": N_("account in the messenger"),
    "name": N_("name"),
    "locale": N_("language"),
    "timezone": N_("time zone"),
    "consent_version": N_("version of the consent"),
    "consented_at": N_("consent given"),
    "withdrawn_at": N_("consent taken back"),
    "paused": N_("messages paused"),
    "unreachable_since": N_("bot blocked since"),
    "created_at": N_("made"),
    "person_id": N_("whose"),
    "place_id": N_("place"),
    "school_id": N_("school"),
    "role": N_("role"),
    "granted_at": N_("given"),
    "revoked_at": N_("taken away"),
    "until": N_("until"),
    "expires_at": N_("valid until"),
    "occurrence_id": N_("event"),
    "intention": N_("answer before the event"),
    "reason": N_("reason"),
    "fact": N_("answer after the event"),
    "answered_at": N_("answered"),
    "status": N_("state"),
    "answers": N_("answers"),
    "submitted_at": N_("sent"),
    "decided_at": N_("decided"),
    "comment": N_("comment"),
    "late": N_("after the term"),
    "stage": N_("kind of reminder"),
    "kind": N_("kind"),
    "due_at": N_("planned for"),
    "settled_at": N_("settled"),
    "text": N_("text"),
    "title": N_("title"),
    "year": N_("year"),
    "source_name": N_("file"),
    "form": N_("form"),
    "updated_at": N_("changed"),
    "at": N_("when"),
    "action": N_("action"),
    "result": N_("result"),
}
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
        f"<tr><td>{escape(t(COLUMNS[name]) if name in COLUMNS else name)}</td>"
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
            # Enums too; their words are those of the tables.
            return t(ROLES[Role(value)]) if name == "role" else str(value)
        case Mapping():
            return "; ".join(
                f"{key}: {_shown(t, actor, found, key, one)}" for key, one in value.items()
            )
        case list() | tuple():
            return ", ".join(_shown(t, actor, found, "", one) for one in value)
    return str(value)


def _named(found: Everything, name: str) -> Mapping[int, str]:
    """What the ids of a column are called."""
    if name in {"place_id", "school_id"}:
        return found.places
    return found.events if name == "occurrence_id" else {}


def _moment(t: Translator, value: datetime, zone: str) -> str:
    local = value.astimezone(ZoneInfo(zone))
    return f"{t.day(local.date())}, {t.clock(local)}"
