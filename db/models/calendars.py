"""Where the plan is read outside of private chats: calendars of phones, chats of municipalities."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import GroupPostKind, OutboxStatus
from db.models.base import Base, TelegramId


class CalendarAddress(Base):
    """The address from which somebody's calendar fetches his events; only its digest is kept."""

    __tablename__ = "calendar_address"

    id: Mapped[int] = mapped_column(primary_key=True)
    # One at a time: a new one ends the old one.
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]


class GroupChat(Base):
    """A group of the messenger that a coordinator has made the chat of a municipality."""

    __tablename__ = "group_chat"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Another one when the group becomes a supergroup.
    chat_id: Mapped[int] = mapped_column(TelegramId, unique=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    # The language of whoever bound it; nothing else is known of those who read there.
    locale: Mapped[str] = mapped_column(String(8))
    bound_by: Mapped[int | None]
    bound_at: Mapped[datetime]


class GroupPost(Base):
    """One message to a group, from intent to fate."""

    __tablename__ = "group_post"
    __table_args__ = (
        UniqueConstraint("group_id", "kind", "subject"),
        Index(
            "ix_group_post_pending",
            "due_at",
            sqlite_where=text("status = 'queued'"),
            postgresql_where=text("status = 'queued'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group_chat.id"))
    kind: Mapped[GroupPostKind] = mapped_column(String(16))
    # The day of its Monday as a number, or the number of the announcement.
    subject: Mapped[int]
    due_at: Mapped[datetime]
    not_after: Mapped[datetime]
    status: Mapped[OutboxStatus] = mapped_column(String(16))
    message_id: Mapped[int | None]
    # Which wording of the announcement stands there.
    edition: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[str | None] = mapped_column(String(200))
    settled_at: Mapped[datetime | None]
