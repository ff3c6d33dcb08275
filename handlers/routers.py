"""The order in which handlers are asked: commands first, forms next, the rest, the last resort."""

from aiogram import Router

from handlers import (
    broadcast,
    errors,
    figures,
    guided,
    menu,
    plan,
    privacy,
    reports,
    review,
    roadmap_import,
    settings,
    stale,
    start,
)


def routers() -> tuple[Router, ...]:
    """All routers in order."""
    return (
        errors.router,
        start.router,
        menu.router,
        privacy.router,
        plan.router,
        settings.router,
        figures.router,
        broadcast.router,
        reports.router,
        review.router,
        guided.router,
        roadmap_import.router,
        start.search_router,
        stale.router,
    )
