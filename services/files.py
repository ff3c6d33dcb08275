"""Files that came with reports: which there are, and copies of them beyond the messenger.

The messenger keeps a file as long as it likes; where a place for copies is configured, each file
is copied there once, under a name made of its own contents. A file is never opened or executed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from db.database import Database
from db.enums import FileStatus
from db.models import Report, StoredFile
from db.store import Store
from services.access import Action, Actor, internal, needs
from services.clock import Clock
from services.file_kinds import LARGEST_MEGABYTES, cleaned_name, refusal
from services.forms.form import Attached, Problem
from services.forms.reading import files_in
from services.report_cards import readable

_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=6)
_TROUBLE_LIMIT = 64


class CopyError(Exception):
    """The place of copies cannot be reached or refuses; the text is a code."""


class Copies(Protocol):
    """Where copies are kept: contents under names made of them, so that none is ever changed."""

    async def put(self, key: str, content: bytes) -> None:
        """Keep it for good before returning; raises CopyError. Twice the same is no harm."""
        ...

    async def get(self, key: str) -> bytes | None:
        """What is kept, or None; raises CopyError."""
        ...


@dataclass(frozen=True, slots=True)
class Uncopied:
    """A file whose copy is to be made now; `attempts` counts this one too."""

    stored_id: int
    file_id: str
    size: int
    attempts: int


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """The files of a report's present version, in the order they were given."""

    title: str
    place_name: str
    files: tuple[Attached, ...]
    # Names and digests of the copies, by the messenger's number of the file.
    copies: Mapping[str, tuple[str, str]] = field(default_factory=dict)


async def keep(
    store: Store, report: Report, answers: Mapping[str, Any], by: int, now: datetime
) -> None:
    """Note the files of a report that was just sent; those that came before are known already.

    Those that are in its answers no more stay: earlier versions speak of them.
    """
    known = {file.file_id for file in await store.files.of_report(report.id)}
    for file in files_in(answers):
        if file["file_id"] in known:
            continue
        known.add(file["file_id"])
        store.files.add(
            StoredFile(
                file_id=file["file_id"],
                kind=file["kind"],
                name=cleaned_name(file["name"]),
                size=file["size"],
                report_id=report.id,
                added_by=by,
                added_at=now,
                status=FileStatus.WAITING,
                due_at=now,
            )
        )


class Files:
    """Shows files, and sees to their copies."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        copies: Copies | None = None,
        *,
        megabytes: int = LARGEST_MEGABYTES,
    ) -> None:
        """Take where copies go, if anywhere, and how large a file may be."""
        self._database = database
        self._clock = clock
        self._copies = copies
        self._megabytes = megabytes

    @needs(Action.FILL_IN)
    async def refusal(self, _actor: Actor, file: Attached) -> Problem | None:
        """Why a file is not taken; None for one that is."""
        return refusal(file, self._megabytes)

    @needs(Action.REPORT, Action.DECIDE_REPORT)
    async def of_report(self, actor: Actor, report_id: int) -> ReportFiles:
        """The files of a report through the actor's scope; raises NotFoundError."""
        return await self._found(actor, report_id)

    @needs(Action.FILE_PAPER)
    async def of_own_paper(self, actor: Actor, report_id: int) -> ReportFiles:
        """The same for a methodist, who reads nothing but what he has handed in himself."""
        return await self._found(actor, report_id)

    async def _found(self, actor: Actor, report_id: int) -> ReportFiles:
        async with self._database.read() as store:
            report, found, place = await readable(store, actor, report_id)
            rows = await store.files.of_report(report_id)
        return ReportFiles(
            found.row.title,
            place.name,
            tuple(
                Attached(file["file_id"], file["kind"], file["name"], file["size"])
                for file in files_in(report.answers)
            ),
            {row.file_id: (row.key, row.digest) for row in rows if row.key and row.digest},
        )

    @needs(Action.REPORT, Action.DECIDE_REPORT, Action.FILE_PAPER)
    async def copy(self, _actor: Actor, found: ReportFiles, file: Attached) -> bytes | None:
        """The copy of one of the files that were found, whole as it came; None without one."""
        key, digest = found.copies.get(file.file_id, ("", ""))
        if not key or self._copies is None:
            return None
        try:
            content = await self._copies.get(key)
        except CopyError:
            return None
        is_whole = content is not None and hashlib.sha256(content).hexdigest() == digest
        return content if is_whole else None

    @internal
    async def begin(self) -> None:
        """Settle what the settings have changed: copies are made now, or no more."""
        now = self._clock.now()
        was, into = FileStatus.UNCOPIED, FileStatus.WAITING
        if self._copies is None:
            was, into = into, was
        async with self._database.write() as store:
            await store.files.turn(was, into, now)

    @internal
    async def due(self) -> Uncopied | None:
        """The next file to be copied; the attempt is counted before it is made.

        What ends the process is so tried later and later, and stops nothing else.
        """
        now = self._clock.now()
        async with self._database.read() as store:
            if not await store.files.is_waiting():
                return None
        if self._copies is None:
            await self.begin()
            return None
        async with self._database.write() as store:
            while (row := await store.files.due(now)) is not None:
                twin = await store.files.copied(row.file_id)
                if twin is None:
                    row.attempts += 1
                    row.due_at = now + _pause(row.attempts)
                    return Uncopied(row.id, row.file_id, row.size, row.attempts)
                row.status, row.key, row.digest = FileStatus.KEPT, twin.key, twin.digest
                await store.flush()
        return None

    @internal
    async def fetched(self, file: Uncopied, content: bytes) -> None:
        """Keep a copy; raises CopyError. The row says so only when the copy is safe."""
        digest = hashlib.sha256(content).hexdigest()
        key = f"{digest[:2]}/{digest}"
        if self._copies is None:
            raise CopyError("nowhere")
        await self._copies.put(key, content)
        async with self._database.write() as store:
            row = await store.files.get(file.stored_id)
            if row is not None:
                row.status, row.key, row.digest = FileStatus.KEPT, key, digest
                row.trouble = None

    @internal
    async def failed(self, file: Uncopied, trouble: str, *, for_good: bool = False) -> None:
        """Note why there is no copy: not yet, or never."""
        async with self._database.write() as store:
            row = await store.files.get(file.stored_id)
            if row is not None:
                row.trouble = trouble[:_TROUBLE_LIMIT]
                row.status = FileStatus.LOST if for_good else FileStatus.WAITING


def _pause(attempts: int) -> timedelta:
    """Twice as long after each failure."""
    return min(_FIRST_PAUSE * (1 << min(attempts - 1, 20)), _LONGEST_PAUSE)
