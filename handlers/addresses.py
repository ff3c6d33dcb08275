"""The bot's own address: what a token becomes before it is shown."""

from aiogram import Bot


async def address_of(bot: Bot, token: str) -> str:
    """The deep link of a token."""
    me = await bot.me()
    return f"https://t.me/{me.username}?start={token}"
