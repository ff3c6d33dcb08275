"""Copies of a SQLite file, made while others write into it.

One read transaction is held for the whole copy: it is of one moment, it never begins anew because
somebody wrote, and in WAL mode nobody who writes waits for it.
"""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL

from db.backup_errors import BackupError, DamagedError

SUFFIX = ".db"
REPLACES_LOCKED = True
# So many pages are copied without letting other threads in between.
_PAGES = 256
# So many steps of a long check are made without a look whether it is still wanted.
_STEPS = 100_000
_REPLACED = ".replaced-"
_STAGED = ".restoring"
_COMPLAINTS = 3


def default_folder(url: URL) -> Path:
    """Where backups go when nobody says."""
    return _file(url).parent / "backups"


def copy(url: URL, target: Path, given_up: threading.Event) -> None:
    """Copy the database as it stands now into an existing empty file."""

    def look(_status: int, _left: int, _total: int) -> None:
        if given_up.is_set():
            raise BackupError("given up")

    source = _file(url)
    if not source.exists():
        raise BackupError(f"there is no database {source}")
    try:
        with _opened(source) as old, contextlib.closing(sqlite3.connect(target)) as new:
            old.execute("BEGIN")
            # A transaction begins when something is read.
            old.execute("SELECT count(*) FROM sqlite_master").fetchone()
            old.backup(new, pages=_PAGES, progress=look)
            # One file, without a log beside it.
            new.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise BackupError(f"{source} cannot be copied ({error})") from None


def exists(url: URL) -> bool:
    """Whether there is a file with something in it."""
    return _file(url).exists() and _file(url).stat().st_size > 0


def check(url: URL) -> None:
    """Look whether the file is whole; a file that is not there yet is."""
    source = _file(url)
    if not exists(url):
        return
    try:
        with _opened(source) as connection:
            complaints = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            return
        raise DamagedError(str(error)) from None
    except sqlite3.DatabaseError as error:
        raise DamagedError(str(error)) from None
    if complaints != ["ok"]:
        raise DamagedError("; ".join(" ".join(c.split()) for c in complaints[:_COMPLAINTS])[:200])


def verify(path: Path, given_up: threading.Event | None = None) -> str:
    """Read a copy from end to end; return the revision of its tables."""
    if not path.is_file():
        raise BackupError(f"there is no file {path}")
    try:
        # Immutable: nothing is written beside it, nor into it.
        with _opened(path, "immutable=1") as connection:
            if given_up is not None:
                connection.set_progress_handler(lambda: int(given_up.is_set()), _STEPS)
            complaints = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchone()
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"{path} is no whole backup ({error})") from None
    if complaints != ["ok"]:
        raise BackupError(f"{path} is damaged")
    if orphans is not None:
        raise BackupError(f"{path} has rows of {orphans[0]} that belong to nothing")
    if found is None:
        raise BackupError(f"{path} holds no tables of the bot")
    return str(found[0])


def stage(url: URL, path: Path) -> str:
    """Copy a backup beside the database; return the URL of the copy."""
    target = _staged(url)
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove(target)
    os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
    try:
        with (
            _opened(path, "immutable=1") as old,
            contextlib.closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new, pages=_PAGES)
    except sqlite3.Error as error:
        _remove(target)
        raise BackupError(f"{path} cannot be copied ({error})") from None
    return url.set(database=str(target)).render_as_string(hide_password=False)


def replace(url: URL, staged: URL, stamp: str, _folder: Path) -> str:
    """Put the staged file in place; the present one is kept beside it.

    Its log goes first: a log of changes beside another file would be played into that.
    """
    present, new = _file(url), Path(str(staged.database))
    kept = present.with_name(f"{present.name}{_REPLACED}{stamp}")
    _fold(new)
    with new.open("rb") as file:
        os.fsync(file.fileno())
    _fold(present)
    log, index = (present.with_name(present.name + tail) for tail in ("-wal", "-shm"))
    if log.exists():
        os.replace(log, kept.with_name(kept.name + "-wal"))
    index.unlink(missing_ok=True)
    if present.exists():
        kept.unlink(missing_ok=True)
        os.link(present, kept)
        os.utime(kept)
    os.replace(new, present)
    folder = os.open(present.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return str(kept) if kept.exists() else ""


def drop(staged: URL) -> None:
    """Delete a staged file."""
    _remove(Path(str(staged.database)))


def replaced(url: URL, _folder: Path) -> list[Path]:
    """Files that a restore has put aside."""
    present = _file(url)
    return sorted(present.parent.glob(f"{present.name}{_REPLACED}*"))


def _file(url: URL) -> Path:
    return Path(str(url.database))


def _staged(url: URL) -> Path:
    present = _file(url)
    return present.with_name(present.name + _STAGED)


def _fold(path: Path) -> None:
    """Write the log of changes into the file, as far as the file allows it."""
    if not path.exists():
        return
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _remove(path: Path) -> None:
    for tail in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + tail).unlink(missing_ok=True)


@contextlib.contextmanager
def _opened(path: Path, option: str = "mode=ro") -> Iterator[sqlite3.Connection]:
    """A connection that only reads: the last one to close would otherwise tidy up the log."""
    address = f"{path.absolute().as_uri()}?mode=ro&{option}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=30)
    try:
        yield connection
    finally:
        connection.close()
