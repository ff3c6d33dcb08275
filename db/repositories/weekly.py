"""Who reads a weekly message, when he wants it, and messages that show how things stand.

Asked each minute about everybody: the number of statements does not grow with the people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select, update
from sqlalchemy.orm import aliased

from db.enums import OutboxKind, OutboxStatus, PartyKind, Role
from db.models import Attendance, Marker, Membership, OutboxMessage, Person, Place, Report
from db.repositories.base import Repository
from db.repositories.paths import pieces

_SPEAKERS = (Role.DIRECTOR, Role.DEPUTY)
# A card that may still be seen: one on its way has no number yet, but what it says was read.
_SHOWN = (OutboxStatus.SENT, OutboxStatus.SENDING)
# A waiting edit, and one that is under way while something changes again.
_KEYS = ("redraw:{}:0", "redraw:{}:1")


@dataclass(frozen=True, slots=True)
class Chair:
    """A living role of somebody who can be written to, with his habits."""

    person_id: int
    telegram_id: int
    role: Role
    place_name: str
    path: str
    timezone: str | None
    digest_weekday: int | None
    digest_hour: int | None
    quiet_from: int | None
    quiet_until: int | None
    workdays_only: bool


# Made once: an alias copies every column of its table, which takes longer than the question.
_HELD, _STAND_IN, _AT = aliased(Membership), aliased(Membership), aliased(Place)
_AWAY = (
    exists()
    .where(_STAND_IN.stands_in_for == _HELD.id, _STAND_IN.revoked_at.is_(None))
    .correlate(_HELD)
)


class Weekly(Repository):
    """Finds readers of weekly messages and the messages that must be drawn anew."""

    async def chairs(self, roles: Iterable[Role], now: datetime) -> list[Chair]:
        """All roles of those who hold one of `roles` and can be written to now.

        A role for which somebody stands in makes nobody a reader; neither does one whose time is
        over, or whose place is closed.
        """
        reads = exists().where(
            _HELD.person_id == Person.id,
            _HELD.role.in_(list(roles)),
            _AT.id == _HELD.place_id,
            _AT.archived_at.is_(None),
            *_lives(_HELD, now),
            ~_AWAY,
        )
        query = (
            select(
                Person.id,
                Person.telegram_id,
                Membership.role,
                Place.name,
                Place.path,
                Person.timezone,
                Person.digest_weekday,
                Person.digest_hour,
                Person.quiet_from,
                Person.quiet_until,
                Person.workdays_only,
            )
            .join(Membership, Membership.person_id == Person.id)
            .join(Place, Place.id == Membership.place_id)
            .where(
                *_lives(Membership, now),
                Place.archived_at.is_(None),
                *_may_be_written_to(now),
                reads.correlate(Person),
            )
            .order_by(Place.name, Person.id)
        )
        rows = await self.session.execute(query)
        return [Chair(id_, account, Role(role), *rest) for id_, account, role, *rest in rows]

    async def zones(self) -> dict[int, str]:
        """The zones of the places that name one."""
        query = select(Place.id, Place.timezone).where(Place.timezone.is_not(None))
        return {id_: zone for id_, zone in await self.session.execute(query) if zone}

    async def marked(self, prefix: str) -> set[str]:
        """The markers whose keys begin so."""
        query = select(Marker.key).where(Marker.key.startswith(prefix, autoescape=True))
        if self.session.get_bind().dialect.name == "sqlite":
            # SQLite looks a range up in the index, which it does not do for LIKE.
            query = query.where(Marker.key >= prefix, Marker.key < f"{prefix}\N{NO-BREAK SPACE}")
        return set(await self.session.scalars(query))

    async def mark(self, keys: Sequence[str], now: datetime) -> None:
        """Set many markers."""
        await self.insert_new(Marker, [{"key": key, "at": now} for key in keys])

    async def reports(
        self, occurrence_ids: Iterable[int], school_ids: Iterable[int]
    ) -> list[Report]:
        """Reports of some schools on some occurrences."""
        schools = list(pieces(school_ids))
        return [
            report
            for some in pieces(occurrence_ids)
            for part in schools
            for report in await self.session.scalars(
                select(Report).where(
                    Report.occurrence_id.in_(some),
                    Report.by == "school",
                    Report.place_id.in_(part),
                )
            )
        ]

    async def answers(
        self, occurrence_ids: Iterable[int], school_ids: Iterable[int]
    ) -> list[Attendance]:
        """What some schools have said about some occurrences."""
        schools = list(pieces(school_ids))
        return [
            answer
            for some in pieces(occurrence_ids)
            for part in schools
            for answer in await self.session.scalars(
                select(Attendance).where(
                    Attendance.occurrence_id.in_(some),
                    Attendance.party_kind == PartyKind.SCHOOL,
                    Attendance.party_id.in_(part),
                )
            )
        ]

    async def message(self, dedupe_key: str) -> OutboxMessage | None:
        """A message by its unique key."""
        return await self.session.scalar(
            select(OutboxMessage).where(OutboxMessage.dedupe_key == dedupe_key)
        )

    async def message_by_id(self, outbox_id: int) -> OutboxMessage | None:
        """A message by its number."""
        return await self.session.get(OutboxMessage, outbox_id)

    async def cards_about(
        self, school_ids: Iterable[int], since: datetime
    ) -> Sequence[OutboxMessage]:
        """Weekly cards sent since a moment to those who speak for schools or their head schools."""
        return (await self.session.scalars(cards_of(list(school_ids), since))).all()

    async def asking(
        self,
        kinds: Iterable[OutboxKind],
        since: datetime,
        now: datetime,
        *,
        after: int,
        limit: int,
    ) -> Sequence[OutboxMessage]:
        """Messages of some kinds that came since a moment and are of use, in order of their ids.

        Only those of people who may be written to. A card of a week is of use all week.
        """
        query = (
            select(OutboxMessage)
            .join(Person, Person.id == OutboxMessage.person_id)
            .where(
                OutboxMessage.id > after,
                OutboxMessage.kind.in_(list(kinds)),
                OutboxMessage.status == OutboxStatus.SENT,
                OutboxMessage.settled_at > since,
                OutboxMessage.message_id.is_not(None),
                or_(
                    OutboxMessage.kind == OutboxKind.WEEK_CARD,
                    OutboxMessage.not_after.is_(None),
                    OutboxMessage.not_after > now,
                ),
                *_may_be_written_to(now),
            )
            .order_by(OutboxMessage.id)
            .limit(limit)
        )
        return (await self.session.scalars(query)).all()

    async def redraw(self, cards: Sequence[OutboxMessage], due_at: datetime) -> int:
        """Queue an edit of each card, unless one waits already; return how many were queued.

        Two rows a card are enough for ever: one may be under way while the other waits.
        """
        keys = {key.format(card.id): card for card in cards for key in _KEYS}
        found: dict[str, OutboxMessage] = {}
        for some in pieces(keys):
            # Locked: an edit that is taken in this moment would show what was before.
            # In one order for everybody: two who answer at once must not wait for each other.
            query = select(OutboxMessage).where(OutboxMessage.dedupe_key.in_(some))
            rows = await self.session.scalars(query.order_by(OutboxMessage.id).with_for_update())
            found.update((row.dedupe_key, row) for row in rows)
        fresh, anew = [], []
        for card in cards:
            own = [(key.format(card.id), found.get(key.format(card.id))) for key in _KEYS]
            if any(row is not None and row.status == OutboxStatus.QUEUED for _, row in own):
                continue
            key, row = next(
                (key, row) for key, row in own if row is None or row.status != OutboxStatus.SENDING
            )
            if row is None:
                fresh.append(_edit_of(card, key, due_at))
            else:
                anew.append(row.id)
        await self.insert_new(OutboxMessage, fresh)
        for some_ids in pieces(anew):
            await self.session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.id.in_(some_ids))
                .values(
                    status=OutboxStatus.QUEUED,
                    created_at=due_at,
                    due_at=due_at,
                    attempts=0,
                    repeated=False,
                    error=None,
                    settled_at=None,
                )
            )
        return len(fresh) + len(anew)


def cards_of(schools: Any, since: Any) -> Select[OutboxMessage]:
    """Weekly cards sent since a moment to those who speak for schools or their head schools."""
    above = select(Place.parent_id).where(Place.id.in_(schools))
    speakers = select(Membership.person_id).where(
        or_(
            Membership.place_id.in_(schools),
            Membership.place_id.in_(above.scalar_subquery()),
        ),
        Membership.role.in_(_SPEAKERS),
        Membership.revoked_at.is_(None),
    )
    return select(OutboxMessage).where(
        OutboxMessage.person_id.in_(speakers.scalar_subquery()),
        OutboxMessage.kind == OutboxKind.WEEK_CARD,
        OutboxMessage.status.in_(_SHOWN),
        OutboxMessage.created_at > since,
    )


def _lives(held: Any, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (held.revoked_at.is_(None), or_(held.until.is_(None), held.until > now))


def _may_be_written_to(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Person.withdrawn_at.is_(None),
        Person.forgotten_at.is_(None),
        Person.paused.is_(False),
        Person.unreachable_since.is_(None),
        or_(Person.muted_until.is_(None), Person.muted_until <= now),
    )


def _edit_of(card: OutboxMessage, key: str, due_at: datetime) -> Mapping[str, Any]:
    return {
        "person_id": card.person_id,
        "telegram_id": card.telegram_id,
        "kind": OutboxKind.REDRAW,
        "lane": card.lane,
        "payload": {"card_id": card.id},
        "dedupe_key": key,
        "created_at": due_at,
        "due_at": due_at,
        "not_after": None,
        "status": OutboxStatus.QUEUED,
    }
