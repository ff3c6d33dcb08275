"""Shares: in total, and event by event."""

from datetime import date

from handlers.views.when import when_short
from keyboards.callbacks import OpenFigures
from keyboards.event import line_button
from keyboards.figure_callbacks import OpenBoard
from keyboards.menu import menu_button
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from keyboards.words import emoji
from locales import Html, Translator
from services.statistics import EventFigures, Figures, Share


def figures_screen(t: Translator, figures: Figures, today: date) -> Screen:
    """The shares of the actor's schools."""
    schools = t.many("{n} school", "{n} schools", figures.schools)
    head = t.html("📊 <b>Figures</b> · {schools}", schools=schools)
    if not figures.events:
        text = t.html("There is nothing to count yet: no event has begun.")
        return Screen(paragraphs(head, text), (_way_back(t),))
    declined = t.html("Said they could not: <b>{n}</b>", n=figures.declined)
    totals = lines(
        _share(t, t("Confirmed"), figures.confirmed),
        declined if figures.declined else None,
        _share(t, t("Took part"), figures.attended),
        t.html("of them by the recording: <b>{n}</b>", n=figures.recording)
        if figures.recording
        else None,
        t.html("Away for a good reason: <b>{n}</b>", n=figures.excused)
        if figures.excused
        else None,
        _share(t, t("Reported"), figures.reported),
    )
    events = [_event(t, n, event, today) for n, event in enumerate(figures.events, 1)]
    ahead = any(not event.has_begun for event in figures.events)
    legend = lines(
        t.html("👍 will come · ❌ cannot · ✅ took part · 📝 reported"),
        t.html("🎬 of them by the recording · 🙏 away for a good reason")
        if figures.recording or figures.excused
        else None,
        t.html("🔜 is still ahead and not in the totals") if ahead else None,
    )
    return Screen(paragraphs(head, totals, lines(*events), legend), _rows(t, figures))


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


def _rows(t: Translator, figures: Figures) -> tuple[Row, ...]:
    numbers = tuple(line_button(e.line, str(n)) for n, e in enumerate(figures.events, 1))
    turn = []
    if figures.page > 0:
        turn.append(Button(t("◀️ Later"), OpenFigures(figures.page - 1).pack()))
    if figures.page + 1 < figures.pages:
        turn.append(Button(t("Earlier ▶️"), OpenFigures(figures.page + 1).pack()))
    return (numbers, *((tuple(turn),) if turn else ()), _way_back(t))
