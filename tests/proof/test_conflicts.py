"""Pairs of actions about one event at the same moment end as one after the other would.

A model says what each action does to a report, its history, its row and an answer; it knows
nothing of the services. After each pair the tables and what both people were told must be what
the model gets in one of the two orders.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from db.models import (
    Attendance,
    Dialog,
    Occurrence,
    PlanRow,
    Report,
    ReportDecision,
    ReportVersion,
    StoredFile,
)
from services.access import Actor
from services.dialogs import Turn
from services.errors import DomainError
from services.forms.form import Input
from services.row_steps import StepChoice
from services.terms import Intention, RowState
from tests.support.plans import SEMINAR
from tests.support.world import SCHOOL_1, World

PAIRS = 1000
SEED = 20210405
_CHOICES = {
    StepChoice.NOBODY: (),
    StepChoice.CURATOR: ("curator",),
    StepChoice.MUNICIPALITY: ("municipality",),
    StepChoice.BOTH: ("curator", "municipality"),
}
_ANSWERS = {"participants": 12, "done": "Провели", "evidence": None}


# -- the model ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class State:
    """What can be seen of one school's part in one event."""

    status: str | None
    version: int
    said: tuple[tuple[int, str, str], ...]
    steps: tuple[str, ...]
    day: date | None
    intention: str | None


Step = Callable[[State], tuple[State, str]]


def decides(who: str, verdict: str, seen: int) -> Step:
    """A word about the version that was seen."""

    def act(now: State) -> tuple[State, str]:
        is_last = now.status == "confirmed" and now.steps[-1:] != ("municipality",)
        is_open = now.status == "submitted" or (
            who == "municipality" and now.status == "confirmed" and not is_last and now.steps
        )
        if not is_open or now.version != seen:
            return now, "report_changed"
        yes = {"curator": "confirmed", "municipality": "accepted"}[who]
        said = (*now.said, (now.version, who, verdict))
        return replace(now, status=yes if verdict == "accepted" else "returned", said=said), "ok"

    return act


def sends(seen: int) -> Step:
    """The next version after the one that was seen."""

    def act(now: State) -> tuple[State, str]:
        if now.status is not None and not seen:
            return now, "report_sent_already"
        if now.version != seen:
            return now, "report_changed"
        if now.status in {"confirmed", "accepted"}:
            return now, "report_decided"
        return replace(now, status="submitted", version=now.version + 1), "ok"

    return act


def answers(intention: str) -> Step:
    """Who comes; of a cancelled event nobody is asked."""

    def act(now: State) -> tuple[State, str]:
        if now.day is None:
            return now, "event_cancelled"
        return replace(now, intention=intention), "ok"

    return act


def changes(**what: Any) -> Step:
    """A coordinator's change of the row: always possible."""
    return lambda now: (replace(now, **what), "ok")


# -- the real thing ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Deed:
    """What somebody is about to do, and what the model says of it."""

    who: str
    name: str
    run: Callable[[], Awaitable[object]]
    step: Step


