"""The order in which handlers are asked: commands first, forms next, the rest, the last resort."""

from aiogram import Router

from handlers import (
    audit,
    broadcast,
    coordinator_digest,
    digests,
    errors,
    figures,
    guided,
    habits,
    invites,
    menu,
    nudges,
    own_forms,
    people,
    places,
    plan,
    privacy,
    questions,
    reminded,
    reminder_rules,
    reports,
    requests,
    review,
    roadmap_import,
    settings,
    stale,
    start,
    succession,
    week_card,
    why,
)

_IN_ORDER = (
    errors.router,
    start.router,
    menu.router,
    privacy.router,
    audit.router,
    why.router,
    plan.router,
    reminder_rules.router,
    own_forms.router,
    settings.router,
    habits.router,
    reminded.router,
    figures.router,
    nudges.router,
    digests.router,
    week_card.router,
    coordinator_digest.router,
    questions.router,
    broadcast.router,
    reports.router,
    review.router,
    people.router,
    invites.router,
    requests.router,
    succession.router,
    guided.router,
    guided.left_router,
    places.router,
    roadmap_import.router,
    start.search_router,
    stale.router,
)


def routers() -> tuple[Router, ...]:
    """All routers in order."""
    return _IN_ORDER
