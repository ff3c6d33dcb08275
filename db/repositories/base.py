"""What all repositories share: the session, and an insert that keeps what is there."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.models.base import Base

# A statement holds 32 766 bound values at most.
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

        Of more than 500 rows PostgreSQL does not tell the number: it is 0 then.
        """
        if not rows:
            return 0
        is_postgres = self.session.get_bind().dialect.name == "postgresql"
        insert: Any = postgresql.insert if is_postgres else sqlite.insert
        if not is_postgres or len(rows) > CHUNK:
            # One prepared statement is ten times faster than long lists of values, each length of
            # which is compiled by itself. PostgreSQL's driver does not tell how many were new.
            statement = insert(model.__table__).on_conflict_do_nothing()
            return max(rowcount(await self.session.execute(statement, list(rows))), 0)
        statement = insert(model).values(list(rows)).on_conflict_do_nothing()
        return rowcount(await self.session.execute(statement))


def rowcount(result: Any) -> int:
    """How many rows a statement changed."""
    assert isinstance(result, CursorResult)  # noqa: S101 - SQLAlchemy's typing says Result
    return result.rowcount
