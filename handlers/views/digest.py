"""A curator's Monday: what is due first, the rest as counts; the names are one tap away."""

from collections.abc import Iterator, Sequence

from handlers.views.nudges import nudged_notice, unreached_text
from handlers.views.when import week_text, when_short
from keyboards.callbacks import NextReport, OpenDigest, OpenWeek
from keyboards.event import line_button
from keyboards.menu import menu_button
from keyboards.question_callbacks import ListQuestions
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from keyboards.week_callbacks import NudgeFromDigest
from keyboards.words import emoji
from locales import Html, Translator
from services.cards import EventLine
from services.digests import Digest, Silence
from services.nudges import NudgeResult

# With these a digest is read on a phone without scrolling.
_LINES = 5
_SILENT = 8
# Up to so many schools of an event have a bell each, when so few events are told.
_ONE_BY_ONE = 3
_FEW = 4
# How many silent schools are named: fewer when the message would be too long.
_NAMES = (6, 3, 1, 0)
_LIMIT = 3800


def digest_screen(t: Translator, digest: Digest) -> Screen:
    """A curator's week."""
    head = t.html("🧭 <b>Your week: {week}</b>", week=week_text(t, digest.monday, digest.monday))
    if digest.is_well:
        return Screen(lines(head, t.html("✅ Everybody has answered.")), _rows(t, digest))
    return Screen(paragraphs(head, _due(t, digest), _rest(t, digest)), _rows(t, digest))


def silence_screen(t: Translator, digest: Digest, nudged: NudgeResult | None = None) -> Screen:
    """Who has not answered or reported, by name, with bells that remind them."""
    head = t.html("👀 <b>Who is silent</b>")
    text = head
    unreached = unreached_text(t, nudged, may_invite=False) if nudged is not None else None
    answers, reports = digest.unanswered[:_SILENT], digest.unreported[:_SILENT]
    for names in _NAMES:
        asked, owed = t("No answer about attendance"), t("No report")
        text = paragraphs(
            head,
            _silence(t, asked, digest, (digest.unanswered, 1), names),
            _silence(t, owed, digest, (digest.unreported, len(answers) + 1), names),
            unreached,
        )
        if len(text) <= _LIMIT:
            break
    back = Button(t("◀️ Back to the week"), OpenDigest(digest.monday.toordinal(), 0).pack())
    bells = tuple(_bells(t, digest, (*answers, *reports)))
    notice = nudged_notice(t, nudged) if nudged is not None else ""
    return Screen(text, (*bells, (back, menu_button(t))), notice=notice)


def _bells(t: Translator, digest: Digest, shown: Sequence[Silence]) -> Iterator[Row]:
    """A button to remind a school, or all of an event where they are many."""
    for number, one in enumerate(shown, 1):
        where = (digest.monday.toordinal(), one.occurrence_id)
        if len(one.schools) > _ONE_BY_ONE or len(shown) > _FEW:
            text = t.many("remind {n} school", "remind {n} schools", len(one.schools))
            yield (Button(f"🔔 {number}. {text}", NudgeFromDigest(*where, 0).pack()),)
            continue
        for name, school_id in zip(one.schools, one.school_ids, strict=True):
            label = f"🔔 {number}. {shortened(name, 36)}"
            yield (Button(label, NudgeFromDigest(*where, school_id).pack()),)


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
        _questions(t, digest),
        t.html("⚪️ From before: {said}", said=said) if said else None,
    )


def _questions(t: Translator, digest: Digest) -> Html | None:
    if not digest.questions:
        return None
    return Html(
        t.many(
            "⏰ {n} question has waited for more than three working days",
            "⏰ {n} questions have waited for more than three working days",
            digest.questions,
        )
    )


def _silence(
    t: Translator,
    title: str,
    digest: Digest,
    found: tuple[tuple[Silence, ...], int],
    names: int,
) -> Html | None:
    silent, first = found
    if not silent:
        return None
    shown = [
        t.html(
            "⚪️ {number}. {when} {title}: {schools}",
            number=number,
            when=when_short(t, one.line.when, digest.monday),
            title=shortened(one.line.title, 44),
            schools=_names(t, one, names),
        )
        for number, one in enumerate(silent[:_SILENT], first)
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
    if digest.questions:
        rows.append((Button(t("❓ Questions of schools"), ListQuestions(0).pack()),))
    rows.append((Button(t("🗓 Plan"), OpenWeek(0, 1).pack()), menu_button(t)))
    return tuple(rows)