class Bench:
    """One event of one school, brought into any state, and everybody around it."""

    def __init__(self, world: World, people: dict[str, Actor], about: tuple[int, int]) -> None:
        self.world = world
        self.people = people
        self.occurrence_id, self.school_id = about
        self.row: dict[str, Any] = {}
        self.occurrence: dict[str, Any] = {}

    async def remember(self) -> None:
        """How the row and its day are at the beginning."""
        (row,) = await self.world.all(select(PlanRow))
        (day,) = await self.world.all(select(Occurrence))
        self.row = {c.name: getattr(row, c.name) for c in PlanRow.__table__.columns}
        self.occurrence = {c.name: getattr(day, c.name) for c in Occurrence.__table__.columns}

    async def bring(self, state: State) -> int:
        """Write a state into the tables; return the id of the report, 0 for none."""
        choice = {steps: code for code, steps in _CHOICES.items()}[state.steps]
        stored = {StepChoice.NOBODY: []}.get(choice, list(state.steps))
        async with self.world.database.write() as store:
            session = store.plans.session
            for model in (Dialog, StoredFile, ReportDecision, ReportVersion, Report, Attendance):
                await session.execute(delete(model))
            await session.execute(update(PlanRow).values(**{**self.row, "steps": stored}))
            await session.execute(update(Occurrence).values(**self.occurrence))
            if state.status is None:
                return 0
            sent = {
                "proofs": ["event_result"],
                "form_version": 1,
                "answers": _ANSWERS,
                "late": False,
                "submitted_by": self.people["Мария"].id,
                "submitted_at": self.world.clock.now(),
            }
            report = Report(
                occurrence_id=self.occurrence_id,
                by="school",
                place_id=self.school_id,
                person_id=0,
                status=state.status,
                version=state.version,
                **sent,
            )
            session.add(report)
            await store.flush()
            for version in range(1, state.version + 1):
                session.add(ReportVersion(report_id=report.id, version=version, **sent))
            return report.id

    async def look(self) -> tuple[State, list[int]]:
        """The state of the tables, and the versions that are kept."""
        (row,) = await self.world.all(select(PlanRow))
        (day,) = await self.world.all(select(Occurrence))
        reports = await self.world.all(select(Report))
        assert len(reports) <= 1, "the same report twice"
        said = await self.world.all(select(ReportDecision).order_by(ReportDecision.id))
        kept = await self.world.all(select(ReportVersion.version).order_by(ReportVersion.version))
        answer = await self.world.all(select(Attendance.intention))
        report = reports[0] if reports else None
        state = State(
            status=report.status if report else None,
            version=report.version if report else 0,
            said=tuple((one.version, one.step, one.verdict) for one in said),
            steps=tuple(row.steps or ()),
            day=None if day.cancelled_at else day.first_day,
            intention=answer[0] if answer else None,
        )
        return state, list(kept)

    async def prepare(self, name: str, who: str, report_id: int, seen: State) -> Deed | None:
        """All that comes before the last tap; None where there is no such button now."""
        try:
            return await self._prepare(name, who, report_id, seen)
        except DomainError:
            return None

    async def _prepare(self, name: str, who: str, report_id: int, seen: State) -> Deed | None:
        actor, services, version = self.people[who], self.world.services, seen.version
        as_whom = "municipality" if who == "Ольга" else "curator"
        match name:
            case "accept" if report_id:
                return Deed(
                    who,
                    name,
                    lambda: services.reports.accept(actor, report_id, version),
                    decides(as_whom, "accepted", version),
                )
            case "return" if report_id:
                await services.reports.begin_return(actor, report_id, version)
                return Deed(
                    who,
                    name,
                    lambda: services.dialogs.answer(actor, Input(text="Дополните")),
                    decides(as_whom, "returned", version),
                )
            case "send":
                turn = await self._filled(actor, report_id)
                return Deed(
                    who,
                    name,
                    lambda: services.dialogs.submit(actor, turn.dialog_id),
                    sends(version),
                )
            case "going" | "deputy":
                school = await self.world.school(SCHOOL_1)
                intention = Intention(name)
                return Deed(
                    who,
                    name,
                    lambda: services.attendance.intend(
                        actor, self.occurrence_id, school, intention
                    ),
                    answers(name),
                )
        return await self._change(name, actor, who)

    async def _change(self, name: str, actor: Actor, who: str) -> Deed | None:
        """What a coordinator does to the row."""
        services, row_id = self.world.services, self.row["id"]
        match name:
            case "move":
                day = date(2021, 4, 27)
                turn = await services.plan_review.set_day(actor, row_id, day)
                return Deed(who, name, self._says_yes(actor, turn), changes(day=day))
            case "cancel":
                verdict = await services.plan_review.judge(actor, row_id, RowState.DROPPED)
                return Deed(who, name, self._says_yes(actor, verdict.asked), changes(day=None))
        if name not in set(_CHOICES):
            return None
        choice = StepChoice(name)
        return Deed(
            who,
            name,
            lambda: services.row_steps.choose(actor, row_id, choice),
            changes(steps=_CHOICES[choice]),
        )

    def _says_yes(self, actor: Actor, turn: object) -> Callable[[], Awaitable[object]]:
        assert isinstance(turn, Turn), "people would be told: it is asked first"
        dialogs = self.world.services.dialogs
        return lambda: dialogs.answer(actor, Input(choice="yes"), dialog_id=turn.dialog_id)

    async def _filled(self, actor: Actor, report_id: int) -> Turn:
        reports = self.world.services.reports
        if report_id:
            return await reports.mend(actor, report_id)
        turn = await reports.begin(actor, self.occurrence_id, self.school_id)
        return await self.world.answers_all(actor, turn)


async def told(deed: Deed, wait: int) -> str:
    """Do it after some turns of the loop; what the person is told."""
    for _ in range(wait):
        await asyncio.sleep(0)
    try:
        await deed.run()
    except DomainError as error:
        return error.code
    return "ok"


@pytest.fixture
async def bench(world: World) -> Bench:
    """A seminar that asks who comes and what came of it."""
    names = ("Ольга", "Мария", "Анна", "Павел", "Вера")
    people = dict(zip(names, await world.join(*names), strict=True))
    await world.publish(people["Ольга"], [SEMINAR])
    (row,) = await world.all(select(PlanRow))
    if not row.report_expected:
        await world.services.plan_review.toggle(people["Ольга"], row.id, "report")
    found = Bench(world, people, (await world.occurrence(SEMINAR), await world.place_id(SCHOOL_1)))
    await found.remember()
    return found


DEEDS = {
    "Павел": ("accept", "return"),
    "Вера": ("accept", "return"),
    "Мария": ("send", "going"),
    "Анна": ("send", "deputy"),
    "Ольга": ("accept", "return", "move", "cancel", *_CHOICES),
}


def drawn(dice: random.Random, day: date) -> State:
    """A state to begin with: most often a report that waits."""
    status = dice.choice(["submitted", "submitted", "submitted", "returned", "confirmed", None])
    version = dice.randint(1, 3) if status else 0
    return State(status, version, (), dice.choice(list(_CHOICES.values())), day, None)


@pytest.mark.timeout(600)
async def test_pairs_of_conflicting_actions_end_as_some_order_would(
    bench: Bench, record_property: Callable[[str, object], None]
):
    dice, done, refused = random.Random(SEED), 0, 0  # noqa: S311 - no secret
    while done < PAIRS:
        state = drawn(dice, bench.occurrence["first_day"])
        report_id = await bench.bring(state)
        whos = dice.sample(sorted(DEEDS), 2)
        prepared = [
            await bench.prepare(dice.choice(DEEDS[who]), who, report_id, state) for who in whos
        ]
        first, second = prepared
        if first is None or second is None:
            continue
        waits = dice.randrange(12), dice.randrange(12)
        codes = await asyncio.gather(told(first, waits[0]), told(second, waits[1]))
        found, kept = await bench.look()

        after, one = first.step(state)
        after, two = second.step(after)
        back, four = second.step(state)
        back, three = first.step(back)
        orders = [(after, [one, two]), (back, [three, four])]
        story = f"{done}: {state} {first.who} {first.name} | {second.who} {second.name}"
        assert (found, list(codes)) in orders, story
        assert kept == list(range(1, found.version + 1)), story
        done += 1
        refused += list(codes).count("ok") < 2
    record_property("conflicts.pairs", done)
    record_property("conflicts.refused", refused)
    assert refused > PAIRS // 20, "the pairs do conflict"
