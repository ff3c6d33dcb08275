"""What is posted to the chats of municipalities: the week on Monday, words said to everybody there.

Without noise: one card a week, one message for an announcement, both silent. A post whose fate
nobody knows is not repeated. What was changed or taken back afterwards changes or goes here too.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from db.database import Database
from db.enums import GroupPostKind, OutboxStatus, PlaceKind, Role
from db.models import Broadcast, GroupChat, GroupPost, Place
from db.repositories.held import RESTORED
from db.store import Store
from services.access import Actor, Seat, internal
from services.audiences import audience_of
from services.broadcast_content import Content, content_of
from services.broadcast_reach import may_announce_in
from services.calendar import Calendar, WeekPage
from services.clock import Clock
from services.consent import CONSENT_VERSION
from services.isolation import on_its_own
from services.times import inherited_zone, local_day, moment

_MORNING = time(9)
# Later a Monday's card is of no use.
_MONDAY_HOURS = timedelta(hours=9)
# An announcement that went out while the bot was not there is posted when it is.
_ANNOUNCED_WITHIN = timedelta(hours=12)
_TRY_WITHIN = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class WeekPost:
    """The week of a municipality."""

    place_name: str
    week: WeekPage


@dataclass(frozen=True, slots=True)
class AnnouncementPost:
    """Words of a coordinator to everybody at a place, in the place's name."""

    place_name: str
    content: Content


@dataclass(frozen=True, slots=True)
class Claimed:
    """A post to be sent now; None when it has become of no use."""

    post_id: int
    group_id: int
    chat_id: int
    locale: str
    body: WeekPost | AnnouncementPost | None


@dataclass(frozen=True, slots=True)
class Outdated:
    """A post that says something else by now, or nothing (`body` is None)."""

    post_id: int
    chat_id: int
    message_id: int
    locale: str
    edition: int
    body: AnnouncementPost | None
    place_name: str = ""
    # Its words stand under a picture or a file.
    is_under: bool = False


