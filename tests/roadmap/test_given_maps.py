"""The four given maps and their office renditions against the given truth."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from tests.roadmap.shared import compiled, needs_maps, truth

pytestmark = needs_maps

COUNTS = {"001": 24, "002": 42, "003": 34, "004": 48}
OFFICE = [
    "001.docx", "001.xlsx", "001.pdf", "002.docx", "002.xlsx", "002.pdf", "002.html",
]  # fmt: skip


def plain(text: str) -> str:
    """White space, hyphens and line breaks after hyphens do not matter between renditions."""
    return re.sub(r"-\s+", "-", " ".join(text.replace("\u2011", "-").split()))


def rows_of(name: str) -> list[dict]:
    return [row.as_dict() for row in compiled(name).rows]


def share(name: str, field: str) -> float:
    expected = truth(f"truth_{name}.json")
    right = 0
    for row, want in zip(rows_of(name), expected, strict=True):
        got = row[field]
        if isinstance(got, list):
            right += sorted(got, key=str) == sorted(want[field], key=str)
        elif field == "kind":
            right += got in {want["kind"], *want["kind_alt"]}
        else:
            right += got == want[field]
    return right / len(expected)


@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_every_row_is_there_and_every_source_row_is_accounted_for(name, count):
    plan = compiled(name)
    assert len(plan.rows) == count
    assert {row.fate for row in plan.accounted} <= {
        "imported", "heading", "header", "footnote", "skipped",
    }  # fmt: skip
    lines = [line for row in plan.rows for line in row.src_lines]
    imported = [row.position.line for row in plan.accounted if row.fate == "imported"]
    assert sorted(lines) == sorted(imported)
    assert all(row.confidence <= 1 and row.position.line for row in plan.rows)


@pytest.mark.parametrize("name", ["001", "002"])
def test_year_level_and_columns(name):
    facts = next(doc for doc in truth("truth_docs.json") if doc["doc"] == name)
    plan = compiled(name)
    assert plan.year == facts["default_year"]
    assert plan.level == facts["level"]
    assert list(plan.columns)[: len(facts["columns"])] == facts["columns"]
    assert str(facts["default_year"]) in plan.year_evidence


@pytest.mark.parametrize("name", ["001", "002"])
def test_schedules_are_equal_in_every_row(name):
    for row, want in zip(rows_of(name), truth(f"truth_{name}.json"), strict=True):
        assert row["schedule"] == want["schedule"], row["row"]


@pytest.mark.parametrize("name", ["001", "002"])
@pytest.mark.parametrize(
    ("field", "least"),
    [
        ("row", 1), ("row_id", 1), ("title", 1), ("dates_raw", 1), ("responsible_raw", 1),
        ("result_raw", 1), ("src_lines", 1), ("temporal_role", 0.95), ("kind", 0.95),
        ("roles", 0.95), ("participants", 0.9), ("attendance_expected", 0.95),
        ("attendance_basis", 0.95), ("report_expected", 0.95), ("report_kind", 0.95),
        ("report_basis", 0.95), ("evidence", 0.9), ("targets", 0.95), ("indicator_type", 0.95),
        ("indicator_unit", 0.9), ("levels", 1), ("subitems", 1), ("confirmed_by", 1),
    ],
)  # fmt: skip
def test_fields_against_the_truth(name, field, least, record_property):
    reached = share(name, field)
    record_property(f"{name}.{field}", reached)
    assert reached >= least


@pytest.mark.parametrize("name", OFFICE)
def test_office_renditions_give_the_same_rows(name):
    expected = truth(f"truth_{name[:3]}.json")
    rows = rows_of(f"formats/{name}")
    assert len(rows) == len(expected)
    for row, want in zip(rows, expected, strict=True):
        assert plain(row["title"]) == plain(want["title"])
        assert plain(row["section"]) == plain(want["section"])
        assert plain(row["result_raw"]) == plain(want["result_raw"])
        assert row["schedule"] == want["schedule"], row["row"]
        assert (row["row_id"], row["temporal_role"]) == (want["row_id"], want["temporal_role"])
        assert set(row["roles"]) == set(want["roles"])
        assert row["attendance_expected"] == want["attendance_expected"]
        assert row["report_kind"] == want["report_kind"]
        assert row["row"].rstrip(".") == want["row"].rstrip(".")


def test_nothing_comes_from_the_instruction_sheet():
    plan = compiled("formats/001.xlsx")
    assert {row.position.sheet for row in plan.rows} == {"Дорожная карта"}


def test_footnotes_and_junk_are_named():
    fates = Counter((row.fate, row.reason) for row in compiled("002").accounted)
    assert fates["footnote", "below_table"] == 2
    assert fates["skipped", "rule"] + fates["skipped", "outside_table"] <= 1


def test_the_account_is_plain_json():
    whole = json.dumps(compiled("003").as_dict(), ensure_ascii=False)
    assert json.loads(whole)["year"] == 2022


def test_all_148_rows_have_the_roles_the_reference_counts():
    found = Counter(row.temporal_role for name in COUNTS for row in compiled(name).rows)
    assert found == {
        "event": 23, "event_tba": 50, "deadline": 18, "period": 39, "recurring": 12,
        "background": 6,
    }  # fmt: skip


ATTENDANCE = {
    "result": {"003": [16]},
    "indicator": {
        "004": [
            1, 2, 6, 7, 12, 20, 22, 23, 24, 25, 26, 27, 28, 29, 31, 34, 36, 37, 39, 41, 42, 45, 48,
        ]
    },
    "title": {"003": [22, 25, 27], "004": [35]},
    "kind": {"003": [3, 4, 6, 9, 12, 17, 19, 26, 29, 30, 31, 32, 34]},
}  # fmt: skip


@pytest.mark.parametrize("name", ["003", "004"])
def test_attendance_of_the_maps_read_by_eye(name):
    expected = {
        str(number): basis for basis, maps in ATTENDANCE.items() for number in maps.get(name, [])
    }
    for row in compiled(name).rows:
        assert row.attendance_basis == expected.get(row.row_id), row.title
        assert row.attendance_expected == (row.row_id in expected)


REPORTS = {
    "003": {
        "1": "order", "2": "list", "5": "list", "7": "order", "8": "order", "10": "contract",
        "11": "contract", "13": "order", "14": "document", "15": "analytic_note",
        "18": "analytic_note", "19": "report", "20": "report", "21": "publication_link",
        "23": "analytic_note", "28": "recommendations",
    },
    "004": {
        "8": "form_is", "9": "upload_is", "11": "document", "13": "order",
        "14": "recommendations", "15": "upload_is", "16": "document", "18": "publication_link",
        "19": "publication_link", "21": "analytic_note", "30": "recommendations",
        "32": "document", "33": "analytic_note", "35": "publication_link",
        "38": "analytic_note", "40": "report", "43": "recommendations",
        "44": "analytic_note", "46": "upload_is", "47": "document",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
def test_deliverables_of_the_maps_read_by_eye(name):
    found = {row.row_id: row.report_kind for row in compiled(name).rows if row.report_expected}
    assert found == REPORTS[name]


KINDS = {
    "003": {
        "1": "document", "2": "survey", "3": "meeting", "4": "training", "6": "training",
        "9": "training", "13": "appointment", "15": "monitoring", "16": "meeting",
        "17": "training", "18": "monitoring", "20": "document", "21": "publication",
        "23": "monitoring", "24": "other", "26": "conference", "27": "webinar",
        "28": "expertise", "29": "webinar", "30": "meeting", "31": "training", "33": "other",
        "34": "meeting",
    },
    "004": {
        "1": "meeting", "2": "meeting", "3": "survey", "4": "appointment", "5": "appointment",
        "7": "visit", "8": "other", "9": "document", "10": "other", "12": "training",
        "13": "appointment", "14": "expertise", "15": "other", "17": "other",
        "18": "publication", "21": "monitoring", "23": "training", "25": "conference",
        "26": "training", "27": "webinar", "28": "training", "35": "contest", "36": "meeting",
        "37": "conference", "38": "monitoring", "40": "document", "41": "conference",
        "46": "other", "47": "document", "48": "training",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_kinds_of_the_maps_read_by_eye(name):
    rows = {row.row_id: row for row in compiled(name).rows}
    wrong = {
        number: rows[number].kind
        for number, kind in KINDS[name].items()
        if kind not in {rows[number].kind, *rows[number].kind_alt}
    }
    assert not wrong


def test_indicators_of_004():
    rows = {row.row_id: row for row in compiled("004").rows}
    counts = Counter(row.indicator_type for row in rows.values())
    assert counts == {"share": 34, "dynamics": 1, "count": 4, "fact": 7, "threshold": 2}
    assert [target["value"] for target in rows["35"].targets] == [5, 5, 5]
    assert rows["15"].confirmed_by == rows["46"].confirmed_by == "curator"
    assert rows["1"].numerator.startswith("руководителей моуо")
    assert rows["1"].denominator.startswith("общего числа")
    assert rows["23"].indicator_unit == "team"
    assert rows["9"].indicator_unit == "authority"
    assert rows["18"].links[0] != rows["18"].links[1]
    assert rows["42"].links == ()


def test_schedules_of_003_and_004_that_are_easy_to_get_wrong():
    three = {row.row_id: row for row in compiled("003").rows}
    four = {row.row_id: row for row in compiled("004").rows}
    assert three["1"].schedule["year"] == 2021
    assert three["19"].schedule["count"] == 12
    assert three["34"].schedule["year"] == 2022
    assert three["15"].schedule["hint"]["from"] == "title"
    assert len(three["1"].subitems) == 4
    assert three["16"].levels == ("federal",)
    assert three["15"].levels == ("regional", "municipal")
    assert three["21"].result_raw.endswith("информации")
    assert four["19"].schedule["hint"]["at_least"] == 2
    assert four["23"].schedule["months"] == ["2022-04", "2022-08", "2022-10"]
    assert four["23"].schedule["plan"] == "по отдельному плану"
    assert four["36"].schedule["truncated"] is True
    assert four["48"].schedule["start"] == "2022-11"
    assert four["1"].schedule["date"] == "2021-12-15"
    assert all(row.schedule["type"] != "unknown" for row in [*three.values(), *four.values()])


def test_twins_are_linked_both_ways():
    twins = {row.row_id: row.twin for row in compiled("002").rows if row.twin}
    pairs = {"22": "23", "27": "28", "30": "31", "34": "35"}
    assert twins == pairs | {second: first for first, second in pairs.items()}


def test_names_of_people_are_not_shown_to_everybody():
    row = next(row for row in compiled("001").rows if row.row_id == "2.3")
    assert len(row.schools_named) == 3
    for name in COUNTS:
        for row in compiled(name).rows:
            assert not re.search(r"[А-Я][а-я]+ [А-Я]\.[А-Я]\.", row.title_public)


def test_torn_cells_are_mended_and_doubted():
    rows = {row.row_id: row for row in compiled("002").rows}
    whole = rows["6"].responsible_effective
    assert whole == rows["9"].responsible_effective
    assert whole.startswith("Руководители ОО")
    assert whole.endswith("кураторы")
    assert any(question.code == "responsible_torn" for question in rows["8"].questions)
    assert rows["8"].confidence < 0.7
    assert rows["38"].responsible_inherited_from == "37"
