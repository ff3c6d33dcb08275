"""What somebody above schools owes himself: papers and answers, the most pressing on top."""

from handlers.views.when import when_short
from keyboards.own_debts import own_rows, what_of
from keyboards.screen import Screen, lines, paragraphs, shortened
from keyboards.words import emoji
from locales import Html, Translator
from services.own_debts import OwnDebt, OwnPage
from services.week_card import Asks

_TITLE = 70
_WHAT = 80
_PLACE = 40


def own_debts_screen(t: Translator, page: OwnPage, *, has_desk: bool) -> Screen:
    """Each with its day, its name, and what is missing."""
    head = t.html("📝 <b>What you have to do yourself</b>")
    rows = own_rows(t, page, has_desk=has_desk)
    if not page.items:
        text = t.html("✨ Everything is done: no paper and no answer of yours is missing.")
        return Screen(paragraphs(head, text), rows)
    late = None
    if page.overdue:
        late = Html(t.many("❗️ {n} is overdue", "❗️ {n} are overdue", page.overdue))
    shown = (_line(t, page, number, one) for number, one in enumerate(page.items, page.first))
    return Screen(paragraphs(lines(head, late), *shown), rows)


def _line(t: Translator, page: OwnPage, number: int, one: OwnDebt) -> Html:
    sign = "↩️" if one.report_id is not None else "❗️" if one.is_overdue else emoji(one.line.kind)
    return lines(
        t.html(
            "{sign} <b>{number}. {when}</b> {title}",
            sign=sign,
            number=number,
            when=when_short(t, one.line.when, page.today),
            title=shortened(one.line.title, _TITLE),
        ),
        t.html("▫️ {said}", said=_wanted(t, one)),
    )


def _wanted(t: Translator, one: OwnDebt) -> str:
    if one.asks is Asks.INTENTION:
        return t("say whether you come")
    if one.asks is Asks.FACT:
        return t("say whether you took part")
    said = shortened(what_of(t, one), _WHAT)
    if one.about_schools:
        said = t("about each school: {what} ({done} of {of})", what=said, done=one.done, of=one.of)
    if one.place_name:
        said = f"{said} · {shortened(one.place_name, _PLACE)}"
    if one.report_id is not None:
        said = t("returned, needs mending: {what}", what=said)
    return t("{what} – overdue", what=said) if one.is_overdue else said
