"""A seat given, handed over, or lent for a time: what changes together, in one transaction.

Whoever loses a seat loses with the same step what hangs on it: reminders to come, drafts, the
links he made. Nothing here asks who may do it; services and links do, before they call.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from db.enums import OutboxKind, OutboxStatus, PartyKind, PlaceKind, Role
from db.models import Dialog, Membership, Person, Place
from db.repositories.paths import ids_of
from db.repositories.people import SeatRow
from db.store import Store
from services.access import REPRESENTATIVES, Action, Actor
from services.promises import Key, repromise

_LANE = 0
# Whom somebody may put in his own place; other seats are handed over from above.
OWN_TO_GIVE = (Role.DIRECTOR, Role.CURATOR)
_FROM_ABOVE = (*OWN_TO_GIVE, Role.DEPUTY, Role.METHODIST, Role.MUNICIPAL_COORDINATOR)


class Change(StrEnum):
    """What happened to somebody's role; a message tells it."""

    HANDED_OVER = "handed_over"
    RECEIVED = "received"
    STANDS_IN = "stands_in"
    STOOD_IN = "stood_in"
    DUTY_OVER = "duty_over"
    RETURNED = "returned"
    TERM_OVER = "term_over"
    INVITE_TRIED = "invite_tried"
    # For coordinators: who speaks for a school of theirs is another, a municipality has come in.
    NEW_HEAD = "new_head"
    MERGED_IN = "merged_in"
    # For the people of a school: it is in no list any more, or is there again.
    CLOSED = "closed"
    REOPENED = "reopened"


def may_hand_over(actor: Actor, held: SeatRow) -> bool:
    """Whether somebody may put another person in this seat: his own, or one he may give."""
    kind, path = PlaceKind(held.place.kind), held.place.path
    if held.person.id == actor.person_id:
        # Whoever holds one of these may hand over: the table gives it to both.
        return held.role in OWN_TO_GIVE
    return (
        held.role in _FROM_ABOVE
        and actor.may(Action.MANAGE_PEOPLE, path)
        and actor.may_give(held.role, path, kind)
    )


def reach_of(actor: Actor | None, held: SeatRow) -> tuple[str, ...]:
    """Below which places a curator's seats go along with the one that is handed over."""
    if actor is None or actor.person_id == held.person.id:
        return ("/",)
    return actor.scope(Action.MANAGE_PEOPLE)


async def give(
    store: Store,
    person: Person,
    place: Place,
    role: Role,
    now: datetime,
    *,
    by: int | None,
    until: datetime | None = None,
) -> bool:
    """Give a role with its reminders; return whether it is new."""
    is_new = await store.people.seat(person.id, place.id, role, now, by=by, until=until)
    if role in REPRESENTATIVES and until is None:
        # Who speaks for a school reads its plan anyway; who does so for a time goes on reading.
        await store.people.unseat(person.id, place.id, Role.SUBSCRIBER, now)
    await repromise(store, person.id, now)
    return is_new


async def transfer(
    store: Store,
    held: SeatRow,
    to: Person,
    now: datetime,
    *,
    by: int | None,
    reach: Sequence[str],
) -> None:
    """Put another person in a seat: duties, drafts and reminders go over, the old one is out.

    All schools of a curator below `reach` go together. A director leaves the school altogether.
    """
    old = held.person
    leaving = [s for s in await store.people.seats(old.id) if _goes_along(s, held, tuple(reach))]
    owed: set[Key] = set()
    for seat in leaving:
        for deputy in await store.people.stand_ins(seat.membership_id):
            owed |= await _dismiss(store, deputy, now, by=by, heir=to)
        if seat.role is held.role:
            await _take(store, seat, to, now, by=by)
        else:
            await _end_standing(store, old, seat.place, now, by=by)
            await store.people.unseat(old.id, seat.place.id, seat.role, now)
        await _move_drafts(store, old.id, to.id, seat.place)
        await store.invites.revoke_of(old.id, seat.place.path, now)
        _audit(store, now, by, f"hand_over:{seat.role}", (seat.membership_id, seat.place.id))
    if old.acting_id in {seat.membership_id for seat in leaving}:
        old.acting_id = None
    await store.flush()
    owed |= await repromise(store, old.id, now)
    await repromise(store, to.id, now, inherited=owed)
    for person, change, other in (
        (old, Change.HANDED_OVER, to),
        (to, Change.RECEIVED, old),
    ):
        if person.id != by:
            await tell(store, person, change, (held.place.id, held.role), now, other=other.id)
    if held.role is Role.DIRECTOR:
        await tell_coordinators(
            store, held.place, Change.NEW_HEAD, held.place, now, but={by, old.id, to.id}
        )


async def tell_coordinators(
    store: Store,
    of: Place,
    change: Change,
    about: Place,
    now: datetime,
    *,
    but: Collection[int | None],
) -> None:
    """Tell the municipal coordinators of a place what changed; nobody is named to them."""
    way = ids_of(of.path)
    for seat in await store.people.seats_at(way, [Role.MUNICIPAL_COORDINATOR]):
        if seat.person.id not in but:
            await tell(store, seat.person, change, (about.id, seat.role), now)


