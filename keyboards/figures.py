"""Buttons of the figures of road maps, by screen."""

from collections.abc import Callable, Sequence

from keyboards.callbacks import OpenEvent, OpenFigures
from keyboards.figure_callbacks import (
    DrawFigures,
    EnterFigure,
    ListFigures,
    ListNamed,
    OpenBoard,
    OpenFigure,
    OpenPlanFigures,
    SplitFigure,
    TakeEntryBack,
)
from keyboards.menu import menu_button
from keyboards.screen import Button, Row, shortened
from keyboards.tap import Tap
from locales import N_, Translator
from services.figure_entries import Entered
from services.figure_pictures import Picture
from services.indicator_board import (
    ALL,
    BY_HAND,
    FigureCard,
    FigurePage,
    FigureSlices,
    NamedPage,
    PlanFigures,
    Side,
)
from services.indicators.breakdown import Split, Standing
from services.indicators.urgency import Shown

SECTIONS_ON_PAGE = 6
_SPLITS = {
    Split.PLACE: N_("🏘 By municipality"),
    Split.EVENT: N_("📅 By event"),
    Split.MONTH: N_("🗓 By month"),
    Split.COHORT: N_("🎓 By year of taking part"),
}
# Where a picture was opened: on the board, or on a page of a map's sections.
FROM_BOARD = -1
_PICTURES = {
    Picture.SECTIONS: N_("📊 By section"),
    Picture.WEEKS: N_("🟦 Schools by week"),
    Picture.PLACES: N_("🏘 Who takes part"),
    Picture.PROGRESS: N_("📈 Progress"),
}


def board_rows(t: Translator, plans: Sequence[PlanFigures]) -> tuple[Row, ...]:
    """The urgent figures by number, then each map, then events."""
    urgent = [one for plan in plans for one in plan.urgent]
    several = len(plans) > 1
    rows: list[Row] = [_numbered(urgent)] if urgent else []
    for plan in plans:
        # Titles begin alike; whose map it is tells them apart.
        whose = shortened(f"{plan.place_name}, {plan.year}".strip(", "), 40)
        label = t("🎯 {title}", title=whose) if several else ""
        rows.append(
            (Button(label or t("🎯 All figures"), OpenPlanFigures(plan.plan_id, 0).pack()),)
        )
        if plan.by_hand:
            waiting = t("✏️ Enter by hand: {n}", n=t.number(len(plan.by_hand)))
            waiting += f" · {whose}" if several else ""
            rows.append((Button(waiting, ListFigures(plan.plan_id, BY_HAND, 0).pack()),))
    if plans and not several:
        progress = DrawFigures(plans[0].plan_id, Picture.PROGRESS, FROM_BOARD)
        rows.append((Button(t("📈 Progress"), progress.pack()),))
    rows.append((Button(t("📅 By event"), OpenFigures(0).pack()), menu_button(t)))
    return tuple(rows)


def plan_rows(t: Translator, plan: PlanFigures, page: int, pages: int) -> tuple[Row, ...]:
    """Sections by number, all of them together, pictures."""
    first = page * SECTIONS_ON_PAGE
    numbers = tuple(
        Button(str(at + 1), ListFigures(plan.plan_id, at, 0).pack())
        for at in range(first, min(first + SECTIONS_ON_PAGE, len(plan.sections)))
    )
    pictures = [
        Button(t(_PICTURES[one]), DrawFigures(plan.plan_id, one, page).pack()) for one in Picture
    ]
    return (
        *((numbers,) if len(plan.sections) > 1 else ()),
        *_turning(t, page, pages, lambda at: OpenPlanFigures(plan.plan_id, at)),
        (Button(t("📋 One by one"), ListFigures(plan.plan_id, ALL, 0).pack()),),
        tuple(pictures[:2]),
        tuple(pictures[2:]),
        (Button(t("◀️ Back"), OpenBoard().pack()), menu_button(t)),
    )


def page_rows(t: Translator, found: FigurePage) -> tuple[Row, ...]:
    """Figures by number; those that wait for a hand were opened from the board."""
    back = OpenBoard() if found.section == BY_HAND else OpenPlanFigures(found.plan_id, 0)
    return (
        *((_numbered(found.shown),) if found.shown else ()),
        *_turning(
            t, found.page, found.pages, lambda at: ListFigures(found.plan_id, found.section, at)
        ),
        (Button(t("◀️ Back"), back.pack()), menu_button(t)),
    )


