"""What a tap asks and causes is done in one crossing, together with that of others meanwhile.

Work that asks nobody but the database needs no turn of the event loop between two statements: it
runs from beginning to end in the thread that owns the connection. Those who wait while others are
served go along next. Who writes shares a transaction with them, each behind a savepoint of its
own: who fails undoes what is his, and nobody hears of success before all of it is kept.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, StaticPool, create_engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Session

from db.store import Store
from db.troubles import TROUBLES

# While they are served nobody of them is answered, and others wait for the connection.
AT_ONCE = 16
# An option of connections on which each statement stands for itself.
SINGLE = "marshrut_single"

T = TypeVar("T")
Body = Callable[[Store], Awaitable[T]]


class WaitsForOthersError(RuntimeError):
    """Work that was said to ask only the database waits for something else."""


class StraightSession:
    """As much of an asynchronous session as repositories use, and it never waits.

    It is Store's session within the thread of the connection.
    """

    def __init__(self, session: Session) -> None:
        """Take a session on the connection of this thread."""
        self._session = session
        self._results: list[Any] = []
        self.add = session.add
        self.get_bind = session.get_bind

    @property
    def identity_map(self) -> Any:
        """The objects it knows."""
        return self._session.identity_map

    async def execute(self, statement: Any, values: Any = None) -> Any:
        """Run a statement."""
        return self._noted(self._session.execute(statement, values))

    async def scalar(self, statement: Any, values: Any = None) -> Any:
        """The first column of the first row, or None."""
        return self._session.scalar(statement, values)

    async def scalars(self, statement: Any, values: Any = None) -> Any:
        """The first columns of the rows."""
        return self._noted(self._session.scalars(statement, values))

    async def get(self, entity: Any, key: Any, **options: Any) -> Any:
        """An object by its key, or None."""
        return self._session.get(entity, key, **options)

    async def refresh(self, instance: object, *given: Any, **options: Any) -> None:
        """Read an object anew."""
        self._session.refresh(instance, *given, **options)

    async def delete(self, instance: object) -> None:
        """Delete an object at the next flush."""
        self._session.delete(instance)

    async def flush(self) -> None:
        """Write what waits to be written."""
        self._session.flush()

    def leave(self) -> None:
        """Let go of what was not read to its end: the connection would read on in it."""
        for result in self._results:
            result.close()
        self._results.clear()

    def _noted(self, result: Any) -> Any:
        self._results.append(result)
        return result


@dataclass(eq=False, slots=True)
class Work:
    """One who waits, and what became of it; one of the two is set when it is done."""

    body: Any
    context: Context
    told: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = field(default=None)


# Serves several in the thread of a connection; what it raises is heard by all of them.
Serve = Callable[[Engine, sqlite3.Connection, Sequence[Work]], None]


class Together:
    """Gathers work for one connection of an engine at a time."""

    def __init__(self, engine: AsyncEngine, serve: Serve, *, connections: int = 1) -> None:
        """Take whose connections are used, how, and how many of them with those who go alone."""
        self._engine = engine
        self._serve = serve
        self._connections = connections
        self._waiting: list[Work] = []
        self._serving: set[asyncio.Task[None]] = set()
        self._alone = 0

    @property
    def is_crowded(self) -> bool:
        """Whether so many are served that whoever comes does better to go with others."""
        return self._alone + len(self._serving) >= self._connections

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Count somebody who goes by himself, which is the shorter way for one."""
        self._alone += 1
        try:
            yield
        finally:
            self._alone -= 1

    async def do(self, body: Any) -> Any:
        """Have it done; raises what became of it, or why nothing could be done at all."""
        told: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(Work(body, copy_context(), told))
        if not self._serving:
            task = asyncio.create_task(self._work_off())
            self._serving.add(task)
            # One that was cancelled before it began cannot take itself out.
            task.add_done_callback(self._serving.discard)
        return await told

    async def finish(self) -> None:
        """Wait until nobody is served any more."""
        while self._serving:
            await asyncio.wait(set(self._serving))

    async def _work_off(self) -> None:
        some: list[Work] = []
        try:
            while self._waiting:
                failure: Exception | None = None
                async with self._engine.connect() as connection:
                    owner: Any = (await connection.get_raw_connection()).driver_connection
                    # Chosen now: whoever came while the connection was waited for comes along.
                    wanted = [work for work in self._waiting if not work.told.done()]
                    some, self._waiting = wanted[:AT_ONCE], wanted[AT_ONCE:]
                    try:
                        if some:
                            await owner.ran(self._served, owner, some)
                    except Exception as error:
                        failure = error
                for work in some:
                    _tell(work, failure)
                some = []
        except Exception as error:
            # No connection could be had.
            waiting, self._waiting = some + self._waiting, []
            for work in waiting:
                _tell(work, error)
        except BaseException:
            for work in some + self._waiting:
                work.told.cancel()
            self._waiting = []
            raise
        finally:
            # At once: whoever comes now begins anew.
            self._serving.clear()

    def _served(self, raw: sqlite3.Connection, owner: Any, works: Sequence[Work]) -> None:
        if owner.straight is None:
            owner.straight = _straight(raw, self._engine.sync_engine)
        self._serve(owner.straight, raw, works)


