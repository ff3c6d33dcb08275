"""Buttons of announcements: pages of municipalities, what becomes of unknown fates."""

from keyboards.broadcast_callbacks import LeaveSo, SendAgain
from keyboards.places_callbacks import TurnMunicipalities
from keyboards.screen import Button, Row
from locales import Translator


def page_rows(t: Translator, dialog_id: int, page: int, pages: int) -> tuple[Row, ...]:
    """Earlier and further, where there is more than a page."""
    row: list[Button] = []
    if page > 0:
        row.append(Button(t("◀️ Earlier"), TurnMunicipalities(dialog_id, page - 1).pack()))
    if page < pages - 1:
        row.append(Button(t("Further ▶️"), TurnMunicipalities(dialog_id, page + 1).pack()))
    return (tuple(row),) if row else ()


def list_rows(t: Translator, dialog_id: int) -> tuple[Row, ...]:
    """From what was found by name back to the whole list."""
    return ((Button(t("📋 The whole list"), TurnMunicipalities(dialog_id, 0).pack()),),)


def unknown_rows(t: Translator, broadcast_id: int, rounds: int) -> tuple[Row, ...]:
    """What becomes of those of whom nobody knows whether they got it."""
    return (
        (Button(t("🔁 Send it to them again"), SendAgain(broadcast_id, rounds).pack()),),
        (Button(t("👌 Leave it so"), LeaveSo(broadcast_id, rounds).pack()),),
    )
