"""Who has read an announcement, who did not get it and why, and the end of one."""

from keyboards.announced import back_row, recall_rows, silent_rows, turning_row
from keyboards.announced_callbacks import ShowMissed, ShowSilent
from keyboards.callbacks import DialogCancel
from keyboards.reports import preview_rows
from keyboards.screen import Button, Screen, lines, paragraphs, shortened
from locales import N_, Html, Translator
from services.broadcast_progress import Progress
from services.broadcast_readers import MissedList, Unread, UnreadList
from services.dialogs import Turn

_NAME = 60
_WORDS = 500
# Words of the outbox for what became of a message.
_REASONS = {
    "blocked": N_("🚫 have blocked the bot"),
    "chat_not_found": N_("👻 have no Telegram account any more"),
    "unknown": N_("❔ not known: the connection broke"),
    "held": N_("🗄 held back after a backup was restored"),
    "called_off": N_("⏹ it was stopped before their turn"),
    "of_no_use": N_("🔕 want no messages, or have left"),
    "left": N_("🚪 have left meanwhile"),
    "forgotten": N_("🚪 have left meanwhile"),
    "too_large": N_("⚠️ Telegram did not take it"),
    "refused": N_("⚠️ Telegram did not take it"),
}
_ELSE = N_("⚠️ it did not succeed within a day")


def missed_screen(t: Translator, found: MissedList) -> Screen:
    """Who did not get an announcement, under the reasons with their numbers."""
    if not found.reasons:
        text = t.html("📭 <b>Everybody has got it.</b>")
        return Screen(text, (back_row(t, found.broadcast_id),))
    counts = lines(
        *(
            t.html("{reason}: {n}", reason=t(_REASONS.get(reason, _ELSE)), n=t.number(n))
            for reason, n in sorted(found.reasons.items(), key=lambda one: -one[1])
        )
    )
    names = lines(
        *(
            t.html(
                "{sign} {name} · {place}",
                sign=_REASONS.get(one.reason, _ELSE).split()[0],
                name=shortened(one.name, _NAME),
                place=shortened(one.place_name, _NAME),
            )
            for one in found.lines
        )
    )
    text = paragraphs(t.html("📭 <b>Who did not get it</b>"), counts, names)
    turns = turning_row(
        t,
        ShowMissed(found.broadcast_id, found.page - 1) if found.page else None,
        ShowMissed(found.broadcast_id, found.page + 1) if found.page < found.pages - 1 else None,
    )
    return Screen(text, (*turns, back_row(t, found.broadcast_id)))


def unread_screen(t: Translator, found: UnreadList) -> Screen:
    """Which schools, and who else, have not said that they have read it."""
    read, of = found.schools
    people_read, people = found.people
    head = lines(
        t.html("👁 <b>Who has read it</b>"),
        t("🏫 schools: {n} of {of}", n=read, of=of) if of else None,
        t("👤 other people: {n} of {of}", n=people_read, of=people) if people else None,
        t("🏚 without a representative: {n}", n=found.without) if found.without else None,
    )
    if found.lines:
        silent = lines(
            t.html("<b>Silent so far</b>"),
            *(_unread(t, one, found.timezone) for one in found.lines),
        )
    else:
        silent = t.html("🎉 Everybody has read it.")
    turns = turning_row(
        t,
        ShowSilent(found.broadcast_id, found.page - 1) if found.page else None,
        ShowSilent(found.broadcast_id, found.page + 1) if found.page < found.pages - 1 else None,
    )
    rows = (
        *silent_rows(t, found.broadcast_id, found.can_nudge),
        *turns,
        back_row(t, found.broadcast_id),
    )
    screen = Screen(paragraphs(head, silent), rows)
    if not found.nudged:
        return screen
    told = t.many("I am reminding {n} person.", "I am reminding {n} people.", found.nudged)
    return screen.flashing(told)


def _unread(t: Translator, one: Unread, timezone: str) -> Html:
    name = shortened(one.name, _NAME)
    if not one.is_reached:
        return t.html("📭 {name} — has not got it", name=name)
    if one.nudged_at is not None:
        at = t.moment(one.nudged_at, timezone)
        return t.html("⚪️ {name} — reminded {at}", name=name, at=at)
    return t.html("⚪️ {name}", name=name)


def recall_screen(t: Translator, progress: Progress) -> Screen:
    """Before an announcement is deleted everywhere."""
    chats = t.many("from {n} chat", "from {n} chats", progress.sent)
    text = paragraphs(
        t.html("🗑 <b>Delete the announcement {chats}?</b>", chats=chats),
        t.html(
            "This cannot be undone. What is older than two days Telegram does not let me delete: "
            "there I take its words away."
        ),
    )
    return Screen(text, recall_rows(t, progress.broadcast_id))


def words_question(t: Translator, turn: Turn) -> Screen:
    """Which words shall stand there now."""
    text = paragraphs(
        t.html("✏️ <b>Write the new words.</b> Formatting is kept, the attachments stay."),
        t.html("Now they are:"),
        t.html(
            "<blockquote>{words}</blockquote>", words=shortened(str(turn.subject["title"]), _WORDS)
        ),
    )
    cancel = Button(t("✖️ Cancel"), DialogCancel(turn.dialog_id).pack())
    return Screen(text, ((cancel,),))


def words_preview(t: Translator, turn: Turn) -> Screen:
    """The new words, before they stand in every chat."""
    text = paragraphs(
        t.html("✏️ <b>Please check</b>"),
        t.html("So it will stand in every chat where it has arrived. Nobody hears a sound."),
        Html("➖➖➖"),
        Html(turn.draft.answers["words"]["html"]),
    )
    send = t("✏️ Change it everywhere")
    return Screen(text, preview_rows(t, turn, send, {"words": t("Text")}))
