"""Screens of inviting: places with their people, a link, the open links, a table to mail."""

from datetime import datetime
from urllib.parse import quote

from handlers.views.seats import last_day
from keyboards.menu import menu_button
from keyboards.people_callbacks import (
    ChooseRole,
    ListInvites,
    MailLinks,
    MakeInvite,
    OpenDesk,
    OpenInvite,
    PrintInvite,
    RevokeInvite,
    SetTerms,
    ShowLink,
)
from keyboards.screen import Button, File, Row, Screen, lines, paragraphs, shortened
from keyboards.staffing_callbacks import OpenPeople
from keyboards.words import ROLES
from locales import Html, Translator
from services.access import Actor
from services.invite_cards import (
    DAYS,
    USES,
    Batch,
    Desk,
    Link,
    OpenLink,
    OpenLinks,
)
from services.link_files import picture_of, table_of
from services.terms import Role

# Whom one invites most, first.
_LIKELY = (
    Role.DIRECTOR,
    Role.DEPUTY,
    Role.MUNICIPAL_COORDINATOR,
    Role.REGIONAL_COORDINATOR,
    Role.CURATOR,
    Role.METHODIST,
    Role.OWNER,
    Role.SUBSCRIBER,
)


def role_screen(t: Translator, actor: Actor, desk: Desk) -> Screen:
    """Which role?"""
    place_id = desk.here.id if desk.here is not None else 0
    name = desk.here.name if desk.here is not None else ""
    rows: list[Row] = [
        (Button(t(ROLES[role]), SetTerms(place_id, role, USES[0], DAYS[1]).pack()),)
        for role in sorted(desk.may_give, key=_LIKELY.index)
    ]
    back = Button(t("◀️ Back"), OpenDesk(place_id, 0).pack())
    return Screen(
        t.html("✉️ Whom do you invite to «{place}»?", place=name), (*rows, (back, menu_button(t)))
    )


def terms_screen(t: Translator, desk: Desk, role: Role, uses: int, days: int) -> Screen:
    """For how many people, for how long; then the link."""
    place_id = desk.here.id if desk.here is not None else 0
    name = desk.here.name if desk.here is not None else ""
    text = paragraphs(
        t.html("✉️ <b>{role}</b> · {place}", role=t(ROLES[role]), place=name),
        t.html("For how many people is the link, and for how many days?"),
    )
    rows = (
        tuple(
            Button(_chosen(_people(t, n), n == uses), SetTerms(place_id, role, n, days).pack())
            for n in USES
        ),
        tuple(
            Button(_chosen(_days(t, n), n == days), SetTerms(place_id, role, uses, n).pack())
            for n in DAYS
        ),
        (Button(t("🔗 Make the link"), MakeInvite(place_id, role, uses, days).pack()),),
        (Button(t("◀️ Back"), ChooseRole(place_id).pack()), menu_button(t)),
    )
    return Screen(text, rows)


def link_screen(t: Translator, actor: Actor, link: Link, address: str) -> Screen:
    """A link to share; it is shown once and kept nowhere."""
    share = "https://t.me/share/url?url=" + quote(address, safe="")
    rows = (
        (Button(t("📤 Share"), url=share),),
        (Button(t("🖨 Picture to print"), PrintInvite(link.token).pack()),),
        (
            Button(t("🗑 Take it back"), RevokeInvite(link.invite_id).pack()),
            Button(t("🔗 Open links"), ListInvites(0).pack()),
        ),
        (menu_button(t),),
    )
    text = paragraphs(
        t.html("🔗 <b>The link is ready</b>"),
        _gives(t, actor, link),
        t.html("<code>{link}</code>", link=address),
        t.html(
            "Works for {people}, until {day}. Send it only to the one it is meant for: I keep no "
            "copy and cannot show it again.",
            people=_people(t, link.uses),
            day=t.moment(link.expires_at, actor.timezone),
        ),
    )
    return Screen(text, rows)


def link_ready_screen(t: Translator, link: Link) -> Screen:
    """A link was made by a form: one tap shows it."""
    return Screen(
        t.html("🔗 <b>The link is ready</b>"),
        ((Button(t("🔗 Show the link"), ShowLink(link.token).pack()),), (menu_button(t),)),
    )


def picture_screen(t: Translator, actor: Actor, link: Link, address: str) -> Screen:
    """The link as a picture, with role and place in words; nothing personal."""
    text = paragraphs(
        _gives(t, actor, link),
        t.html(
            "Open Telegram, point the camera. Works until {day}.",
            day=t.moment(link.expires_at, actor.timezone),
        ),
    )
    # On paper the words below the message are lost: the picture carries them itself.
    until = t("Until {day}", day=t.moment(link.expires_at, actor.timezone))
    bot = "@" + address.rsplit("//", maxsplit=1)[-1].split("/")[1].split("?", maxsplit=1)[0]
    words = (t(ROLES[link.role]), link.place_name, f"{bot} \N{MIDDLE DOT} {until}")
    file = File("photo", content=picture_of(address, words), name="invitation.png")
    return Screen(text, file=file)


def _gives(t: Translator, actor: Actor, link: Link) -> Html:
    role = t(ROLES[link.role])
    if link.until is not None:
        return t.html(
            "<b>{role}</b> · {place}, stands in for the director until {day}, that day included",
            role=role,
            place=link.place_name,
            day=last_day(t, link.until, actor.timezone),
        )
    if link.hands_over:
        return t.html(
            "<b>{role}</b> · {place}: takes the place of the one who is it now, at that moment",
            role=role,
            place=link.place_name,
        )
    return t.html("<b>{role}</b> · {place}", role=role, place=link.place_name)


