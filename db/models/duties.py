"""Proof: who will come and came, and what was reported."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import Fact, Intention, PartyKind, ReportStatus
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
    answered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime]


class Report(Base):
    """The result report of one school on one occurrence."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("occurrence_id", "school_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    status: Mapped[ReportStatus] = mapped_column(String(16))
    form_version: Mapped[int]
    answers: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    late: Mapped[bool] = mapped_column(default=False)
    submitted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    comment: Mapped[str | None] = mapped_column(Text)
