"""What the owners hear of a standstill."""

from keyboards.menu import menu_button
from keyboards.screen import Screen, paragraphs
from locales import N_, Translator
from services.alerts import StuckNotice

# By the names that /healthz and docs/operations.md use.
CAUSES = {
    "polling": N_("new messages of people are not fetched"),
    "webhook": N_("new messages of people are not taken"),
    "handling": N_("a message of somebody is not answered"),
    "ticking": N_("nobody looks for what is due"),
    "reminders": N_("due reminders are not queued"),
    "sending": N_("messages are not sent"),
    "outbox": N_("queued messages do not leave"),
    "database": N_("the database cannot be read"),
    "backup": N_("the newest backup is too old"),
    "put_aside": N_("something that somebody sent could not be handled and was put aside"),
}
# Of these no end can be told.
ENDLESS = frozenset({"put_aside"})


def stuck_screen(t: Translator, notice: StuckNotice) -> Screen:
    """A part stands still, or moves again."""
    what = t(CAUSES.get(notice.cause, N_("a part of the bot stands still")))
    after = t.many("after {n} minute", "after {n} minutes", notice.minutes)
    if notice.is_over:
        text = t.html(
            "✅ <b>In order again</b> ({after}): it was about «{what}».", what=what, after=after
        )
    else:
        text = paragraphs(
            t.html("⚠️ <b>The bot needs you: {what}</b>", what=what),
            t.html(
                "In the records it is called <code>{cause}</code>. Please tell whoever looks after "
                "the machine. I shall write once more when it is in order.",
                cause=notice.cause,
            )
            if notice.cause not in ENDLESS
            else t.html(
                "In the records it is called <code>{cause}</code>. Please tell whoever looks after "
                "the machine.",
                cause=notice.cause,
            ),
        )
    return Screen(text, ((menu_button(t),),))