def card_rows(t: Translator, card: FigureCard) -> tuple[Row, ...]:
    """Who is behind it, how it comes apart, and what may be entered."""
    figure = card.shown.figure
    row_id, part = figure.row_id, figure.part
    sides = []
    if figure.done:
        label = t("✅ Done · {n}", n=t.number(len(figure.done)))
        sides.append(Button(label, ListNamed(row_id, part, Side.DONE, 0).pack()))
    if figure.missing:
        label = t("⏳ Not yet · {n}", n=t.number(len(figure.missing)))
        sides.append(Button(label, ListNamed(row_id, part, Side.MISSING, 0).pack()))
    rows: list[Row] = [tuple(sides)] if sides else []
    splits = [
        Button(t(_SPLITS[one]), SplitFigure(row_id, part, one, 0).pack()) for one in card.splits
    ]
    rows += [tuple(splits[at : at + 2]) for at in range(0, len(splits), 2)]
    if card.may_enter:
        rows += _entering(t, card)
    is_by_hand = figure.is_manual or card.shown.standing is Standing.UNKNOWN
    listed = BY_HAND if card.may_enter and is_by_hand else ALL
    back = Button(t("◀️ Back"), ListFigures(card.plan_id, listed, 0).pack())
    return (*rows, (back, menu_button(t)))


def _entering(t: Translator, card: FigureCard) -> list[Row]:
    row_id, part = card.shown.figure.row_id, card.shown.figure.part
    value = Button(t("✏️ Enter by hand"), EnterFigure(row_id, part, Entered.VALUE).pack())
    target = Button(t("🎯 Set the target"), EnterFigure(row_id, part, Entered.TARGET).pack())
    back: list[Button] = []
    if card.shown.figure.is_manual:
        taken = TakeEntryBack(row_id, part, Entered.VALUE)
        back.append(Button(t("↩️ Count again"), taken.pack()))
    if card.has_own_target:
        taken = TakeEntryBack(row_id, part, Entered.TARGET)
        back.append(Button(t("↩️ Target of the map"), taken.pack()))
    return [(value, target), *([tuple(back)] if back else [])]


def slices_rows(t: Translator, found: FigureSlices) -> tuple[Row, ...]:
    """Other pages, and back to the figure."""
    figure = found.shown.figure
    numbers: tuple[Button, ...] = ()
    if found.split is Split.EVENT:
        numbers = tuple(
            Button(str(at), OpenEvent(one.key).pack()) for at, one in enumerate(found.slices, 1)
        )
    return (
        *(numbers[at : at + 6] for at in range(0, len(numbers), 6)),
        *_turning(
            t,
            found.page,
            found.pages,
            lambda at: SplitFigure(figure.row_id, figure.part, found.split, at),
        ),
        _back(t, found.shown),
    )


def names_rows(t: Translator, found: NamedPage) -> tuple[Row, ...]:
    """The event behind each name, other pages, back to the figure."""
    figure = found.shown.figure
    numbers = tuple(
        Button(str(at), OpenEvent(one.occurrence_id).pack())
        for at, one in enumerate(found.lines, 1)
        if one.occurrence_id
    )
    return (
        *(numbers[at : at + 5] for at in range(0, len(numbers), 5)),
        *_turning(
            t,
            found.page,
            found.pages,
            lambda at: ListNamed(figure.row_id, figure.part, found.side, at),
        ),
        _back(t, found.shown),
    )


def picture_rows(t: Translator, plan_id: int, shown: Picture, came: int) -> tuple[Row, ...]:
    """The other pictures, and back to where it was opened."""
    others = [
        Button(t(_PICTURES[one]), DrawFigures(plan_id, one, came).pack())
        for one in Picture
        if one is not shown
    ]
    back = OpenBoard() if came == FROM_BOARD else OpenPlanFigures(plan_id, came)
    return (tuple(others[:2]), (*others[2:], Button(t("◀️ Back"), back.pack())))


def _back(t: Translator, shown: Shown) -> Row:
    figure = shown.figure
    return (
        Button(t("◀️ Back"), OpenFigure(figure.row_id, figure.part).pack()),
        menu_button(t),
    )


def _numbered(shown: Sequence[Shown]) -> Row:
    return tuple(
        Button(str(at), OpenFigure(one.figure.row_id, one.figure.part).pack())
        for at, one in enumerate(shown, 1)
    )


def _turning(t: Translator, page: int, pages: int, to: Callable[[int], Tap]) -> tuple[Row, ...]:
    turns = []
    if page > 0:
        turns.append(Button(t("◀️ Before"), to(page - 1).pack()))
    if page + 1 < pages:
        turns.append(Button(t("Next ▶️"), to(page + 1).pack()))
    return (tuple(turns),) if turns else ()
