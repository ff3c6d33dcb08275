"""Everything that the tables hold about one person: read as a whole, silenced, erased.

Which columns speak of a person is read off the tables themselves, so that a new table cannot be
forgotten when somebody asks what is stored about him.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    LargeBinary,
    Table,
    and_,
    delete,
    false,
    or_,
    select,
    update,
)

from db.enums import (
    BroadcastStatus,
    InboxStatus,
    OutboxStatus,
    PartyKind,
    ReminderStatus,
    RequestStatus,
)
from db.models import (
    Attendance,
    AuditEntry,
    Base,
    Broadcast,
    BroadcastAnswer,
    CalendarAddress,
    Dialog,
    InboxUpdate,
    Membership,
    Mute,
    OfficialPaper,
    OutboxMessage,
    Parcel,
    Person,
    Place,
    PlanRow,
    Question,
    Reminder,
    Report,
    ReportDecision,
    ReportVersion,
    RoleRequest,
    SavedAudience,
    StoredFile,
    WrongInvite,
)
from db.repositories.base import Repository
from db.repositories.paths import pieces
from db.types import UtcDateTime

_ACCOUNT = frozenset({"telegram_id", "sender_id"})
# Whose row it is: any other column `…_by` names who only decided about it.
_AUTHOR = frozenset({"added_by", "answered_by", "asked_by", "created_by", "submitted_by"})
_OWN = "is_own"
# What he wrote himself when he decided.
_OWN_WORDS: Mapping[str, set[str]] = {
    Report.__tablename__: {"comment"},
    ReportDecision.__tablename__: {"step", "verdict", "comment"},
}
# What is in hand is wiped when it is answered: the question itself is no stored fact.
_PASSING = frozenset({InboxUpdate.__tablename__})


class Personal(Repository):
    """One person across all tables."""

    async def everything(self, person_id: int, telegram_id: int) -> dict[str, list[dict[str, Any]]]:
        """Rows that speak of a person, by table; documents as files are left out."""
        found: dict[str, list[dict[str, Any]]] = {}
        for table in Base.metadata.sorted_tables:
            conditions = list(speaks_of(table, person_id, telegram_id))
            if not conditions or table.name in _PASSING:
                continue
            columns = [c for c in table.columns if not isinstance(c.type, LargeBinary)]
            own = or_(false(), *speaks_of(table, person_id, telegram_id, only_decided=False))
            query = select(*columns, own.label(_OWN)).where(or_(*conditions))
            rows = await self.session.execute(query.order_by(*table.primary_key.columns))
            told = _told_of_decided(table)
            cells = [
                {c.name: row[c] for c in columns if row[_OWN] or c.name in told}
                for row in rows.mappings()
            ]
            if cells:
                found[table.name] = cells
        return found

    async def place_names(self, ids: Iterable[int]) -> dict[int, str]:
        """Names of places, closed ones too."""
        query = select(Place.id, Place.name)
        return {
            row.id: row.name
            for some in pieces(ids)
            for row in await self.session.execute(query.where(Place.id.in_(some)))
        }

    async def row_titles(self, ids: Iterable[int]) -> dict[int, str]:
        """What rows of road maps are called."""
        query = select(PlanRow.id, PlanRow.title)
        return {
            row.id: row.title
            for some in pieces(ids)
            for row in await self.session.execute(query.where(PlanRow.id.in_(some)))
        }

    async def silence(self, person_id: int, at: datetime, reason: str) -> None:
        """Nothing more is sent: neither what is queued nor what is promised."""
        await self.session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.person_id == person_id,
                OutboxMessage.status.in_(
                    [OutboxStatus.QUEUED, OutboxStatus.HELD, OutboxStatus.PAUSED]
                ),
            )
            .values(status=OutboxStatus.SKIPPED, error=reason, settled_at=at)
        )
        await self.session.execute(
            delete(Reminder).where(
                Reminder.person_id == person_id,
                Reminder.status.in_([ReminderStatus.PLANNED, ReminderStatus.HELD]),
            )
        )

    async def erase(self, person: Person, at: datetime, without_name: Callable[[str], str]) -> None:
        """Turn a person into a pseudonym; figures of schools stay.

        `without_name` takes the person's name out of a text he wrote for a school.
        """
        await self.silence(person.id, at, "forgotten")
        pseudonym = -person.id
        account = person.telegram_id
        for model in (
            Dialog,
            Parcel,
            Reminder,
            Mute,
            OfficialPaper,
            BroadcastAnswer,
            SavedAudience,
            CalendarAddress,
        ):
            await self.session.execute(delete(model).where(model.person_id == person.id))
        await self.session.execute(delete(WrongInvite).where(WrongInvite.telegram_id == account))
        # The update in hand is claimed by this transaction; its body goes when it is answered.
        await self.session.execute(
            update(InboxUpdate)
            .where(InboxUpdate.sender_id == account, InboxUpdate.applied_at.is_(None))
            .values(status=InboxStatus.QUARANTINED, body=None, sender_id=None)
        )
        await self.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.person_id == person.id)
            .values(telegram_id=pseudonym, message_id=None, parts=None, poll_id=None)
        )
        await self.session.execute(
            update(Membership)
            .where(Membership.person_id == person.id, Membership.revoked_at.is_(None))
            .values(revoked_at=at)
        )
        await self.session.execute(
            update(RoleRequest)
            .where(RoleRequest.person_id == person.id, RoleRequest.status == RequestStatus.OPEN)
            .values(status=RequestStatus.WITHDRAWN, decided_at=at)
        )
        await self.session.execute(
            update(Attendance)
            .where(
                or_(
                    Attendance.answered_by == person.id,
                    # A coordinator may have written over what he had said for himself.
                    and_(
                        Attendance.party_kind == PartyKind.PERSON,
                        Attendance.party_id == person.id,
                    ),
                )
            )
            .values(reason=None, fact_reason=None)
        )
        await self._leave_files(person.id, without_name)
        await self._end_announcements(person.id, at)
        await self._take_name_out(person.id, without_name)
        person.telegram_id, person.name, person.timezone = pseudonym, "", None
        person.paused, person.unreachable_since, person.acting_id = False, None, None
        person.quiet_from = person.quiet_until = person.weekly_budget = None
        person.digest_weekday = person.digest_hour = person.muted_until = None
        person.workdays_only = True
        person.withdrawn_at, person.forgotten_at = person.withdrawn_at or at, at
        await self.session.flush()

    async def withdrawn_before(self, moment: datetime) -> list[Person]:
        """People who took their consent back before a moment and are not forgotten yet."""
        query = select(Person).where(Person.withdrawn_at < moment, Person.forgotten_at.is_(None))
        return list(await self.session.scalars(query))

    async def is_answering(self, since: datetime) -> bool:
        """Whether an update received up to a moment still waits for its answer."""
        query = (
            select(InboxUpdate.update_id)
            .where(InboxUpdate.status == InboxStatus.NEW, InboxUpdate.received_at <= since)
            .limit(1)
        )
        return await self.session.scalar(query) is not None

    async def _leave_files(self, person_id: int, without_name: Callable[[str], str]) -> None:
        """Files he added stay with the reports of his school; who added them does not."""
        added = select(StoredFile).where(StoredFile.added_by == person_id)
        for file in await self.session.scalars(added):
            file.added_by, file.name = None, without_name(file.name)

    async def _end_announcements(self, person_id: int, at: datetime) -> None:
        """His announcements keep their numbers, not their words; none is sent any more."""
        own = select(Broadcast.id).where(Broadcast.author_id == person_id)
        await self.session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.broadcast_id.in_(own),
                OutboxMessage.status.in_(
                    [OutboxStatus.QUEUED, OutboxStatus.HELD, OutboxStatus.PAUSED]
                ),
            )
            .values(status=OutboxStatus.SKIPPED, error="forgotten", settled_at=at)
        )
        await self.session.execute(
            update(Broadcast)
            .where(Broadcast.author_id == person_id)
            .values(content=None, audience=None, repeats=None, progress_message_id=None)
        )
        await self.session.execute(
            update(Broadcast)
            .where(Broadcast.author_id == person_id, Broadcast.status != BroadcastStatus.DONE)
            .values(status=BroadcastStatus.DONE, finished_at=at)
        )

    async def _take_name_out(self, person_id: int, without_name: Callable[[str], str]) -> None:
        written = or_(Report.submitted_by == person_id, Report.decided_by == person_id)
        for report in await self.session.scalars(select(Report).where(written)):
            if report.comment:
                # Who decides speaks to the author by name.
                report.comment = without_name(report.comment)
            if report.submitted_by == person_id:
                report.answers = _each_text(report.answers, without_name)
        await self._take_out_of_history(person_id, without_name)
        spoken = or_(Question.asked_by == person_id, Question.answered_by == person_id)
        for question in await self.session.scalars(select(Question).where(spoken)):
            question.text = without_name(question.text)
            question.answer = without_name(question.answer) if question.answer else None

    async def _take_out_of_history(
        self, person_id: int, without_name: Callable[[str], str]
    ) -> None:
        """Earlier versions of his reports and what was said of them: who it was goes, too."""
        his = select(ReportVersion).where(ReportVersion.submitted_by == person_id)
        about: set[int] = set()
        for version in await self.session.scalars(his):
            version.answers = _each_text(version.answers, without_name)
            version.submitted_by = None
            about.add(version.report_id)
        for some in (*pieces(about), ()):
            spoken = or_(ReportDecision.decided_by == person_id, ReportDecision.report_id.in_(some))
            for said in await self.session.scalars(select(ReportDecision).where(spoken)):
                said.comment = without_name(said.comment) if said.comment else None
                if said.decided_by == person_id:
                    said.decided_by = None


def speaks_of(
    table: Table, person_id: int, telegram_id: int, *, only_decided: bool = True
) -> Iterable[ColumnElement[bool]]:
    """Conditions under which a row of a table speaks of a person.

    Without `only_decided`, those are left out under which he only decided about another's row.
    """
    for column in table.columns:
        if column.name.endswith("_by") and column.name not in _AUTHOR and not only_decided:
            continue
        if column.name in _ACCOUNT:
            yield column == telegram_id
        elif is_of_person(column):
            yield column == person_id
    if table is Attendance.__table__:
        yield (table.c.party_kind == PartyKind.PERSON) & (table.c.party_id == person_id)
    if table is ReportDecision.__table__:
        # What was said of his reports was said to him.
        sent = select(ReportVersion.report_id).where(ReportVersion.submitted_by == person_id)
        yield table.c.report_id.in_(sent)
    if table is AuditEntry.__table__:
        yield (table.c.object_kind == Person.__tablename__) & (table.c.object_id == person_id)


def is_of_person(column: Any) -> bool:
    """Whether a column holds ids of people: by its key, or by its name where it has no key."""
    person_id = Person.__table__.c.id
    if column is person_id or any(key.column is person_id for key in column.foreign_keys):
        return True
    return column.name in {"person_id", "author_id"} or column.name.endswith("_by")


def _told_of_decided(table: Table) -> frozenset[str]:
    """What somebody is told of a row he only decided about: ids, moments, his own words."""
    kept = {c.name for c in table.columns if isinstance(c.type, Integer | UtcDateTime)} - _ACCOUNT
    return frozenset(kept | _OWN_WORDS.get(table.name, set()))


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    match value:
        case str():
            return change(value)
        case Mapping():
            # What the messenger calls a file says nothing of a person.
            return {
                k: v if k in {"file_id", "kind"} else _each_text(v, change)
                for k, v in value.items()
            }
        case list():
            return [_each_text(one, change) for one in value]
    return value