def _tell(work: Work, failure: Exception | None) -> None:
    error = failure or work.error
    if work.told.done():
        return
    if error is not None:
        work.told.set_exception(error)
    else:
        work.told.set_result(work.result)


def look(engine: Engine, _raw: sqlite3.Connection, works: Sequence[Work]) -> None:
    """Answer questions, each of which stands for itself: a statement and its values."""
    with engine.connect() as connection:
        for work in works:
            statement, values = work.body
            try:
                work.result = connection.execute(statement, values).freeze()()
            except Exception as error:
                work.error = error


def keep(engine: Engine, raw: sqlite3.Connection, works: Sequence[Work]) -> None:
    """Keep what several want in one transaction; where one breaks it, each in his own.

    A body is a function of the store; it may run twice, the first time for nothing. Raises
    troubles of the database: nobody is tried again, for the next would meet the same.
    """
    with engine.connect() as connection:
        if len(works) > 1:
            try:
                with _transaction(connection, raw):
                    for work in works:
                        _do_apart(connection, raw, work)
            except TROUBLES:
                raise
            except Exception:  # noqa: S110 - each hears by himself
                pass
            else:
                return
        for work in works:
            try:
                with _transaction(connection, raw):
                    _do(connection, work)
            except Exception as error:
                work.error = error


@contextmanager
def _transaction(connection: Connection, raw: sqlite3.Connection) -> Iterator[None]:
    try:
        with connection.begin():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield
    finally:
        # What could not be committed is still open.
        if raw.in_transaction:
            raw.rollback()


def _do_apart(connection: Connection, raw: sqlite3.Connection, work: Work) -> None:
    """Do one's work behind a savepoint; raises when the whole transaction is lost."""
    work.result = work.error = None
    raw.execute("SAVEPOINT apart")
    try:
        _do(connection, work)
    except Exception as error:
        # Some errors of SQLite, and those of a flush, undo everything.
        raw.execute("ROLLBACK TO apart")
        work.error = error
    raw.execute("RELEASE apart")


def _do(connection: Connection, work: Work) -> None:
    work.result = work.error = None
    with Session(connection, expire_on_commit=False) as session:
        straight = StraightSession(session)
        try:
            store = Store(cast("AsyncSession", straight))
            work.result = work.context.run(_driven, work.body(store))
            session.flush()
        finally:
            straight.leave()


def _driven(coroutine: Any) -> Any:
    """What a coroutine returns that never waits."""
    running: Coroutine[Any, Any, Any] = coroutine
    try:
        running.send(None)
    except StopIteration as end:
        return end.value
    running.close()
    raise WaitsForOthersError


def _straight(raw: sqlite3.Connection, engine: Engine) -> Engine:
    """SQLAlchemy's way to the same connection, for the thread that owns it."""
    made: Any = create_engine(
        "sqlite://",
        creator=lambda: raw,
        poolclass=StaticPool,
        pool_reset_on_return=None,
        hide_parameters=True,
        execution_options={SINGLE: True},
    )
    # Whoever listens to the statements of the engine hears these as well.
    made.dispatch = made.dispatch._join(engine.dispatch)
    # An engine that nobody listens to itself does not even ask those it joins.
    made._has_events = True
    return cast("Engine", made)
