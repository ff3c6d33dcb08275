"""The dispatcher: middlewares and routers in order, services by name."""

from dataclasses import fields

from aiogram import Dispatcher

from bot.container import Container
from bot.middlewares.access import AccessMiddleware
from bot.middlewares.actor import ActorMiddleware
from bot.middlewares.commands import OfferCommands
from bot.middlewares.replayed import ReplayedMessages
from handlers.buttons import Buttons
from handlers.routers import routers


def make_dispatcher(container: Container) -> Dispatcher:
    """Build a dispatcher without aiogram's FSM: the state of a dialog is a row of ours."""
    services = {field.name: getattr(container, field.name) for field in fields(container)}
    dispatcher = Dispatcher(disable_fsm=True, **services)
    dispatcher.update.outer_middleware(ActorMiddleware(container.registration))
    dispatcher.message.outer_middleware(ReplayedMessages(container.inbox))
    dispatcher.message.middleware(AccessMiddleware())
    dispatcher.callback_query.middleware(AccessMiddleware())
    dispatcher.inline_query.middleware(AccessMiddleware())
    dispatcher.poll_answer.middleware(AccessMiddleware())
    offer_commands = OfferCommands(container.registration)
    dispatcher.message.middleware(offer_commands)
    dispatcher.callback_query.middleware(offer_commands)
    dispatcher.include_router(Buttons(routers()))
    for router in routers():
        # Routers are modules' own; a second dispatcher of the same process takes them over.
        router._parent_router = None
        dispatcher.include_router(router)
    return dispatcher
