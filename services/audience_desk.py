"""Choosing an audience by buttons: lists to tick, people by name, audiences kept by name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from db.database import Database
from db.enums import Role
from db.models import Dialog, SavedAudience
from db.store import Store
from services.access import Action, Actor, needs
from services.audience_lists import Choice, Part, lines_of, ticked, unticked
from services.audience_words import Described, described
from services.audiences import Audience, Selection, audience_of, choose, everybody
from services.broadcast_draft import CONTENT, FIND, TITLE, draft_row
from services.clock import Clock
from services.dialogs import Turn, turn_of
from services.errors import NotFoundError
from services.forms.form import PREVIEW, Problem
from services.place_search import Named, PlaceIndex

_PAGE = 8
_FOUND = 10
_TITLE = 60
_MOST_SAVED = 20


class Preset(StrEnum):
    """Audiences that most announcements are for."""

    DIRECTORS = "directors"
    CURATORS = "curators"
    EVERYBODY = "everybody"
    SILENT = "silent"
    NOBODY = "nobody"


PRESETS: Mapping[Preset, Audience] = {
    Preset.DIRECTORS: Audience(),
    Preset.CURATORS: replace(Audience(), roles=(Role.CURATOR,)),
    Preset.EVERYBODY: everybody(),
    Preset.SILENT: replace(Audience(), is_silent=True),
    Preset.NOBODY: replace(Audience(), only_people=True),
}


@dataclass(frozen=True, slots=True)
class AudienceCard:
    """An audience as it stands: in words, and who gets it."""

    turn: Turn
    described: Described
    selection: Selection
    # Which of the usual ones it is, if any.
    preset: Preset | None
    saved: int


@dataclass(frozen=True, slots=True)
class Choices:
    """A page of a list; of what was `found` by name there is but one."""

    turn: Turn
    part: Part
    lines: tuple[Choice, ...]
    page: int
    pages: int
    total: int
    timezone: str
    # What is chosen so far, and how many people that are.
    audience: Audience
    selected: int
    found: str | None = None


class AudienceDesk:
    """Changes the audience of the draft of an announcement."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Take where audiences are kept and who tells the time."""
        self._database = database
        self._clock = clock

    @needs(Action.BROADCAST)
    async def card(self, actor: Actor, dialog_id: int) -> AudienceCard:
        """The audience of a draft as it stands."""
        async with self._database.effect() as store:
            row = await draft_row(store, actor, dialog_id)
            _close_question(row)
            return await self._card(store, actor, row)

    @needs(Action.BROADCAST)
    async def use(self, actor: Actor, dialog_id: int, preset: Preset) -> AudienceCard:
        """One of the usual audiences; places, people and exclusions stay."""
        async with self._database.effect() as store:
            row = await draft_row(store, actor, dialog_id)
            self._set(row, _used(preset, _audience(row)))
            return await self._card(store, actor, row)

    @needs(Action.BROADCAST)
    async def toggle(
        self, actor: Actor, dialog_id: int, part: Part, value: int, page: int = 0
    ) -> Choices:
        """Tick one thing of a list, or take the tick away."""
        async with self._database.effect() as store:
            row = await draft_row(store, actor, dialog_id)
            found = await lines_of(store, actor, part, _audience(row), self._clock.now())
            if part is Part.SAVED or value not in {one.id for one in found}:
                raise NotFoundError
            self._set(row, ticked(_audience(row), part, value))
            return await self._choices(store, actor, row, part, page)

    @needs(Action.BROADCAST)
    async def choices(self, actor: Actor, dialog_id: int, part: Part, page: int = 0) -> Choices:
        """A page of what can be ticked; from now on what is written looks for a name in it."""
        async with self._database.effect() as store:
            row = await draft_row(store, actor, dialog_id)
            row.step = FIND
            row.subject = {**row.subject, "part": str(part), "found": None, "typed": None}
            return await self._choices(store, actor, row, part, page)

    @needs(Action.BROADCAST)
    async def find(self, actor: Actor, text: str) -> Choices:
        """What of the open list a typed name can mean, the best first."""
        async with self._database.effect() as store:
            row = await draft_row(store, actor, None)
            part = Part(row.subject.get("part") or Part.PERSON)
            lines = await lines_of(store, actor, part, _audience(row), self._clock.now())
            index = PlaceIndex(Named(one.id, one.name, within=one.about) for one in lines)
            found = index.find(text, _FOUND)
            row.subject = {**row.subject, "found": found, "typed": text[:_TITLE]}
            return await self._choices(store, actor, row, part, 0)

    @needs(Action.BROADCAST)
    async def clear(self, actor: Actor, dialog_id: int, part: Part) -> Choices:
        """Take all ticks of a list away."""
        async with self._database.effect() as store:
            row = await draft_row(store, actor, dialog_id)
            self._set(row, unticked(_audience(row), part))
            return await self._choices(store, actor, row, part, 0)

    # -- kept by name -----------------------------------------------------------------------

    @needs(Action.BROADCAST)
    async def ask_title(self, actor: Actor, dialog_id: int) -> Turn:
        """Ask under which name the audience is to be kept."""
        async with self._database.effect() as store:
            row = await draft_row(store, actor, dialog_id)
            row.step = TITLE
            return turn_of(row)

    @needs(Action.BROADCAST)
    async def save(self, actor: Actor, title: str) -> AudienceCard | Turn:
        """Keep the audience under a name, or ask for it again.

        The one of the same name before is replaced.
        """
        title, now = " ".join(title.split()), self._clock.now()
        async with self._database.effect() as store:
            row = await draft_row(store, actor, None)
            if not title or len(title) > _TITLE:
                problem = Problem("title_expected", {"limit": _TITLE})
                return replace(turn_of(row), problem=problem)
            kept = await store.audiences.titled(actor.id, title)
            if kept is None and len(await store.audiences.of(actor.id)) >= _MOST_SAVED:
                problem = Problem("audiences_enough", {"limit": _MOST_SAVED})
                return replace(turn_of(row), problem=problem)
            if kept is None:
                kept = SavedAudience(person_id=actor.id, title=title, audience={}, created_at=now)
                store.outbox.add(kept)
            kept.audience, kept.used_at = _audience(row).as_json(), now
            _close_question(row)
            await store.flush()
            return await self._card(store, actor, row)

    @needs(Action.BROADCAST)
    async def use_saved(self, actor: Actor, dialog_id: int, audience_id: int) -> AudienceCard:
        """Speak to an audience that was kept."""
        async with self._database.effect() as store:
            row = await draft_row(store, actor, dialog_id)
            kept = await store.audiences.own(actor.id, audience_id)
            if kept is None:
                raise NotFoundError
            kept.used_at = self._clock.now()
            self._set(row, audience_of(kept.audience))
            _close_question(row)
            return await self._card(store, actor, row)

    @needs(Action.BROADCAST)
    async def forget_saved(self, actor: Actor, dialog_id: int, audience_id: int) -> Choices:
        """Take a kept audience out of the list."""
        async with self._database.effect() as store:
            row = await draft_row(store, actor, dialog_id)
            await store.audiences.drop(actor.id, audience_id)
            return await self._choices(store, actor, row, Part.SAVED, 0)

    # -- inside -----------------------------------------------------------------------------

    def _set(self, row: Dialog, audience: Audience) -> None:
        row.answers = {**row.answers, "audience": audience.as_json()}
        row.updated_at = self._clock.now()

    async def _card(self, store: Store, actor: Actor, row: Dialog) -> AudienceCard:
        audience = _audience(row)
        return AudienceCard(
            turn_of(row),
            await described(store, actor, audience),
            await choose(store, actor, audience, self._clock.now()),
            next((one for one in Preset if _used(one, audience) == audience), None),
            len(await store.audiences.of(actor.id)),
        )

    async def _choices(
        self, store: Store, actor: Actor, row: Dialog, part: Part, page: int
    ) -> Choices:
        lines = await lines_of(store, actor, part, _audience(row), self._clock.now())
        total = len(lines)
        found = row.subject.get("found") if row.subject.get("part") == part else None
        typed = row.subject.get("typed") if found is not None else None
        if found is not None:
            by_id = {one.id: one for one in lines}
            lines = [by_id[one] for one in found if one in by_id]
        elif part in {Part.PERSON, Part.WITHOUT}:
            # Of many people those come first who were picked.
            lines.sort(key=lambda one: not one.is_chosen)
        pages = max((len(lines) + _PAGE - 1) // _PAGE, 1)
        page = min(max(page, 0), pages - 1) if found is None else 0
        shown = lines[page * _PAGE : (page + 1) * _PAGE] if found is None else lines
        audience = _audience(row)
        chosen = await choose(store, actor, audience, self._clock.now())
        return Choices(
            turn_of(row),
            part,
            tuple(shown),
            page,
            pages,
            total,
            actor.timezone,
            audience,
            len(chosen.people),
            typed,
        )


def _audience(row: Dialog) -> Audience:
    return audience_of(row.answers.get("audience"))


def _close_question(row: Dialog) -> None:
    row.step = PREVIEW if CONTENT in row.answers else CONTENT


def _used(preset: Preset, now: Audience) -> Audience:
    """One of the usual audiences in the places and with the people chosen already.

    All schools are those of all places.
    """
    return replace(
        PRESETS[preset],
        places=() if preset is Preset.DIRECTORS else now.places,
        people=now.people,
        without_places=now.without_places,
        without_people=now.without_people,
    )
