"""One answer about an event, and what its card shows then: two statements in plain rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Integer,
    String,
    and_,
    bindparam,
    case,
    exists,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from db.enums import (
    EscalationCause,
    EscalationStatus,
    Fact,
    FactSource,
    Intention,
    PartyKind,
    PlanStatus,
)
from db.models import Attendance, Escalation, Mute, Occurrence, Plan, PlanRow, Report
from db.repositories.base import Repository
from db.repositories.paths import pieces
from db.repositories.weekly import cards_of
from db.types import UtcDateTime

_KEY = ("occurrence_id", "party_kind", "party_id")


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What a party has answered."""

    party_kind: str
    party_id: int
    intention: str | None
    fact: str | None
    reason: str | None
    # Why somebody was not there for a good reason.
    fact_reason: str | None = None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What a school has reported."""

    id: int
    place_id: int
    status: str


@dataclass(frozen=True, slots=True)
class Situation:
    """What parties have said about an event, and what hangs on it."""

    answers: tuple[AnswerRow, ...]
    reports: tuple[ReportRow, ...]
    # The reader has asked for no reminders of it.
    is_muted: bool
    # Somebody will be told that the school is silent; a card shows how things stand with it.
    is_awaited: bool = False
    is_on_card: bool = False


def _upsert(insert: Any, name: str) -> Any:
    """A statement that keeps one of a party's two answers and leaves the other."""
    table: Any = Attendance.__table__
    given: dict[str, Any] = {
        name: bindparam("said"),
        "answered_by": bindparam("by"),
        "answered_at": bindparam("at"),
    }
    if name == "fact":
        given["fact_source"] = bindparam("source")
    statement = insert(table).values(**{key: bindparam(f"of_{key}") for key in _KEY}, **given)
    new = statement.excluded
    values = {column: new[column] for column in given}
    if name == "fact":
        # Who has checked in and says it once more is known by the better of the two.
        is_known = and_(table.c.fact == new.fact, table.c.fact_source.is_not(None))
        values["fact_source"] = case((is_known, table.c.fact_source), else_=new.fact_source)
    # Another answer has no reason yet.
    reason = "reason" if name == "intention" else "fact_reason"
    values[reason] = case((table.c[name] == new[name], table.c[reason]), else_=null())
    return statement.on_conflict_do_update(index_elements=_KEY, set_=values)


