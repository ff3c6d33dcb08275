"""Property tests: a phrase made from a value is read back as that value."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.occurrences import LIMIT, expand
from roadmap.terms import read_term
from roadmap.vocabulary import MONTH_NAMES

YEAR = 2022
days = st.dates(date(2020, 1, 1), date(2024, 12, 31))
month_numbers = st.integers(1, 12)
dashes = st.sampled_from(["-", " - ", "–", " – ", "—", "- "])
tails = st.sampled_from(["", " г.", " года", "г"])
RUN = settings(max_examples=120, deadline=None)
WEEKDAYS = {
    "MO": "понедельникам", "TU": "вторникам", "WE": "средам", "TH": "четвергам", "FR": "пятницам",
}  # fmt: skip


def numeric(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def worded(day: date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1][1]} {day.year}"


written = st.sampled_from([numeric, worded, lambda day: f"{day.day}.{day.month:02d}.{day.year}"])


def read(text: str):
    term = read_term(text, default_year=YEAR)
    assert term.confidence >= 0.5, text
    return term.schedule


@RUN
@given(days, written, tails)
def test_a_day(day, write, tail):
    assert read(write(day) + tail)["date"] == day.isoformat()


@RUN
@given(days, st.integers(1, 200), dashes, written)
def test_a_range(start, length, dash, write):
    end = start + timedelta(days=length)
    if end.year > 2024:
        end = start
    schedule = read(write(start) + dash + write(end))
    assert (schedule["start"], schedule["end"]) == (start.isoformat(), end.isoformat())


@RUN
@given(days, st.integers(1, 25), dashes)
def test_a_range_with_a_shared_month(start, length, dash):
    end = start + timedelta(days=length)
    if end.month != start.month:
        return
    schedule = read(f"{start.day}{dash}{numeric(end)}")
    assert (schedule["start"], schedule["end"]) == (start.isoformat(), end.isoformat())


@RUN
@given(days, written, st.sampled_from(["до", "не позднее", "До", "в срок до"]))
def test_a_deadline(day, write, word):
    schedule = read(f"{word} {write(day)}")
    assert (schedule["type"], schedule["date"]) == ("deadline", day.isoformat())


@RUN
@given(month_numbers, st.integers(2020, 2024), tails, st.booleans())
def test_a_month(number, year, tail, inside):
    name = f"в {MONTH_NAMES[number - 1][2]}" if inside else MONTH_NAMES[number - 1][0].capitalize()
    schedule = read(f"{name} {year}{tail}")
    assert (schedule["year"], schedule["month"]) == (year, number)


@RUN
@given(st.sets(month_numbers, min_size=2, max_size=6), st.sampled_from([", ", ",", " и ", "; "]))
def test_months(numbers, comma):
    ordered = sorted(numbers)
    schedule = read(comma.join(MONTH_NAMES[number - 1][0] for number in ordered))
    assert schedule["months"] == [f"{YEAR}-{number:02d}" for number in ordered]


@RUN
@given(month_numbers, month_numbers, dashes)
def test_a_month_range(first, last, dash):
    if first >= last:
        return
    schedule = read(f"{MONTH_NAMES[first - 1][0]}{dash}{MONTH_NAMES[last - 1][0]}")
    assert (schedule["start"], schedule["end"]) == (f"{YEAR}-{first:02d}", f"{YEAR}-{last:02d}")


@RUN
@given(st.integers(1, 4), st.sampled_from(["{} квартал", "{} кв.", "в {} квартале"]), st.booleans())
def test_a_quarter(number, form, roman):
    text = form.format(("I", "II", "III", "IV")[number - 1] if roman else number)
    assert read(text)["quarter"] == number


@RUN
@given(st.lists(days, min_size=2, max_size=8, unique=True))
def test_days(dates):
    ordered = sorted(dates)
    schedule = read(", ".join(map(numeric, ordered)))
    assert schedule["dates"] == [day.isoformat() for day in ordered]


@RUN
@given(st.sampled_from(sorted(WEEKDAYS)), days, st.integers(8, 300))
def test_weekly(code, start, length):
    end = start + timedelta(days=length)
    if abs(end.year - YEAR) > 2:
        return
    schedule = read(f"по {WEEKDAYS[code]} с {numeric(start)} по {numeric(end)}")
    wanted = list(WEEKDAYS).index(code)
    every = [start + timedelta(days=step) for step in range(length + 1)]
    walked = [day for day in every if day.weekday() == wanted]
    assert schedule["count"] == len(walked)
    assert schedule["first5"] == [day.isoformat() for day in walked[:5]]


WORDS = """
с по до в и или март апреля 2022 г. 15 28.02.2022 10.03 квартал I 2 ежемесячно последний вторник
числа месяца кроме июля далее постоянно план по отдельному плану ( ) , - 14:00 мск раз в две недели
полугодие декада начало конца года учебного 2021/2022 уточняется
"""
words = st.sampled_from(WORDS.split())


@settings(max_examples=400, deadline=None)
@given(st.lists(words, max_size=14), st.sampled_from([2022, "2022/2023", None]))
def test_any_words_give_a_bounded_and_sorted_answer(parts, year):
    term = read_term(" ".join(parts), default_year=year)
    assert 0 <= term.confidence <= 1
    occurrences = expand(term.schedule)
    assert len(occurrences) <= LIMIT
    assert [item.index for item in occurrences] == list(range(len(occurrences)))
    keys = [(item.first_day, item.last_day) for item in occurrences]
    assert keys == sorted(keys)
    window = term.schedule["window"]
    for item in occurrences:
        assert item.first_day <= item.last_day
        assert window["start"] is None or item.first_day >= date.fromisoformat(window["start"])
        assert window["end"] is None or item.last_day <= date.fromisoformat(window["end"])


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=700))
def test_any_text_gives_an_answer(text):
    term = read_term(text, default_year=YEAR)
    assert term.schedule["type"]
    expand(term.schedule)
