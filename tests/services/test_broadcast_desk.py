"""Writing an announcement: its parts, moment, limits, kept audiences, a second pair of eyes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.models import Membership
from services.access import Actor
from services.audience_desk import AudienceCard, Preset
from services.audience_lists import Part
from services.audiences import LeftOutReason
from services.broadcast_content import Poll
from services.broadcast_limits import Limits
from services.broadcast_moments import read_moment, read_poll
from services.broadcast_progress import Progress
from services.dialogs import Turn
from services.errors import DomainError, NotFoundError
from services.forms.form import Attached, Input, Problem
from services.terms import BroadcastStatus, Role
from tests.support.world import DISTRICT, MONDAY, SCHOOL_2, ZONE, World, at

PHOTO = Attached("photo-1", "photo", "", 10)


async def begun(world: World, author: Actor, text: str = "Сбор") -> Turn:
    """An announcement to all directors, up to its preview."""
    await world.services.broadcasts.begin(author)
    return await world.services.broadcasts.take(author, Input(text=text, html=text))


async def sent(world: World, author: Actor, turn: Turn) -> Progress:
    """The same after «send»."""
    done = await world.services.dialogs.submit(author, turn.dialog_id)
    assert isinstance(done.outcome, Progress)
    return done.outcome


async def test_all_directors_are_meant_until_others_are_chosen(world: World):
    olga, maria, *_ = await world.join("Ольга", "Мария", "Анна", "Павел", "Глеб")

    letter = await world.services.broadcasts.letter(olga, await begun(world, olga))

    assert [one.name for one in letter.selection.people] == ["Анна", "Мария"]
    assert letter.selection.people[1].id == maria.id
    schools = [one.place_name for one in letter.selection.left_out]
    assert schools == [SCHOOL_2, "Школа № 3"], "nobody speaks for them in the bot"


async def test_who_is_left_out_and_why(world: World):
    olga, maria, anna, ivan = await world.join("Ольга", "Мария", "Анна", "Иван")
    await world.services.preferences.pause(maria, True)
    turn = await begun(world, olga)
    await world.services.audiences.toggle(olga, turn.dialog_id, Part.WITHOUT, ivan.id)

    turn = await world.services.broadcasts.ask(olga, turn.dialog_id, "whole")
    letter = await world.services.broadcasts.letter(olga, turn)

    assert [one.id for one in letter.selection.people] == [anna.id]
    assert {(one.name, one.reason) for one in letter.selection.left_out if one.name} == {
        ("Мария", LeftOutReason.PAUSED),
        ("Иван", LeftOutReason.EXCLUDED),
    }


async def test_words_are_not_replaced_by_a_slip(world: World):
    (olga,) = await world.join("Ольга")
    turn = await begun(world, olga, "Первое")

    slip = await world.services.broadcasts.take(olga, Input(text="Второе"))
    assert slip.problem == Problem("words_there")

    await world.services.broadcasts.ask(olga, turn.dialog_id, "content")
    mended = await world.services.broadcasts.take(olga, Input(text="Второе <b>"))
    letter = await world.services.broadcasts.letter(olga, mended)
    assert letter.content.html("ru") == "Второе &lt;b&gt;", "words are no markup"


async def test_an_album_comes_picture_by_picture(world: World):
    (olga,) = await world.join("Ольга")
    broadcasts = world.services.broadcasts
    await broadcasts.begin(olga)
    for number in range(3):
        given = Input(
            text="Так было" if not number else "", file=replace(PHOTO, file_id=f"p{number}")
        )
        turn = await broadcasts.take(olga, given, album="77")

    letter = await broadcasts.letter(olga, turn)

    assert [one.file_id for one in letter.content.media] == ["p0", "p1", "p2"]
    assert letter.content.html("ru") == "Так было"


async def test_words_under_a_picture_are_shorter(world: World):
    (olga,) = await world.join("Ольга")
    await begun(world, olga, "я" * 1000)

    refused = await world.services.broadcasts.take(olga, Input(file=PHOTO))

    assert refused.problem == Problem("text_too_long", {"limit": 900, "length": 1000})
    assert (await world.services.broadcasts.letter(olga, refused)).content.media == ()


async def test_a_poll_alone_is_an_announcement(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    broadcasts = world.services.broadcasts
    await broadcasts.begin(olga)

    turn = await broadcasts.take(olga, Input(), poll=Poll("Придёте?", ("Да", "Нет")))

    assert turn.draft.is_complete
    assert (await sent(world, olga, turn)).total == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("06.04 9:30", "06.04 09:30"),
        ("6 апреля в 9:30", "06.04 09:30"),
        ("11:00", "05.04 11:00"),
        ("9:00", "06.04 09:00"),
    ],
)
def test_a_moment_as_people_write_it(text: str, expected: str):
    assert read_moment(text, MONDAY, ZONE.key) == at(expected)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("завтра", "moment_expected"),
        ("25:00", "moment_expected"),
        ("05.04.2021 9:00", "moment_past"),
        ("05.06.2022 9:00", "moment_far"),
        ("", "moment_expected"),
    ],
)
def test_a_moment_that_cannot_be(text: str, code: str):
    assert read_moment(text, MONDAY, ZONE.key) == Problem(code)


def test_a_poll_as_people_write_it():
    assert read_poll("Придёте?\nДа\n\nНет\nДа") == Poll("Придёте?", ("Да", "Нет"))
    for text, code in (("Придёте?", "poll_expected"), ("Придёте?\nДа", "poll_expected")):
        assert read_poll(text) == Problem(code)
    many = read_poll("Что?\n" + "\n".join(map(str, range(11))))
    assert isinstance(many, Problem)
    assert many.code == "poll_options"


async def test_what_is_put_off_waits_and_can_repeat(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    turn = await begun(world, olga)
    broadcasts = world.services.broadcasts
    early = await broadcasts.switch(olga, turn.dialog_id, "weekly")
    assert early.problem == Problem("moment_first")
    await broadcasts.put_off(olga, turn.dialog_id, "tomorrow")
    await broadcasts.ask(olga, turn.dialog_id, "when")
    await broadcasts.switch(olga, turn.dialog_id, "weekly")

    progress = await sent(world, olga, await broadcasts.ask(olga, turn.dialog_id, "whole"))

    assert (progress.status, progress.is_weekly) == (BroadcastStatus.SCHEDULED, True)
    assert progress.send_at == at("06.04 09:00")
    assert await world.outbox(kind="broadcast") == []


async def test_a_role_makes_so_many_a_day(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    world.services.broadcasts._limits = Limits.by_role(1, 10, 300)
    await sent(world, olga, await begun(world, olga))

    again = await begun(world, olga, "Ещё")
    assert not (await world.services.broadcasts.letter(olga, again)).can_be_sent
    with pytest.raises(DomainError) as refusal:
        await world.services.dialogs.submit(olga, again.dialog_id)
    assert refusal.value.code == "broadcasts_today"

    world.clock.advance(days=1)
    assert (await sent(world, olga, again)).total == 1, "the draft has waited"


async def test_a_kept_audience_is_read_within_the_present_scope(world: World):
    olga, maria, _ = await world.join("Ольга", "Мария", "Глеб")
    audiences = world.services.audiences
    turn = await begun(world, olga)
    await audiences.use(olga, turn.dialog_id, Preset.NOBODY)
    await audiences.toggle(olga, turn.dialog_id, Part.PERSON, maria.id)
    await audiences.ask_title(olga, turn.dialog_id)
    assert isinstance(await audiences.save(olga, "  Только   Мария "), AudienceCard)
    await audiences.use(olga, turn.dialog_id, Preset.EVERYBODY)

    (kept,) = (await audiences.choices(olga, turn.dialog_id, Part.SAVED)).lines
    card = await audiences.use_saved(olga, turn.dialog_id, kept.id)

    assert kept.name == "Только Мария"
    assert [one.id for one in card.selection.people] == [maria.id]
    await world.services.registration.leave(maria, maria.seats[0].place_id, Role.DIRECTOR)
    card = await audiences.card(olga, turn.dialog_id)
    assert card.selection.people == (), "she is nobody here any more"


async def test_nobody_uses_the_audiences_of_others_or_people_of_elsewhere(world: World):
    olga, nina, gleb = await world.join("Ольга", "Нина", "Глеб")
    audiences = world.services.audiences
    theirs = await begun(world, nina)
    await audiences.ask_title(nina, theirs.dialog_id)
    await audiences.save(nina, "Соседи")
    (kept,) = (await audiences.choices(nina, theirs.dialog_id, Part.SAVED)).lines
    mine = await begun(world, olga)

    with pytest.raises(NotFoundError):
        await audiences.use_saved(olga, mine.dialog_id, kept.id)
    with pytest.raises(NotFoundError):
        await audiences.toggle(olga, mine.dialog_id, Part.PERSON, gleb.id)
    with pytest.raises(DomainError):
        await audiences.card(olga, theirs.dialog_id)


async def waiting(world: World) -> tuple[Actor, Actor, int]:
    """Olga's announcement waits for Roman's word."""
    roman, olga, _ = await world.join("Роман", "Ольга", "Мария")
    world.services.broadcasts._limits = Limits.by_role(5, 5, 0)
    turn = await begun(world, olga)
    letter = await world.services.broadcasts.letter(olga, turn)
    assert letter.checkers == ("Роман",)
    progress = await sent(world, olga, turn)
    assert progress.status is BroadcastStatus.WAITING
    assert await world.outbox(kind="broadcast") == []
    return roman, olga, progress.broadcast_id


async def test_a_second_pair_of_eyes_agrees(world: World):
    roman, _, number = await waiting(world)
    assert [one.kind for one in await world.deliver()] == ["broadcast_check"]

    card = await world.services.broadcast_checks.decide(roman, number, agrees=True)
    again = await world.services.broadcast_checks.decide(roman, number, agrees=False)

    assert (card.status, card.total) == (BroadcastStatus.HELD, 1)
    assert again.status is BroadcastStatus.HELD, "the first word counts"
    assert [one.kind for one in await world.deliver()] == ["broadcast_checked"]
    world.clock.advance(seconds=60)
    await world.services.deliveries.launch_due()
    assert [one.kind for one in await world.deliver()] == ["broadcast"]


async def test_a_second_pair_of_eyes_sends_it_back(world: World):
    roman, olga, number = await waiting(world)

    with pytest.raises(NotFoundError):
        await world.services.broadcast_checks.decide(olga, number, agrees=True)
    await world.services.broadcast_checks.decide(roman, number, agrees=False)

    world.clock.advance(minutes=5)
    await world.services.deliveries.launch_due()
    assert "broadcast" not in {one.kind for one in await world.deliver()}
    (message,) = await world.outbox("Ольга", "broadcast_checked")
    assert message.payload == {"broadcast_id": number}


async def test_without_another_coordinator_it_goes_out_alone(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    world.services.broadcasts._limits = Limits.by_role(5, 5, 0)

    progress = await sent(world, olga, await begun(world, olga))

    assert progress.status is BroadcastStatus.HELD


async def test_a_draft_outlives_days_and_other_work(world: World):
    olga, _ = await world.join("Ольга", "Мария")
    turn = await begun(world, olga, "Черновик")
    await world.services.audiences.choices(olga, turn.dialog_id, Part.ROLE)
    await world.services.dialogs.park(olga)
    world.clock.advance(days=20)

    again = await world.services.broadcasts.begin(olga)

    assert again.draft.is_complete
    letter = await world.services.broadcasts.letter(olga, again)
    assert letter.content.html("ru") == "Черновик"


async def test_a_deputy_whose_time_is_over_hears_nothing(world: World):
    olga, _, maria = await world.join("Ольга", "Иван", "Мария")
    async with world.database.write() as store:
        (seat,) = await store.people.seats(maria.id)
        held = await store.people.session.get(Membership, seat.membership_id)
        held.until = world.clock.now() - timedelta(minutes=1)

    letter = await world.services.broadcasts.letter(olga, await begun(world, olga))

    assert [one.name for one in letter.selection.people] == ["Иван"]


@pytest.mark.parametrize("opens", [True, False])
async def test_a_draft_of_the_former_form_keeps_its_words(world: World, opens: bool):
    olga, _ = await world.join("Ольга", "Мария")
    turn = await begun(world, olga)
    async with world.database.write() as store:
        row = await store.dialogs.own(olga.id, turn.dialog_id)
        assert row is not None
        row.form_version, row.step = 1, "message"
        row.answers = {"audience": "all", "message": {"html": "<b>Сбор</b>", "file": None}}
        row.subject = {"places": {}, "speaker": DISTRICT, "meanings": {"message": "x"}}

    broadcasts = world.services.broadcasts
    if opens:
        turn = await broadcasts.begin(olga)
    else:
        turn = await broadcasts.ask(olga, turn.dialog_id, "whole")

    assert (await broadcasts.letter(olga, turn)).content.html("ru") == "<b>Сбор</b>"
    assert (await sent(world, olga, turn)).total == 1


async def test_a_forged_tick_of_a_kept_audience_finds_nothing(world: World):
    (olga,) = await world.join("Ольга")
    audiences = world.services.audiences
    turn = await begun(world, olga)
    await audiences.save(olga, "Мои")
    (kept,) = (await audiences.choices(olga, turn.dialog_id, Part.SAVED)).lines

    with pytest.raises(NotFoundError):
        await audiences.toggle(olga, turn.dialog_id, Part.SAVED, kept.id)


async def test_the_last_tick_taken_away_is_nobody_not_everybody(world: World):
    olga, _, _ = await world.join("Ольга", "Мария", "Павел")
    desk, dialog = world.services.audiences, (await begun(world, olga)).dialog_id
    school = await world.place_id(SCHOOL_2)
    assert (await desk.toggle(olga, dialog, Part.PLACE, school)).selected == 0
    emptied = [
        await desk.clear(olga, dialog, Part.ROLE),
        await desk.clear(olga, dialog, Part.PLACE),
    ]
    assert [(one.audience.is_nobody, one.selected) for one in emptied] == [(True, 0)] * 2
    with pytest.raises(DomainError) as refused:
        await world.services.dialogs.submit(olga, dialog)
    assert refused.value.code == "audience_empty"

    assert (await desk.toggle(olga, dialog, Part.PLACE, school)).audience.roles, "schools again"
    cleared = await desk.clear(olga, dialog, Part.PLACE)
    assert (cleared.audience.is_nobody, cleared.selected) == (True, 0)
    for preset, people in ((Preset.DIRECTORS, 1), (Preset.EVERYBODY, 2)):
        card = await desk.use(olga, dialog, preset)
        assert (card.preset, len(card.selection.people)) == (preset, people), "said by a button"


async def test_a_place_ticked_beside_people_is_meant_and_one_taken_away_is_not(world: World):
    olga, maria, pavel = await world.join("Ольга", "Мария", "Павел")
    desk, dialog = world.services.audiences, (await begun(world, olga)).dialog_id
    here, there = await world.place_id("Школа № 3"), maria.seats[0].place_id
    await desk.toggle(olga, dialog, Part.PLACE, here)
    await desk.toggle(olga, dialog, Part.PERSON, pavel.id)
    assert (await desk.toggle(olga, dialog, Part.PLACE, here)).audience.only_people

    beside = await desk.toggle(olga, dialog, Part.PLACE, there)
    assert (beside.audience.only_people, beside.selected) == (False, 2), "Maria, and Pavel by name"

    await desk.toggle(olga, dialog, Part.PLACE, here)
    await desk.use(olga, dialog, Preset.NOBODY)
    await desk.toggle(olga, dialog, Part.PERSON, pavel.id)
    fewer = await desk.toggle(olga, dialog, Part.PLACE, here)
    assert (fewer.audience.is_nobody, fewer.selected) == (True, 0), "nobody stays nobody"
