"""A road map, its rows, and the days on which a row happens."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import PlanStatus
from db.models.base import Base


class Plan(Base):
    """One yearly road map of one place."""

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    # «2022» or «2021/2022»; None until somebody says which year a document without one means.
    year: Mapped[str | None] = mapped_column(String(9))
    title: Mapped[str] = mapped_column(Text)
    status: Mapped[PlanStatus] = mapped_column(String(16), default=PlanStatus.DRAFT)
    source_name: Mapped[str] = mapped_column(String(255))
    # The document itself: read again when its year is told, returned in its own layout later.
    source: Mapped[bytes]
    # How many source rows were imported, skipped and why: {"imported": 42, "footnote": 2}.
    accounted: Mapped[dict[str, Any]]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class PlanRow(Base):
    """One activity of a road map, as the document says it and as we read it."""

    __tablename__ = "plan_row"
    __table_args__ = (UniqueConstraint("plan_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(32))
    section: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    dates_raw: Mapped[str] = mapped_column(Text)
    responsible_raw: Mapped[str] = mapped_column(Text)
    result_raw: Mapped[str] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(Text)
    # The normal form of roadmap.model.Row.schedule.
    schedule: Mapped[dict[str, Any]]
    temporal_role: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(24))
    roles: Mapped[list[str]]
    participants: Mapped[list[str]]
    attendance_expected: Mapped[bool]
    report_expected: Mapped[bool]
    schools_named: Mapped[list[str]]
    # Schools of our tree that the row names; empty means every school of the plan's place.
    school_ids: Mapped[list[int]]
    confidence: Mapped[float]
    questions: Mapped[list[dict[str, Any]]]


class Occurrence(Base):
    """One happening of a row: local days and clock as planned, and the same in UTC for sorting."""

    __tablename__ = "occurrence"
    __table_args__ = (
        UniqueConstraint("row_id", "ordinal"),
        Index("ix_occurrence_begins_at", "begins_at"),
        Index("ix_occurrence_ends_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(ForeignKey("plan_row.id"))
    ordinal: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    begin_time: Mapped[time | None]
    end_time: Mapped[time | None]
    timezone: Mapped[str] = mapped_column(String(64))
    precision: Mapped[str] = mapped_column(String(16))
    is_deadline: Mapped[bool]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
