"""What a turn of a guided dialog shows: a question, a preview, or what came of the form."""

from handlers.views.announced import progress_screen
from handlers.views.broadcast import letter_screen
from handlers.views.curator_desk import returned_screen
from handlers.views.desk import places_found_screen
from handlers.views.event import answered_screen, card_screen
from handlers.views.figure_card import card_screen as figure_screen
from handlers.views.form import headed, hinted, turn_screen
from handlers.views.invites import link_ready_screen
from handlers.views.official import paper_screen
from handlers.views.own_forms import own_form_screen
from handlers.views.places import place_screen
from handlers.views.problems import noted
from handlers.views.questions import question_screen, settled_question_screen
from handlers.views.report import decided_screen, report_screen, sent_screen
from handlers.views.review import dates_screen, row_screen, saved_screen
from handlers.views.succession import seat_screen
from handlers.views.welcome import menu_screen, waiting_screen
from keyboards.screen import Screen
from locales import Translator
from services.access import Actor
from services.broadcast_progress import Progress
from services.broadcasts import Broadcasts
from services.cards import EventCard
from services.dialogs import Turn
from services.indicator_board import FigureCard
from services.invite_cards import Found, Link
from services.official.cards import PaperCard
from services.own_forms import OwnFormCard
from services.place_changes import PlaceCard
from services.plan_review import Inbox
from services.question_cards import QuestionCard
from services.report_queue import Returned
from services.reports import ReportCard
from services.row_cards import RowCard
from services.succession import SeatCard
from services.terms import ReportStatus


async def screen_of(t: Translator, actor: Actor, turn: Turn, broadcasts: Broadcasts) -> Screen:
    """The outcome of a finished form, or its next question or preview."""
    match turn.outcome:
        case EventCard() as card:
            return answered_screen(t, card)
        case ReportCard() | Returned() as said:
            return _report_screen(t, said)
        case QuestionCard() as card:
            return settled_question_screen(t, card)
        case Progress() as progress:
            return progress_screen(t, actor, progress)
        case Found() | SeatCard() | Link() | PlaceCard() as outcome:
            return _people_screen(t, outcome)
        case RowCard() | OwnFormCard() | FigureCard() | PaperCard() | Turn() as settled:
            return settled_screen(t, settled)
    is_letter = turn.draft.form.name == "broadcast"
    return await _letter(t, actor, turn, broadcasts) if is_letter else turn_screen(t, turn)


async def _letter(t: Translator, actor: Actor, turn: Turn, broadcasts: Broadcasts) -> Screen:
    """An announcement that is being written."""
    letter = await broadcasts.letter(actor, turn)
    screen = letter_screen(t, letter)
    if letter.can_be_sent and turn.draft.is_complete:
        screen = hinted(t, turn, screen)
    return headed(t, turn, screen)


def _report_screen(t: Translator, said: ReportCard | Returned) -> Screen:
    if isinstance(said, Returned):
        return returned_screen(t, said)
    is_sent = said.status is ReportStatus.SUBMITTED
    return sent_screen(t, said) if is_sent else decided_screen(t, said)


def _people_screen(t: Translator, outcome: Found | SeatCard | Link | PlaceCard) -> Screen:
    match outcome:
        case Found():
            return places_found_screen(t, outcome)
        case SeatCard():
            return seat_screen(t, outcome)
        case Link():
            return link_ready_screen(t, outcome)
        case PlaceCard():
            return place_screen(t, outcome).flashing(
                t("Renamed. It is still found under the old name.")
            )


def settled_screen(
    t: Translator, settled: RowCard | OwnFormCard | FigureCard | PaperCard | Turn
) -> Screen:
    """What stands after a change, or the question that comes before it."""
    if isinstance(settled, PaperCard):
        return paper_screen(t, settled).flashing(t("Kept."))
    if isinstance(settled, FigureCard):
        return figure_screen(t, settled).flashing(t("Kept."))
    if isinstance(settled, OwnFormCard):
        return own_form_screen(t, settled).flashing(t("Added. Schools see it once you save."))
    return turn_screen(t, settled) if isinstance(settled, Turn) else saved_screen(t, settled)


def cancelled_screen(
    t: Translator, actor: Actor, turn: Turn | None, left: Turn | None = None
) -> Screen:
    """After a form was dropped: what it was about, as it stands, or the menu.

    When none was open, the one that waits half-done is offered.
    """
    subject = _subject_screen(t, turn) if turn is not None else None
    if subject is not None:
        return subject.flashing(t("Dropped."))
    if turn is None and left is not None:
        return waiting_screen(t, left)
    return noted(menu_screen(t, actor, left), t, "cancelled" if turn else "nothing_to_cancel")


def _subject_screen(t: Translator, turn: Turn) -> Screen | None:
    match turn.outcome:
        case EventCard() as card:
            return card_screen(t, card)
        case RowCard() | Inbox() as found:
            return _row_or_inbox(t, found)
        case OwnFormCard() as form:
            return own_form_screen(t, form)
        case FigureCard() as card:
            return figure_screen(t, card)
        case PaperCard() as paper:
            return paper_screen(t, paper)
        case ReportCard() as report:
            return report_screen(t, report)
        case QuestionCard() as question:
            return question_screen(t, question)
    return None


def _row_or_inbox(t: Translator, found: RowCard | Inbox) -> Screen:
    if isinstance(found, Inbox):
        return dates_screen(t, list(found.dates), 0)
    return row_screen(t, found)
