"""Guided dialogs: the state of a person's form is a row, saved with each answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class Dialog(Base):
    """A form somebody is filling in; at most one per person is active, others wait."""

    __tablename__ = "dialog"
    # Numbers are never given twice: buttons of a dropped dialog must not reach the next one.
    __table_args__ = (
        UniqueConstraint("person_id", "form", "subject_key"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    form: Mapped[str] = mapped_column(String(32))
    form_version: Mapped[int]
    # What the form is about, as text, so that the same question twice is the same dialog.
    subject_key: Mapped[str] = mapped_column(String(64))
    subject: Mapped[dict[str, Any]]
    step: Mapped[str] = mapped_column(String(32))
    answers: Mapped[dict[str, Any]]
    active: Mapped[bool]
    updated_at: Mapped[datetime]
    # When its person was reminded that it waits half-done: once.
    nudged_at: Mapped[datetime | None]


class Parcel(Base):
    """Files somebody sent out of the blue, an album together, until he says what they are for."""

    __tablename__ = "parcel"
    # Numbers are never given twice: a button of a forgotten parcel must not reach the next one.
    __table_args__ = (
        UniqueConstraint("person_id", "sent_as"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # The album, or the message where it came alone.
    sent_as: Mapped[str] = mapped_column(String(64))
    files: Mapped[list[dict[str, Any]]]
    received_at: Mapped[datetime]
