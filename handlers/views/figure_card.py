"""One figure in words: its card, its parts, who is behind it, what is entered by hand."""

from datetime import date

from keyboards.figures import card_rows, names_rows, slices_rows
from keyboards.reports import question_rows
from keyboards.screen import Screen, lines, paragraphs, shortened
from locales import N_, Html, Translator
from services.dialogs import Turn
from services.indicator_board import FigureCard, FigureSlices, NamedLine, NamedPage, Side
from services.indicators import Counted, Figure, Forecast, Shape
from services.indicators.breakdown import Slice, Split, Standing
from services.official.words import noun

SIGNS = {
    Standing.REACHED: "✅",
    Standing.RUNNING: "🔵",
    Standing.BEHIND: "🟠",
    Standing.LOST: "🔴",
    Standing.UNKNOWN: "✏️",
    Standing.AHEAD: "🔜",
    Standing.UNDATED: "📅",
}
STANDINGS = {
    Standing.REACHED: N_("reached"),
    Standing.RUNNING: N_("in hand"),
    Standing.BEHIND: N_("somebody is late"),
    Standing.LOST: N_("cannot be reached any more"),
    Standing.UNKNOWN: N_("to be entered by hand"),
    Standing.AHEAD: N_("still ahead"),
    Standing.UNDATED: N_("has no day yet"),
}
_COUNTED = {
    Counted.ATTENDED: N_("Counted: those who took part, of those expected."),
    Counted.CERTIFIED: N_("Counted: teams with a certificate, of all teams."),
    Counted.HANDED_IN: N_("Counted: reports that have all the words they need, of those owed."),
    Counted.CURATED: N_("Counted: schools that have a curator, of all schools."),
    Counted.ACTIVITIES: N_("Counted: rows of the map that are done, of all others."),
    Counted.NUMBERS: N_("Counted: the numbers of the reports, added up."),
    Counted.GROWTH: N_("Counted: this share less the same share before."),
    Counted.LINKS: N_("Counted: the links of the reports."),
}
_ENTERING = {
    "%": N_("Write how many of how many, as in «12 of 15», or a percentage, as in «80 %»."),
    "pp": N_(
        "Write how many of how many now, as in «12 of 15», or the growth in percentage points, "
        "as in «7»."
    ),
    "bool": N_("Write 1 if it is done, 0 if it is not."),
    "": N_("Write one number, as in «12»."),
}
_TITLE = 220


def still_text(t: Translator, forecast: Forecast | None, figure: Figure) -> Html | None:
    """How the target can still be reached; None where nothing is to be said of it."""
    if forecast is None or forecast.is_reached:
        return None
    if not forecast.is_reachable:
        return t.html(
            "the target cannot be reached: {needed} are needed, {open} may still do it",
            needed=forecast.needed,
            open=forecast.open,
        )
    if figure.counted is Counted.ATTENDED:
        return t.html(
            "still within reach: if {needed} of {open} take part",
            needed=forecast.needed,
            open=forecast.open,
        )
    return t.html(
        "still within reach: if {needed} of {open} report",
        needed=forecast.needed,
        open=forecast.open,
    )


def with_curator_text(t: Translator, figure: Figure) -> Html | None:
    """What has come and waits for a curator; None where nothing does."""
    if not figure.with_curator:
        return None
    return t.html("⏳ sent: {n}, waiting for the curator", n=figure.with_curator)


def thing_counted(t: Translator, figure: Figure) -> str:
    """What a figure counts that is not the first of its row, behind a title."""
    return f" ({noun(t, figure)})" if figure.words or figure.part else ""


def value_text(t: Translator, figure: Figure) -> str:
    """A figure in as few words as possible."""
    if figure.value is None:
        return t("none yet")
    of = figure.denominator
    if figure.unit == "pp":
        return t("{n} p.p.", n=f"{'+' if figure.value > 0 else ''}{t.amount(figure.value)}")
    if figure.unit == "bool":
        if of is not None and of > 1:
            return t("{done} of {of}", done=t.amount(figure.numerator), of=t.amount(of))
        return t("done") if figure.value else t("not done")
    if figure.unit != "%":
        if figure.target is None:
            return t.amount(figure.value)
        return t("{done} of {of}", done=t.amount(figure.value), of=t.amount(figure.target))
    percent = t.percent(figure.value, 100)
    if of is None:
        return percent
    parts = {"done": t.amount(figure.numerator), "of": t.amount(of)}
    return t("{percent} ({done} of {of})", percent=percent, **parts)


