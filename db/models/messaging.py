"""Promises about the future: reminders and outgoing messages."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import (
    EscalationCause,
    EscalationStatus,
    MuteKind,
    OutboxKind,
    OutboxStatus,
    ReminderStatus,
)
from db.models.base import Base, TelegramId


class Reminder(Base):
    """One promised reminder: unique per person, occurrence as it is planned now, and stage."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("person_id", "occurrence_id", "version", "stage"),
        # Partial: the tick looks at what is still promised, never at history.
        Index(
            "ix_reminder_pending",
            "due_at",
            sqlite_where=text("status = 'planned'"),
            postgresql_where=text("status = 'planned'"),
        ),
        Index("ix_reminder_occurrence_id", "occurrence_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"))
    # The version of the occurrence it was promised for.
    version: Mapped[int] = mapped_column(default=1)
    stage: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[datetime]
    not_after: Mapped[datetime]
    status: Mapped[ReminderStatus] = mapped_column(String(16))
    settled_at: Mapped[datetime | None]
    # The message it went into, alone or with others of the same hour.
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"), index=True)


class Mute(Base):
    """One event or one series that a person does not want to be reminded of."""

    __tablename__ = "mute"
    __table_args__ = (UniqueConstraint("person_id", "kind", "target_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[MuteKind] = mapped_column(String(16))
    # An occurrence or a row of a plan, as `kind` says.
    target_id: Mapped[int]
    created_at: Mapped[datetime]


class Escalation(Base):
    """One step of telling the next person about a school that is silent."""

    __tablename__ = "escalation"
    __table_args__ = (
        UniqueConstraint("school_id", "occurrence_id", "cause", "level"),
        Index(
            "ix_escalation_pending",
            "due_at",
            sqlite_where=text("status = 'planned'"),
            postgresql_where=text("status = 'planned'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    # The event whose deadline passed, or the last of those left unanswered.
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"), index=True)
    cause: Mapped[EscalationCause] = mapped_column(String(16))
    # 0 the school itself, 1 its deputy, 2 its curator, 3 its municipality.
    level: Mapped[int]
    due_at: Mapped[datetime]
    status: Mapped[EscalationStatus] = mapped_column(String(16))
    settled_at: Mapped[datetime | None]


class OutboxMessage(Base):
    """One outgoing message that matters, from intent to fate."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("dedupe_key"),
        Index(
            "ix_outbox_pending",
            "lane",
            "due_at",
            sqlite_where=text("status = 'queued'"),
            postgresql_where=text("status = 'queued'"),
        ),
        Index("ix_outbox_broadcast_id_status", "broadcast_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    telegram_id: Mapped[int] = mapped_column(TelegramId)
    kind: Mapped[OutboxKind] = mapped_column(String(24))
    # 0 answers people wait for, 1 reminders, 2 digests, 3 announcements.
    lane: Mapped[int]
    payload: Mapped[dict[str, Any]]
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id"))
    dedupe_key: Mapped[str] = mapped_column(String(96))
    # When it was queued; `due_at` moves with every further try.
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    not_after: Mapped[datetime | None]
    status: Mapped[OutboxStatus] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(default=0)
    repeated: Mapped[bool] = mapped_column(default=False)
    message_id: Mapped[int | None]
    # Of an announcement in several messages: those that have arrived, part by part.
    parts: Mapped[list[list[int]] | None] = mapped_column(JSON)
    # Which wording of an announcement its reader has.
    edition: Mapped[int] = mapped_column(default=0, server_default="0")
    # Telegram's name of the poll it carries.
    poll_id: Mapped[str | None] = mapped_column(String(64), index=True)
    error: Mapped[str | None] = mapped_column(String(200))
    settled_at: Mapped[datetime | None]
