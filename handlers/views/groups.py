"""Chats of municipalities: how they are set up, and what is posted there."""

from handlers.views.broadcast_text import announcement_text
from handlers.views.problems import PROBLEMS
from handlers.views.when import week_text, when_short
from keyboards.group_callbacks import BIND_PAYLOAD, OpenGroups, UnbindGroup
from keyboards.menu import menu_button
from keyboards.screen import Button, Row, Screen, file_of, lines, paragraphs, shortened
from keyboards.staffing_callbacks import OpenPeople
from keyboards.words import emoji
from locales import Html, Translator
from services.group_posts import AnnouncementPost, WeekPost
from services.groups import BoundGroup, GroupDesk

_NAME = 44
_LINES = 12
_TITLE = 90


def groups_screen(t: Translator, desk: GroupDesk, timezone: str, address: str) -> Screen:
    """The chats there are, and a link for each municipality; `address` is that of the bot."""
    bound = [
        t.html(
            "💬 {place}, since {moment}",
            place=group.place_name,
            moment=t.moment(group.bound_at, timezone),
        )
        for group in desk.groups
    ]
    text = paragraphs(
        t.html("💬 <b>Chats of municipalities</b>"),
        t.html(
            "In the chat of a municipality I post announcements to all directors and, on Mondays,"
            " the week of the road map. Without a sound, and never a word about people, answers or"
            " reports."
        ),
        lines(*bound) if bound else None,
        t.html("To set one up, choose the municipality and then your group:"),
    )
    rows: list[Row] = [
        (
            Button(
                t("🚫 No more: {place}", place=shortened(group.place_name, _NAME)),
                UnbindGroup(group.id, 0).pack(),
            ),
        )
        for group in desk.groups
    ]
    rows += [
        (
            Button(
                t("➕ {place}", place=shortened(name, _NAME)),
                url=f"{address}?startgroup={BIND_PAYLOAD}{place_id}",
            ),
        )
        for place_id, name in desk.places
    ]
    turns = [
        Button(sign, OpenGroups(page).pack())
        for sign, page in (("◀️", desk.page - 1), ("▶️", desk.page + 1))
        if 0 <= page < desk.pages
    ]
    if turns:
        rows.append(tuple(turns))
    rows.append((Button(t("◀️ Back"), OpenPeople().pack()), menu_button(t)))
    return Screen(text, tuple(rows))


def unbind_screen(t: Translator, group: BoundGroup) -> Screen:
    """Ask before a chat is let go."""
    text = t.html(
        "🚫 <b>{place}</b>\nPost nothing more to this chat? I stay in it, and say nothing.",
        place=group.place_name,
    )
    yes = Button(t("🚫 No more"), UnbindGroup(group.id, 1).pack())
    return Screen(text, ((yes, Button(t("◀️ Back"), OpenGroups(0).pack())),))


def bound_screen(t: Translator, group: BoundGroup, address: str) -> Screen:
    """Said in the chat when it is set up."""
    text = paragraphs(
        t.html("💬 <b>This is the chat of: {place}</b>", place=group.place_name),
        t.html(
            "Here come announcements to all directors and, on Mondays, the week of the road map."
            " Answers and reports are given in private: nobody sees them here."
        ),
    )
    return Screen(text, (_opener(t, address),))


def unbound_screen(t: Translator) -> Screen:
    """Said in the chat when it is let go."""
    return Screen(t.html("I shall post nothing more here."))


def several_screen(t: Translator) -> Screen:
    """Said in the chat to whoever has several municipalities."""
    return Screen(t.html(PROBLEMS["several_places"]))


def post_screen(t: Translator, body: WeekPost | AnnouncementPost, address: str) -> Screen:
    """A message for everybody in the chat: no name of a person can be in what it is made of."""
    if isinstance(body, WeekPost):
        return week_post_screen(t, body, address)
    content = body.content
    text = announcement_text(t, body.place_name, content.html(t.locale))
    if len(content.media) == 1:
        (media,) = content.media
        return Screen(text, file=file_of(media.kind, media.file_id))
    if content.media or content.poll is not None:
        more = t.html("<i>📎 Files and questions are in the private chat with me.</i>")
        return Screen(paragraphs(text, more), (_opener(t, address),))
    return Screen(text)


def week_post_screen(t: Translator, body: WeekPost, address: str) -> Screen:
    """The week of the road map, as whoever follows the municipality reads it."""
    week = body.week
    shown = [
        t.html(
            "{emoji} <b>{when}</b> {title}",
            emoji=emoji(line.kind),
            when=when_short(t, line.when, week.today),
            title=shortened(line.title, _TITLE),
        )
        for line in week.lines[:_LINES]
    ]
    rest = len(week.lines) - _LINES
    text = paragraphs(
        t.html(
            "🗓 <b>{place}: {week}</b>",
            place=body.place_name,
            week=week_text(t, week.monday, week.today),
        ),
        *shown,
        t.html("… and {n} more", n=rest) if rest > 0 else None,
    )
    return Screen(Html(text), (_opener(t, address),))


def _opener(t: Translator, address: str) -> Row:
    return (Button(t("📌 Open the bot"), url=f"{address}?start=share"),)
