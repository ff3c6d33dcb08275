"""The monthly report on a road map: what took place, what was handed in, what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from db.enums import ReportStatus
from db.models import Place, Report
from db.repositories.plans import Happening
from db.store import Store
from locales import Translator
from services.audience import is_for_school
from services.errors import NotFoundError
from services.expectations import asks_report, has_term, stands
from services.official import blocks as b
from services.official import words
from services.official.facts import in_order
from services.official.gathering import role_of
from services.official.note import signer
from services.official.order import Order
from services.presence import took_part
from services.statistics import Ledger, open_ledger
from services.times import moment, month_later

_DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Took:
    """An event of the month, and how many came."""

    number: str
    title: str
    first: date
    last: date
    came: int
    of: int


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Work whose term fell into the month: how many handed it in, late, and who did not."""

    number: str
    title: str
    until: date
    sent: int
    counts: int
    late: int
    of: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the next month brings."""

    number: str
    title: str
    days: tuple[tuple[date, date], ...]
    responsible: str


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """A month of one road map at one place."""

    place_name: str
    plan_title: str
    month: date
    as_of: datetime
    timezone: str
    schools: int
    took: tuple[Took, ...]
    handed_in: tuple[HandedIn, ...]
    ahead: tuple[Ahead, ...]
    asked: int
    answered: int
    visits: int
    links: tuple[str, ...]
    author_name: str
    author_role: str


async def gather_month(store: Store, order: Order) -> MonthFacts:
    """The month that begins on `order.since`; raises NotFoundError when the plan is gone."""
    plan = await store.plans.get(order.plan_id or 0)
    place = await store.places.get(order.place_id)
    if plan is None or place is None or order.since is None:
        raise NotFoundError
    first, following = order.since, month_later(order.since, 1)
    since, until = (moment(one, time(), order.timezone) for one in (first, following))
    ledger = _as_of(await open_ledger(store, [plan.id], [place.path], since, until), order.as_of)
    here = [one for one in ledger.happenings if _touches(one, first, following)]
    held = [one for one in here if _is_event(one) and one.occurrence.begins_at <= order.as_of]
    # What runs on is told when its term comes.
    due = [one for one in here if one.occurrence.ends_at <= min(until, order.as_of)]
    then = moment(month_later(first, 2), time(), order.timezone)
    later = [one for one in await store.plans.between([plan.id], until, then) if stands(one)]
    asked = await store.questions.asked_below([place.path], since, until)
    sent = [one for one in ledger.reports.values() if since <= one.submitted_at < until]
    person = await store.people.get(order.person_id)
    taking_part = [one for one in ledger.schools if any(_is_for(found, one) for found in held)]
    return MonthFacts(
        place_name=place.name,
        plan_title=plan.title,
        month=first,
        as_of=order.as_of,
        timezone=order.timezone,
        schools=len(taking_part),
        took=tuple(_took(ledger, one) for one in held),
        handed_in=tuple(_handed_in(ledger, one) for one in due if asks_report(one)),
        ahead=_ahead(later),
        asked=len(asked),
        answered=sum(one.answered_at is not None for one in asked),
        visits=await _visits(store, ledger.schools, since, until),
        links=tuple(dict.fromkeys(link for one in sent for link in links_of(one))),
        author_name=person.name if person is not None else "",
        author_role=await role_of(store, order, place),
    )


def _as_of(ledger: Ledger, moment: datetime) -> Ledger:
    """Without what was said later: made again, the report tells the same."""
    return replace(
        ledger,
        attendances={
            key: one for key, one in ledger.attendances.items() if one.answered_at <= moment
        },
        reports={key: one for key, one in ledger.reports.items() if one.submitted_at <= moment},
    )


def _ahead(later: Sequence[Happening]) -> tuple[Ahead, ...]:
    """Each row once, with all its days."""
    found: dict[int, Ahead] = {}
    for one in later:
        row, occurrence = one.row, one.occurrence
        known = found.get(row.id, Ahead(row.number, row.title, (), row.responsible_raw))
        days = (*known.days, (occurrence.first_day, occurrence.last_day))
        found[row.id] = replace(known, days=days)
    return tuple(found.values())


def _touches(found: Happening, first: date, following: date) -> bool:
    occurrence = found.occurrence
    return stands(found) and occurrence.first_day < following and occurrence.last_day >= first


def _is_for(found: Happening, school: Place) -> bool:
    return is_for_school(found.row, found.place.path, school.id, school.path)


def _is_event(found: Happening) -> bool:
    is_asked = found.row.attendance_expected and found.occurrence.precision == "day"
    return is_asked and not has_term(found)


def _took(ledger: Ledger, found: Happening) -> Took:
    expected = ledger.expected(found)
    answers = [ledger.attendances.get((found.occurrence.id, one.id)) for one in expected]
    return Took(
        found.row.number,
        found.row.title,
        found.occurrence.first_day,
        found.occurrence.last_day,
        sum(took_part(one) for one in answers),
        len(expected),
    )


def _handed_in(ledger: Ledger, found: Happening) -> HandedIn:
    occurrence = found.occurrence
    expected = ledger.expected(found)
    reports = [ledger.reports.get((occurrence.id, one.id)) for one in expected]
    sent = [one for one in reports if one is not None and one.status != ReportStatus.RETURNED]
    return HandedIn(
        found.row.number,
        found.row.title,
        occurrence.last_day,
        len(sent),
        sum(ledger.counts(found, one) for one in expected),
        sum(one.late for one in sent),
        len(expected),
        tuple(
            sorted(
                (one.name for one in expected if not ledger.is_reported(found, one)), key=in_order
            )
        ),
    )


async def _visits(store: Store, schools: Sequence[Place], since: datetime, until: datetime) -> int:
    """Visits to schools that were written down in the month."""
    found = await store.journal.visits([one.id for one in schools], 10_000)
    return sum(since <= one.submitted_at < until for one in found)


def links_of(report: Report) -> Iterator[str]:
    """The links of a report: published pages, and where files can be found."""
    for answer in report.answers.values():
        items = answer if isinstance(answer, list) else [answer]
        for one in items:
            link = one.get("link") if isinstance(one, dict) else None
            if isinstance(link, str) and link.startswith(("https://", "http://")):
                yield link


def month_paper(t: Translator, facts: MonthFacts) -> b.Paper:
    """The report as offices write it."""
    month = t.month(facts.month)
    return b.Paper(
        title=t("Report for {month}: {place}", month=month, place=facts.place_name),
        subject=facts.plan_title,
        language=t.locale,
        blocks=(
            b.Text(facts.place_name, "plain", "center", bold=True),
            b.Text(t("REPORT"), "title"),
            b.Text(t("on carrying out the road map\nin {month}", month=month), "subtitle"),
            *_general(t, facts),
            *_events(t, facts),
            *_materials(t, facts),
            *_support(t, facts),
            *_plan(t, facts),
            b.Signature(signer(t, facts.author_role), facts.author_name),
            b.Text(words.day_of(t, facts.as_of, facts.timezone), "plain"),
        ),
    )


def _general(t: Translator, facts: MonthFacts) -> Iterator[b.Block]:
    yield b.Text(t("Road map: “{title}”.", title=facts.plan_title))
    came, of = sum(one.came for one in facts.took), sum(one.of for one in facts.took)
    said = t(
        "In the month events held: {events}; schools expected at them: {schools}; participation:"
        " {came} of {of} ({share}).",
        events=len(facts.took),
        schools=facts.schools,
        came=came,
        of=of,
        share=words.share(t, came, of),
    )
    yield b.Text(said)


def _events(t: Translator, facts: MonthFacts) -> Iterator[b.Block]:
    yield b.Text(t("1. Events"), "heading")
    if not facts.took:
        yield b.Text(t("In the month the road map had no events."))
        return
    lines = [
        b.Line(
            (
                one.number,
                one.title,
                words.span(t, one.first, one.last),
                t("{done} of {of}", done=one.came, of=one.of) if one.of else _DASH,
                words.share(t, one.came, one.of),
            )
        )
        for one in facts.took
    ]
    yield b.Grid(
        (
            b.Column(t("No."), 8, "center"),
            b.Column(t("Event"), 46),
            b.Column(t("Day"), 18, "center"),
            b.Column(t("Took part"), 16, "center"),
            b.Column(t("Share"), 12, "center"),
        ),
        tuple(lines),
        letters=11,
    )


def _materials(t: Translator, facts: MonthFacts) -> Iterator[b.Block]:
    yield b.Text(t("2. Reports and materials"), "heading")
    if not facts.handed_in:
        yield b.Text(t("In the month no materials were due."))
        return
    lines = [
        b.Line(
            (
                one.number,
                one.title,
                words.day(t, one.until),
                t("{done} of {of}", done=one.sent, of=one.of),
                str(one.counts),
                str(one.late) if one.late else _DASH,
            )
        )
        for one in facts.handed_in
    ]
    yield b.Grid(
        (
            b.Column(t("No."), 8, "center"),
            b.Column(t("What was handed in"), 42),
            b.Column(t("Term"), 15, "center"),
            b.Column(t("Handed in"), 13, "center"),
            b.Column(t("Accepted"), 12, "center"),
            b.Column(t("Late"), 10, "center"),
        ),
        tuple(lines),
        letters=11,
    )
    missing = [one for one in facts.handed_in if one.missing]
    if missing:
        yield b.Text(t("Not handed in:"), "plain", bold=True, keeps=True)
    for one in missing:
        named = ", ".join(one.missing)
        number = one.number.rstrip(". ")
        yield b.Text(t("{number} \N{EN DASH} {names}.", number=number, names=named))


def _support(t: Translator, facts: MonthFacts) -> Iterator[b.Block]:
    yield b.Text(t("3. Help for schools and publicity"), "heading")
    yield b.Text(
        t(
            "Questions from schools: {asked}, answered: {answered}. Visits to schools: {visits}."
            " Publications and materials on sites: {links}.",
            asked=facts.asked,
            answered=facts.answered,
            visits=facts.visits,
            links=len(facts.links),
        )
    )
    for at, link in enumerate(facts.links, 1):
        yield b.Text(f"{at}. {link}", "plain")


def _plan(t: Translator, facts: MonthFacts) -> Iterator[b.Block]:
    following = month_later(facts.month, 1)
    yield b.Text(t("4. Plan for {month}", month=t.month(following)), "heading")
    if not facts.ahead:
        yield b.Text(t("The road map has nothing for that month."))
        return
    lines = [b.Line((one.number, one.title, _days(t, one), one.responsible)) for one in facts.ahead]
    yield b.Grid(
        (
            b.Column(t("No."), 8, "center"),
            b.Column(t("Activity"), 46),
            b.Column(t("Term"), 20, "center"),
            b.Column(t("Who is responsible"), 26),
        ),
        tuple(lines),
        letters=11,
    )


def _days(t: Translator, ahead: Ahead) -> str:
    return ", ".join(words.span(t, first, last) for first, last in ahead.days)


def last_day_of(month: date) -> date:
    """The last day of the month that begins on a day."""
    return month_later(month, 1) - timedelta(days=1)
