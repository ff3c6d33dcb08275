"""What came in, what it did, and small facts the process must not forget."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import InboxStatus
from db.models.base import Base, TelegramId


class InboxUpdate(Base):
    """An update, stored before Telegram is told that we have it.

    `applied_at` is set in the transaction of the effect, so a replay after a crash cannot
    apply it twice; `status` becomes done when the person has been answered too.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        Index(
            "ix_inbox_pending",
            "update_id",
            sqlite_where=text("status = 'new'"),
            postgresql_where=text("status = 'new'"),
        ),
    )

    update_id: Mapped[int] = mapped_column(TelegramId, primary_key=True, autoincrement=False)
    sender_id: Mapped[int | None] = mapped_column(TelegramId)
    # Wiped when the update is done: it may hold names and texts.
    body: Mapped[str | None] = mapped_column(Text)
    status: Mapped[InboxStatus] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]


class AuditEntry(Base):
    """Who did what to which object, when, and how it ended; only ever inserted."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(48))
    object_kind: Mapped[str] = mapped_column(String(24))
    object_id: Mapped[int | None]
    # Where it happened: those who watch over the place may read it.
    place_id: Mapped[int | None] = mapped_column(index=True)
    result: Mapped[str] = mapped_column(String(48))
    # Old and new days, versions, numbers: values that a text would hide; never free text.
    detail: Mapped[dict[str, Any] | None]


class Marker(Base):
    """A named fact of the process, such as «the digest of this week was considered»."""

    __tablename__ = "marker"

    key: Mapped[str] = mapped_column(String(96), primary_key=True)
    at: Mapped[datetime]
