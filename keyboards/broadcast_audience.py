"""Buttons of the audience of an announcement."""

from collections.abc import Sequence

from keyboards.broadcast import back_button, cancel_button
from keyboards.broadcast_callbacks import (
    AskTitle,
    ClearChoices,
    DecideBroadcast,
    ForgetSaved,
    More,
    MoreAudience,
    OpenAudience,
    OpenChoices,
    ShowSelection,
    TickChoice,
    TryChecked,
    UsePreset,
    UseSaved,
)
from keyboards.menu import menu_button
from keyboards.screen import Button, Row, shortened
from locales import Translator
from services.audience_desk import AudienceCard, Choices, Preset
from services.audience_lists import Part

_LABEL = 40


def audience_rows(t: Translator, card: AudienceCard) -> tuple[Row, ...]:
    """The choices that most announcements need; all else is one step behind."""
    id_ = card.turn.dialog_id
    rows: list[Row] = [
        (_preset(card, t("🏫 All schools"), Preset.DIRECTORS),),
        (_choices(id_, t("❓ Who has not confirmed…"), Part.CONFIRM),),
        (_choices(id_, t("📝 Who has not reported…"), Part.REPORT),),
        (
            _choices(id_, t("📍 Choose places"), Part.PLACE),
            *((_choices(id_, t("📂 Kept ones"), Part.SAVED),) if card.saved else ()),
        ),
        (
            Button(t("🎛 Finer ▸"), MoreAudience(id_, More.FINER).pack()),
            Button(t("👤 By name ▸"), MoreAudience(id_, More.NAMES).pack()),
        ),
    ]
    cancel = cancel_button(t, id_)
    if card.described.audience.is_nobody:
        # There is nobody to go on with.
        return (*rows, (cancel,))
    return (*rows, (Button(t("✔️ Done"), back_button(t, id_).data), cancel))


def finer_rows(t: Translator, card: AudienceCard) -> tuple[Row, ...]:
    """Other usual audiences, roles, kinds of schools."""
    id_ = card.turn.dialog_id
    return (
        (
            _preset(card, t("🧭 Curators"), Preset.CURATORS),
            _preset(card, t("👥 Everyone below me"), Preset.EVERYBODY),
        ),
        (
            _preset(card, t("⚪️ Silent schools"), Preset.SILENT),
            _choices(id_, t("🎭 Roles"), Part.ROLE),
        ),
        (
            _choices(id_, t("🎓 Which schools"), Part.KIND),
            _choices(id_, t("🗓 Which year"), Part.YEAR),
        ),
        _back_row(t, id_),
    )


def names_rows(t: Translator, card: AudienceCard) -> tuple[Row, ...]:
    """People by name, exclusions, who it is in the end, keeping it."""
    id_ = card.turn.dialog_id
    return (
        (
            _choices(id_, t("➕ People"), Part.PERSON),
            _preset(card, t("☝️ Only people I pick"), Preset.NOBODY),
        ),
        (
            _choices(id_, t("➖ Except people"), Part.WITHOUT),
            _choices(id_, t("➖ Except places"), Part.OUTSIDE),
        ),
        (
            Button(t("👀 Who gets it"), ShowSelection(id_, 0, 0).pack()),
            Button(t("🚫 Who does not"), ShowSelection(id_, 1, 0).pack()),
        ),
        (Button(t("💾 Keep by name"), AskTitle(id_).pack()), *_back_row(t, id_)),
    )


def _preset(card: AudienceCard, label: str, one: Preset) -> Button:
    sign = "✅ " if card.preset is one else ""
    return Button(f"{sign}{label}", UsePreset(card.turn.dialog_id, one).pack())


def _choices(dialog_id: int, label: str, part: Part) -> Button:
    return Button(label, OpenChoices(dialog_id, part, 0).pack())


def _back_row(t: Translator, dialog_id: int) -> Row:
    return (Button(t("◀️ Back"), OpenAudience(dialog_id).pack()),)


def choices_rows(t: Translator, found: Choices, labels: Sequence[str]) -> tuple[Row, ...]:
    """Things to tick, pages, back to the audience."""
    id_, part = found.turn.dialog_id, found.part
    rows: list[Row] = []
    for one, label in zip(found.lines, labels, strict=True):
        text = shortened(label, _LABEL)
        if part is Part.SAVED:
            use = Button(f"📂 {text}", UseSaved(id_, one.id).pack())
            rows.append((use, Button("🗑", ForgetSaved(id_, one.id).pack())))
            continue
        sign = "✅" if one.is_chosen else "▫️"
        rows.append((Button(f"{sign} {text}", TickChoice(id_, part, one.id, found.page).pack()),))
    if found.found is not None:
        rows.append((Button(t("📋 The whole list"), OpenChoices(id_, part, 0).pack()),))
    elif found.pages > 1:
        rows.append(_pages(t, found.page, found.pages, id_, part))
    if part is not Part.SAVED and any(one.is_chosen for one in found.lines):
        rows.append((Button(t("🧹 Take all ticks away"), ClearChoices(id_, part).pack()),))
    return (*rows, _back_row(t, id_))


def selection_rows(
    t: Translator, dialog_id: int, left: int, page: int, pages: int
) -> tuple[Row, ...]:
    """Pages of people, and the other list."""
    rows: list[Row] = []
    turning: list[Button] = []
    if page > 0:
        turning.append(Button(t("◀️ Earlier"), ShowSelection(dialog_id, left, page - 1).pack()))
    if page < pages - 1:
        turning.append(Button(t("Further ▶️"), ShowSelection(dialog_id, left, page + 1).pack()))
    if turning:
        rows.append(tuple(turning))
    other = t("👀 Who gets it") if left else t("🚫 Who does not")
    rows.append((Button(other, ShowSelection(dialog_id, 1 - left, 0).pack()),))
    return (*rows, _back_row(t, dialog_id))


def title_rows(t: Translator, dialog_id: int) -> tuple[Row, ...]:
    """Below the question for a name."""
    return (_back_row(t, dialog_id),)


def check_rows(t: Translator, broadcast_id: int) -> tuple[Row, ...]:
    """What a second pair of eyes can say."""
    return (
        (Button(t("✅ Let it go out"), DecideBroadcast(broadcast_id, 1).pack()),),
        (Button(t("↩️ Send it back"), DecideBroadcast(broadcast_id, 0).pack()),),
        (Button(t("👁 As they get it"), TryChecked(broadcast_id).pack()),),
        (menu_button(t),),
    )


def _pages(t: Translator, page: int, pages: int, dialog_id: int, part: Part) -> Row:
    row: list[Button] = []
    if page > 0:
        row.append(Button(t("◀️ Earlier"), OpenChoices(dialog_id, part, page - 1).pack()))
    if page < pages - 1:
        row.append(Button(t("Further ▶️"), OpenChoices(dialog_id, part, page + 1).pack()))
    return tuple(row)
