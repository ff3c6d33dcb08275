"""Pictures of figures: what is collected becomes a chart with words, and its screen."""

import re
from datetime import date

from keyboards.figures import picture_rows
from keyboards.screen import File, Screen, lines, paragraphs, shortened
from locales import N_, Html, Translator
from services.figure_pictures import Picture, Sketch, Step
from services.indicators.breakdown import Section, Slice
from services.pictures import Bar, Bars, Chart, HeatMap, HeatRow, Lines, Point

_SECTION_LABEL = 90
# Labels of months and of weeks that fit side by side.
_TICKS = 6
_COLUMNS = 5
_TOLD = {
    Picture.SECTIONS: N_("How much of what each section wants is done."),
    Picture.WEEKS: N_("School by school: how much of what was due in a week is done."),
    Picture.PLACES: N_("Which share of those expected took part in the events held."),
    Picture.PROGRESS: N_(
        "How much of the whole year's work is done, and how much was due by then."
    ),
}
# What of an empty picture begins on its first day.
_FIRST = {
    Picture.SECTIONS: N_("The first work begins on {day}: from then on the picture is here."),
    Picture.WEEKS: N_("The first term of a school is {day}: after it the picture is here."),
    Picture.PLACES: N_("The first event is on {day}: from then on the picture is here."),
    Picture.PROGRESS: N_("The first work begins on {day}: from then on the picture is here."),
}
_SQUARES = N_("🟦 all done · 🟨 half · 🟧 nothing done · ⬜️ nothing was due")


def chart_of(t: Translator, sketch: Sketch) -> Chart:
    """A sketch with its words."""
    match sketch.picture:
        case Picture.SECTIONS:
            return _sections(t, sketch)
        case Picture.PLACES:
            return _places(t, sketch)
        case Picture.WEEKS:
            return _weeks(t, sketch)
        case Picture.PROGRESS:
            return _progress(t, sketch)


def picture_screen(t: Translator, sketch: Sketch, png: bytes, came: int) -> Screen:
    """The picture with what it shows below it, and the way back to where it was opened."""
    text = lines(_head(t, sketch), t.html(_TOLD[sketch.picture]))
    file = File("photo", content=png, name=f"{sketch.picture}.png")
    return Screen(text, picture_rows(t, sketch.plan_id, sketch.picture, came), file)


def _head(t: Translator, sketch: Sketch) -> Html:
    return t.html(
        "📊 {title}\n{place}, {day}",
        title=shortened(sketch.plan_title, 120),
        place=sketch.place_name,
        day=t.day(sketch.today),
    )


def no_picture_screen(t: Translator, sketch: Sketch, came: int) -> Screen:
    """There is nothing to draw yet: what the picture will show, and from when."""
    first = t.html("No row of the road map has a day yet: set the dates, and the picture is here.")
    if sketch.since is not None:
        first = t.html(_FIRST[sketch.picture], day=t.day(sketch.since, sketch.today))
    running = None
    if sketch.running:
        running = t.html(
            "Figures in hand: <b>{n}</b>. There is no result to draw yet.",
            n=t.number(sketch.running),
        )
    legend = t.html(_SQUARES) if sketch.picture is Picture.WEEKS else None
    about = lines(t.html("<b>What will be here</b>"), t.html(_TOLD[sketch.picture]))
    text = paragraphs(_head(t, sketch), about, lines(running, first), legend)
    return Screen(text, picture_rows(t, sketch.plan_id, sketch.picture, came))


def _subtitle(t: Translator, sketch: Sketch) -> str:
    return t("{place}, as of {day}", place=sketch.place_name, day=t.day(sketch.today))


def _sections(t: Translator, sketch: Sketch) -> Bars:
    return Bars(
        t("Done by section"),
        _subtitle(t, sketch),
        tuple(_section(t, one, len(sketch.sections)) for one in sketch.sections),
        t("Counted: figures of the section that say something by now; each counts the same."),
    )


