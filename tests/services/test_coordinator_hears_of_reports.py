"""A coordinator whose word is wanted hears of it in his week."""

from services.forms.form import Input
from services.row_steps import StepChoice
from tests.services.test_report_steps import chooses
from tests.support.plans import SELF_CHECK
from tests.support.world import SCHOOL_1, World, at


async def test_a_report_that_wants_the_municipality_s_word(world: World):
    olga, maria, pavel = await world.join("Ольга", "Мария", "Павел")
    await world.publish(olga, [SELF_CHECK])
    await chooses(world, olga, SELF_CHECK, StepChoice.BOTH)
    sent = await world.reports(maria, SELF_CHECK, SCHOOL_1)
    digests = world.services.coordinator_digests
    assert (await digests.digest(olga)).reports == 0, "the curator's word comes first"
    await world.services.reports.accept(pavel, sent.report_id, 1)
    digest = await digests.digest(olga)
    assert (digest.reports, digest.is_empty) == (1, False)
    await world.services.reports.accept(olga, sent.report_id, 1)
    assert (await digests.digest(olga)).reports == 0


async def test_a_question_that_waits_too_long(world: World):
    olga, maria, _ = await world.join("Ольга", "Мария", "Павел")
    await world.services.questions.begin(maria)
    await world.services.dialogs.answer(maria, Input(text="Как заполнить паспорт?"))
    assert (await world.services.coordinator_digests.digest(olga)).questions == 0
    world.clock.set(at("12.04 10:00"))
    assert (await world.services.coordinator_digests.digest(olga)).questions == 1
