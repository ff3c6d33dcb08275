"""Backups: made while the bot works, verified before they get their name, and brought back.

A file that bears the name of a backup has been read from end to end; one that could not be
finished or verified leaves nothing. What a database is made of is told in `sqlite_backup` and
`postgres_backup`; the rest of the program need not know which of the two it is.
"""

import asyncio
import contextlib
import os
import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

from db import postgres_backup, sqlite_backup
from db.backup_errors import BackupError, DamagedError
from db.database import Database

__all__ = ["Backup", "BackupError", "Backups", "DamagedError"]

# Backups hold personal data: docs/privacy.md promises that they are gone after so long.
OLDEST = timedelta(days=30)
_STAMP = "%Y%m%dT%H%M%SZ"
_PART = re.compile(r"\.marshrut-(\d+)\.(?:db|dump)\.part(?:-\w+)?")
_NAME = re.compile(r"marshrut-(\d{8}T\d{6}Z)(?:-\d+)?(-[a-z0-9-]+)?\.(db|dump)")


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified copy of the database."""

    path: Path
    made_at: datetime


class Backups:
    """The backups of one database in one folder."""

    def __init__(self, database: Database, folder: Path | None = None) -> None:
        """Take what is copied and where to; beside a SQLite file when no folder is named."""
        self._database = database
        self._kind: ModuleType = sqlite_backup if database.is_sqlite else postgres_backup
        self.folder = folder or self._kind.default_folder(database.url)
        # Whether `replace` needs the database locked for this process, or left by everybody.
        self.replaces_locked: bool = self._kind.REPLACES_LOCKED

    async def make(self, now: datetime, label: str = "") -> Backup:
        """Copy the database as it stands now, verify the copy, give it its name.

        Raises BackupError with a line for the operator; then nothing is left behind.
        """
        # Whoever waits for it may be stopped; the thread is told and ends soon after.
        given_up = threading.Event()
        try:
            return await asyncio.to_thread(self._make, now, label, given_up)
        finally:
            given_up.set()

    async def check(self) -> None:
        """Look whether the database itself is whole; raises DamagedError."""
        await asyncio.to_thread(self._kind.check, self._database.url)

    async def verify(self, path: Path) -> str:
        """Read a backup from end to end; return its revision. Raises BackupError."""
        return await asyncio.to_thread(self._kind.verify, path)

    def existing(self) -> list[Backup]:
        """The backups of the folder, the newest first."""
        found = []
        with contextlib.suppress(OSError):
            for path in self.folder.iterdir():
                if match := _NAME.fullmatch(path.name):
                    made_at = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
                    if path.suffix == self._kind.SUFFIX:
                        found.append(Backup(path, made_at))
        return sorted(found, key=lambda backup: (backup.made_at, backup.path.name), reverse=True)

    async def newest_whole(self) -> Backup | None:
        """The newest backup that can still be read from end to end."""
        for backup in self.existing():
            with contextlib.suppress(BackupError):
                await self.verify(backup.path)
                return backup
        return None

    def rotate(self, keep: int, now: datetime) -> int:
        """Delete all but the newest few, and all that are too old; return how many.

        The newest one stays, however old it is.
        """
        # Those from the future were made before the clock was put right.
        others = sorted(self.existing(), key=lambda b: b.made_at <= now, reverse=True)[1:]
        old = [b for n, b in enumerate(others, 2) if n > keep or now - b.made_at > OLDEST]
        paths = [backup.path for backup in old]
        paths += [
            path
            for path in self._kind.replaced(self._database.url, self.folder)
            if now.timestamp() - path.stat().st_mtime > OLDEST.total_seconds()
        ]
        for path in paths:
            path.unlink(missing_ok=True)
        return len(paths)

    @property
    def has_database(self) -> bool:
        """Whether there is a database now; to look into a missing one could make it."""
        return bool(self._kind.exists(self._database.url))

    async def stage(self, path: Path) -> Database:
        """Make a database of a backup, apart from the present one, to be readied and put in place.

        Raises BackupError.
        """
        return Database(await asyncio.to_thread(self._kind.stage, self._database.url, path))

    async def replace(self, staged: Database, now: datetime) -> str:
        """Put a staged database, which nobody has open, in the place of the present one.

        Returns where the present one is kept. Raises BackupError.
        """
        stamp = now.astimezone(UTC).strftime(_STAMP)
        return await asyncio.to_thread(
            self._kind.replace, self._database.url, staged.url, stamp, self.folder
        )

    async def drop(self, staged: Database) -> None:
        """Throw a staged database away."""
        await asyncio.to_thread(self._kind.drop, staged.url)

    def _make(self, now: datetime, label: str, given_up: threading.Event) -> Backup:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return Backup(self._copy(now, label, given_up), now)
        except OSError as error:
            raise BackupError(f"{self.folder}: {error.strerror or error}") from None

    def _copy(self, now: datetime, label: str, given_up: threading.Event) -> Path:
        self._clear()
        part = self.folder / f".marshrut-{os.getpid()}{self._kind.SUFFIX}.part"
        try:
            # Nobody else may read it, not even for the moment before it has its name.
            os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
            self._kind.copy(self._database.url, part, given_up)
            self._kind.verify(part, given_up)
            _sync(part)
            name = self._name(now, label)
            os.rename(part, name)
            _sync(self.folder)
        finally:
            part.unlink(missing_ok=True)
        return name

    def _clear(self) -> None:
        """Delete what processes have begun and were killed over."""
        for path in self.folder.iterdir():
            if (match := _PART.fullmatch(path.name)) and not _is_alive(int(match[1])):
                path.unlink(missing_ok=True)

    def _name(self, now: datetime, label: str) -> Path:
        stamp, tail = now.astimezone(UTC).strftime(_STAMP), f"-{label}" if label else ""
        for number in range(1, 1000):
            count = f"-{number:03}" if number > 1 else ""
            path = self.folder / f"marshrut-{stamp}{count}{tail}{self._kind.SUFFIX}"
            if not path.exists():
                return path
        raise BackupError("too many backups in one second")


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