def _section(t: Translator, one: Section, sections: int) -> Bar:
    unnamed = t("The whole road map") if sections == 1 else t("Without a section")
    label = shortened(one.title, _SECTION_LABEL) or unnamed
    if not one.of:
        return Bar(label, None, t("still ahead"))
    note = t(
        "{percent} · counted: {n} of {of}",
        percent=t.percent(one.done, one.of),
        n=t.amount(one.of),
        of=t.number(len(one.figures)),
    )
    return Bar(label, one.done / one.of, note)


def _places(t: Translator, sketch: Sketch) -> Bars:
    title = t("Who takes part: schools") if sketch.of_schools else t("Who takes part by district")
    footer = ""
    if sketch.left_out:
        footer = t("Shown are those with the lowest shares; besides them: {n}", n=sketch.left_out)
    return Bars(title, _subtitle(t, sketch), tuple(_place(t, one) for one in sketch.places), footer)


def _place(t: Translator, one: Slice) -> Bar:
    note = t(
        "{percent} · {done} of {of}",
        percent=t.percent(one.done, one.of),
        done=t.number(one.done),
        of=t.number(one.of),
    )
    return Bar(one.name, one.done / one.of if one.of else None, note)


def _weeks(t: Translator, sketch: Sketch) -> HeatMap:
    every = max((len(sketch.mondays) + _COLUMNS - 1) // _COLUMNS, 1)
    columns = tuple(
        _short(t, monday) if at % every == 0 and at + every // 2 < len(sketch.mondays) else ""
        for at, monday in enumerate(sketch.mondays)
    )
    footer = ""
    if sketch.left_out:
        footer = t("First those who miss the most; schools besides them: {n}", n=sketch.left_out)
    return HeatMap(
        t("Schools by week"),
        t("How much of what was due in a week is done. {place}", place=_subtitle(t, sketch)),
        columns,
        tuple(HeatRow(_own_name(row.name), row.shares, row.is_unmanned) for row in sketch.rows),
        (t("nothing done"), t("half"), t("all done"), t("nothing due")),
        footer,
        t("nobody speaks for it") if any(row.is_unmanned for row in sketch.rows) else "",
    )


def _own_name(name: str) -> str:
    """What stands in quotes tells schools apart; the legal form before it is the same for all."""
    quoted = re.findall("\u00ab([^\u00ab\u00bb]{3,})\u00bb", name)
    # Of a branch its own name, which stands behind that of its school.
    return str(quoted[-1]) if quoted else name


def _short(t: Translator, day: date) -> str:
    return f"{day:%d.%m}" if t.locale == "ru" else f"{day:%d %b}"


def _progress(t: Translator, sketch: Sketch) -> Lines:
    steps = sketch.steps
    now = [step for step in steps if step.day <= sketch.today]
    if len(now) < len(steps):
        # The week that is running, so that today is on the line.
        today = next((step for step in steps if step.day > sketch.today), None)
        if today is not None:
            now.append(Step(sketch.today, today.done, today.due))
    first, last = steps[0].day, steps[-1].day
    whole = max((last - first).days, 1)

    def at(day: date) -> float:
        return (day - first).days / whole

    done = tuple(Point(at(step.day), step.done) for step in now)
    return Lines(
        t("Progress: the way to 100%"),
        t("All that the road map asks for in the year. {place}", place=_subtitle(t, sketch)),
        done,
        tuple(Point(at(step.day), step.due) for step in steps),
        tuple((at(day), t.month_short(day)) for day in _months(first, last)),
        (t("done"), t("due by the road map")),
        t.percent(now[-1].done, 1) if now else "",
    )


def _months(first: date, last: date) -> list[date]:
    """The firsts of months within a time, at most so many that their labels fit."""
    months = []
    year, month = first.year, first.month
    while (day := date(year, month, 1)) <= last:
        if day >= first:
            months.append(day)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    every = max((len(months) + _TICKS - 1) // _TICKS, 1)
    return months[::every]
