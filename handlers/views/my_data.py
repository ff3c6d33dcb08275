"""The file of /mydata: everything stored about a person, readable in any browser.

Tables and columns that have no words yet are shown under their own names: what is stored must be
in the file whether or not somebody has thought of a word for it. Only numbers that lead to rows of
other tables are left out where they have no name.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from handlers.views.my_data_values import Teller
from handlers.views.my_data_words import COLUMNS, GROUPS, MARKS, TABLES
from locales import Html, Translator, escape
from services.access import Actor
from services.privacy import Everything

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:1rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}"
    "td{border-bottom:1px solid #ddd;padding:.2rem .5rem;vertical-align:top;"
    "overflow-wrap:anywhere}td:first-child{width:40%;color:#555}"
    "summary{cursor:pointer;padding:.3rem 0}section>details>summary{font-weight:600}"
    "article{margin:0 0 1.2rem;border-left:3px solid #ddd;padding-left:.6rem}"
    "article details{color:#777;font-size:.85rem}"
)
# When a row came to be: the first of these that it has.
_BORN = (
    "at",
    "created_at",
    "granted_at",
    "answered_at",
    "submitted_at",
    "decided_at",
    "due_at",
    "updated_at",
)

Row = Mapping[str, Any]
Subject = tuple[str, tuple[Row, ...]]


def my_data_file(t: Translator, actor: Actor, found: Everything) -> str:
    """The whole file."""
    teller = Teller(t, actor, found)
    title = escape(t("Everything that is stored about you"))
    made = escape(t("Made on {moment}.", moment=teller.moment(found.at)))
    note = escape(
        t(
            "Incoming messages are wiped as soon as they are answered and are not kept. "
            "Files that you sent lie with the messenger; here are only their numbers."
        )
    )
    how = escape(t("Press a heading to open it; the newest stands first."))
    groups = list(_grouped(found.tables))
    contents = "".join(_entry(t, head, subjects) for head, subjects in groups)
    sections = "".join(_group(t, teller, head, subjects) for head, subjects in groups)
    return (
        f'<!doctype html><html lang="{t.locale}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style>"
        f"<h1>{title}</h1><p>{made} {note}</p>"
        f"<nav><h2>{escape(t('Contents'))}</h2><ul>{contents}</ul><p>{how}</p></nav>"
        f"{sections}</html>"
    )


def _grouped(tables: Mapping[str, tuple[Row, ...]]) -> Iterable[tuple[str, list[Subject]]]:
    """Tables by subject; those that nobody has thought of yet come last."""
    known = {table for _, group in GROUPS for table in group}
    unknown = tuple(sorted(tables.keys() - known))
    for head, group in (*GROUPS, ("", unknown)):
        if subjects := [(table, tables[table]) for table in group if table in tables]:
            yield head, subjects


def _entry(t: Translator, head: str, subjects: list[Subject]) -> str:
    links = "".join(
        f'<li><a href="#{escape(table)}">{_head(t, table)}</a> ({len(rows)})</li>'
        for table, rows in subjects
    )
    return f"<li>{_group_head(t, head)}<ul>{links}</ul></li>"


def _group(t: Translator, teller: Teller, head: str, subjects: list[Subject]) -> str:
    inside = "".join(_subject(t, teller, table, rows) for table, rows in subjects)
    return f"<section><h2>{_group_head(t, head)}</h2>{inside}</section>"


def _group_head(t: Translator, head: str) -> Html:
    return Html(escape(t(head) if head else t("Other things")))


def _head(t: Translator, table: str) -> Html:
    return Html(escape(t(TABLES[table]) if table in TABLES else table))


def _subject(t: Translator, teller: Teller, table: str, rows: tuple[Row, ...]) -> str:
    cards = "".join(_card(t, teller, table, row) for row in sorted(rows, key=_age, reverse=True))
    return (
        f'<details id="{escape(table)}"><summary>{_head(t, table)} ({len(rows)})</summary>'
        f"{cards}</details>"
    )


def _age(row: Row) -> tuple[str, int]:
    born = next((row[name] for name in _BORN if isinstance(row.get(name), datetime)), None)
    return born.isoformat() if born is not None else "", int(row.get("id") or 0)


def _card(t: Translator, teller: Teller, table: str, row: Row) -> str:
    """What a reader wants to know; marks that only help to find the row are folded away."""
    told: list[str] = []
    marks: list[str] = []
    for name, value in row.items():
        if value is None or value in ("", {}, []):
            continue
        if (said := teller.told(row, name, value)) is None:
            continue
        label = t(COLUMNS[name]) if name in COLUMNS else name
        line = f"<tr><td>{escape(label)}</td><td>{escape(said)}</td></tr>"
        is_mark = name in MARKS and (table, name) != ("person", "telegram_id")
        (marks if is_mark else told).append(line)
    folded = (
        f"<details><summary>{escape(t('Service marks'))}</summary>"
        f"<table>{''.join(marks)}</table></details>"
        if marks
        else ""
    )
    return f"<article><table>{''.join(told)}</table>{folded}</article>"
