"""The stored vocabulary for the layers above, which must not look into the database."""

from db.enums import (
    BroadcastStatus,
    CohortPart,
    EscalationCause,
    Fact,
    FactSource,
    GroupPostKind,
    Intention,
    MuteKind,
    OfficialKind,
    OfficialStatus,
    OutboxKind,
    PartyKind,
    PlaceKind,
    ReportStatus,
    RequestStatus,
    Role,
    RowState,
    Verdict,
)
from roadmap.asks import Party as Owing
from roadmap.asks import Proof, Step

__all__ = [
    "BroadcastStatus",
    "CohortPart",
    "EscalationCause",
    "Fact",
    "FactSource",
    "GroupPostKind",
    "Intention",
    "MuteKind",
    "OfficialKind",
    "OfficialStatus",
    "OutboxKind",
    "Owing",
    "PartyKind",
    "PlaceKind",
    "Proof",
    "ReportStatus",
    "RequestStatus",
    "Role",
    "RowState",
    "Step",
    "Verdict",
]
