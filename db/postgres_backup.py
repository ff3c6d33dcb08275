"""Copies of a PostgreSQL database, made and brought back by the tools of PostgreSQL itself."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from db.backup_errors import BackupError

SUFFIX = ".dump"
_REPLACED = "replaced-"
_PATIENCE = 3600
_REVISION = re.compile(r"COPY public\.alembic_version .*?\n(\w+)\n", re.DOTALL)


def default_folder(_url: URL) -> Path:
    """Where backups go when nobody says."""
    return Path("data") / "backups"


def copy(url: URL, target: Path) -> None:
    """Dump the database as it stands now into an existing empty file."""
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}", url=url)


def check(_url: URL) -> None:
    """PostgreSQL looks after its own files."""


def verify(path: Path) -> str:
    """Read a dump from end to end; return the revision of its tables."""
    if not path.is_file():
        raise BackupError(f"there is no file {path}")
    # Turned into SQL and thrown away: every block is read.
    _run("pg_restore", f"--file={os.devnull}", str(path))
    found = _REVISION.search(
        _run("pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(path))
    )
    if found is None:
        raise BackupError(f"{path} holds no tables of the bot")
    return found[1]


def stage(url: URL, path: Path) -> str:
    """Load a dump into a database of its own on the same server; return its URL."""
    staged = url.set(database=f"{url.database}_restoring")
    drop(staged)
    _sql(url, f'CREATE DATABASE "{staged.database}"')
    try:
        _run("pg_restore", "--no-owner", "--exit-on-error", "--dbname", url=staged, file=path)
    except BackupError:
        drop(staged)
        raise
    return staged.render_as_string(hide_password=False)


def replace(url: URL, staged: URL, stamp: str, _folder: Path) -> str:
    """Give the staged database the name of the present one, which gets another."""
    kept = f"{url.database}_{_REPLACED}{stamp.lower()}".replace("-", "_")
    upkeep = url.set(database="postgres")
    _sql(upkeep, f'ALTER DATABASE "{url.database}" RENAME TO "{kept}"')
    _sql(upkeep, f'ALTER DATABASE "{staged.database}" RENAME TO "{url.database}"')
    return f"the database {kept}"


def drop(staged: URL) -> None:
    """Delete a staged database."""
    _sql(staged.set(database="postgres"), f'DROP DATABASE IF EXISTS "{staged.database}"')


def replaced(_url: URL, _folder: Path) -> list[Path]:
    """No files: a replaced database is dropped by hand, docs/operations.md says how."""
    return []


def _sql(url: URL, statement: str) -> None:
    _run("psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--command", statement, url=url)


def _run(program: str, *arguments: str, url: URL | None = None, file: Path | None = None) -> str:
    """Run a tool; the password goes through its environment: no list of processes shows it."""
    found = shutil.which(program)
    if found is None:
        raise BackupError(
            f"{program} is not installed: install the PostgreSQL client (on Debian and Ubuntu: "
            "the package postgresql-client), in the version of the server or newer"
        )
    command = [found, *arguments]
    environment = dict(os.environ)
    if url is not None:
        plain = url.set(drivername="postgresql", password=None)
        if url.password:
            environment["PGPASSWORD"] = str(url.password)
        address = plain.render_as_string(hide_password=False)
        if arguments[-1] == "--dbname":
            command.append(address)
        else:
            command.append(f"--dbname={address}")
    if file is not None:
        command.append(str(file))
    done = subprocess.run(  # noqa: S603 - a tool found by its name, arguments of our own
        command, env=environment, capture_output=True, text=True, timeout=_PATIENCE, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise BackupError(f"{program} failed: {last[:200]}")
    return done.stdout
