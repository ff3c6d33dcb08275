"""How many questions a use case asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event as sql_event

from db.database import Database


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Statements sent to the database meanwhile."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    engines = {database._reader.sync_engine, database._writer.sync_engine}
    for engine in engines:
        sql_event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            sql_event.remove(engine, "before_cursor_execute", note)
