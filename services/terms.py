"""The stored vocabulary for the layers above, which must not look into the database."""

from db.enums import (
    CohortPart,
    EscalationCause,
    Fact,
    FactSource,
    Intention,
    MuteKind,
    OutboxKind,
    PartyKind,
    PlaceKind,
    ReportStatus,
    RequestStatus,
    Role,
    RowState,
)

__all__ = [
    "CohortPart",
    "EscalationCause",
    "Fact",
    "FactSource",
    "Intention",
    "MuteKind",
    "OutboxKind",
    "PartyKind",
    "PlaceKind",
    "ReportStatus",
    "RequestStatus",
    "Role",
    "RowState",
]
