"""How many messages a road map will bring whom: one line in its summary, one screen behind it."""

from datetime import timedelta

from babel.dates import format_date

from keyboards.roadmap import back_rows
from keyboards.screen import Screen, lines, paragraphs
from keyboards.words import ROLES
from locales import Html, Translator
from services.forecast import Burden, Forecast
from services.roadmap_import import Preview

_BAR = 10
_WEEK_END = timedelta(days=6)


def forecast_line(t: Translator, forecast: Forecast | None) -> Html | None:
    """What a director will get, in a line; None when nothing is to come for directors."""
    director = forecast.director if forecast is not None else None
    if director is None:
        return None
    said = t.html(
        "🔔 A director will get {messages}, in the fullest week {fullest}",
        messages=t.many("{n} reminder", "{n} reminders", director.usual),
        fullest=director.fullest,
    )
    if not director.silenced:
        return said
    return lines(said, t.html("⚠️ It is too much for some weeks: open «The year's messages»."))


def forecast_screen(t: Translator, preview: Preview) -> Screen:
    """The year ahead: by role, by month, the busiest day."""
    back = back_rows(t, preview.plan_id)
    forecast = preview.forecast
    head = t.html("📊 <b>The year's messages: {place}</b>", place=preview.place_name)
    if forecast is None:
        nothing = t.html("Nobody will be reminded of anything: all is over, or has no day yet.")
        return Screen(paragraphs(head, nothing), back)
    busiest = t.html(
        "The busiest day: {day}, {people}.",
        day=t.day(forecast.busiest_day),
        people=t.many(
            "a message for {n} person", "messages for {n} people", forecast.busiest_people
        ),
    )
    text = paragraphs(
        head,
        lines(*(_burden(t, one) for one in forecast.burdens)),
        _months(t, forecast),
        busiest,
        _kept_back(t, forecast),
        t.html("<i>At most: whoever answers early is reminded less often.</i>"),
    )
    return Screen(text, back)


def _burden(t: Translator, burden: Burden) -> Html:
    return t.html(
        "{role} ({people}): about <b>{usual}</b>, at most {fullest} a week ({begin} – {end})",
        role=t(ROLES[burden.role]),
        people=burden.people,
        usual=burden.usual,
        fullest=burden.fullest,
        begin=t.day(burden.fullest_week, burden.fullest_week),
        end=t.day(burden.fullest_week + _WEEK_END, burden.fullest_week + _WEEK_END),
    )


def _months(t: Translator, forecast: Forecast) -> Html | None:
    if not forecast.months:
        return None
    most = max(number for _, number in forecast.months)
    drawn = [
        t.html(
            "<code>{month} {bar}</code> {number}",
            month=format_date(month, "LLL", locale=t.locale).rstrip(".")[:3].ljust(3),
            bar="▇" * max(round(_BAR * number / most), 1),
            number=number,
        )
        for month, number in forecast.months
    ]
    return lines(t.html("<b>A director's reminders by month</b>"), *drawn)


def _kept_back(t: Translator, forecast: Forecast) -> Html | None:
    kept_back = sum(one.kept_back for one in forecast.burdens)
    if not kept_back:
        return None
    return t.html(
        "🔕 {reminders} will be kept back by the weekly budget, from {people}: the week's card "
        "names the events all the same.",
        reminders=t.many("{n} reminder", "{n} reminders", kept_back),
        people=t.many("{n} person", "{n} people", sum(one.silenced for one in forecast.burdens)),
    )
