"""Whose map a heading says it is."""

import pytest

from roadmap.territory import territories


@pytest.mark.parametrize(
    ("heading", "said", "own", "other"),
    [
        ("школам Луговского района", ["Луговского района"], "Луговской район", "Степной район"),
        ("организациям Алтайского края,", ["Алтайского края"], "Алтайский край", "Пермский край"),
        (
            "МИНИСТЕРСТВО РЕСПУБЛИКИ КАЛМЫКИЯ",
            ["РЕСПУБЛИКИ КАЛМЫКИЯ"],
            "Республика Калмыкия",
            "Республика Тыва",
        ),
        (
            "муниципального образования Алапаевское, имеющим",
            ["муниципального образования Алапаевское"],
            "МО Алапаевское",
            "Луговской район",
        ),
        ("Приозёрного округа", ["Приозёрного округа"], "Приозёрный округ", "Луговской район"),
    ],
)
def test_the_place_a_heading_names(heading: str, said: list[str], own: str, other: str):
    found = territories(heading)

    assert [one.said for one in found] == said
    assert found[0].may_be(own)
    assert not found[0].may_be(other)


@pytest.mark.parametrize(
    "heading",
    [
        "школам муниципального района на 2027 год",
        "Сибирского федерального округа",
        "муниципального образования города",
        "отобранных районов, в каждом районе",
        "поддержки школ в 2027 году",
    ],
)
def test_words_that_name_no_place(heading: str):
    assert territories(heading) == []
