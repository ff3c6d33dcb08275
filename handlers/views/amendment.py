"""An amended road map: how much changes, and every change before and after."""

from keyboards.plan_callbacks import OpenChanges
from keyboards.roadmap import back_rows
from keyboards.screen import Button, Screen, lines, paragraphs, shortened
from locales import Html, Translator
from services.plan_amendment import Amendment, Change
from services.roadmap_import import Preview

_CHANGES = 6


def amendment_text(t: Translator, amendment: Amendment) -> Html:
    """How much of a published map changes."""
    if amendment.is_empty:
        return t.html("🔀 This map is published already, and nothing in it has changed.")
    return lines(
        t.html("🔀 <b>A map of this year is published: the changes will be applied to it</b>"),
        Html(t("➕ new: {n}", n=len(amendment.added))),
        Html(t("📅 moved: {n}", n=len(amendment.moved))),
        Html(t("✏️ reworded: {n}", n=len(amendment.changed))),
        Html(t("➖ removed: {n}", n=len(amendment.removed))),
        t.many(
            "📣 {n} message will tell of moved and removed days",
            "📣 {n} messages will tell of moved and removed days",
            amendment.told,
        )
        if amendment.told
        else None,
    )


def changes_screen(t: Translator, preview: Preview, page: int) -> Screen:
    """Before and after, row by row."""
    amendment = preview.amendment
    said: list[Html] = []
    if amendment is not None:
        said += [_moved(t, change) for change in amendment.moved]
        said += [_one(t, "➕", change, change.new_dates) for change in amendment.added]
        said += [_one(t, "➖", change, change.old_dates) for change in amendment.removed]
        said += [_one(t, "✏️", change, None) for change in amendment.changed]
    pages = max((len(said) + _CHANGES - 1) // _CHANGES, 1)
    page = min(max(page, 0), pages - 1)
    shown = said[page * _CHANGES : (page + 1) * _CHANGES]
    turn = []
    if page > 0:
        turn.append(Button("◀️", OpenChanges(preview.plan_id, page - 1).pack()))
    if page + 1 < pages:
        turn.append(Button("▶️", OpenChanges(preview.plan_id, page + 1).pack()))
    head = headed(t, t.html("🔀 <b>What changes</b>"), page, pages)
    note = t.html("Answers and reports stay. Only those whose day or hour moves will be told.")
    return Screen(paragraphs(head, *shown, note), back_rows(t, preview.plan_id, tuple(turn)))


def headed(t: Translator, head: Html, page: int, pages: int) -> Html:
    """A heading with its page, where there are several."""
    if pages <= 1:
        return head
    return t.html("{head}, {page} of {pages}", head=head, page=page + 1, pages=pages)


def _moved(t: Translator, change: Change) -> Html:
    return t.html(
        "📅 <b>№ {number}</b> {title}\n«{old}» → «{new}»",
        number=change.number or "–",
        title=shortened(change.title, 90),
        old=shortened(change.old_dates or "–", 60),
        new=shortened(change.new_dates or "–", 60),
    )


def _one(t: Translator, sign: str, change: Change, dates: str | None) -> Html:
    tail = f" · {shortened(dates, 60)}" if dates else ""
    return t.html(
        "{sign} <b>№ {number}</b> {title}{tail}",
        sign=sign,
        number=change.number or "–",
        title=shortened(change.title, 90),
        tail=tail,
    )
