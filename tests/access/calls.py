"""How each method of each service is called about something; the matrix walks over all of them.

`about` names what the call needs to reach: a school, a municipality, a region, a published plan
(which those above and below it may read), or nothing that belongs to a place.
"""

from datetime import date

from bot.container import Container
from services.access import SYSTEM, Action, Actor
from services.row_steps import StepChoice
from services.staffing import Gap
from services.terms import Fact, Intention, RowState
from tests.access.call import Call
from tests.access.calls_about_attendance import CALLS_ABOUT_ATTENDANCE
from tests.access.calls_about_audiences import CALLS_ABOUT_AUDIENCES
from tests.access.calls_about_calendars import CALLS_ABOUT_CALENDARS
from tests.access.calls_about_figures import CALLS_ABOUT_FIGURES
from tests.access.calls_about_files import CALLS_ABOUT_FILES
from tests.access.calls_about_forms import CALLS_ABOUT_FORMS
from tests.access.calls_about_papers import CALLS_ABOUT_PAPERS
from tests.access.calls_about_people import CALLS_ABOUT_PEOPLE
from tests.access.calls_about_schools import CALLS_ABOUT_SCHOOLS
from tests.access.scene import Surroundings
from tests.support.plans import WEBINAR, plan_text


async def _newest_entry(services: Container, place_id: int) -> int:
    """The newest line of the record at a place."""
    return (await services.audit.of_place(SYSTEM, place_id)).deeds[0].id


async def _entry(services: Container, actor: Actor, surroundings: Surroundings) -> object:
    entry_id = await _newest_entry(services, surroundings.school_id)
    return await services.audit.entry(actor, entry_id)


async def _closed(services: Container, o: Surroundings) -> int:
    """The school, closed a moment ago."""
    async with services.place_changes._database.write() as store:
        school = await store.places.get(o.school_id)
        assert school is not None
        school.archived_at = services.clock.now()
    return o.school_id


