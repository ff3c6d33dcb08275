"""What the ticking job does; due times live in tables, APScheduler only ticks."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.container import Container
from bot.copying import Copier
from bot.delivery import Sender
from bot.group_chats import GroupPoster
from bot.paper_making import PaperMaker
from bot.ticking import enqueue_weekly

log = structlog.get_logger()

_TICK_SECONDS = 1
_WEEKLY_SECONDS = 1
_CLEAN_SECONDS = 2
_COPY_SECONDS = 5
_GROUPS_SECONDS = 5
_PAPER_SECONDS = 1
_ALIVE_EVERY = timedelta(minutes=1)
_RULES_EVERY = timedelta(minutes=1)
_TERMS_EVERY = timedelta(seconds=15)
_WEEKLY_EVERY = timedelta(minutes=1)
_ESCALATIONS_EVERY = timedelta(minutes=1)
_CLOSING_EVERY = timedelta(minutes=5)
_CLOSING_BATCHES = 20
_DRAFTS_EVERY = timedelta(minutes=10)
_HOUSEKEEPING_EVERY = timedelta(hours=1)
_RETENTION_EVERY = timedelta(days=1)


class Jobs:
    """One tick a second: reminders, sometimes housekeeping; weekly messages beside it."""

    def __init__(
        self,
        container: Container,
        sender: Sender,
        *,
        copier: Copier | None = None,
        poster: GroupPoster | None = None,
        papers: PaperMaker | None = None,
        on_beat: Callable[[], None] = lambda: None,
    ) -> None:
        """Take the services that know what is due; `on_beat` hears each step of a tick."""
        self._copier = copier
        self._poster = poster
        self._papers = papers
        self._container = container
        self._sender = sender
        self._on_beat = on_beat
        self._considered: dict[str, datetime] = {}
        self._follows_rules = False
        self._has_looked_back = False
        # Set while it is not going on.
        self._at_rest, self._is_weekly_over, self._is_clean = (_set_event() for _ in range(3))
        self._is_posted, self._are_papers_made = (_set_event() for _ in range(2))

    def schedule(self) -> AsyncIOScheduler:
        """A scheduler with the tick, the weekly messages, the cleaning and the copies of files.

        Missed ones are made up by one. What takes long is no part of the tick: on a Monday at nine
        no reminder waits until a hundred weeks are read, nor while the file is written anew.
        """
        scheduler = AsyncIOScheduler(timezone="UTC")
        for work, seconds, at_once in (
            (self.tick, _TICK_SECONDS, 1),
            (self.weekly, _WEEKLY_SECONDS, 1),
            (self.clean_up, _CLEAN_SECONDS, 1),
            (self.copy_files, _COPY_SECONDS, 1),
            (self.post_to_groups, _GROUPS_SECONDS, 1),
            # It takes longer than it pauses; a second one sees that and goes, without a warning.
            (self.make_papers, _PAPER_SECONDS, 2),
        ):
            scheduler.add_job(
                work,
                "interval",
                seconds=seconds,
                coalesce=True,
                max_instances=at_once,
                misfire_grace_time=None,
            )
        return scheduler

    async def rest(self, seconds: float) -> None:
        """Wait until nothing of it is going on, at most so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._at_rest.wait()
                await self._is_weekly_over.wait()
                await self._is_clean.wait()
                await self._is_posted.wait()
                await self._are_papers_made.wait()

    async def tick(self) -> None:
        """Do what is due; one failing part does not stop the others."""
        self._at_rest.clear()
        try:
            await self._tick()
        finally:
            self._at_rest.set()

    async def weekly(self) -> None:
        """Queue a batch of the weekly messages that are due; beside the ticks, not in them."""
        if not self._is_time("weekly", _WEEKLY_EVERY):
            return
        self._is_weekly_over.clear()
        try:
            if await enqueue_weekly(self._container):
                self._sender.wake()
                # There may be more than one batch: look again at once.
                self._considered.pop("weekly", None)
        finally:
            self._is_weekly_over.set()

    async def clean_up(self) -> None:
        """Clean what was erased out of the files; beside the ticks, not in them."""
        self._is_clean.clear()
        try:
            if await self._container.privacy.clean_up():
                log.info("traces_cleaned")
        except Exception:
            log.exception("cleaning_failed")
        finally:
            self._is_clean.set()

    async def copy_files(self) -> None:
        """Copy files of reports; cut off in the middle of one, it is made anew."""
        if self._copier is None:
            return
        try:
            if kept := await self._copier.copy_due():
                log.info("files_kept", count=kept)
        except Exception:
            log.exception("copying_failed")

    async def make_papers(self) -> None:
        """Make the papers that were ordered; cut off in the middle of one, it is made anew."""
        if self._papers is None or not self._are_papers_made.is_set():
            return
        self._are_papers_made.clear()
        try:
            if await self._papers.make_due():
                self._sender.wake()
        except Exception:
            log.exception("papers_failed")
        finally:
            self._are_papers_made.set()

    async def post_to_groups(self) -> None:
        """Post what is due to the chats of municipalities."""
        if self._poster is None:
            return
        self._is_posted.clear()
        try:
            if posted := await self._poster.post_due():
                log.info("posted_to_groups", count=posted)
        except Exception:
            log.exception("posting_failed")
        finally:
            self._is_posted.set()

    async def _tick(self) -> None:
        for part in (
            self._presence,
            # Before anything is sent: what was promised under other rules is brought in line.
            self._rules,
            # Before the reminders: who is back is reminded again.
            self._terms,
            self._reminders,
            self._announcements,
            self._escalations,
            self._closing,
            self._drafts,
            self._housekeeping,
            self._retention,
        ):
            self._on_beat()
            try:
                await part()
            except Exception:
                log.exception("tick_failed", part=part.__name__)

    async def _presence(self) -> None:
        if not self._has_looked_back:
            # Before the first sign of life of this process, which hides how long none was there.
            questions = await self._container.absences.look_back()
            self._has_looked_back = True
            if questions:
                log.info("asked_again_after_absence", questions=questions)
        elif self._is_time("presence", _ALIVE_EVERY):
            await self._container.absences.beat()

    async def _rules(self) -> None:
        # What cannot be brought in line now is tried again, but not with every tick.
        if self._follows_rules or not self._is_time("rules", _RULES_EVERY):
            return
        followed = await self._container.reminder_rules.follow_new_rules()
        self._follows_rules = not followed.left
        if followed.plans or followed.left:
            log.info("reminders_under_new_rules", plans=followed.plans, left=followed.left)

    async def _terms(self) -> None:
        # Access ends to the second without it; this looks through everybody's seats.
        if not self._is_time("terms", _TERMS_EVERY):
            return
        ended = await self._container.succession.end_terms()
        if ended:
            self._sender.wake()
            log.info("terms_ended", count=ended)

    async def _reminders(self) -> None:
        # To the last of them: nothing else of the tick is as urgent.
        while (counts := await self._container.reminders.enqueue_due()).is_any:
            if counts.queued:
                self._sender.wake()
            if counts.queued or counts.late:
                log.info("reminders_due", queued=counts.queued, late=counts.late)
            self._on_beat()

    async def _announcements(self) -> None:
        if launched := await self._container.deliveries.launch_due():
            self._sender.wake()
            log.info("announcements_due", count=launched)

    async def _escalations(self) -> None:
        if not self._is_time("escalations", _ESCALATIONS_EVERY):
            return
        await self._container.escalation.plan_due()
        if queued := await self._container.escalation.enqueue_due():
            self._sender.wake()
            log.info("escalations_due", queued=queued)

    async def _closing(self) -> None:
        if not self._is_time("closing", _CLOSING_EVERY):
            return
        # After an update there may be a year of them: the tick has other things to do as well.
        for _ in range(_CLOSING_BATCHES):
            closed = await self._container.closing.close_due()
            if not closed:
                break
            log.info("events_closed", count=closed)
            self._on_beat()

    async def _drafts(self) -> None:
        if not self._is_time("drafts", _DRAFTS_EVERY):
            return
        if mentioned := await self._container.left_drafts.nudge_due():
            self._sender.wake()
            log.info("drafts_mentioned", count=mentioned)

    async def _housekeeping(self) -> None:
        if self._is_time("housekeeping", _HOUSEKEEPING_EVERY):
            await self._container.inbox.forget_old()
            await self._container.retention.sweep_strangers()

    async def _retention(self) -> None:
        if not self._is_time("retention", _RETENTION_EVERY):
            return
        swept = await self._container.retention.sweep()
        if swept.rows or swept.people:
            log.info("retention", rows=swept.rows, people=swept.people)

    def _is_time(self, part: str, every: timedelta) -> bool:
        """Whether a part's period has passed, or the clock was moved back."""
        now = self._container.clock.now()
        last = self._considered.get(part)
        if last is not None and last <= now < last + every:
            return False
        self._considered[part] = now
        return True


def _set_event() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event
