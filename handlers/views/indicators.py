"""Figures of road maps in words: what matters now, a map, one figure, who is behind it."""

from collections.abc import Sequence
from datetime import date

from keyboards.figures import (
    SECTIONS_ON_PAGE,
    board_rows,
    card_rows,
    names_rows,
    page_rows,
    plan_rows,
    slices_rows,
)
from keyboards.menu import menu_button
from keyboards.reports import question_rows
from keyboards.screen import Screen, lines, paragraphs, shortened
from locales import N_, Html, Translator
from services.dialogs import Turn
from services.indicator_board import (
    FigureCard,
    FigurePage,
    FigureSlices,
    NamedLine,
    NamedPage,
    PlanFigures,
    Shown,
    Side,
)
from services.indicators import Counted, Figure, Forecast, Shape
from services.indicators.breakdown import Section, Slice, Split, Standing

SIGNS = {
    Standing.REACHED: "✅",
    Standing.RUNNING: "🔵",
    Standing.BEHIND: "🟠",
    Standing.LOST: "🔴",
    Standing.UNKNOWN: "✏️",
    Standing.AHEAD: "🔜",
}
_STANDINGS = {
    Standing.REACHED: N_("reached"),
    Standing.RUNNING: N_("in hand"),
    Standing.BEHIND: N_("somebody is late"),
    Standing.LOST: N_("cannot be reached any more"),
    Standing.UNKNOWN: N_("to be entered by hand"),
    Standing.AHEAD: N_("still ahead"),
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
    "%": N_("Write two numbers, as in «12 of 15», or a percentage, as in «80 %»."),
    "pp": N_("Write two numbers, as in «12 of 15», or the growth in percentage points."),
    "bool": N_("Write 1 if it is done, 0 if it is not."),
    "": N_("Write the number."),
}
_TITLE, _SHORT = 220, 52


def board_screen(t: Translator, plans: Sequence[PlanFigures]) -> Screen:
    """What matters now for the reader."""
    schools = max((plan.schools for plan in plans), default=0)
    count = t.many("{n} school", "{n} schools", schools)
    head = t.html("📊 <b>Figures</b> · {schools}", schools=count)
    begun = [plan for plan in plans if plan.of or plan.urgent]
    if not begun:
        nothing = t.html("There is nothing to count yet: no event has begun.")
        return Screen(paragraphs(head, nothing), board_rows(t, plans))
    blocks, at = [], 0
    for plan in plans:
        blocks.append(_summary(t, plan, at, several=len(plans) > 1))
        at += len(plan.urgent)
    return Screen(paragraphs(head, *blocks), board_rows(t, plans))


def _summary(t: Translator, plan: PlanFigures, at: int, *, several: bool) -> Html:
    name = t.html("<b>{title}</b>", title=shortened(plan.title, 60)) if several else None
    percent = t.percent(plan.done, plan.of)
    done = (
        t.html("Done of the road map: <b>{percent}</b>", percent=percent)
        if plan.is_whole
        else t.html("Done of what is wanted from you: <b>{percent}</b>", percent=percent)
    )
    counts = [
        f"{SIGNS[one]} {t(_STANDINGS[one])}: {number}"
        for one in Standing
        if (number := plan.number(one))
    ]
    urgent = [_urgent(t, n, one) for n, one in enumerate(plan.urgent, at + 1)]
    now = t.html("<b>What matters now</b>") if urgent else None
    return paragraphs(lines(name, done, *map(Html, counts)), lines(now, *urgent))


def _urgent(t: Translator, number: int, shown: Shown) -> Html:
    figure = shown.figure
    left = _still(t, figure.forecast, figure) or _missing(t, figure)
    return t.html(
        "{number}. {sign} {title}: <b>{value}</b>{left}",
        number=number,
        sign=SIGNS[shown.standing],
        title=shortened(figure.title, _SHORT),
        value=value_text(t, figure),
        left=Html(f"\n     {left}") if left else "",
    )


