"""What figures are made of: amounts as typed, goals, standings, slices, pictures."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from PIL import Image

from db.enums import PlaceKind
from db.models import Place
from handlers.views.indicators import board_screen
from handlers.views.pictures import chart_of
from locales import translator
from roadmap.asks import Goal, Party
from roadmap.figure_words import read_amount
from roadmap.goals import kind_of_people, periods_between, window_of
from services.figure_pictures import (
    Picture,
    Sketch,
    Step,
    WeekRow,
    attendance_by_place,
    steps_of,
    weeks_of_schools,
)
from services.indicator_board import PlanFigures
from services.indicators.breakdown import (
    Section,
    Slice,
    Standing,
    by_month,
    by_place,
    completion,
    standing,
)
from services.indicators.figure import (
    Counted,
    Figure,
    Forecast,
    Named,
    NamedKind,
    ProofKind,
    Shape,
    Trace,
)
from services.indicators.figures import forecast_of
from services.indicators.urgency import Shown, shown_of, urgent
from services.pictures import paint
from services.pictures.canvas import ORANGE, WIDTH, cut, width_of, wrapped
from services.pictures.charts import Bars, HeatMap
from services.pictures.painting import footer_lines

NOW = datetime(2022, 6, 1, 12, tzinfo=UTC)
EARLIER = datetime(2022, 4, 1, 12, tzinfo=UTC)
LATER = datetime(2022, 9, 1, 12, tzinfo=UTC)


def school(number: int, done: datetime | None = None, *, may: bool = True) -> Named:
    """A school of two municipalities in turn."""
    trace = Trace(ProofKind.REPORT, number, done) if done is not None else None
    return Named(
        NamedKind.PLACE,
        number,
        f"Школа № {number}",
        f"/1/{2 + number % 2}/{number + 10}/",
        due_at=EARLIER,
        is_open=may,
        traces=(trace,) if trace is not None else (),
    )


def figure(
    *named: Named,
    target: float | None = None,
    counted: Counted = Counted.HANDED_IN,
    **more: object,
) -> Figure:
    """A share of schools."""
    done = tuple(one for one in named if one.traces)
    value = 100 * len(done) / len(named) if named else None
    return Figure(
        1, 0, "1", "", "Строка", Shape.SHARE, counted, done, named, value, target, None,
        "%", **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12 из 15", (12, 15)),
        ("12/15", (12, 15)),
        ("12 of 15", (12, 15)),
        ("80 %", (80, None)),
        ("80 процентов", (80, None)),
        ("7,5", (7.5, None)),
        ("1 200", (1200, None)),
        ("−3", (-3, None)),
        ("", None),
        ("много", None),
        ("5 из 0", None),
        ("5 % из 10", None),
        ("9" * 40, None),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, read: object):
    assert read_amount(typed) == read


def test_a_goal_counts_people_or_things():
    assert kind_of_people(Goal(5, "муниципальных координаторов")) is Party.MUNICIPALITY
    assert kind_of_people(Goal(5, "кураторов")) is Party.CURATOR
    assert kind_of_people(Goal(5, "онлайн-сессий")) is None


def test_only_whole_periods_count():
    march, november = date(2022, 3, 1), date(2022, 11, 30)
    assert periods_between("month", march, november) == 9
    assert periods_between("month", march, date(2022, 11, 29)) == 8
    assert periods_between("quarter", march, november) == 3
    assert periods_between("week", march, date(2022, 3, 14)) == 2
    assert window_of({}, "2022") == (date(2022, 1, 1), date(2022, 12, 31))
    assert window_of({}, "2021/2022") == (date(2021, 9, 1), date(2022, 8, 31))
    assert window_of({}, None) is None


def test_a_target_is_within_reach_while_enough_may_still_do_it():
    near = figure(school(1, EARLIER), school(2), school(3), school(4), target=75)
    assert forecast_of(near) == Forecast(needed=2, open=3)
    lost = figure(school(1, EARLIER), school(2, may=False), school(3), target=100)
    assert forecast_of(lost) == Forecast(needed=2, open=1)
    assert not Forecast(2, 1).is_reachable
    # 7 % of 600 are 42, not a little more.
    many = figure(*(school(n, EARLIER if n <= 41 else None) for n in range(1, 601)), target=7)
    assert forecast_of(many) == Forecast(needed=1, open=559)


def test_how_a_figure_stands():
    assert standing(figure(school(1, EARLIER)), NOW) is Standing.REACHED
    assert standing(figure(school(1)), NOW) is Standing.BEHIND
    assert standing(figure(), NOW) is Standing.UNDATED, "nobody has given its row a day"
    assert standing(figure(begins_at=EARLIER), NOW) is Standing.UNKNOWN, "nobody can be counted"
    untold = replace(figure(school(1)), value=None, begins_at=EARLIER)
    by_hand = replace(untold, counted=Counted.NUMBERS)
    assert standing(by_hand, NOW) is Standing.UNKNOWN
    reported = replace(by_hand, shape=Shape.THRESHOLD)
    assert standing(reported, NOW) is Standing.BEHIND, "its school tells it, and is late"
    assert standing(figure(begins_at=LATER), NOW) is Standing.AHEAD
    lost = figure(school(1, may=False), target=100, forecast=Forecast(1, 0))
    assert standing(lost, NOW) is Standing.LOST


def test_a_figure_taken_apart_adds_up():
    told = figure(school(1, EARLIER), school(2, NOW), school(3), school(4))
    places = by_place(told, {2: "Первый", 3: "Второй"})
    assert [(one.name, one.done, one.of) for one in places] == [("Второй", 1, 2), ("Первый", 1, 2)]
    assert [(one.day, one.done) for one in by_month(told, "UTC")] == [
        (date(2022, 4, 1), 1),
        (date(2022, 6, 1), 2),
    ]
    assert completion([told, figure(school(1, NOW)), figure()]) == (1.5, 2)


def test_progress_never_goes_back():
    steps = steps_of([figure(school(1, EARLIER), school(2, NOW), school(3))], NOW, "UTC")
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert (steps[-1].done, steps[-1].due) == (2 / 3, 1)


SKETCHES = {
    Picture.SECTIONS: {
        "sections": (Section("1. Очень длинный раздел " * 9, (), 1.5, 2), Section("", (), 0, 0))
    },
    Picture.PLACES: {"places": (Slice(1, "Алейский район", 3, 4), Slice(2, "Бийский", 0, 9))},
    Picture.WEEKS: {
        "mondays": (date(2022, 3, 7), date(2022, 3, 14)),
        "rows": (WeekRow("МБОУ «СОШ № 1»", (0.5, None)), WeekRow("Лицей", (0.0, 1.0), True)),
        "left_out": 278,
    },
    Picture.PROGRESS: {
        "steps": (Step(date(2022, 3, 7), 0, 0.2), Step(date(2022, 12, 5), 0.4, 1.0))
    },
}


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize("picture", Picture)
def test_pictures_bring_their_own_background_and_are_the_same_again(
    picture: Picture, locale: str, tmp_path
):
    sketch = Sketch(1, picture, "Карта", "Район", date(2022, 6, 1), **SKETCHES[picture])  # type: ignore[arg-type]
    chart = chart_of(translator(locale), sketch)
    png = paint(chart)
    assert png == paint(chart)
    path = tmp_path / "picture.png"
    path.write_bytes(png)
    with Image.open(path) as image:
        assert (image.format, image.mode, image.width) == ("PNG", "RGB", WIDTH)
        # Telegram refuses photos longer than twenty times their width, and blurs large ones.
        assert image.height < 3 * WIDTH
        assert len(image.getcolors(1 << 24)) > 8, "something is drawn"


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize("picture", list(Picture))
def test_what_stands_below_a_picture_is_read_to_its_end(picture: Picture, locale: str):
    sketch = Sketch(1, picture, "Карта", "Район", date(2022, 6, 1), **SKETCHES[picture])  # type: ignore[arg-type]
    footer = chart_of(translator(locale), sketch).footer
    assert " ".join(footer_lines(footer)) == footer
    longer = Bars("Заголовок", "Район", (), footer=footer)
    short, tall = (
        Image.open(io.BytesIO(paint(replace(longer, footer=text)))).height
        for text in ("Коротко", "Длинно " * 20)
    )
    assert tall > short, "a second line has room of its own"


def test_texts_stay_within_their_lines():
    lines = wrapped("Организационно-управленческие мероприятия " * 6, 38, 500, 2)
    assert len(lines) == 2
    assert all(width_of(line, 38) <= 500 for line in lines)
    assert width_of(cut("Ж" * 400, 38, 300), 38) <= 300


def test_maps_of_one_title_are_told_apart_by_their_place():
    title = "Дорожная карта по оказанию методической поддержки школам, имеющим низкие результаты"
    waiting = Shown(figure(begins_at=EARLIER), Standing.UNKNOWN)
    maps = [
        PlanFigures(number, title, "2027", place, True, 5, (waiting,), (), 1, 2, (), may_enter=True)
        for number, place in ((1, "Луговской район"), (2, "Заречный край"))
    ]
    screen = board_screen(translator("ru"), maps)
    labels = [button.text for row in screen.rows for button in row]
    assert "🎯 Луговской район, 2027" in labels
    assert "✏️ Ввести вручную: 1 · Заречный край, 2027" in labels
    assert "Заречный край, 2027: Дорожная карта" in screen.text


def test_only_events_that_are_over_say_who_takes_part():
    below = [
        Place(id=number, name=f"Школа № {number - 10}", kind=PlaceKind.SCHOOL)
        for number in (12, 14)
    ]
    over = [replace(school(2, EARLIER), held_at=EARLIER), replace(school(4), held_at=EARLIER)]
    running = [replace(one, traces=(), held_at=LATER) for one in over]
    of_a_window = [replace(one, held_at=None) for one in running]
    attended = [figure(*some, counted=Counted.ATTENDED) for some in (over, running, of_a_window)]

    shown, _ = attendance_by_place(attended, below, NOW)
    assert [(one.name, one.done, one.of) for one in shown] == [
        ("Школа № 2", 1, 1),
        ("Школа № 4", 0, 1),
    ]
    assert attendance_by_place(attended[1:], below, NOW)[0] == []


def test_what_matters_now_tells_figures_of_one_row_apart_and_when_they_are_due():
    ahead = replace(school(1), due_at=LATER)
    shown = [
        shown_of(figure(ahead, begins_at=EARLIER, counted=Counted.HANDED_IN), NOW),
        shown_of(figure(ahead, begins_at=LATER, counted=Counted.CERTIFIED), NOW),
    ]
    assert [one.standing for one in shown] == [Standing.RUNNING, Standing.AHEAD]

    matters = urgent(shown, NOW, "UTC")
    board = PlanFigures(1, "Карта", "2022", "Район", True, 1, tuple(shown), (), 0, 2, matters)
    text = board_screen(translator("ru"), [board]).text
    assert "Строка (материалы)" in text
    assert "Строка (удостоверения)" in text
    assert "Показателей: <b>2</b>, строк карты: 1" in text, "one row has two figures"
    assert "идёт до 1 сентября 2022" in text
    assert "впереди: 1 сентября 2022" in text


def test_a_school_without_anybody_is_not_drawn_as_one_that_did_nothing():
    below = [Place(id=n + 10, name=f"Школа № {n}", kind=PlaceKind.SCHOOL) for n in (1, 2)]
    told = figure(*(replace(school(n), id=n + 10) for n in (1, 2)))
    mondays, rows = weeks_of_schools([told], below, NOW, "UTC", unmanned={11})
    assert [(one.name, one.shares, one.is_unmanned) for one in rows] == [
        ("Школа № 2", (0.0,), False),
        ("Школа № 1", (0.0,), True),
    ]
    sketch = Sketch(
        1, Picture.WEEKS, "Карта", "Район", date(2022, 6, 1), mondays=mondays, rows=tuple(rows)
    )
    chart = chart_of(translator("ru"), sketch)
    assert isinstance(chart, HeatMap)
    assert chart.unmanned == "без представителя"
    all_manned = replace(chart, rows=tuple(replace(one, is_unmanned=False) for one in chart.rows))

    orange = tuple(int(ORANGE[at : at + 2], 16) for at in (1, 3, 5))
    painted = []
    for one in (chart, all_manned):
        with Image.open(io.BytesIO(paint(one))) as image:
            colours = {colour: count for count, colour in image.getcolors(1 << 24)}
        painted.append(colours[orange])
    assert painted[0] < 0.7 * painted[1], "one square of two is left empty"
