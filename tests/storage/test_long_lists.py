"""Lists of ids longer than a statement can hold: 32 766 values on SQLite, as many on PostgreSQL."""

import sqlite3
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from db.database import Database
from db.enums import ReminderStatus, Role
from db.store import Store

NOON = datetime(2021, 4, 5, 7, tzinfo=UTC)
IDS = range(1_000_000, 1_040_000)

_ASKED: dict[str, Callable[[Store], Awaitable[Any]]] = {
    "people.many": lambda store: store.people.many(IDS),
    "people.seats_at": lambda store: store.people.seats_at(IDS, list(Role)),
    "duties.attendances": lambda store: store.duties.attendances(IDS),
    "duties.reports": lambda store: store.duties.reports(IDS),
    "duties.waiting": lambda store: store.duties.waiting(IDS),
    "duties.undecided": lambda store: store.duties.undecided(IDS),
    "ledger.traces": lambda store: store.ledger.traces(IDS, IDS),
    "ledger.occurrence_ids": lambda store: store.ledger.occurrence_ids(IDS),
    "personal.place_names": lambda store: store.personal.place_names(IDS),
    "places.many": lambda store: store.places.many(IDS),
    "plans.happenings": lambda store: store.plans.happenings(IDS),
    "reminders.promised": lambda store: store.reminders.promised(IDS),
    "reminders.settle": lambda store: store.reminders.settle(IDS, ReminderStatus.LATE, NOON),
    "reminders.withdraw": lambda store: store.reminders.withdraw(IDS, after=NOON),
}


async def as_others_have_it(store: Store) -> None:
    """Some builds of SQLite take more values than others: this test is for the others too."""
    raw = await (await store.people.session.connection()).get_raw_connection()
    if isinstance(held := getattr(raw.driver_connection, "_conn", None), sqlite3.Connection):
        held.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 32_766)


@pytest.mark.parametrize("question", _ASKED)
async def test_forty_thousand_ids_are_asked_about(database: Database, question: str):
    async with database.write() as store:
        await as_others_have_it(store)
        assert not await _ASKED[question](store)


async def test_of_forty_thousand_people_each_has_his_seats(database: Database):
    async with database.read() as store:
        await as_others_have_it(store)
        seats = await store.people.seats_of(IDS)
    assert len(seats) == len(IDS)
    assert not any(seats.values())
