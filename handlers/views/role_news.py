"""Messages about roles: somebody asks, it was decided, something has changed."""

from handlers.views.requests import decision_notice_screen, request_screen
from keyboards.menu import menu_button
from keyboards.screen import Screen, lines
from keyboards.words import ROLES
from locales import Translator
from services.handing import Change
from services.role_news import RequestDecidedNotice, RequestNotice, RoleNews, RoleNotice

_OF_PLACES = frozenset({Change.NEW_HEAD, Change.MERGED_IN, Change.CLOSED, Change.REOPENED})


def role_message_screen(t: Translator, notice: RoleNews) -> Screen:
    """A message about a role."""
    match notice:
        case RequestNotice():
            return request_screen(t, notice.card)
        case RequestDecidedNotice():
            return decision_notice_screen(t, notice.card)
        case RoleNotice():
            return role_news_screen(t, notice)


def role_news_screen(t: Translator, notice: RoleNotice) -> Screen:
    """What happened to one's role, or below it."""
    if notice.change in _OF_PLACES:
        return _place_screen(t, notice)
    seat = f"{t(ROLES[notice.role])} · {notice.place_name}"
    # Who was forgotten since has no name any more.
    name = notice.other_name or t("a former representative")
    day = t.day(notice.until) if notice.until is not None else ""
    match notice.change:
        case Change.HANDED_OVER:
            text = lines(
                t.html("🤝 <b>{seat}</b> is now: {name}.", seat=seat, name=name),
                t.html("Thank you for your work. I shall not remind you of this place any more."),
            )
        case Change.RECEIVED:
            text = lines(
                t.html("🤝 You are now: <b>{seat}</b>, in place of {name}.", seat=seat, name=name),
                t.html("Drafts and reminders have come to you. The menu shows all of it."),
            )
        case Change.STANDS_IN:
            text = t.html(
                "🗓 Until {day}, that day included, you stand in for {name}: {seat}. Reminders "
                "come to you.",
                day=day,
                name=name,
                seat=seat,
            )
        case Change.STOOD_IN:
            text = t.html(
                "🗓 Until {day}, that day included, {name} stands in for you: {seat}. You can take "
                "it back any time in /settings.",
                day=day,
                name=name,
                seat=seat,
            )
        case Change.DUTY_OVER:
            text = t.html(
                "🗓 You do not stand in for the director of «{place}» any more. Thank you!",
                place=notice.place_name,
            )
        case Change.RETURNED:
            text = t.html(
                "🗓 {name} does not stand in for you any more: {seat}. Reminders come to you again.",
                name=name,
                seat=seat,
            )
        case Change.TERM_OVER:
            text = t.html("🗓 Your term is over: {seat}.", seat=seat)
        case Change.INVITE_TRIED:
            text = t.html(
                "🔗 Somebody has tried a link of yours that was used already: {seat}. If you sent "
                "it to one person only, ask whether it was passed on.",
                seat=seat,
            )
    return Screen(text, ((menu_button(t),),))


def _place_screen(t: Translator, notice: RoleNotice) -> Screen:
    if notice.change in {Change.CLOSED, Change.REOPENED}:
        return _school_screen(t, notice)
    return _below_screen(t, notice)


def _below_screen(t: Translator, notice: RoleNotice) -> Screen:
    """What changed at a coordinator's places; nobody is named."""
    if notice.change is Change.NEW_HEAD:
        text = t.html(
            "🤝 «{place}»: another person represents the school now. Duties, drafts and reminders "
            "have gone over.",
            place=notice.place_name,
        )
    else:
        text = t.html(
            "🔗 «{place}» is part of your municipality now. Its schools are in your lists.",
            place=notice.place_name,
        )
    return Screen(text, ((menu_button(t),),))


def _school_screen(t: Translator, notice: RoleNotice) -> Screen:
    """A school was closed or opened again: what its people are now."""
    if notice.change is Change.CLOSED:
        text = t.html(
            "🏫 «{place}» was closed in the list of schools. I shall not remind you of it any "
            "more; what was done there is kept.",
            place=notice.place_name,
        )
    else:
        text = t.html(
            "🏫 «{place}» is in the list of schools again, with your role and its reminders.",
            place=notice.place_name,
        )
    named = "; ".join(f"{t(ROLES[role])} · {place}" for role, place in notice.seats)
    now = (
        t.html("You are now: <b>{roles}</b>.", roles=named)
        if named
        else t.html("You have no role now. If you speak for another school, choose it in the menu.")
    )
    return Screen(lines(text, now), ((menu_button(t),),))
