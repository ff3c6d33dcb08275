"""A small local Telegram Bot API.

The real service cannot be asked in tests, cannot be made to fail on demand and
needs a secret token.  This package answers the same calls with the same errors
on the loopback interface only, and adds the side Telegram does not offer to a
program: the person who types, presses buttons and blocks the bot.
"""
