"""Migrations go up, down and up again, and bring what the models say."""

from sqlalchemy import create_engine, inspect

from db.database import Database
from db.models import Base
from db.schema import current_revision, differences, migrate, newest_revision


def _tables(file) -> set[str]:
    engine = create_engine(f"sqlite:///{file}")
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


async def test_migrations_go_up_down_and_up_again(tmp_path):
    file = tmp_path / "marshrut.db"
    database = Database(f"sqlite+aiosqlite:///{file}")
    try:
        await migrate(database)
        assert await current_revision(database) == newest_revision()
        assert _tables(file) == {*Base.metadata.tables, "alembic_version"}

        await migrate(database, "base")
        assert await current_revision(database) is None
        assert _tables(file) <= {"alembic_version"}

        await migrate(database)
        assert await current_revision(database) == newest_revision()
    finally:
        await database.close()


async def test_models_and_migrations_agree(tmp_path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'marshrut.db'}")
    try:
        await migrate(database)
        assert await differences(database) == []
    finally:
        await database.close()
