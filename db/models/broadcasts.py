"""Announcements: what is said to whom and when, audiences kept by name, what people answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import BroadcastStatus
from db.models.base import Base

_DUE = "status IN ('held', 'scheduled')"


class Broadcast(Base):
    """An announcement of a coordinator; once it goes out its audience is rows of the outbox."""

    __tablename__ = "broadcast"
    __table_args__ = (
        UniqueConstraint("author_id", "draft_key"),
        # Partial: whoever looks for what is due reads no history.
        Index("ix_broadcast_due", "send_at", sqlite_where=text(_DUE), postgresql_where=text(_DUE)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    # The dialog it was written in: a second tap on «send» meets the same key.
    draft_key: Mapped[str] = mapped_column(String(64))
    # See services.broadcast_content; None once its words are forgotten.
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # See services.audiences; None for those of the time before audiences were kept.
    audience: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    status: Mapped[BroadcastStatus] = mapped_column(String(16))
    total: Mapped[int]
    # When it goes out: the end of its hold, or a moment its author has chosen; None is at once.
    send_at: Mapped[datetime | None]
    # «weekly»: when it has gone out, the next one is written down as a row of its own.
    repeats: Mapped[str | None] = mapped_column(String(16))
    # The first of a row of repeated ones.
    repeat_of: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id"))
    # The second pair of eyes, for audiences that need one.
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    # How often its words were changed after it was sent, and when it was taken back from all.
    edition: Mapped[int] = mapped_column(default=0, server_default="0")
    recalled_at: Mapped[datetime | None]
    # The author's message that shows the progress, edited in place.
    progress_message_id: Mapped[int | None]
    # How often the author had it sent once more to those of whom nobody knew.
    rounds: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]
    # When the first message could leave.
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class BroadcastAnswer(Base):
    """What somebody did with an announcement he got: said that he has read it, voted."""

    __tablename__ = "broadcast_answer"
    __table_args__ = (UniqueConstraint("broadcast_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    acknowledged_at: Mapped[datetime | None]
    # Which wording that was.
    read_edition: Mapped[int] = mapped_column(default=0, server_default="0")
    # Numbers of the options of the poll.
    choices: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    # When he was asked once more.
    nudged_at: Mapped[datetime | None]


class SavedAudience(Base):
    """An audience that somebody has given a name, to speak to it again."""

    __tablename__ = "saved_audience"
    # Numbers are never given twice: a button of a dropped one must not reach another.
    __table_args__ = (UniqueConstraint("person_id", "title"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str] = mapped_column(String(80))
    audience: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    # The last ones used are offered first.
    used_at: Mapped[datetime]
