"""Shares: in total, and event by event."""

from datetime import date

from handlers.views.when import when_short
from keyboards.callbacks import OpenFigures
from keyboards.event import line_button
from keyboards.figure_callbacks import EventsByNumber, OpenBoard
from keyboards.menu import menu_button
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from keyboards.tap import Tap
from keyboards.words import emoji
from locales import Html, Translator
from services.statistics import EventFigures, Figures, Share, Totals


def figures_screen(t: Translator, figures: Figures, today: date) -> Screen:
    """The shares of the actor's schools."""
    schools = t.many("{n} school", "{n} schools", figures.schools)
    head = t.html("📊 <b>Figures</b> · {schools}", schools=schools)
    if not figures.events:
        text = t.html("There is nothing to count yet: no event has begun.")
        return Screen(paragraphs(head, text), (_way_back(t),))
    events = _events(t, figures, today)
    ahead = any(not event.has_begun for event in figures.events)
    legend = lines(
        t.html("👍 will come · ❌ cannot · ✅ took part · 📝 reported"),
        t.html("🎬 of them by the recording · 🙏 away for a good reason")
        if any(event.recording or event.excused for event in figures.events)
        else None,
        t.html("🔜 is still ahead and not in the totals") if ahead else None,
    )
    totals = _totals(t, figures.totals) if figures.totals is not None else None
    return Screen(paragraphs(head, totals, *events, legend), _rows(t, figures))


def _totals(t: Translator, totals: Totals) -> Html:
    declined, recording, excused = totals.declined, totals.recording, totals.excused
    return lines(
        _share(t, t("Confirmed"), totals.confirmed),
        t.html("Said they could not: <b>{n}</b>", n=declined) if declined else None,
        _share(t, t("Took part"), totals.attended),
        t.html("of them by the recording: <b>{n}</b>", n=recording) if recording else None,
        t.html("Away for a good reason: <b>{n}</b>", n=excused) if excused else None,
        _share(t, t("Reported"), totals.reported),
    )


def _events(t: Translator, figures: Figures, today: date) -> list[Html]:
    """What is next or goes on, then below a line of its own what is over."""
    lined = [(e, _event(t, n, e, today)) for n, e in enumerate(figures.events, 1)]
    if figures.by_number:
        return [t.html("<b>By number of the road map</b>"), lines(*(line for _, line in lined))]
    now = [line for event, line in lined if not event.is_over]
    over = [line for event, line in lined if event.is_over]
    return [
        lines(t.html("<b>Now and next</b>"), *now) if now else Html(""),
        lines(t.html("<b>Over</b>"), *over) if over else Html(""),
    ]


def _share(t: Translator, label: str, share: Share) -> Html | None:
    """A share of nothing says nothing."""
    if not share.of:
        return None
    return t.html(
        "{label}: <b>{percent}</b> ({done} of {of})",
        label=label,
        percent=t.percent(share.done, share.of),
        done=share.done,
        of=share.of,
    )


def _event(t: Translator, number: int, event: EventFigures, today: date) -> Html:
    declined = f"❌ {event.declined}" if event.declined else ""
    shares = [
        _signed("👍", event.confirmed),
        declined,
        _signed("✅", event.attended),
        f"🎬 {event.recording}" if event.recording else "",
        f"🙏 {event.excused}" if event.excused else "",
        _signed("📝", event.reported),
        t("with the curator: {n}", n=event.with_curator) if event.with_curator else "",
    ]
    return t.html(
        "{number}. {emoji} {when} {title}: <b>{shares}</b>",
        number=number,
        emoji=emoji(event.line.kind) if event.has_begun else "🔜",
        when=when_short(t, event.line.when, today),
        title=shortened(event.line.title, 50),
        shares=" · ".join(filter(None, shares)),
    )


def _way_back(t: Translator) -> Row:
    return (Button(t("◀️ Back"), OpenBoard().pack()), menu_button(t))


def _signed(sign: str, share: Share | None) -> str:
    return f"{sign} {share.done}/{share.of}" if share is not None else ""


def _page(figures: Figures, step: int) -> Tap:
    page = figures.page + step
    return EventsByNumber(page) if figures.by_number else OpenFigures(page)


def _rows(t: Translator, figures: Figures) -> tuple[Row, ...]:
    numbers = tuple(line_button(e.line, str(n)) for n, e in enumerate(figures.events, 1))
    turn = []
    if figures.page > 0:
        turn.append(Button(t("◀️ Page {n}", n=figures.page), _page(figures, -1).pack()))
    if figures.page + 1 < figures.pages:
        turn.append(Button(t("Page {n} ▶️", n=figures.page + 2), _page(figures, 1).pack()))
    other = (
        Button(t("📅 Nearest first"), OpenFigures(0).pack())
        if figures.by_number
        else Button(t("🔢 By number"), EventsByNumber(0).pack())
    )
    return (numbers, *((tuple(turn),) if turn else ()), (other,), _way_back(t))
