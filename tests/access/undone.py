"""A database on which every attempt starts from the same facts: what one does is undone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.database import Database
from db.store import Store
from db.together import Body, T


class UndoneDatabase(Database):
    """All transactions of an attempt are savepoints of one that is rolled back."""

    _attempt: AsyncConnection | None = None

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """Undo in the end whatever is done meanwhile."""
        async with self._writer.connect() as connection:
            transaction = await connection.begin()
            self._attempt = connection
            try:
                yield
            finally:
                self._attempt = None
                await transaction.rollback()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Store]:
        """See what this attempt has done so far."""
        if self._attempt is None:
            async with super().read() as store:
                yield store
            return
        async with self._session() as session:
            yield Store(session)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Store]:
        """Keep it until the end of the attempt."""
        if self._attempt is None:
            async with super().write() as store:
                yield store
            return
        async with self._session() as session, session.begin():
            yield Store(session)

    async def brief(self, body: Body[T]) -> T:
        """Do it as any effect: what others have waiting is no part of the attempt."""
        if self._attempt is None:
            return await super().brief(body)
        async with self.effect() as store:
            return await body(store)

    def _session(self) -> AsyncSession:
        return AsyncSession(
            self._attempt, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
