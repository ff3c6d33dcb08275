"""All tables, one module per aggregate."""

from db.models.base import Base
from db.models.broadcasts import Broadcast, BroadcastAnswer, SavedAudience
from db.models.calendars import CalendarAddress, GroupChat, GroupPost
from db.models.dialogs import Dialog, Parcel
from db.models.duties import (
    Attendance,
    Question,
    Report,
    ReportDecision,
    ReportVersion,
    StoredFile,
)
from db.models.figures import FigureEntry
from db.models.intake import AuditEntry, InboxUpdate, Marker
from db.models.messaging import Escalation, Mute, OutboxMessage, Reminder
from db.models.official import OfficialPaper
from db.models.people import Invite, Membership, Person, RoleRequest, WrongInvite
from db.models.places import Cohort, Place, PlaceAlias
from db.models.plans import Occurrence, Plan, PlanRow

__all__ = [
    "Attendance",
    "AuditEntry",
    "Base",
    "Broadcast",
    "BroadcastAnswer",
    "CalendarAddress",
    "Cohort",
    "Dialog",
    "Escalation",
    "FigureEntry",
    "GroupChat",
    "GroupPost",
    "InboxUpdate",
    "Invite",
    "Marker",
    "Membership",
    "Mute",
    "Occurrence",
    "OfficialPaper",
    "OutboxMessage",
    "Parcel",
    "Person",
    "Place",
    "PlaceAlias",
    "Plan",
    "PlanRow",
    "Question",
    "Reminder",
    "Report",
    "ReportDecision",
    "ReportVersion",
    "RoleRequest",
    "SavedAudience",
    "StoredFile",
    "WrongInvite",
]
