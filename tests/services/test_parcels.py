"""Files sent out of the blue: gathered, asked about once, put into the report they are for."""

import pytest
from sqlalchemy import select

from db.models import Parcel
from handlers.views.files import parcel_screen
from keyboards.callbacks import ListReports, OpenWeek
from locales import translator
from services.access import Actor
from services.errors import NotFoundError
from services.forms.form import Attached
from services.privacy import erase
from services.terms import Role
from tests.support.plans import SEMINAR, WEBINAR, Line
from tests.support.world import DISTRICT, SCHOOL_1, World, at

ORDER = Line(
    "Издание приказа о рабочей группе", "до 30 апреля 2021 г.", "директор ОО", "Копия приказа"
)
QUESTIONNAIRE = Line("Заполнение анкеты школы", "с 7 по 22 апреля 2021", "ОО", "Анкеты заполнены")


def photo(number: int) -> Attached:
    return Attached(f"AgAC-{number}", "photo", "", 1000 + number)


@pytest.fixture
async def maria(world: World) -> Actor:
    """A webinar and a seminar have been, an order is due."""
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [WEBINAR, SEMINAR, ORDER])
    world.clock.set(at("21.04 10:00"))
    return maria


async def test_who_owes_words_only_is_told_so_and_where_to_look(world: World):
    """Not «no event waits for a report»: /report would name it a moment later."""
    olga, maria = await world.join("Ольга", "Мария")
    await world.publish(olga, [QUESTIONNAIRE])
    for moment, words_only, way in (
        ("12.04 10:00", True, ListReports()),
        ("05.01 10:00", False, OpenWeek(0, 1)),
    ):
        world.clock.set(at(moment))
        received = await world.services.parcels.receive(maria, f"message:{moment}", photo(1))
        asked = await world.services.parcels.question(maria, received.parcel_id)
        assert asked.choices == ()
        assert asked.only_words is words_only
        assert bool(await world.services.reports.choices(maria)) is words_only
        shown = parcel_screen(translator("ru"), asked, world.clock.now().date())
        assert shown.rows[0][0].data == way.pack()


async def test_an_album_is_one_parcel(world: World, maria: Actor):
    parcels = world.services.parcels
    received = [await parcels.receive(maria, "album:7", photo(number)) for number in range(3)]
    assert len({one.parcel_id for one in received}) == 1
    assert [one.is_first for one in received] == [True, False, False]

    again = await parcels.receive(maria, "album:7", photo(0))
    assert again == received[0], "an update that is handled once more asks once more"
    other = await parcels.receive(maria, "message:8", photo(0))
    assert other.is_first
    assert other.parcel_id != received[0].parcel_id


async def test_the_likeliest_is_the_one_its_words_speak_of(world: World, maria: Actor):
    parcels = world.services.parcels
    alone = await parcels.receive(maria, "message:1", photo(1))
    for words, title in (
        ("вебинар прошёл, директоров было двое", WEBINAR.title),
        ("семинар команды", SEMINAR.title),
        ("приказы по рабочей группе", ORDER.title),
    ):
        question = await parcels.question(maria, alone.parcel_id, words)
        assert question.choices[0].line.title == title

    order = Attached("BQAC-1", "document", "Приказ о рабочей группе.pdf", 10)
    named = await parcels.receive(maria, "message:2", order)
    question = await parcels.question(maria, named.parcel_id)
    assert question.choices[0].line.title == ORDER.title


async def test_a_report_left_half_done_comes_first(world: World, maria: Actor):
    parcels = world.services.parcels
    alone = await parcels.receive(maria, "message:1", photo(1))
    begun = await world.occurrence(WEBINAR)
    question = await parcels.question(maria, alone.parcel_id, "приказ", begun=begun)
    assert question.choices[0].line.occurrence_id == begun