def _missing(t: Translator, figure: Figure) -> Html | None:
    missing = figure.missing
    if not missing:
        return None
    if len({(one.kind, one.id) for one in missing}) == 1:
        return t.html("missing: {name}", name=shortened(missing[0].name, 40))
    return t.html("missing: {n}", n=t.number(len(missing)))


def _still(t: Translator, forecast: Forecast | None, figure: Figure) -> Html | None:
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


def plan_screen(t: Translator, plan: PlanFigures, page: int = 0) -> Screen:
    """A map by its sections."""
    head = t.html(
        "🎯 <b>{title}</b>\n{place}, {year}",
        title=shortened(plan.title, 120),
        place=plan.place_name,
        year=plan.year,
    )
    pages = max((len(plan.sections) + SECTIONS_ON_PAGE - 1) // SECTIONS_ON_PAGE, 1)
    page = min(max(page, 0), pages - 1)
    first = page * SECTIONS_ON_PAGE
    some = plan.sections[first : first + SECTIONS_ON_PAGE]
    sections = [_section(t, at, one) for at, one in enumerate(some, first + 1)]
    whole = t.html("All together: <b>{percent}</b>", percent=t.percent(plan.done, plan.of))
    counts = " · ".join(
        f"{SIGNS[one]} {number}" for one in Standing if (number := plan.number(one))
    )
    return Screen(
        paragraphs(head, lines(*sections), lines(whole, Html(counts)), _legend(t, plan.figures)),
        plan_rows(t, plan, page, pages),
    )


def _section(t: Translator, number: int, section: Section) -> Html:
    title = shortened(section.title, 70) or t("Without a section")
    is_numbered = title.startswith(f"{number}.")
    return t.html(
        "{title}: <b>{percent}</b> · {figures}",
        title=title if is_numbered else f"{number}. {title}",
        percent=t.percent(section.done, section.of),
        figures=t.many("{n} figure", "{n} figures", len(section.figures)),
    )


def _legend(t: Translator, shown: Sequence[Shown]) -> Html:
    there = {one.standing for one in shown}
    words = [f"{SIGNS[one]} {t(_STANDINGS[one])}" for one in Standing if one in there]
    return Html(" · ".join(words))


def page_screen(t: Translator, found: FigurePage) -> Screen:
    """Figures one under another."""
    head = t.html("🎯 <b>{title}</b>", title=shortened(found.title, 120) or t("All figures"))
    shown = [
        t.html(
            "{number}. {sign} {row} {title}: <b>{value}</b>",
            number=number,
            sign=SIGNS[one.standing],
            row=one.figure.number,
            title=shortened(one.figure.title, 70) + _words(one.figure),
            value=value_text(t, one.figure),
        )
        for number, one in enumerate(found.shown, 1)
    ]
    empty = None if shown else t.html("There is nothing to count here.")
    return Screen(
        paragraphs(head, lines(*shown), empty, _legend(t, found.shown)), page_rows(t, found)
    )


def _words(figure: Figure) -> str:
    return f" ({figure.words})" if figure.words else ""


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
        title=shortened(figure.title, _TITLE) + _words(figure),
    )
    value = t.html("Now: <b>{value}</b>", value=value_text(t, figure))
    stands = Html(f"{SIGNS[card.shown.standing]} {t(_STANDINGS[card.shown.standing])}")
    shown = lines(value, *_wanted(t, figure), stands, _still(t, figure.forecast, figure))
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
    title = shortened(str(turn.subject["title"]), _TITLE)
    if turn.draft.step == "target":
        ask = t.html("What is the target? Write one number, as in «80».")
    else:
        ask = t.html(_ENTERING[str(turn.subject["unit"])])
    return Screen(
        paragraphs(t.html("✏️ <b>{title}</b>", title=title), ask), question_rows(t, turn, {})
    )


def no_picture_screen(t: Translator) -> Screen:
    """There is nothing to draw yet."""
    text = t.html("There is nothing to draw yet: nothing has begun.")
    return Screen(text, ((menu_button(t),),))
