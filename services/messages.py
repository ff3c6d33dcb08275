"""What an outgoing message says: each kind is read by whoever knows its subject."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from db.database import Database
from db.enums import OutboxKind
from services.absence import Absence
from services.access import Actor, internal
from services.alerts import StuckNotice
from services.broadcast_checks import BroadcastChecks, CheckNews
from services.broadcast_messages import BroadcastMessages, BroadcastNews
from services.envelope import Envelope, envelope_of
from services.errors import NotFoundError
from services.left_drafts import LeftDraftNotice, LeftDrafts
from services.official.cards import PaperNotice
from services.official_papers import OfficialPapers
from services.plan_news import PlanMessages, PlanNews, ReportNotice
from services.question_news import QuestionMessages, QuestionNotice
from services.reminder_messages import ReminderMessages, ReminderNotice
from services.role_news import RoleMessages, RoleNews
from services.silence_news import SilenceMessages, SilenceNews
from services.weekly_news import WEEKLY, WeekCardNotice, WeeklyMessages, WeeklyNews


@dataclass(frozen=True, slots=True)
class EditNotice:
    """A message sent before, to be changed into what it says now.

    After an `absence` its reader learns that nobody heard his taps.
    """

    now: "Notice"
    message_id: int
    absence: Absence | None


Notice = (
    ReminderNotice
    | PlanNews
    | BroadcastNews
    | CheckNews
    | EditNotice
    | RoleNews
    | StuckNotice
    | SilenceNews
    | WeeklyNews
    | QuestionNotice
    | LeftDraftNotice
    | PaperNotice
)


_Read = Callable[[Actor, OutboxKind, Mapping[str, Any]], Awaitable[Notice]]
_ROLES = (OutboxKind.ROLE_REQUEST, OutboxKind.ROLE_DECISION, OutboxKind.ROLE_CHANGED)
_SILENCE = (OutboxKind.NUDGE, OutboxKind.ESCALATION, OutboxKind.UNREACHABLE)
_QUESTIONS = (OutboxKind.QUESTION, OutboxKind.QUESTION_ANSWER)

_CHECKS = (OutboxKind.BROADCAST_CHECK, OutboxKind.BROADCAST_CHECKED)
_AFTER_BROADCASTS = (
    OutboxKind.BROADCAST_EDIT,
    OutboxKind.BROADCAST_RECALL,
    OutboxKind.BROADCAST_NUDGE,
)


class Messages:
    """Reads messages as things stand now."""

    def __init__(
        self,
        database: Database,
        *,
        plans: PlanMessages,
        weekly: WeeklyMessages,
        reminders: ReminderMessages,
        roles: RoleMessages,
        silence: SilenceMessages,
        questions: QuestionMessages,
        drafts: LeftDrafts,
        broadcasts: BroadcastMessages,
        checks: BroadcastChecks,
        papers: OfficialPapers,
    ) -> None:
        """Take those who know what messages are about."""
        self._database = database
        self._plans = plans
        self._weekly = weekly
        self._reminders = reminders
        self._broadcasts = broadcasts
        # Who reads which kinds; the rest is about plans and reports.
        self._readers: dict[OutboxKind, _Read] = {
            **dict.fromkeys(WEEKLY, weekly.notice),
            **dict.fromkeys(_ROLES, roles.notice),
            **dict.fromkeys(_SILENCE, silence.notice),
            **dict.fromkeys(_QUESTIONS, questions.notice),
            OutboxKind.LEFT_DRAFT: drafts.notice,
            OutboxKind.OFFICIAL_PAPER: papers.notice,
            **dict.fromkeys(_AFTER_BROADCASTS, broadcasts.notice),
            **dict.fromkeys(_CHECKS, checks.notice),
        }

    @internal
    async def notice(self, actor: Actor, envelope: Envelope) -> Notice:
        """What a message says; raises NotFoundError when it is of no use any more."""
        kind, payload = envelope.kind, envelope.payload
        match kind:
            case OutboxKind.REDRAW:
                return await self._edit(actor, payload)
            case OutboxKind.REMINDER:
                return await self._reminders.notice(actor, envelope.id, payload)
            case OutboxKind.STUCK:
                return StuckNotice.from_json(payload)
            case OutboxKind.BROADCAST:
                return await self._broadcasts.announcement(actor, envelope)
        read = self._readers.get(kind, self._plans.notice)
        return await read(actor, kind, payload)

    async def _edit(self, actor: Actor, payload: Mapping[str, Any]) -> EditNotice:
        absence = Absence.from_json(payload)
        async with self._database.read() as store:
            message = await store.outbox.get(int(payload["card_id"]))
            form = await store.dialogs.active(actor.id)
        if message is None or message.message_id is None or message.person_id != actor.id:
            raise NotFoundError
        notice: Notice
        match OutboxKind(message.kind):
            case OutboxKind.WEEK_CARD:
                notice = await self._weekly.card_again(actor, message.id)
            case OutboxKind.REMINDER:
                notice = await self._reminders.still_asked(actor, message.id)
            case _:
                notice = await self.notice(actor, envelope_of(message))
        if absence is not None:
            # The form may have been opened in this very message.
            is_at_work = form is not None and form.updated_at >= message.created_at
            if is_at_work or not _is_open(notice, message.payload):
                raise NotFoundError
        return EditNotice(notice, message.message_id, absence)


def _is_open(notice: Notice, payload: Mapping[str, Any]) -> bool:
    """Whether a message sent before still asks for something."""
    match notice:
        case WeekCardNotice(card):
            return card.waiting > 0
        case ReportNotice(card):
            return card.may_decide and card.version == int(payload["version"])
    return True
