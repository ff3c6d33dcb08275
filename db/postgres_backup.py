"""Copies of a PostgreSQL database, made and brought back by the tools of PostgreSQL itself."""

import os
import re
import shutil
import subprocess
import threading
from pathlib import Path

from sqlalchemy import URL

from db.backup_errors import BackupError

SUFFIX = ".dump"
# A database that somebody is connected to cannot be renamed: that is its own lock.
REPLACES_LOCKED = False
_REPLACED = "replaced-"
_LOOK_SECONDS = 0.5
_REVISION = re.compile(r"COPY public\.alembic_version .*?\n(\w+)\n", re.DOTALL)


def default_folder(_url: URL) -> Path:
    """Where backups go when nobody says."""
    return Path("data") / "backups"


def copy(url: URL, target: Path, given_up: threading.Event) -> None:
    """Dump the database as it stands now into an existing empty file."""
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}", url=url, given_up=given_up)


def exists(_url: URL) -> bool:
    """The server knows; whoever connects finds out."""
    return True


def check(_url: URL) -> None:
    """PostgreSQL looks after its own files."""


def verify(path: Path, given_up: threading.Event | None = None) -> str:
    """Read a dump from end to end; return the revision of its tables."""
    if not path.is_file():
        raise BackupError(f"there is no file {path}")
    # Turned into SQL and thrown away: every block is read.
    _run("pg_restore", f"--file={os.devnull}", str(path), given_up=given_up)
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


def _run(
    program: str,
    *arguments: str,
    url: URL | None = None,
    file: Path | None = None,
    given_up: threading.Event | None = None,
) -> str:
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
        plain = URL.create(
            "postgresql",
            username=url.username,
            host=url.host,
            port=url.port,
            database=url.database,
            query=url.query,
        )
        if url.password:
            environment["PGPASSWORD"] = str(url.password)
        address = plain.render_as_string(hide_password=False)
        if arguments[-1] == "--dbname":
            command.append(address)
        else:
            command.append(f"--dbname={address}")
    if file is not None:
        command.append(str(file))
    with subprocess.Popen(  # noqa: S603 - a tool found by its name, arguments of our own
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        output, complaints = _wait(process, given_up or threading.Event())
    if process.returncode:
        last = (complaints.strip().splitlines() or ["no reason given"])[0]
        raise BackupError(f"{program} failed: {last[:200]}")
    return output


def _wait(process: subprocess.Popen[str], given_up: threading.Event) -> tuple[str, str]:
    while True:
        try:
            return process.communicate(timeout=_LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            if given_up.is_set():
                process.kill()
