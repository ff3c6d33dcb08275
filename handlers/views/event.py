"""The plan of a week, the card of an event, and who answered."""

from zoneinfo import ZoneInfo

from handlers.views.event_answers import said_by
from handlers.views.when import day_short, remaining, week_text, when_short, when_text
from keyboards.calendar_callbacks import OpenCalendar, PrintWeek
from keyboards.callbacks import OpenWeek
from keyboards.event import card_rows, line_button, more_rows
from keyboards.menu import menu_button
from keyboards.report_words import BY, PROOFS
from keyboards.screen import Button, Row, Screen, lines, paragraphs, shortened
from keyboards.words import AUDIENCE, KINDS, emoji, fact_words, intention_words
from locales import Html, Translator, escape
from services.calendar import WeekPage
from services.cards import EventCard, EventLine
from services.terms import Fact, Intention, Owing, PartyKind, Proof

_FOLDED = 220
_RESULT = 400
_NAMED = 70
_LINES = 12


def week_screen(t: Translator, page: WeekPage) -> Screen:
    """A week of the plan: days first, then what merely goes on."""
    shown, hidden = page.lines[:_LINES], len(page.lines) - _LINES
    head = t.html("🗓 <b>{week}</b>", week=week_text(t, page.monday, page.today))
    if not page.has_plans:
        body = t.html("There is no published road map here yet. I shall write when there is one.")
    elif shown:
        body = paragraphs(*(_line(t, number, line, page) for number, line in enumerate(shown, 1)))
    elif page.left_out:
        body = t.html(
            "Your school is not among the participants of {years}: the road map expects nothing of "
            "it, and I remind you of nothing. «📚 All rows» shows the whole map. If your school "
            "does take part, ask your municipal coordinator to mend the list.",
            years=", ".join(page.left_out),
        )
    else:
        body = t.html("Nothing begins or ends this week.")
    more = t.html("… and {n} more", n=hidden) if hidden > 0 else None
    running = None
    if page.running:
        names = lines(*(f"▫️ {escape(shortened(line.title, 60))}" for line in page.running[:5]))
        rest = len(page.running) - 5
        tail = t.html("… and {n} more", n=rest) if rest > 0 else None
        running = lines(t.html("<b>Going on all the while</b>"), names, tail)
    return Screen(paragraphs(head, body, more, running), _week_rows(t, page, shown))


def _line(t: Translator, number: int, line: EventLine, page: WeekPage) -> Html:
    return t.html(
        "{number}. {emoji} <b>{when}</b> {title}",
        number=number,
        emoji=emoji(line.kind),
        when=when_short(t, line.when, page.today),
        title=shortened(line.title, 90),
    )


def _week_rows(t: Translator, page: WeekPage, shown: tuple[EventLine, ...]) -> tuple[Row, ...]:
    if not page.has_plans:
        return ((menu_button(t),),)
    numbers = [line_button(line, str(number)) for number, line in enumerate(shown, 1)]
    rows: list[Row] = [tuple(numbers[i : i + 6]) for i in range(0, len(numbers), 6)]
    mine = int(page.only_mine)
    turn = [
        Button(t("◀️ Week"), OpenWeek(page.page - 1, mine).pack()),
        Button(t("Week ▶️"), OpenWeek(page.page + 1, mine).pack()),
    ]
    if page.page:
        turn.insert(1, Button(t("Today"), OpenWeek(0, mine).pack()))
    rows.append(tuple(turn))
    if page.next_page is not None and page.next_page > page.page + 1:
        rows.append((Button(t("⏩ To the next event"), OpenWeek(page.next_page, mine).pack()),))
    other = t("📚 All rows") if page.only_mine else t("👤 Only mine")
    rows.append(
        (
            Button(t("📆 In the calendar"), OpenCalendar().pack()),
            Button(t("🖨 On paper"), PrintWeek(page.page, mine).pack()),
        )
    )
    rows.append((Button(other, OpenWeek(page.page, 1 - mine).pack()), menu_button(t)))
    return tuple(rows)