async def lend(
    store: Store, held: SeatRow, to: Person, until: datetime, now: datetime, *, by: int | None
) -> None:
    """Let somebody stand in for a director: reminders go to him until then, and come back."""
    owed: set[Key] = set()
    for former in await store.people.stand_ins(held.membership_id):
        owed |= await _dismiss(store, former, now, by=by, heir=to)
    # A school may have two directors: one deputy stands in for one of them at a time.
    await _end_standing(store, to, held.place, now, by=by)
    await give(store, to, held.place, Role.DEPUTY, now, by=by, until=until)
    deputy = await store.people.seat_of(to.id, held.place.id, Role.DEPUTY)
    if deputy is None:
        raise AssertionError("a seat just given")
    deputy.stands_in_for, deputy.stands_in_until = held.membership_id, until
    await store.flush()
    owed |= await repromise(store, held.person.id, now)
    await repromise(store, to.id, now, inherited=owed)
    _audit(store, now, by, "stand_in:begin", (deputy.id, held.place.id))
    for person, change, other in (
        (to, Change.STANDS_IN, held.person),
        (held.person, Change.STOOD_IN, to),
    ):
        if person.id != by:
            await tell(
                store, person, change, (held.place.id, held.role), now, other=other.id, until=until
            )


async def end_term(store: Store, over: Membership, now: datetime, *, by: int | None) -> None:
    """End a deputy's time or his standing in; both sides hear of it, reminders go home."""
    director = (
        await store.people.seat_held(over.stands_in_for) if over.stands_in_for is not None else None
    )
    deputy = await store.people.get(over.person_id)
    was_stand_in = over.stands_in_for is not None
    await _end(store, over, now)
    _audit(store, now, by, "stand_in:end" if was_stand_in else "term:end", (over.id, over.place_id))
    if deputy is None:
        return
    if director is not None:
        # What fell due while nobody was at work: what concerns the deputy no more, the director.
        await store.reminders.pass_on(deputy.id, director.person.id, now)
    owed = await repromise(store, deputy.id, now)
    if director is not None:
        await repromise(store, director.person.id, now, inherited=owed)
    place_id = over.place_id
    if deputy.id != by:
        change = Change.DUTY_OVER if was_stand_in else Change.TERM_OVER
        other = director.person.id if director is not None else None
        await tell(store, deputy, change, (place_id, Role(over.role)), now, other=other)
    if director is not None and director.person.id != by:
        await tell(
            store,
            director.person,
            Change.RETURNED,
            (place_id, director.role),
            now,
            other=deputy.id,
        )


async def release(store: Store, left: Membership, now: datetime, *, by: int | None) -> None:
    """After a seat was given up: what hung on it goes with it.

    Who stood in for it does so no more, and the other way round; reminders, drafts and links that
    no other seat of the person covers are gone.
    """
    for deputy in await store.people.stand_ins(left.id):
        await end_term(store, deputy, now, by=by)
    if left.stands_in_for is not None:
        await end_term(store, left, now, by=by)
    await repromise(store, left.person_id, now)
    place = await store.places.get(left.place_id)
    # Who only reads answers for nobody.
    kept = [s for s in await store.people.seats(left.person_id) if s.role is not Role.SUBSCRIBER]
    paths = tuple(seat.place.path for seat in kept)
    if place is None:
        return
    for draft in await store.dialogs.all_of(left.person_id):
        school = await _school_of(store, draft)
        is_lost = school is not None and school.path.startswith(place.path)
        is_covered = school is not None and school.path.startswith(paths)
        if (is_lost and not is_covered) or draft.subject.get("membership_id") == left.id:
            await store.dialogs.drop(draft.id)
    if not any(place.path.startswith(p) or p.startswith(place.path) for p in paths):
        await store.invites.revoke_of(left.person_id, place.path, now)


async def stand_down(store: Store, person_id: int, now: datetime, *, by: int | None) -> None:
    """Somebody goes without a word: for whom he stood in is present again."""
    for standing in await store.people.standing_in(person_id):
        await end_term(store, standing, now, by=by)


async def tell(
    store: Store,
    person: Person,
    change: Change,
    where: tuple[int, Role],
    now: datetime,
    *,
    other: int | None = None,
    until: datetime | None = None,
    key: str = "",
) -> None:
    """Queue the news about a role; `key` makes it come once."""
    if person.unreachable_since is not None or person.telegram_id <= 0:
        return
    if person.withdrawn_at is not None:
        return
    place_id, role = where
    payload = {
        "change": change,
        "place_id": place_id,
        "role": role,
        "other_id": other,
        "until": until.isoformat() if until is not None else None,
    }
    key = key or f"{person.id}:{place_id}:{role}:{now.timestamp():.0f}"
    await store.outbox.enqueue(
        [
            {
                "person_id": person.id,
                "telegram_id": person.telegram_id,
                "kind": OutboxKind.ROLE_CHANGED,
                "lane": _LANE,
                "payload": payload,
                "dedupe_key": f"role:{change}:{key}",
                "due_at": now,
                "status": OutboxStatus.QUEUED,
            }
        ]
    )


