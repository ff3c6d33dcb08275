"""What the server of `tests.support.forked` imports: the bot, and nothing of it runs here."""

import gc

import bot.app
import bot.cli
import bot.intake
import tests.chaos.bot_process

__all__ = ["bot", "tests"]

# As the bot does when it has imported everything: its forks need not look through it again.
gc.collect()
gc.freeze()
