"""The tree region → municipality → school."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import PlaceKind
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
