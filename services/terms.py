"""The stored vocabulary for the layers above, which must not look into the database."""

from db.enums import (
    Fact,
    Intention,
    OutboxKind,
    PartyKind,
    PlaceKind,
    ReportStatus,
    Role,
    RowState,
)

__all__ = [
    "Fact",
    "Intention",
    "OutboxKind",
    "PartyKind",
    "PlaceKind",
    "ReportStatus",
    "Role",
    "RowState",
]
