"""All services, made once; the field names are what handlers may ask for."""

from dataclasses import dataclass

from db.database import Database
from services.absence import Absences
from services.alerts import Alerts
from services.announcement_replies import Replies
from services.attendance import Attendance
from services.attendance_list import AttendanceLists
from services.audience_desk import AudienceDesk
from services.audit import Audit
from services.broadcast_amend import Amendments
from services.broadcast_checks import BroadcastChecks
from services.broadcast_delivery import Deliveries
from services.broadcast_limits import Limits
from services.broadcast_messages import BroadcastMessages
from services.broadcast_readers import Readers
from services.broadcasts import Broadcasts
from services.calendar import Calendar
from services.calendar_file import CalendarFiles
from services.check_in import CheckIn
from services.clock import Clock
from services.closing import Closing
from services.coordinator_digest import CoordinatorDigests
from services.curator_desk import CuratorDesk
from services.dialogs import Dialogs
from services.digests import Digests
from services.escalation import Escalation
from services.figure_entries import FigureEntries
from services.figure_pictures import FigurePictures
from services.file_kinds import LARGEST_MEGABYTES
from services.files import Copies, Files
from services.group_posts import GroupPosts
from services.groups import Groups
from services.halts import Halts
from services.inbox import Inbox
from services.indicator_board import Indicators
from services.indicators.kept import KeptFigures
from services.invites import Invites
from services.ledger import Ledger
from services.left_drafts import LeftDrafts
from services.messages import Messages
from services.mutes import Mutes
from services.nudges import Nudges
from services.official_papers import OfficialPapers
from services.open_dates import OpenDates
from services.outbox import Outbox
from services.own_debts import OwnDebts
from services.own_forms import OwnForms
from services.papers import Papers
from services.parcels import Parcels
from services.place_changes import PlaceChanges
from services.place_loading import PlaceLoading
from services.places import Places
from services.plan_copy import PlanCopy
from services.plan_news import PlanMessages
from services.plan_review import FORMS_OF_ROWS, PlanReview
from services.preferences import Preferences
from services.privacy import Operator, Privacy
from services.question_news import QuestionMessages
from services.questions import Questions
from services.registration import Registration
from services.reminder_messages import ReminderMessages
from services.reminder_rules import ReminderRules
from services.reminders import Reminders
from services.report_queue import as_it_stands
from services.reports import Reports
from services.requests import Requests
from services.retention import Retention
from services.roadmap_import import RoadmapImport
from services.role_news import RoleMessages
from services.row_steps import RowStepsChoice
from services.sharing import Sharing
from services.silence_news import SilenceMessages
from services.staffing import Staffing
from services.statistics import Statistics
from services.succession import Succession
from services.ticks import Ticks
from services.todo import Todo
from services.visits import Visits
from services.week_card import WeekCards
from services.weekly_news import WeeklyMessages


@dataclass(frozen=True, slots=True)
class Container:
    """The services of one database."""

    clock: Clock
    registration: Registration
    preferences: Preferences
    mutes: Mutes
    places: Places
    place_loading: PlaceLoading
    place_changes: PlaceChanges
    calendar: Calendar
    calendar_files: CalendarFiles
    sharing: Sharing
    groups: Groups
    group_posts: GroupPosts
    attendance: Attendance
    check_in: CheckIn
    closing: Closing
    attendance_lists: AttendanceLists
    nudges: Nudges
    escalation: Escalation
    reports: Reports
    ticks: Ticks
    files: Files
    parcels: Parcels
    papers: Papers
    official: OfficialPapers
    row_steps: RowStepsChoice
    questions: Questions
    todo: Todo
    curator_desk: CuratorDesk
    own_debts: OwnDebts
    visits: Visits
    dialogs: Dialogs
    left_drafts: LeftDrafts
    own_forms: OwnForms
    roadmap_import: RoadmapImport
    plan_review: PlanReview
    plan_copy: PlanCopy
    open_dates: OpenDates
    reminders: Reminders
    reminder_rules: ReminderRules
    reminder_messages: ReminderMessages
    digests: Digests
    week_cards: WeekCards
    coordinator_digests: CoordinatorDigests
    broadcasts: Broadcasts
    audiences: AudienceDesk
    broadcast_checks: BroadcastChecks
    deliveries: Deliveries
    readers: Readers
    amendments: Amendments
    replies: Replies
    statistics: Statistics
    indicators: Indicators
    figure_entries: FigureEntries
    figure_pictures: FigurePictures
    outbox: Outbox
    inbox: Inbox
    invites: Invites
    requests: Requests
    staffing: Staffing
    succession: Succession
    privacy: Privacy
    audit: Audit
    alerts: Alerts
    absences: Absences
    ledger: Ledger
    retention: Retention
    # What the sender turns back at the door.
    halts: Halts


