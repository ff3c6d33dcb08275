"""Use cases: one public method is one transaction. No Telegram, no timers, no texts."""
