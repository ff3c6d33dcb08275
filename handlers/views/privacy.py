"""One's own data: what is stored, the text agreed to, taking it back, being forgotten."""

from keyboards.callbacks import OpenPrivacy
from keyboards.menu import menu_button
from keyboards.places import turning_row
from keyboards.privacy_callbacks import Forget, ReadAgreed, SendMyData, Withdraw
from keyboards.screen import Button, File, Row, Screen, lines, paragraphs
from keyboards.words import ROLES
from locales import Html, Translator
from services.access import Actor
from services.privacy import ConsentText, Operator, Overview


def privacy_screen(t: Translator, actor: Actor, overview: Overview) -> Screen:
    """What is stored about this person, who sees it, and what he can do about it."""
    if not overview.is_known:
        text = paragraphs(
            t.html("🔐 <b>Your data</b>"),
            t.html("Nothing is stored about you."),
            _operator(t, overview.operator),
        )
        return Screen(text, (_text_row(t), (menu_button(t),)))
    text = paragraphs(
        t.html("🔐 <b>Your data</b>"),
        lines(
            t.html("<b>Stored about you now</b>"),
            t.html("Name: {name}", name=actor.name),
            _zone(t, actor, overview),
            _consent(t, actor, overview),
            *(
                t.html("Role: {role}", role=f"{t(ROLES[seat.role])} · {seat.place_name}")
                for seat in actor.seats
            ),
            t.html("Your answers, reports and settings: all of it is in «My data»."),
        ),
        t.html(
            "<b>Who sees it.</b> Answers and reports are seen by your school, its curator and "
            "coordinators. Your name is seen by those who check reports or manage access."
        ),
        _operator(t, overview.operator),
    )
    return Screen(text, _rows(t, overview))


def _zone(t: Translator, actor: Actor, overview: Overview) -> Html | None:
    if overview.now is None:
        return None
    return t.html("Time zone: {zone}", zone=t.zone(actor.timezone, overview.now))


def text_screen(t: Translator, text: ConsentText, page: int) -> Screen:
    """The text agreed to, page by page."""
    html, at, of = consent_page(t, text, page)
    turning = turning_row(t, at, of, lambda number: ReadAgreed(number).pack())
    return Screen(html, (*((turning,) if turning else ()), (_back(t),)))


def consent_page(t: Translator, text: ConsentText, page: int) -> tuple[Html, int, int]:
    """A page of the consent, its number and the number of pages; the nearest one there is."""
    pages = text.document.pages(
        operator=operator_name(t, text.operator), contact=operator_contact(t, text.operator)
    )
    at = min(max(page, 1), len(pages))
    number = t.html("Page {at} of {of}", at=at, of=len(pages)) if len(pages) > 1 else None
    return paragraphs(pages[at - 1], number), at, len(pages)


def withdraw_question_screen(t: Translator) -> Screen:
    """What taking the consent back means."""
    text = paragraphs(
        t.html("🔕 <b>Take the consent back?</b>"),
        t.html(
            "From this minute I send you nothing: no reminders, no announcements. Your data wait "
            "for 30 days in case you come back, then they are erased. What your school has "
            "reported stays with the school."
        ),
    )
    return Screen(text, ((Button(t("Yes, take it back"), Withdraw(1).pack()),), (_back(t),)))


def withdrawn_screen(t: Translator) -> Screen:
    """The consent is taken back."""
    text = t.html(
        "The consent is taken back. I shall not write to you any more. To come back, open /start; "
        "to be erased at once, press the button below or write /forget."
    )
    return Screen(text, ((Button(t("🗑 Forget me now"), Forget(0).pack()),),))


def forget_question_screen(t: Translator, minute: int) -> Screen:
    """The last question before everything is erased."""
    text = paragraphs(
        t.html("🗑 <b>Forget you for good?</b>"),
        t.html(
            "Your name, account, roles, settings, drafts and reasons are erased at once and cannot "
            "be brought back. The attendance and the reports of your school stay, without your "
            "name. Messages of this chat stay on your phone: delete the chat yourself."
        ),
    )
    return Screen(text, ((Button(t("Yes, erase everything"), Forget(minute).pack()),), (_back(t),)))


def forgotten_screen(t: Translator, *, was_known: bool) -> Screen:
    """Nobody is known here any more."""
    if not was_known:
        return Screen(t.html("Nothing is stored about you."))
    return Screen(
        t.html(
            "Done: I do not know you any more. Whenever you want to begin anew, open /start. "
            "Good-bye!"
        )
    )


def my_data_screen(t: Translator, name: str, content: str) -> Screen:
    """The file with everything."""
    text = t.html("📄 Everything that is stored about you. Open the file in any browser.")
    return Screen(text, ((_back(t),),), File("document", content=content.encode(), name=name))


def _rows(t: Translator, overview: Overview) -> tuple[Row, ...]:
    rows: list[Row] = [
        (Button(t("📄 My data"), SendMyData().pack()), *_text_row(t)),
    ]
    last = [Button(t("🗑 Forget me"), Forget(0).pack())]
    if overview.withdrawn_at is None:
        last.insert(0, Button(t("🔕 Take the consent back"), Withdraw(0).pack()))
    rows.extend((button,) for button in last)
    return (*rows, (menu_button(t),))


def _text_row(t: Translator) -> Row:
    return (Button(t("📜 The full text"), ReadAgreed(1).pack()),)


def _consent(t: Translator, actor: Actor, overview: Overview) -> Html:
    if overview.withdrawn_at is not None:
        return t.html(
            "Consent: taken back on {moment}",
            moment=t.moment(overview.withdrawn_at, actor.timezone),
        )
    assert overview.consented_at is not None  # noqa: S101 - a known person has agreed
    return t.html(
        "Consent: version {version}, {moment}",
        version=overview.version,
        moment=t.moment(overview.consented_at, actor.timezone),
    )


def _operator(t: Translator, operator: Operator) -> Html:
    return t.html(
        "<b>Who answers for it.</b> {name}, {contact}",
        name=operator_name(t, operator),
        contact=operator_contact(t, operator),
    )


def operator_name(t: Translator, operator: Operator) -> str:
    """The operator; who that is when nobody has said it."""
    return operator.name or t("the organisation that runs this bot")


def operator_contact(t: Translator, operator: Operator) -> str:
    """How to reach the operator."""
    return operator.contact or t("through your coordinator")


def _back(t: Translator) -> Button:
    return Button(t("◀️ Back"), OpenPrivacy().pack())
