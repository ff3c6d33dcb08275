"""What a turn of a guided dialog shows: a question, a preview, or what came of the form."""

from handlers.views.broadcast import progress_screen
from handlers.views.event import answered_screen
from handlers.views.form import turn_screen
from handlers.views.report import decided_screen, sent_screen
from handlers.views.review import saved_screen
from keyboards.screen import Screen
from locales import Translator
from services.access import Actor
from services.broadcasts import Broadcasts, Progress
from services.cards import EventCard
from services.dialogs import Turn
from services.plan_review import RowCard
from services.reports import ReportCard
from services.terms import ReportStatus


async def screen_of(t: Translator, actor: Actor, turn: Turn, broadcasts: Broadcasts) -> Screen:
    """The outcome of a finished form, or its next question or preview."""
    match turn.outcome:
        case EventCard() as card:
            return answered_screen(t, card)
        case ReportCard(status=ReportStatus.SUBMITTED) as card:
            return sent_screen(t, card)
        case ReportCard() as card:
            return decided_screen(t, card)
        case Progress() as progress:
            return progress_screen(t, progress)
        case RowCard() as card:
            return saved_screen(t, card)
    people = 0
    if turn.draft.is_complete and turn.draft.form.name == "broadcast":
        people = await broadcasts.count(actor, turn.draft.answers)
    return turn_screen(t, turn, people=people)
