"""A curator's Monday: what is due first, the rest as counts; the names are one tap away."""

from datetime import date

from handlers.views.when import week_text, when_short
from keyboards.callbacks import NextReport, OpenDigest, OpenWeek
from keyboards.event import line_button
from keyboards.menu import menu_button
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from keyboards.words import emoji
from locales import Html, Translator
from services.cards import EventLine
from services.digests import Digest, Silence

# With these a digest is read on a phone without scrolling.
_LINES = 5
_SILENT = 8
# How many silent schools are named: fewer when the message would be too long.
_NAMES = (6, 3, 1, 0)
_LIMIT = 3800


def digest_screen(t: Translator, digest: Digest) -> Screen:
    """A curator's week."""
    head = t.html("🧭 <b>Your week: {week}</b>", week=week_text(t, digest.monday, digest.monday))
    return Screen(paragraphs(head, _due(t, digest), _rest(t, digest)), _rows(t, digest))


def silence_screen(t: Translator, digest: Digest) -> Screen:
    """Who has not answered or reported, by name."""
    head = t.html("👀 <b>Who is silent</b>")
    text = head
    for names in _NAMES:
        text = paragraphs(
            head,
            _silence(t, t("No answer about attendance"), digest.unanswered, digest.monday, names),
            _silence(t, t("No report"), digest.unreported, digest.monday, names),
        )
        if len(text) <= _LIMIT:
            break
    back = Button(t("◀️ Back to the week"), OpenDigest(digest.monday.toordinal(), 0).pack())
    return Screen(text, ((back, menu_button(t)),))


def _due(t: Translator, digest: Digest) -> Html | None:
    if not digest.due:
        return None
    shown = [_due_line(t, digest, n, line) for n, line in enumerate(digest.due[:_LINES], 1)]
    return lines(t.html("<b>Due this week</b>"), *shown, _more(t, len(digest.due) - _LINES))


def _due_line(t: Translator, digest: Digest, number: int, line: EventLine) -> Html:
    tally = digest.tallies.get(line.occurrence_id)
    said = ""
    if tally is not None:
        said = " · " + t("answered {done} of {of}", done=tally.answered, of=tally.of)
    if tally is not None and tally.declined:
        said += ", " + t("cannot: {n}", n=tally.declined)
    return t.html(
        "{number}. {emoji} {when} {title}{said}",
        number=number,
        emoji=emoji(line.kind),
        when=when_short(t, line.when, digest.monday),
        title=shortened(line.title, 44),
        said=said,
    )


def _rest(t: Translator, digest: Digest) -> Html:
    """What else there is to know, one line each."""
    ahead = {line.occurrence_id for line in digest.due}
    before = sum(one.line.occurrence_id not in ahead for one in digest.unanswered)
    waiting = t.many(
        "📥 {n} report waits for your decision",
        "📥 {n} reports wait for your decision",
        digest.waiting,
    )
    past = [
        t.many("{n} event unanswered", "{n} events unanswered", before) if before else "",
        t.many("{n} without all reports", "{n} without all reports", len(digest.unreported))
        if digest.unreported
        else "",
    ]
    said = ", ".join(filter(None, past))
    return lines(
        waiting if digest.waiting else None,
        t.html("⚪️ From before: {said}", said=said) if said else None,
    )


def _silence(
    t: Translator, title: str, silent: tuple[Silence, ...], today: date, names: int
) -> Html | None:
    if not silent:
        return None
    shown = [
        t.html(
            "⚪️ {when} {title}: {schools}",
            when=when_short(t, one.line.when, today),
            title=shortened(one.line.title, 44),
            schools=_names(t, one, names),
        )
        for one in silent[:_SILENT]
    ]
    return lines(t.html("<b>{title}</b>", title=title), *shown, _more(t, len(silent) - _SILENT))


def _names(t: Translator, silent: Silence, most: int) -> str:
    names = silent.schools
    if len(names) == silent.of > 1:
        return t("all schools ({n})", n=silent.of)
    shown = ", ".join(shortened(name, 64) for name in names[:most])
    rest = len(names) - most
    more = t("and {n} more", n=rest)
    return f"{shown} {more}" if rest > 0 else shown


def _more(t: Translator, rest: int) -> Html | None:
    return t.html("… and {n} more", n=rest) if rest > 0 else None


def _rows(t: Translator, digest: Digest) -> tuple[Row, ...]:
    numbers = tuple(
        line_button(line, str(number)) for number, line in enumerate(digest.due[:_LINES], 1)
    )
    rows: list[Row] = [numbers] if numbers else []
    if digest.unanswered or digest.unreported:
        silent = OpenDigest(digest.monday.toordinal(), 1)
        rows.append((Button(t("👀 Who is silent"), silent.pack()),))
    if digest.waiting:
        rows.append((Button(t("📥 Reports to check"), NextReport(0).pack()),))
    rows.append((Button(t("🗓 Plan"), OpenWeek(0, 1).pack()), menu_button(t)))
    return tuple(rows)