def open_links_screen(t: Translator, actor: Actor, found: OpenLinks) -> Screen:
    """The links that still let somebody in, a page at a time."""
    if not found.total:
        return Screen(t.html("🔗 There are no open links."), ((menu_button(t),),))
    text = paragraphs(
        t.html("🔗 <b>Open links: {n}</b>", n=found.total),
        t.html("Tap one to see it or take it back."),
    )
    rows: list[Row] = [
        (
            Button(
                t(
                    "{role} · {place} · until {day}",
                    role=t(ROLES[link.role]),
                    place=shortened(link.place_name, 24),
                    day=_short(t, link.expires_at, actor),
                ),
                OpenInvite(link.invite_id).pack(),
            ),
        )
        for link in found.links
    ]
    turns = [
        Button(sign, ListInvites(page).pack())
        for sign, page in (("◀️", found.page - 1), ("▶️", found.page + 1))
        if 0 <= page < found.pages
    ]
    if turns:
        rows.append(tuple(turns))
    return Screen(text, (*rows, (menu_button(t),)))


def open_link_screen(t: Translator, actor: Actor, link: OpenLink) -> Screen:
    """One link; nothing shows its address again."""
    state = None
    if not link.is_open:
        state = t.html("🚫 This link lets nobody in any more.")
    elif link.hands_over:
        state = t.html("Takes the place of the one who is it now.")
    text = paragraphs(
        t.html("🔗 <b>{role}</b> · {place}", role=t(ROLES[link.role]), place=link.place_name),
        lines(
            t.many("Left: {n} person", "Left: {n} people", link.uses_left)
            if link.is_open
            else None,
            t.html("Until: {day}", day=t.moment(link.expires_at, actor.timezone)),
            t.html("Made by: {name}", name=link.maker_name) if link.maker_name else None,
        ),
        state,
    )
    rows: list[Row] = []
    if link.is_open:
        rows.append((Button(t("🗑 Take it back"), RevokeInvite(link.invite_id).pack()),))
    rows.append((Button(t("🔗 Open links"), ListInvites(0).pack()), menu_button(t)))
    return Screen(text, tuple(rows))


def batch_screen(t: Translator, actor: Actor, batch: Batch) -> Screen:
    """Before links for many schools are made."""
    head = t.html("📋 <b>Links for schools</b> · {place}", place=batch.place_name)
    if not batch.schools:
        told = t.html("Each school has somebody to speak for it already.")
    else:
        told = t.html(
            "I shall make a table with a link for the director of each school without anybody: "
            "{schools} of {of}. Each link is for one person, until {day}. Send every school its "
            "own line only.",
            schools=t.number(batch.schools),
            of=t.number(batch.of),
            day=t.moment(batch.expires_at, actor.timezone),
        )
    rows: list[Row] = [
        tuple(
            Button(_chosen(_days(t, n), n == batch.days), MailLinks(batch.place_id, n, 0).pack())
            for n in DAYS
        )
    ]
    if batch.schools:
        make = MailLinks(batch.place_id, batch.days, 1).pack()
        rows.append((Button(t("📋 Make the table"), make),))
    return Screen(paragraphs(head, told), (*rows, *_whole_rows(t, batch), _batch_foot(t, batch)))


def _whole_rows(t: Translator, batch: Batch) -> tuple[Row, ...]:
    """The other choice: links for the schools that have a director, too."""
    if batch.whole or batch.of <= batch.schools:
        return ()
    label = t("📋 Also where there is a director: {n}", n=batch.of)
    return ((Button(label, MailLinks(batch.place_id, batch.days, 2).pack()),),)


def _batch_foot(t: Translator, batch: Batch) -> Row:
    back = OpenDesk(batch.place_id, 0) if batch.place_id else OpenPeople()
    return (Button(t("◀️ Back"), back.pack()), menu_button(t))


def batch_waits_screen(t: Translator) -> Screen:
    """It takes longer than a moment."""
    return Screen(t.html("⏳ I am making the links, one moment…"))


def batch_made_screen(t: Translator, batch: Batch) -> Screen:
    """What is left of the question: the table follows as a message of its own."""
    text = t.html("📋 <b>Links for schools</b> · {place}", place=batch.place_name)
    rows = (*_whole_rows(t, batch), _batch_foot(t, batch))
    return Screen(paragraphs(text, t.html("The table is ready.")), rows)


def table_screen(t: Translator, actor: Actor, batch: Batch, addresses: list[str]) -> Screen:
    """The table to mail."""
    valid = t.moment(batch.expires_at, actor.timezone)
    rows = [
        (one.municipality, one.school, address, valid)
        for one, address in zip(batch.links, addresses, strict=True)
    ]
    headers = (t("Municipality"), t("School"), t("Link"), t("Valid until"))
    made = t.many("{n} link made", "{n} links made", len(batch.links))
    text = paragraphs(
        t.html("📋 <b>{made}</b> · {place}", made=made, place=batch.place_name),
        t.html(
            "Until {day}. Send every school its own line only; open links can be taken back one by "
            "one.",
            day=valid,
        ),
    )
    file = File("document", content=table_of(headers, rows, t("Links")), name="links.xlsx")
    return Screen(
        text, ((Button(t("🔗 Open links"), ListInvites(0).pack()), menu_button(t)),), file
    )


def _people(t: Translator, n: int) -> str:
    return t.many("{n} person", "{n} people", n)


def _days(t: Translator, n: int) -> str:
    return t.many("{n} day", "{n} days", n)


def _chosen(label: str, chosen: bool) -> str:
    return f"\N{BLACK CIRCLE} {label}" if chosen else label


def _short(t: Translator, until: datetime, actor: Actor) -> str:
    return t.moment(until, actor.timezone).split(",", maxsplit=1)[0]