class GroupPosts:
    """Queues posts, hands them out, keeps their fates."""

    def __init__(
        self, database: Database, clock: Clock, calendar: Calendar, default_timezone: str
    ) -> None:
        """Take who reads the plan."""
        self._database = database
        self._clock = clock
        self._calendar = calendar
        self._default_timezone = default_timezone

    @internal
    async def recover(self) -> None:
        """After a start: what a dead process was sending is left as it is."""
        async with self._database.write() as store:
            await store.groups.close_interrupted(self._clock.now())

    @internal
    async def enqueue_due(self) -> int:
        """Queue the Monday's card and new announcements for each chat; return how many."""
        now = self._clock.now()
        async with self._database.read() as store:
            groups = await store.groups.everywhere()
            if not groups:
                return 0
            rows = [row for one in groups if (row := await self._monday(store, *one, now))]
            since = now - _ANNOUNCED_WITHIN
            # What was posted after a backup is not known after its restore.
            if restored_at := await store.intake.marker(RESTORED):
                rows = [row for row in rows if row["due_at"] > restored_at]
                since = max(since, restored_at)
            for broadcast in await store.groups.sent_out(since):
                scope = await may_announce_in(store, broadcast.author_id, now)
                rows += [
                    _row(group, GroupPostKind.ANNOUNCEMENT, broadcast.id, now, _TRY_WITHIN)
                    for group, place in groups
                    if place.path.startswith(scope) and _is_for_all(broadcast, group, place)
                ]
            known = await store.groups.known({row["subject"] for row in rows})
        new = [
            row for row in rows if (row["group_id"], str(row["kind"]), row["subject"]) not in known
        ]
        if not new:
            # Asked every few seconds: nobody who writes has to wait for nothing.
            return 0
        async with self._database.write() as store:
            return await store.groups.put(new)

    @internal
    async def claim(self) -> list[Claimed]:
        """Take what is due; the intent is committed when this returns."""
        now = self._clock.now()
        async with self._database.write() as store:
            taken = await store.groups.claim(now)
        claimed = []
        for post, group in taken:
            # What cannot be read is of no use, and keeps no other chat waiting.
            body: WeekPost | AnnouncementPost | None = None
            with on_its_own("group_post", post.id):
                body = await self._body(post, group)
            claimed.append(Claimed(post.id, group.id, group.chat_id, group.locale, body))
        return claimed

    @internal
    async def outdated(self) -> list[Outdated]:
        """Posts of announcements that were changed or taken back."""
        async with self._database.read() as store:
            return [
                Outdated(
                    post.id,
                    group.chat_id,
                    post.message_id,
                    group.locale,
                    broadcast.edition,
                    await _announcement(store, broadcast),
                    place.name,
                    len(content_of(broadcast.content).media) == 1,
                )
                for post, group, broadcast, place in await store.groups.outdated()
                if post.message_id is not None
            ]

    @internal
    async def sent(self, post_id: int, message_id: int, edition: int | None = None) -> None:
        """It stands there."""
        await self._settle(post_id, OutboxStatus.SENT, None, message_id, edition)

    @internal
    async def closed(self, post_id: int, error: str, *, is_doubtful: bool = False) -> None:
        """It is not there, will not be, or is gone again."""
        status = OutboxStatus.UNKNOWN if is_doubtful else OutboxStatus.SKIPPED
        await self._settle(post_id, status, error)

    @internal
    async def retry(self, post_id: int, delay: timedelta) -> None:
        """It was surely not delivered: once more later."""
        async with self._database.write() as store:
            post = await store.groups.post(post_id)
            if post is not None:
                post.status, post.due_at = OutboxStatus.QUEUED, self._clock.now() + delay

    async def _settle(
        self,
        post_id: int,
        status: OutboxStatus,
        error: str | None,
        message_id: int | None = None,
        edition: int | None = None,
    ) -> None:
        async with self._database.write() as store:
            post = await store.groups.post(post_id)
            if post is None:
                # The chat is gone meanwhile.
                return
            post.status, post.error, post.settled_at = status, error, self._clock.now()
            if message_id is not None:
                post.message_id = message_id
            if edition is not None:
                post.edition = edition
            elif post.kind == GroupPostKind.ANNOUNCEMENT and message_id is not None:
                broadcast = await store.broadcasts.get(post.subject)
                post.edition = broadcast.edition if broadcast is not None else 0

    async def _monday(
        self, store: Store, group: GroupChat, place: Place, now: datetime
    ) -> dict[str, Any] | None:
        zone = await self._zone(store, place)
        today = local_day(now, zone)
        if today.weekday() != 0:
            return None
        due = moment(today, _MORNING, zone)
        if not due <= now < due + _MONDAY_HOURS:
            return None
        return _row(group, GroupPostKind.WEEK, today.toordinal(), due, _MONDAY_HOURS)

    async def _zone(self, store: Store, place: Place) -> str:
        return inherited_zone([*await store.places.ancestors(place.path)], self._default_timezone)

    async def _body(self, post: GroupPost, group: GroupChat) -> WeekPost | AnnouncementPost | None:
        """What a post says now; None when it is of no use any more."""
        async with self._database.read() as store:
            place = await store.places.get(group.place_id)
            if place is None or place.archived_at is not None:
                return None
            if post.kind == GroupPostKind.ANNOUNCEMENT:
                broadcast = await store.broadcasts.get(post.subject)
                return await _announcement(store, broadcast) if broadcast is not None else None
            zone = await self._zone(store, place)
        return await self._week(group, place, zone)

    async def _week(self, group: GroupChat, place: Place, zone: str) -> WeekPost | None:
        """What a reader of the whole municipality sees; nothing for an empty week."""
        week = await self._calendar.week(_reader(group, place, zone))
        return WeekPost(place.name, week) if week.lines else None


def _reader(group: GroupChat, place: Place, zone: str) -> Actor:
    """Nobody in particular, who follows the plan of a municipality: he has no name and no seat."""
    kind = PlaceKind(place.kind)
    return Actor(
        telegram_id=0,
        person_id=None,
        name="",
        locale=group.locale,
        timezone=zone,
        consent_version=CONSENT_VERSION,
        seats=(Seat(Role.SUBSCRIBER, place.id, place.name, kind, place.path),),
    )


def _is_for_all(broadcast: Broadcast, group: GroupChat, place: Place) -> bool:
    """Whether an announcement was said to the directors of the whole place, and to none less.

    What is for the silent, for some schools or for some people is not for a chat. A chat that was
    bound later does not get what was said before.
    """
    if broadcast.audience is None or (broadcast.started_at or group.bound_at) < group.bound_at:
        return False
    audience = audience_of(broadcast.audience)
    is_narrow = (
        audience.asks_about_schools
        or audience.only_people
        or audience.without_places
        or audience.without_people
    )
    is_for_directors = audience.is_for_everybody or Role.DIRECTOR in audience.roles
    if is_narrow or not is_for_directors:
        return False
    if audience.places:
        return any(f"/{place_id}/" in place.path for place_id in audience.places)
    # All of the author's places.
    return True


async def _announcement(store: Store, broadcast: Broadcast) -> AnnouncementPost | None:
    place = await store.places.get(broadcast.place_id)
    content = content_of(broadcast.content)
    if place is None or content.is_empty or broadcast.recalled_at is not None:
        return None
    return AnnouncementPost(place.name, content)


def _row(
    group: GroupChat, kind: GroupPostKind, subject: int, due: datetime, within: timedelta
) -> dict[str, Any]:
    return {
        "group_id": group.id,
        "kind": kind,
        "subject": subject,
        "due_at": due,
        "not_after": due + within,
        "status": OutboxStatus.QUEUED,
    }
