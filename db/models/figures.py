"""What people enter by hand about the figures of a road map; the rest is counted."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class FigureEntry(Base):
    """A value or a target of one figure, as somebody entered it; a later one takes its place.

    Never changed: taken back, it stays as history. Two numbers are a share, one is a number.
    """

    __tablename__ = "figure_entry"
    __table_args__ = (Index("ix_figure_entry_row_id", "row_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(ForeignKey("plan_row.id"))
    # Which of the row's figures.
    part: Mapped[int]
    is_target: Mapped[bool]
    # None takes what was entered before back: counted again.
    amount: Mapped[float | None]
    whole: Mapped[float | None]
    # None once the person was forgotten.
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
