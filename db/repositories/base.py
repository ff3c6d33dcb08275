"""What all repositories share: the session, and an insert that keeps what is there."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.models.base import Base

# SQLite allows 32 766 bound values in a statement.
CHUNK = 500


class Repository:
    """Base of the repositories."""

    def __init__(self, session: AsyncSession) -> None:
        """Take the session of an open transaction."""
        self.session = session

    def add(self, row: Base) -> None:
        """Insert a row at the next flush."""
        self.session.add(row)

    async def insert_new(self, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> int:
        """Insert the rows that break no unique key; return how many were new.

        Of more than 500 rows some drivers do not tell the number: it is 0 then.
        """
        insert: Any = (
            postgresql.insert
            if self.session.get_bind().dialect.name == "postgresql"
            else sqlite.insert
        )
        if len(rows) > CHUNK:
            # Many at once: one prepared statement is ten times faster than long lists of values.
            statement = insert(model.__table__).on_conflict_do_nothing()
            return max(rowcount(await self.session.execute(statement, rows)), 0)
        inserted = 0
        for start in range(0, len(rows), CHUNK):
            statement = insert(model).values(rows[start : start + CHUNK]).on_conflict_do_nothing()
            result = await self.session.execute(statement)
            inserted += rowcount(result)
        return inserted


def rowcount(result: Any) -> int:
    """How many rows a statement changed."""
    assert isinstance(result, CursorResult)  # noqa: S101 - SQLAlchemy's typing says Result
    return result.rowcount
