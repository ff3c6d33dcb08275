"""The attendance sheet of one event: to be signed before it, with what is known after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from db.enums import Fact, Intention, PartyKind, PlaceKind, Role
from db.models import Attendance, Place
from db.repositories.paths import ids_of
from db.repositories.people import SeatRow
from db.store import Store
from locales import N_, Translator
from services.access import POLICY, REPRESENTATIVES, Action
from services.demands import Expectant, expected
from services.errors import NotFoundError
from services.official import blocks as b
from services.official import words
from services.official.facts import in_order
from services.official.gathering import role_of
from services.official.note import signer
from services.official.order import Order
from services.presence import TOOK_PART, said_fact
from services.times import inherited_zone

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

    # The school, or the person's own place; the municipality it is told under.
    organisation: str
    area: str
    # Who comes, as far as the reader may see the name, and as what.
    person: str
    role: str
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
    # The clock of the place the list is for.
    local_zone: str
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
    above = await store.places.ancestors(place.path)
    places = {one.id: one for one in await store.places.subtree(found.place.path)}
    places |= {one.id: one for one in above}
    speakers = await _speakers(store, order, place)
    guests = [
        _guest(one, places, speakers, answers)
        for one in (await expected(store, found)).attending
        if one.path.startswith(place.path) or place.path.startswith(one.path)
    ]
    guests.sort(
        key=lambda one: (
            one.is_person,
            in_order(one.area),
            in_order(one.organisation),
            in_order(one.person),
        )
    )
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
        local_zone=inherited_zone(list(above), order.timezone),
        begins_at=occurrence.begins_at,
        has_begun=occurrence.begins_at <= order.as_of,
        guests=tuple(guests),
        author_name=person.name if person is not None else "",
        author_role=await role_of(store, order, place),
    )


async def _speakers(store: Store, order: Order, place: Place) -> dict[int, SeatRow]:
    """Who speaks for which school, a director before a deputy; only whom the reader looks after."""
    own = [
        seat.place.path
        for seat in await store.people.seats(order.person_id)
        if Action.MANAGE_PEOPLE in POLICY[seat.role]
    ]
    speakers: dict[int, SeatRow] = {}
    for role in REPRESENTATIVES:
        for seat in await store.people.seats_below(place.path, [role]):
            # Somebody stands in for who is away.
            if seat.away_until is None and seat.place.path.startswith(tuple(own)):
                for school in (seat.place, *seat.branches):
                    speakers.setdefault(school.id, seat)
    return speakers


def _area(path: str, places: Mapping[int, Place]) -> str:
    """What somebody is told under: the place above a school; above it everybody's own place."""
    way = [places[id_] for id_ in ids_of(path) if id_ in places]
    if len(way) > 1 and way[-1].kind == PlaceKind.SCHOOL:
        return way[-2].name
    return way[-1].name if way else ""


def _guest(
    one: Expectant,
    places: Mapping[int, Place],
    speakers: Mapping[int, SeatRow],
    answers: Mapping[tuple[PartyKind, int], Attendance],
) -> Guest:
    answer = answers.get((one.party.kind, one.party.id))
    intention = Intention(answer.intention) if answer is not None and answer.intention else None
    is_person = one.party.kind is PartyKind.PERSON
    own = places.get(ids_of(one.path)[-1])
    speaker = None if is_person else speakers.get(one.party.id)
    if speaker is not None and intention is Intention.DEPUTY and speaker.role is Role.DIRECTOR:
        # Somebody else comes, and writes his name by hand.
        speaker = None
    return Guest(
        organisation=(own.name if own is not None else "") if is_person else one.name,
        area=_area(one.path, places),
        person=one.name if is_person else speaker.person.name if speaker is not None else "",
        role=str(speaker.role) if speaker is not None else "",
        is_person=is_person,
        intention=intention,
        fact=said_fact(answer),
    )


def sheet_paper(t: Translator, facts: SheetFacts) -> b.Paper:
    """The list, by municipality where there are several."""
    when = words.span(t, facts.first, facts.last)
    if facts.begin is not None:
        when = _clocks(t, facts, when, facts.begin)
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


def _clocks(t: Translator, facts: SheetFacts, day: str, clock: time) -> str:
    """The clock of the event, and that of the place where it shows another time."""
    zone = t.zone(facts.timezone, facts.begins_at)
    local_zone = t.zone(facts.local_zone, facts.begins_at)
    if local_zone == zone:
        return t("{day}, {clock} ({zone})", day=day, clock=t.clock(clock), zone=zone)
    local = facts.begins_at.astimezone(ZoneInfo(facts.local_zone))
    told = t.clock(local)
    if local.date() != facts.first:
        told = f"{words.day(t, local.date())}, {told}"
    return t(
        "{day}, {clock} ({zone}), local time {local} ({local_zone})",
        day=day,
        clock=t.clock(clock),
        zone=zone,
        local=told,
        local_zone=local_zone,
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
        who = f"{one.person}, {signer(t, one.role)}" if one.person and one.role else one.person
        lines.append(b.Line((str(at), one.organisation, who, _mark(t, facts, one), "")))
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
