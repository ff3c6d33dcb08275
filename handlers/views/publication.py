"""What a publication brought, and what comes next."""

from keyboards.roadmap import published_rows
from keyboards.screen import Screen, lines, paragraphs
from locales import Html, Translator
from services.publication import Published


def published_screen(t: Translator, published: Published) -> Screen:
    """The road map is the plan now."""
    told = None
    if published.told:
        told = Html(
            t.many("🔔 {n} message about a change", "🔔 {n} messages about changes", published.told)
        )
    text = paragraphs(
        t.html(
            "✅ <b>Published: {place}, {year}</b>", place=published.place_name, year=published.year
        ),
        lines(
            t.many("{n} row", "{n} rows", published.rows),
            t.many("{n} date in the calendar", "{n} dates in the calendar", published.occurrences),
            t.many(
                "{n} reminder planned, to all people together",
                "{n} reminders planned, to all people together",
                published.reminders,
            ),
            told,
        ),
        t.html("What is past already is announced to nobody."),
        _unmanned(t, published.unmanned),
    )
    return Screen(
        text, published_rows(t, published.plan_id, published.open_dates, published.unmanned)
    )


def _unmanned(t: Translator, schools: int | None) -> Html | None:
    """Whom nobody can remind yet."""
    if not schools:
        return None
    return Html(
        t.many(
            "🏫 {n} school has nobody in the bot yet: send it its link.",
            "🏫 {n} schools have nobody in the bot yet: send them their links.",
            schools,
        )
    )
