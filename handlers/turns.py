"""What a turn of a guided dialog shows: a question, a preview, or what came of the form."""

from handlers.views.broadcast import progress_screen
from handlers.views.event import answered_screen, card_screen
from handlers.views.form import turn_screen
from handlers.views.problems import noted
from handlers.views.report import decided_screen, sent_screen
from handlers.views.review import row_screen, saved_screen
from handlers.views.welcome import menu_screen
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


def cancelled_screen(t: Translator, actor: Actor, turn: Turn | None) -> Screen:
    """After a form was dropped: what it was about, as it stands, or the menu."""
    match turn.outcome if turn is not None else None:
        case EventCard() as card:
            return card_screen(t, card).flashing(t("Dropped."))
        case RowCard() as card:
            return row_screen(t, card).flashing(t("Dropped."))
    return noted(menu_screen(t, actor), t, "cancelled" if turn else "nothing_to_cancel")
