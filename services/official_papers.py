"""Official papers: ordering them, their conclusions, and how they come about.

A paper is a row; a process of its own makes the file. What was ordered is made even after a
restart, and tells of the moment at which it was ordered.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from db.database import Database
from db.enums import OfficialKind, OfficialStatus, OutboxKind, OutboxStatus
from db.models import OfficialPaper
from db.store import Store
from services.access import Action, Actor, internal, needs
from services.clock import Clock
from services.dialogs import Turn, open_dialog
from services.errors import DomainError, NotFoundError
from services.forms.catalogue import CONCLUSION
from services.official import ordering
from services.official.cards import (
    MOST_ATTEMPTS,
    EventPage,
    NoteChoice,
    PaperCard,
    PaperFile,
    PaperNotice,
    PaperPeriod,
    PapersDesk,
    SchoolPage,
)
from services.official.conclusions import OWN
from services.official.order import Made, Order, order_of
from services.official.shown import card_of
from services.times import local_day, month_later

_LANE = 0
_AGAIN = timedelta(minutes=1)
# So many may wait for one person; more is a slip of the finger.
_MOST_WAITING = 5
_MOST_SENTENCES = 30
_MOST_MONTHS = 24


class OfficialPapers:
    """Takes orders, keeps what became of them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where papers are kept and who tells the time."""
        self._database = database
        self._clock = clock

    # -- ordering -------------------------------------------------------------------------

    @needs(Action.READ_FIGURES)
    async def desk(self, actor: Actor, plan_id: int = 0) -> PapersDesk:
        """What the actor may order, about one of his road maps or the only one."""
        async with self._database.read() as store:
            return await ordering.desk(store, actor, plan_id)

    @needs(Action.READ_ANSWERS)
    async def note(
        self, actor: Actor, plan_id: int, place_id: int, period: PaperPeriod, layout: str
    ) -> NoteChoice:
        """A note as it would be ordered; `place_id` 0 is the actor's own territory."""
        async with self._database.read() as store:
            plan, place = await ordering.plan_and_place(store, actor, plan_id, place_id)
            return await ordering.note_choice(
                store, actor, (plan, place), (period, layout), self._today(actor)
            )

    @needs(Action.READ_ANSWERS)
    async def order_note(
        self, actor: Actor, plan_id: int, place_id: int, period: PaperPeriod, layout: str
    ) -> PaperCard:
        """Order a note as .docx or .xlsx. Raises DomainError `papers_enough`."""
        if layout not in {"docx", "xlsx"}:
            raise NotFoundError
        since, until = ordering.days_of(period, self._today(actor))
        return await self._of_plan(
            actor, (plan_id, place_id), OfficialKind.NOTE, layout, (since, until)
        )

    @needs(Action.READ_ANSWERS)
    async def order_map(self, actor: Actor, plan_id: int, place_id: int = 0) -> PaperCard:
        """Order the road map with what has been done."""
        return await self._of_plan(
            actor, (plan_id, place_id), OfficialKind.MAP, "docx", (None, None)
        )

    @needs(Action.READ_ANSWERS)
    async def order_month(self, actor: Actor, plan_id: int, back: int) -> PaperCard:
        """Order the report of this month, or of one so many months back."""
        back = min(max(back, 0), _MOST_MONTHS)
        first = month_later(self._today(actor), -back)
        days = (first, month_later(first, 1) - timedelta(days=1))
        return await self._of_plan(actor, (plan_id, 0), OfficialKind.MONTH, "docx", days)

    async def _of_plan(
        self,
        actor: Actor,
        about: tuple[int, int],
        kind: OfficialKind,
        layout: str,
        days: tuple[date | None, date | None],
    ) -> PaperCard:
        async with self._database.effect() as store:
            plan, place = await ordering.plan_and_place(store, actor, *about)
            row = self._new(actor, kind, layout, place.id)
            row.plan_id, (row.since, row.until) = plan.id, days
            return await self._ordered(store, actor, row)

    @needs(Action.READ_ANSWERS)
    async def events(self, actor: Actor, plan_id: int, page: int = 0) -> EventPage:
        """The events of a road map whose sheets can be made."""
        async with self._database.read() as store:
            return await ordering.events(store, actor, plan_id, page, self._clock.now())

    @needs(Action.READ_ANSWERS)
    async def order_sheet(self, actor: Actor, occurrence_id: int) -> PaperCard:
        """Order the attendance sheet of an event. Raises DomainError `nobody_is_asked`."""
        async with self._database.effect() as store:
            found, place = await ordering.event_and_place(store, actor, occurrence_id)
            row = self._new(actor, OfficialKind.SHEET, "docx", place.id)
            row.plan_id, row.occurrence_id = found.plan.id, found.occurrence.id
            return await self._ordered(store, actor, row)

    @needs(Action.READ_FIGURES)
    async def schools(self, actor: Actor, plan_id: int, page: int = 0) -> SchoolPage:
        """The schools whose page can be made."""
        async with self._database.read() as store:
            return await ordering.schools(store, actor, plan_id, page)

    @needs(Action.READ_FIGURES)
    async def order_school(
        self, actor: Actor, plan_id: int, school_id: int, layout: str
    ) -> PaperCard:
        """Order everything of a school for its own site, as a page or as a document."""
        if layout not in {"html", "docx"}:
            raise NotFoundError
        async with self._database.effect() as store:
            plan, school = await ordering.plan_and_school(store, actor, plan_id, school_id)
            row = self._new(actor, OfficialKind.SCHOOL, layout, school.id)
            row.plan_id = plan.id
            return await self._ordered(store, actor, row)

    def _today(self, actor: Actor) -> date:
        return local_day(self._clock.now(), actor.timezone)

    def _new(self, actor: Actor, kind: OfficialKind, layout: str, place_id: int) -> OfficialPaper:
        now = self._clock.now()
        return OfficialPaper(
            person_id=actor.id,
            kind=kind,
            layout=layout,
            place_id=place_id,
            as_of=now,
            timezone=actor.timezone,
            locale=actor.locale,
            status=OfficialStatus.WAITING,
            ordered_at=now,
            due_at=now,
            sentences=[],
            edits={},
        )

    async def _ordered(self, store: Store, actor: Actor, row: OfficialPaper) -> PaperCard:
        latest = await store.official.of_person(actor.id, _MOST_WAITING)
        if sum(one.status == OfficialStatus.WAITING for one in latest) >= _MOST_WAITING:
            raise DomainError("papers_enough", limit=_MOST_WAITING)
        store.official.add(row)
        await store.flush()
        store.intake.audit(
            row.ordered_at,
            actor.person_id,
            "paper:order",
            object_kind="paper",
            object_id=row.id,
            place_id=row.place_id,
            result=row.kind,
        )
        return await card_of(store, row)

    # -- one paper ------------------------------------------------------------------------

    @needs(Action.READ_FIGURES)
    async def card(self, actor: Actor, paper_id: int) -> PaperCard:
        """A paper the actor has ordered."""
        async with self._database.read() as store:
            return await card_of(store, await ordering.own(store, actor, paper_id))

    @needs(Action.READ_FIGURES)
    async def file(self, actor: Actor, paper_id: int) -> PaperFile:
        """The file of a paper; raises DomainError `paper_not_ready`."""
        async with self._database.read() as store:
            row = await ordering.own(store, actor, paper_id)
            content = await store.official.content(row.id)
            if row.status != OfficialStatus.MADE or content is None:
                raise DomainError("paper_not_ready")
            return PaperFile(await card_of(store, row), content)

    @needs(Action.READ_FIGURES)
    async def make_again(self, actor: Actor, paper_id: int) -> PaperCard:
        """Make it once more: with the conclusions as they are now, of the same moment."""
        async with self._database.effect() as store:
            row = await ordering.own(store, actor, paper_id)
            self._again(row)
            return await card_of(store, row)

    def _again(self, row: OfficialPaper) -> None:
        if row.status != OfficialStatus.WAITING:
            row.status, row.stage, row.done, row.of = OfficialStatus.WAITING, "", 0, 0
            row.attempts, row.trouble, row.due_at = 0, None, self._clock.now()
            # What shows how far it is now is the tapped message.
            row.message_id = None

    @needs(Action.READ_ANSWERS)
    async def begin_sentence(self, actor: Actor, paper_id: int, code: str) -> Turn:
        """Ask for other words of a conclusion, or for one more (an empty code)."""
        async with self._database.effect() as store:
            row = await ordering.own_note(store, actor, paper_id)
            known = {one["code"]: one["text"] for one in row.sentences}
            if code and code not in known:
                raise NotFoundError
            if not code and len(row.sentences) >= _MOST_SENTENCES:
                raise DomainError("sentences_enough", limit=_MOST_SENTENCES)
            subject = {"paper_id": row.id, "code": code, "text": known.get(code, "")}
            key = f"{row.id}:{code}"
            now = self._clock.now()
            return await open_dialog(store, actor, CONCLUSION, subject, key=key, now=now)

    @internal
    async def complete_sentence(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], answers: Mapping[str, Any]
    ) -> PaperCard:
        """Keep the words; the file tells them when it is made again."""
        row = await ordering.own_note(store, actor, int(subject["paper_id"]))
        code = str(subject["code"]) or _free(row)
        _change(row, code, " ".join(str(answers["text"]).split()))
        return await card_of(store, row)

    @internal
    async def cancel_sentence(
        self, store: Store, actor: Actor, subject: Mapping[str, Any], _answers: Mapping[str, Any]
    ) -> PaperCard:
        """The paper as it stands."""
        return await card_of(store, await ordering.own(store, actor, int(subject["paper_id"])))

    @needs(Action.READ_ANSWERS)
    async def drop_sentence(self, actor: Actor, paper_id: int, code: str) -> PaperCard:
        """Leave a conclusion out."""
        async with self._database.effect() as store:
            row = await ordering.own_note(store, actor, paper_id)
            if any(one["code"] == code for one in row.sentences):
                _change(row, code, None)
            return await card_of(store, row)

    @needs(Action.READ_ANSWERS)
    async def restore_sentences(self, actor: Actor, paper_id: int) -> PaperCard:
        """Back to what follows from the figures; the file is made again for that."""
        async with self._database.effect() as store:
            row = await ordering.own_note(store, actor, paper_id)
            row.edits = {}
            self._again(row)
            return await card_of(store, row)

    # -- making ---------------------------------------------------------------------------

    @internal
    async def follow(self, paper_id: int, message_id: int) -> None:
        """Note which message shows how far it is."""
        async with self._database.write() as store:
            row = await store.official.get(paper_id)
            if row is not None:
                row.message_id = message_id

    @internal
    async def due(self) -> tuple[int, Order] | None:
        """The next paper to be made; the attempt is counted before it is made."""
        now = self._clock.now()
        async with self._database.glance() as store:
            if not await store.official.is_waiting(now):
                return None
        async with self._database.write() as store:
            while (row := await store.official.due(now)) is not None:
                if row.attempts < MOST_ATTEMPTS:
                    row.attempts += 1
                    return row.id, order_of(row)
                # It ended the process each time: nothing else waits for it any more.
                await self._settle(store, row, "broken")
                await store.flush()
        return None

    @internal
    async def progressed(self, paper_id: int, stage: str, done: int, of: int) -> PaperCard | None:
        """Note how far it is; None when nobody wants it any more."""
        async with self._database.write() as store:
            row = await store.official.get(paper_id)
            if row is None or row.status != OfficialStatus.WAITING:
                return None
            row.stage, row.done, row.of = stage, done, of
            return await card_of(store, row)

    @internal
    async def made(self, paper_id: int, made: Made) -> PaperCard | None:
        """Keep the file and send it."""
        now = self._clock.now()
        async with self._database.write() as store:
            row = await store.official.get(paper_id)
            if row is None:
                return None
            row.status, row.made_at, row.stage, row.trouble = OfficialStatus.MADE, now, "", None
            row.name, row.content = made.name, made.content
            row.digest = hashlib.sha256(made.content).hexdigest()
            row.sentences = [dict(one) for one in made.sentences]
            await self._tell(store, row)
            return await card_of(store, row)

    @internal
    async def failed(self, paper_id: int, trouble: str) -> PaperCard | None:
        """Note why it could not be made: it is tried again, or its author is told."""
        async with self._database.write() as store:
            row = await store.official.get(paper_id)
            if row is None:
                return None
            if row.attempts >= MOST_ATTEMPTS or trouble == "not_found":
                await self._settle(store, row, trouble)
            else:
                row.trouble, row.due_at = trouble, self._clock.now() + _AGAIN * row.attempts
            return await card_of(store, row)

    async def _settle(self, store: Store, row: OfficialPaper, trouble: str) -> None:
        row.status, row.trouble = OfficialStatus.FAILED, trouble
        await self._tell(store, row)

    async def _tell(self, store: Store, row: OfficialPaper) -> None:
        person = await store.people.get(row.person_id)
        if person is None:
            return
        now = self._clock.now()
        # Made again in the same second, it is another message only with other contents.
        key = f"{OutboxKind.OFFICIAL_PAPER}:{row.id}:{now.timestamp():.0f}:{row.digest or ''}"
        await store.outbox.enqueue(
            [
                {
                    "person_id": person.id,
                    "telegram_id": person.telegram_id,
                    "kind": OutboxKind.OFFICIAL_PAPER,
                    "lane": _LANE,
                    "payload": {"paper_id": row.id},
                    "dedupe_key": key[:96],
                    "due_at": now,
                    "status": OutboxStatus.QUEUED,
                }
            ]
        )

    @internal
    async def notice(
        self, actor: Actor, _kind: OutboxKind, payload: Mapping[str, Any]
    ) -> PaperNotice:
        """The file as it is sent; NotFoundError when its reader may not have it any more."""
        async with self._database.read() as store:
            row = await ordering.own(store, actor, int(payload["paper_id"]))
            if row.status == OfficialStatus.WAITING:
                raise NotFoundError
            is_made = row.status == OfficialStatus.MADE
            content = await store.official.content(row.id) if is_made else None
            return PaperNotice(await card_of(store, row), content)


def _free(row: OfficialPaper) -> str:
    """The code of one more sentence of the author's own."""
    used = {*row.edits, *(one["code"] for one in row.sentences)}
    return next(code for n in range(1, 1000) if (code := f"{OWN}{n}") not in used)


def _change(row: OfficialPaper, code: str, text: str | None) -> None:
    row.edits = {**row.edits, code: text}
    kept = [one for one in row.sentences if one["code"] != code or text is not None]
    told = [
        {"code": code, "text": text, "is_own": True} if one["code"] == code else dict(one)
        for one in kept
    ]
    if text is not None and all(one["code"] != code for one in kept):
        told.append({"code": code, "text": text, "is_own": True})
    row.sentences = told
    # The file says something else now.
    row.digest = None
