"""Official papers by buttons: what to make, how far it is, its conclusions, its file."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.filters import Tapped
from handlers.permits import permits
from handlers.show import below, redraw, reply
from handlers.views.form import turn_screen
from handlers.views.official import (
    conclusion_screen,
    desk_screen,
    events_screen,
    file_screen,
    months_screen,
    note_choice_screen,
    note_place_screen,
    paper_screen,
    schools_screen,
)
from keyboards.official_callbacks import (
    ChooseMonth,
    ChooseNote,
    ChooseNotePlace,
    DropConclusion,
    EditConclusion,
    ListSchoolPages,
    ListSheets,
    MakePaperAgain,
    OpenConclusion,
    OpenPaper,
    OpenPapers,
    OrderMap,
    OrderMonth,
    OrderNote,
    OrderSchoolPage,
    OrderSheet,
    RestoreConclusions,
    SendPaper,
)
from locales import Translator
from services.access import Action, Actor
from services.clock import Clock
from services.dialogs import Dialogs
from services.official.cards import PaperCard
from services.official_papers import OfficialPapers
from services.times import local_day

router = Router(name="official")


@router.message(Command("papers"), flags=permits(Action.READ_FIGURES))
async def papers(
    message: Message, actor: Actor, t: Translator, official: OfficialPapers, dialogs: Dialogs
) -> None:
    """What can be made; an open form waits."""
    desk = await official.desk(actor)
    await dialogs.park(actor)
    await reply(message, desk_screen(t, desk))


@router.callback_query(Tapped(OpenPapers), flags=permits(Action.READ_FIGURES))
async def open_papers(
    query: CallbackQuery,
    tap: OpenPapers,
    actor: Actor,
    t: Translator,
    official: OfficialPapers,
    dialogs: Dialogs,
) -> None:
    """What can be made of a road map."""
    desk = await official.desk(actor, tap.plan_id)
    await dialogs.park(actor)
    await redraw(query, desk_screen(t, desk))


@router.callback_query(Tapped(ChooseNote), flags=permits(Action.READ_ANSWERS))
async def choose_note(
    query: CallbackQuery, tap: ChooseNote, actor: Actor, t: Translator, official: OfficialPapers
) -> None:
    """A note as it would be ordered."""
    choice = await official.note(actor, tap.plan_id, tap.place_id, tap.period, tap.layout)
    await redraw(query, note_choice_screen(t, choice))


@router.callback_query(Tapped(ChooseNotePlace), flags=permits(Action.READ_ANSWERS))
async def choose_note_place(
    query: CallbackQuery,
    tap: ChooseNotePlace,
    actor: Actor,
    t: Translator,
    official: OfficialPapers,
) -> None:
    """Its territory."""
    choice = await official.note(actor, tap.plan_id, 0, tap.period, tap.layout)
    await redraw(query, note_place_screen(t, choice, tap.page))


@router.callback_query(Tapped(OrderNote), flags=permits(Action.READ_ANSWERS))
async def order_note(
    query: CallbackQuery, tap: OrderNote, actor: Actor, t: Translator, official: OfficialPapers
) -> None:
    """Make a note."""
    card = await official.order_note(actor, tap.plan_id, tap.place_id, tap.period, tap.layout)
    await _followed(query, t, official, card)


@router.callback_query(Tapped(OrderMap), flags=permits(Action.READ_ANSWERS))
async def order_map(
    query: CallbackQuery, tap: OrderMap, actor: Actor, t: Translator, official: OfficialPapers
) -> None:
    """Make the road map with what has been done."""
    await _followed(query, t, official, await official.order_map(actor, tap.plan_id))


@router.callback_query(Tapped(ChooseMonth), flags=permits(Action.READ_ANSWERS))
async def choose_month(
    query: CallbackQuery, tap: ChooseMonth, actor: Actor, t: Translator, clock: Clock
) -> None:
    """Of which month?"""
    today = local_day(clock.now(), actor.timezone)
    await redraw(query, months_screen(t, tap.plan_id, today))


@router.callback_query(Tapped(OrderMonth), flags=permits(Action.READ_ANSWERS))
async def order_month(
    query: CallbackQuery, tap: OrderMonth, actor: Actor, t: Translator, official: OfficialPapers
) -> None:
    """Make the report of a month."""
    await _followed(query, t, official, await official.order_month(actor, tap.plan_id, tap.back))


@router.callback_query(Tapped(ListSheets), flags=permits(Action.READ_ANSWERS))
async def list_sheets(
    query: CallbackQuery,
    tap: ListSheets,
    actor: Actor,
    t: Translator,
    official: OfficialPapers,
    clock: Clock,
) -> None:
    """Of which event?"""
    page = await official.events(actor, tap.plan_id, tap.page)
    await redraw(query, events_screen(t, page, local_day(clock.now(), actor.timezone)))


@router.callback_query(Tapped(OrderSheet), flags=permits(Action.READ_ANSWERS))
async def order_sheet(
    query: CallbackQuery, tap: OrderSheet, actor: Actor, t: Translator, official: OfficialPapers
) -> None:
    """Make the attendance sheet of an event."""
    await _followed(query, t, official, await official.order_sheet(actor, tap.occurrence_id))


@router.callback_query(Tapped(ListSchoolPages), flags=permits(Action.READ_FIGURES))
async def list_school_pages(
    query: CallbackQuery,
    tap: ListSchoolPages,
    actor: Actor,
    t: Translator,
    official: OfficialPapers,
) -> None:
    """Of which school?"""
    await redraw(query, schools_screen(t, await official.schools(actor, tap.plan_id, tap.page)))


@router.callback_query(Tapped(OrderSchoolPage), flags=permits(Action.READ_FIGURES))
async def order_school_page(
    query: CallbackQuery,
    tap: OrderSchoolPage,
    actor: Actor,
    t: Translator,
    official: OfficialPapers,
) -> None:
    """Make everything of a school."""
    card = await official.order_school(actor, tap.plan_id, tap.school_id, tap.layout)
    await _followed(query, t, official, card)


@router.callback_query(Tapped(MakePaperAgain), flags=permits(Action.READ_FIGURES))
async def make_again(
    query: CallbackQuery,
    tap: MakePaperAgain,
    actor: Actor,
    t: Translator,
    official: OfficialPapers,
) -> None:
    """Make it with the conclusions as they are now."""
    await _followed(query, t, official, await official.make_again(actor, tap.paper_id))


@router.callback_query(Tapped(RestoreConclusions), flags=permits(Action.READ_ANSWERS))
async def restore(
    query: CallbackQuery,
    tap: RestoreConclusions,
    actor: Actor,
    t: Translator,
    official: OfficialPapers,
) -> None:
    """The conclusions that follow from the figures."""
    await _followed(query, t, official, await official.restore_sentences(actor, tap.paper_id))


async def _followed(
    query: CallbackQuery, t: Translator, official: OfficialPapers, card: PaperCard
) -> None:
    """Show how far it is, in a message that is changed until the file comes."""
    await official.follow(card.paper_id, await redraw(query, paper_screen(t, card)))


@router.callback_query(Tapped(OpenPaper), flags=permits(Action.READ_FIGURES))
async def open_paper(
    query: CallbackQuery,
    tap: OpenPaper,
    actor: Actor,
    t: Translator,
    official: OfficialPapers,
    dialogs: Dialogs,
) -> None:
    """One paper; below its file when it was tapped there."""
    card = await official.card(actor, tap.paper_id)
    await dialogs.park(actor)
    await redraw(query, paper_screen(t, card))


@router.callback_query(Tapped(SendPaper), flags=permits(Action.READ_FIGURES))
async def send_paper(
    query: CallbackQuery, tap: SendPaper, actor: Actor, t: Translator, official: OfficialPapers
) -> None:
    """Its file once more."""
    await below(query, file_screen(t, await official.file(actor, tap.paper_id)))


@router.callback_query(Tapped(OpenConclusion), flags=permits(Action.READ_ANSWERS))
async def open_conclusion(
    query: CallbackQuery,
    tap: OpenConclusion,
    actor: Actor,
    t: Translator,
    official: OfficialPapers,
) -> None:
    """One conclusion in full."""
    card = await official.card(actor, tap.paper_id)
    await redraw(query, conclusion_screen(t, card, tap.code))


@router.callback_query(Tapped(EditConclusion), flags=permits(Action.READ_ANSWERS))
async def edit_conclusion(
    query: CallbackQuery,
    tap: EditConclusion,
    actor: Actor,
    t: Translator,
    official: OfficialPapers,
) -> None:
    """Other words for it, or one more."""
    await redraw(
        query, turn_screen(t, await official.begin_sentence(actor, tap.paper_id, tap.code))
    )


@router.callback_query(Tapped(DropConclusion), flags=permits(Action.READ_ANSWERS))
async def drop_conclusion(
    query: CallbackQuery,
    tap: DropConclusion,
    actor: Actor,
    t: Translator,
    official: OfficialPapers,
) -> None:
    """Leave a conclusion out."""
    card = await official.drop_sentence(actor, tap.paper_id, tap.code)
    await redraw(query, paper_screen(t, card).flashing(t("Left out.")))
