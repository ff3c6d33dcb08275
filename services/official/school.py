"""Everything of a school in the project, as a page for its own site: nothing about people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.enums import PartyKind
from db.repositories.plans import Happening
from db.store import Store
from locales import Translator
from services.audience import is_for_school
from services.decisions import counts, steps_of
from services.errors import NotFoundError
from services.expectations import stands
from services.official import blocks as b
from services.official import words
from services.official.month import links_of
from services.official.order import Order
from services.presence import took_part

_AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Line:
    """An event or a piece of work of the school."""

    title: str
    first: date
    last: date
    came: bool
    handed_in: bool


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """A school in one road map."""

    school_name: str
    plan_title: str
    year: str
    as_of: datetime
    timezone: str
    done: tuple[Line, ...]
    ahead: tuple[Line, ...]
    links: tuple[tuple[str, str], ...]


async def gather_school(store: Store, order: Order) -> SchoolFacts:
    """What concerns the school; raises NotFoundError when it or the plan is gone."""
    plan = await store.plans.get(order.plan_id or 0)
    school = await store.places.get(order.place_id)
    if plan is None or school is None:
        raise NotFoundError
    own = [
        one
        for one in await store.plans.of_plans([plan.id])
        if stands(one) and is_for_school(one.row, one.place.path, school.id, school.path)
    ]
    ids = [one.occurrence.id for one in own]
    answers = {
        one.occurrence_id: one
        for one in await store.duties.attendances(ids)
        if (one.party_kind, one.party_id) == (PartyKind.SCHOOL, school.id)
        and one.answered_at <= order.as_of
    }
    reports = {
        one.occurrence_id: one
        for one in await store.duties.reports(ids)
        if one.by == "school" and one.place_id == school.id and one.submitted_at <= order.as_of
    }
    lines, links = [], []
    for one in own:
        id_ = one.occurrence.id
        report = reports.get(id_)
        is_in = report is not None and counts(report.status, steps_of(one, report.by))
        lines.append((one, _line(one, came=took_part(answers.get(id_)), handed_in=is_in)))
        if report is not None and is_in:
            links += [(one.row.title, link) for link in links_of(report)]
    now = order.as_of
    return SchoolFacts(
        school_name=school.name,
        plan_title=plan.title,
        year=plan.year or "",
        as_of=now,
        timezone=order.timezone,
        done=tuple(line for _, line in lines if line.came or line.handed_in),
        ahead=tuple(
            line
            for one, line in lines
            if now < one.occurrence.ends_at < now + _AHEAD and not line.handed_in
        ),
        links=tuple(dict.fromkeys(links)),
    )


def _line(found: Happening, *, came: bool, handed_in: bool) -> Line:
    occurrence = found.occurrence
    return Line(found.row.title, occurrence.first_day, occurrence.last_day, came, handed_in)


def school_paper(t: Translator, facts: SchoolFacts) -> b.Paper:
    """The page: what was done, what is ahead, what was published."""
    return b.Paper(
        title=t("{school}: methodical support", school=facts.school_name),
        subject=facts.plan_title,
        language=t.locale,
        blocks=(
            b.Text(facts.school_name, "plain", "center", bold=True),
            b.Text(t("Methodical support of our school"), "title"),
            b.Text(
                t(
                    "Our school takes part in the road map “{title}”. As of {day}.",
                    title=facts.plan_title,
                    day=words.day_of(t, facts.as_of, facts.timezone),
                )
            ),
            *_done(t, facts),
            *_ahead(t, facts),
            *_links(t, facts),
        ),
    )


def _done(t: Translator, facts: SchoolFacts) -> Iterator[b.Block]:
    yield b.Text(t("What we have done"), "heading")
    if not facts.done:
        yield b.Text(t("Nothing yet: the first events are still ahead."))
        return
    lines = [
        b.Line((words.span(t, one.first, one.last), one.title, _what(t, one))) for one in facts.done
    ]
    yield b.Grid(
        (
            b.Column(t("When"), 22, "center"),
            b.Column(t("Activity"), 53),
            b.Column(t("Result"), 25),
        ),
        tuple(lines),
        letters=11,
    )


def _what(t: Translator, line: Line) -> str:
    if line.came and line.handed_in:
        return t("took part, handed in the report")
    return t("took part") if line.came else t("handed in the report")


def _ahead(t: Translator, facts: SchoolFacts) -> Iterator[b.Block]:
    if not facts.ahead:
        return
    yield b.Text(t("What is ahead"), "heading")
    lines = [b.Line((words.span(t, one.first, one.last), one.title)) for one in facts.ahead]
    yield b.Grid(
        (b.Column(t("When"), 26, "center"), b.Column(t("Activity"), 74)), tuple(lines), letters=11
    )


def _links(t: Translator, facts: SchoolFacts) -> Iterator[b.Block]:
    if not facts.links:
        return
    yield b.Text(t("Publications and materials"), "heading")
    titled: dict[str, list[str]] = {}
    for title, link in facts.links:
        titled.setdefault(title, []).append(link)
    for title, some in titled.items():
        yield b.Text("\n".join((title, *some)), "plain")