_UPSERTS = {
    (name, dialect): _upsert(insert, name)
    for name in ("intention", "fact")
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def _situation(*, of_school: bool) -> Any:
    """Rows of several kinds: (what, id, kind, of, four values)."""
    answer, report, mute = Attendance.__table__.c, Report.__table__.c, Mute.__table__.c
    step = Escalation.__table__.c
    event = bindparam("event", type_=Integer)
    parties = bindparam("parties", type_=Integer, expanding=True)
    nothing = (null(), null(), null(), null(), null(), null())
    parts = [
        select(
            _word("answer"), answer.id, answer.party_kind, answer.party_id, answer.intention,
            answer.fact, answer.reason, answer.fact_reason,
        ).where(answer.occurrence_id == event, answer.party_id.in_(parties)),
        select(
            _word("report"), report.id, null(), report.place_id, report.status, null(), null(),
            null(),
        ).where(report.occurrence_id == event, report.by == "school", report.place_id.in_(parties)),
        select(
            _word("mute"), mute.id, mute.kind, mute.target_id, null(), null(), null(), null()
        ).where(
            mute.person_id == bindparam("reader", type_=Integer),
            mute.target_id.in_((event, bindparam("row", type_=Integer))),
        ),
    ]  # fmt: skip
    if of_school:
        school = bindparam("school", type_=Integer)
        awaited = exists().where(
            step.school_id == school,
            or_(step.occurrence_id == event, step.cause == EscalationCause.SILENCE),
            step.status == EscalationStatus.PLANNED,
        )
        card = cards_of(
            bindparam("schools", type_=Integer, expanding=True),
            bindparam("since", type_=UtcDateTime),
        ).exists()
        parts += [
            select(_word("awaited"), null(), *nothing).where(awaited),
            select(_word("card"), null(), *nothing).where(card),
        ]
    return union_all(*parts)


def _word(word: str) -> Any:
    return bindparam(f"is_{word}", word, type_=String).label("what")


_OF_READER = _situation(of_school=False)
_OF_SCHOOL = _situation(of_school=True)


class Answering(Repository):
    """Keeps an answer and tells what there is to show."""

    async def keep(
        self,
        occurrence_id: int,
        party: tuple[PartyKind, int],
        said: Intention | Fact,
        *,
        by: int,
        at: datetime,
        source: FactSource = FactSource.SELF,
    ) -> None:
        """Keep what a party says before an event, or after it, over what it said before."""
        name = "intention" if isinstance(said, Intention) else "fact"
        kind, party_id = party
        given = {
            "of_occurrence_id": occurrence_id,
            "of_party_kind": kind,
            "of_party_id": party_id,
            "said": said,
            "by": by,
            "at": at,
        }
        if name == "fact":
            given["source"] = source
        await self.session.execute(_UPSERTS[name, self.session.get_bind().dialect.name], given)

    async def situation(
        self,
        occurrence_id: int,
        row_id: int,
        reader_id: int | None,
        parties: Iterable[int],
        *,
        school: tuple[int, datetime] | None = None,
    ) -> Situation:
        """What there is about an event for a reader and his parties.

        With a school that has just spoken, and since when cards count, also what hangs on it.
        """
        given: dict[str, Any] = {
            "event": occurrence_id,
            "row": row_id,
            "reader": reader_id,
            "parties": list(parties),
        }
        if school is not None:
            given |= {"school": school[0], "schools": [school[0]], "since": school[1]}
        found: dict[str, list[Any]] = {}
        for row in await self.session.execute(_OF_READER if school is None else _OF_SCHOOL, given):
            found.setdefault(row[0], []).append(row)
        targets = {("occurrence", occurrence_id), ("row", row_id)}
        return Situation(
            tuple(AnswerRow(*row[2:]) for row in found.get("answer", ())),
            tuple(
                ReportRow(id_, of, status) for _, id_, _, of, status, *_ in found.get("report", ())
            ),
            is_muted=any((row[2], row[3]) in targets for row in found.get("mute", ())),
            is_awaited="awaited" in found,
            is_on_card="card" in found,
        )

    async def to_close(self, ended_before: datetime, limit: int) -> list[int]:
        """Occurrences that ask who came, ended before a moment and are not closed.

        Those of rows that nobody is asked about stay open: they may ask one day.
        """
        query = (
            select(Occurrence.id)
            .join(PlanRow, PlanRow.id == Occurrence.row_id)
            .join(Plan, Plan.id == PlanRow.plan_id)
            .where(
                Occurrence.closed_at.is_(None),
                Occurrence.cancelled_at.is_(None),
                Occurrence.ends_at <= ended_before,
                Occurrence.precision == "day",
                PlanRow.attendance_expected,
                Plan.status == PlanStatus.PUBLISHED,
            )
            .order_by(Occurrence.ends_at.desc(), Occurrence.id)
            .limit(limit)
        )
        return list(await self.session.scalars(query))

    async def closed_too_early(self, ended_before: datetime) -> list[int]:
        """Closed occurrences that did not end before that moment: they have got a later day."""
        query = select(Occurrence.id).where(
            Occurrence.closed_at.is_not(None), Occurrence.ends_at > ended_before
        )
        return list(await self.session.scalars(query))

    async def reopen(self, occurrence_id: int) -> None:
        """Take back the silence of an occurrence; what was said stays."""
        await self.session.execute(
            update(Occurrence).where(Occurrence.id == occurrence_id).values(closed_at=None)
        )
        await self.forget_facts([occurrence_id], only_silence=True)

    async def forget_facts(
        self, occurrence_ids: Iterable[int], *, only_silence: bool = False
    ) -> None:
        """Nobody has been there yet: the event has got another day."""
        for some in pieces(occurrence_ids):
            query = update(Attendance).where(Attendance.occurrence_id.in_(some))
            if only_silence:
                query = query.where(Attendance.fact_source == FactSource.CLOSING)
            await self.session.execute(query.values(fact=None, fact_source=None, fact_reason=None))

    async def write_silence(
        self, occurrence_id: int, parties: Sequence[tuple[PartyKind, int]], at: datetime
    ) -> None:
        """Write down that schools or people have said nothing; over nothing that was said.

        What was said before the event keeps who said it and when.
        """
        silence = {"fact": Fact.NO_ANSWER, "fact_source": FactSource.CLOSING}
        await self.insert_new(
            Attendance,
            [
                {
                    "occurrence_id": occurrence_id,
                    "party_kind": kind,
                    "party_id": party_id,
                    "answered_by": None,
                    "answered_at": at,
                    **silence,
                }
                for kind, party_id in parties
            ],
        )
        for kind in PartyKind:
            for some in pieces(party_id for of_kind, party_id in parties if of_kind is kind):
                await self.session.execute(
                    update(Attendance)
                    .where(
                        Attendance.occurrence_id == occurrence_id,
                        Attendance.party_kind == kind,
                        Attendance.party_id.in_(some),
                        Attendance.fact.is_(None),
                    )
                    .values(silence)
                )
