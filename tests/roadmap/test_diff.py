"""An amended plan against the old one."""

from __future__ import annotations

from roadmap.compile import compile_document
from roadmap.diff import compare
from tests.roadmap.builders import as_docx
from tests.roadmap.shared import compiled, needs_maps

HEAD = ["№", "Мероприятие", "Сроки", "Ответственный"]
OLD = [
    ["1", "Семинар для кураторов школ", "16.03.2022", "ИМЦ"],
    ["2", "Анкетирование участников проекта", "до 1 апреля", "ОО"],
    ["3", "Вебинар по функциональной грамотности", "май", "ИРО"],
    ["4", "Подготовка отчёта", "до 1 декабря", "Муниципальный координатор"],
]


def plan(rows):
    return compile_document(as_docx(["Дорожная карта на 2022 год"], [("", [HEAD, *rows])])).rows


def test_nothing_changed():
    diff = compare(plan(OLD), plan(OLD))
    assert len(diff.same) == 4
    assert not (diff.added)
    assert not (diff.removed)
    assert not (diff.moved)
    assert not (diff.changed)


def test_added_removed_moved_changed():
    new = [
        ["1", "Семинар для кураторов школ", "18.03.2022", "ИМЦ"],
        ["2", "Круглый стол с родителями", "июнь", "ОО"],
        ["3", "Анкетирование участников проекта", "до 1 апреля", "ОО"],
        ["4", "Вебинар по функциональной грамотности", "май", "ИРО, ОО"],
    ]
    diff = compare(plan(OLD), plan(new))
    assert [row.title for row in diff.added] == ["Круглый стол с родителями"]
    assert [row.title for row in diff.removed] == ["Подготовка отчёта"]
    assert [pair.new.title for pair in diff.moved] == ["Семинар для кураторов школ"]
    assert [pair.fields for pair in diff.changed] == [("responsible_raw",)]
    assert [pair.old.row_id for pair in diff.same] == ["2"]


def test_a_reused_number_does_not_inherit_another_row():
    new = [["1", "Конкурс видеороликов", "16.03.2022", "ИМЦ"], *OLD[1:]]
    diff = compare(plan(OLD), plan(new))
    assert [row.title for row in diff.added] == ["Конкурс видеороликов"]
    assert len(diff.same) == 3


def test_every_row_is_used_once():
    twice = [OLD[0], ["2", *OLD[0][1:]], ["3", *OLD[0][1:]]]
    diff = compare(plan(twice), plan(twice[:2]))
    assert len(diff.removed) == 1
    assert len(diff.same) == 2


@needs_maps
def test_renditions_of_a_given_map_are_the_same_plan():
    diff = compare(compiled("001").rows, compiled("formats/001.docx").rows)
    assert len(diff.same) + len(diff.changed) == 24
    assert not (diff.moved)
    assert not (diff.added)
    assert not (diff.removed)


@needs_maps
def test_different_maps_share_next_to_nothing():
    diff = compare(compiled("001").rows, compiled("004").rows)
    assert len(diff.removed) >= 22
