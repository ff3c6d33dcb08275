"""People, what they are at which place, and the links that let them in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import Role
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


class Membership(Base):
    """A role of a person at a place."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "place_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    role: Mapped[Role] = mapped_column(String(24))
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Invite(Base):
    """A link that gives a role; only the hash of its token is kept."""

    __tablename__ = "invite"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    role: Mapped[Role] = mapped_column(String(24))
    uses_left: Mapped[int]
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime]
