"""What messages about plans and reports say, read at the moment they are sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.enums import OutboxKind
from services.access import Action, Actor, internal
from services.calendar import Calendar
from services.cards import EventCard
from services.errors import NotFoundError
from services.missing_days import OpenDate
from services.open_dates import OpenDates
from services.reports import ReportCard, Reports
from services.scheduling import Was


@dataclass(frozen=True, slots=True)
class ReportNotice:
    """A report waits for a decision."""

    card: ReportCard


@dataclass(frozen=True, slots=True)
class DecisionNotice:
    """A report was accepted or returned."""

    card: ReportCard


@dataclass(frozen=True, slots=True)
class MovedNotice:
    """An event was moved or cancelled, or its day was set; `was` is None when it had none."""

    card: EventCard
    was: Was | None
    # How many further days of the same row have changed with it.
    more: int


@dataclass(frozen=True, slots=True)
class OpenDatesNotice:
    """Events of a month whose day is still to be set."""

    month: date
    dates: tuple[OpenDate, ...]


PlanNews = ReportNotice | DecisionNotice | MovedNotice | OpenDatesNotice


class PlanMessages:
    """Reads what the outbox should say about plans and reports."""

    def __init__(self, calendar: Calendar, reports: Reports, open_dates: OpenDates) -> None:
        """Take the services that know events, reports and days to be set."""
        self._calendar = calendar
        self._reports = reports
        self._open_dates = open_dates

    @internal
    async def notice(self, actor: Actor, kind: OutboxKind, payload: Mapping[str, Any]) -> PlanNews:
        """The news of a message; raises NotFoundError when it is of no use any more."""
        match kind:
            case OutboxKind.REPORT_CARD:
                return ReportNotice(await self._reports.card(actor, int(payload["report_id"])))
            case OutboxKind.REPORT_DECISION:
                reads_others = actor.may(Action.DECIDE_REPORT) or actor.may(Action.REPORT)
                # A methodist reads his own papers only.
                read = self._reports.card if reads_others else self._reports.own_paper
                return DecisionNotice(await read(actor, int(payload["report_id"])))
            case OutboxKind.MOVED:
                card = await self._calendar.card(actor, int(payload["occurrence_id"]))
                was = Was.from_json(payload["was"]) if payload["was"] else None
                return MovedNotice(card, was, int(payload.get("more", 0)))
            case OutboxKind.OPEN_DATES:
                month = date.fromisoformat(str(payload["month"]))
                found = await self._open_dates.of_month(actor, month)
                if found:
                    return OpenDatesNotice(month, tuple(found))
        raise NotFoundError
