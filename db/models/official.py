"""Official papers made by the bot: what was asked for, how far it is, and the file itself."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import OfficialKind, OfficialStatus
from db.models.base import Base


class OfficialPaper(Base):
    """A paper somebody ordered; made in the background and kept until it has been of use."""

    __tablename__ = "official_paper"
    # Numbers are never given twice: a button of a forgotten paper must not reach the next one.
    __table_args__ = (
        Index(
            "ix_official_paper_waiting",
            "id",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[OfficialKind] = mapped_column(String(16))
    # How the file is made: docx, xlsx, html.
    layout: Mapped[str] = mapped_column(String(8))
    # Whose paper it is: it speaks of this place and of what is below.
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    occurrence_id: Mapped[int | None] = mapped_column(ForeignKey("occurrence.id"))
    since: Mapped[date | None]
    until: Mapped[date | None]
    # The moment whose state it tells: made again, it tells the same.
    as_of: Mapped[datetime]
    timezone: Mapped[str] = mapped_column(String(64))
    locale: Mapped[str] = mapped_column(String(8))
    status: Mapped[OfficialStatus] = mapped_column(String(16))
    # How far it is: a code, and so many of so many.
    stage: Mapped[str] = mapped_column(String(16), default="")
    done: Mapped[int] = mapped_column(default=0)
    of: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str | None] = mapped_column(String(64))
    # The conclusions as they were made: [{"code", "text"}], and what its author made of them:
    # {"code": text or None}, where None leaves the sentence out.
    sentences: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    edits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    name: Mapped[str] = mapped_column(String(255), default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    digest: Mapped[str | None] = mapped_column(String(64))
    # The message that shows how far it is.
    message_id: Mapped[int | None]
    ordered_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    # Not tried again before.
    due_at: Mapped[datetime]
