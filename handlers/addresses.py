"""The bot's own address: what a token becomes before it is shown."""

from aiogram import Bot


async def own_address(bot: Bot) -> str:
    """The bot's address, without anything said to it."""
    me = await bot.me()
    return f"https://t.me/{me.username}"


async def address_of(bot: Bot, token: str) -> str:
    """The deep link of a token."""
    return f"{await own_address(bot)}?start={token}"
