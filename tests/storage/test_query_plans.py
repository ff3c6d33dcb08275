"""Questions that are asked every second, or at every tap, are answered from an index."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from db.database import Database
from db.enums import InboxStatus
from db.store import Store
from tests.support.databases import on_sqlite

NOON = datetime(2021, 4, 5, 7, tzinfo=UTC)

Asked = Callable[[Store], Awaitable[object]]


async def plans_of(database: Database, ask: Asked) -> list[str]:
    """How SQLite would answer every question that something asks."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object):
        asked.append((statement, parameters))

    async with database.write() as store:
        engine = store.people.session.get_bind().engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            await ask(store)
        finally:
            event.remove(engine, "before_cursor_execute", note)

        def explained(session: Session) -> list[str]:
            connection = session.connection()
            return [
                row[3]
                for statement, parameters in asked
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]

        return await store.people.session.run_sync(explained)


HOT: dict[str, tuple[Asked, str]] = {
    "claim": (lambda store: store.outbox.claim(NOON, 30, [1, 2]), "ix_outbox_pending"),
    "anything to send": (lambda store: store.outbox.is_any_due(NOON), "ix_outbox_pending"),
    "anybody to remind": (lambda store: store.reminders.is_any_due(NOON), "ix_reminder_pending"),
    "due reminders": (lambda store: store.reminders.due(NOON, 500), "ix_reminder_pending"),
    "week of the plan": (
        lambda store: store.plans.between([1, 2], NOON, NOON + timedelta(days=7)),
        "occurrence",
    ),
    "a person": (lambda store: store.people.by_telegram(7_000_000_000), "person"),
    "who is acting": (
        lambda store: store.acting.by_account(7_000_000_000),
        "ix_membership_stands_in_for",
    ),
    "what parties said": (
        lambda store: store.answering.situation(1, 1, 1, [1, 2], school=(1, NOON)),
        "attendance",
    ),
    "an effect": (lambda store: store.intake.mark_applied(1, NOON), "inbox"),
    "an end": (lambda store: store.intake.finish([1, 2], InboxStatus.DONE), "inbox"),
    "his seats": (lambda store: store.people.seats(1), "membership"),
    "one event": (lambda store: store.plans.happening(1), "occurrence"),
    "its answers": (lambda store: store.duties.attendances([1]), "attendance"),
    "open updates": (lambda store: store.intake.pending(), "ix_inbox_pending"),
}


@on_sqlite
@pytest.mark.parametrize("name", HOT)
async def test_a_hot_question_reads_no_table_from_end_to_end(database: Database, name: str):
    ask, index = HOT[name]

    plans = await plans_of(database, ask)

    assert any(index in line for line in plans), plans
    scans = [line for line in plans if line.startswith("SCAN") and "INDEX" not in line]
    # A row of constants is no table.
    assert set(scans) <= {"SCAN CONSTANT ROW"}, plans


async def test_what_is_due_is_seen_at_once(database: Database):
    async with database.write() as store:
        assert not await store.outbox.is_any_due(NOON)
        await store.people.session.execute(
            text(
                "INSERT INTO person (id, telegram_id, name, locale, consent_version, consented_at,"
                " paused, created_at) VALUES (1, 1, 'Anna', 'ru', '1', :at, false, :at)"
            ),
            {"at": NOON},
        )
        await store.outbox.enqueue(
            [
                {
                    "person_id": 1,
                    "telegram_id": 1,
                    "kind": "reminder",
                    "lane": 1,
                    "payload": {},
                    "dedupe_key": "one",
                    "due_at": NOON,
                    "status": "queued",
                }
            ]
        )

    async with database.read() as store:
        assert not await store.outbox.is_any_due(NOON - timedelta(seconds=1))
        assert await store.outbox.is_any_due(NOON)
        assert not await store.reminders.is_any_due(NOON)