async def test_put_twice_the_files_are_there_once(world: World, maria: Actor):
    parcels = world.services.parcels
    for number in range(4):
        received = await parcels.receive(maria, "album:7", photo(number))
    about = await world.occurrence(ORDER), await world.place_id(SCHOOL_1)
    turn = await world.services.reports.begin(maria, *about)
    for _ in range(2):
        put = await parcels.put(maria, received.parcel_id, turn.dialog_id)
        assert put.problem is None
        assert put.draft.is_complete, "nothing else is asked for an order"
        (given,) = put.draft.answers.values()
        assert [one["file"]["file_id"] for one in given] == [f"AgAC-{n}" for n in range(4)]


async def test_what_was_asked_is_asked_still(world: World, maria: Actor):
    parcels = world.services.parcels
    received = await parcels.receive(maria, "message:1", photo(1))
    about = await world.occurrence(WEBINAR), await world.place_id(SCHOOL_1)
    turn = await world.services.reports.begin(maria, *about)
    put = await parcels.put(maria, received.parcel_id, turn.dialog_id)
    assert put.draft.step == turn.draft.step == "participants"
    assert "AgAC-1" in str(put.draft.answers["evidence"])


async def test_nobody_puts_what_another_has_sent(world: World, maria: Actor):
    parcels = world.services.parcels
    received = await parcels.receive(maria, "message:1", photo(1))
    anna = await world.joins("Анна")
    about = await world.occurrence(ORDER), await world.place_id(SCHOOL_1)
    turn = await world.services.reports.begin(anna, *about)
    with pytest.raises(NotFoundError):
        await parcels.put(anna, received.parcel_id, turn.dialog_id)
    with pytest.raises(NotFoundError):
        await parcels.question(anna, received.parcel_id)
    with pytest.raises(NotFoundError):
        await parcels.put(maria, received.parcel_id, turn.dialog_id)


async def test_a_document_of_who_also_imports_maps_is_a_map_unless_its_words_say_otherwise(
    world: World, maria: Actor
):
    parcels = world.services.parcels
    table = Attached("BQAC-1", "document", "план.docx", 10)
    assert await parcels.is_expected(maria, table, ""), "she imports nothing"
    both = await world.joins("Мария", Role.MUNICIPAL_COORDINATOR, DISTRICT)
    assert await parcels.is_expected(both, table, ""), "she speaks for a school too: asked which"


async def test_parcels_are_forgotten_after_a_month_and_with_their_sender(
    world: World, maria: Actor
):
    anna = await world.joins("Анна")
    for sender in (maria, anna):
        await world.services.parcels.receive(sender, "message:1", photo(sender.id))
    async with world.database.write() as store:
        person = await store.people.get(anna.id)
        assert person is not None
        await erase(store, person, world.clock.now(), by=None)
    assert [one.person_id for one in await world.all(select(Parcel))] == [maria.id]

    world.clock.advance(days=29)
    await world.services.retention.sweep()
    assert len(await world.all(select(Parcel))) == 1
    world.clock.advance(days=2)
    await world.services.retention.sweep()
    assert await world.all(select(Parcel)) == []


async def test_the_event_of_its_words_is_found_behind_many_others(world: World):
    """Ten webinars are nearer, and none of the eight nearest reports need be the one."""
    olga, maria = await world.join("Ольга", "Мария")
    nearer = [
        Line(f"Вебинар № {n}", f"{n}.04.2021, 14:00", "директор ОО", "Участие директоров школ")
        for n in range(9, 20)
    ]
    await world.publish(olga, [*nearer, ORDER])
    world.clock.set(at("19.04 18:00"))
    parcels = world.services.parcels
    order = Attached("BQAC-1", "document", "Приказ о рабочей группе.pdf", 10)
    named = await parcels.receive(maria, "message:2", order)

    question = await parcels.question(maria, named.parcel_id)
    assert question.choices[0].line.title == ORDER.title
    assert len((await parcels.everything(maria, named.parcel_id)).choices) == len(nearer) + 1
