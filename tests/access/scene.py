"""Two regions with everything that can be reached or not; who stands where."""

from dataclasses import dataclass

from sqlalchemy import select

from db.enums import Role
from db.models import Invite, Occurrence, Place, PlanRow, Question
from services.access import SYSTEM, Actor
from services.audience import Party
from services.reports import ReportCard
from services.terms import PartyKind
from tests.support.plans import SELF_CHECK, WEBINAR, plan_text
from tests.support.world import DISTRICT, LYCEUM, NEIGHBOUR, REGION, SCHOOL_1, SCHOOL_2, World

FAR_REGION, FAR_DISTRICT, FAR_SCHOOL = "Дальний край", "Дальний район", "Дальняя школа"

# Where an actor of each role sits, and in which of the four surroundings that is his own.
SEATS: dict[Role, str] = {
    Role.OWNER: REGION,
    Role.REGIONAL_COORDINATOR: REGION,
    Role.MUNICIPAL_COORDINATOR: DISTRICT,
    Role.CURATOR: DISTRICT,
    Role.DIRECTOR: SCHOOL_1,
    Role.DEPUTY: SCHOOL_1,
    Role.METHODIST: DISTRICT,
    Role.SUBSCRIBER: SCHOOL_1,
}

# A curator whose work is one school, not a municipality.
ONE_SCHOOL = "curator of a school"


@dataclass(frozen=True)
class Surroundings:
    """The ids of one school, its municipality and what happens there."""

    region_path: str
    district_path: str
    school_path: str
    region_id: int
    district_id: int
    school_id: int
    occurrence_id: int
    self_check_id: int
    report: ReportCard
    draft_id: int
    row_id: int
    published_id: int
    director_id: int
    # The membership of the school's director.
    membership_id: int
    # A link that still lets somebody in, and a question that nobody has answered yet.
    invite_id: int
    request_id: int
    # What the school has asked, and nobody has answered yet.
    question_id: int

    @property
    def school(self) -> Party:
        """The school as a party."""
        return Party(PartyKind.SCHOOL, self.school_id)


@dataclass(frozen=True)
class Scene:
    """Four surroundings, seen from «Школа № 1»: own, the next school, next district, far away."""

    own: Surroundings
    sibling: Surroundings
    neighbour: Surroundings
    far: Surroundings
    actors: dict[str, Actor]

    def where(self) -> dict[str, Surroundings]:
        """Every surroundings by name."""
        return {
            "own": self.own,
            "sibling": self.sibling,
            "neighbour": self.neighbour,
            "far": self.far,
        }


async def build_scene(world: World) -> Scene:
    """Publish plans in three municipalities, file reports, seat one actor per role."""
    await world.services.places.load(
        [{"region": FAR_REGION, "municipality": FAR_DISTRICT, "school": FAR_SCHOOL}]
    )
    plans = {}
    for district in (DISTRICT, NEIGHBOUR, FAR_DISTRICT):
        published = await world.publish(SYSTEM, [WEBINAR, SELF_CHECK], place=district)
        draft = await world.services.roadmap_import.read(
            SYSTEM,
            plan_text([WEBINAR], year=2022),
            "план.txt",
            place_id=await world.place_id(district),
        )
        plans[district] = (published.plan_id, draft.plan_id)
    found = {}
    for index, (name, region, district, school) in enumerate(
        (
            ("own", REGION, DISTRICT, SCHOOL_1),
            ("sibling", REGION, DISTRICT, SCHOOL_2),
            ("neighbour", REGION, NEIGHBOUR, LYCEUM),
            ("far", FAR_REGION, FAR_DISTRICT, FAR_SCHOOL),
        )
    ):
        director = await world.joins(f"Директор {index}", Role.DIRECTOR, school)
        found[name] = await _surroundings(
            world, director, (region, district, school), *plans[district]
        )
    actors = {str(role): await world.joins(f"Роль {role}", role, SEATS[role]) for role in SEATS}
    actors[ONE_SCHOOL] = await world.joins("Куратор одной школы", Role.CURATOR, SCHOOL_1)
    actors["stranger"] = await world.stranger("Чужой")
    actors["no role"] = (await world.agrees("Без роли")).actor
    return Scene(**found, actors=actors)


async def _surroundings(
    world: World, director: Actor, names: tuple[str, str, str], plan_id: int, draft_id: int
) -> Surroundings:
    ids = [await world.place_id(name) for name in names]
    paths = [await world.all(select(Place.path).where(Place.id == place_id)) for place_id in ids]
    webinar, self_check = [
        await _occurrence(world, plan_id, line.title) for line in (WEBINAR, SELF_CHECK)
    ]
    report = await world.reports_on(director, self_check, ids[2])
    rows = await world.all(select(PlanRow.id).where(PlanRow.plan_id == draft_id))
    return Surroundings(
        *(path[0] for path in paths),
        *ids,
        occurrence_id=webinar,
        self_check_id=self_check,
        report=report,
        draft_id=draft_id,
        row_id=rows[0],
        published_id=plan_id,
        director_id=director.id,
        membership_id=director.seats[0].membership_id,
        invite_id=await _open_invite(world, names[2], ids[2]),
        request_id=await _open_request(world, names[2], ids[2]),
        question_id=await _open_question(world, director, ids[2]),
    )


async def _open_invite(world: World, school: str, school_id: int) -> int:
    await world.services.registration.invite(Role.METHODIST, school)
    query = select(Invite.id).where(Invite.place_id == school_id, Invite.uses_left > 0)
    (found,) = await world.all(query)
    return int(found)


async def _open_request(world: World, school: str, school_id: int) -> int:
    reader = (await world.agrees(f"Читатель {school}")).actor
    return (await world.services.requests.ask(reader, school_id, Role.DEPUTY)).request_id


async def _open_question(world: World, director: Actor, school_id: int) -> int:
    question = Question(
        school_id=school_id,
        role=Role.CURATOR,
        asked_by=director.id,
        asked_at=world.clock.now(),
        text="Когда придёт форма?",
    )
    async with world.database.write() as store:
        store.questions.add(question)
        await store.flush()
        return question.id


async def _occurrence(world: World, plan_id: int, title: str) -> int:
    query = (
        select(Occurrence.id)
        .join(PlanRow, PlanRow.id == Occurrence.row_id)
        .where(PlanRow.plan_id == plan_id, PlanRow.title == title)
    )
    (found,) = await world.all(query)
    return int(found)
