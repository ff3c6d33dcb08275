"""People, what they are at which place, the links and questions that let them in."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import RequestStatus, Role
from db.models.base import Base, TelegramId


class Person(Base):
    """Somebody who agreed to the processing of his data."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(TelegramId, unique=True)
    name: Mapped[str] = mapped_column(String(128))
    locale: Mapped[str] = mapped_column(String(8))
    timezone: Mapped[str | None] = mapped_column(String(64))
    consent_version: Mapped[str] = mapped_column(String(16))
    consented_at: Mapped[datetime]
    paused: Mapped[bool] = mapped_column(default=False)
    # Set when Telegram says the bot is blocked; cleared by the next update from the person.
    unreachable_since: Mapped[datetime | None]
    created_at: Mapped[datetime]
    # The membership in whose name somebody with several roles acts now; None is the first.
    acting_id: Mapped[int | None]
    # Consent taken back: nothing is sent and nothing works until it is given again.
    withdrawn_at: Mapped[datetime | None]
    # Hours of the person's day, 0 to 23, between which nothing is sent; None is the default. The
    # same hour twice: there are no quiet hours.
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    # Reminders come on working days of the production calendar only.
    workdays_only: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Messages a week; None is the default, 0 is no bound.
    weekly_budget: Mapped[int | None]
    # When the weekly card comes: 0 is Monday; None is the default.
    digest_weekday: Mapped[int | None]
    digest_hour: Mapped[int | None]
    # «Nothing until then», chosen by the person.
    muted_until: Mapped[datetime | None]
    # Erased on request. The row stays as a pseudonym for the audit and the school's figures; its
    # `telegram_id` is the negative of `id`, its name is empty.
    forgotten_at: Mapped[datetime | None]


class Membership(Base):
    """A role of a person at a place."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("person_id", "place_id", "role"),
        Index(
            "ix_membership_stands_in_for",
            "stands_in_for",
            sqlite_where=text("stands_in_for IS NOT NULL"),
            postgresql_where=text("stands_in_for IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    role: Mapped[Role] = mapped_column(String(24))
    granted_at: Mapped[datetime]
    # Who gave it: a person, or None for the command line and for one's own choice.
    granted_by: Mapped[int | None]
    revoked_at: Mapped[datetime | None]
    # The end of a deputy's time; access ends with it, whether or not a job has noticed.
    until: Mapped[datetime | None]
    # The membership this one stands in for, whose reminders come here until `stands_in_until`. A
    # deputy of long standing stays one after that; one made for it ends with it (`until`).
    stands_in_for: Mapped[int | None]
    stands_in_until: Mapped[datetime | None]


class Invite(Base):
    """A link that gives a role; only the hash of its token is kept."""

    __tablename__ = "invite"
    # Old ones are deleted: a new one must not be taken for one of them.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy reads it once

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    role: Mapped[Role] = mapped_column(String(24))
    uses_left: Mapped[int]
    uses: Mapped[int] = mapped_column(server_default="1")
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]
    # None for the command line.
    created_by: Mapped[int | None]
    revoked_at: Mapped[datetime | None]
    # The end of the role it gives: for deputies.
    until: Mapped[datetime | None]
    # The membership it hands over to whoever opens it; with `until`, for so long only.
    hands_over_id: Mapped[int | None]


class RoleRequest(Base):
    """Somebody asks to speak for a school; a coordinator or its curator decides."""

    __tablename__ = "role_request"
    __table_args__ = (
        # One open question per person and place; decided ones are history.
        Index(
            "ix_role_request_open",
            "person_id",
            "place_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        # Old ones are deleted, and messages are told apart by these ids: none is used again.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    role: Mapped[Role] = mapped_column(String(24))
    status: Mapped[RequestStatus] = mapped_column(String(16))
    created_at: Mapped[datetime]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]


class WrongInvite(Base):
    """Somebody tried a link that lets nobody in; five in an hour mute him."""

    __tablename__ = "wrong_invite"

    id: Mapped[int] = mapped_column(primary_key=True)
    # The only thing known of a stranger, kept for an hour.
    telegram_id: Mapped[int] = mapped_column(TelegramId, index=True)
    at: Mapped[datetime]