def card_text(
    t: Translator, card: EventCard, *, unfolded: bool = False, counted: bool = True
) -> Html:
    """The text of a card: folded it fits a phone, unfolded it keeps all the document says.

    `counted` adds how far away it is, unless a heading above says so already.
    """
    title = " ".join(card.title.split()) if unfolded else shortened(card.title, _FOLDED)
    title = shortened(title, 2000)
    when = when_text(t, card.when, card.now)
    left = f" · {remaining(t, card.when, card.now)}" if counted else ""
    parts = lines(
        t.html("🗓 {when}{left}", when=when, left=left),
        t.html("🚫 <b>Cancelled</b>") if card.is_cancelled and counted else None,
        t.html("⚠️ It is a day off") if card.is_day_off and card.row_id is not None else None,
        _who(t, card),
        None if card.is_cancelled else _expected(t, card),
        t.html("🔗 {link}", link=card.link) if _is_link(card.link) else None,
        t.html("🔑 The code word: <b>{word}</b>", word=card.code_word) if card.code_word else None,
    )
    full = _full_text(t, card) if unfolded else None
    head = t.html("{emoji} <b>{title}</b>", emoji=emoji(card.kind), title=title)
    if card.is_muted:
        head = Html(f"{head} 🔕")
    return paragraphs(head, parts, full, _answers(t, card))


def card_screen(
    t: Translator, card: EventCard, *, unfolded: bool = False, shares: bool = False
) -> Screen:
    """An event with its buttons; unfolded it can be shared where `shares` says so."""
    rows = card_rows(t, card, unfolded=unfolded)
    if shares:
        rows = (*rows[:-1], (Button(t("↗️ Share"), share=f"#{card.occurrence_id}"),), rows[-1])
    return Screen(card_text(t, card, unfolded=unfolded), rows)


def more_screen(t: Translator, card: EventCard) -> Screen:
    """The same event with the buttons that are needed seldom."""
    return Screen(card_text(t, card), more_rows(t, card))


def answered_screen(t: Translator, card: EventCard) -> Screen:
    """The card after a tap, with a short thank-you over it."""
    return card_screen(t, card).flashing(t("Saved. You can change it at any time."))


def answered_notice(t: Translator, card: EventCard, kind: PartyKind, said: Intention | Fact) -> str:
    """What was said about which event: whoever tapped an old message sees nothing else of it."""
    words = fact_words(kind)[said] if isinstance(said, Fact) else intention_words(kind)[said]
    today = card.now.astimezone(ZoneInfo(card.when.reader_timezone)).date()
    return t(
        "{said}: {title}, {when}. You can change it at any time.",
        said=t(words).partition(" ")[2],
        title=shortened(card.title, _NAMED),
        when=day_short(t, card.when, today),
    )


def _who(t: Translator, card: EventCard) -> Html | None:
    known = [word for word in AUDIENCE if word in card.roles]
    if not known:
        return None
    return t.html("👥 {who}", who=", ".join(t(AUDIENCE[word]) for word in known))


def _expected(t: Translator, card: EventCard) -> Html | None:
    if not (card.parties or card.can_read_answers or card.row_id is not None):
        # A mere reader has nothing to do.
        return None
    wanted = []
    if card.attendance_expected:
        wanted.append(t("take part"))
    if card.report_expected and card.speaks_to_school:
        wanted.append(t("report the result"))
    elif card.asked:
        # What is counted of others: its coordinator sees the same here as in the figures.
        wanted += [_asked(t, by, proofs) for by, proofs in card.asked]
    elif card.has_term:
        wanted.append(t("do it in time"))
    return t.html("🎯 Expected: {wanted}", wanted="; ".join(wanted)) if wanted else None


def _asked(t: Translator, by: Owing, proofs: tuple[Proof, ...]) -> str:
    what = ", ".join(t(PROOFS[proof]) for proof in proofs)
    return t("{who} hands in: {what}", who=t(BY[by]).lower(), what=what)


def _full_text(t: Translator, card: EventCard) -> Html:
    kind = t(KINDS.get(card.kind, KINDS["other"])[1])
    return lines(
        t.html(
            "№ {number} · {kind} · {place}",
            number=card.number or "–",
            kind=kind,
            place=card.place_name,
        ),
        t.html("Section: {section}", section=shortened(card.section, 200))
        if card.section
        else None,
        t.html("In the document: «{dates}»", dates=shortened(card.dates_raw, 200))
        if card.dates_raw
        else None,
        t.html("Result: {result}", result=shortened(card.result, _RESULT)) if card.result else None,
    )


def _answers(t: Translator, card: EventCard) -> Html | None:
    many = len(card.parties) > 1
    said = []
    for state in card.parties:
        text = said_by(t, state)
        if text:
            name = f"{shortened(state.name, 40)}: " if many else ""
            said.append(t.html("{name}{text}", name=name, text=text))
    return lines(*said) if said else None


def _is_link(link: str | None) -> bool:
    return bool(link) and str(link).startswith(("https://", "http://"))
