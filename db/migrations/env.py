"""Alembic's entry: runs on the connection that db.schema hands over."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from db.models import Base
from db.types import UtcDateTime


def _render(kind: str, item: Any, _autogen: object) -> str | Literal[False]:
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_render,
    compare_type=True,
    # SQLite can do it too: db.schema opens the transaction itself.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
