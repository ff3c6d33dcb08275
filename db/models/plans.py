"""A road map, its rows, and the days on which a row happens."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import PlanStatus, RowState
from db.models.base import Base


class Plan(Base):
    """One yearly road map of one place."""

    __tablename__ = "plan"
    # Numbers are never given twice: buttons of a dropped draft must not reach the next one.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - read once by SQLAlchemy

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    # «2022» or «2021/2022»; None until somebody says which year a document without one means.
    year: Mapped[str | None] = mapped_column(String(9))
    title: Mapped[str] = mapped_column(Text)
    status: Mapped[PlanStatus] = mapped_column(String(16), default=PlanStatus.DRAFT)
    source_name: Mapped[str] = mapped_column(String(255))
    # The document itself: read again when its year is told, returned in its own layout later.
    source: Mapped[bytes] = mapped_column(deferred=True)
    # Source rows that were not imported, each with its fate and reason.
    skipped: Mapped[list[dict[str, Any]]]
    # A draft that changes a published plan instead of standing beside it.
    amends_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class PlanRow(Base):
    """One activity of a road map, as the document says it and as we read it."""

    __tablename__ = "plan_row"
    # Numbers are never given twice: buttons of a dropped draft must not reach the next one.
    __table_args__ = (
        Index("ix_plan_row_plan_id_position", "plan_id", "position"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(32))
    # The number without its dot; the compiler's and the comparison's name of a row.
    row_id: Mapped[str | None] = mapped_column(String(32))
    section: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    dates_raw: Mapped[str] = mapped_column(Text)
    responsible_raw: Mapped[str] = mapped_column(Text)
    result_raw: Mapped[str] = mapped_column(Text)
    indicator_raw: Mapped[str] = mapped_column(Text)
    level_raw: Mapped[str] = mapped_column(Text)
    links: Mapped[list[str]]
    link: Mapped[str | None] = mapped_column(Text)
    # The zone of this row's clock when its coordinator has set one.
    timezone: Mapped[str | None] = mapped_column(String(64))
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
    # Codes of the reminders its coordinator has chosen; None leaves those of its kind.
    reminder_codes: Mapped[list[str] | None]
    # Whose word a report needs to count, in the words of roadmap.asks.Step; None: as the row says.
    steps: Mapped[list[str] | None]
    # A form of its coordinator's own instead of the row's; see services.forms.
    own_form: Mapped[dict[str, Any] | None]
    confidence: Mapped[float]
    state: Mapped[RowState] = mapped_column(String(16))
    # Title and schedule as the document had them: an edit by hand is not a change of the document.
    source: Mapped[dict[str, Any]]
    questions: Mapped[list[dict[str, Any]]]

    @property
    def taking_part(self) -> frozenset[int] | None:
        """The schools that take part in the plan's year; None where nobody has said who does.

        Not a column: the repository fetches it with the plan.
        """
        found: frozenset[int] | None = self.__dict__.get("_taking_part")
        return found

    @taking_part.setter
    def taking_part(self, schools: frozenset[int] | None) -> None:
        self.__dict__["_taking_part"] = schools


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
    # Chosen for this happening alone; None leaves those of the row.
    reminder_codes: Mapped[list[str] | None]
    # Shown at the webinar: who enters it was there.
    code_word: Mapped[str | None] = mapped_column(String(40))
    # Since when who has not answered counts as silent.
    closed_at: Mapped[datetime | None]
    # Raised with every move, so that people are reminded of the new day anew.
    version: Mapped[int] = mapped_column(default=1)
    cancelled_at: Mapped[datetime | None]
