"""The reminders of an event as switches."""

from zoneinfo import ZoneInfo

from handlers.views.when import when_short
from keyboards.callbacks import OpenEvent
from keyboards.reminder_callbacks import OpenRules, ReplaceRules, RestoreRules, SwitchRule
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from keyboards.words import emoji
from locales import N_, Html, Translator
from services.reminder_rules import RulesCard, Switch

_STAGES = {
    "d14": N_("14 days before"),
    "d7": N_("7 days before"),
    "d5": N_("5 days before"),
    "d3": N_("3 days before"),
    "d1": N_("the day before"),
    "d0": N_("on the day"),
    "h1": N_("an hour before"),
    "link": N_("the link when it begins"),
    "after": N_("question afterwards"),
    "open": N_("at the beginning"),
    "middle": N_("in the middle"),
    "overdue": N_("weekly after the term"),
}
_OF_TERM = {
    "d14": N_("14 days before the end"),
    "d7": N_("7 days before the end"),
    "d5": N_("5 days before the end"),
    "d3": N_("3 days before the end"),
    "d1": N_("the day before the end"),
    "d0": N_("on the last day"),
}


def rules_screen(t: Translator, card: RulesCard) -> Screen:
    """What an event reminds of, one switch each; and for which of its happenings."""
    today = card.now.astimezone(ZoneInfo(card.when.reader_timezone)).date()
    head = t.html(
        "🔔 <b>Reminders</b>\n{emoji} {title}\n{when}",
        emoji=emoji(card.kind),
        title=shortened(card.title, 120),
        when=when_short(t, card.when, today),
    )
    if card.switches:
        body = t.html("A change holds at once. What was sent already stays as it is.")
    else:
        body = t.html("Nobody is reminded of this: it names no single day or term.")
    return Screen(paragraphs(head, _scope(t, card), body, _no_link(t, card)), _rows(t, card))


def _scope(t: Translator, card: RulesCard) -> Html | None:
    if not card.is_series:
        return None
    if card.is_whole:
        left = t.many("{n} is to come", "{n} are to come", card.to_come)
        series = t.html("You change <b>the whole series</b>: {left}.", left=left)
        return lines(series, _single_choices(t, card))
    return t.html("You change <b>only this one</b>.")


def _single_choices(t: Translator, card: RulesCard) -> Html | None:
    if not card.own:
        return None
    kept = t.many("{n} event has its own choice", "{n} events have their own choice", card.own)
    return t.html("✋ {kept}: it stays as it is.", kept=kept)


def _no_link(t: Translator, card: RulesCard) -> Html | None:
    wants_link = any(switch.code == "link" and switch.is_on for switch in card.switches)
    if card.has_link or not wants_link:
        return None
    return t.html("The link is sent once the event has one: «✏️ Edit».")


def _rows(t: Translator, card: RulesCard) -> tuple[Row, ...]:
    here, whole = card.occurrence_id, int(card.is_whole)
    buttons = [_switch(t, card, switch) for switch in card.switches]
    in_a_row = 1 if card.has_term else 2
    rows: list[Row] = [
        tuple(buttons[at : at + in_a_row]) for at in range(0, len(buttons), in_a_row)
    ]
    if card.is_series:
        other = t("📌 Only this one") if card.is_whole else t("🔁 The whole series")
        rows.append((Button(other, OpenRules(here, 1 - whole).pack()),))
    if card.is_whole and card.own:
        replace = t("🔁 Replace single choices ({n})", n=card.own)
        rows.append((Button(replace, ReplaceRules(here).pack()),))
    if card.is_chosen:
        rows.append((Button(t("↩️ The usual ones again"), RestoreRules(here, whole).pack()),))
    return (*rows, (Button(t("◀️ Back"), OpenEvent(here).pack()),))


def _switch(t: Translator, card: RulesCard, switch: Switch) -> Button:
    words = (card.has_term and _OF_TERM.get(switch.code)) or _STAGES[switch.code]
    data = SwitchRule(card.occurrence_id, int(card.is_whole), switch.code, int(not switch.is_on))
    return Button(f"{'✅' if switch.is_on else '▫️'} {t(words)}", data.pack())
