"""A draft of an announcement: how it is kept among the answers of its dialog, and its bounds."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from db.models import Dialog
from db.store import Store
from services.access import Actor
from services.audiences import Audience, audience_of
from services.broadcast_content import LANGUAGES, Content, Media, content_of, length
from services.errors import DomainError
from services.forms.catalogue import BROADCAST
from services.forms.form import PREVIEW, Input, Problem
from services.forms.stored import kept_beside

# One announcement is written at a time.
KEY = "new"
# What is asked in words; everything else is a button.
CONTENT, OTHER, POLL, WHEN, FIND, TITLE = "content", "other", "poll", "when", "find", "title"
MOST_FILES = 10
# Words under pictures are shorter than those of a message of their own; both stand below the name
# of the place that speaks.
CAPTION = 900
WORDS = 3_500


@dataclass(frozen=True, slots=True)
class Written:
    """What is said, to whom, and when."""

    content: Content
    audience: Audience
    send_at: datetime | None = None
    repeats: str | None = None


def written(answers: Mapping[str, Any]) -> Written:
    """A draft as it was kept."""
    chosen = answers.get("moment") or {}
    at = chosen.get("send_at")
    return Written(
        content_of(answers.get(CONTENT)),
        audience_of(answers.get("audience")),
        datetime.fromisoformat(at) if at else None,
        chosen.get("repeats"),
    )


def keep(row: Dialog, draft: Written | Problem, *, stay: bool = False) -> Problem | None:
    """Keep a changed draft and look at the whole again; a problem changes nothing."""
    if isinstance(draft, Problem):
        return draft
    at = draft.send_at.isoformat() if draft.send_at is not None else None
    answers = {
        **row.answers,
        CONTENT: draft.content.as_json(),
        "audience": draft.audience.as_json(),
        "moment": {"send_at": at, "repeats": draft.repeats if at else None},
    }
    if draft.content.is_empty:
        del answers[CONTENT]
    row.answers = answers
    if not stay or CONTENT not in answers:
        row.step = PREVIEW if CONTENT in answers else CONTENT
    return None


async def draft_row(store: Store, actor: Actor, dialog_id: int | None) -> Dialog:
    """The draft of the actor, open or waiting; raises DomainError `dialog_over`."""
    row = await store.dialogs.about(actor.id, BROADCAST.name, KEY)
    if row is None or (dialog_id is not None and row.id != dialog_id):
        raise DomainError("dialog_over")
    bring_up(row, own_locale(actor))
    if not row.active:
        await store.dialogs.park_all(actor.id)
        row.active = True
    return row


def bring_up(row: Dialog, locale: str) -> None:
    """A draft of the former form, which asked for the audience first: its words stay."""
    if row.form_version >= BROADCAST.version:
        return
    message = row.answers.get("message") or {}
    file = message.get("file") or {}
    media = (Media(file["kind"], file["file_id"], file.get("name") or ""),) if file else ()
    content = Content({locale: message["html"]} if message.get("html") else {}, media)
    row.answers = {} if content.is_empty else {CONTENT: content.as_json()}
    row.step = CONTENT if content.is_empty else PREVIEW
    row.form_version = BROADCAST.version
    row.subject = {**row.subject, **kept_beside(BROADCAST)}


def said(row: Dialog, draft: Written, given: Input, locale: str, album: str) -> Written | Problem:
    """Words, or a file with its caption; the pictures of an album come one after another."""
    content, has_words = draft.content, bool(given.text.strip())
    if given.file is None and not has_words:
        return Problem("text_expected")
    if given.file is not None:
        is_anew = row.step == CONTENT and not (album and row.subject.get("album") == album)
        media = () if is_anew else content.media
        if len(media) >= MOST_FILES:
            return Problem("files_enough", {"limit": MOST_FILES})
        file = given.file
        content = replace(content, media=(*media, Media(file.kind, file.file_id, file.name)))
    if has_words:
        if row.step != CONTENT and given.file is None and content.texts.get(locale):
            # Words after the words may be a slip: nothing is lost without a tap.
            return Problem("words_there")
        content = content.saying(locale, given.html or html.escape(given.text, quote=False))
    moved = measured(replace(draft, content=content))
    if given.file is not None and not isinstance(moved, Problem):
        row.subject = {**row.subject, "album": album}
    return moved


def translated(draft: Written, given: Input, locale: str) -> Written | Problem:
    """The same in another language."""
    if given.file is not None or not given.text.strip():
        return Problem("text_expected")
    marked = given.html or html.escape(given.text, quote=False)
    return measured(replace(draft, content=draft.content.saying(locale, marked)))


def measured(draft: Written) -> Written | Problem:
    """The draft, if it fits in a message."""
    limit = CAPTION if draft.content.media else WORDS
    longest = max((length(one) for one in draft.content.texts.values()), default=0)
    if longest > limit:
        return Problem("text_too_long", {"limit": limit, "length": longest})
    return draft


def own_locale(actor: Actor) -> str:
    """The language in which somebody writes."""
    return actor.locale if actor.locale in LANGUAGES else LANGUAGES[0]


def other_locale(actor: Actor) -> str:
    """The language in which he does not."""
    return next(one for one in LANGUAGES if one != own_locale(actor))
