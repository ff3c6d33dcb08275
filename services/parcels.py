"""Files that somebody sent without being asked: gathered, and put into the report they are for.

An album comes as one message for each picture; together they are one parcel and one question.
Parcels are rows: the question's buttons work after a restart too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from db.database import Database
from db.models import Dialog, Parcel
from db.repositories.plans import Happening
from db.store import Store
from roadmap.asks import Party
from services.access import Action, Actor, needs
from services.clock import Clock
from services.demands import paper_for
from services.dialogs import Turn, turn_of
from services.errors import NotFoundError
from services.file_kinds import extension_of
from services.forms.form import (
    MAX_FILES,
    Answers,
    Attached,
    Form,
    Input,
    Problem,
    Step,
    attach,
    begin,
)
from services.forms.proofs import form_of
from services.forms.reading import as_json
from services.names import words_of
from services.reports import ReportChoice, Reports

_LIKELIEST = 3
# Among so many is looked for the likeliest; so many fit below a message.
_LOOKED_AT, _SHOWN = 500, 24
# What a road map may be written in.
_DOCUMENTS = frozenset(
    ("doc", "docx", "odt", "rtf", "txt", "md", "htm", "html", "xls", "xlsx", "ods", "csv", "pdf")
)
# Shorter words join sentences; the beginning of a longer one is the same in every case.
_SHORTEST, _STEM = 4, 5


@dataclass(frozen=True, slots=True)
class Received:
    """A parcel that a file was put into; `is_first` when it is the file that began it."""

    parcel_id: int
    is_first: bool


@dataclass(frozen=True, slots=True)
class ParcelQuestion:
    """Which report the files may be for: the likeliest first, `has_more` when there are others."""

    parcel_id: int
    choices: tuple[ReportChoice, ...]
    has_more: bool
    # Reports are awaited, but none that takes a file.
    only_words: bool = False


class Parcels:
    """Keeps files until their sender says what they are for."""

    def __init__(self, database: Database, clock: Clock, reports: Reports) -> None:
        """Take who knows what can be reported on."""
        self._database = database
        self._clock = clock
        self._reports = reports

    @needs(Action.REPORT)
    async def receive(self, actor: Actor, sent_as: str, file: Attached) -> Received:
        """Put a file to those that came with it; the same file once more changes nothing."""
        async with self._database.write() as store:
            parcel = await store.parcels.sent_as(actor.id, sent_as)
            if parcel is None:
                parcel = Parcel(
                    person_id=actor.id, sent_as=sent_as, files=[], received_at=self._clock.now()
                )
                store.parcels.add(parcel)
            sent = as_json(file)
            if sent not in parcel.files and len(parcel.files) < MAX_FILES:
                parcel.files = [*parcel.files, sent]
            await store.flush()
            return Received(parcel.id, is_first=parcel.files[0] == sent)

    @needs(Action.REPORT)
    async def is_expected(self, actor: Actor, file: Attached, caption: str) -> bool:
        """Whether a document of somebody who also imports road maps looks like a report.

        Who speaks for a school is asked anyway.
        """
        imports = actor.may(Action.IMPORT_PLAN) and file.kind == "document"
        if not imports or extension_of(file.name) not in _DOCUMENTS:
            return True
        if any(seat.place_kind == "school" for seat in actor.seats_for(Action.REPORT)):
            return True
        said = _stems(f"{file.name} {caption}")
        return any(
            len(said & _stems(choice.line.title)) > 1
            for choice in await self._reports.choices(actor, _LOOKED_AT)
        )

    @needs(Action.REPORT)
    async def question(
        self, actor: Actor, parcel_id: int, caption: str = "", *, begun: int | None = None
    ) -> ParcelQuestion:
        """The likeliest three; `begun` is the event of a report that was left half-done."""
        said, ranked, others = await self._ranked(actor, parcel_id, caption, begun)
        return ParcelQuestion(
            said, tuple(ranked[:_LIKELIEST]), len(ranked) > _LIKELIEST, not ranked and others > 0
        )

    @needs(Action.REPORT)
    async def everything(self, actor: Actor, parcel_id: int) -> ParcelQuestion:
        """All that can be reported on with a file, the likeliest first."""
        said, ranked, others = await self._ranked(actor, parcel_id, "", None)
        return ParcelQuestion(said, tuple(ranked[:_SHOWN]), False, not ranked and others > 0)

    @needs(Action.REPORT)
    async def put(self, actor: Actor, parcel_id: int, dialog_id: int) -> Turn:
        """Put the files into an open report, as many as it takes; twice is as good as once."""
        async with self._database.write() as store:
            row = await store.dialogs.own(actor.id, dialog_id)
            parcel = await _own(store, actor, parcel_id)
            if row is None:
                raise NotFoundError
            return _put(row, parcel.files, self._clock.now())

    async def _ranked(
        self, actor: Actor, parcel_id: int, caption: str, begun: int | None
    ) -> tuple[int, list[ReportChoice], int]:
        awaited = await self._reports.choices(actor, _LOOKED_AT)
        async with self._database.read() as store:
            parcel = await _own(store, actor, parcel_id)
            events = await store.plans.happenings({one.line.occurrence_id for one in awaited})
        takes = {id_ for id_, found in events.items() if _takes_files(found)}
        choices = [choice for choice in awaited if choice.line.occurrence_id in takes]
        said = _stems(" ".join([caption, *(str(file["name"]) for file in parcel.files)]))

        def likeness(choice: ReportChoice) -> tuple[bool, int]:
            return choice.line.occurrence_id == begun, len(said & _stems(choice.line.title))

        # Sorting is stable: those alike stay in the order of their days.
        ranked = sorted(choices, key=likeness, reverse=True)
        return parcel.id, ranked, len(awaited) - len(ranked)


def _put(row: Dialog, files: Sequence[Mapping[str, Any]], now: datetime) -> Turn:
    """What was asked is asked still; only the question of the files itself is answered now."""
    turn = turn_of(row)
    draft = turn.draft
    step = _file_step(draft.form, draft.answers)
    if step is None:
        return replace(turn, problem=Problem("files_not_asked"))
    problem = None
    for file in files:
        moved = attach(draft, step.name, Input(file=Attached(**file)))
        if isinstance(moved, Problem):
            problem = moved
            break
        draft = replace(moved, step=draft.step)
    if draft.step == step.name:
        draft = begin(draft.form, draft.answers, draft.options, draft.last)
    row.step, row.answers, row.updated_at = draft.step, dict(draft.answers), now
    return replace(turn_of(row), problem=problem)


async def _own(store: Store, actor: Actor, parcel_id: int) -> Parcel:
    parcel = await store.parcels.own(actor.id, parcel_id)
    if parcel is None:
        raise NotFoundError
    return parcel


def _takes_files(found: Happening) -> bool:
    """Whether the report asks for a file at all; others ask for a day, a number or a tick."""
    paper = paper_for(found, Party.SCHOOL)
    if paper is None:
        return False
    return _file_step(form_of(paper.proofs, paper.goals, found.row.own_form), {}) is not None


def _file_step(form: Form, answers: Answers) -> Step | None:
    """The first question that a file answers."""
    for step in form.asked(answers):
        if step.kind == "evidence" or (step.kind == "files" and "file" in step.takes):
            return step
    return None


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in words_of(text) if len(word) >= _SHORTEST}
