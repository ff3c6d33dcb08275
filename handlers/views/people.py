"""What is missing among the people, each with the button that mends it."""

from keyboards.group_callbacks import OpenGroups
from keyboards.menu import menu_button
from keyboards.people_callbacks import ChooseRole, ListRequests, OpenDesk, OpenSeat
from keyboards.screen import Button, Row, Screen, paragraphs, shortened
from keyboards.staffing import links_rows
from keyboards.staffing_callbacks import OpenGap, OpenPeople
from keyboards.words import ROLES
from locales import N_, Html, Translator
from services.staffing import Gap, GapItem, GapPage, Overview

_NAME = 48

_COUNTED = {
    Gap.UNMANNED: N_("🏫 Schools without anybody: {count}"),
    Gap.UNREACHABLE: N_("🚫 Have blocked the bot: {count}"),
    Gap.UNCOVERED: N_("👀 Schools without a curator: {count}"),
    Gap.IDLE: N_("🪑 Curators without schools: {count}"),
}
_HEADS = {
    Gap.UNMANNED: N_("🏫 <b>Schools without anybody</b>"),
    Gap.UNREACHABLE: N_("🚫 <b>Have blocked the bot</b>"),
    Gap.UNCOVERED: N_("👀 <b>Schools without a curator</b>"),
    Gap.IDLE: N_("🪑 <b>Curators without schools</b>"),
}
_ADVICE = {
    Gap.UNMANNED: N_("Nobody is reminded there. Tap a school to invite its director."),
    Gap.UNREACHABLE: N_(
        "Nothing reaches them until they open the bot again. Call them, or tap a name to let "
        "somebody else take over."
    ),
    Gap.UNCOVERED: N_("Their reports wait for you alone. Tap a school to invite its curator."),
    Gap.IDLE: N_("Below their place there is no school. Tap a name to hand the role over."),
}


def people_screen(t: Translator, overview: Overview) -> Screen:
    """The numbers; only what is missing has a button."""
    head = t.html("👥 <b>People</b>")
    text = (
        t.html("Everybody is in place: each school has its people and a curator.")
        if overview.is_clean
        else t.html("What needs your hand:")
    )
    rows: list[Row] = []
    if overview.requests:
        label = t("🙋 Requests that wait: {count}", count=overview.requests)
        rows.append((Button(label, ListRequests(0).pack()),))
    for gap, count in overview.counts.items():
        if count:
            rows.append((Button(t(_COUNTED[gap], count=count), OpenGap(gap, 0).pack()),))
        if gap is Gap.UNMANNED:
            rows += links_rows(t, count)
    rows += [
        (Button(t("🔎 Places and invitations"), OpenDesk(0, 0).pack()),),
        (Button(t("💬 Chats of municipalities"), OpenGroups(0).pack()),),
        (menu_button(t),),
    ]
    return Screen(paragraphs(head, text), tuple(rows))


def gap_screen(t: Translator, page: GapPage) -> Screen:
    """One kind of gap, a button for each."""
    if not page.items:
        text = paragraphs(t.html(_HEADS[page.gap]), t.html("Nothing is missing here any more."))
        return Screen(text, (_foot(t),))
    rows: list[Row] = [(_button(t, item),) for item in page.items]
    if page.gap is Gap.UNMANNED:
        # One tap for all of them comes before one for each.
        rows = [*links_rows(t, page.total), *rows]
    turns = [
        Button(sign, OpenGap(page.gap, number).pack())
        for sign, number in (("◀️", page.page - 1), ("▶️", page.page + 1))
        if 0 <= number < page.pages
    ]
    if turns:
        rows.append(tuple(turns))
    text = paragraphs(t.html(_HEADS[page.gap]), t.html(_ADVICE[page.gap]), _place_in_list(t, page))
    return Screen(text, (*rows, _foot(t)))


def _place_in_list(t: Translator, page: GapPage) -> Html | None:
    if page.pages == 1:
        return None
    return t.html("Page {page} of {pages}", page=page.page + 1, pages=page.pages)


def _button(t: Translator, item: GapItem) -> Button:
    holder = item.holder
    if holder is None:
        return Button(f"✉️ {shortened(item.place_name, _NAME)}", ChooseRole(item.place_id).pack())
    label = f"{holder.name} · {t(ROLES[holder.role])} · {item.place_name}"
    return Button(f"🤝 {shortened(label, _NAME)}", OpenSeat(holder.membership_id).pack())


def _foot(t: Translator) -> Row:
    return (Button(t("◀️ Back"), OpenPeople().pack()), menu_button(t))
