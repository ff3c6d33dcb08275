"""Proof: who will come and came, and what was reported."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import (
    Fact,
    FactSource,
    FileStatus,
    Intention,
    PartyKind,
    ReportStatus,
    Role,
    Verdict,
)
from db.models.base import Base


class Attendance(Base):
    """The answer of one party about one occurrence: plan and fact apart."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("occurrence_id", "party_kind", "party_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"))
    party_kind: Mapped[PartyKind] = mapped_column(String(8))
    # A place for a school, a person for somebody who answers for himself.
    party_id: Mapped[int]
    intention: Mapped[Intention | None] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(Text)
    fact: Mapped[Fact | None] = mapped_column(String(16))
    # Why somebody was not there for a good reason, where he says so.
    fact_reason: Mapped[str | None] = mapped_column(Text)
    # How the fact became known; None for those of before this was kept.
    fact_source: Mapped[FactSource | None] = mapped_column(String(16))
    # None when nobody has answered: the closing of the event writes its rows itself.
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime]


class Report(Base):
    """What was handed in about one occurrence: its present version; earlier ones are kept beside.

    By a school about itself, by a curator or a coordinator about each school, by a municipality or
    a region for itself, or by one curator or methodist for himself: the four parts of its key.
    """

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("occurrence_id", "by", "place_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"))
    # Who owes it, in the words of roadmap.asks.Party.
    by: Mapped[str] = mapped_column(String(16), default="school")
    # The school it is by or about, else the municipality, region or place of the person's role.
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    # Who owes it for himself; 0 where a place owes it.
    person_id: Mapped[int] = mapped_column(default=0)
    status: Mapped[ReportStatus] = mapped_column(String(16))
    # What was asked, in the words of roadmap.asks.Proof; a form of one's own stands in its row.
    proofs: Mapped[list[str]] = mapped_column(default=list)
    form_version: Mapped[int]
    answers: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    late: Mapped[bool] = mapped_column(default=False)
    submitted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    comment: Mapped[str | None] = mapped_column(Text)


class ReportVersion(Base):
    """One version of a report as it was sent; never changed."""

    __tablename__ = "report_version"
    __table_args__ = (UniqueConstraint("report_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    version: Mapped[int]
    proofs: Mapped[list[str]]
    form_version: Mapped[int]
    answers: Mapped[dict[str, Any]]
    late: Mapped[bool]
    # None once the person was forgotten.
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime]


class ReportDecision(Base):
    """What somebody has said about a version of a report; never changed."""

    __tablename__ = "report_decision"
    __table_args__ = (Index("ix_report_decision_report_id_version", "report_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    version: Mapped[int]
    # In the words of roadmap.asks.Step: as what the person has decided.
    step: Mapped[str] = mapped_column(String(16))
    verdict: Mapped[Verdict] = mapped_column(String(16))
    comment: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]


class StoredFile(Base):
    """A file that came with an answer: Telegram's id, and where a copy of it is kept."""

    __tablename__ = "stored_file"
    __table_args__ = (
        Index(
            "ix_stored_file_waiting",
            "id",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[str] = mapped_column(Text)
    # Telegram's kind: photo, document, …
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int]
    # The report it belongs to; a place reads its files through it.
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    status: Mapped[FileStatus] = mapped_column(String(16))
    # Name of the copy within the store, and its SHA-256; None while there is none.
    key: Mapped[str | None] = mapped_column(String(255))
    digest: Mapped[str | None] = mapped_column(String(64))
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    # Why there is no copy, or not yet: a code.
    trouble: Mapped[str | None] = mapped_column(String(64))


class Question(Base):
    """A school asks its curator or methodist; what was asked is counted, what was said is kept."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    # Who is asked: the school's curator or methodist, or its coordinator where it has neither.
    role: Mapped[Role] = mapped_column(String(24))
    # The event it is about, where there is one.
    occurrence_id: Mapped[int | None] = mapped_column(ForeignKey("occurrence.id"))
    # The announcement that it answers in words, where there is one.
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id"), index=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
