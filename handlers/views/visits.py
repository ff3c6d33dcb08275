"""The journal of visits: what was written down, and what an event still wants visited."""

from handlers.views.when import when_short
from keyboards.curator_desk import journal_rows
from keyboards.report_words import BY
from keyboards.screen import Screen, lines, paragraphs, shortened
from locales import Html, Translator
from services.visits import Journal, Visit

_NAME = 60
_TITLE = 70


def journal_screen(t: Translator, journal: Journal) -> Screen:
    """Visits by date, the newest first."""
    head = t.html("🚗 <b>Visits to schools</b>")
    if journal.is_own:
        head = t.html("🚗 <b>Visits to your school</b>")
    asked = None
    if journal.asked:
        asked = lines(
            t.html("<b>To be written down</b>"),
            *(
                t.html(
                    "✍️ {when} {title}: {written} of {of}",
                    when=when_short(t, one.line.when, journal.today),
                    title=shortened(one.line.title, _TITLE),
                    written=one.written,
                    of=one.of,
                )
                for one in journal.asked
            ),
        )
    if journal.visits:
        shown = lines(*(_line(t, journal, n, one) for n, one in enumerate(journal.visits, 1)))
    else:
        shown = t.html("No visit is written down yet.")
    return Screen(paragraphs(head, asked, shown), journal_rows(t, journal))


def _line(t: Translator, journal: Journal, number: int, visit: Visit) -> Html:
    day, who = t.day(visit.day, journal.today), t(BY[visit.by])
    if visit.visitor:
        who = f"{who}, {visit.visitor}"
    return t.html(
        "{number}. <b>{day}</b> {school}: {who}",
        number=number,
        day=day,
        school=shortened(visit.school_name, _NAME),
        who=who,
    )
