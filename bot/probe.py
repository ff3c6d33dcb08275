"""A look at the Bot API without the framework: is it there, and who are we."""

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.config import Settings

_PATIENCE = ClientTimeout(total=5)


class ProbeError(Exception):
    """The Bot API cannot be asked; the text says why, without the token."""


async def username(settings: Settings) -> str:
    """The bot's user name; raises ProbeError."""
    token = settings.bot_token.get_secret_value()
    url = f"{settings.bot_api_url}/bot{token}/getMe"
    try:
        async with ClientSession(timeout=_PATIENCE) as session, session.get(url) as response:
            if response.status in {401, 404}:
                raise ProbeError("BOT_TOKEN is not known there")
            answer = await response.json(content_type=None)
            return str(answer["result"]["username"])
    except (TimeoutError, ClientError, OSError, ValueError, KeyError, TypeError):
        # Without its cause: the text of these errors holds the address with the token.
        raise ProbeError(f"no answer from {settings.bot_api_url}") from None