def card_screen(t: Translator, card: FigureCard) -> Screen:
    """One figure: its value, target and forecast, and what it is counted from."""
    figure = card.shown.figure
    head = t.html(
        "🎯 <b>{number} {title}</b>",
        number=figure.number,
        title=shortened(figure.title, _TITLE) + thing_counted(t, figure),
    )
    value = t.html("Now: <b>{value}</b>", value=value_text(t, figure))
    stands = Html(f"{SIGNS[card.shown.standing]} {t(STANDINGS[card.shown.standing])}")
    still = still_text(t, figure.forecast, figure)
    shown = lines(value, *_wanted(t, figure), stands, with_curator_text(t, figure), still)
    counted = t.html(_COUNTED[figure.counted])
    part = None if card.is_whole else t.html("Only what concerns your places is counted here.")
    return Screen(
        paragraphs(head, shown, _by_hand(t, figure), lines(counted, part)), card_rows(t, card)
    )


def _wanted(t: Translator, figure: Figure) -> list[Html]:
    if figure.target is None or figure.shape is Shape.FACT:
        return []
    found = [t.html("Target: <b>{value}</b>", value=_plain(t, figure, figure.target))]
    if figure.plan is not None and figure.plan < figure.target:
        found.append(t.html("By now it should be: {value}", value=_plain(t, figure, figure.plan)))
    return found


def _plain(t: Translator, figure: Figure, value: float) -> str:
    return t.percent(value, 100) if figure.unit == "%" else t.amount(value)


def _by_hand(t: Translator, figure: Figure) -> Html | None:
    if figure.entry is None:
        return None
    counted = t("none yet")
    if figure.counted_value is not None:
        counted = _plain(t, figure, figure.counted_value)
    return t.html("✏️ Entered by hand. Counted by the bot: {counted}.", counted=counted)


def slices_screen(t: Translator, found: FigureSlices) -> Screen:
    """A figure taken apart."""
    figure = found.shown.figure
    head = t.html(
        "🎯 <b>{title}</b>: {value}",
        title=shortened(figure.title, 120),
        value=value_text(t, figure),
    )
    by_event = found.split is Split.EVENT
    shown = [
        _slice(t, one, found.split, number if by_event else 0)
        for number, one in enumerate(found.slices, 1)
    ]
    empty = None if shown else t.html("There is nothing to count here.")
    return Screen(paragraphs(head, lines(*shown), empty), slices_rows(t, found))


def _slice(t: Translator, one: Slice, split: Split, number: int) -> Html:
    name = one.name
    if one.day is not None:
        name = t.month(one.day) if split is Split.MONTH else t.day(one.day)
    return t.html(
        "{number}{name}: <b>{percent}</b> ({done} of {of})",
        number=f"{number}. " if number else "",
        name=shortened(name, 60) or t("Without a name"),
        percent=t.percent(one.done, one.of),
        done=t.number(one.done),
        of=t.number(one.of),
    )


def names_screen(t: Translator, found: NamedPage, today: date) -> Screen:
    """Who is counted, or who is missing."""
    figure = found.shown.figure
    head = t.html(
        "🎯 <b>{title}</b>: {value}",
        title=shortened(figure.title, 120),
        value=value_text(t, figure),
    )
    done = found.side is Side.DONE
    side = t.html("✅ <b>Done</b>") if done else t.html("⏳ <b>Not yet</b>")
    named = [_named(t, n, one, found.side, today) for n, one in enumerate(found.lines, 1)]
    empty = None if named else t.html("Nobody.")
    return Screen(paragraphs(head, lines(side, *named), empty), names_rows(t, found))


def _named(t: Translator, number: int, line: NamedLine, side: Side, today: date) -> Html:
    day = t.day(line.day, today) if line.day is not None else ""
    if side is Side.MISSING and day:
        day = t("due {day}", day=day)
    return t.html(
        "{number}. {name}{day}",
        number=number,
        name=shortened(line.named.name, 70) or t("Without a name"),
        day=f" · {day}" if day else "",
    )


def entering_screen(t: Translator, turn: Turn) -> Screen:
    """What is the figure, or its target?"""
    subject = turn.subject
    title = shortened(f"{subject.get('number', '')} {subject['title']}".strip(), _TITLE)
    is_target = turn.draft.step == "target"
    if is_target:
        ask = t.html("What is the target? Write one number, as in «80».")
    else:
        ask = t.html(_ENTERING[str(subject["unit"])])
    words, target = subject.get("words"), float(subject.get("target") or 0)
    wanted = t.percent(target, 100) if subject["unit"] == "%" else t.amount(target)
    about = lines(
        t.html("Counted here: {words}", words=str(words)) if words else None,
        t.html("Target: <b>{value}</b>", value=wanted)
        if target and subject["unit"] != "bool"
        else None,
    )
    after = None if is_target else t.html("It stands until you let it be counted again.")
    return Screen(
        paragraphs(t.html("✏️ <b>{title}</b>", title=title), about, ask, after),
        question_rows(t, turn, {}),
    )