def _goes_along(seat: SeatRow, held: SeatRow, reach: tuple[str, ...]) -> bool:
    if held.role is Role.CURATOR:
        return seat.role is Role.CURATOR and seat.place.path.startswith(reach)
    if held.role is Role.DIRECTOR:
        return seat.place.id == held.place.id and seat.role in (*REPRESENTATIVES, Role.SUBSCRIBER)
    return seat.membership_id == held.membership_id


async def _take(store: Store, seat: SeatRow, to: Person, now: datetime, *, by: int | None) -> None:
    """Put another person in one seat, for as long as it was given and for whom it stands in."""
    left = await store.people.membership(seat.membership_id)
    if left is None:
        raise AssertionError("a seat just found")
    director = (
        await store.people.seat_held(left.stands_in_for) if left.stands_in_for is not None else None
    )
    until = left.stands_in_until
    left.stands_in_for = left.stands_in_until = None
    await store.people.unseat(seat.person.id, seat.place.id, seat.role, now)
    if director is not None:
        await _end_standing(store, to, seat.place, now, by=by)
    await store.people.seat(to.id, seat.place.id, seat.role, now, by=by, until=seat.until)
    if seat.role is Role.DIRECTOR:
        await _become_whole(store, to, seat.place, now, by=by)
    elif seat.role is Role.DEPUTY and seat.until is None:
        await store.people.unseat(to.id, seat.place.id, Role.SUBSCRIBER, now)
    taken = await store.people.seat_of(to.id, seat.place.id, seat.role)
    if director is None or until is None or taken is None:
        return
    if director.person.id == to.id:
        # Nobody stands in for himself: his own reminders simply come home.
        return
    taken.stands_in_for, taken.stands_in_until = director.membership_id, until
    await store.flush()
    if director.person.id != by:
        where = (seat.place.id, director.role)
        await tell(store, director.person, Change.STOOD_IN, where, now, other=to.id, until=until)


async def _become_whole(
    store: Store, person: Person, place: Place, now: datetime, *, by: int | None
) -> None:
    """A deputy or reader who becomes the director is nothing less beside it."""
    await _end_standing(store, person, place, now, by=by)
    for role in (Role.DEPUTY, Role.SUBSCRIBER):
        await store.people.unseat(person.id, place.id, role, now)


async def _end_standing(
    store: Store, person: Person, place: Place, now: datetime, *, by: int | None
) -> None:
    """End somebody's standing in at a school, if he does."""
    held = await store.people.seat_of(person.id, place.id, Role.DEPUTY)
    if held is not None and held.revoked_at is None and held.stands_in_for is not None:
        await end_term(store, held, now, by=by)


async def _dismiss(
    store: Store, deputy: Membership, now: datetime, *, by: int | None, heir: Person
) -> frozenset[Key]:
    """Whoever stood in does so no more; `heir`, who takes over, hears what he is instead.

    Returns what was promised to him.
    """
    await _end(store, deputy, now)
    person = await store.people.get(deputy.person_id)
    if person is None or person.id == heir.id:
        return frozenset()
    owed = await repromise(store, person.id, now)
    if person.id != by:
        where = (deputy.place_id, Role(deputy.role))
        await tell(store, person, Change.DUTY_OVER, where, now)
    return owed


async def _end(store: Store, deputy: Membership, now: datetime) -> None:
    until, stood_until = deputy.until, deputy.stands_in_until
    deputy.stands_in_for = deputy.stands_in_until = None
    # Whose own term is longer than his standing in goes on to the end of it.
    if until is not None and (stood_until is None or until <= stood_until):
        deputy.revoked_at = now
    await store.flush()


async def _move_drafts(store: Store, old_id: int, new_id: int, place: Place) -> None:
    for draft in await store.dialogs.all_of(old_id):
        if not await _is_about(store, draft, place):
            continue
        if await store.dialogs.about(new_id, draft.form, draft.subject_key) is None:
            # Offered in the menu: nobody is thrown into somebody else's question.
            draft.person_id, draft.active = new_id, False
            await store.flush()
        else:
            await store.dialogs.drop(draft.id)


async def _is_about(store: Store, draft: Dialog, place: Place) -> bool:
    school = await _school_of(store, draft)
    return school is not None and school.path.startswith(place.path)


async def _school_of(store: Store, draft: Dialog) -> Place | None:
    """The school a draft speaks for, or of."""
    subject = draft.subject
    school_id = subject.get("school_id")
    if subject.get("party_kind") == PartyKind.SCHOOL:
        school_id = subject.get("party_id")
    if (report_id := subject.get("report_id")) is not None:
        report = await store.duties.report(int(report_id))
        school_id = report.place_id if report is not None else None
    return await store.places.get(int(school_id)) if school_id is not None else None


def _audit(store: Store, now: datetime, by: int | None, action: str, seat: tuple[int, int]) -> None:
    membership_id, place_id = seat
    store.intake.audit(
        now, by, action, object_kind="membership", object_id=membership_id, place_id=place_id
    )
