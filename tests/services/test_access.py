"""Who may do what: everything not in the table looks like «not found»."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from db.enums import Role
from services.access import ANYBODY, EVERY_PERSON, POLICY, SYSTEM, Action, Actor, Seat
from services.audience import Party
from services.broadcast_progress import Progress
from services.errors import DomainError, NotFoundError
from services.forms.form import Input
from services.reports import ReportCard
from services.terms import Fact, Intention, PartyKind, PlaceKind
from tests.support.databases import prepare_or_skip
from tests.support.plans import SELF_CHECK, WEBINAR, plan_text
from tests.support.world import DISTRICT, SCHOOL_1, World

Try = Callable[["Scene", Actor], Awaitable[object]]


class Scene:
    """A published plan of Заречный район with a filed report; ids to be guessed by others."""

    def __init__(self, world: World, *, occurrence_id: int, report: ReportCard, draft_id: int):
        self.services = world.services
        self.occurrence_id = occurrence_id
        self.self_check_id = report.occurrence_id
        self.report = report
        self.draft_id = draft_id
        self.school_id = report.school_id
        self.school = Party(PartyKind.SCHOOL, report.school_id)


@pytest.fixture
def engine() -> str:
    """One database is enough: refusals come from the table and the tree of places."""
    prepare_or_skip("sqlite")
    return "sqlite"


@pytest.fixture
async def scene(world: World) -> Scene:
    olga, maria, _ = await world.join("Ольга", "Мария", "Павел")
    await world.publish(olga, [WEBINAR, SELF_CHECK])
    report = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    draft = await world.services.roadmap_import.read(
        olga, plan_text([WEBINAR], year=2022), "план.txt", place_id=await world.place_id(DISTRICT)
    )
    return Scene(
        world,
        occurrence_id=await world.occurrence(WEBINAR),
        report=report,
        draft_id=draft.plan_id,
    )


ATTEMPTS: dict[str, Try] = {
    "calendar.card": lambda s, a: s.services.calendar.card(a, s.occurrence_id),
    "attendance.intend": lambda s, a: s.services.attendance.intend(
        a, s.occurrence_id, s.school, Intention.GOING
    ),
    "attendance.decline": lambda s, a: s.services.attendance.decline(a, s.occurrence_id, s.school),
    "attendance.state_fact": lambda s, a: s.services.attendance.state_fact(
        a, s.occurrence_id, s.school, Fact.ATTENDED
    ),
    "attendance.answers": lambda s, a: s.services.attendance.answers(a, s.occurrence_id),
    "reports.begin": lambda s, a: s.services.reports.begin(a, s.self_check_id, s.school_id),
    "reports.card": lambda s, a: s.services.reports.card(a, s.report.report_id),
    "reports.accept": lambda s, a: s.services.reports.accept(
        a, s.report.report_id, s.report.version
    ),
    "reports.begin_return": lambda s, a: s.services.reports.begin_return(
        a, s.report.report_id, s.report.version
    ),
    "roadmap_import.read": lambda s, a: s.services.roadmap_import.read(
        a, plan_text([WEBINAR]), "план.txt", place_id=s.school_id
    ),
    "roadmap_import.set_year": lambda s, a: s.services.roadmap_import.set_year(
        a, s.draft_id, "2022"
    ),
    "roadmap_import.preview": lambda s, a: s.services.roadmap_import.preview(a, s.draft_id),
    "roadmap_import.publish": lambda s, a: s.services.roadmap_import.publish(a, s.draft_id),
    "roadmap_import.discard": lambda s, a: s.services.roadmap_import.discard(a, s.draft_id),
}
# What a stranger or a mere reader has no share in, wherever he is.
WITHOUT_A_PLACE: dict[str, Try] = {
    "reports.choices": lambda s, a: s.services.reports.choices(a),
    "reports.next_waiting": lambda s, a: s.services.reports.next_waiting(a),
    "broadcasts.begin": lambda s, a: s.services.broadcasts.begin(a),
    "audiences.card": lambda s, a: s.services.audiences.card(a, 1),
    "deliveries.follow": lambda s, a: s.services.deliveries.follow(a, 1, 1),
    "statistics.figures": lambda s, a: s.services.statistics.figures(a),
    "digests.digest": lambda s, a: s.services.digests.digest(a, date(2021, 4, 5)),
}
ONES_OWN: dict[str, Try] = {
    "calendar.week": lambda s, a: s.services.calendar.week(a),
    "registration.redeem": lambda s, a: s.services.registration.redeem(a, "a" * 22),
    "registration.subscribe": lambda s, a: s.services.registration.subscribe(a, s.school_id),
    "registration.leave": lambda s, a: s.services.registration.leave(a, s.school_id, Role.DIRECTOR),
    "preferences.speak": lambda s, a: s.services.preferences.speak(a, "en"),
    "preferences.live_in": lambda s, a: s.services.preferences.live_in(a, "Asia/Omsk"),
    "preferences.pause": lambda s, a: s.services.preferences.pause(a, True),
    "dialogs.submit": lambda s, a: s.services.dialogs.submit(a, 1),
    "dialogs.back": lambda s, a: s.services.dialogs.back(a, 1),
    "dialogs.revise": lambda s, a: s.services.dialogs.revise(a, 1, "done"),
}

# What of ATTEMPTS is not «not found», by person.
ALLOWED = {
    "Мария": {
        "calendar.card",
        "attendance.intend",
        "attendance.decline",
        "attendance.state_fact",
        "reports.begin",
        "reports.card",
    },
    "Фёдор": {"calendar.card"},
    "Зоя": {"calendar.card"},
    "Иван": {"calendar.card"},
    "Павел": {
        "calendar.card",
        "attendance.answers",
        "reports.card",
        "reports.accept",
        "reports.begin_return",
    },
    "Нина": set(),
    "Лев": set(),
    "Глеб": set(),
}


async def refuses(scene: Scene, actor: Actor, attempt: Try) -> bool:
    """Whether the attempt is answered as if there were no such thing.

    Another refusal («the event has not begun») is only for those who may know of the thing.
    """
    try:
        await attempt(scene, actor)
    except NotFoundError:
        return True
    except DomainError:
        return False
    return False


async def refused(scene: Scene, actor: Actor, *tables: dict[str, Try]) -> set[str]:
    """The names of the attempts that find nothing."""
    return {
        name
        for table in tables
        for name, attempt in table.items()
        if await refuses(scene, actor, attempt)
    }


async def test_a_stranger_finds_nothing(scene: Scene, world: World):
    tables = (ATTEMPTS, WITHOUT_A_PLACE, ONES_OWN)

    assert await refused(scene, await world.stranger("Чужой"), *tables) == {
        name for table in tables for name in table
    }


async def test_somebody_with_consent_only_finds_nothing(scene: Scene, world: World):
    actor = (await world.agrees("Чужой")).actor

    assert await refused(scene, actor, ATTEMPTS, WITHOUT_A_PLACE) == {*ATTEMPTS, *WITHOUT_A_PLACE}


async def test_a_reader_has_no_duties(scene: Scene, world: World):
    fedor = await world.joins("Фёдор")

    assert await refused(scene, fedor, WITHOUT_A_PLACE) == set(WITHOUT_A_PLACE)


@pytest.mark.parametrize("name", ALLOWED)
async def test_a_place_is_closed_to_everybody_but_its_own(scene: Scene, world: World, name: str):
    actor = await world.joins(name)

    assert set(ATTEMPTS) - await refused(scene, actor, ATTEMPTS) == ALLOWED[name]


async def test_a_coordinator_answers_for_no_school(scene: Scene, world: World):
    olga = await world.stranger("Ольга")

    assert await refused(scene, olga, ATTEMPTS) == {
        "attendance.intend",
        "attendance.decline",
        "attendance.state_fact",
        "reports.begin",
    }


async def test_the_region_stands_above_its_municipalities(scene: Scene, world: World):
    roman = await world.joins("Роман")

    card = await world.services.calendar.card(roman, scene.occurrence_id)

    assert card.place_name == DISTRICT


async def test_a_dialog_of_somebody_else_cannot_be_moved(scene: Scene, world: World):
    maria = await world.stranger("Мария")
    anna = await world.joins("Анна")
    turn = await world.services.attendance.decline(maria, scene.occurrence_id, scene.school)

    assert not await world.services.dialogs.cancel(anna, turn.dialog_id)
    assert (await world.services.dialogs.current(maria)).dialog_id == turn.dialog_id
    assert await world.services.dialogs.current(anna) is None


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_in_the_table_and_may_read(role: Role):
    assert Action.READ_PLAN in POLICY[role]


@pytest.mark.parametrize("action", sorted(set(Action) - EVERY_PERSON))
def test_nobody_may_do_anything_outside_his_place(action: Action):
    outsider = Actor(1, 1, "Глеб", "ru", "UTC", consent_version="1")
    assert not outsider.may(action)
    with pytest.raises(NotFoundError):
        outsider.require(action, "/1/2/")


@pytest.mark.parametrize("action", sorted(set(Action) - ANYBODY))
def test_without_consent_a_role_is_worth_nothing(action: Action):
    seat = Seat(Role.OWNER, 1, DISTRICT, PlaceKind.MUNICIPALITY, "/")
    assert not Actor(1, 1, "Ольга", "ru", "UTC", seats=(seat,)).may(action)


def test_a_path_is_compared_by_whole_places():
    """The place 12 is not inside the place 1."""
    seat = Seat(Role.MUNICIPAL_COORDINATOR, 1, DISTRICT, PlaceKind.MUNICIPALITY, "/9/1/")
    olga = Actor(1, 1, "Ольга", "ru", "UTC", consent_version="1", seats=(seat,))

    assert olga.may(Action.IMPORT_PLAN, "/9/1/12/")
    assert not olga.may(Action.IMPORT_PLAN, "/9/12/")


def test_the_operator_stands_above_everything():
    assert SYSTEM.may(Action.IMPORT_PLAN, "/1/2/3/")
    with pytest.raises(NotFoundError):
        _ = SYSTEM.id


async def test_somebody_else_s_role_and_announcement_are_out_of_reach(world: World):
    olga, nina, maria = await world.join("Ольга", "Нина", "Мария")
    turn = await world.services.broadcasts.begin(olga)
    turn = await world.services.broadcasts.take(olga, Input(text="Завтра совещание"))
    sent = await world.services.dialogs.submit(olga, turn.dialog_id)
    assert isinstance(sent.outcome, Progress)

    with pytest.raises(NotFoundError):
        await world.services.deliveries.follow(nina, sent.outcome.broadcast_id, 1)
    await world.services.deliveries.follow(olga, sent.outcome.broadcast_id, 1)
    seat = maria.seats[0]
    with pytest.raises(NotFoundError):
        await world.services.registration.leave(olga, seat.place_id, seat.role)
    assert (await world.stranger("Мария")).seats == (seat,)
