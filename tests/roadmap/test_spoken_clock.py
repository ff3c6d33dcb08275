"""Hours as people say them."""

import pytest

from roadmap.spoken_clock import with_clocks


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("10 утра", "10:00"),
        ("в 9:30 утра", "в 09:30"),
        ("3 часа дня", "15:00"),
        ("12 дня", "12:00"),
        ("7 вечера", "19:00"),
        ("11 ночи", "23:00"),
        ("12 ночи", "00:00"),
        ("16.03 в 10 утра мск", "16.03 в 10:00 мск"),
        ("14:00", "14:00"),
        ("5 дней", "5 дней"),
        ("16.03.2027", "16.03.2027"),
    ],
)
def test_spoken_hours(said: str, written: str):
    assert with_clocks(said) == written
