"""A coordinator sends a document: read, look, publish."""

from aiogram import Bot, F, Router
from aiogram.exceptions import AiogramError
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Document, Message
from aiohttp import ClientError

from handlers.filters import MayDo, Tapped
from handlers.permits import permits
from handlers.show import acknowledge, edit, redraw, reply
from handlers.views.amendment import changes_screen
from handlers.views.forecast import forecast_screen
from handlers.views.problems import problem_screen
from handlers.views.publication import published_screen
from handlers.views.roadmap import (
    ask_screen,
    discarded_screen,
    objections,
    plans_screen,
    preview_screen,
    reading_screen,
    skipped_screen,
    sure_screen,
    warnings_screen,
    whose_screen,
)
from keyboards.plan_callbacks import (
    AskForDocument,
    CopyPlan,
    DiscardPlan,
    ImportHere,
    OpenChanges,
    OpenForecast,
    OpenPlans,
    OpenPreview,
    OpenSkipped,
    OpenWarnings,
    PublishAnyway,
    PublishPlan,
    SetPlanYear,
)
from locales import Translator
from services.access import Action, Actor
from services.clock import Clock
from services.compiling import DOCUMENT_LIMIT
from services.dialogs import Dialogs
from services.errors import DomainError
from services.plan_copy import PlanCopy
from services.roadmap_import import RoadmapImport
from services.times import local_day

router = Router(name="roadmap_import")


@router.message(Command("import"), flags=permits(Action.IMPORT_PLAN))
async def import_(message: Message, actor: Actor, t: Translator, dialogs: Dialogs) -> None:
    """How to send a road map; an open form waits."""
    await dialogs.park(actor)
    await reply(message, ask_screen(t))


@router.callback_query(Tapped(AskForDocument), flags=permits(Action.IMPORT_PLAN))
async def ask_for_document(
    query: CallbackQuery, actor: Actor, t: Translator, dialogs: Dialogs
) -> None:
    """How to send a road map; an open form waits."""
    await dialogs.park(actor)
    await redraw(query, ask_screen(t))


@router.message(F.document, MayDo(Action.IMPORT_PLAN), flags=permits(Action.IMPORT_PLAN))
async def receive(
    message: Message,
    bot: Bot,
    actor: Actor,
    t: Translator,
    roadmap_import: RoadmapImport,
    clock: Clock,
) -> None:
    """A document outside of any form is a road map; ask whose when there is a choice."""
    seats = actor.seats_for(Action.IMPORT_PLAN)
    if len(seats) > 1:
        await reply(message, whose_screen(t, seats), quoting=True)
        return
    if message.document is not None:
        shown = await reply(message, reading_screen(t, message.document.file_name or ""))
        await _read(
            bot, shown, message.document, actor, t, roadmap_import, clock, seats[0].place_id
        )


@router.callback_query(Tapped(ImportHere), flags=permits(Action.IMPORT_PLAN))
async def import_here(
    query: CallbackQuery,
    tap: ImportHere,
    bot: Bot,
    actor: Actor,
    t: Translator,
    roadmap_import: RoadmapImport,
    clock: Clock,
) -> None:
    """Read the document that our question quotes."""
    message = query.message
    source = message.reply_to_message if isinstance(message, Message) else None
    if not isinstance(message, Message) or source is None or source.document is None:
        await redraw(query, ask_screen(t))
        return
    await acknowledge(query)
    await edit(bot, message.chat.id, message.message_id, reading_screen(t, ""))
    await _read(bot, message, source.document, actor, t, roadmap_import, clock, tap.place_id)


async def _read(
    bot: Bot,
    shown: Message,
    document: Document,
    actor: Actor,
    t: Translator,
    roadmap_import: RoadmapImport,
    clock: Clock,
    place_id: int,
) -> None:
    try:
        data = await _download(bot, document)
        preview = await roadmap_import.read(
            actor, data, document.file_name or "document", place_id=place_id
        )
        screen = preview_screen(t, preview, local_day(clock.now(), actor.timezone))
    except DomainError as error:
        screen = problem_screen(t, error)
    await edit(bot, shown.chat.id, shown.message_id, screen)