def assemble(
    database: Database,
    clock: Clock,
    default_timezone: str,
    operator: Operator | None = None,
    *,
    copies: Copies | None = None,
    file_megabytes: int = LARGEST_MEGABYTES,
    limits: Limits | None = None,
    calendar_url: str | None = None,
) -> Container:
    """Put the services together by hand: a newcomer sees who needs whom."""
    privacy = Privacy(database, clock, operator or Operator())
    registration = Registration(database, clock, default_timezone)
    calendar = Calendar(database, clock)
    attendance = Attendance(database, clock)
    check_in = CheckIn(database, clock)
    attendance_lists = AttendanceLists(database, clock)
    reports = Reports(database, clock)
    questions = Questions(database, clock)
    figure_entries = FigureEntries(database, clock)
    kept_figures = KeptFigures()
    left_drafts = LeftDrafts(database, clock, default_timezone)
    own_forms = OwnForms(database, clock)
    official = OfficialPapers(database, clock)
    reminder_messages = ReminderMessages(database, clock)
    broadcasts = Broadcasts(database, clock, limits)
    broadcast_checks = BroadcastChecks(database, clock, registration)
    amendments, halts = Amendments(database, clock), Halts()
    digests = Digests(database, clock, registration)
    plan_review = PlanReview(database, clock, default_timezone)
    open_dates = OpenDates(database, clock, registration)
    staffing = Staffing(database)
    week_cards = WeekCards(database, clock, default_timezone)
    coordinator_digests = CoordinatorDigests(
        database, clock, registration=registration, staffing=staffing, open_dates=open_dates
    )
    invites = Invites(database, clock)
    requests = Requests(database, clock)
    succession = Succession(database, clock, default_timezone)
    escalation = Escalation(database, clock, default_timezone)
    place_loading = PlaceLoading(database, clock, default_timezone)
    place_changes = PlaceChanges(database, clock, default_timezone)
    return Container(
        clock=clock,
        registration=registration,
        preferences=Preferences(database, clock),
        mutes=Mutes(database, clock),
        places=Places(database, place_loading),
        place_loading=place_loading,
        place_changes=place_changes,
        calendar=calendar,
        sharing=Sharing(database, clock, attendance),
        groups=Groups(database, clock),
        group_posts=GroupPosts(database, clock, calendar, default_timezone),
        calendar_files=CalendarFiles(database, clock, registration, calendar_url),
        attendance=attendance,
        check_in=check_in,
        closing=Closing(database, clock),
        attendance_lists=attendance_lists,
        nudges=Nudges(database, clock, default_timezone),
        escalation=escalation,
        reports=reports,
        ticks=Ticks(database, reports),
        files=Files(database, clock, copies, megabytes=file_megabytes),
        parcels=Parcels(database, clock, reports),
        papers=Papers(database),
        official=official,
        row_steps=RowStepsChoice(database, clock),
        questions=questions,
        todo=Todo(database, clock),
        curator_desk=CuratorDesk(database, clock),
        own_debts=OwnDebts(database, clock),
        visits=Visits(database, clock),
        left_drafts=left_drafts,
        own_forms=own_forms,
        dialogs=Dialogs(
            database,
            clock,
            {
                "report": reports.complete,
                "return": reports.complete_return,
                "reason": attendance.complete_reason,
                "excuse": attendance.complete_excuse,
                "check_in": check_in.complete_check_in,
                "code_word": check_in.complete_word,
                "attendance_list": attendance_lists.complete,
                "question": questions.complete,
                "answer": questions.complete_answer,
                "broadcast": broadcasts.complete,
                "broadcast_words": amendments.complete,
                "invite_place": invites.complete_place,
                "stand_in_day": succession.complete_day,
                "place_name": place_changes.complete_rename,
                "figure_value": figure_entries.complete,
                "figure_target": figure_entries.complete_target,
                "own_question": own_forms.complete_question,
                "conclusion": official.complete_sentence,
                **{form.name: plan_review.complete_edit for form in FORMS_OF_ROWS},
            },
            {
                "reason": attendance.cancel_reason,
                "excuse": attendance.cancel_excuse,
                "check_in": check_in.cancel,
                "code_word": check_in.cancel,
                "attendance_list": check_in.cancel,
                "own_question": own_forms.cancel_question,
                "conclusion": official.cancel_sentence,
                "figure_value": figure_entries.cancel,
                "figure_target": figure_entries.cancel,
                "return": as_it_stands,
                "answer": questions.cancel_answer,
                **{form.name: plan_review.cancel_edit for form in FORMS_OF_ROWS},
            },
        ),
        roadmap_import=RoadmapImport(database, clock, default_timezone),
        plan_review=plan_review,
        plan_copy=PlanCopy(database, clock),
        open_dates=open_dates,
        reminders=Reminders(database, clock),
        reminder_rules=ReminderRules(database, clock),
        reminder_messages=reminder_messages,
        digests=digests,
        week_cards=week_cards,
        coordinator_digests=coordinator_digests,
        broadcasts=broadcasts,
        audiences=AudienceDesk(database, clock),
        broadcast_checks=broadcast_checks,
        readers=Readers(database, clock),
        amendments=amendments,
        replies=Replies(database, clock),
        deliveries=Deliveries(
            database, clock, registration, broadcasts.listeners, halts, limits=limits
        ),
        halts=halts,
        statistics=Statistics(database, clock),
        indicators=Indicators(database, clock, kept_figures),
        figure_entries=figure_entries,
        figure_pictures=FigurePictures(database, clock, kept_figures),
        outbox=Outbox(
            database,
            clock,
            registration,
            Messages(
                database,
                plans=PlanMessages(calendar, reports, open_dates),
                weekly=WeeklyMessages(digests, week_cards, coordinator_digests),
                reminders=reminder_messages,
                roles=RoleMessages(database, requests, default_timezone),
                silence=SilenceMessages(database, clock, escalation),
                questions=QuestionMessages(questions),
                papers=official,
                drafts=left_drafts,
                broadcasts=BroadcastMessages(database, clock),
                checks=broadcast_checks,
            ),
        ),
        inbox=Inbox(database, clock),
        invites=invites,
        requests=requests,
        staffing=staffing,
        succession=succession,
        privacy=privacy,
        audit=Audit(database, clock),
        alerts=Alerts(database, clock),
        absences=Absences(database, clock),
        ledger=Ledger(database, clock),
        retention=Retention(database, clock, privacy),
    )
