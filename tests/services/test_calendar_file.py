"""Events for calendars: whose they are, how they move, who may fetch them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar as Ics
from sqlalchemy import select

from bot.container import assemble
from db.models import CalendarAddress, Occurrence
from handlers.views.calendar_file import calendar_of, fingerprint
from locales import translator
from services.calendar_file import CalendarFile
from services.errors import DomainError
from tests.support.plans import SELF_CHECK, WEBINAR
from tests.support.world import NEIGHBOUR, World

BASE = "https://bot.example.org/calendar"


@pytest.fixture
def world(world: World) -> World:
    """A world whose operator lets calendars in."""
    world.services = assemble(world.database, world.clock, "Europe/Moscow", calendar_url=BASE)
    return world


def entries(file: CalendarFile, locale: str = "ru") -> dict[str, Any]:
    """What a calendar reads, by title; read back by another reader than the one that wrote."""
    read = Ics.from_ical(calendar_of(translator(locale), file, "https://t.me/bot?start=e"))
    return {str(one["summary"]): one for one in read.walk("VEVENT")}


def entry(file: CalendarFile, fragment: str) -> Any:
    (found,) = [one for title, one in entries(file).items() if fragment in title]
    return found


def token_of(address: str) -> str:
    return address.removeprefix(f"{BASE}/").removesuffix(".ics")


async def test_one_reads_what_concerns_oneself(world: World):
    olga, nina, maria = await world.join("Ольга", "Нина", "Мария")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    await world.publish(nina, [WEBINAR], place=NEIGHBOUR)
    services = world.services
    own = await services.calendar_files.events(maria)
    assert {one.place_name for one in own.events} == {"Заречный район"}
    expected = {
        line.occurrence_id
        for page in range(60)
        for line in (await services.calendar.week(maria, page)).lines
    }
    assert {one.occurrence_id for one in own.events} == expected
    assert len(expected) == len(own.events) > 1


async def test_a_webinar_has_its_clock_and_a_term_its_last_day(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    file = await world.services.calendar_files.events(maria)
    webinar, check = entry(file, WEBINAR.title), entry(file, SELF_CHECK.title)
    stored = {
        one.id: one for one in await world.all(select(Occurrence)) if isinstance(one, Occurrence)
    }
    happens = stored[await world.occurrence(WEBINAR)]
    assert webinar["dtstart"].dt.astimezone(UTC) == happens.begins_at
    assert webinar["dtstart"].params["TZID"] == happens.timezone
    assert webinar["dtend"].dt.astimezone(UTC) == happens.ends_at
    due = stored[await world.occurrence(SELF_CHECK)]
    assert (check["dtstart"].dt, str(check["summary"])[:5]) == (due.last_day, "Срок:")
    assert type(check["dtstart"].dt) is date
    text = calendar_of(translator("ru"), file)
    assert b"BEGIN:VTIMEZONE" in text
    assert b"VALARM" not in text
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert f"e{happens.id}" in str(webinar["description"])


async def test_what_moves_keeps_its_name_and_counts_up(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    files = world.services.calendar_files
    before = entry(await files.events(maria), WEBINAR.title)
    async with world.database.write() as store:
        found = await store.plans.happening(await world.occurrence(WEBINAR))
        assert found is not None
        found.occurrence.version += 1
    moved = entry(await files.events(maria), WEBINAR.title)
    async with world.database.write() as store:
        found = await store.plans.happening(await world.occurrence(WEBINAR))
        assert found is not None
        found.occurrence.cancelled_at = world.clock.now()
    off = entry(await files.events(maria), WEBINAR.title)
    assert before["uid"] == moved["uid"] == off["uid"]
    assert before["sequence"] < moved["sequence"] < off["sequence"]
    assert (moved["status"], off["status"]) == ("CONFIRMED", "CANCELLED")


async def test_the_mark_changes_with_the_events_only(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    file = await world.services.calendar_files.events(maria)
    later = replace(file, now=datetime(2021, 4, 6, tzinfo=UTC))
    other = replace(file, events=(replace(file.events[0], sequence=2),))
    assert fingerprint(file) == fingerprint(later) != fingerprint(other)


async def test_an_address_gives_the_events_until_it_ends(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    files = world.services.calendar_files
    first = await files.make_address(maria)
    fetched = await files.fetched(token_of(first))
    assert fetched is not None
    assert fetched.events == (await files.events(maria)).events
    second = await files.make_address(maria)
    assert await files.fetched(token_of(first)) is None
    assert await files.fetched(token_of(second)) is not None
    # What is kept opens nothing.
    (kept,) = await world.all(select(CalendarAddress.token_hash))
    assert kept not in second
    assert await files.fetched(kept) is None
    await files.revoke(maria)
    assert await files.fetched(token_of(second)) is None
    assert (await files.address(maria)).made_at is None


async def test_an_address_ends_with_the_consent_and_with_the_role(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR])
    services = world.services
    token = token_of(await services.calendar_files.make_address(maria))
    await services.privacy.withdraw(maria)
    assert await services.calendar_files.fetched(token) is None
    maria = (await world.agrees("Мария")).actor
    assert await services.calendar_files.fetched(token) is not None
    seat = maria.seats[0]
    maria = await services.registration.leave(maria, seat.place_id, seat.role)
    left = await services.calendar_files.fetched(token)
    assert left is not None
    assert left.events == ()
    await services.privacy.forget(maria)
    assert await services.calendar_files.fetched(token) is None
    assert await world.all(select(CalendarAddress.id)) == []


async def test_nothing_personal_is_in_the_file(world: World):
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    await world.services.attendance.decline(
        maria, await world.occurrence(WEBINAR), await world.school("Школа № 1")
    )
    text = calendar_of(translator("ru"), await world.services.calendar_files.events(maria))
    told = text.decode().replace("\r\n ", "")
    for personal in ("Мария", "Школа № 1", str(world.account("Мария"))):
        assert personal not in told


async def test_without_an_operators_leave_there_is_no_address(world: World):
    (maria,) = await world.join("Мария")
    closed = assemble(world.database, world.clock, "Europe/Moscow").calendar_files
    assert not (await closed.address(maria)).is_offered
    with pytest.raises(DomainError):
        await closed.make_address(maria)
