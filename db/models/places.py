"""The tree region → municipality → school, other names, and who takes part in which year."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import CohortPart, PlaceKind
from db.models.base import Base


class Place(Base):
    """A node of the tree; `path` («/1/4/9/») makes a subtree one prefix query."""

    __tablename__ = "place"
    __table_args__ = (Index("ix_place_path", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    kind: Mapped[PlaceKind] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    # Case-folded with ё→е: SQLite's own lower() does not know Cyrillic.
    search_key: Mapped[str] = mapped_column(String(400), index=True)
    # What a search looks in: the search key and the folded other names of the place.
    keywords: Mapped[str] = mapped_column(String(1000))
    timezone: Mapped[str | None] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(String(200), default="/")
    # Closed, or merged into another: out of every list, its history kept.
    archived_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None]


class PlaceAlias(Base):
    """Another name of a place, as documents and people write it."""

    __tablename__ = "place_alias"
    __table_args__ = (UniqueConstraint("place_id", "search_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    name: Mapped[str] = mapped_column(String(200))
    search_key: Mapped[str] = mapped_column(String(400), index=True)


class Cohort(Base):
    """A school's part in the project in one year; a partner helps another school."""

    __tablename__ = "cohort"
    __table_args__ = (UniqueConstraint("place_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    # The first year of the school year: 2021 for «2021/2022».
    year: Mapped[int] = mapped_column(index=True)
    # «2021/2022» reaches into the calendar year 2022, «2021» does not.
    is_school_year: Mapped[bool] = mapped_column(default=False, server_default=false())
    part: Mapped[CohortPart] = mapped_column(String(16))
    # The school a partner helps.
    partner_of_id: Mapped[int | None]
