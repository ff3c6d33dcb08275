"""The stored vocabulary: every word that a column may hold."""

from enum import StrEnum


class PlaceKind(StrEnum):
    """Level of the tree region → municipality → school."""

    REGION = "region"
    MUNICIPALITY = "municipality"
    SCHOOL = "school"


class Role(StrEnum):
    """What a person is at a place; the order is the order of the menu."""

    OWNER = "owner"
    REGIONAL_COORDINATOR = "regional_coordinator"
    MUNICIPAL_COORDINATOR = "municipal_coordinator"
    CURATOR = "curator"
    DIRECTOR = "director"
    DEPUTY = "deputy"
    METHODIST = "methodist"
    SUBSCRIBER = "subscriber"


class CohortPart(StrEnum):
    """A school's part in the project in a year."""

    PARTICIPANT = "participant"
    PARTNER = "partner"


class RequestStatus(StrEnum):
    """Life of a request for a role."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class PlanStatus(StrEnum):
    """Life of an imported road map."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class RowState(StrEnum):
    """What the coordinator has said about a row that was read from a document."""

    SURE = "sure"
    DOUBTFUL = "doubtful"
    CONFIRMED = "confirmed"
    LATER = "later"
    DROPPED = "dropped"
    # An amended document has it no more.
    REMOVED = "removed"


class PartyKind(StrEnum):
    """Who answers for attendance: a school, or a person for himself."""

    SCHOOL = "school"
    PERSON = "person"


class Intention(StrEnum):
    """The answer before an event."""

    GOING = "going"
    DEPUTY = "deputy"
    ABSENT = "absent"


class Fact(StrEnum):
    """The answer after an event."""

    ATTENDED = "attended"
    # Not there, but has watched the recording.
    RECORDING = "recording"
    MISSED = "missed"
    # Not there for a good reason.
    EXCUSED = "excused"
    # Nobody has said anything until the event was closed.
    NO_ANSWER = "no_answer"


class FactSource(StrEnum):
    """How it became known who was there."""

    SELF = "self"
    # Said within the window around the event, perhaps with its code word.
    CHECK_IN = "check_in"
    COORDINATOR = "coordinator"
    # Matched from the list of a webinar platform.
    LIST = "list"
    REPORT = "report"
    CLOSING = "closing"


class ReportStatus(StrEnum):
    """Life of a result report; a draft lives in its dialog, not here."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    # By its curator.
    CONFIRMED = "confirmed"
    # By the municipality, or the region where that reviews.
    ACCEPTED = "accepted"


class Verdict(StrEnum):
    """What somebody said about a version of a report."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


class OfficialKind(StrEnum):
    """What an official paper is."""

    NOTE = "note"
    MAP = "map"
    SHEET = "sheet"
    MONTH = "month"
    SCHOOL = "school"


class OfficialStatus(StrEnum):
    """Life of an official paper."""

    WAITING = "waiting"
    MADE = "made"
    FAILED = "failed"


class FileStatus(StrEnum):
    """Fate of the copy of a file."""

    WAITING = "waiting"
    KEPT = "kept"
    # Telegram has it no more, or it was too big to fetch.
    LOST = "lost"
    # Nowhere to copy is configured.
    UNCOPIED = "uncopied"


class ReminderStatus(StrEnum):
    """Fate of one promised reminder."""

    PLANNED = "planned"
    QUEUED = "queued"
    ANSWERED = "answered"
    SUPERSEDED = "superseded"
    LATE = "late"
    CANCELLED = "cancelled"
    # The person asked for silence about it, or altogether.
    MUTED = "muted"
    # The week's budget of messages was spent on more urgent ones.
    OVER_BUDGET = "over_budget"
    # Due before a restore: it may have been sent already, an operator decides.
    HELD = "held"


class OutboxStatus(StrEnum):
    """Fate of one outgoing message."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    # Of the time before a restore: it may have been sent already, an operator decides.
    HELD = "held"
    # Its announcement is paused by its author.
    PAUSED = "paused"


class OutboxKind(StrEnum):
    """What an outgoing message is about."""

    REMINDER = "reminder"
    REPORT_CARD = "report_card"
    REPORT_DECISION = "report_decision"
    DIGEST = "digest"
    BROADCAST = "broadcast"
    MOVED = "moved"
    OPEN_DATES = "open_dates"
    ROLE_REQUEST = "role_request"
    ROLE_DECISION = "role_decision"
    ROLE_CHANGED = "role_changed"
    WEEK_CARD = "week_card"
    COORDINATOR_DIGEST = "coordinator_digest"
    # An edit of a message sent before, so that it shows how things stand now.
    REDRAW = "redraw"
    NUDGE = "nudge"
    ESCALATION = "escalation"
    UNREACHABLE = "unreachable"
    STUCK = "stuck"
    # A form left half-done, mentioned once.
    LEFT_DRAFT = "left_draft"
    # A school asks; what came back.
    QUESTION = "question"
    QUESTION_ANSWER = "question_answer"
    # A paper that was ordered is ready, or could not be made.
    OFFICIAL_PAPER = "official_paper"
    # A second pair of eyes is asked about an announcement; what it said.
    BROADCAST_CHECK = "broadcast_check"
    BROADCAST_CHECKED = "broadcast_checked"
    # What becomes of an announcement that was delivered: new words, or none.
    BROADCAST_EDIT = "broadcast_edit"
    BROADCAST_RECALL = "broadcast_recall"
    # To those who have not said that they have read it.
    BROADCAST_NUDGE = "broadcast_nudge"


class GroupPostKind(StrEnum):
    """What is posted to the chat of a municipality."""

    WEEK = "week"
    ANNOUNCEMENT = "announcement"


class MuteKind(StrEnum):
    """What somebody does not want to be reminded of."""

    OCCURRENCE = "occurrence"
    ROW = "row"


class EscalationCause(StrEnum):
    """Why the next person is told."""

    DEADLINE = "deadline"
    SILENCE = "silence"


class EscalationStatus(StrEnum):
    """Life of one step."""

    PLANNED = "planned"
    TOLD = "told"
    # Somebody answered first.
    STOPPED = "stopped"
    # There was nobody of that kind, or the event is gone.
    SKIPPED = "skipped"


class BroadcastStatus(StrEnum):
    """Life of an announcement."""

    # A second pair of eyes is to look at it first; what that said against it.
    WAITING = "waiting"
    REFUSED = "refused"
    # Its author may still take it back; it goes out at a moment he has chosen.
    HELD = "held"
    SCHEDULED = "scheduled"
    # Taken back before anybody got it.
    CANCELLED = "cancelled"
    PAUSED = "paused"
    # Ended in the middle: whoever has it keeps it, nobody else gets it.
    STOPPED = "stopped"
    SENDING = "sending"
    # Sent, but of some nobody knows whether they got it: the author decides what becomes of them.
    ASKING = "asking"
    DONE = "done"


class InboxStatus(StrEnum):
    """Life of a received update."""

    NEW = "new"
    DONE = "done"
    QUARANTINED = "quarantined"
    # Of the time before a restore: it may have been answered already, an operator decides.
    HELD = "held"
