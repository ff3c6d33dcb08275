"""The small server: /healthz, /metrics, calendars, and the webhook where one is set."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from bot.config import SettingsError
from bot.health import Health
from bot.metrics import Meter

BODY_LIMIT = 1 << 20
_STUCK = 503


@asynccontextmanager
async def serving(host: str, port: int, routes: Sequence[web.RouteDef]) -> AsyncIterator[int]:
    """Answer requests within the block; gives the port, which the system chooses for 0.

    Raises SettingsError when the port cannot be had.
    """
    app = web.Application(client_max_size=BODY_LIMIT)
    app.add_routes(routes)
    # No log of requests: their addresses and headers are nobody's business.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise SettingsError(
                f"HTTP_HOST and HTTP_PORT cannot be used: {host}:{port} ({error.strerror})."
            ) from None
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def routes_of(health: Health, meter: Meter) -> list[web.RouteDef]:
    """What everybody may ask who reaches the port."""

    async def healthz(_request: web.Request) -> web.Response:
        report = await health.look()
        return web.json_response(report.as_json(), status=_STUCK if report.stuck else 200)

    async def metrics(_request: web.Request) -> web.Response:
        page = meter.page()
        if page is None:
            raise web.HTTPNotFound
        body, kind = page
        return web.Response(body=body, headers={"Content-Type": kind})

    routes = [web.get("/healthz", healthz)]
    if meter.page() is not None:
        routes.append(web.get("/metrics", metrics))
    return routes
