"""Figures of road maps in words: what matters now, a map by its sections, figures in a list."""

from collections import Counter
from collections.abc import Sequence

from handlers.views.figure_card import (
    SIGNS,
    STANDINGS,
    still_text,
    thing_counted,
    value_text,
    with_curator_text,
)
from keyboards.figures import SECTIONS_ON_PAGE, board_rows, page_rows, plan_rows
from keyboards.screen import Screen, lines, paragraphs, shortened
from locales import Html, Translator
from services.indicator_board import BY_HAND, FigurePage, PlanFigures
from services.indicators import Figure
from services.indicators.breakdown import Section, Standing
from services.indicators.urgency import Shown
from services.official.words import noun

_SHORT = 52


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
    name = None
    if several:
        title = f"{plan.place_name}, {plan.year}".strip(", ")
        name = t.html("<b>{title}</b>", title=f"{title}: {shortened(plan.title, 60)}")
    percent = t.percent(plan.done, plan.of)
    done = (
        t.html("Done of the road map: <b>{percent}</b>", percent=percent)
        if plan.is_whole
        else t.html("Done of what is wanted from you: <b>{percent}</b>", percent=percent)
    )
    # Papers count rows, here each figure of a row counts: both numbers are told.
    rows_told = t.html(
        "Figures: <b>{n}</b>, rows of the map: {rows}",
        n=t.number(len(plan.figures)),
        rows=t.number(len({one.figure.row_id for one in plan.figures})),
    )
    counts = [
        f"{SIGNS[one]} {t(STANDINGS[one])}: {number}"
        for one in Standing
        if (number := plan.number(one))
    ]
    rows = Counter(one.figure.row_id for one in plan.urgent)
    urgent = [
        _urgent(t, n, one, several=rows[one.figure.row_id] > 1)
        for n, one in enumerate(plan.urgent, at + 1)
    ]
    now = t.html("<b>What matters now</b>") if urgent else None
    return paragraphs(lines(name, done, rows_told, *map(Html, counts)), lines(now, *urgent))


def _urgent(t: Translator, number: int, shown: Shown, *, several: bool) -> Html:
    figure = shown.figure
    # Two figures of one row have one title: what each counts tells them apart.
    thing = f" ({shortened(noun(t, figure), _SHORT)})" if several else ""
    left = still_text(t, figure.forecast, figure) or _missing(t, figure)
    below = (left, with_curator_text(t, figure), _when(t, shown))
    return t.html(
        "{number}. {sign} {title}: <b>{value}</b>{left}",
        number=number,
        sign=SIGNS[shown.standing],
        title=shortened(figure.title, _SHORT) + thing,
        value=value_text(t, figure),
        left=Html("".join(f"\n     {one}" for one in below if one)),
    )


def _when(t: Translator, shown: Shown) -> Html | None:
    if shown.day is None:
        return None
    if shown.standing is Standing.AHEAD:
        return t.html("still ahead: {day}", day=t.day(shown.day))
    return t.html("goes on until {day}", day=t.day(shown.day))


def _missing(t: Translator, figure: Figure) -> Html | None:
    missing = figure.missing
    if not missing:
        return None
    if len({(one.kind, one.id) for one in missing}) == 1:
        return t.html("missing: {name}", name=shortened(missing[0].name, 40))
    return t.html("missing: {n}", n=t.number(len(missing)))


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
    words = [f"{SIGNS[one]} {t(STANDINGS[one])}" for one in Standing if one in there]
    return Html(" · ".join(words))


def page_screen(t: Translator, found: FigurePage) -> Screen:
    """Figures one under another."""
    is_by_hand = found.section == BY_HAND
    title = t("To be entered by hand") if is_by_hand else t("All figures")
    head = t.html("🎯 <b>{title}</b>", title=shortened(found.title, 120) or title)
    told = None
    if is_by_hand and found.shown:
        told = t.html(
            "I cannot count these myself. Open one by its number: below it there is "
            "«✏️ Enter by hand»."
        )
    shown = [
        t.html(
            "{number}. {sign} {row} {title}: <b>{value}</b>",
            number=number,
            sign=SIGNS[one.standing],
            row=one.figure.number,
            title=shortened(one.figure.title, 70) + thing_counted(t, one.figure),
            value=value_text(t, one.figure),
        )
        for number, one in enumerate(found.shown, 1)
    ]
    empty = None
    if not shown:
        empty = (
            t.html("There is nothing more to enter. Thank you!")
            if is_by_hand
            else t.html("There is nothing to count here.")
        )
    legend = None if is_by_hand else _legend(t, found.shown)
    return Screen(paragraphs(head, told, lines(*shown), empty, legend), page_rows(t, found))
