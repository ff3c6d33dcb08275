"""Buttons of an imported road map."""

from datetime import date

from keyboards.callbacks import (
    DiscardPlan,
    ImportHere,
    OpenDoubts,
    OpenWeek,
    PublishPlan,
    SetPlanYear,
)
from keyboards.menu import menu_button
from keyboards.screen import Button, Row, shortened
from locales import Translator
from services.access import Seat
from services.roadmap_import import Preview


def place_rows(seats: tuple[Seat, ...]) -> tuple[Row, ...]:
    """Whose road map a document is."""
    return tuple(
        (Button(f"📁 {shortened(seat.place_name, 40)}", ImportHere(seat.place_id).pack()),)
        for seat in seats
    )


def preview_rows(t: Translator, preview: Preview, today: date) -> tuple[Row, ...]:
    """Publish, look at doubts, or drop; first of all the year when it is unknown."""
    rows: list[Row] = []
    if preview.year is None:
        year = today.year
        rows.append(
            tuple(
                Button(label, SetPlanYear(preview.plan_id, first, second).pack())
                for label, first, second in (
                    (str(year), year, 0),
                    (f"{year}/{year + 1}", year, year + 1),
                    (str(year + 1), year + 1, 0),
                )
            )
        )
    elif not preview.published:
        rows.append((Button(t("✅ Publish"), PublishPlan(preview.plan_id).pack()),))
    if preview.doubtful:
        label = t.many("🔎 {n} doubtful row", "🔎 {n} doubtful rows", len(preview.doubtful))
        rows.append((Button(label, OpenDoubts(preview.plan_id, 0).pack()),))
    if not preview.published:
        rows.append((Button(t("🗑 Do not import"), DiscardPlan(preview.plan_id).pack()),))
    else:
        rows.append((Button(t("🗓 Plan"), OpenWeek(0, 1).pack()), menu_button(t)))
    return tuple(rows)


def doubt_rows(t: Translator, preview: Preview, page: int, pages: int) -> tuple[Row, ...]:
    """Turn pages of doubtful rows, then back to the summary."""
    turn = []
    if page > 0:
        turn.append(Button("◀️", OpenDoubts(preview.plan_id, page - 1).pack()))
    if page + 1 < pages:
        turn.append(Button("▶️", OpenDoubts(preview.plan_id, page + 1).pack()))
    back = Button(t("◀️ Back to the summary"), OpenDoubts(preview.plan_id, -1).pack())
    return (*((tuple(turn),) if turn else ()), (back,))
