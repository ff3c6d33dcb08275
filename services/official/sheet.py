"""The attendance sheet of one event: to be signed before it, with what is known after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from db.enums import Fact, Intention, PartyKind
from db.models import Attendance
from db.store import Store
from locales import N_, Translator
from services.demands import expected
from services.errors import NotFoundError
from services.official import blocks as b
from services.official import words
from services.official.facts import in_order
from services.official.gathering import role_of
from services.official.note import signer
from services.official.order import Order
from services.presence import TOOK_PART, said_fact

_FACTS = {
    Fact.ATTENDED: N_("took part"),
    Fact.RECORDING: N_("watched the recording"),
    Fact.MISSED: N_("did not take part"),
    Fact.EXCUSED: N_("away for a good reason"),
}
_INTENTIONS = {
    Intention.GOING: N_("will come"),
    Intention.DEPUTY: N_("a deputy will come"),
    Intention.ABSENT: N_("cannot come"),
}


@dataclass(frozen=True, slots=True)
class Guest:
    """A school or a person on the list, and the mark known about it."""

    name: str
    area: str
    is_person: bool
    intention: Intention | None
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """One event and its list."""

    place_name: str
    plan_title: str
    number: str
    title: str
    first: date
    last: date
    begin: time | None
    timezone: str
    begins_at: datetime
    has_begun: bool
    guests: tuple[Guest, ...]
    author_name: str
    author_role: str


async def gather_sheet(store: Store, order: Order) -> SheetFacts:
    """The event of the order; those who are expected from its place."""
    found = await store.plans.happening(order.occurrence_id or 0)
    place = await store.places.get(order.place_id)
    if found is None or place is None:
        raise NotFoundError
    answers = {
        (one.party_kind, one.party_id): one
        for one in await store.duties.attendances([found.occurrence.id])
    }
    parents = {one.id: one.name for one in await store.places.subtree(found.place.path)}
    parents |= {one.id: one.name for one in await store.places.ancestors(place.path)}
    guests = [
        _guest(one.name, _area(one.path, parents), answers, (one.party.kind, one.party.id))
        for one in (await expected(store, found)).attending
        if one.path.startswith(place.path) or place.path.startswith(one.path)
    ]
    guests.sort(key=lambda one: (one.is_person, in_order(one.area), in_order(one.name)))
    person = await store.people.get(order.person_id)
    occurrence = found.occurrence
    return SheetFacts(
        place_name=place.name,
        plan_title=found.plan.title,
        number=found.row.number,
        title=found.row.title,
        first=occurrence.first_day,
        last=occurrence.last_day,
        begin=occurrence.begin_time,
        timezone=occurrence.timezone,
        begins_at=occurrence.begins_at,
        has_begun=occurrence.begins_at <= order.as_of,
        guests=tuple(guests),
        author_name=person.name if person is not None else "",
        author_role=await role_of(store, order, place),
    )


def _area(path: str, names: dict[int, str]) -> str:
    """The place above: the municipality of a school."""
    ids = [int(one) for one in path.split("/") if one]
    above = ids[-2] if len(ids) > 1 else ids[-1] if ids else 0
    return names.get(above, "")


def _guest(
    name: str,
    area: str,
    answers: dict[tuple[PartyKind, int], Attendance],
    key: tuple[PartyKind, int],
) -> Guest:
    answer = answers.get(key)
    intention = Intention(answer.intention) if answer is not None and answer.intention else None
    return Guest(name, area, key[0] == PartyKind.PERSON, intention, said_fact(answer))


def sheet_paper(t: Translator, facts: SheetFacts) -> b.Paper:
    """The list, by municipality where there are several."""
    when = words.span(t, facts.first, facts.last)
    if facts.begin is not None:
        zone = t.zone(facts.timezone, facts.begins_at)
        when = t("{day}, {clock} ({zone})", day=when, clock=t.clock(facts.begin), zone=zone)
    return b.Paper(
        title=t("Attendance sheet: {title}", title=facts.title),
        subject=facts.plan_title,
        language=t.locale,
        blocks=(
            b.Text(facts.place_name, "plain", "center", bold=True),
            b.Text(t("ATTENDANCE SHEET"), "title"),
            b.Text(facts.title, "subtitle"),
            b.Text(t("Date and time: {when}", when=when), "plain"),
            b.Text(
                t(
                    "Row {number} of the road map “{title}”",
                    number=facts.number or "\N{EN DASH}",
                    title=facts.plan_title,
                ),
                "plain",
            ),
            b.Text("", "small"),
            _table(t, facts),
            *_totals(t, facts),
            b.Signature(signer(t, facts.author_role), facts.author_name),
        ),
    )


def _table(t: Translator, facts: SheetFacts) -> b.Grid:
    columns = (
        b.Column(t("No."), 6, "center"),
        b.Column(t("Organisation"), 32),
        b.Column(t("Full name, position"), 28),
        b.Column(t("Mark") if facts.has_begun else t("Answer"), 18, "center"),
        b.Column(t("Signature"), 16, "center"),
    )
    areas = {one.area for one in facts.guests}
    lines: list[b.Line] = []
    area = None
    for at, one in enumerate(facts.guests, 1):
        if len(areas) > 1 and one.area != area:
            area = one.area
            lines.append(b.Line((area or t("Others"),), "section"))
        name, who = (one.area, one.name) if one.is_person else (one.name, "")
        lines.append(b.Line((str(at), name, who, _mark(t, facts, one), "")))
    return b.Grid(columns, tuple(lines), letters=12, is_signed=True)


def _mark(t: Translator, facts: SheetFacts, guest: Guest) -> str:
    if guest.fact is not None:
        return t(_FACTS[guest.fact])
    if not facts.has_begun and guest.intention is not None:
        return t(_INTENTIONS[guest.intention])
    if guest.intention is Intention.ABSENT:
        return t(_INTENTIONS[Intention.ABSENT])
    return ""


def _totals(t: Translator, facts: SheetFacts) -> Iterator[b.Block]:
    of = len(facts.guests)
    if not facts.has_begun:
        yield b.Text(t("Expected: {n}.", n=of), "plain")
        return
    came = sum(one.fact in TOOK_PART for one in facts.guests)
    share = words.share(t, came, of)
    yield b.Text(t("Took part: {done} of {of} ({share}).", done=came, of=of, share=share), "plain")