async def _closed_school(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.place_changes.closed_school(a, await _closed(s, o))


async def _reopened(s: Container, a: Actor, o: Surroundings) -> object:
    return await s.place_changes.reopen(a, await _closed(s, o))


_TABLE = "region;municipality;school\nКрай;Район;Школа".encode()

CALLS: dict[str, Call] = {
    **CALLS_ABOUT_FILES,
    **CALLS_ABOUT_FIGURES,
    **CALLS_ABOUT_ATTENDANCE,
    **CALLS_ABOUT_AUDIENCES,
    **CALLS_ABOUT_CALENDARS,
    **CALLS_ABOUT_FORMS,
    **CALLS_ABOUT_PAPERS,
    **CALLS_ABOUT_PEOPLE,
    **CALLS_ABOUT_SCHOOLS,
    "attendance.answers": Call("plan", lambda s, a, o: s.attendance.answers(a, o.occurrence_id)),
    "attendance.decline": Call(
        "school",
        lambda s, a, o: s.attendance.decline(a, o.occurrence_id, o.school),
        Action.ANSWER_FOR_SCHOOL,
    ),
    "attendance.intend": Call(
        "school",
        lambda s, a, o: s.attendance.intend(a, o.occurrence_id, o.school, Intention.GOING),
        Action.ANSWER_FOR_SCHOOL,
    ),
    "attendance.state_fact": Call(
        "school",
        lambda s, a, o: s.attendance.state_fact(a, o.occurrence_id, o.school, Fact.ATTENDED),
        Action.ANSWER_FOR_SCHOOL,
    ),
    "audit.entry": Call("school", _entry),
    "audit.of_event": Call("district", lambda s, a, o: s.audit.of_event(a, o.occurrence_id)),
    "audit.of_person": Call("school", lambda s, a, o: s.audit.of_person(a, o.director_id)),
    "audit.of_place": Call("school", lambda s, a, o: s.audit.of_place(a, o.school_id)),
    "audit.page": Call("nothing", lambda s, a, o: s.audit.page(a)),
    "calendar.card": Call("plan", lambda s, a, o: s.calendar.card(a, o.occurrence_id)),
    "calendar.week": Call("nothing", lambda s, a, o: s.calendar.week(a)),
    "coordinator_digests.digest": Call("nothing", lambda s, a, o: s.coordinator_digests.digest(a)),
    "digests.digest": Call("nothing", lambda s, a, o: s.digests.digest(a, date(2021, 4, 5))),
    "escalation.listed": Call("nothing", lambda s, a, o: s.escalation.listed(a, 0)),
    "ledger.book": Call("school", lambda s, a, o: s.ledger.book(a, o.school_id)),
    "ledger.find": Call("nothing", lambda s, a, o: s.ledger.find(a)),
    "ledger.of_both": Call(
        "school", lambda s, a, o: s.ledger.of_both(a, o.school_id, o.occurrence_id)
    ),
    "ledger.of_event": Call("plan", lambda s, a, o: s.ledger.of_event(a, o.occurrence_id)),
    "ledger.of_school": Call("school", lambda s, a, o: s.ledger.of_school(a, o.school_id)),
    "nudges.nudge": Call("school", lambda s, a, o: s.nudges.nudge(a, o.occurrence_id, o.school_id)),
    "nudges.nudge_silent": Call("plan", lambda s, a, o: s.nudges.nudge_silent(a, o.occurrence_id)),
    "open_dates.inbox": Call("nothing", lambda s, a, o: s.open_dates.inbox(a)),
    "open_dates.of_month": Call(
        "nothing", lambda s, a, o: s.open_dates.of_month(a, date(2021, 4, 1))
    ),
    "place_changes.begin_rename": Call(
        "school", lambda s, a, o: s.place_changes.begin_rename(a, o.school_id)
    ),
    "place_changes.card": Call("district", lambda s, a, o: s.place_changes.card(a, o.district_id)),
    "place_changes.close": Call("school", lambda s, a, o: s.place_changes.close(a, o.school_id)),
    "place_changes.closed": Call(
        "district", lambda s, a, o: s.place_changes.closed(a, o.district_id)
    ),
    "place_changes.closed_school": Call("school", _closed_school),
    # Into itself: refused to those who may, and not found by all others.
    "place_changes.merge": Call(
        "district", lambda s, a, o: s.place_changes.merge(a, o.district_id, o.district_id)
    ),
    "place_changes.named": Call("nothing", lambda s, a, o: s.place_changes.named(a, "?")),
    "place_changes.others": Call(
        "district", lambda s, a, o: s.place_changes.others(a, o.district_id)
    ),
    "place_changes.rename": Call(
        "school", lambda s, a, o: s.place_changes.rename(a, o.school_id, "Школа имени Гагарина")
    ),
    "place_changes.reopen": Call("school", _reopened),
    "place_loading.apply": Call(
        "nothing", lambda s, a, o: s.place_loading.apply(a, _TABLE, "another")
    ),
    "place_loading.load": Call("nothing", lambda s, a, o: s.place_loading.load(a, [])),
    "place_loading.preview": Call("nothing", lambda s, a, o: s.place_loading.preview(a, _TABLE)),
    "places.level": Call("nothing", lambda s, a, o: s.places.level(a, None)),
    "places.search": Call("nothing", lambda s, a, o: s.places.search(a, "школа")),
    "plan_copy.copy": Call("district", lambda s, a, o: s.plan_copy.copy(a, o.published_id)),
    "plan_copy.drafts": Call("nothing", lambda s, a, o: s.plan_copy.drafts(a)),
    "plan_copy.plans": Call("nothing", lambda s, a, o: s.plan_copy.plans(a)),
    "plan_review.begin_edit": Call(
        "district", lambda s, a, o: s.plan_review.begin_edit(a, o.row_id, "title")
    ),
    "plan_review.confirm_alike": Call(
        "district", lambda s, a, o: s.plan_review.confirm_alike(a, o.draft_id, "no_day")
    ),
    "plan_review.judge": Call(
        "district", lambda s, a, o: s.plan_review.judge(a, o.row_id, RowState.CONFIRMED)
    ),
    "plan_review.next_doubt": Call(
        "district", lambda s, a, o: s.plan_review.next_doubt(a, o.draft_id)
    ),
    "plan_review.row": Call("district", lambda s, a, o: s.plan_review.row(a, o.row_id)),
    "plan_review.rows": Call("district", lambda s, a, o: s.plan_review.rows(a, o.draft_id, 0)),
    "plan_review.set_day": Call(
        "district", lambda s, a, o: s.plan_review.set_day(a, o.row_id, date(2022, 4, 20))
    ),
    "plan_review.set_kind": Call(
        "district", lambda s, a, o: s.plan_review.set_kind(a, o.row_id, "meeting")
    ),
    "plan_review.set_zone": Call(
        "district", lambda s, a, o: s.plan_review.set_zone(a, o.row_id, "Asia/Omsk")
    ),
    "plan_review.toggle": Call(
        "district", lambda s, a, o: s.plan_review.toggle(a, o.row_id, "report")
    ),
    "mutes.be_silent": Call("nothing", lambda s, a, o: s.mutes.be_silent(a, date(2021, 4, 9))),
    "mutes.listed": Call("nothing", lambda s, a, o: s.mutes.listed(a)),
    "mutes.mute": Call("plan", lambda s, a, o: s.mutes.mute(a, o.occurrence_id, whole=False)),
    # Nobody has this number: nothing happens to anybody.
    "mutes.take_back": Call("nothing", lambda s, a, o: s.mutes.take_back(a, 10**9)),
    "mutes.unmute": Call("plan", lambda s, a, o: s.mutes.unmute(a, o.occurrence_id, whole=True)),
    "preferences.habits": Call("nothing", lambda s, a, o: s.preferences.habits(a)),
    "preferences.live_in": Call("nothing", lambda s, a, o: s.preferences.live_in(a, "Asia/Omsk")),
    "preferences.pause": Call("nothing", lambda s, a, o: s.preferences.pause(a, True)),
    "preferences.read_weekly": Call("nothing", lambda s, a, o: s.preferences.read_weekly(a, 2, 9)),
    "preferences.rest_between": Call(
        "nothing", lambda s, a, o: s.preferences.rest_between(a, 19, 9)
    ),
    "preferences.rest_on_days_off": Call(
        "nothing", lambda s, a, o: s.preferences.rest_on_days_off(a, False)
    ),
    "preferences.speak": Call("nothing", lambda s, a, o: s.preferences.speak(a, "en")),
    "privacy.consent_text": Call("nothing", lambda s, a, o: s.privacy.consent_text(a, "ru")),
    "privacy.everything": Call("nothing", lambda s, a, o: s.privacy.everything(a)),
    "privacy.forget": Call("nothing", lambda s, a, o: s.privacy.forget(a)),
    "privacy.overview": Call("nothing", lambda s, a, o: s.privacy.overview(a)),
    "privacy.withdraw": Call("nothing", lambda s, a, o: s.privacy.withdraw(a)),
    "registration.redeem": Call("nothing", lambda s, a, o: s.registration.redeem(a, "x" * 22)),
    "registration.subscribe": Call(
        "school", lambda s, a, o: s.registration.subscribe(a, o.school_id)
    ),
    "preferences.want_at_most": Call("nothing", lambda s, a, o: s.preferences.want_at_most(a, 5)),
    "reminder_rules.card": Call(
        "district", lambda s, a, o: s.reminder_rules.card(a, o.occurrence_id)
    ),
    "reminder_rules.replace_own": Call(
        "district", lambda s, a, o: s.reminder_rules.replace_own(a, o.occurrence_id)
    ),
    "reminder_rules.restore": Call(
        "district", lambda s, a, o: s.reminder_rules.restore(a, o.occurrence_id)
    ),
    "reminder_rules.switch": Call(
        "district", lambda s, a, o: s.reminder_rules.switch(a, o.occurrence_id, "d3", on=True)
    ),
    "reports.accept": Call(
        "school", lambda s, a, o: s.reports.accept(a, o.report.report_id, o.report.version)
    ),
    "reports.begin": Call(
        "school",
        lambda s, a, o: s.reports.begin(a, o.occurrence_id, o.school_id),
        # What others owe depends on their row: see test_report_steps.
        Action.REPORT,
    ),
    "reports.begin_return": Call(
        "school", lambda s, a, o: s.reports.begin_return(a, o.report.report_id, o.report.version)
    ),
    "reports.card": Call("school", lambda s, a, o: s.reports.card(a, o.report.report_id)),
    "reports.choices": Call("nothing", lambda s, a, o: s.reports.choices(a)),
    "reports.mend": Call(
        "school", lambda s, a, o: s.reports.mend(a, o.report.report_id), Action.REPORT
    ),
    "reports.next_waiting": Call("nothing", lambda s, a, o: s.reports.next_waiting(a)),
    "roadmap_import.discard": Call(
        "district", lambda s, a, o: s.roadmap_import.discard(a, o.draft_id)
    ),
    "roadmap_import.preview": Call(
        "district", lambda s, a, o: s.roadmap_import.preview(a, o.draft_id)
    ),
    "roadmap_import.publish": Call(
        "district", lambda s, a, o: s.roadmap_import.publish(a, o.draft_id)
    ),
    "roadmap_import.read": Call(
        "district",
        lambda s, a, o: s.roadmap_import.read(
            a, plan_text([WEBINAR]), "план.txt", place_id=o.district_id
        ),
    ),
    "papers.of_event": Call("plan", lambda s, a, o: s.papers.of_event(a, o.occurrence_id)),
    "row_steps.card": Call("district", lambda s, a, o: s.row_steps.card(a, o.row_id)),
    "row_steps.choose": Call(
        "district", lambda s, a, o: s.row_steps.choose(a, o.row_id, StepChoice.BOTH)
    ),
    "roadmap_import.set_year": Call(
        "district", lambda s, a, o: s.roadmap_import.set_year(a, o.draft_id, "2023")
    ),
    "staffing.gap": Call("nothing", lambda s, a, o: s.staffing.gap(a, Gap.UNMANNED)),
    "staffing.overview": Call("nothing", lambda s, a, o: s.staffing.overview(a)),
    "statistics.figures": Call("nothing", lambda s, a, o: s.statistics.figures(a)),
    "week_cards.card": Call("nothing", lambda s, a, o: s.week_cards.card(a, date(2021, 4, 12))),
    "week_cards.turn": Call("nothing", lambda s, a, o: s.week_cards.turn(a, date(2021, 4, 12), 1)),
}
