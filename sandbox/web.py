"""The sandbox as a server: Bot API, person side, demo page.

It listens on the loopback interface only, refuses tokens that look real and
answers only requests that were addressed to this machine, so that no other
site open in a browser can play with it.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.bot_routes import BotRoutes, looks_real
from sandbox.engine import World
from sandbox.event_stream import EventStream
from sandbox.person_routes import PersonRoutes
from sandbox.receiving import is_loopback
from sandbox.samples import Sample
from sandbox.webhook import Courier

__all__ = ["ClockControl", "Sample", "base_url", "make_app", "serve"]

PAGE = Path(__file__).parent / "page"
BODY_MARGIN = 1 << 20
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    '<rect width="16" height="16" rx="4" fill="#2f81c7"/>'
    '<path d="M3 8l10-4-3 8-3-2z" fill="#fff"/></svg>'
)
_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; "
        "style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
    ),
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ClockControl(Protocol):
    """Who may move the demo clock."""

    async def advance(self, by: timedelta) -> object:
        """Let time pass, with everything that becomes due on the way."""
        ...

    async def to_next(self) -> object:
        """Jump to the next moment something is due."""
        ...


def make_app(
    world: World,
    *,
    clock_control: ClockControl | None = None,
    samples: Sequence[Sample] = (),
) -> web.Application:
    """The whole sandbox as an aiohttp application."""
    if looks_real(world.token) and not world.settings.allow_real_tokens:
        raise ValueError("this token looks real; the sandbox must not know it")
    app = web.Application(
        middlewares=[_local_only],
        client_max_size=world.settings.upload_limit + BODY_MARGIN,
    )
    stream = EventStream(world)
    bot = BotRoutes(world)
    bot.add_to(app)
    PersonRoutes(world, clock_control, samples).add_to(app)
    app.router.add_get("/sim/events", stream.handle)
    _add_page(app)
    app.on_shutdown.append(bot.close)
    app.on_shutdown.append(stream.close)
    app.cleanup_ctx.append(Courier(world).running)
    return app


async def serve(app: web.Application, host: str = "127.0.0.1", port: int = 0) -> web.AppRunner:
    """Start serving; the caller cleans the runner up. Port 0 takes a free one."""
    if not is_loopback(host):
        raise ValueError(f"the sandbox listens on the loopback interface only, not on {host}")
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner


def base_url(runner: web.AppRunner) -> str:
    """Where a served sandbox is reached."""
    host, port = runner.addresses[0][:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@web.middleware
async def _local_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a foreign page could send by way of the person's browser."""
    origin = request.headers.get("Origin")
    named = urlsplit(f"//{request.host}").hostname
    if not is_loopback(named) or (origin and not is_loopback(urlsplit(origin).hostname)):
        return web.json_response({"ok": False, "error": "loopback only"}, status=403)
    return await handler(request)


def _add_page(app: web.Application) -> None:
    async def index(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html", headers=_HEADERS)

    async def icon(_request: web.Request) -> web.StreamResponse:
        return web.Response(text=_ICON, content_type="image/svg+xml")

    async def revalidate(request: web.Request, response: web.StreamResponse) -> None:
        if request.path.startswith("/static/"):
            response.headers.update(_HEADERS)

    app.router.add_get("/", index)
    app.router.add_get("/favicon.ico", icon)
    app.router.add_static("/static", PAGE)
    app.on_response_prepare.append(revalidate)
