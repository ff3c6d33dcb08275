"""Buttons of the question what files are for."""

from keyboards.callbacks import ListReports, OpenWeek
from keyboards.menu import menu_button
from keyboards.parcel_callbacks import OtherEvents, PutFiles
from keyboards.roadmap import place_rows
from keyboards.screen import Button, Row
from keyboards.words import emoji
from locales import Translator
from services.access import Seat
from services.parcels import ParcelQuestion
from services.terms import ReportStatus


def lost_rows(t: Translator, question: ParcelQuestion) -> tuple[Row, ...]:
    """Where to go when the files are for nothing."""
    on = Button(t("🗓 Plan"), OpenWeek(0, 1).pack())
    if question.only_words:
        on = Button(t("📝 Report"), ListReports().pack())
    return ((on, menu_button(t)),)


def parcel_rows(
    t: Translator, question: ParcelQuestion, labels: list[str], seats: tuple[Seat, ...]
) -> tuple[Row, ...]:
    """One event each, then the others; `seats` are those whose road map it may be instead."""
    rows: list[Row] = []
    for choice, label in zip(question.choices, labels, strict=True):
        sign = "↩️" if choice.status is ReportStatus.RETURNED else emoji(choice.line.kind)
        tap = PutFiles(question.parcel_id, choice.line.occurrence_id, choice.school_id)
        rows.append((Button(f"{sign} {label}", tap.pack()),))
    if question.has_more:
        rows.append((Button(t("📋 Another event"), OtherEvents(question.parcel_id).pack()),))
    return (*rows, *place_rows(seats), (menu_button(t),))