async def _download(bot: Bot, document: Document) -> bytes:
    """The bytes of a document; raises DomainError `document_too_large` or `download_failed`."""
    if (document.file_size or 0) > DOCUMENT_LIMIT:
        raise DomainError("document_too_large", limit=DOCUMENT_LIMIT // 1024 // 1024)
    try:
        source = await bot.download(document)
    except (TimeoutError, AiogramError, ClientError, OSError):
        # Without its cause: the text of these errors holds the address with the token.
        raise DomainError("download_failed") from None
    if source is None:
        raise DomainError("download_failed")
    return source.read()


@router.callback_query(Tapped(SetPlanYear), flags=permits(Action.IMPORT_PLAN))
async def set_year(
    query: CallbackQuery,
    tap: SetPlanYear,
    actor: Actor,
    t: Translator,
    roadmap_import: RoadmapImport,
    clock: Clock,
) -> None:
    """The year of a document that names none."""
    year = f"{tap.first}/{tap.second}" if tap.second else str(tap.first)
    preview = await roadmap_import.set_year(actor, tap.plan_id, year)
    await redraw(query, preview_screen(t, preview, local_day(clock.now(), actor.timezone)))


@router.callback_query(Tapped(OpenPreview), flags=permits(Action.IMPORT_PLAN))
async def open_preview(
    query: CallbackQuery,
    tap: OpenPreview,
    actor: Actor,
    t: Translator,
    roadmap_import: RoadmapImport,
    clock: Clock,
) -> None:
    """The summary again."""
    preview = await roadmap_import.preview(actor, tap.plan_id)
    await redraw(query, preview_screen(t, preview, local_day(clock.now(), actor.timezone)))


@router.callback_query(Tapped(OpenSkipped), flags=permits(Action.IMPORT_PLAN))
async def open_skipped(
    query: CallbackQuery,
    tap: OpenSkipped,
    actor: Actor,
    t: Translator,
    roadmap_import: RoadmapImport,
) -> None:
    """What of the document was left out, and why."""
    await redraw(query, skipped_screen(t, await roadmap_import.preview(actor, tap.plan_id)))


@router.callback_query(Tapped(OpenChanges), flags=permits(Action.IMPORT_PLAN))
async def open_changes(
    query: CallbackQuery,
    tap: OpenChanges,
    actor: Actor,
    t: Translator,
    roadmap_import: RoadmapImport,
) -> None:
    """What an amended document changes."""
    preview = await roadmap_import.preview(actor, tap.plan_id)
    await redraw(query, changes_screen(t, preview, tap.page))


@router.callback_query(Tapped(OpenForecast), flags=permits(Action.IMPORT_PLAN))
async def open_forecast(
    query: CallbackQuery,
    tap: OpenForecast,
    actor: Actor,
    t: Translator,
    roadmap_import: RoadmapImport,
) -> None:
    """How many messages it will bring whom."""
    await redraw(query, forecast_screen(t, await roadmap_import.preview(actor, tap.plan_id)))


@router.callback_query(Tapped(OpenWarnings), flags=permits(Action.IMPORT_PLAN))
async def open_warnings(
    query: CallbackQuery,
    tap: OpenWarnings,
    actor: Actor,
    t: Translator,
    roadmap_import: RoadmapImport,
) -> None:
    """What in a plan cannot well happen as it is written."""
    preview = await roadmap_import.preview(actor, tap.plan_id)
    await redraw(query, warnings_screen(t, preview, tap.page))


@router.callback_query(Tapped(OpenPlans), flags=permits(Action.IMPORT_PLAN))
async def open_plans(
    query: CallbackQuery, actor: Actor, t: Translator, plan_copy: PlanCopy, dialogs: Dialogs
) -> None:
    """The coordinator's road maps."""
    plans = await plan_copy.plans(actor)
    await dialogs.park(actor)
    await redraw(query, plans_screen(t, plans))


@router.callback_query(Tapped(CopyPlan), flags=permits(Action.IMPORT_PLAN))
async def copy_plan(
    query: CallbackQuery,
    tap: CopyPlan,
    actor: Actor,
    t: Translator,
    plan_copy: PlanCopy,
    roadmap_import: RoadmapImport,
    clock: Clock,
) -> None:
    """Last year's map as the base of the next."""
    draft_id = await plan_copy.copy(actor, tap.plan_id)
    preview = await roadmap_import.preview(actor, draft_id)
    await redraw(query, preview_screen(t, preview, local_day(clock.now(), actor.timezone)))


@router.callback_query(Tapped(PublishPlan), flags=permits(Action.IMPORT_PLAN))
async def publish(
    query: CallbackQuery,
    tap: PublishPlan,
    actor: Actor,
    t: Translator,
    roadmap_import: RoadmapImport,
    clock: Clock,
) -> None:
    """One tap makes it the plan of the year; what speaks against it is asked about once."""
    preview = await roadmap_import.preview(actor, tap.plan_id)
    doubt = objections(t, preview, local_day(clock.now(), actor.timezone))
    if doubt is not None and not preview.published:
        await redraw(query, sure_screen(t, preview, doubt))
        return
    await redraw(query, published_screen(t, await roadmap_import.publish(actor, tap.plan_id)))


@router.callback_query(Tapped(PublishAnyway), flags=permits(Action.IMPORT_PLAN))
async def publish_anyway(
    query: CallbackQuery,
    tap: PublishAnyway,
    actor: Actor,
    t: Translator,
    roadmap_import: RoadmapImport,
) -> None:
    """Asked and answered."""
    await redraw(query, published_screen(t, await roadmap_import.publish(actor, tap.plan_id)))


@router.callback_query(Tapped(DiscardPlan), flags=permits(Action.IMPORT_PLAN))
async def discard(
    query: CallbackQuery,
    tap: DiscardPlan,
    actor: Actor,
    t: Translator,
    roadmap_import: RoadmapImport,
) -> None:
    """Forget the draft."""
    await roadmap_import.discard(actor, tap.plan_id)
    await redraw(query, discarded_screen(t))
